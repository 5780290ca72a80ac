"""When something is above the skyline: intervals, and those of the Earth.

Intervals are found by sampling and then halving each bracket in which the state changes, so a rise and a set that both
fall between two samples go unseen; a quarter of an hour is short against the hours in which the Earth moves by its own
tenth of a degree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.moon.between_moments import EARTH_CURVATURE, height_bounds, members
from sim.moon.ephemeris import Moment, to_utc, utc_hours
from sim.moon.geometry import AzEl, Observer
from sim.moon.horizon import Horizon

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Spans: TypeAlias = list[tuple[float, float]]
"""Begin and end of each span in order [h since the start of a run]."""

PRECISION_H = 0.5 / 3600.0
"""To which crossings are found [h]: half a second."""

_CHUNK = 1 << 13
"""Samples worked on at a time: keeps intermediate arrays in the processor's cache."""

_GROUP_H = 6.0
"""Length of the groups of samples for which it is asked first whether the Earth is up or down throughout [h]."""


@dataclass(frozen=True, eq=False)
class Intervals:
    """Times within a span during which something holds.

    Attributes
    ----------
    start, end : of the span [h]
    edges : (2 n,) increasing, within the span: begin and end of each of n intervals in turn [h]

    Raises
    ------
    ValueError : the span is empty, or the edges are odd in number, decrease or leave the span
    """

    start: float
    end: float
    edges: Array

    def __post_init__(self) -> None:
        edges = np.array(self.edges, dtype=np.float64)
        if not self.end > self.start:
            raise ValueError(f"a span from {self.start:g} to {self.end:g} h is empty")
        if edges.ndim != 1 or edges.size % 2:
            raise ValueError("every interval needs a begin and an end")
        bounded = np.concatenate([[self.start], edges, [self.end]])
        if not (np.diff(bounded) >= 0.0).all():
            raise ValueError("edges of intervals must increase and stay within the span")
        edges.setflags(write=False)
        object.__setattr__(self, "edges", edges)

    @classmethod
    def of(cls, start: float, end: float, pairs: Iterable[tuple[float, float]]) -> Intervals:
        """Intervals of a span [h] from their begins and ends [h], in order."""
        return cls(start, end, np.array([edge for pair in pairs for edge in pair], dtype=np.float64))

    def pairs(self) -> Spans:
        """Begin and end of each interval [h]."""
        edges = self.edges.tolist()
        return list(zip(edges[0::2], edges[1::2], strict=True))

    def lengths(self) -> Array:
        """Lengths of the intervals (n,) [h]."""
        return np.asarray(self.edges[1::2] - self.edges[0::2])

    def gaps(self) -> Array:
        """Lengths of what lies between the intervals and the ends of the span (n + 1,) [h]; the outer ones may be 0."""
        bounded = np.concatenate([[self.start], self.edges, [self.end]])
        return np.asarray(bounded[1::2] - bounded[0::2])

    def share(self) -> float:
        """Share of the span that the intervals fill, 0..1."""
        return float(self.lengths().sum() / (self.end - self.start))

    def longest_gap(self) -> float:
        """Longest time outside the intervals [h]; those cut by the ends of the span count as they are."""
        return float(self.gaps().max())


def above_skyline(body: AzEl, horizon: Horizon) -> Flags:
    """Whether the centre of a body (n,) is above the skyline, (n,)."""
    return np.asarray(body.elevation > horizon.at(body.azimuth))


def earth_visible(observer: Observer, horizon: Horizon, utc: ArrayLike) -> Flags:
    """Whether the Earth's centre is above the skyline, (n,) at `utc` (n,) datetime64.

    Raises EphemerisRangeError outside the ephemeris.
    """
    return above_skyline(observer.earth(utc), horizon)


def earth_intervals(observer: Observer, horizon: Horizon, start: Moment, hours: float, *, step: float = 0.25) -> Spans:
    """When the Earth's centre is above the skyline.

    Parameters
    ----------
    observer, horizon : where, and the skyline as seen from there
    start : of the run (UTC; a date means its midnight)
    hours : length of the run [h]
    step : between samples [h]

    Returns
    -------
    Begin and end of each interval in order [h since start], to a second; cut at 0 and `hours`

    Raises
    ------
    ValueError : hours or step is not positive
    EphemerisRangeError : the run leaves the ephemeris
    """
    if not (np.isfinite(hours) and hours > 0.0 and np.isfinite(step) and step > 0.0):
        raise ValueError(f"hours ({hours:g}) and step ({step:g}) must be positive")
    origin = to_utc(start)

    def up(times: Array) -> Flags:
        return earth_visible(observer, horizon, utc_hours(origin, times))

    times = np.linspace(0.0, hours, max(2, int(np.ceil(hours / step)) + 1))
    state = _earth_states(observer, horizon, origin, times)
    before = np.flatnonzero(state[1:] != state[:-1])
    crossings = bisect(up, times[before], times[before + 1], state[before], PRECISION_H)
    return between(crossings, bool(state[0]), hours)


def _earth_states(observer: Observer, horizon: Horizon, origin: np.datetime64, times: Array) -> Flags:
    """Whether the Earth's centre is above the skyline at even times [h], shape (n,) each.

    Where the Earth stands every few hours says of most times that it is up or down; only the others are looked at.
    """
    step = float(times[-1]) / (times.size - 1)
    size = max(1, int(_GROUP_H / step))
    edges = times[::size]
    lowest, highest = height_bounds(observer.earth(utc_hours(origin, edges)), horizon, size * step, EARTH_CURVATURE)
    state = np.zeros(times.size, dtype=np.bool_)
    groups = edges.size - 1
    state[: groups * size].reshape(groups, size)[lowest > 0.0] = True
    unsure = members(np.flatnonzero((lowest <= 0.0) & (highest >= 0.0)), size)
    unsure = np.concatenate([unsure, np.arange(groups * size, times.size)])
    for begin in range(0, unsure.size, _CHUNK):
        part = unsure[begin : begin + _CHUNK]
        state[part] = earth_visible(observer, horizon, utc_hours(origin, times[part]))
    return state


def bisect(state: Callable[[Array], Flags], low: Array, high: Array, state_at_low: Flags, precision: float) -> Array:
    """Where a state changes, in many brackets at once.

    Parameters
    ----------
    state : of (n,) arguments, one in each bracket, in order
    low, high : (n,) ends of the brackets; the state differs between them
    state_at_low : (n,)
    precision : largest error of the result

    Returns
    -------
    (n,) in the unit of the brackets
    """
    while low.size and float((high - low).max()) > 2.0 * precision:
        middle = 0.5 * (low + high)
        same = state(middle) == state_at_low
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    return np.asarray(0.5 * (low + high))


def between(crossings: Array, up_at_start: bool, hours: float) -> Spans:
    """Intervals of a run from 0 to `hours` [h] whose state changes at each crossing [h]."""
    edges = crossings.tolist()
    if up_at_start:
        edges.insert(0, 0.0)
    if len(edges) % 2:
        edges.append(float(hours))
    return list(zip(edges[0::2], edges[1::2], strict=True))
