"""Make the ephemeris table ``data/moonsky.npz`` from JPL DE421: ``python -m sim.moon.bake [OUT]``.

A tool for developers. It needs ``jplephem`` and ``de421`` (the extra ``test``); the simulator itself needs neither.
The same versions of those packages and of numpy give the same bytes.

What the table holds, for the Sun and for the Earth: the point of the Moon over which the body stands, and its distance.

- Positions and velocities: JPL DE421 (Folkner, Williams and Boggs 2009, IPN Progress Report 42-178).
- Orientation of the Moon: the physical librations integrated with DE421, three Euler angles that turn the ICRF to the
  Moon's principal axes, followed by the constant rotation to mean-Earth axes, those of lunar maps and of LOLA terrain
  (Williams, Boggs and Folkner 2008, JPL IOM 335-JW,DB,WF-20080314-001).
- Directions are apparent: corrected for light time and for stellar aberration, both to first order in v/c (1e-6 deg).

Each quantity is fitted by Chebyshev polynomials on equal blocks of days, through its values at the Chebyshev nodes.
The longitude of the Sun is stored as the difference from its mean drift, which keeps it small and smooth.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.polynomial.chebyshev import chebvander
from numpy.typing import NDArray

from sim.moon.constants import AU_KM, C_KM_S, SYNODIC_MONTH_D
from sim.moon.ephemeris import TABLE

Array = NDArray[np.float64]

FIRST = np.datetime64("2025-01-01")
LAST = np.datetime64("2056-01-01")
BLOCK_DAYS = 10.0
DEGREE = 11

SUN_DRIFT = -360.0 / SYNODIC_MONTH_D
"""Mean motion of the sub-solar longitude [deg/d]."""

EARTH_DISTANCE_UNIT_KM = 1e5
"""Earth distances are stored in this unit, so that all columns are of the order of one and survive single precision."""

J2000_JD = 2_451_545.0
J2000 = np.datetime64("2000-01-01T12:00:00")
ARCSEC = np.pi / 648_000.0


def _about_x(angle: Any, v: Array) -> Array:
    """Components of `v` (3, n) in axes turned by `angle` [rad] about the first axis."""
    c, s = np.cos(angle), np.sin(angle)
    return np.stack([v[0], c * v[1] + s * v[2], c * v[2] - s * v[1]])


def _about_y(angle: Any, v: Array) -> Array:
    """Components of `v` (3, n) in axes turned by `angle` [rad] about the second axis."""
    c, s = np.cos(angle), np.sin(angle)
    return np.stack([c * v[0] - s * v[2], v[1], s * v[0] + c * v[2]])


def _about_z(angle: Any, v: Array) -> Array:
    """Components of `v` (3, n) in axes turned by `angle` [rad] about the third axis."""
    c, s = np.cos(angle), np.sin(angle)
    return np.stack([c * v[0] + s * v[1], c * v[1] - s * v[0], v[2]])


def to_mean_earth(librations: Array, v: Array) -> Array:
    """Turn ICRF vectors to the Moon's mean-Earth axes.

    Parameters
    ----------
    librations : (3, n) Euler angles phi, theta, psi of DE421 [rad]
    v : (3, n) vectors in the ICRF, any unit

    Returns
    -------
    (3, n) the same vectors in mean-Earth axes (Williams, Boggs and Folkner 2008: -67.92", -78.56", -0.30")
    """
    phi, theta, psi = librations
    principal = _about_z(psi, _about_x(theta, _about_z(phi, v)))
    return _about_x(-0.30 * ARCSEC, _about_y(-78.56 * ARCSEC, _about_z(-67.92 * ARCSEC, principal)))


def apparent(ephemeris: Any, days: Array) -> tuple[Array, Array]:
    """Apparent vectors from the Moon's centre to the Sun and to the Earth.

    Parameters
    ----------
    ephemeris : a ``jplephem.ephem.Ephemeris`` of DE421
    days : (n,) TDB days since 2000-01-01 12:00

    Returns
    -------
    (sun, earth) : two arrays (3, n) [km] in the Moon's mean-Earth axes
    """
    jd = J2000_JD + days
    barycentre, barycentre_v = ephemeris.position_and_velocity("earthmoon", jd)
    moon_geo, moon_geo_v = ephemeris.position_and_velocity("moon", jd)
    moon_share = 1.0 / (1.0 + ephemeris.EMRAT)
    earth = barycentre - moon_share * moon_geo
    earth_v = (barycentre_v - moon_share * moon_geo_v) / 86_400.0
    moon = earth + moon_geo
    moon_v = earth_v + moon_geo_v / 86_400.0
    librations = ephemeris.position("librations", jd)

    def seen(body: Array, body_v: Array | float) -> Array:
        offset = body - moon
        offset = offset - body_v * (np.linalg.norm(offset, axis=0) / C_KM_S)
        distance = np.linalg.norm(offset, axis=0)
        direction = offset / distance + moon_v / C_KM_S
        return to_mean_earth(librations, direction / np.linalg.norm(direction, axis=0) * distance)

    # The Sun itself moves 15 m/s about the barycentre: 7 km during the light time, 3e-6 deg.
    return seen(ephemeris.position("sun", jd), 0.0), seen(earth, earth_v)


def spherical(v: Array) -> tuple[Array, Array, Array]:
    """Latitude [deg], longitude [deg, -180..180] and length of vectors (3, n)."""
    latitude = np.degrees(np.arctan2(v[2], np.hypot(v[0], v[1])))
    longitude = np.degrees(np.arctan2(v[1], v[0]))
    return latitude, longitude, np.linalg.norm(v, axis=0)


def fit(block_days: float = BLOCK_DAYS, degree: int = DEGREE) -> dict[str, Any]:
    """Fit the table from DE421.

    Parameters
    ----------
    block_days : length of one polynomial [d]
    degree : of the polynomials

    Returns
    -------
    The arrays of the table, as :mod:`sim.moon.ephemeris` reads them.
    """
    import de421
    from jplephem.ephem import Ephemeris

    ephemeris = Ephemeris(de421)
    first_day = float((FIRST - J2000) / np.timedelta64(1, "D"))
    # One block more than the days need: TDB runs ahead of UTC.
    blocks = int(np.ceil(float((LAST - FIRST) / np.timedelta64(1, "D")) / block_days)) + 1
    nodes = np.cos(np.pi * (np.arange(degree + 1) + 0.5) / (degree + 1))
    days = (first_day + block_days * (np.arange(blocks)[:, None] + (nodes + 1.0) / 2.0)).ravel()
    sun, earth = apparent(ephemeris, days)
    sun_latitude, sun_longitude, sun_distance = spherical(sun)
    earth_latitude, earth_longitude, earth_distance = spherical(earth)
    swing = (sun_longitude - SUN_DRIFT * (days - first_day) + 180.0) % 360.0 - 180.0
    # Nodes run backwards within a block: unwrap in order of time, then put back.
    order = np.argsort(days)
    swing[order] = np.unwrap(swing[order], period=360.0)
    # A large constant would cost the swing its last digits in single precision.
    offset = np.round(swing.mean())
    swing -= offset
    values = np.stack(
        [
            sun_latitude,
            swing,
            sun_distance / AU_KM,
            earth_latitude,
            earth_longitude,
            earth_distance / EARTH_DISTANCE_UNIT_KM,
        ]
    ).reshape(6, blocks, degree + 1)
    to_coefficients = np.linalg.inv(chebvander(nodes, degree))
    coefficients = np.einsum("kn,qbn->bqk", to_coefficients, values)
    return {
        "coefficients": coefficients.astype(np.float32),
        "scale": np.array([1.0, 1.0, AU_KM, 1.0, 1.0, EARTH_DISTANCE_UNIT_KM]),
        "offset": np.array([0.0, offset, 0.0, 0.0, 0.0, 0.0]),
        "drift": np.array([0.0, SUN_DRIFT, 0.0, 0.0, 0.0, 0.0]),
        "first_day": np.float64(first_day),
        "block_days": np.float64(block_days),
        "coverage": np.array([FIRST, LAST], "datetime64[D]"),
        "source": np.str_("JPL DE421 with its lunar librations (PyPI de421 2008.1), mean-Earth axes"),
    }


def main(arguments: list[str] | None = None) -> None:
    """Write the table to the path given, or to where the package reads it."""
    given = sys.argv[1:] if arguments is None else arguments
    out = Path(given[0]) if given else TABLE
    out.parent.mkdir(parents=True, exist_ok=True)
    # An open file, because numpy would add a suffix to a name without one.
    with out.open("wb") as file:
        np.savez_compressed(file, **fit())
    sys.stdout.write(f"{out}: {out.stat().st_size / 1000:.0f} kB\n")


if __name__ == "__main__":
    main()
