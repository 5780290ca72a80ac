"""What the sky over a site does, for figures: Sun and Earth through a year, light turn by turn. No drawing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.moon import AzEl, Horizon, Sunlight, coverage, lit_fraction, utc_hours
from sim.moon.constants import EARTH_RADIUS_KM, SUN_RADIUS_KM, SYNODIC_MONTH_D
from sim.moon.ephemeris import sun_point
from sim.scenario import Scenario
from sim.station import Sky

FloatArray = NDArray[np.float64]

YEAR_H = 365.25 * 24
"""Julian year [h]."""
CELLS = 360
"""Cells of a turn of the Sun around the site: one a degree of hour angle, about two hours."""


@dataclass(frozen=True, eq=False)
class Year:
    """The sky over a site, hour by hour through a year.

    Attributes:
        utc: Times, shape (n,).
        sun: The Sun's centre.
        sun_radius: Apparent radius of the Sun [deg], shape (n,).
        lit: Visible fraction of the Sun's disc [1], shape (n,).
        earth: The Earth's centre.
        earth_radius: Apparent radius of the Earth [deg], shape (n,).
        earth_up: Whether the Earth's centre is above the horizon, shape (n,).
    """

    utc: NDArray[np.datetime64]
    sun: AzEl
    sun_radius: FloatArray
    lit: FloatArray
    earth: AzEl
    earth_radius: FloatArray
    earth_up: NDArray[np.bool_]

    @property
    def earth_azimuth(self) -> float:
        """Mean direction of the Earth [deg], 0 to 360."""
        angles = np.radians(self.earth.azimuth)
        return float(np.degrees(np.arctan2(np.sin(angles).mean(), np.cos(angles).mean()))) % 360.0


def masts(scenario: Scenario) -> tuple[float, ...]:
    """Mast heights for which the site has a horizon [m]: that of the first array first, then from the highest down."""
    heights = sorted((horizon.mast for horizon in scenario.site.horizons.values()), reverse=True)
    main = main_mast(scenario)
    return (main, *(height for height in heights if height != main))


def main_mast(scenario: Scenario) -> float:
    """The measured mast height nearest to that of the first array [m]; without arrays the lowest measured one."""
    sky = Sky(scenario, scenario.hours)
    for array in scenario.energy.arrays.values():
        return sky.nearest_mast(float(array.mast))
    return sky.lowest_mast


def year_over(scenario: Scenario, mast: float) -> Year:
    """The year that begins with a scenario, or the last one that the ephemeris holds, seen from a measured mast [m]."""
    sky = Sky(scenario, scenario.hours)
    observer, horizon = sky.observer(mast), sky.horizon(mast)
    last = coverage()[1].astype(datetime)
    hours = np.arange(YEAR_H)
    late = datetime.combine(scenario.start, time()) - last
    begin = min(0.0, -(late.total_seconds() / 3600 + YEAR_H))
    utc = utc_hours(scenario.start, begin + hours)
    sun, earth = observer.sun(utc), observer.earth(utc)
    return Year(
        utc=utc,
        sun=sun,
        sun_radius=np.degrees(np.arcsin(SUN_RADIUS_KM / sun.distance)),
        lit=np.asarray(lit_fraction(observer, horizon, utc), dtype=float),
        earth=earth,
        earth_radius=np.degrees(np.arcsin(EARTH_RADIUS_KM / earth.distance)),
        earth_up=np.asarray(earth.elevation > horizon.at(earth.azimuth)),
    )


def turns(angle: FloatArray, seam: float) -> list[slice]:
    """Stretches between passages of an angle through ``seam`` [deg]: one a turn, the first and last may be partial."""
    number = np.floor((np.degrees(np.unwrap(np.radians(angle))) - seam) / 360.0)
    cuts = [0, *(np.flatnonzero(np.diff(number)) + 1).tolist(), len(angle)]
    return [slice(a, b) for a, b in pairwise(cuts)]


def by_direction(year: Year, width: float = 2.0) -> tuple[FloatArray, FloatArray]:
    """Mean visible fraction of the disc while the Sun stands in each direction.

    Returns:
        Edges of azimuth [deg], shape (n + 1,), and means [1], shape (n,); NaN where the Sun never stands.
    """
    count = round(360 / width)
    cell = np.minimum((year.sun.azimuth / width).astype(int), count - 1)
    total = np.bincount(cell, minlength=count)
    lit = np.bincount(cell, weights=year.lit, minlength=count)
    means = np.where(total > 0, lit / np.maximum(total, 1), np.nan)
    edges = np.arange(count + 1, dtype=float) * width
    return edges, np.asarray(means, dtype=float)


def skyline(horizon: Horizon, left: float) -> tuple[FloatArray, FloatArray]:
    """Azimuth from ``left`` to ``left`` + 360 and elevation of the terrain there [deg]."""
    x = np.unique(np.concatenate(([left, left + 360.0], (horizon.azimuth - left) % 360.0 + left)))
    return x, horizon.at(x % 360.0)


@dataclass(frozen=True, eq=False)
class Turns:
    """Light at a mast, turn by turn of the Sun around the site, each from noon to noon.

    Attributes:
        mast: Height of the mast [m].
        sunlight: What the turns are made of.
        edges: Noons [h since the start], shape (n + 1,); the first lies before the start, the last after the end.
        light: Mean visible fraction in each cell of each turn [1], shape (n, CELLS); NaN outside the run.
        place: Turn of each sample with its fraction gone by, counted from the first noon, shape (m,).
    """

    mast: float
    sunlight: Sunlight
    edges: FloatArray
    light: FloatArray
    place: FloatArray

    def means(self, hours: float) -> tuple[FloatArray, FloatArray]:
        """Mean visible fraction of each turn that lies wholly within a run of ``hours`` [h], of all if none does.

        Returns:
            Edges of these turns [h], shape (n + 1,), and means [1], shape (n,).
        """
        number = self.place.astype(int)
        total = np.bincount(number, weights=self.sunlight.samples, minlength=len(self.light))
        means = total / np.maximum(np.bincount(number, minlength=len(self.light)), 1)
        whole = np.flatnonzero(
            (self.edges[:-1] >= -self.sunlight.step) & (self.edges[1:] <= hours + self.sunlight.step)
        )
        first, last = (int(whole[0]), int(whole[-1]) + 1) if len(whole) else (0, len(means))
        return self.edges[first : last + 1], np.asarray(means[first:last], dtype=float)

    def longest_dark(self) -> tuple[float, float] | None:
        """Longest time with less than half the disc, to a cell of the samples [h]; None if there is none."""
        dark = np.concatenate(([False], self.sunlight.samples < 0.5, [False]))
        edges = np.flatnonzero(dark[1:] != dark[:-1])
        if not len(edges):
            return None
        k = int(np.argmax(edges[1::2] - edges[::2]))
        return float(edges[2 * k] * self.sunlight.step), float(edges[2 * k + 1] * self.sunlight.step)

    def worst_lunation(self) -> tuple[float, float] | None:
        """Start [h] and mean [1] of the darkest synodic month; None in a shorter run."""
        cells = round(SYNODIC_MONTH_D * 24 / self.sunlight.step)
        if cells > len(self.sunlight.samples):
            return None
        total = np.concatenate(([0.0], np.cumsum(self.sunlight.samples)))
        means = (total[cells:] - total[:-cells]) / cells
        k = int(np.argmin(means))
        return k * self.sunlight.step, float(means[k])

    def at(self, hours: FloatArray) -> FloatArray:
        """Turn and the fraction of it gone by at times within the run [h]."""
        middles = (np.arange(len(self.place)) + 0.5) * self.sunlight.step
        slope = (self.place[-1] - self.place[0]) / max(middles[-1] - middles[0], 1e-9)
        inside = np.interp(hours, middles, self.place)
        return np.asarray(inside + slope * (hours - np.clip(hours, middles[0], middles[-1])), dtype=float)


def light_turns(scenario: Scenario, mast: float, hours: float) -> Turns:
    """Light at a measured mast [m] over ``hours`` [h] from a scenario's start."""
    sunlight = Sky(scenario, hours).sunlight(mast)
    count = len(sunlight.samples)
    # The hour angle runs so evenly that four hours apart is close enough: its swing over a month is below a degree.
    middles = (np.arange(count) + 0.5) * sunlight.step
    coarse = np.linspace(middles[0], middles[-1], max(2, int(hours / 4.0) + 2))
    longitude = sun_point(utc_hours(scenario.start, coarse)).longitude
    angle = np.degrees(np.unwrap(np.radians(float(scenario.site.longitude) - longitude))) / 360.0
    place = np.interp(middles, coarse, angle)
    place -= np.floor(place[0])
    turns_seen = int(place[-1]) + 1
    cell = np.minimum((place * CELLS).astype(int), turns_seen * CELLS - 1)
    number = np.bincount(cell, minlength=turns_seen * CELLS)
    total = np.bincount(cell, weights=sunlight.samples, minlength=turns_seen * CELLS)
    light = np.where(number > 0, total / np.maximum(number, 1), np.nan).reshape(turns_seen, CELLS)
    slope = (place[-1] - place[0]) / max(middles[-1] - middles[0], 1e-9)
    whole = np.arange(turns_seen + 1, dtype=float)
    edges = np.interp(whole, place, middles)
    edges[0] = middles[0] - place[0] / slope
    edges[-1] = middles[-1] + (turns_seen - place[-1]) / slope
    return Turns(mast, sunlight, edges, light, place)
