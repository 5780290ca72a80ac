"""Validation target 1: Sun and Earth against JPL DE421 with its librations.

The reference is worked out another way than the baking tool does it: retarded positions instead of a first-order shift,
the relativistic formula of aberration, and one rotation matrix.
"""

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.moon.constants import R_MOON_KM, SIDEREAL_MONTH_D
from sim.moon.ephemeris import coverage, sub_points
from sim.moon.geometry import Observer

Array = NDArray[np.float64]
Times = NDArray[np.datetime64]

C_KM_D = 299_792.458 * 86_400.0
EARTH_TO_MOON_MASS_PLUS_ONE = 82.300569


def _turn(axis: int, angle: Array) -> Array:
    """Matrices (n, 3, 3) that give components in axes turned about one axis."""
    c, s = np.cos(angle), np.sin(angle)
    matrix = np.zeros((angle.size, 3, 3))
    i, j = (axis + 1) % 3, (axis + 2) % 3
    matrix[:, axis, axis] = 1.0
    matrix[:, i, i] = matrix[:, j, j] = c
    matrix[:, i, j], matrix[:, j, i] = s, -s
    return matrix


def apparent(utc: Times) -> tuple[Array, Array]:
    """Vectors (n, 3) [km] from the Moon's centre to Sun and Earth, mean-Earth axes."""
    de421 = pytest.importorskip("de421")
    ephem = pytest.importorskip("jplephem.ephem")
    eph = ephem.Ephemeris(de421)
    # A Julian date in one double is good to 40 us.
    tdb = 2_451_545.0 + (utc - np.datetime64("2000-01-01T12:00:00")) / np.timedelta64(1, "D") + 69.184 / 86_400.0

    def earth(t: Array) -> Array:
        return np.asarray(eph.position("earthmoon", t) - eph.position("moon", t) / EARTH_TO_MOON_MASS_PLUS_ONE)

    def moon(t: Array) -> Array:
        return np.asarray(earth(t) + eph.position("moon", t))

    here = moon(tdb)
    velocity = (moon(tdb + 0.01) - moon(tdb - 0.01)) / 0.02 / C_KM_D
    arcsec = np.pi / 648_000.0
    constant = [_turn(axis, np.full(1, angle * arcsec)) for axis, angle in ((0, -0.30), (1, -78.56), (2, -67.92))]
    phi, theta, psi = eph.position("librations", tdb)
    rotation = constant[0] @ constant[1] @ constant[2] @ _turn(2, psi) @ _turn(0, theta) @ _turn(2, phi)
    seen = []
    for body in (lambda t: np.asarray(eph.position("sun", t)), earth):
        delay = np.zeros_like(tdb)
        for _ in range(4):
            offset = body(tdb - delay) - here
            distance = np.linalg.norm(offset, axis=0)
            delay = distance / C_KM_D
        direction = offset / distance
        gamma = 1.0 / np.sqrt(1.0 - (velocity**2).sum(axis=0))
        along = (direction * velocity).sum(axis=0)
        aberrated = (direction / gamma + velocity * (1.0 + along * gamma / (gamma + 1.0))) / (1.0 + along)
        seen.append(np.einsum("nij,jn->ni", rotation, aberrated * distance))
    return seen[0], seen[1]


@pytest.fixture(scope="module")
def utc() -> Times:
    first, last = coverage()
    microseconds = np.random.default_rng(421).integers(0, (last - first).astype(np.int64), 4000)
    return np.asarray(first + microseconds.astype("timedelta64[us]"))


@pytest.fixture(scope="module")
def reference(utc: Times) -> tuple[Array, Array]:
    return apparent(utc)


@pytest.mark.parametrize(("years", "turned", "tilted"), [(5.0, 0.05, 2.34), (9.3, 0.11, 3.16)])
def test_the_moon_turns_almost_evenly_about_a_pole_that_wanders(years: float, turned: float, tilted: float) -> None:
    """What the frame of a relay leaves out: Euler angles of DE421 against its mean rate and axes at rest."""
    ephem = pytest.importorskip("jplephem.ephem")
    day = 2_460_676.5 + np.arange(0.0, 30.0 * 365.25, 0.25)
    phi, theta, psi = ephem.Ephemeris(pytest.importorskip("de421")).position("librations", day)
    rate = np.gradient(np.unwrap(psi), day) + np.gradient(np.unwrap(phi), day) * np.cos(theta)
    angle = np.concatenate([[0.0], np.cumsum(0.5 * (rate[1:] + rate[:-1]) * np.diff(day))])
    angle -= 2.0 * np.pi / SIDEREAL_MONTH_D * (day - day[0])
    pole = np.stack([np.sin(theta) * np.sin(phi), -np.sin(theta) * np.cos(phi), np.cos(theta)])
    later = int(years * 365.25 * 4.0)
    assert np.degrees(np.abs(angle[later:] - angle[:-later]).max()) == pytest.approx(turned, abs=0.01)
    tilt = np.degrees(np.arccos((pole[:, later:] * pole[:, :-later]).sum(axis=0)))
    assert tilt.max() == pytest.approx(tilted, abs=0.03)


def _wrapped(angle: Array) -> Array:
    return np.asarray((angle + 180.0) % 360.0 - 180.0)


def test_sub_points_agree_with_de421(utc: Times, reference: tuple[Array, Array]) -> None:
    points = sub_points(utc)
    table = (
        (points.sun_latitude, points.sun_longitude, points.sun_distance, 50.0),
        (points.earth_latitude, points.earth_longitude, points.earth_distance, 0.1),
    )
    for vector, (latitude, longitude, distance, kilometres) in zip(reference, table, strict=True):
        length = np.linalg.norm(vector, axis=1)
        np.testing.assert_allclose(latitude, np.degrees(np.arcsin(vector[:, 2] / length)), rtol=0, atol=1e-5)
        expected = np.degrees(np.arctan2(vector[:, 1], vector[:, 0]))
        np.testing.assert_allclose(_wrapped(longitude - expected), 0.0, atol=1e-5)
        np.testing.assert_allclose(distance, length, rtol=0, atol=kilometres)


@pytest.mark.parametrize(
    ("latitude", "longitude", "height"),
    [(-88.70486, 291.66596, 1787.2), (-84.40534, 31.02163, 5519.4), (-89.99, 10.0, 0.0), (12.0, 200.0, -2000.0)],
)
def test_azimuth_and_elevation_agree_with_de421(
    utc: Times, reference: tuple[Array, Array], latitude: float, longitude: float, height: float
) -> None:
    observer = Observer(latitude, longitude, height)
    lat, lon = np.radians([latitude, longitude])
    up = np.array([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    east = np.array([-np.sin(lon), np.cos(lon), 0.0])
    north = np.cross(up, east)
    for vector, seen in zip(reference, (observer.sun(utc), observer.earth(utc)), strict=True):
        line = vector - (R_MOON_KM + height / 1000.0) * up
        distance = np.linalg.norm(line, axis=1)
        elevation = np.degrees(np.arcsin(line @ up / distance))
        azimuth = np.degrees(np.arctan2(line @ east, line @ north))
        np.testing.assert_allclose(seen.elevation, elevation, rtol=0, atol=1e-4)
        across = _wrapped(seen.azimuth - azimuth) * np.cos(np.radians(elevation))
        np.testing.assert_allclose(across, 0.0, atol=1e-4)
