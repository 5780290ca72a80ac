"""The sky as a table."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

import numpy as np
import pytest

from sim.moon.ephemeris import EphemerisRangeError
from sim.scenario import Scenario
from sim.study.sky import COLUMNS, Sky, SkyError, over_site, sample_times, span, write_file

START = dt.datetime(2031, 6, 1)
HOUR = dt.timedelta(hours=1)


def rows(sky: Sky) -> list[dict[str, str]]:
    stream = io.StringIO()
    sky.write_csv(stream)
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


def test_the_table_says_what_the_columns_promise(baseline: Scenario) -> None:
    utc = sample_times(START, START + dt.timedelta(days=30), 6 * HOUR)
    sky, note = over_site(baseline.site, utc)
    assert note is None
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
    above = sky.earth_elevation > np.interp(sky.earth_azimuth, horizon.azimuth_deg, horizon.elevation_deg, period=360.0)
    assert np.array_equal(above, sky.earth_visible)


def test_an_unmeasured_mast_uses_the_nearest_horizon_and_says_so(baseline: Scenario) -> None:
    utc = sample_times(START, START + HOUR, HOUR)
    low, note = over_site(baseline.site, utc, 3.0)
    assert note is not None
    assert "3 m" in note
    assert "10 m" in note
    high, _ = over_site(baseline.site, utc)
    # Parallax towards the Earth over 7 m of mast is far below what is printed, but it is there.
    assert low.earth_elevation[0] != high.earth_elevation[0]


def test_azimuths_never_print_as_a_full_circle() -> None:
    one = np.array([359.999999])
    sky = Sky(sample_times(START, START + HOUR, HOUR), one, one, one * 0, one, one, one > 0)
    assert rows(sky)[0]["sun_azimuth_deg"] == "0.00000"


def test_parts_of_seconds_are_shown_where_there_are_any(baseline: Scenario) -> None:
    sky, _ = over_site(baseline.site, sample_times(START, START + HOUR, dt.timedelta(seconds=1800.5)))
    assert rows(sky)[1]["utc"] == "2031-06-01T00:30:00.500000"


def test_a_file_is_whole_or_not_there(baseline: Scenario, tmp_path: Path) -> None:
    sky, _ = over_site(baseline.site, sample_times(START, START + HOUR, HOUR))
    path = tmp_path / "sky.csv"
    write_file(sky, path)
    assert path.read_text().startswith("utc,")
    with pytest.raises(OSError, match="directory"):
        write_file(sky, tmp_path)
    with pytest.raises(FileNotFoundError):
        write_file(sky, tmp_path / "missing" / "sky.csv")
    assert [p.name for p in tmp_path.iterdir()] == ["sky.csv"]
