"""``ilrs report``: what it takes, where it writes, what it says of what it cannot take."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.cli import main
from sim.study import ComparisonError, open_results
from sim.view.report import write, writing
from tests.view.report.conftest import Made


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that cost nothing."""
    monkeypatch.setattr(writing, "render", lambda _what: "<!DOCTYPE html>")


def test_into_the_folder_that_was_given(made: Made, quick: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(made.folders[0] / "run.json"), "--quiet"]) == 0
    assert Path(capsys.readouterr().out.strip()) == made.folders[0] / "report.html"


def test_several_runs_go_where_their_comparison_is(
    made: Made, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sim.view.report.write", lambda _what, path: path)
    assert main(["report", *(str(folder) for folder in made.folders), "--quiet"]) == 0
    assert Path(capsys.readouterr().out.strip()) == made.comparison / "report.html"


def test_where_one_says(made: Made, quick: None, tmp_path: Path) -> None:
    target = tmp_path / "station.html"
    assert main(["report", str(made.comparison), "-o", str(target), "--quiet"]) == 0
    assert target.read_text() == "<!DOCTYPE html>"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("ilrs:baseline", "is a scenario, not a run: `ilrs run ilrs:baseline`"),
        ("station.toml", "is a scenario, not a run"),
        ("nowhere", "there is no such folder"),
    ],
)
def test_what_is_nothing_to_report_on(given: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", given, "--quiet"]) == 2
    assert said in capsys.readouterr().err


def test_a_folder_of_runs_is_told_from_a_run(made: Made) -> None:
    with pytest.raises(ComparisonError, match="did you mean"):
        open_results([made.folders[0].parent])


def test_a_comparison_whose_runs_are_gone(made: Made, tmp_path: Path) -> None:
    folder = tmp_path / "comparisons" / "abc"
    folder.mkdir(parents=True)
    (folder / "comparison.json").write_bytes((made.comparison / "comparison.json").read_bytes())
    with pytest.raises(ComparisonError, match="any more: compare the scenarios again"):
        open_results([folder])


@pytest.mark.parametrize("inside", ["no/report.html", ""])
def test_a_place_that_cannot_be_written_is_named(
    made: Made, quick: None, tmp_path: Path, inside: str, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "given" / inside
    (tmp_path / "given").mkdir()
    assert main(["report", str(made.folders[0]), "-o", str(target), "--quiet"]) == 2
    error = capsys.readouterr().err
    assert str(target) in error
    assert ".part" not in error


def test_a_failed_report_leaves_what_was_there(made: Made, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    target.write_text("before")

    def fail(what: object) -> str:
        raise RuntimeError("out of ink")

    monkeypatch.setattr(writing, "render", fail)
    with pytest.raises(RuntimeError, match="out of ink"):
        write(open_results([made.folders[0]]), target)
    assert target.read_text() == "before"
    assert list(tmp_path.iterdir()) == [target]


def test_the_same_input_gives_the_same_bytes(made: Made, tmp_path: Path) -> None:
    """In another process, with another order of sets."""
    target = tmp_path / "again.html"
    environment = os.environ | {"PYTHONHASHSEED": "7"}
    command = [sys.executable, "-m", "sim", "report", str(made.comparison), "-o", str(target), "--quiet"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert target.read_bytes() == made.path.read_bytes()
