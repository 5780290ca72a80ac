"""Where the Earth and the Moon point among the stars: rotation of both, so that each is seen from places on the other.

Both laws are series that the IAU publishes; they are good to hundredths of a degree for decades around 2000, far below
the degrees by which the horizon of an antenna is known.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.moon.constants import TDB_MINUS_UTC_S
from sim.moon.ephemeris import Times

Array = NDArray[np.float64]

_J2000: Final = np.datetime64("2000-01-01T12:00:00", "us")
_CENTURY_D: Final = 36_525.0

_ARGUMENTS: Final = np.array(
    [
        (125.045, -0.0529921),
        (250.089, -0.1059842),
        (260.008, 13.0120009),
        (176.625, 13.3407154),
        (357.529, 0.9856003),
        (311.589, 26.4057084),
        (134.963, 13.0649930),
        (276.617, 0.3287146),
        (34.226, 1.7484877),
        (15.134, -0.1589763),
        (119.743, 0.0036096),
        (239.961, 0.1643573),
        (25.053, 12.9590088),
    ]
)
"""E1 to E13 [deg] and their change [deg/d] (Archinal et al. 2018, Celest. Mech. Dyn. Astr. 130:22, Table 2)."""

_RIGHT_ASCENSION: Final = np.array(
    [-3.8787, -0.1204, 0.0700, -0.0172, 0.0, 0.0072, 0.0, 0.0, 0.0, -0.0052, 0.0, 0.0, 0.0043]
)
_DECLINATION: Final = np.array(
    [1.5419, 0.0239, -0.0278, 0.0068, 0.0, -0.0029, 0.0009, 0.0, 0.0, 0.0008, 0.0, 0.0, -0.0009]
)
_MERIDIAN: Final = np.array(
    [3.5610, 0.1208, -0.0642, 0.0158, 0.0252, -0.0066, -0.0047, -0.0046, 0.0028, 0.0052, 0.0040, 0.0019, -0.0044]
)


def earth_rotation_angle(utc: Times) -> Array:
    """By how far the Earth has turned, from the celestial to the terrestrial origin of longitudes [rad].

    Capitaine, Guinot and McCarthy 2000 (A&A 355, 398), equation 14; IERS Conventions 2010, equation 5.15. UTC stands
    for UT1, from which it is kept within 0.9 s, 0.004 deg of the Earth's turn.

    Args:
        utc: Times, shape (n,).

    Returns:
        Shape (n,), within 0 and 2 pi.
    """
    days = (utc - _J2000) / np.timedelta64(1, "D")
    turns = 0.7790572732640 + 0.00273781191135448 * days + np.mod(days, 1.0)
    return np.asarray(2.0 * np.pi * np.mod(turns, 1.0))


def towards_earths_pole(vectors: Array, utc: Times) -> Array:
    """Turn vectors from the axes of the ICRF to the Earth's pole and its celestial origin of longitudes.

    The pole with precession and the largest term of nutation (IERS Conventions 2010, equation 5.16; the rest stays
    below 2 arcsec); the angle that the origin itself moves, 0.1 arcsec in decades, is left out.

    Args:
        vectors: Shape (3, n).
        utc: Times, shape (n,).
    """
    centuries = (utc - _J2000) / np.timedelta64(1, "D") / _CENTURY_D
    node = np.radians(125.04455501 - 1934.1362619722 * centuries)
    x = 2004.191903 * centuries - 0.4297829 * centuries**2 - 6.844318 * np.sin(node)
    y = -0.006951 - 0.025896 * centuries - 22.4072747 * centuries**2 + 9.205236 * np.cos(node)
    arcsec = np.pi / 648_000.0
    x, y = x * arcsec, y * arcsec
    half = 0.5 + (x * x + y * y) / 8.0
    first, second, third = vectors
    return np.stack(
        [
            (1.0 - half * x * x) * first - half * x * y * second - x * third,
            -half * x * y * first + (1.0 - half * y * y) * second - y * third,
            x * first + y * second + (1.0 - half * (x * x + y * y)) * third,
        ]
    )


def from_moons_axes(vectors: Array, utc: Times) -> Array:
    """Turn vectors from the Moon's mean-Earth axes to those of the ICRF.

    The Moon's pole and prime meridian as the IAU's working group gives them (Archinal et al. 2018, Table 2): right
    ascension a, declination d and angle W, so that a vector is Rz(W) Rx(90 deg - d) Rz(90 deg + a) times that of the
    ICRF.

    Args:
        vectors: Shape (3, n).
        utc: Times, shape (n,).
    """
    days = (utc - _J2000) / np.timedelta64(1, "D") + TDB_MINUS_UTC_S / 86_400.0
    centuries = days / _CENTURY_D
    angles = np.radians(_ARGUMENTS[:, :1] + _ARGUMENTS[:, 1:] * days)
    sines, cosines = np.sin(angles), np.cos(angles)
    ascension = 269.9949 + 0.0031 * centuries + _sum(_RIGHT_ASCENSION, sines)
    declination = 66.5392 + 0.0130 * centuries + _sum(_DECLINATION, cosines)
    meridian = 38.3213 + 13.17635815 * days - 1.4e-12 * days**2 + _sum(_MERIDIAN, sines)
    first, second, third = vectors
    first, second = _turned(first, second, -np.radians(meridian))
    second, third = _turned(second, third, -np.radians(90.0 - declination))
    first, second = _turned(first, second, -np.radians(90.0 + ascension))
    return np.stack([first, second, third])


def _sum(weights: Array, terms: Array) -> Array:
    # Not a product of matrices, whose threads take more than they give.
    return np.asarray(np.einsum("k,kn->n", weights, terms))


def _turned(one: Array, other: Array, angle: Array) -> tuple[Array, Array]:
    """Components along two axes that are turned by an angle [rad] from the first towards the second."""
    c, s = np.cos(angle), np.sin(angle)
    return c * one + s * other, c * other - s * one
