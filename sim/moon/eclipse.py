"""When the Earth passes before the Sun, and how much of the Sun's disc it hides.

Seen from the Moon that is what the Earth sees as an eclipse of the Moon. The Earth is a ball without air: its disc is a
circle of its equatorial radius, which is up to 0.3 % too large, and nothing of the light that its air bends into the
shadow is counted.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.moon.between_moments import EARTH_CURVATURE, SUN_CURVATURE, nearness
from sim.moon.constants import EARTH_RADIUS_KM, SUN_RADIUS_KM
from sim.moon.ephemeris import Moment, sub_points, utc_hours
from sim.moon.geometry import AzEl, Observer

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

_SPAN_H: Final = 12.0
"""Length at most of the spans of which it is asked first whether the Earth comes near the Sun [h].

The directions bend by 0.13 deg in so long a time, little beside the two degrees within which there may be an eclipse.
"""

_APPROACH: Final = 0.99
"""The Earth's distance changes by less than a hundredth within a span."""

_CHORDS: Final = 128
"""Chords into which the hidden part of a disc is cut: right to 5e-5 of the disc, which plane circles spoil to 1e-4."""


def eclipse_spans(observer: Observer, start: Moment, hours: float) -> tuple[Flags, float]:
    """Spans of a run in which the Earth may hide some of the Sun; in all others it certainly does not.

    Args:
        observer: Where.
        start: Of the run (UTC; a date means its midnight).
        hours: Length of the run [h].

    Returns:
        A flag for each of n equal spans that fill the run, shape (n,), and the length of a span [h].

    Raises:
        EphemerisRangeError: The run leaves the ephemeris.
    """
    count = max(1, int(np.ceil(hours / _SPAN_H)))
    points = sub_points(utc_hours(start, np.linspace(0.0, hours, count + 1)))
    sun = _direction(points.sun_latitude, points.sun_longitude)
    earth = _direction(points.earth_latitude, points.earth_longitude)
    nearest = nearness(sun, earth, hours / count, SUN_CURVATURE + EARTH_CURVATURE)
    # The directions are those from the Moon's centre, so the site's parallax is added to the radii of both discs.
    distance = _APPROACH * points.earth_distance - observer.radius
    reach = np.arcsin((EARTH_RADIUS_KM + observer.radius) / distance)
    reach += np.arcsin((SUN_RADIUS_KM + observer.radius) / (_APPROACH * points.sun_distance))
    return nearest < np.maximum(reach[:-1], reach[1:]), hours / count


def _direction(latitude: Array, longitude: Array) -> Array:
    """Unit vectors, shape (3, n), from angles [deg], shape (n,)."""
    latitude, longitude = np.radians(latitude), np.radians(longitude)
    level = np.cos(latitude)
    return np.stack([level * np.cos(longitude), level * np.sin(longitude), np.sin(latitude)])


def hidden_by_earth(sun: AzEl, earth: AzEl, height: Array) -> Array:
    """Part of the Sun's disc that is above the skyline and behind the Earth.

    Args:
        sun: Arrays of shape (n,).
        earth: At the same times.
        height: Of the Sun's centre above the skyline, a straight level edge across the disc [deg], shape (n,).

    Returns:
        Parts of the whole disc, 0 to 1, shape (n,), right to 1e-4; infinite where the Earth hides all of it.
    """
    hidden = np.zeros(sun.elevation.shape)
    right, up = _offset(sun, earth)
    apart = np.hypot(right, up)
    radius, earth_radius = sun.apparent_radius(SUN_RADIUS_KM), earth.apparent_radius(EARTH_RADIUS_KM)
    hidden[apart + radius <= earth_radius] = np.inf
    some = np.flatnonzero((apart < radius + earth_radius) & (apart + radius > earth_radius) & (height > -radius))
    scale = radius[some]
    hidden[some] = hidden_part(right[some] / scale, up[some] / scale, earth_radius[some] / scale, -height[some] / scale)
    return hidden


def _offset(sun: AzEl, earth: AzEl) -> tuple[Array, Array]:
    """How far the Earth's centre is from the Sun's [deg], to the right and upwards as the observer sees them.

    Directions and distances from the Sun's centre are true. Off it a circle as wide as the Earth's is drawn in the
    plane as what it is on the sphere to 1e-4 of its radius.
    """
    turn = np.radians(earth.azimuth - sun.azimuth)
    sun_elevation, earth_elevation = np.radians(sun.elevation), np.radians(earth.elevation)
    level = np.cos(earth_elevation) * np.cos(turn)
    right = np.cos(earth_elevation) * np.sin(turn)
    up = np.cos(sun_elevation) * np.sin(earth_elevation) - np.sin(sun_elevation) * level
    ahead = np.sin(sun_elevation) * np.sin(earth_elevation) + np.cos(sun_elevation) * level
    across = np.hypot(right, up)
    angle = np.degrees(np.arctan2(across, ahead))
    stretch = np.divide(angle, across, out=np.zeros_like(across), where=across > 0.0)
    return right * stretch, up * stretch


def hidden_part(right: Array, up: Array, radius: Array, edge: Array) -> Array:
    """Part of a unit disc that lies above a level edge and within a circle: the sum of its level chords.

    The heights of the chords go as the sine of even angles, which smooths the round ends of disc and circle.

    Args:
        right, up: Of the circle's centre from that of the disc, shape (n,).
        radius: Of the circle, shape (n,).
        edge: Height of the edge over the centre of the disc, shape (n,).

    Returns:
        Parts of the whole disc, 0 to 1, shape (n,), right to 5e-5.
    """
    bottom = np.maximum(np.maximum(edge, -1.0), up - radius)[:, None]
    top = np.maximum(np.minimum(1.0, up + radius)[:, None], bottom)
    angle = np.pi * ((np.arange(_CHORDS) + 0.5) / _CHORDS - 0.5)
    height = 0.5 * (bottom + top) + 0.5 * (top - bottom) * np.sin(angle)
    half = np.sqrt(np.maximum(0.0, 1.0 - height**2))
    reach = np.sqrt(np.maximum(0.0, radius[:, None] ** 2 - (height - up[:, None]) ** 2))
    begin, end = np.maximum(-half, right[:, None] - reach), np.minimum(half, right[:, None] + reach)
    total = (np.maximum(0.0, end - begin) * np.cos(angle)).sum(axis=1)
    return np.asarray(total * (top - bottom)[:, 0] / (2.0 * _CHORDS))
