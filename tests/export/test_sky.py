"""The sky as CSV."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

import numpy as np
import pytest

from sim.export.sky import COLUMNS, SkyError, mast_note, places_of, sample_times, span, write_csv, write_csv_file
from sim.moon import AzEl, SiteSky, SkyTable
from sim.moon.ephemeris import EphemerisRangeError
from sim.scenario import Scenario
from sim.station import sky_of

START = dt.datetime(2031, 6, 1)
HOUR = dt.timedelta(hours=1)


@pytest.fixture(scope="module")
def over_site(baseline: Scenario) -> SiteSky:
    return sky_of(baseline.site, baseline.start, baseline.hours)


def rows(table: SkyTable) -> list[dict[str, str]]:
    stream = io.StringIO()
    write_csv({"here": table}, stream)
    return list(csv.DictReader(io.StringIO(stream.getvalue())))


def test_times_run_from_the_first_to_before_the_end() -> None:
    times = sample_times(START, START + 3 * HOUR, HOUR)
    assert [str(t) for t in times.astype("datetime64[h]")] == ["2031-06-01T00", "2031-06-01T01", "2031-06-01T02"]
    assert len(sample_times(START, START + 3 * HOUR, 2 * HOUR)) == 2
    assert len(sample_times(START, START + HOUR, dt.timedelta(days=400))) == 1


@pytest.mark.parametrize(
    ("end", "step", "message"),
    [
        (START, HOUR, "not after"),
        (START - HOUR, HOUR, "not after"),
        (START + HOUR, dt.timedelta(0), "longer than nothing"),
        (START + HOUR, dt.timedelta(microseconds=1), "take a longer step"),
    ],
)
def test_impossible_times_are_refused(end: dt.datetime, step: dt.timedelta, message: str) -> None:
    with pytest.raises(SkyError, match=message):
        sample_times(START, end, step)


def test_what_is_not_given_comes_from_the_scenario(baseline: Scenario) -> None:
    whole = (dt.datetime(2031, 1, 1), dt.datetime(2036, 1, 1))
    assert span(baseline) == whole
    assert span(baseline, START) == (START, whole[1])
    assert span(baseline, end=START) == (whole[0], START)
    late = dt.datetime(2040, 1, 1)
    assert span(baseline, late, late + HOUR) == (late, late + HOUR)
    with pytest.raises(SkyError, match=r"not before the scenario's end, 2036-01-01: give the end too .--to"):
        span(baseline, late)
    with pytest.raises(SkyError, match="give --from too"):
        span(baseline, end=dt.datetime(2030, 1, 1))
    with pytest.raises(EphemerisRangeError, match="2070-01-01T00:00 is outside the ephemeris"):
        span(baseline, dt.datetime(2070, 1, 1))


def test_the_table_says_what_the_columns_promise(baseline: Scenario, over_site: SiteSky) -> None:
    assert mast_note(over_site, None) is None
    sky = over_site.table(sample_times(START, START + dt.timedelta(days=30), 6 * HOUR))
    table = rows(sky)
    assert tuple(table[0]) == COLUMNS
    assert len(table) == 120
    assert table[1]["utc"] == "2031-06-01T06:00:00"
    for row in table:
        assert 0 <= float(row["sun_azimuth_deg"]) < 360
        assert 0 <= float(row["earth_azimuth_deg"]) < 360
        assert abs(float(row["sun_elevation_deg"])) < 3.5
        assert 0 <= float(row["lit_fraction"]) <= 1
        assert row["earth_visible"] in {"0", "1"}
    assert {row["earth_visible"] for row in table} == {"0", "1"}
    horizon = baseline.site.horizon(10.0)
    terrain = np.interp(sky.earth.azimuth, horizon.azimuth_deg, horizon.elevation_deg, period=360.0)
    above = sky.earth.elevation > terrain
    assert np.array_equal(above, sky.earth_visible)


def test_an_unmeasured_mast_uses_the_nearest_horizon_and_says_so(over_site: SiteSky) -> None:
    utc = sample_times(START, START + HOUR, HOUR)
    note = mast_note(over_site, 3.0)
    assert note is not None
    assert "3 m" in note
    assert "10 m" in note
    assert mast_note(over_site, 10.0) is None
    # Parallax towards the Earth over 7 m of mast is far below what is printed, but it is there.
    assert over_site.table(utc, 3.0).earth.elevation[0] != over_site.table(utc).earth.elevation[0]


def test_azimuths_never_print_as_a_full_circle() -> None:
    one = np.array([359.999999])
    body = AzEl(azimuth=one, elevation=one, distance=one)
    sky = SkyTable(sample_times(START, START + HOUR, HOUR), body, one * 0, body, one > 0)
    assert rows(sky)[0]["sun_azimuth_deg"] == "0.00000"


def test_parts_of_seconds_are_shown_where_there_are_any(over_site: SiteSky) -> None:
    sky = over_site.table(sample_times(START, START + HOUR, dt.timedelta(seconds=1800.5)))
    assert rows(sky)[1]["utc"] == "2031-06-01T00:30:00.500000"


def test_a_file_is_whole_or_not_there(over_site: SiteSky, tmp_path: Path) -> None:
    sky = over_site.table(sample_times(START, START + HOUR, HOUR))
    path = tmp_path / "sky.csv"
    write_csv_file({"here": sky}, path)
    assert path.read_text().startswith("utc,")
    with pytest.raises(OSError, match="directory"):
        write_csv_file({"here": sky}, tmp_path)
    with pytest.raises(FileNotFoundError):
        write_csv_file({"here": sky}, tmp_path / "missing" / "sky.csv")
    assert [p.name for p in tmp_path.iterdir()] == ["sky.csv"]


def test_the_summary_is_what_a_fine_table_says(baseline: Scenario, over_site: SiteSky) -> None:
    end = START + dt.timedelta(days=70)
    (place,) = places_of([baseline], START, end)
    found = place.summary()
    table = over_site.table(sample_times(START, end, HOUR / 12))
    assert found.lit == pytest.approx(table.lit_fraction.mean(), abs=2e-3)
    assert found.earth == pytest.approx(table.earth_visible.mean(), abs=2e-3)
    dark, unseen = (_longest(flags) / 12 for flags in (table.lit_fraction < 0.5, ~table.earth_visible))
    assert found.longest_dark == pytest.approx(dark, abs=0.5)
    assert found.longest_without_earth == pytest.approx(unseen, abs=0.2)
    assert found.worst is not None
    begin, mean = found.worst
    stretch = over_site.table(sample_times(begin, begin + dt.timedelta(days=29.53), HOUR))
    assert mean == pytest.approx(stretch.lit_fraction.mean(), abs=0.01)


def test_a_time_without_a_whole_lunation_has_no_worst(baseline: Scenario) -> None:
    (place,) = places_of([baseline], START, START + dt.timedelta(days=20))
    assert place.summary().worst is None
    with pytest.raises(SkyError, match="not after"):
        places_of([baseline], START, START)


def _longest(flags: np.ndarray) -> int:
    """Length of the longest run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(int), [0]))))
    return int(np.max(edges[1::2] - edges[::2], initial=0))
