"""The Moon over ground stations on Earth against JPL DE421, and against what is published of it."""

from __future__ import annotations

import numpy as np
import pytest

from sim.moon.constants import SYNODIC_MONTH_D
from sim.moon.earth_rotation import earth_rotation_angle
from sim.moon.moonrise import EarthPlace, MoonsWay
from sim.moon.visibility import Intervals, Spans

JIAMUSI = EarthPlace(46.5, 130.4)
KASHI = EarthPlace(38.4, 76.7)
NEUQUEN = EarthPlace(-38.2, -70.2)
THREE = (JIAMUSI, KASHI, NEUQUEN)
YEARS = 19 * 365.25 * 24.0
"""Nineteen years [h]: a whole turn of the Moon's node, in which its declination takes all that it can."""


def mean_axes(days: np.ndarray) -> np.ndarray:
    """Precession of the mean equator of date, Lieske et al. 1977 (A&A 58, 1): matrices (n, 3, 3) from J2000.

    Another way than the program's: angles zeta, z and theta instead of the pole's coordinates, without nutation.
    """
    t = days / 36_525.0
    arcsec = np.pi / 648_000.0
    zeta = (2306.2181 * t + 0.30188 * t**2 + 0.017998 * t**3) * arcsec
    z = (2306.2181 * t + 1.09468 * t**2 + 0.018203 * t**3) * arcsec
    theta = (2004.3109 * t - 0.42665 * t**2 - 0.041833 * t**3) * arcsec
    return _turn(2, -z) @ _turn(1, theta) @ _turn(2, -zeta)


def _turn(axis: int, angle: np.ndarray) -> np.ndarray:
    c, s = np.cos(angle), np.sin(angle)
    matrix = np.zeros((angle.size, 3, 3))
    i, j = (axis + 1) % 3, (axis + 2) % 3
    matrix[:, axis, axis] = 1.0
    matrix[:, i, i] = matrix[:, j, j] = c
    matrix[:, i, j], matrix[:, j, i] = s, -s
    return matrix


def sidereal(days: np.ndarray) -> np.ndarray:
    """Greenwich mean sidereal time [rad], Aoki et al. 1982 (A&A 105, 359), of UT1 days since J2000."""
    t = days / 36_525.0
    degrees = 280.46061837 + 360.98564736629 * days + 0.000387933 * t**2 - t**3 / 38_710_000.0
    return np.radians(np.mod(degrees, 360.0))


@pytest.mark.parametrize("place", THREE)
def test_elevation_agrees_with_de421(place: EarthPlace) -> None:
    """DE421 itself, precession of 1977 and sidereal time of 1982, on an ellipsoid: within a hundredth of a degree.

    What remains is nutation (0.005 deg), light time and aberration, which the reference leaves out.
    """
    ephem = pytest.importorskip("jplephem.ephem")
    eph = ephem.Ephemeris(pytest.importorskip("de421"))
    hours = np.sort(np.random.default_rng(5).uniform(0.0, YEARS, 3000))
    start = np.datetime64("2031-01-01T00:00:00", "us")
    days = (start - np.datetime64("2000-01-01T12:00:00", "us")) / np.timedelta64(1, "D") + hours / 24.0
    moon = np.asarray(eph.position("moon", 2_451_545.0 + days + 69.184 / 86_400.0)).T
    seen = np.einsum("nij,nj->ni", _turn(2, sidereal(days)) @ mean_axes(days), moon)
    latitude, longitude = np.radians([place.latitude, place.longitude])
    up = np.array([np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude)])
    eccentricity = 0.0818191908426  # of WGS 84
    normal = 6378.137 / np.sqrt(1.0 - eccentricity**2 * np.sin(latitude) ** 2)
    line = seen - normal * up * np.array([1.0, 1.0, 1.0 - eccentricity**2])
    expected = np.degrees(np.arcsin(line @ up / np.linalg.norm(line, axis=1)))
    found = MoonsWay(start, YEARS).elevation(place, hours)
    np.testing.assert_allclose(found, expected, rtol=0, atol=0.015)


def test_the_earth_turns_as_its_sidereal_time_says() -> None:
    """Noon on 1 January 2000 (Aoki et al. 1982): sidereal time 18 h 41 m 50.548 s; then a stellar day later."""
    noon = np.array(["2000-01-01T12:00:00"], dtype="datetime64[us]")
    assert np.degrees(earth_rotation_angle(noon))[0] == pytest.approx(15 * (18 + 41 / 60 + 50.548 / 3600), abs=1e-3)
    later = noon + np.timedelta64(86_164_098_904, "us")  # 86,164.098904 s (IERS)
    assert earth_rotation_angle(later)[0] == pytest.approx(earth_rotation_angle(noon)[0], abs=1e-6)


MASK = 10.0
PARALLAX = 0.951
"""Horizontal parallax of the Moon at its mean distance [deg]: by as much its centre seems lower from the surface."""


def half_arc(place: EarthPlace, declination: np.ndarray) -> np.ndarray:
    """Hour angle at which the Moon's centre passes the mask [deg], by the spherical triangle."""
    low = np.radians(MASK + PARALLAX * np.cos(np.radians(MASK)))
    latitude = np.radians(place.latitude)
    cosine = (np.sin(low) - np.sin(latitude) * np.sin(declination)) / (np.cos(latitude) * np.cos(declination))
    return np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))


def shares(places: tuple[EarthPlace, ...]) -> float:
    """Share of time that any of some places sees the Moon, by hand: arcs of longitude under declinations of 19 years.

    The Moon's way leans by 5.145 deg to the ecliptic, that by 23.436 deg to the equator, with any node.
    """
    node, along = np.meshgrid(np.arange(0.0, 360.0, 10.0) + 5.0, np.arange(0.0, 360.0, 4.0) + 2.0)
    node, along = np.radians(node).ravel(), np.radians(along).ravel()
    lean, tilt = np.radians(5.145), np.radians(23.436)
    height = np.sin(lean) * np.sin(along)
    across = np.sin(node) * np.cos(along) + np.cos(node) * np.sin(along) * np.cos(lean)
    declination = np.arcsin(np.cos(tilt) * height + np.sin(tilt) * across)
    meridians = np.arange(0.0, 360.0, 0.5)[:, None]
    seen = np.zeros((meridians.size, declination.size), dtype=bool)
    for place in places:
        away = np.abs((meridians - place.longitude + 180.0) % 360.0 - 180.0)
        seen |= away < half_arc(place, declination)
    return float(seen.mean())


@pytest.fixture(scope="module")
def nineteen_years() -> list[Spans]:
    way = MoonsWay(np.datetime64("2031-01-01T00:00:00", "us"), YEARS)
    return [way.spans(place, MASK) for place in THREE]


def test_coverage_of_three_stations_is_that_of_their_arcs(nineteen_years: list[Spans]) -> None:
    """Each alone 40 to 42 % of the time, all together 96.4 %: within half a point of the hand calculation."""
    for place, spans in zip(THREE, nineteen_years, strict=True):
        share = Intervals.of(0.0, YEARS, spans).share()
        assert share == pytest.approx(shares((place,)), abs=0.005)
    times = np.arange(0.0, YEARS, 0.05)
    seen = np.zeros(times.size, dtype=bool)
    for spans in nineteen_years:
        edges = np.array(spans).ravel()
        seen |= np.searchsorted(edges, times, side="right") % 2 == 1
    assert seen.mean() == pytest.approx(shares(THREE), abs=0.005)


def test_the_pacific_gap_of_three_stations(nineteen_years: list[Spans]) -> None:
    """Between Jiamusi's western and Neuquen's eastern sight lie 9.5 deg of longitude under an equatorial Moon.

    The Moon passes them in 39 min: 24.84 h for 360 deg, for a mean day is that much longer from Moon to Moon.
    """
    level = np.zeros(1)
    west = JIAMUSI.longitude + half_arc(JIAMUSI, level)[0]
    east = NEUQUEN.longitude + 360.0 - half_arc(NEUQUEN, level)[0]
    day = 24.0 * SYNODIC_MONTH_D / (SYNODIC_MONTH_D - 1.0)
    by_hand = (east - west) / 360.0 * day * 60.0
    assert by_hand == pytest.approx(39.0, abs=1.0)
    # Every set at Neuquen with the next rise at Jiamusi, where the Moon is up as long as over the equator.
    jiamusi = np.array(nineteen_years[0])
    sets, rises = np.array(nineteen_years[2])[:, 1], jiamusi[:, 0]
    level_h = 2.0 * half_arc(JIAMUSI, level)[0] / 360.0 * day
    near = rises[np.abs(np.diff(jiamusi, axis=1)[:, 0] - level_h) < 0.15]
    gaps = [60.0 * (rise - sets[np.argmin(np.abs(sets - rise))]) for rise in near[1:-1]]
    assert len(gaps) > 150
    assert np.mean(gaps) == pytest.approx(by_hand, abs=4.0)
