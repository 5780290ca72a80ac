"""Sun, light and Earth at given times."""

from __future__ import annotations

import numpy as np
import pytest

from sim.moon import Horizon, Observer, SiteSky, SkyTable, earth_visible, lit_fraction, sky_table, utc_hours
from tests.moon.invented_site import YEAR_H

HEIGHT = 10.0


@pytest.fixture(scope="module")
def year(rim: SiteSky) -> SkyTable:
    return rim.year(HEIGHT)


def test_the_sun_keeps_to_its_band(rim: SiteSky, year: SkyTable) -> None:
    # The Moon's equator lies 1.54 deg off the ecliptic, and the site 1.30 deg off the pole.
    reach = 1.55 + 90 - abs(rim.latitude)
    assert np.abs(year.sun.elevation).max() < reach
    assert year.sun.elevation.max() > reach - 0.1
    assert year.sun_radius == pytest.approx(0.2666, abs=0.006)


def test_the_earth_keeps_to_its_libration(year: SkyTable) -> None:
    assert 6.5 < year.earth.elevation.max() < 6.9 + 1.3 + 0.3
    away = (year.earth.azimuth - year.mean_earth_azimuth + 180) % 360 - 180
    assert 6.0 < np.abs(away).max() < 9.0
    assert year.earth_radius == pytest.approx(0.95, abs=0.08)


def test_every_column_is_what_its_own_function_says(rim: SiteSky, year: SkyTable) -> None:
    observer, skyline = rim.observer(HEIGHT), rim.horizon(HEIGHT)
    assert np.array_equal(year.lit_fraction, lit_fraction(observer, skyline, year.utc))
    assert np.array_equal(year.earth_visible, earth_visible(observer, skyline, year.utc))
    assert np.array_equal(year.sun.azimuth, observer.sun(year.utc).azimuth)
    assert np.array_equal(year.earth.elevation, observer.earth(year.utc).elevation)
    assert 0 < year.lit_fraction.mean() < 1
    assert 0 < year.earth_visible.mean() < 1


def test_no_times_make_an_empty_table() -> None:
    empty = sky_table(Observer(-89.0, 0.0), Horizon.flat(), np.array([], dtype="datetime64[us]"))
    assert len(empty) == len(empty.lit_fraction) == len(empty.earth_radius) == 0


def test_a_year_has_twelve_or_thirteen_turns(year: SkyTable) -> None:
    found = year.sun_turns(-90.0)
    assert 13 <= len(found) <= 14
    assert sum(part.stop - part.start for part in found) == len(year)
    for part in found[1:-1]:
        assert part.stop - part.start == pytest.approx(29.53 * 24, abs=12)
        # From the seam on, where the Sun stands in the west and goes on towards it again.
        assert abs(year.sun.azimuth[part.start] - 270.0) < 1.0


def test_light_by_azimuth_adds_up(year: SkyTable) -> None:
    edges, means = year.light_by_azimuth()
    cell = np.digitize(year.sun.azimuth, edges) - 1
    assert means[cell].mean() == pytest.approx(year.lit_fraction.mean())


def test_where_the_sun_never_stands_there_is_no_mean(rim: SiteSky) -> None:
    day = rim.table(utc_hours(rim.start, np.arange(24.0)), HEIGHT)
    edges, means = day.light_by_azimuth(7.0)
    assert len(edges) == len(means) + 1 == 52
    assert edges[-1] == pytest.approx(360.0)
    stood = np.histogram(day.sun.azimuth, edges)[0] > 0
    assert np.array_equal(np.isnan(means), ~stood)
    assert 1 <= stood.sum() < 5


def test_segments_of_a_run_agree_with_its_table(rim: SiteSky) -> None:
    light = rim.sunlight(HEIGHT)
    table = rim.table(utc_hours(rim.start, light.middles), HEIGHT)
    assert np.array_equal(table.lit_fraction, light.samples)
    assert light.hours == YEAR_H
