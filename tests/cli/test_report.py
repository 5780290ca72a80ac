"""``ilrs report``: what it takes, where it writes, what it says of what it cannot take."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.cli import main
from sim.view.report import writing
from tests.cli.running import Captured, Folders


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that cost nothing."""
    monkeypatch.setattr(writing, "render", lambda _what: "<!DOCTYPE html>")


def test_into_the_folder_that_was_given(folders: Folders, quick: None, capsys: Captured) -> None:
    assert main(["report", str(Path(folders[0]) / "run.json"), "--quiet"]) == 0
    assert Path(capsys.readouterr().out.strip()) == Path(folders[0]) / "report.html"


def test_several_runs_go_where_their_comparison_is(
    folders: Folders, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr("sim.view.report.write", lambda _what, path: path)
    assert main(["report", *folders[:2], "--quiet"]) == 0
    assert Path(capsys.readouterr().out.strip()) == Path(folders[2]) / "report.html"


def test_where_one_says(folders: Folders, quick: None, tmp_path: Path) -> None:
    target = tmp_path / "here" / "station.html"
    target.parent.mkdir()
    assert main(["report", folders[2], "-o", str(target), "--quiet"]) == 0
    assert target.read_text() == "<!DOCTYPE html>"
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("ilrs:baseline", "is a scenario, not a run: `ilrs run ilrs:baseline`"),
        ("station.toml", "is a scenario, not a run"),
        ("nowhere", "there is no such folder"),
    ],
)
def test_what_is_nothing_to_report_on(given: str, said: str, capsys: Captured) -> None:
    assert main(["report", given, "--quiet"]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("inside", ["no/report.html", ""])
def test_a_place_that_cannot_be_written_is_named(
    folders: Folders, quick: None, tmp_path: Path, inside: str, capsys: Captured
) -> None:
    target = tmp_path / "given" / inside
    (tmp_path / "given").mkdir()
    assert main(["report", folders[0], "-o", str(target), "--quiet"]) == 2
    error = capsys.readouterr().err
    assert str(target) in error
    assert ".part" not in error
