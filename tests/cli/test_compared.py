"""``ilrs compare``: two in detail, three with their reasons, thirty in a line each, within a terminal's width."""

from __future__ import annotations

import dataclasses
import re
import shlex
import sys
from pathlib import Path

import pytest

from sim.cli import main
from sim.cli.compared import comparison_summary
from sim.result import load, simulate
from sim.result import save as save_run
from sim.scenario import Scenario
from sim.scenario import load as load_scenario
from sim.study import Comparison, compare, open_results
from sim.study.wording import held_back
from tests.cli.running import SHORT, Calls, Captured, Folders, errors, printed

pytestmark = pytest.mark.slow

HELD_BACK = ["run", "held", "back", "by", "lost"]


def test_a_comparison_of_scenarios_and_of_their_run_folders(
    capsys: Captured, tmp_path: Path, made_up_station: Calls, one_process: None
) -> None:
    out_option = ("--out", str(tmp_path))
    assert main(["compare", "ilrs:baseline", "ilrs:one-technician", *SHORT, *out_option]) == 0
    first = capsys.readouterr()
    assert first.err == ""
    assert "Bricks laid" in first.out
    assert "One technician against Baseline: 1 input changed" in first.out
    assert "tools.technicians.repair.count: 2 (design) -> 1 (design)" in first.out
    figures = [Path(line.removeprefix("figure: ")) for line in first.out.splitlines() if line.startswith("figure: ")]
    assert figures
    assert all(figure.stat().st_size > 1000 for figure in figures)
    folders = [str(next((tmp_path / name).iterdir())) for name in ("baseline", "one-technician")]
    full = printed(capsys, "compare", *folders, "--all", *out_option, "--quiet").splitlines()
    short = first.out.splitlines()
    head = short.index(next(line for line in short if line.endswith("--all shows the others)")))
    # The same rows first, then the others, each by its label.
    assert [line.split("  ")[0] for line in full[:head]] == [line.split("  ")[0] for line in short[:head]]
    assert full[head].startswith("First structure stands ")
    assert not any(line.endswith("--all shows the others)") for line in full)
    assert main(["compare", *folders, *out_option, "--quiet"]) == 0
    assert capsys.readouterr().out == first.out
    assert len(made_up_station) == 4
    (line,) = errors(capsys, "compare", *folders, *out_option, "--seed", "3")
    assert "has been run already" in line


def test_a_comparison_of_many_says_in_a_line_a_run_what_held_it_back(
    capsys: Captured, tmp_path: Path, made_up_station: Calls, one_process: None
) -> None:
    names = ["baseline", "nuclear", "one-technician", "relay-lost"]
    assert main(["compare", *(f"ilrs:{name}" for name in names), *SHORT, "--out", str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    head = next(number for number, line in enumerate(lines) if line.split()[:5] == HELD_BACK)
    told = lines[head + 1 : head + 1 + len(names)]
    assert lines[head + 1 + len(names)] == ""
    for name, line in zip(names, told, strict=True):
        run = load(next((tmp_path / name).iterdir()))
        assert [cell.strip() for cell in line.split("  ") if cell][:3] == [run.scenario.title, *held_back(run)[:2]]


@pytest.mark.parametrize(
    ("screen", "width", "letters", "roots"),
    [
        (False, 100, 1, True),
        (False, 100, 30, False),
        (True, 80, 1, False),
        (True, 80, 30, False),
        (True, 120, 1, True),
        (True, 140, 30, True),
    ],
)
def test_what_held_thirty_runs_back_takes_a_line_each(
    capsys: Captured,
    tmp_path: Path,
    made_up_station: Calls,
    baseline: Scenario,
    monkeypatch: pytest.MonkeyPatch,
    screen: bool,
    width: int,
    letters: int,
    roots: bool,
) -> None:
    name = "x" * letters
    runs = [dataclasses.replace(simulate(baseline, until=480.0, seed=n), name=f"{name}{n:02d}") for n in range(30)]
    comparison = compare(runs)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: screen)
    monkeypatch.setenv("COLUMNS", str(width))
    comparison_summary(comparison, tmp_path, [])
    lines = [re.sub(r"\x1b\[[0-9;]*m", "", line).strip() for line in capsys.readouterr().out.splitlines()]
    head = next(number for number, line in enumerate(lines) if line.split()[:5] == HELD_BACK)
    assert ("chiefly" in lines[head]) is roots
    told = lines[head + 1 + screen : head + 31 + screen]
    assert [line.split()[0] for line in told] == list(comparison)
    assert max(len(line) for line in told) <= width


def test_on_a_terminal_no_table_of_many_runs_folds(
    capsys: Captured, tmp_path: Path, made_up_station: Calls, baseline: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    comparison = compare([simulate(baseline, until=480.0, seed=seed) for seed in range(4)])
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    for width in range(60, 130):
        monkeypatch.setenv("COLUMNS", str(width))
        comparison_summary(comparison, tmp_path, [])
        lines = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in capsys.readouterr().out.splitlines()]
        heads = [number for number, line in enumerate(lines) if line.split()[:1] == ["run"] and "random" not in line]
        assert len(heads) > 1
        for head in heads:
            told = [" ".join(line.split()[:3]) for line in lines[head + 2 : head + 6]]
            assert (told, lines[head + 6].strip()) == (list(comparison), ""), width


def test_on_a_terminal_a_comparison_breaks_its_lines_between_words(
    capsys: Captured, tmp_path: Path, made_up_station: Calls, baseline: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    comparison = compare([simulate(baseline, until=480.0), simulate(load_scenario("ilrs:nuclear"), until=480.0)])
    sentence = f"Nuclear: {comparison.sentences['Nuclear']}"
    assert " %)" in sentence
    comparison_summary(comparison, tmp_path, [])
    assert sentence in capsys.readouterr().out.splitlines()
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    for width in range(60, 90):
        monkeypatch.setenv("COLUMNS", str(width))
        comparison_summary(comparison, tmp_path, [])
        lines = capsys.readouterr().out.splitlines()
        first = next(n for n, line in enumerate(lines) if line.startswith("Nuclear: "))
        wrapped = [lines[first]]
        for line in lines[first + 1 :]:
            if not line.startswith("    "):
                break
            wrapped.append(line)
        assert " ".join(line.strip() for line in wrapped) == sentence
        assert all(len(line) < width for line in wrapped)
        assert not any(line.strip().startswith("%") for line in wrapped)


@pytest.fixture
def undrawn(one_process: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.view.save_comparison_figures", lambda *_args: None)


def test_the_command_that_is_printed_works_where_runs_lie_elsewhere(
    capsys: Captured, folders: Folders, tmp_path: Path, undrawn: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = printed(capsys, "compare", *folders[:2], "--quiet", "--out", str(tmp_path / "out"))
    (command,) = (line for line in out.splitlines() if line.startswith("for the report: "))
    _, verb, *named = shlex.split(command.removeprefix("for the report: "))
    assert (verb, named) == ("report", list(folders[:2]))
    found = open_results(named)
    assert isinstance(found, Comparison)
    assert len(found) == 2


def test_two_are_compared_in_detail(capsys: Captured, folders: Folders, tmp_path: Path, undrawn: None) -> None:
    out = printed(capsys, "compare", *folders[:2], "--quiet", "--out", str(tmp_path / "out"))
    assert "not like for like: seeds differ" in out
    assert "\nOne technician against Baseline: 1 input changed\n" in out
    assert "\n  machine hours lost, of " in out
    assert out.count("held the station back") == 2
    assert "each run is one random draw (seed 1, replicate 0, seed 5, replicate 0)" in out
    assert len(out.splitlines()) < 110


def test_three_have_a_line_of_reasons_each(
    capsys: Captured, folders: Folders, baseline: Scenario, tmp_path: Path, undrawn: None
) -> None:
    third = str(save_run(simulate(baseline, until=1000.0, seed=9), tmp_path / "results"))
    out = printed(capsys, "compare", *folders[:2], third, "--quiet", "--out", str(tmp_path / "out"))
    assert "difference" in out
    reasons = [line for line in out.splitlines() if "machine hours lost: " in line]
    assert [line.partition(" against ")[0] for line in reasons] == ["One technician", "Baseline seed 9"]


def test_thirty_stay_readable(capsys: Captured, made_up_station: Calls, tmp_path: Path, undrawn: None) -> None:
    files = []
    for number in range(30):
        file = tmp_path / f"station with a rather long name {number:02d}.toml"
        changes = f"\n[bricks]\nreject_fraction = {{ value = 0.{number:02d}, unit = '1', basis = 'design' }}\n"
        file.write_text(f'extends = "ilrs:baseline.toml"\nseed = {number}\n' + changes)
        files.append(str(file))
    out = printed(capsys, "compare", *files, "--until", "2031-02-01", "--quiet", "--out", str(tmp_path / "out"))
    lines = out.splitlines()
    assert len(made_up_station) == 60
    assert "and 24 more" in lines[0]
    tables = [line for line in lines if line.startswith("station with a rather long name") and ": " not in line]
    assert len(tables) in range(30, 4 * 30 + 1)
    assert len(tables) % 30 == 0
    assert max(len(line) for line in tables) <= 100
    assert "station with a rather long name 29: 2 inputs changed: seed: 0 -> 29, bricks.reject_fraction: " in out
    assert len(lines) < 220
    assert max(len(line) for line in lines) < 700


def test_runs_are_called_as_they_are_labelled(
    capsys: Captured, folders: Folders, tmp_path: Path, undrawn: None
) -> None:
    given = ("--label", "two robots", "--label", "one")
    out = printed(capsys, "compare", *folders[:2], *given, "--quiet", "--out", str(tmp_path / "results"))
    assert "\none against two robots: 1 input changed\n" in out
    saved = next(line.removeprefix("comparison: ") for line in out.splitlines() if line.startswith("comparison: "))
    assert printed(capsys, "export", "kpis", saved).startswith("kpi,label,unit,two robots,one,one - two robots,")
    (line,) = errors(capsys, "compare", *folders[:2], "--label", "one")
    assert "1 label for 2 runs: give each run one, in order" in line
