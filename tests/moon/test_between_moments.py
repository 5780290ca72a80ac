"""The bounds between two moments, and what is decided by them, beside the sky at every sample."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.moon import Horizon, Observer, earth_intervals, earth_visible, lit_fraction, segments, sub_points, utc_hours
from sim.moon.between_moments import EARTH_CURVATURE, SUN_CURVATURE, cubic, height_bounds, members, nearness
from sim.moon.constants import AU_KM
from sim.moon.ephemeris import SubPoints, coverage, pieces, to_utc
from sim.moon.visibility import _earth_states
from tests.moon.strategies import horizons, observers, starts


def direction(points: SubPoints, body: str) -> np.ndarray:
    """Unit vectors to the Sun or the Earth, shape (3, n)."""
    latitude, longitude = (np.radians(getattr(points, f"{body}_{name}")) for name in ("latitude", "longitude"))
    level = np.cos(latitude)
    return np.stack([level * np.cos(longitude), level * np.sin(longitude), np.sin(latitude)])


# What the bounds rest upon


@pytest.mark.parametrize(("body", "bound"), [("sun", SUN_CURVATURE), ("earth", EARTH_CURVATURE)])
def test_directions_bend_less_than_their_bounds_in_all_years(body: str, bound: float):
    first, last = coverage()
    points = sub_points(np.arange(to_utc(first), to_utc(last), np.timedelta64(1, "h")))
    bend = np.linalg.norm(np.diff(direction(points, body), 2), axis=0)
    # Parallax is not in these; it is a two-hundredth of the distance to the Earth, which changes slowly.
    assert 0.3 * bound < bend.max() < 0.85 * bound


def test_the_sun_comes_nearer_more_slowly_than_its_bound():
    first, last = coverage()
    distance = sub_points(np.arange(to_utc(first), to_utc(last), np.timedelta64(1, "h"))).sun_distance
    assert np.abs(np.diff(np.log(distance))).max() < 0.7e-4


@settings(deadline=None)
@given(observers(), horizons(), starts, st.sampled_from(["sun", "earth"]), st.floats(0.1, 12.0))
def test_every_height_lies_within_its_bounds(site, horizon, start, body, hours):
    cells, size = 40, 25
    curvature = {"sun": SUN_CURVATURE, "earth": EARTH_CURVATURE}[body]
    seen = getattr(site, body)(utc_hours(start, np.arange(cells + 1) * hours))
    lowest, highest = height_bounds(seen, horizon, hours, curvature)
    inner = getattr(site, body)(utc_hours(start, np.linspace(0.0, cells * hours, cells * size + 1)))
    height = inner.elevation - horizon.at(inner.azimuth)
    for k in range(cells):
        inside = height[k * size : (k + 1) * size + 1]
        assert lowest[k] < inside.min()
        assert inside.max() < highest[k]


@settings(deadline=None, max_examples=50)
@given(starts, st.floats(0.1, 24.0))
def test_sun_and_earth_come_no_nearer_than_their_bound(start, hours):
    cells, size = 30, 20
    utc = utc_hours(start, np.arange(cells * size + 1) * (hours / size))
    points = sub_points(utc)
    sun, earth = (direction(points, body) for body in ("sun", "earth"))
    bound = nearness(sun[:, ::size], earth[:, ::size], hours, SUN_CURVATURE + EARTH_CURVATURE)
    angle = np.arccos(np.clip((sun * earth).sum(axis=0), -1.0, 1.0))
    for k in range(cells):
        assert bound[k] < angle[k * size : (k + 1) * size + 1].min()


def test_bounds_are_tight_enough_to_be_of_use():
    site = Observer(-88.7, 291.7, 1777.0, 10.0)
    seen = site.sun(utc_hours(date(2031, 1, 1), np.arange(2001.0)))
    lowest, highest = height_bounds(seen, Horizon.flat(), 1.0, SUN_CURVATURE)
    assert (highest - lowest).max() < 0.02


def test_nothing_is_certain_near_the_zenith_or_over_long_times():
    seen = Observer(0.0, 0.0).earth(utc_hours(date(2031, 1, 1), np.arange(0.0, 100.0, 6.0)))
    assert np.isinf(height_bounds(seen, Horizon.flat(), 6.0, EARTH_CURVATURE)).all()
    seen = Observer(-90.0, 0.0).sun(utc_hours(date(2031, 1, 1), np.arange(0.0, 1000.0, 100.0)))
    assert np.isinf(height_bounds(seen, Horizon.flat(), 100.0, SUN_CURVATURE)).all()


def test_members_of_cells():
    assert members(np.array([0, 2]), 3).tolist() == [0, 1, 2, 6, 7, 8]
    assert members(np.array([], dtype=np.intp), 3).size == 0


def test_cubics_are_exact():
    def curve(x: np.ndarray) -> np.ndarray:
        return 2.0 - x + 0.5 * x**2 - 0.1 * x**3

    found = cubic(curve(np.arange(6.0)), np.array([1, 3]), 4)
    places = np.array([1.0, 3.0])[:, None] + (np.arange(4) + 0.5) / 4.0
    np.testing.assert_allclose(found, curve(places), rtol=1e-14)


# What is decided by them


@settings(deadline=None, max_examples=60)
@given(observers(), horizons(), starts, st.floats(1.0, 800.0), st.sampled_from([1 / 60, 1 / 12, 0.3, 0.5, 0.7, 3.0]))
def test_sunlight_is_as_looked_at_in_every_cell(site, horizon, start, hours, step):
    light = segments(site, horizon, start, hours, tolerance=0.05, step=step)
    direct = lit_fraction(site, horizon, utc_hours(start, light.middles))
    np.testing.assert_allclose(light.samples, direct, rtol=0.0, atol=1e-12)
    for whole in (0.0, 1.0):
        np.testing.assert_array_equal(light.samples == whole, direct == whole)


@settings(deadline=None, max_examples=60)
@given(observers(), horizons(), starts, st.floats(1.0, 1200.0), st.sampled_from([0.1, 0.25, 1.0, 7.0]))
def test_the_earth_is_up_as_looked_at_in_every_sample(site, horizon, start, hours, step):
    times = np.linspace(0.0, hours, max(2, int(np.ceil(hours / step)) + 1))
    states = _earth_states(site, horizon, start.astype("datetime64[us]"), times)
    np.testing.assert_array_equal(states, earth_visible(site, horizon, utc_hours(start, times)))


@pytest.mark.parametrize("start", [date(2025, 1, 1), date(2038, 6, 2), date(2054, 12, 30)])
def test_irradiance_of_full_light_is_that_of_the_distance(start: date):
    site = Observer(-88.7, 291.7, 1777.0, 10.0)
    light = segments(site, Horizon.flat(-80.0), start, 8760.0, tolerance=0.0, max_length=1 / 12)
    full = light.fraction == 1.0
    assert full.mean() > 0.998  # eclipses
    factor = (AU_KM / site.sun(utc_hours(start, light.middles)).distance) ** 2
    np.testing.assert_allclose(light.irradiance_factor[full], factor[full], rtol=3e-12)


def test_pieces_of_the_table_are_ten_days_long():
    piece = pieces(utc_hours(date(2031, 1, 1), np.arange(0.0, 2400.0)))
    assert np.unique(piece, return_counts=True)[1][1:-1].tolist() == [240] * (np.unique(piece).size - 2)
    assert set(np.diff(piece).tolist()) == {0, 1}


def test_earth_intervals_may_be_looked_for_in_long_steps():
    found = earth_intervals(Observer(-88.7, 291.7), Horizon.flat(), date(2031, 1, 1), 2000.0, step=50.0)
    assert len(found) > 1
