from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.moon import EphemerisRangeError, Horizon, KeplerOrbit, Observer, relay_passes, sub_points, utc_hours
from sim.moon.constants import GM_MOON, R_MOON_KM
from sim.moon.orbit import _unhidden, to_moon_fixed
from tests.moon.strategies import orbits

START = date(2031, 3, 4)
POLE = Observer(-90.0, 0.0)
RELAY = KeplerOrbit(200.0, 16_000.0, 62.4, ascending_node=40.0, mean_anomaly=100.0)


@given(orbits(), st.floats(-5000, 50_000))
def test_eccentric_anomaly_solves_keplers_equation(orbit: KeplerOrbit, hours: float):
    anomaly = orbit.eccentric_anomaly([hours])
    assert orbit.hours_at(anomaly)[0] == pytest.approx(hours, abs=1e-8)


@given(orbits(), st.floats(0, 1000))
def test_motion_keeps_energy_and_angular_momentum(orbit: KeplerOrbit, hours: float):
    seconds = 0.5
    before, here, after = orbit.position(hours + np.array([-1.0, 0.0, 1.0]) * seconds / 3600.0)
    velocity = (after - before) / (2.0 * seconds)
    radius = np.linalg.norm(here)
    energy = 0.5 * velocity @ velocity - GM_MOON / radius
    momentum = np.cross(here, velocity)
    expected = np.sqrt(GM_MOON * orbit.semi_major_axis * (1.0 - orbit.eccentricity**2))
    assert energy == pytest.approx(-0.5 * GM_MOON / orbit.semi_major_axis, rel=1e-3)
    assert np.linalg.norm(momentum) == pytest.approx(expected, rel=1e-4)
    assert momentum[2] / expected == pytest.approx(np.cos(np.radians(orbit.inclination)), abs=1e-4)


@given(orbits(), st.floats(0, 1000))
def test_repeats_after_a_period(orbit: KeplerOrbit, hours: float):
    a, b = orbit.position([hours, hours + orbit.period])
    np.testing.assert_allclose(a, b, atol=1e-3)


def test_perilune_north_and_apolune_south():
    orbit = KeplerOrbit(200.0, 16_000.0, 90.0)
    perilune, apolune = orbit.position([0.0, orbit.period / 2.0])
    np.testing.assert_allclose(perilune, [0.0, 0.0, R_MOON_KM + 200.0], atol=1e-6)
    np.testing.assert_allclose(apolune, [0.0, 0.0, -R_MOON_KM - 16_000.0], atol=1e-6)


def test_ascending_node_and_mean_anomaly():
    orbit = KeplerOrbit(1000.0, 1000.0, 45.0, ascending_node=30.0, argument_of_perilune=0.0, mean_anomaly=0.0)
    node, quarter = orbit.position([0.0, orbit.period / 4.0]) / (R_MOON_KM + 1000.0)
    np.testing.assert_allclose(node, [np.cos(np.radians(30)), np.sin(np.radians(30)), 0.0], atol=1e-12)
    assert quarter[2] == pytest.approx(np.sin(np.radians(45)))
    later = KeplerOrbit(1000.0, 1000.0, 45.0, 30.0, 0.0, mean_anomaly=90.0)
    np.testing.assert_allclose(later.position([0.0]), orbit.position([orbit.period / 4.0]), atol=1e-6)


def test_the_moon_turns_eastwards_under_the_orbit():
    turned = to_moon_fixed(np.array([[1.0, 0.0, 2.0]]), np.array([27.321661 * 24.0 / 4.0]))
    np.testing.assert_allclose(turned, [[0.0, -1.0, 2.0]], atol=1e-12)


def test_what_the_moon_hides():
    earth = np.array([[380_000.0, 0.0, 0.0]])
    for relay, seen in (
        ([5000.0, 0.0, 0.0], True),
        ([-5000.0, 0.0, 0.0], False),
        ([-5000.0, 0.0, 1700.0], False),
        ([-5000.0, 0.0, 1800.0], True),
        ([0.0, 0.0, -1800.0], True),
    ):
        assert _unhidden(np.array([relay]), earth)[0] == seen


@pytest.mark.parametrize(
    ("orbit", "observer", "minimum"),
    [
        (RELAY, POLE, 0.0),
        (RELAY, Observer(-88.7, 291.7, 1777.0, 10.0), 10.0),
        (KeplerOrbit(100.0, 100.0, 85.0, ascending_node=30.0), Observer(-85.0, 31.0), 5.0),
        (KeplerOrbit(6000.0, 6000.0, 20.0), Observer(-20.0, 170.0), 5.0),
    ],
)
def test_passes_agree_with_dense_sampling(orbit: KeplerOrbit, observer: Observer, minimum: float):
    hours, step = 150.0, 1.0 / 240.0
    horizon = Horizon(np.arange(0.0, 360.0, 45.0), np.array([0.0, 8.0, 2.0, 5.0, 0.0, 12.0, 1.0, 3.0]))
    times = (np.arange(int(hours / step)) + 0.5) * step
    relay = to_moon_fixed(orbit.position(times), times)
    seen = observer.at(relay)
    points = sub_points(utc_hours(START, times))
    lat, lon = np.radians(points.earth_latitude), np.radians(points.earth_longitude)
    earth = points.earth_distance[:, None] * np.stack(
        [np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], 1
    )
    expected = (seen.elevation > np.maximum(minimum, horizon.at(seen.azimuth))) & _unhidden(relay, earth)

    passes = relay_passes(orbit, observer, horizon, START, hours, minimum)
    connected = np.zeros(times.size, dtype=bool)
    for begin, end in passes:
        connected |= (times > begin) & (times < end)
    wrong = np.flatnonzero(connected != expected)
    edges = np.array(passes).ravel()
    assert edges.size > 4
    # Samples may differ only within a second and a half of an edge.
    assert all(np.abs(edges - times[k]).min() < 1.5 / 3600.0 for k in wrong)


def test_higher_minimum_elevation_shortens_passes():
    total = [
        sum(end - begin for begin, end in relay_passes(RELAY, POLE, Horizon.flat(), START, 500.0, minimum))
        for minimum in (0.0, 10.0, 30.0)
    ]
    assert total[0] > total[1] > total[2] > 0.0


def test_an_equatorial_relay_is_never_over_the_pole():
    assert relay_passes(KeplerOrbit(5000.0, 5000.0, 0.0), POLE, Horizon.flat(), START, 200.0) == []


def test_a_relay_that_is_always_up():
    horizon = Horizon.flat(-90.0)
    passes = relay_passes(RELAY, POLE, horizon, START, 100.0, -90.0, needs_earth=False)
    assert passes == [(0.0, 100.0)]


def test_passes_lie_within_a_short_run():
    for hours in (0.01, 1.0, 30.0):
        for begin, end in relay_passes(RELAY, POLE, Horizon.flat(), START, hours):
            assert 0.0 <= begin < end <= hours


def test_chunks_do_not_show(monkeypatch: pytest.MonkeyPatch):
    whole = relay_passes(RELAY, POLE, Horizon.flat(), START, 300.0)
    monkeypatch.setattr("sim.moon.orbit._CHUNK", 100)
    np.testing.assert_allclose(relay_passes(RELAY, POLE, Horizon.flat(), START, 300.0), whole, atol=1e-6)


def test_a_run_may_end_with_the_ephemeris_but_not_after_it():
    assert relay_passes(RELAY, POLE, Horizon.flat(), date(2055, 12, 31), 24.0)
    with pytest.raises(EphemerisRangeError):
        relay_passes(RELAY, POLE, Horizon.flat(), date(2055, 12, 31), 25.0)


@pytest.mark.parametrize(
    ("elements", "message"),
    [
        ((0.0, 100.0, 0.0), "perilune"),
        ((200.0, 100.0, 0.0), "perilune"),
        ((100.0, 200.0, -1.0), "inclination"),
        ((100.0, 200.0, 181.0), "inclination"),
        ((100.0, float("inf"), 0.0), "finite"),
        ((100.0, 200.0, 0.0, float("nan")), "finite"),
    ],
)
def test_unusable_orbits_are_refused(elements: tuple[float, ...], message: str):
    with pytest.raises(ValueError, match=message):
        KeplerOrbit(*elements)


@pytest.mark.parametrize(("hours", "minimum"), [(0.0, 0.0), (float("nan"), 0.0), (10.0, 91.0), (10.0, float("nan"))])
def test_unusable_runs_are_refused(hours: float, minimum: float):
    with pytest.raises(ValueError, match=r"no passes|minimum elevation"):
        relay_passes(RELAY, POLE, Horizon.flat(), START, hours, minimum)
