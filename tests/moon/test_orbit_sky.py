"""Sunlight and Earth over a base in orbit, against formulas and the ephemeris itself."""

from __future__ import annotations

import datetime
from math import asin, degrees

import numpy as np
import pytest

from sim.moon import Intervals, KeplerOrbit, OrbitSky, sub_points, utc_hours
from sim.moon.constants import R_MOON_KM
from sim.moon.orbit import from_moon_fixed, to_moon_fixed
from sim.moon.orbit_sky import eclipse_share

START = datetime.date(2034, 3, 1)
DAY = 24.0


def circle(altitude: float, inclination: float, node: float = 0.0) -> KeplerOrbit:
    return KeplerOrbit(altitude, altitude, inclination, ascending_node=node)


def sun_at(hours: float) -> np.ndarray:
    """Direction of the Sun in the frame of the orbit at ``hours`` [h], shape (3,)."""
    points = sub_points(utc_hours(START, [hours]))
    latitude, longitude = np.radians(points.sun_latitude), np.radians(points.sun_longitude)
    level = np.cos(latitude)
    fixed = np.stack([level * np.cos(longitude), level * np.sin(longitude), np.sin(latitude)], axis=1)
    return np.asarray(from_moon_fixed(fixed, np.array([hours]))[0])


def beta(orbit: KeplerOrbit, hours: float) -> float:
    """Angle of the Sun above the plane of an orbit [deg]."""
    along, across = orbit._axes()
    return degrees(asin(float(np.cross(along, across) @ sun_at(hours))))


@pytest.mark.parametrize(
    ("altitude", "inclination", "node"), [(100, 90, 0), (100, 90, 120), (100, 40, 60), (400, 0, 0)]
)
def test_a_low_circle_is_eclipsed_as_long_as_its_beta_angle_says(
    altitude: float, inclination: float, node: float
) -> None:
    orbit = circle(altitude, inclination, node)
    turns = 6 * orbit.period
    lit = Intervals.of(0.0, turns, OrbitSky(orbit, START, turns).sunlit()).share()
    expected = eclipse_share(altitude, beta(orbit, turns / 2))
    assert 1.0 - lit == pytest.approx(expected, abs=1e-3)


def test_the_formula_has_its_limits() -> None:
    """Twice the angle of the Moon's disc at noon of the shadow, none where the Sun stands over the edge of the disc."""
    for altitude in (1.0, 100.0, 10_000.0):
        assert eclipse_share(altitude, 0.0) == pytest.approx(
            asin(R_MOON_KM / (R_MOON_KM + altitude)) / np.pi, rel=1e-12
        )
        edge = degrees(asin(R_MOON_KM / (R_MOON_KM + altitude)))
        assert eclipse_share(altitude, edge + 1e-6) == 0.0
        assert eclipse_share(altitude, edge - 1e-3) > 0.0


def test_an_orbit_that_faces_the_sun_is_never_eclipsed() -> None:
    ahead = sun_at(0.0)
    node = degrees(np.arctan2(ahead[1], ahead[0])) + 90.0
    assert abs(beta(circle(100, 90, node), 0.0)) > 88.0
    assert OrbitSky(circle(100, 90, node), START, DAY).sunlit() == [(0.0, DAY)]


def test_the_planned_ellipse_takes_24_32_h_and_is_mostly_lit() -> None:
    orbit = KeplerOrbit(200, 16_000, 62.4)
    assert orbit.period == pytest.approx(24.32, abs=0.02)
    sky = OrbitSky(orbit, START, 365 * DAY)
    assert 0.93 < Intervals.of(0.0, sky.hours, sky.sunlit()).share() < 1.0
    assert 0.9 < Intervals.of(0.0, sky.hours, sky.earth()).share() < 1.0


def test_the_earth_before_the_sun_darkens_it_too() -> None:
    """The total eclipse of the Moon of 26 June 2029, greatest at 3:22 UTC: for hours no craft near the Moon is lit."""
    orbit = KeplerOrbit(5_000, 5_000, 90, ascending_node=0)
    day = datetime.date(2029, 6, 26)
    sky = OrbitSky(orbit, day, DAY)
    assert not any(begin < 3.37 < end for begin, end in sky.sunlit())
    assert max(sky.sunlit(), key=lambda span: span[1] - span[0])[1] > 12.0


def test_sunlight_is_what_the_spans_say() -> None:
    sky = OrbitSky(circle(100, 60), START, 40 * DAY)
    light, lit = sky.sunlight(), Intervals.of(0.0, sky.hours, sky.sunlit())
    lengths = np.diff(light.times)
    assert set(light.fraction) == {0.0, 1.0}
    assert float(light.fraction @ lengths) == pytest.approx(float(lit.lengths().sum()), rel=1e-12)
    assert light.mean() == pytest.approx(lit.share(), rel=1e-9)
    assert np.all(lengths > 0.0)
    assert light.times[-1] == sky.hours
    # Arrays face the Sun, whose distance is all that is left.
    assert np.array_equal(light.upright_factor, light.irradiance_factor)
    assert 0.96 < float(light.irradiance_factor.max()) < 1.04


def test_light_that_never_ends_still_steps_with_the_weeks() -> None:
    sky = OrbitSky(KeplerOrbit(20_000, 20_000, 90), START, 30 * DAY)
    assert float(np.diff(sky.sunlight().times).max()) <= 168.0 + 1e-9


def test_a_shorter_run_is_the_beginning_of_a_longer_one() -> None:
    orbit = circle(300, 75, 10)
    long, short = OrbitSky(orbit, START, 20 * DAY), OrbitSky(orbit, START, 7 * DAY, computed=20 * DAY)
    assert short.sunlit() == [(begin, min(end, 7 * DAY)) for begin, end in long.sunlit() if begin < 7 * DAY]


def test_chunks_of_samples_leave_no_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    orbit = circle(100, 80)
    whole = OrbitSky(orbit, START, 5 * DAY)
    spans = whole.sunlit(), whole.earth()
    monkeypatch.setattr("sim.moon.orbit_sky._CHUNK", 7)
    parts = OrbitSky(orbit, START, 5 * DAY)
    for one, other in zip(spans, (parts.sunlit(), parts.earth()), strict=True):
        assert np.allclose(np.array(one), np.array(other), atol=1e-3)


def test_the_two_frames_are_each_other_s_inverse() -> None:
    places, hours = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), np.array([0.0, 500.0])
    assert np.allclose(to_moon_fixed(from_moon_fixed(places, hours), hours), places)


def test_a_run_without_length_is_refused() -> None:
    with pytest.raises(ValueError, match="has no sky"):
        OrbitSky(circle(100, 90), START, 0.0)
