"""``ilrs run --relieve``: the run again, without what held it back most or what is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.cli import main
from tests.cli.running import RUN, Captured, errors, printed

pytestmark = pytest.mark.slow


def test_the_command_runs_again_without_the_worst_limit(tmp_path: Path, capsys: Captured) -> None:
    assert main(["run", "ilrs:relay-lost", "--relieve", "--no-plots", "--out", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert "Communication held the station back most: " in shown
    assert re.search(
        r"Without communication's limits \(.*\) the wall would stand on 2035-\d\d-\d\d instead of not by", shown
    )
    assert "With communication relieved (all links are always up and everybody has an operator):" in shown
    assert re.search(r"last structure stands  not by the end -> 2035-\d\d-\d\d\n", shown)
    assert re.search(r"bricks laid +[\d,]+ -> [\d,]+  \(\+[\d,]+\)", shown)
    assert "held back most by      communication -> tools" in shown
    match = re.search(r"    communication +([\d,]+) -> ([\d,]+) h", shown)
    assert match
    assert int(match[2].replace(",", "")) < int(match[1].replace(",", ""))


def test_a_single_cause_can_be_lifted_and_what_it_brought_is_kept(tmp_path: Path, capsys: Captured) -> None:
    run = (*RUN, "--no-plots", "--out", str(tmp_path))
    shown = printed(capsys, *run, "--relieve", "energy:no_sunlight")
    assert "With energy:no_sunlight relieved (the whole Sun always shines):" in shown
    (folder,) = (tmp_path / "baseline").iterdir()
    kept = (folder / "relief.json").read_bytes()
    assert printed(capsys, *run, "--relieve", "energy:no_sunlight") == shown
    assert (folder / "relief.json").read_bytes() == kept


def test_without_relief_nothing_is_run_again(tmp_path: Path, capsys: Captured) -> None:
    shown = printed(capsys, *RUN, "--no-plots", "--no-relief", "--out", str(tmp_path))
    assert "would" not in shown.partition("held the station back")[2]
    (folder,) = (tmp_path / "baseline").iterdir()
    assert not (folder / "relief.json").exists()


def test_what_cannot_be_lifted_is_refused_with_what_can(capsys: Captured) -> None:
    (line,) = errors(capsys, *RUN, "--relieve", "sleep")
    assert "'sleep' cannot be lifted; one of energy, " in line
    (line,) = errors(capsys, "run", "--relieve", "ilrs:baseline")
    assert "write --relieve alone, after the scenario" in line
    (line,) = errors(capsys, *RUN, "--relieve", "tools", "--no-relief")
    assert "exclude each other" in line
