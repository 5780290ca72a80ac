from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.moon import EphemerisRangeError, coverage, sub_points, utc_hours
from sim.moon.constants import AU_KM
from sim.moon.ephemeris import TABLE, earth_point, sun_point, to_utc

FIELDS = (
    "sun_latitude",
    "sun_longitude",
    "sun_distance",
    "earth_latitude",
    "earth_longitude",
    "earth_distance",
)


def stack(points) -> np.ndarray:
    return np.array([getattr(points, name) for name in FIELDS])


def test_coverage_is_thirty_one_years_and_both_ends_can_be_asked_for():
    first, last = coverage()
    assert (first, last) == (np.datetime64("2025-01-01"), np.datetime64("2056-01-01"))
    assert np.isfinite(stack(sub_points(np.array([first, last])))).all()


def test_the_table_is_small():
    assert TABLE.stat().st_size < 500_000


@pytest.mark.parametrize("utc", ["2024-12-31T23:59:59", "2056-01-01T00:00:01", "1969-07-20", "NaT"])
def test_dates_outside_are_refused(utc: str):
    with pytest.raises(EphemerisRangeError, match=r"outside the ephemeris.*2025-01-01 to 2056-01-01"):
        sub_points(np.array(["2031-01-01", utc], "datetime64[s]"))


def test_range_error_names_the_first_date_outside():
    with pytest.raises(EphemerisRangeError, match="2061-03-01"):
        sub_points(np.datetime64("2061-03-01"))


def test_range_error_is_a_value_error():
    assert issubclass(EphemerisRangeError, ValueError)


def test_no_times_give_no_points():
    assert stack(sub_points(np.array([], "datetime64[us]"))).shape == (6, 0)


def test_a_scalar_gives_arrays_of_one():
    assert stack(sub_points(np.datetime64("2031-05-06T07:08"))).shape == (6, 1)


def test_order_of_times_does_not_matter():
    utc = utc_hours(date(2030, 1, 1), np.linspace(0.0, 9000.0, 777))
    shuffled = np.random.default_rng(3).permutation(utc.size)
    np.testing.assert_allclose(stack(sub_points(utc[shuffled])), stack(sub_points(utc))[:, shuffled], rtol=1e-13)


def test_each_body_alone_is_as_both_together():
    utc = utc_hours(date(2040, 2, 3), np.linspace(0.0, 500.0, 50))
    both, sun, earth = sub_points(utc), sun_point(utc), earth_point(utc)
    alone = (sun.latitude, sun.longitude, sun.distance, earth.latitude, earth.longitude, earth.distance)
    np.testing.assert_allclose(np.array(alone), stack(both), rtol=1e-13)


def test_values_stay_in_their_ranges():
    points = sub_points(utc_hours(date(2025, 1, 1), np.arange(0.0, 31 * 365.0 * 24.0, 5.0)))
    assert (np.abs(points.sun_longitude) <= 180.0).all()
    assert (np.abs(points.sun_latitude) < 1.61).all()
    assert (np.abs(points.sun_distance / AU_KM - 1.0) < 0.02).all()
    assert (np.abs(points.earth_longitude) < 8.3).all()
    assert (np.abs(points.earth_latitude) < 7.0).all()


def test_motion_is_smooth_across_the_blocks_of_the_table():
    utc = utc_hours(date(2031, 1, 1), np.arange(0.0, 2400.0, 0.25))
    points = sub_points(utc)
    for values in (np.unwrap(points.sun_longitude, period=360.0), points.sun_latitude, points.earth_latitude):
        # A jump between two blocks shows up to sixfold in fourth differences, which are otherwise below 1e-6 deg.
        assert np.abs(np.diff(values, 4)).max() < 3e-5


def test_the_sun_moves_westwards_once_a_month():
    points = sub_points(utc_hours(date(2031, 1, 1), np.arange(0.0, 8760.0, 1.0)))
    drift = np.diff(np.unwrap(points.sun_longitude, period=360.0))
    assert drift.mean() * 24.0 == pytest.approx(-360.0 / 29.53, rel=1e-3)
    assert (drift < 0.0).all()


@pytest.mark.parametrize(
    "start",
    [
        date(2031, 1, 1),
        datetime(2031, 1, 1),
        datetime(2031, 1, 1, tzinfo=UTC),
        datetime(2031, 1, 1, 8, tzinfo=timezone(timedelta(hours=8))),
        np.datetime64("2031-01-01"),
    ],
)
def test_every_way_to_name_a_start(start):
    assert to_utc(start) == np.datetime64("2031-01-01T00:00:00.000000")
    assert to_utc(start).dtype == np.dtype("datetime64[us]")
    assert utc_hours(start, 36.5) == np.datetime64("2031-01-02T12:30:00")


@given(st.floats(-1e6, 1e6))
def test_hours_are_kept_to_the_microsecond(hours: float):
    elapsed = utc_hours(date(2031, 1, 1), hours) - np.datetime64("2031-01-01")
    assert abs(elapsed / np.timedelta64(1, "us") - hours * 3.6e9) <= 0.51


@pytest.mark.parametrize("hours", [float("nan"), float("inf")])
def test_hours_must_be_finite(hours: float):
    with pytest.raises(ValueError, match="finite"):
        utc_hours(date(2031, 1, 1), [0.0, hours])
