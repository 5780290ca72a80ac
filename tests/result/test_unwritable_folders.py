"""A run that was made before and lies where nothing can be written: what is found out beyond it is said, not kept."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from sim.cli import main
from sim.result import Case, Result, UnkeptWarning, load, produce
from sim.scenario import Scenario
from sim.scenario import load as load_scenario
from sim.study import run_all
from tests.cli.running import Captured

pytestmark = pytest.mark.slow

UNTIL = 1500.0
"""When machines are at work [h]."""
RUN = ("run", "ilrs:baseline", "--until", "2031-03-05")


def deny(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let the folder of a run be one that cannot be written, for root too, as whom tests may run."""
    real = os.access

    def access(path: Any, mode: int, **options: Any) -> bool:
        return not (mode & os.W_OK and Path(path) == folder) and real(path, mode, **options)

    monkeypatch.setattr(os, "access", access)


def draw(result: Result, plots: Path) -> None:
    (plots / "overview.svg").write_text(result.sentence)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_a_relief_brought_is_said_and_the_folder_stays(
    baseline: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = produce(Case(baseline, until=UNTIL), tmp_path).folder
    before = contents(tmp_path)
    deny(monkeypatch, folder)
    with pytest.warns(UnkeptWarning) as said:
        found = produce(Case(baseline, until=UNTIL, reliefs=(None,)), tmp_path, figures=draw)
    assert [str(one.message) for one in said] == [
        f"{folder}: cannot be written (Permission denied): what the run without its limit brought is said and not kept",
        f"{folder}: cannot be written (Permission denied): its figures are not drawn",
    ]
    assert found.cached
    assert found.result.without_worst is not None
    assert contents(tmp_path) == before


@pytest.mark.filterwarnings("default")
def test_the_command_line_says_so_in_a_line_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    run = (*RUN, "--no-plots", "--out", str(tmp_path))
    assert main([*run, "--no-relief", "--quiet"]) == 0
    folder = Path(capsys.readouterr().out.splitlines()[0])
    deny(monkeypatch, folder)
    assert main([*run, "--quiet"]) == 0
    out, err = capsys.readouterr()
    assert "Without " in out
    assert err.splitlines() == [
        f"note: {folder}: cannot be written (Permission denied): what the run without its limit brought is said and "
        "not kept"
    ]
    # Workers know nothing of what is denied here.
    monkeypatch.setattr("sim.study.default_workers", lambda: 1)
    compare = ("compare", RUN[1], "ilrs:nuclear", *RUN[2:], "--out", str(tmp_path), "--quiet")
    assert main(list(compare)) == 0
    out, err = capsys.readouterr()
    assert out.count("Without ") == 2
    assert f"note: {folder}: cannot be written" in err


@pytest.mark.slow
def test_workers_leave_it_to_whoever_asked_them(baseline: Scenario, tmp_path: Path, capfd: Captured) -> None:
    scenarios = (baseline, load_scenario("ilrs:nuclear"), load_scenario("ilrs:ridge-crest"))
    folders = [produce(Case(scenario, until=UNTIL), tmp_path).folder for scenario in scenarios]
    # Where the folder for what is being written cannot be made, nothing can be, in no process.
    (tmp_path / ".staging").write_text("")
    with pytest.warns(UnkeptWarning) as said:
        runs = run_all([Case(each, until=UNTIL, reliefs=(None,)) for each in scenarios], tmp_path, workers=2)
    assert sorted(str(one.message).partition(":")[0] for one in said) == sorted(map(str, folders))
    assert all(run.result.without_worst for run in runs)
    assert capfd.readouterr().err == ""


def test_figures_and_run_json_say_the_sentence_of_the_terminal(baseline: Scenario, tmp_path: Path) -> None:
    folder = produce(Case(baseline, until=UNTIL), tmp_path, figures=draw).folder
    hours = (folder / "plots" / "overview.svg").read_text()
    relieved = Case(baseline, until=UNTIL, reliefs=(None,))
    # Of no figures that say less than is known: a comparison draws none of a single run.
    produce(relieved, tmp_path)
    assert (folder / "plots" / "overview.svg").read_text() == hours
    result = produce(relieved, tmp_path, figures=draw).result
    assert result.sentence.startswith(hours)
    assert "Without " in result.sentence.removeprefix(hours)
    assert (folder / "plots" / "overview.svg").read_text() == result.sentence
    assert json.loads((folder / "run.json").read_text())["bottleneck"] == result.sentence
    assert load(folder).sentence == result.sentence
    drawn = (folder / "plots" / "overview.svg").stat().st_mtime_ns
    produce(relieved, tmp_path, figures=draw)
    assert (folder / "plots" / "overview.svg").stat().st_mtime_ns == drawn
