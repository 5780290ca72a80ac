"""The sky over a base in orbit about the Moon: sunlight between eclipses, and when the Earth is in view.

A body is in view while the straight line to its centre misses the Moon's sphere. For the Sun that is a shadow with an
edge in the middle of the penumbra: light is full or none, and a passage through the penumbra, some ten seconds in a
low orbit and a few minutes in one of a day, is cut in half. The Earth hides the Sun likewise, as a ball. Arrays turn
about two axes and face the Sun.

The orbit is that of :mod:`sim.moon.orbit`, at rest in its frame, with what that neglects.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil, isfinite, pi
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.moon.constants import AU_KM, EARTH_RADIUS_KM, R_MOON_KM
from sim.moon.ephemeris import Moment, SubPoint, earth_point, sun_point, to_utc, utc_hours
from sim.moon.orbit import KeplerOrbit, from_moon_fixed
from sim.moon.sunlight import Sunlight
from sim.moon.visibility import PRECISION_H, Flags, Spans, between, bisect

Array = NDArray[np.float64]

_SAMPLES_PER_ORBIT: Final = 144
_LONGEST_STEP_H: Final = 0.25
_NODE_H: Final = 1.0
"""Between the moments at which the ephemeris is asked [h]: the Earth leaves a chord as long by 0.001 deg."""
_CHUNK: Final = 1 << 16
_CELL_H: Final = 1.0 / 12.0
"""Length of a cell of sunlight [h], as at sites."""
_LONGEST_H: Final = 168.0
"""Length at most of a segment of sunlight [h], as at sites: what ages steps with them."""

ONLY_MAST: Final = 0.0
"""The mast of a base in orbit [m]: there is no ground that one would stand on."""


@dataclass(frozen=True, eq=False)
class OrbitSky:
    """What the sky over a base in orbit does during a run; kept once it was asked for.

    What spans the run may be computed for longer and is cut where the run ends, as that of a site.

    Attributes:
        orbit: Of the base.
        start: Of the run (UTC; a date means its midnight).
        hours: Length of the run [h].
        computed: For how long the sky is computed before it is cut [h]; for the run alone if that is longer.

    Raises:
        ValueError: The run has no length.
    """

    orbit: KeplerOrbit
    start: Moment
    hours: float
    computed: float = 0.0
    _kept: dict[str, Spans] = field(default_factory=dict, init=False, repr=False)
    _lit: list[Sunlight] = field(default_factory=list, init=False, repr=False)

    def __post_init__(self) -> None:
        if not (isfinite(self.hours) and self.hours > 0.0):
            raise ValueError(f"a run of {self.hours:g} h has no sky to compute")

    @property
    def lowest_mast(self) -> float:
        """The one mast height that there is [m]."""
        return ONLY_MAST

    def nearest_mast(self, mast: float) -> float:  # noqa: ARG002
        """The one mast height that there is [m], whatever is asked for: nothing in orbit stands on the ground."""
        return ONLY_MAST

    def sunlit(self) -> Spans:
        """When the Sun's centre is in view: spans [h], to a second.

        Raises:
            EphemerisRangeError: What is computed leaves the ephemeris.
        """
        return self._spans("sun", _sunlit)

    def earth(self, mast: float = ONLY_MAST) -> Spans:  # noqa: ARG002
        """When the Earth's centre is in view: spans [h], to a second.

        Args:
            mast: Changes nothing; it is asked as of a site.

        Raises:
            EphemerisRangeError: What is computed leaves the ephemeris.
        """
        return self._spans("earth", _earthlit)

    def sunlight(self, mast: float = ONLY_MAST) -> Sunlight:  # noqa: ARG002
        """Sunlight over the run; upright surfaces, which turn after the Sun, face it here.

        Args:
            mast: Changes nothing; it is asked as of a site.

        Raises:
            EphemerisRangeError: What is computed leaves the ephemeris.
        """
        if not self._lit:
            self._lit.append(_sunlight(self.sunlit(), self.start, self.hours))
        return self._lit[0]

    def _spans(self, body: str, clear: Callable[[Array, Array, Array], Flags]) -> Spans:
        if body not in self._kept:
            whole = _in_view(self.orbit, self.start, max(self.hours, self.computed), clear)
            self._kept[body] = [(begin, min(end, self.hours)) for begin, end in whole if begin < self.hours]
        return self._kept[body]


def eclipse_share(altitude: float, beta: float) -> float:
    """Share of a circular orbit that lies in a cylindrical shadow, 0..1.

    arccos(sqrt(h^2 + 2 R h) / ((R + h) cos beta)) / pi with altitude h; none where the sine of beta exceeds R / (R + h)
    (Vallado 2013, Fundamentals of Astrodynamics and Applications, section 5.3, for a Sun at infinity).

    Args:
        altitude: Above the sphere of 1737.4 km [km].
        beta: Angle of the Sun above the plane of the orbit [deg].
    """
    radius = R_MOON_KM + altitude
    cosine = np.sqrt(radius * radius - R_MOON_KM * R_MOON_KM) / (radius * np.cos(np.radians(beta)))
    return float(np.arccos(min(1.0, float(cosine))) / pi)


def _in_view(orbit: KeplerOrbit, start: Moment, hours: float, clear: Callable[[Array, Array, Array], Flags]) -> Spans:
    """When a condition on the places of craft, Sun and Earth holds during an orbit: spans [h].

    Samples are even in eccentric anomaly, at least 144 an orbit and a quarter of an hour apart at most; what is shorter
    than that may go unseen. Each change between two samples is found to a second.
    """
    bodies = _Bodies(start, hours)
    first, last = orbit.eccentric_anomaly([0.0, hours])
    slowest = orbit.period * (1.0 + orbit.eccentricity) / (2.0 * pi)
    step = min(2.0 * pi / _SAMPLES_PER_ORBIT, _LONGEST_STEP_H / slowest)
    count = max(2, ceil((last - first) / step) + 1)

    def state(anomaly: Array) -> Flags:
        times = np.clip(orbit.hours_at(anomaly), 0.0, hours)
        return clear(orbit.position_at(anomaly), bodies.sun(times), bodies.earth(times))

    step = (last - first) / (count - 1)
    low, known, was, at_start = [], [], None, True
    for begin in range(0, count, _CHUNK):
        grid = first + step * np.arange(begin, min(begin + _CHUNK, count))
        here = state(grid)
        if was is None:
            at_start = bool(here[0])
        elif was != here[0]:
            low.append(grid[:1] - step)
            known.append(np.array([was]))
        turns = np.flatnonzero(here[1:] != here[:-1])
        low.append(grid[turns])
        known.append(here[turns])
        was = bool(here[-1])
    lows = np.concatenate(low)
    crossings = bisect(state, lows, lows + step, np.concatenate(known), PRECISION_H / slowest)
    return between(np.clip(orbit.hours_at(crossings), 0.0, hours), at_start, hours)


class _Bodies:
    """Places of Sun and Earth in the frame of orbits that begin with a run, between hourly looks at the ephemeris.

    Args:
        start: Of the run.
        hours: Its length [h].
    """

    def __init__(self, start: Moment, hours: float) -> None:
        self._nodes = np.linspace(0.0, hours, max(2, ceil(hours / _NODE_H) + 1))
        utc = utc_hours(to_utc(start), self._nodes)
        self._sun = from_moon_fixed(_place(sun_point(utc)), self._nodes)
        self._earth = from_moon_fixed(_place(earth_point(utc)), self._nodes)

    def sun(self, times: Array) -> Array:
        """Places of the Sun (n, 3) [km] at times (n,) [h]."""
        return self._at(self._sun, times)

    def earth(self, times: Array) -> Array:
        """Places of the Earth (n, 3) [km] at times (n,) [h]."""
        return self._at(self._earth, times)

    def _at(self, places: Array, times: Array) -> Array:
        at = times * ((self._nodes.size - 1) / self._nodes[-1])
        before = np.minimum(at.astype(np.intp), self._nodes.size - 2)
        return np.asarray(places[before] + (at - before)[:, None] * (places[before + 1] - places[before]))


def _place(point: SubPoint) -> Array:
    """Places (n, 3) in axes that turn with the Moon [km] of a body over these points."""
    latitude, longitude = np.radians(point.latitude), np.radians(point.longitude)
    level = point.distance * np.cos(latitude)
    return np.stack([level * np.cos(longitude), level * np.sin(longitude), point.distance * np.sin(latitude)], axis=1)


def _sunlit(craft: Array, sun: Array, earth: Array) -> Flags:
    """Whether neither Moon nor Earth stands before the Sun's centre."""
    return _misses(craft, sun, 0.0, R_MOON_KM) & _misses(craft, sun, earth, EARTH_RADIUS_KM)


def _earthlit(craft: Array, _sun: Array, earth: Array) -> Flags:
    """Whether the Moon does not stand before the Earth's centre."""
    return _misses(craft, earth, 0.0, R_MOON_KM)


def _misses(craft: Array, body: Array, ball: Array | float, radius: float) -> Flags:
    """Whether the lines from the craft to a body, (n, 3) [km] each, miss a ball around a place (n, 3) or the Moon's.

    What lies beyond the ball does not hide it: no body comes nearer to the craft than what may stand before it.
    """
    to_body, to_ball = body - craft, ball - craft
    along = np.einsum("ij,ij->i", to_ball, to_body) / np.sqrt(np.einsum("ij,ij->i", to_body, to_body))
    miss_squared = np.einsum("ij,ij->i", to_ball, to_ball) - along * along
    return np.asarray((along < 0.0) | (miss_squared > radius * radius))


def _sunlight(spans: Spans, start: Moment, hours: float) -> Sunlight:
    """Sunlight that is full in some spans [h] and none between them; what is shorter than a second is none."""
    edges = np.array(spans, dtype=np.float64).reshape(-1)
    turns = [0.0, *(float(edge) for edge in edges if 0.0 < edge < hours), hours]
    times = [0.0]
    for begin, end in pairwise(turns):
        if end > begin:
            pieces = max(1, ceil((end - begin) / _LONGEST_H))
            times += [begin + (end - begin) * number / pieces for number in range(1, pieces)] + [end]
    cuts = np.array(times)
    middles = 0.5 * (cuts[1:] + cuts[:-1])
    # An odd number of edges behind a moment: it lies in a span.
    fraction = (np.searchsorted(edges, middles, side="right") % 2).astype(np.float64)
    distance = sun_point(utc_hours(to_utc(start), middles)).distance
    factor = fraction * (AU_KM / distance) ** 2
    count = max(1, ceil(hours / _CELL_H - 1e-9))
    lit = np.interp(np.linspace(0.0, hours, count + 1), cuts, np.append(0.0, np.cumsum(fraction * np.diff(cuts))))
    cell = hours / count
    return Sunlight(
        times=cuts,
        fraction=fraction,
        irradiance_factor=factor,
        upright_factor=factor,
        samples=np.clip(np.diff(lit) / cell, 0.0, 1.0),
        step=cell,
    )
