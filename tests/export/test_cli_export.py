"""``ilrs export``, and ``ilrs compare`` of two, of three and of thirty."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

import pytest

from sim.cli import main
from sim.result import Result, simulate
from sim.result import save as save_run
from sim.scenario import Scenario
from sim.study import compare, save

Captured = pytest.CaptureFixture[str]
Calls = list[dict[str, object]]


@pytest.fixture
def folders(first: Result, second: Result, tmp_path: Path) -> tuple[str, str, str]:
    """Two run folders and that of their comparison."""
    runs = [str(save_run(result, tmp_path / "results")) for result in (first, second)]
    return runs[0], runs[1], str(save(compare([first, second]), tmp_path / "results"))


def printed(capsys: Captured, *arguments: str) -> str:
    assert main(arguments) == 0
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return out


def test_kpis(capsys: Captured, folders: tuple[str, str, str], first: Result) -> None:
    one, two, both = folders
    assert printed(capsys, "export", "kpis", one) == first.kpi_table("csv")
    compared = printed(capsys, "export", "kpis", one, two)
    assert printed(capsys, "export", "kpis", both) == compared
    assert compared.startswith("kpi,label,unit,baseline,one-technician,one-technician - baseline,")
    text = printed(capsys, "export", "kpis", one, "--format", "latex", "--kpis", "bricks.laid, tools.failures")
    assert "Bricks laid & 90" in text
    assert "Mass" not in text


def test_kpis_into_a_file_whose_name_says_the_form(
    capsys: Captured, folders: tuple[str, str, str], tmp_path: Path
) -> None:
    for name, start in {"k.md": "**Key figures", "k.tex": "% needs", "k.csv": "kpi,", "k": "kpi,"}.items():
        path = tmp_path / name
        path.write_text("old")
        assert name in printed(capsys, "export", "kpis", folders[2], "-o", str(path))
        assert path.read_text().startswith(start)
        assert printed(capsys, "export", "kpis", folders[0], "-o", str(path), "--quiet") == ""


def test_channels(capsys: Captured, folders: tuple[str, str, str], tmp_path: Path) -> None:
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
    assert "one-technician: energy.unserved [kW start]" in wide


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
        (["channels", "RUN", "--grid", "0.001s"], ["more than", "wider grid"]),
        (["channels", "RUN", "--channels", "energy.nothing"], ["no history 'energy.nothing'"]),
        (["channels", "RUN", "--from", "2020-01-01"], ["2020-01-01", "outside the run"]),
        (["channels", "RUN", "--format", "parquet"], ["-o FILE"]),
        (["channels", "RUN", "-o", "a.parquet"], ["pyarrow is not installed", "ilrs-sim[export]"]),
    ],
)
def test_mistakes_get_one_clear_message(
    capsys: Captured,
    folders: tuple[str, str, str],
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


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.view.save_comparison_figures", lambda *_args: None)
    monkeypatch.setattr("sim.study.default_workers", lambda: 1)


def test_two_are_compared_in_detail(
    capsys: Captured, folders: tuple[str, str, str], tmp_path: Path, undrawn: None
) -> None:
    out = printed(capsys, "compare", *folders[:2], "--quiet", "--out", str(tmp_path / "out"))
    assert "not like for like: seeds differ" in out
    assert "\none-technician against baseline: 1 input changed\n" in out
    assert "\n  machine hours lost, of " in out
    assert out.count("held the station back") == 2
    assert "each run is one random draw (seed 1, replicate 0, seed 5, replicate 0)" in out
    assert len(out.splitlines()) < 110


def test_three_have_a_line_of_reasons_each(
    capsys: Captured, folders: tuple[str, str, str], baseline: Scenario, tmp_path: Path, undrawn: None
) -> None:
    third = str(save_run(simulate(baseline, until=1000.0, seed=9), tmp_path / "results"))
    out = printed(capsys, "compare", *folders[:2], third, "--quiet", "--out", str(tmp_path / "out"))
    assert "difference" in out
    reasons = [line for line in out.splitlines() if "machine hours lost: " in line]
    assert [line.partition(" against ")[0] for line in reasons] == ["one-technician", "baseline seed 9"]


def test_thirty_stay_readable(capsys: Captured, made_up_station: Calls, tmp_path: Path, undrawn: None) -> None:
    files = []
    for number in range(30):
        file = tmp_path / f"station with a rather long name {number:02d}.toml"
        changes = f"\n[bricks]\nreject_fraction = {{ value = 0.{number:02d}, unit = '1', basis = 'design' }}\n"
        file.write_text(f'extends = "ilrs:baseline.toml"\nseed = {number}\n' + changes)
        files.append(str(file))
    out = printed(capsys, "compare", *files, "--until", "2031-02-01", "--quiet", "--out", str(tmp_path / "out"))
    lines = out.splitlines()
    assert len(made_up_station) == 30
    assert "and 24 more" in lines[0]
    tables = [line for line in lines if line.startswith("station with a rather long name") and ": " not in line]
    assert len(tables) in range(30, 4 * 30 + 1)
    assert len(tables) % 30 == 0
    assert max(len(line) for line in tables) <= 100
    assert "station with a rather long name 29: 2 inputs changed: seed: 0 -> 29, bricks.reject_fraction: " in out
    assert len(lines) < 220
    assert max(len(line) for line in lines) < 700
