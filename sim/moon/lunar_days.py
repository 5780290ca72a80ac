"""Sunlight lunar day by lunar day: each turn of the Sun around a place, from noon to noon."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.moon.ephemeris import Moment, sun_point, utc_hours
from sim.moon.sunlight import Sunlight

Array = NDArray[np.float64]

CELLS = 360
"""Cells of a lunar day: one a degree of hour angle, about two hours."""

_COARSE_H = 4.0
"""Between hour angles that are computed [h]; the Sun's swing over a month is below a degree, so they run evenly."""


@dataclass(frozen=True, eq=False)
class LunarDays:
    """Sunlight over a run in ``n`` lunar days, of which the first and the last may be partial.

    A position counts lunar days from the first noon, 2.25 being a quarter of the third one gone by.

    Attributes:
        sunlight: What the days are made of.
        edges: Noons [h since the start], shape (n + 1,); the first lies before the start, the last after the end.
        light: Mean visible fraction of the disc in each cell of each day, shape (n, CELLS); NaN outside the run.
        positions: Position of each sample of the sunlight, shape (m,).
    """

    sunlight: Sunlight
    edges: Array
    light: Array
    positions: Array

    def means(self) -> tuple[Array, Array]:
        """Mean visible fraction of each day that lies wholly within the run, of all if none does.

        Returns:
            Edges of these days [h], shape (k + 1,), and means, shape (k,).
        """
        day = self.positions.astype(int)
        total = np.bincount(day, weights=self.sunlight.samples, minlength=len(self.light))
        means = total / np.maximum(np.bincount(day, minlength=len(self.light)), 1)
        first, last = -self.sunlight.step, self.sunlight.hours + self.sunlight.step
        whole = np.flatnonzero((self.edges[:-1] >= first) & (self.edges[1:] <= last))
        begin, end = (int(whole[0]), int(whole[-1]) + 1) if len(whole) else (0, len(means))
        return self.edges[begin : end + 1], np.asarray(means[begin:end], dtype=float)

    def position(self, hours: ArrayLike) -> Array:
        """Position at times within the run [h], shape as given."""
        given = np.asarray(hours, dtype=np.float64)
        middles = self.sunlight.middles
        beyond = given - np.clip(given, middles[0], middles[-1])
        return np.asarray(np.interp(given, middles, self.positions) + _rate(middles, self.positions) * beyond)

    def hours_at(self, position: ArrayLike) -> Array:
        """Time of positions [h], shape as given, each day taken as even between its noons."""
        noons = np.arange(len(self.edges), dtype=np.float64)
        return np.asarray(np.interp(np.asarray(position, dtype=np.float64), noons, self.edges))


def lunar_days(sunlight: Sunlight, longitude: float, start: Moment) -> LunarDays:
    """Cut sunlight into lunar days.

    Args:
        sunlight: Over the run.
        longitude: Of the place, positive to the east [deg]; noon is when the Sun stands over it.
        start: Of the run (UTC; a date means its midnight).

    Raises:
        EphemerisRangeError: The run leaves the ephemeris.
    """
    middles = sunlight.middles
    positions = _positions(middles, sunlight.hours, longitude, start)
    days = int(positions[-1]) + 1
    cell = np.minimum((positions * CELLS).astype(int), days * CELLS - 1)
    number = np.bincount(cell, minlength=days * CELLS)
    total = np.bincount(cell, weights=sunlight.samples, minlength=days * CELLS)
    light = np.where(number > 0, total / np.maximum(number, 1), np.nan).reshape(days, CELLS)
    return LunarDays(sunlight, _noons(middles, positions), light, positions)


def lunar_noons(first: float, last: float, longitude: float, start: Moment) -> Array:
    """Noons of a place from the last one at or before ``first`` to the first one after ``last``.

    Args:
        first: Begin of a span [h since the start].
        last: End of it [h since the start], later.
        longitude: Of the place, positive to the east [deg]; noon is when the Sun stands over it.
        start: From which hours count (UTC; a date means its midnight).

    Returns:
        Noons [h since the start], shape (n + 1,) for ``n`` lunar days.

    Raises:
        EphemerisRangeError: The span leaves the ephemeris.
    """
    times = np.linspace(first, last, max(2, int((last - first) / _COARSE_H) + 2))
    return _noons(times, _positions(times, last - first, longitude, start))


def _positions(times: Array, hours: float, longitude: float, start: Moment) -> Array:
    """Position of times over ``hours`` [h since the start], counted from the last noon at or before the first."""
    coarse = np.linspace(times[0], times[-1], max(2, int(hours / _COARSE_H) + 2))
    sun_longitude = sun_point(utc_hours(start, coarse)).longitude
    positions = np.interp(times, coarse, np.degrees(np.unwrap(np.radians(longitude - sun_longitude))) / 360.0)
    return np.asarray(positions - np.floor(positions[0]), dtype=float)


def _noons(times: Array, positions: Array) -> Array:
    """Noons around times with positions [h]; the outermost as the mean rate puts them."""
    days = int(positions[-1]) + 1
    edges = np.interp(np.arange(days + 1, dtype=float), positions, times)
    rate = _rate(times, positions)
    edges[0] = times[0] - positions[0] / rate
    edges[-1] = times[-1] + (days - positions[-1]) / rate
    return np.asarray(edges, dtype=float)


def _rate(middles: Array, positions: Array) -> float:
    """Mean growth of the position over the run [1/h]."""
    return float((positions[-1] - positions[0]) / max(middles[-1] - middles[0], 1e-9))
