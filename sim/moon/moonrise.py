"""The Moon in the sky of places on Earth: how high it stands, and when it stands above the mask of an antenna."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.moon.constants import EARTH_FLATTENING, WGS84_RADIUS_KM
from sim.moon.earth_rotation import earth_rotation_angle, from_moons_axes, towards_earths_pole
from sim.moon.ephemeris import Moment, earth_point, to_utc, utc_hours
from sim.moon.visibility import PRECISION_H, Flags, Spans, between, bisect

Array = NDArray[np.float64]

_NODE_H: Final = 2.0
"""Time between the places of the Moon that a cubic is laid through [h]: it leaves the true way by 1e-8 rad at most."""
_STEP_H: Final = 0.25
_CHUNK: Final = 1 << 13
_WAYS: Final = 8


@dataclass(frozen=True)
class EarthPlace:
    """A place on Earth.

    Attributes:
        latitude: Geodetic, north positive [deg].
        longitude: East positive [deg].
        height: Above the ellipsoid of WGS 84 [m].
    """

    latitude: float
    longitude: float
    height: float = 0.0

    @property
    def up(self) -> tuple[float, float]:
        """The vertical: along the equator's plane, and along the axis."""
        latitude = np.radians(self.latitude)
        return float(np.cos(latitude)), float(np.sin(latitude))

    @property
    def position(self) -> tuple[float, float]:
        """Distance from the Earth's axis and from the plane of its equator [km] (ellipsoid of WGS 84)."""
        across, along = self.up
        squeezed = (1.0 - EARTH_FLATTENING) ** 2
        curvature = WGS84_RADIUS_KM / np.sqrt(across**2 + squeezed * along**2)
        height = self.height / 1000.0
        return float((curvature + height) * across), float((squeezed * curvature + height) * along)


class MoonsWay:
    """The Moon's way past the Earth during a run.

    Args:
        start: Of the run (UTC; a date means its midnight).
        hours: Length of the run [h].

    Raises:
        ValueError: The run has no length.
        EphemerisRangeError: The run leaves the ephemeris.
    """

    def __init__(self, start: Moment, hours: float) -> None:
        if not (np.isfinite(hours) and hours > 0.0):
            raise ValueError(f"hours ({hours:g}) must be positive")
        self.hours = hours
        self._origin = to_utc(start)
        nodes = np.linspace(0.0, hours, max(4, int(np.ceil(hours / _NODE_H)) + 1))
        self._apart = float(nodes[1])
        utc = utc_hours(self._origin, nodes)
        earth = earth_point(utc)
        latitude, longitude = np.radians(earth.latitude), np.radians(earth.longitude)
        outward = np.stack(
            [np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude)]
        )
        self._places = towards_earths_pole(from_moons_axes(-earth.distance * outward, utc), utc)

    def elevation(self, place: EarthPlace, hours: ArrayLike) -> Array:
        """Elevation of the Moon's centre over a place on Earth, without refraction [deg].

        Args:
            place: Where.
            hours: Times within the run [h], shape (n,).

        Returns:
            Shape (n,).
        """
        times = np.atleast_1d(np.asarray(hours, dtype=float))
        first, second, third = self._at(times)
        angle = earth_rotation_angle(utc_hours(self._origin, times)) + np.radians(place.longitude)
        (level, axial), (out, high) = place.up, place.position
        # In the plane of the meridian of the place, across it, and along the axis.
        one = np.cos(angle) * first + np.sin(angle) * second - out
        other = np.cos(angle) * second - np.sin(angle) * first
        third = third - high
        distance = np.sqrt(one * one + other * other + third * third)
        return np.asarray(np.degrees(np.arcsin((level * one + axial * third) / distance)))

    def spans(self, place: EarthPlace, mask: float) -> Spans:
        """When the Moon's centre stands above the mask of a place on Earth.

        Args:
            place: Where.
            mask: Elevation [deg].

        Returns:
            Begin and end of each span in order [h since the start], to a second; cut at the ends of the run.
        """

        def up(times: Array) -> Flags:
            return np.asarray(self.elevation(place, times) > mask)

        times = np.linspace(0.0, self.hours, max(2, int(np.ceil(self.hours / _STEP_H)) + 1))
        state = np.concatenate([up(times[begin : begin + _CHUNK]) for begin in range(0, times.size, _CHUNK)])
        before = np.flatnonzero(state[1:] != state[:-1])
        crossings = bisect(up, times[before], times[before + 1], state[before], PRECISION_H)
        return between(crossings, bool(state[0]), self.hours)

    def _at(self, times: Array) -> Array:
        """Places of the Moon about the Earth's pole and celestial origin [km], shape (3, n): a cubic through four."""
        along = times / self._apart
        first = np.clip(along.astype(np.intp) - 1, 0, self._places.shape[1] - 4)
        x = along - first
        one, two, three = x - 1.0, x - 2.0, x - 3.0
        weights = (-one * two * three / 6.0, x * two * three / 2.0, -x * one * three / 2.0, x * one * two / 6.0)
        places = self._places
        found = weights[0] * places[:, first]
        for ahead in (1, 2, 3):
            found += weights[ahead] * places[:, first + ahead]
        return np.asarray(found)


@lru_cache(maxsize=_WAYS)
def moons_way(start: Moment, hours: float) -> MoonsWay:
    """The Moon's way past the Earth during a run; asked for again in one process, it is the same one."""
    return MoonsWay(start, hours)


@lru_cache(maxsize=64)
def _spans(place: EarthPlace, mask: float, start: Moment, hours: float) -> tuple[tuple[float, float], ...]:
    return tuple(moons_way(start, hours).spans(place, mask))


def moon_spans(place: EarthPlace, mask: float, start: Moment, hours: float, computed: float = 0.0) -> Spans:
    """When the Moon's centre stands above the mask of a place on Earth, kept once it was asked for.

    Args:
        place: Where.
        mask: Elevation [deg].
        start: Of the run (UTC; a date means its midnight).
        hours: Length of the run [h].
        computed: For how long it is computed before it is cut [h]; for the run alone if that is longer.

    Returns:
        Begin and end of each span in order [h since the start].

    Raises:
        ValueError: The run has no length.
        EphemerisRangeError: What is computed leaves the ephemeris.
    """
    whole = _spans(place, mask, start, max(hours, computed))
    return [(begin, min(end, hours)) for begin, end in whole if begin < hours]
