"""The part of the Sun's disc behind the Earth: closed forms, counted area, and the spans that are looked at."""

from math import acos, pi, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.moon import Horizon, Observer, disc_fraction, lit_fraction, segments, sky_table, utc_hours
from sim.moon.constants import EARTH_RADIUS_KM, SUN_RADIUS_KM
from sim.moon.eclipse import eclipse_spans, hidden_by_earth, hidden_part
from sim.moon.geometry import AzEl
from tests.moon.strategies import observers, starts

pytestmark = pytest.mark.slow

SITE = Observer(-88.705, 291.67, elevation=1777.0, mast=10.0)
ECLIPSE = np.datetime64("2033-04-14T12:00:00")
"""Half a day around a total eclipse of the Moon."""

radii = st.floats(0.3, 4.5)
angles = st.floats(0.0, 2.0 * pi)


def lens(apart: float, radius: float) -> float:
    """Part of a unit disc within a circle: two circular segments."""
    if apart >= 1.0 + radius:
        return 0.0
    if apart <= abs(radius - 1.0):
        return min(1.0, radius**2)
    one = acos(max(-1.0, min(1.0, (apart**2 + 1.0 - radius**2) / (2.0 * apart))))
    other = acos(max(-1.0, min(1.0, (apart**2 + radius**2 - 1.0) / (2.0 * apart * radius))))
    kite = sqrt(max(0.0, (1 + radius - apart) * (apart + 1 - radius) * (apart - 1 + radius) * (apart + radius + 1)))
    return (one + radius**2 * other - 0.5 * kite) / pi


def part(right: float, up: float, radius: float, edge: float) -> float:
    return float(hidden_part(*(np.array([x]) for x in (right, up, radius, edge)))[0])


def body(azimuth: float, elevation: float, distance: float) -> AzEl:
    return AzEl(np.array([azimuth]), np.array([elevation]), np.array([distance]))


@given(radii, st.floats(0.0, 1.0), angles)
def test_disc_cut_by_a_circle_alone(radius: float, way: float, angle: float):
    apart = abs(radius - 1.0) + way * (radius + 1.0 - abs(radius - 1.0))
    right, up = apart * np.cos(angle), apart * np.sin(angle)
    assert part(right, up, radius, -2.0) == pytest.approx(lens(apart, radius), abs=5e-5)


@given(st.floats(-1.2, 1.2))
def test_disc_cut_by_a_line_alone(edge: float):
    assert part(0.0, 0.0, 3.0, edge) == pytest.approx(float(disc_fraction(-edge, 1.0)), abs=5e-5)


def test_disc_cut_by_both_against_counted_area():
    y, x = np.meshgrid(*[(np.arange(2000) + 0.5) / 1000.0 - 1.0] * 2, indexing="ij")
    disc = x * x + y * y <= 1.0
    rng = np.random.default_rng(421)
    for _ in range(40):
        radius, edge, angle = rng.uniform(3.3, 3.9), rng.uniform(-1.0, 1.0), rng.uniform(0.0, 2.0 * pi)
        apart = radius + rng.uniform(-1.0, 1.0)
        right, up = apart * np.cos(angle), apart * np.sin(angle)
        counted = np.count_nonzero(disc & (y > edge) & ((x - right) ** 2 + (y - up) ** 2 <= radius**2))
        assert part(right, up, radius, edge) == pytest.approx(counted / np.count_nonzero(disc), abs=4e-4)


def test_a_product_of_both_fractions_would_be_wrong():
    """An Earth that rises through the lower half of the disc takes nothing from the half above the skyline."""
    assert part(0.0, -3.5, 3.5, 0.0) == 0.0
    assert part(0.0, -3.5, 3.5, -2.0) == pytest.approx(lens(3.5, 3.5), abs=5e-5)


@pytest.mark.parametrize("elevation", [-1.5, 0.0, 40.0, -70.0])
@pytest.mark.parametrize("angle", [0.0, 90.0, 200.0])
def test_what_the_sky_shows_is_cut_by_a_cap_of_the_sphere(elevation: float, angle: float):
    """Counted on the sphere, where both discs are caps, while the program draws circles in a plane."""
    sun, distance = body(359.9, elevation, 1.5e8), 384_400.0
    away = np.radians([0.95 * np.cos(np.radians(angle)), 0.95 * np.sin(np.radians(angle))])
    frame = np.radians(elevation)
    # Right, up and ahead of the Sun's centre, to azimuth and elevation.
    vector = np.array([away[0], away[1], np.sqrt(1.0 - (away**2).sum())])
    up = np.cos(frame) * vector[1] + np.sin(frame) * vector[2]
    level = np.cos(frame) * vector[2] - np.sin(frame) * vector[1]
    earth = body(
        float(359.9 + np.degrees(np.arctan2(vector[0], level))) % 360.0, float(np.degrees(np.arcsin(up))), distance
    )
    y, x = np.meshgrid(*[(np.arange(1500) + 0.5) / 750.0 - 1.0] * 2, indexing="ij")
    disc = x * x + y * y <= 1.0
    rho = np.arcsin(SUN_RADIUS_KM / 1.5e8)
    ahead = np.sqrt(1.0 - (x * rho) ** 2 - (y * rho) ** 2)
    near = x * rho * vector[0] + y * rho * vector[1] + ahead * vector[2] >= np.cos(
        np.arcsin(EARTH_RADIUS_KM / distance)
    )
    for height in (9.0, 0.1):
        above = y > -height / np.degrees(rho)
        counted = np.count_nonzero(disc & near & above) / np.count_nonzero(disc)
        found = hidden_by_earth(sun, earth, np.array([height]))[0]
        assert found == pytest.approx(counted, abs=3e-4)
        assert 0.1 < found < 0.99


def test_an_earth_before_the_whole_sun_hides_all_of_it():
    sun, earth = body(10.0, 1.0, 1.5e8), body(10.5, 1.3, 384_400.0)
    assert np.isinf(hidden_by_earth(sun, earth, np.array([3.0])))
    assert hidden_by_earth(sun, body(20.0, 1.3, 384_400.0), np.array([3.0])) == 0.0


@settings(deadline=None, max_examples=60)
@given(observers(), starts, st.floats(1.0, 1400.0))
def test_no_eclipse_lies_outside_the_spans(site: Observer, start: np.datetime64, hours: float):
    flags, span = eclipse_spans(site, start, hours)
    assert flags.size * span == pytest.approx(hours)
    times = np.arange(0.0, hours, 0.25)
    utc = utc_hours(start, times)
    hidden = hidden_by_earth(site.sun(utc), site.earth(utc), np.full(times.size, 90.0))
    assert flags[np.minimum((times / span).astype(int), flags.size - 1)][hidden > 0.0].all()


def test_spans_of_thirty_years_are_few_and_hold_every_eclipse():
    start, hours = np.datetime64("2025-01-01"), 30.9 * 8766.0
    flags, span = eclipse_spans(SITE, start, hours)
    assert 0 < flags.mean() < 0.01
    times = np.arange(0.0, hours, 0.5)
    utc = utc_hours(start, times)
    hidden = hidden_by_earth(SITE.sun(utc), SITE.earth(utc), np.full(times.size, 90.0)) > 0.0
    assert flags[(times / span).astype(int)][hidden].all()
    assert np.count_nonzero(hidden[1:] & ~hidden[:-1]) > 30


@pytest.mark.parametrize("height", [-10.0, 0.3, 0.6, 0.8])
@pytest.mark.parametrize("step", [1 / 60, 1 / 12, 0.7, 3.0])
def test_samples_of_a_run_are_as_looked_at_through_an_eclipse(height: float, step: float):
    skyline = Horizon.flat(height)
    light = segments(SITE, skyline, ECLIPSE - np.timedelta64(4, "D"), 240.0, tolerance=0.05, step=step)
    utc = utc_hours(ECLIPSE - np.timedelta64(4, "D"), light.middles)
    direct = lit_fraction(SITE, skyline, utc)
    np.testing.assert_allclose(light.samples, direct, rtol=0.0, atol=1e-12)
    np.testing.assert_array_equal(sky_table(SITE, skyline, utc).lit_fraction, direct)
    sun = SITE.sun(utc)
    alone = disc_fraction(sun.elevation - height, sun.apparent_radius(SUN_RADIUS_KM))
    assert (direct <= alone + 1e-15).all()
    assert (direct < alone - 0.05).any()
    for whole in (0.0, 1.0):
        np.testing.assert_array_equal(light.samples == whole, direct == whole)
