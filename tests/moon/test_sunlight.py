from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.moon import EphemerisRangeError, Horizon, Observer, Sunlight, disc_fraction, lit_fraction, segments, utc_hours
from sim.moon.constants import AU_KM
from sim.moon.sunlight import _cut

SITE = Observer(-88.705, 291.67, elevation=1777.0, mast=10.0)
START = date(2031, 5, 1)


@pytest.fixture(scope="module")
def ridge() -> Horizon:
    """A made-up skyline with steep and gentle sides, high enough to hide the Sun now and then."""
    azimuth = np.arange(0.0, 360.0, 2.0)
    return Horizon(azimuth, 0.6 * np.sin(np.radians(3.0 * azimuth)) + 0.3 * np.sin(np.radians(17.0 * azimuth)))


def light_of(samples: list[float] | np.ndarray, step: float = 1.0) -> Sunlight:
    values = np.array(samples, dtype=float)
    times = np.arange(values.size + 1) * step
    return Sunlight(times, values, values, values, values, step)


# The disc


@given(st.floats(-1, 1), st.floats(0.2, 0.3))
def test_what_is_hidden_on_one_side_is_seen_on_the_other(height: float, radius: float):
    assert disc_fraction(height, radius) + disc_fraction(-height, radius) == pytest.approx(1.0, abs=1e-12)


@given(st.floats(-1, 1), st.floats(0, 1), st.floats(0.2, 0.3))
def test_a_higher_disc_is_seen_no_less(height: float, rise: float, radius: float):
    assert disc_fraction(height + rise, radius) >= disc_fraction(height, radius) - 1e-15


def test_disc_at_its_limits():
    np.testing.assert_array_equal(disc_fraction([-5.0, -0.25, 0.0, 0.25, 5.0], 0.25), [0.0, 0.0, 0.5, 1.0, 1.0])


def test_disc_against_counted_area():
    y, x = np.meshgrid(*[np.linspace(-1, 1, 2001)] * 2, indexing="ij")
    inside = x * x + y * y <= 1.0
    for height in (-0.8, -0.3, 0.1, 0.6):
        counted = np.count_nonzero(inside & (y > -height)) / np.count_nonzero(inside)
        assert disc_fraction(height, 1.0) == pytest.approx(counted, abs=1e-3)


def test_lit_fraction_follows_disc_and_skyline(ridge: Horizon):
    utc = utc_hours(date(2031, 7, 1), np.arange(0.0, 2000.0, 0.5))  # no eclipse
    sun = SITE.sun(utc)
    radius = np.degrees(np.arcsin(695_700.0 / sun.distance))
    expected = disc_fraction(sun.elevation - ridge.at(sun.azimuth), radius)
    np.testing.assert_allclose(lit_fraction(SITE, ridge, utc), expected, atol=1e-12)
    assert 0.0 < expected.mean() < 1.0


# Segments


@settings(deadline=None, max_examples=30)
@given(
    first_day=st.integers(0, 3000),
    hours=st.floats(1.0, 900.0),
    tolerance=st.floats(0.0, 0.3),
    max_length=st.floats(1.0, 200.0),
)
def test_segments_are_exact_means_within_tolerance(first_day: int, hours: float, tolerance: float, max_length: float):
    azimuth = np.arange(0.0, 360.0, 5.0)
    horizon = Horizon(azimuth, np.sin(np.radians(7.0 * azimuth)))
    start = np.datetime64("2026-01-01") + np.timedelta64(first_day, "D")
    light = segments(SITE, horizon, start, hours, tolerance=tolerance, max_length=max_length)
    cells = light.samples.size
    assert light.step <= 1.0 / 12.0 + 1e-12
    assert light.times[0] == 0.0
    assert light.times[-1] == hours
    lengths = np.diff(light.times)
    assert (lengths > 0.0).all()
    assert lengths.max() <= max_length + 1e-9

    utc = utc_hours(start, (np.arange(cells) + 0.5) * light.step)
    direct = lit_fraction(SITE, horizon, utc)
    np.testing.assert_allclose(light.samples, direct, rtol=0, atol=1e-14)
    for whole in (0.0, 1.0):
        np.testing.assert_array_equal(light.samples == whole, direct == whole)
    sun = SITE.sun(utc)
    factor = light.samples * (AU_KM / sun.distance) ** 2
    upright = factor * np.cos(np.radians(sun.elevation))
    edges = np.rint(light.times / light.step).astype(int)
    for k, (begin, end) in enumerate(pairwise(edges)):
        inside = light.samples[begin:end]
        assert light.fraction[k] == pytest.approx(inside.mean(), abs=1e-13)
        assert light.irradiance_factor[k] == pytest.approx(factor[begin:end].mean(), abs=3e-12)
        assert light.upright_factor[k] == pytest.approx(upright[begin:end].mean(), abs=3e-12)
        assert np.abs(inside - light.fraction[k]).max() <= tolerance + 1e-12
    assert (light.fraction * lengths).sum() / hours == pytest.approx(light.mean(), abs=1e-12)


@given(
    st.lists(st.one_of(st.just(0.0), st.just(1.0), st.floats(0.0, 1.0)), min_size=1, max_size=80),
    st.floats(0.0, 1.0),
    st.integers(1, 20),
)
def test_cutting_any_samples(values: list[float], tolerance: float, longest: int):
    samples = np.array(values)
    edges = _cut(samples, tolerance, longest)
    assert edges[0] == 0
    assert edges[-1] == samples.size
    assert (np.diff(edges) >= 1).all()
    assert (np.diff(edges) <= longest).all()
    for begin, end in pairwise(edges):
        part = samples[begin:end]
        assert np.abs(part - part.mean()).max() <= tolerance + 1e-12
        for whole in (0.0, 1.0):
            assert (part == whole).all() or not (part == whole).any()


def test_night_and_day_are_exactly_none_and_all(ridge: Horizon):
    light = segments(SITE, ridge, START, 5000.0, tolerance=0.1)
    edges = np.rint(light.times / light.step).astype(int)
    whole = {0.0: 0, 1.0: 0}
    for begin, end, fraction in zip(edges[:-1], edges[1:], light.fraction, strict=True):
        for value in whole:
            if (light.samples[begin:end] == value).all():
                assert fraction == value
                whole[value] += end - begin
    assert whole[0.0] == np.count_nonzero(light.samples == 0.0) > 0
    assert whole[1.0] == np.count_nonzero(light.samples == 1.0) > 0


def test_a_looser_tolerance_needs_fewer_segments_and_keeps_the_energy(ridge: Horizon):
    tight, loose = (segments(SITE, ridge, START, 4000.0, tolerance=x) for x in (0.02, 0.2))
    assert loose.fraction.size < 0.5 * tight.fraction.size
    energy = [(s.irradiance_factor * np.diff(s.times)).sum() for s in (tight, loose)]
    assert energy[0] == pytest.approx(energy[1], rel=1e-12)


def test_finer_samples_change_the_mean_little(ridge: Horizon):
    coarse, fine = (segments(SITE, ridge, START, 3000.0, tolerance=0.1, step=x) for x in (1 / 12, 1 / 60))
    assert coarse.mean() == pytest.approx(fine.mean(), abs=1e-4)
    assert coarse.longest_below() == pytest.approx(fine.longest_below(), abs=0.02)


def test_irradiance_is_stronger_near_perihelion():
    light = segments(Observer(0.0, 0.0), Horizon.flat(-90.0), date(2031, 1, 1), 8760.0, tolerance=0.0)
    full = light.irradiance_factor[light.fraction == 1.0]
    assert full[0] == pytest.approx(1.034, abs=0.005)
    assert full.max() == pytest.approx(1.036, abs=0.005)
    assert full.min() == pytest.approx(0.966, abs=0.005)


@pytest.mark.parametrize("latitude", [0.0, -30.0, -60.0, -85.0, -90.0])
def test_upright_surfaces_get_the_cosine_of_the_elevation(latitude: float):
    site = Observer(latitude, 0.0)
    light = segments(site, Horizon.flat(), date(2031, 7, 1), 1500.0, tolerance=0.0, max_length=1 / 12)
    elevation = np.radians(site.sun(utc_hours(date(2031, 7, 1), light.middles)).elevation)
    expected = light.irradiance_factor * np.cos(elevation)
    np.testing.assert_allclose(light.upright_factor, expected, rtol=0.0, atol=2e-9)


@pytest.mark.parametrize("latitude", [-90.0, -88.0, -85.0])
def test_an_upright_surface_loses_the_mean_square_of_small_elevations(latitude: float):
    """The elevation swings by the distance from the pole in a day and by 1.54 deg in a season, both as sines."""
    light = segments(Observer(latitude, 0.0), Horizon.flat(-20.0), date(2031, 1, 1), 5 * 8766.0, tolerance=0.05)
    lengths = np.diff(light.times)
    share = (light.upright_factor * lengths).sum() / (light.irradiance_factor * lengths).sum()
    swings = np.radians([90.0 + latitude, 1.54])
    assert 1.0 - share == pytest.approx((swings**2).sum() / 4.0, rel=0.04)


def test_chunks_do_not_show(ridge: Horizon, monkeypatch: pytest.MonkeyPatch):
    whole = segments(SITE, ridge, START, 500.0, tolerance=0.05)
    monkeypatch.setattr("sim.moon.sunlight._CHUNK", 97)
    np.testing.assert_allclose(segments(SITE, ridge, START, 500.0, tolerance=0.05).samples, whole.samples, atol=1e-9)


@pytest.mark.parametrize(
    ("hours", "options", "message"),
    [
        (0.0, {}, "no sunlight"),
        (-5.0, {}, "no sunlight"),
        (float("nan"), {}, "no sunlight"),
        (100.0, {"tolerance": -0.1}, "tolerance"),
        (100.0, {"tolerance": float("nan")}, "tolerance"),
        (100.0, {"step": 0.0}, "step"),
        (100.0, {"step": 2.0, "max_length": 1.0}, "step"),
    ],
)
def test_unusable_settings_are_refused(hours: float, options: dict[str, float], message: str):
    with pytest.raises(ValueError, match=message):
        segments(SITE, Horizon.flat(), START, hours, **{"tolerance": 0.05, **options})


def test_a_run_beyond_the_ephemeris_is_refused():
    with pytest.raises(EphemerisRangeError):
        segments(SITE, Horizon.flat(), date(2055, 12, 31), 48.0, tolerance=0.05)


def test_a_run_may_end_with_the_ephemeris():
    assert segments(SITE, Horizon.flat(), date(2055, 12, 31), 24.0, tolerance=0.05).hours == 24.0


# What is read off the samples


def test_longest_below_interpolates_the_crossings():
    # Below one half from 1.5 h (between 1 and 0 at 1 h and 2 h) to 3.5 h, with samples in the middle of each hour.
    assert light_of([1.0, 0.0, 0.0, 1.0, 1.0]).longest_below() == pytest.approx(2.0)
    assert light_of([1.0, 0.2, 0.6]).longest_below() == pytest.approx(0.375 + 0.75)


def test_longest_below_counts_the_ends_of_the_run_as_they_are():
    assert light_of([0.0, 0.0, 1.0]).longest_below() == pytest.approx(2.0)
    assert light_of([1.0, 0.0, 0.0]).longest_below() == pytest.approx(2.0)
    assert light_of([0.0] * 7, step=0.5).longest_below() == 3.5
    assert light_of([1.0, 0.5]).longest_below() == 0.0


def test_longest_below_of_a_sine():
    t = (np.arange(4000) + 0.5) / 40.0
    light = light_of(0.5 + 0.5 * np.sin(2 * np.pi * t / 10.0), step=1 / 40)
    assert light.longest_below(0.5) == pytest.approx(5.0, abs=1e-3)
    assert light.longest_below(0.25) == pytest.approx(10.0 / 3.0, abs=1e-3)
    assert light.half_share() == pytest.approx(0.5, abs=1e-3)


def test_longest_span_below_lies_at_the_edges_of_cells():
    light = light_of([1.0, 0.0, 0.0, 1.0, 0.2, 0.4, 1.0], step=0.5)
    assert light.longest_span_below() == (0.5, 1.5)
    assert light.longest_span_below(0.3) == (0.5, 1.5)
    assert light.longest_span_below(0.0) is None
    assert light_of([0.0, 0.0, 1.0, 0.0]).longest_span_below() == (0.0, 2.0)
    assert light_of([1.0, 0.0, 1.0, 0.0, 0.0]).longest_span_below() == (3.0, 5.0)
    assert light_of([0.0] * 4).longest_span_below() == (0.0, 4.0)
    assert light_of([0.5, 1.0]).longest_span_below(0.5) is None


def test_the_two_longest_times_below_agree_within_two_cells(ridge: Horizon):
    light = segments(SITE, ridge, START, 2400.0, tolerance=0.05)
    begin, end = light.longest_span_below() or (0.0, 0.0)
    assert end - begin > 10.0
    assert end - begin == pytest.approx(light.longest_below(), abs=2 * light.step)


def test_darkest_lunation():
    month = round(29.530588853 * 24.0)
    samples = np.ones(3 * month)
    samples[month : month + month // 2] = 0.0
    begin, mean = light_of(samples).darkest_lunation() or (0.0, 0.0)
    assert mean == pytest.approx(1.0 - (month // 2) / month)
    assert samples[int(begin) : int(begin) + month].mean() == pytest.approx(mean)
    # The first of those that hold all of the dark.
    assert begin == month // 2
    assert light_of(samples[: month - 1]).darkest_lunation() is None
