"""Histories as CSV, as Parquet and as DataFrames."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import sys
from pathlib import Path

import numpy as np
import pytest

from sim.export import ExportError, MissingExtraError, channel_table, to_frame
from sim.result import Result, simulate
from sim.scenario import load
from sim.study import ComparisonError, compare

DAY = dt.timedelta(days=1)


def read(table: object) -> list[dict[str, str]]:
    stream = io.StringIO(newline="")
    table.write_csv(stream)  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(stream.getvalue(), newline="")))


def test_csv_reads_back_what_the_histories_say(first: Result) -> None:
    table = channel_table(first, 24.0)
    rows = read(table)
    assert len(rows) == len(table) == 42
    assert list(rows[0])[:2] == ["utc", "time_h"]
    assert (rows[1]["utc"], rows[1]["time_h"]) == ("2031-01-02T00:00:00", "24")
    heads = {one.channel: head for one, head in zip(table.columns, table.heads, strict=True)}
    assert list(heads) == list(first.channels)
    assert heads["energy.unserved"] == "energy.unserved [kW mean]"
    assert heads["bricks.heat"] == "bricks.heat [kWh start]"
    for index, row in enumerate(rows):
        begin, end = 24.0 * index, min(24.0 * (index + 1), 1000.0)
        mean = first.channels["energy.unserved"].mean(begin, end)
        assert float(row[heads["energy.unserved"]]) == pytest.approx(mean, rel=1e-11)
        assert float(row[heads["bricks.heat"]]) == pytest.approx(0.9 * begin)
        state = first.channels["tools.state.digger"]
        assert row[heads["tools.state.digger"]] == state.labels[int(state.at(begin))]
    means = np.array([float(row[heads["sunlight.lit_fraction"]]) for row in rows])
    widths = np.append(np.full(41, 24.0), 16.0)
    assert np.average(means, weights=widths) == pytest.approx(first.channels["sunlight.lit_fraction"].mean())


def test_histories_times_and_sampling_can_be_chosen(first: Result) -> None:
    chosen = channel_table(
        first,
        dt.timedelta(hours=6),
        ["energy.unserved*", "bricks.heat", "energy.unserved"],
        start=dt.date(2031, 1, 2),
        end=dt.datetime(2031, 1, 3, 3, tzinfo=dt.UTC),
        sampling="end",
    )
    assert chosen.heads == (
        "energy.unserved [kW end]",
        "energy.unserved.critical [kW end]",
        "energy.unserved.deferrable [kW end]",
        "energy.unserved.operations [kW end]",
        "energy.unserved.survival [kW end]",
        "bricks.heat [kWh end]",
    )
    rows = read(chosen)
    assert [row["time_h"] for row in rows] == ["24", "30", "36", "42", "48"]
    assert [float(row["bricks.heat [kWh end]"]) for row in rows] == pytest.approx([27, 32.4, 37.8, 43.2, 45.9])
    fine = channel_table(first, dt.timedelta(seconds=1.5), ["bricks.heat"], end=dt.datetime(2031, 1, 1, 0, 0, 3))
    assert [row["utc"] for row in read(fine)] == ["2031-01-01T00:00:00.000000", "2031-01-01T00:00:01.500000"]


def test_what_cannot_be_exported_is_refused(first: Result) -> None:
    cases: list[tuple[dict[str, object], str]] = [
        ({"channels": ["energy.unservd"]}, "did you mean energy.unserved"),
        ({"channels": ["nothing.*"]}, "no history 'nothing"),
        ({"start": dt.date(2030, 12, 31)}, "outside the run, 2031-01-01 to"),
        ({"end": dt.date(2032, 1, 1)}, "outside the run"),
        ({"start": dt.date(2031, 1, 9), "end": dt.date(2031, 1, 9)}, "not after"),
        ({"grid": 0.0}, "wider than nothing|more than"),
        ({"grid": -1.0}, "wider than nothing"),
        ({"grid": float("nan")}, "is none"),
        ({"grid": 1e-7}, "more than"),
        ({"sampling": "median"}, "no sampling 'median'"),
    ]
    for options, message in cases:
        with pytest.raises(ExportError, match=message):
            channel_table(first, **options)  # type: ignore[arg-type]


def test_of_several_runs_each_column_names_its_run(first: Result) -> None:
    later = simulate(load("ilrs:one-technician", ["start=2031-01-11"]), until=100.0)
    table = channel_table(compare([first, later]), 50.0, ["bricks.heat"], sampling="start")
    assert table.heads == ("Baseline: bricks.heat [kWh start]", "One technician: bricks.heat [kWh start]")
    rows = read(table)
    assert [(row["utc"], row["time_h"]) for row in rows] == [
        ("2031-01-11T00:00:00", "240"),
        ("2031-01-13T02:00:00", "290"),
    ]
    assert [float(row[table.heads[0]]) for row in rows] == pytest.approx([216, 261])
    assert [float(row[table.heads[1]]) for row in rows] == pytest.approx([0, 450])
    assert table.notes[0].startswith("spans differ")
    apart = simulate(load("ilrs:one-technician", ["start=2032-01-01"]), until=100.0)
    with pytest.raises(ComparisonError, match="no time in common"):
        channel_table(compare([first, apart]))


def test_without_the_extra_the_message_says_how_to_get_it(
    first: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("pandas", "pyarrow"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtraError, match=r"pandas is not installed.*pip install 'ilrs-sim\[export\]'"):
        first.to_frame()
    with pytest.raises(MissingExtraError, match="pyarrow is not installed"):
        channel_table(first, DAY).write_parquet(tmp_path / "a.parquet")
    assert list(tmp_path.iterdir()) == []


def test_parquet_reads_back_the_same(first: Result, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="the extra export is not installed")
    from pyarrow import parquet  # type: ignore[import-not-found, import-untyped, unused-ignore]

    table = channel_table(first, DAY)
    path = tmp_path / "channels.parquet"
    table.write_parquet(path)
    content = path.read_bytes()
    table.write_parquet(path)
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]
    back = parquet.read_table(path)
    assert back.column_names == ["utc", "time_h", *table.heads]
    assert back["utc"].to_pylist()[1] == dt.datetime(2031, 1, 2)
    for head, column in zip(table.heads, table.columns, strict=True):
        assert back[head].to_pylist() == column.values.tolist()
    about = json.loads(back.schema.metadata[b"ilrs"])
    assert about["runs"][0]["run_id"] == first.info.run_id
    assert 0 < about["runs"][0]["assumptions"] < about["runs"][0]["parameters"]
    assert set(about["runs"][0]["known"]) == {"measured", "published", "estimated", "guessed"}


def test_frames(first: Result, second: Result) -> None:
    pandas = pytest.importorskip("pandas", reason="the extra export is not installed")
    frame = first.to_frame("channels", grid=DAY)
    assert list(frame.columns) == list(first.channels)
    assert frame.attrs["units"]["energy.unserved"] == "kW"
    assert frame.at[pandas.Timestamp("2031-01-02"), "bricks.heat"] == pytest.approx(21.6)
    c = compare([first, second])
    both = c.to_frame("channels", grid=DAY)
    assert pandas.testing.assert_frame_equal(both.xs("Baseline", axis=1, level="run"), frame, check_names=False) is None
    kpis = c.to_frame()
    assert kpis.loc["energy.generated", "One technician"] == second.kpis["energy.generated"].value
    assert first.to_frame().loc["bricks.laid", "value"] == 90
    events = c.to_frame("events")
    assert list(events.columns) == ["run", "utc", "time_h", "system", "subject", "event", "detail"]
    assert len(events) == len(first.events) + len(second.events)
    assert list(first.to_frame("events").columns) == list(events.columns)[1:]


def test_frames_that_there_are_not(first: Result) -> None:
    with pytest.raises(ExportError, match="no frame of 'ledgers'; there are kpis, channels, events"):
        to_frame(first, "ledgers")
    pytest.importorskip("pandas", reason="the extra export is not installed")
    with pytest.raises(ExportError, match="takes no grid"):
        to_frame(first, "kpis", grid=1.0)
