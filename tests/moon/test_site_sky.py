"""The sky of a site over a run: which mast counts, and a shorter run as the beginning of a longer one."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from sim.moon import (
    EphemerisRangeError,
    KeplerOrbit,
    Observer,
    SiteSky,
    earth_intervals,
    earth_visible,
    relay_passes,
    segments,
    utc_hours,
)
from tests.moon.invented_site import YEAR_H, site_sky

LONG, SHORT = 2400.0, 1421.37
ORBIT = KeplerOrbit(2000.0, 6000.0, 57.0)


def test_a_mast_that_was_not_measured_has_the_skyline_of_the_nearest(rim: SiteSky) -> None:
    assert rim.masts == (2.0, 10.0)
    assert rim.lowest_mast == 2.0
    assert [rim.nearest_mast(mast) for mast in (0.0, 5.9, 6.0, 6.1, 50.0)] == [2.0, 2.0, 2.0, 10.0, 10.0]
    assert rim.horizon(7.0) is rim.horizons[10.0]
    assert rim.masts_from(3.0) == (2.0, 10.0)
    assert rim.masts_from(10.0) == (10.0, 2.0)


def test_masts_follow_the_first_from_the_highest_down() -> None:
    skyline = site_sky().horizon(2.0)
    many = SiteSky(-89.0, 0.0, 0.0, dict.fromkeys((5.0, 20.0, 1.0, 10.0), skyline), date(2031, 1, 1), 24.0, 0.05)
    assert many.masts_from(5.0) == (5.0, 20.0, 10.0, 1.0)


def test_an_observer_may_stand_at_any_height(rim: SiteSky) -> None:
    assert rim.observer(3.0) == Observer(-88.70486, 291.66596, 1777.2, 3.0)


def test_a_site_without_a_skyline_is_refused() -> None:
    with pytest.raises(ValueError, match="horizon"):
        SiteSky(-89.0, 0.0, 0.0, {}, date(2031, 1, 1), 24.0, 0.05)


def test_sunlight_earth_and_relays_are_those_of_the_nearest_mast() -> None:
    sky = site_sky(LONG)
    eye, skyline = sky.observer(10.0), sky.horizon(10.0)
    light = segments(eye, skyline, sky.start, LONG, tolerance=0.05)
    assert sky.sunlight(8.0).samples.tobytes() == light.samples.tobytes()
    assert sky.sunlight(8.0).times.tobytes() == light.times.tobytes()
    assert sky.earth(8.0) == earth_intervals(eye, skyline, sky.start, LONG)
    assert sky.passes(ORBIT, 8.0, 10.0) == relay_passes(ORBIT, eye, skyline, sky.start, LONG, 10.0)
    assert sky.sunlight(2.0).mean() < sky.sunlight(10.0).mean()


def test_what_was_asked_for_is_kept(rim: SiteSky) -> None:
    assert rim.sunlight(2.0) is rim.sunlight(3.0)
    assert rim.earth(2.0) is rim.earth(3.0)


def test_a_shorter_run_is_the_beginning_of_the_longer_one_to_the_last_bit() -> None:
    long, short = site_sky(LONG), site_sky(SHORT, LONG)
    whole, part = long.sunlight(10.0), short.sunlight(10.0)
    count = len(part.fraction)
    assert part.hours == SHORT
    assert part.times[:-1].tobytes() == whole.times[:count].tobytes()
    assert part.fraction.tobytes() == whole.fraction[:count].tobytes()
    assert part.irradiance_factor.tobytes() == whole.irradiance_factor[:count].tobytes()
    assert part.upright_factor.tobytes() == whole.upright_factor[:count].tobytes()
    assert part.samples.tobytes() == whole.samples[: len(part.samples)].tobytes()
    assert len(part.samples) * part.step == pytest.approx(SHORT, abs=part.step)
    for seen, full in (
        (short.earth(10.0), long.earth(10.0)),
        (short.passes(ORBIT, 10.0, 10.0), long.passes(ORBIT, 10.0, 10.0)),
    ):
        assert 0 < len(seen) < len(full)
        assert seen[:-1] == full[: len(seen) - 1]
        assert seen[-1] == (full[len(seen) - 1][0], min(full[len(seen) - 1][1], SHORT))


def test_a_run_beyond_what_is_computed_is_computed_whole() -> None:
    assert site_sky(LONG, SHORT).sunlight(10.0).samples.tobytes() == site_sky(LONG).sunlight(10.0).samples.tobytes()


def test_a_table_sees_from_its_own_height_over_the_nearest_skyline(rim: SiteSky) -> None:
    utc = utc_hours(rim.start, np.arange(0.0, 700.0, 7.0))
    low, lowest, default = rim.table(utc, 3.0), rim.table(utc, 2.0), rim.table(utc)
    # Parallax towards the Earth over a metre of mast is far below what is printed, but it is there.
    assert low.earth.elevation[0] != lowest.earth.elevation[0]
    assert np.array_equal(default.earth.elevation, lowest.earth.elevation)
    assert np.array_equal(low.earth_visible, earth_visible(rim.observer(3.0), rim.horizon(2.0), utc))


def test_a_year_begins_with_the_run_where_the_ephemeris_holds_it(rim: SiteSky) -> None:
    year = rim.year(10.0)
    assert len(year) == 8766
    assert year.utc[0] == np.datetime64("2031-01-01")
    assert set(np.diff(year.utc).tolist()) == {year.utc[1] - year.utc[0]}


def test_years_at_the_end_of_the_ephemeris_are_the_last_it_holds() -> None:
    late = site_sky(24.0, start=date(2055, 6, 1)).year(10.0)
    assert len(late) == 8766
    assert np.datetime_as_string(late.utc[-1], unit="h") == "2055-12-31T23"


def test_a_run_that_leaves_the_ephemeris_is_refused() -> None:
    sky = site_sky(YEAR_H, start=date(2055, 6, 1))
    for ask in (sky.sunlight, sky.earth, sky.lunar_days):
        with pytest.raises(EphemerisRangeError):
            ask(10.0)
