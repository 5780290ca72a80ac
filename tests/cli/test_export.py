"""``ilrs export``: key figures and histories as tables, and what it refuses."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

import pytest

from sim.cli import main
from sim.result import Result
from tests.cli.running import Captured, Folders, printed

pytestmark = pytest.mark.slow


def test_export_alone_shows_its_help_as_it_is(capsys: Captured) -> None:
    assert main(["export"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.startswith("Usage: ilrs export [OPTIONS] COMMAND [ARGS]...\n\n")
    assert "\n  channels  " in out


def test_kpis(capsys: Captured, folders: Folders, first: Result) -> None:
    one, two, both = folders
    assert printed(capsys, "export", "kpis", one) == first.kpi_table("csv")
    compared = printed(capsys, "export", "kpis", one, two)
    assert printed(capsys, "export", "kpis", both) == compared
    assert compared.startswith("kpi,label,unit,Baseline,One technician,One technician - Baseline,")
    text = printed(capsys, "export", "kpis", one, "--format", "latex", "--kpis", "bricks.laid, tools.failures")
    assert "Bricks laid & 90" in text
    assert "Mass" not in text


def test_kpis_into_a_file_whose_name_says_the_form(capsys: Captured, folders: Folders, tmp_path: Path) -> None:
    for name, start in {"k.md": "**Key figures", "k.tex": "% needs", "k.csv": "kpi,", "k": "kpi,"}.items():
        path = tmp_path / name
        path.write_text("old")
        assert name in printed(capsys, "export", "kpis", folders[2], "-o", str(path))
        assert path.read_text().startswith(start)
        assert printed(capsys, "export", "kpis", folders[0], "-o", str(path), "--quiet") == ""


def test_channels(capsys: Captured, folders: Folders, tmp_path: Path) -> None:
    one, _, both = folders
    chosen = ("--channels", "bricks.*,energy.unserved", "--grid", "1d", "--from", "2031-01-02", "--to", "2031-01-04")
    assert main(["export", "channels", one, *chosen]) == 0
    out, err = capsys.readouterr()
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["utc"] for row in rows] == ["2031-01-02T00:00:00", "2031-01-03T00:00:00"]
    assert list(rows[0])[-1] == "energy.unserved [kW mean]"
    assert err.startswith("note: ")
    assert "parameters are assumptions" in err
    path = tmp_path / "channels.csv"
    said = printed(capsys, "export", "channels", one, *chosen, "-o", str(path))
    assert said == f"{path}: 2 cells of 4 histories as csv\n"
    assert path.read_text() == out
    wide = printed(capsys, "export", "channels", both, *chosen, "--sample", "start", "--quiet")
    assert "One technician: energy.unserved [kW start]" in wide


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["kpis"], ["Missing argument"]),
        (["kpis", "missing"], ["missing", "no such folder"]),
        (["kpis", "ilrs:baseline"], ["scenario, not a run"]),
        (["kpis", "RUN", "--kpis", "bricks.lade"], ["did you mean bricks.laid"]),
        (["kpis", "RUN", "--kpis", ","], ["no name"]),
        (["kpis", "RUN", "--format", "xlsx"], ["xlsx", "markdown"]),
        (["kpis", "RUN", "-o", "k.parquet"], ["parquet is not a form"]),
        (["kpis", "RUN", "-o", "nowhere/k.csv"], ["nowhere", "no such file"]),
        (["kpis", "RUN", "RUN"], ["are the same run"]),
        (["channels", "RUN", "--grid", "1 fortnight"], ["--grid", "fortnight"]),
        (["channels", "RUN", "--grid", "5months"], ["--grid", "does not divide a year"]),
        (["channels", "RUN", "--grid", "0.001s"], ["more than", "wider grid"]),
        (["channels", "RUN", "--channels", "energy.nothing"], ["no history 'energy.nothing'"]),
        (["channels", "RUN", "--from", "2020-01-01"], ["2020-01-01", "outside the run"]),
        (["channels", "RUN", "--format", "parquet"], ["-o FILE"]),
        (["channels", "RUN", "-o", "a.parquet"], ["pyarrow is not installed", "ilrs-sim[export]"]),
    ],
)
def test_mistakes_get_one_clear_message(
    capsys: Captured,
    folders: Folders,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    parts: list[str],
) -> None:
    place = tmp_path / "empty"
    place.mkdir()
    monkeypatch.chdir(place)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert main(["export", *(folders[0] if word == "RUN" else word for word in arguments)]) == 2
    out, err = capsys.readouterr()
    (line,) = err.splitlines()
    assert out == ""
    assert line.startswith("error: ")
    for part in parts:
        assert part in line
    assert list(place.iterdir()) == []
