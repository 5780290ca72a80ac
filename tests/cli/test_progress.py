"""What the command says while it works, what it keeps to itself, and that it says all that is wrong at once."""

from __future__ import annotations

import io
import sys
import time
from pathlib import Path

import pytest

from sim.cli import main
from sim.cli.progress import Progress

Captured = pytest.CaptureFixture[str]
Calls = list[dict[str, object]]

UNTIL = ("--until", "2031-02-01")
MAST = """\
title = "Higher"
extends = "ilrs:baseline.toml"
[tools.printers.solar]
mast = { value = 4, unit = "m", basis = "design" }
"""
NOTE = "tools.printers.solar: no horizon was measured at 4 m; uses the one at 10 m"


def told(capsys: Captured, *arguments: str) -> list[str]:
    """The lines on standard error of a command that does its work."""
    assert main(arguments) == 0
    return capsys.readouterr().err.splitlines()


@pytest.fixture(autouse=True)
def one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.study.default_workers", lambda: 1)


def test_what_was_run_before_is_not_simulated_in_words_either(
    capsys: Captured, tmp_path: Path, made_up_station: Calls
) -> None:
    asked = ["run", "ilrs:baseline", *UNTIL, "--out", str(tmp_path)]
    assert told(capsys, *asked, "--no-plots") == ["baseline: simulating"]
    before = "baseline: this case was run before (--force runs it again)"
    assert told(capsys, *asked, "--no-plots") == [before]
    assert told(capsys, *asked) == ["baseline: drawing", before]
    assert told(capsys, *asked, "--force") == ["baseline: simulating", "baseline: drawing"]


def test_a_comparison_names_those_that_it_simulates(capsys: Captured, tmp_path: Path, made_up_station: Calls) -> None:
    out = ("--out", str(tmp_path))
    asked = ["compare", "ilrs:baseline", "ilrs:one-technician", *UNTIL, *out]
    done = ["baseline: done", "one-technician: done"]
    assert told(capsys, *asked) == ["simulating baseline, one-technician", *done, "drawing the comparison"]
    before = ["baseline: was run before", "one-technician: was run before"]
    assert told(capsys, *asked) == [*before, "drawing the comparison"]
    more = told(capsys, *asked, "ilrs:nuclear")
    assert more == [*before, "simulating nuclear", "nuclear: done", "drawing the comparison"]
    folders = [str(next((tmp_path / name).iterdir())) for name in ("baseline", "one-technician")]
    assert told(capsys, "compare", *folders, *out) == ["drawing the comparison"]


def test_on_a_terminal_the_bar_goes_when_its_work_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    monkeypatch.setattr(screen, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm-256color")
    with Progress(quiet=False) as progress:
        tell = progress.follow("simulating")
        time.sleep(0.2)
        assert "simulating" not in screen.getvalue()
        tell(0.0)
        tell(1.0)
        time.sleep(0.2)
        assert "100 %" in screen.getvalue()
        progress.begin("drawing")
        time.sleep(0.2)
    shown = screen.getvalue()
    after = shown[shown.index("drawing") :]
    assert "simulating" not in after
    assert "%" not in after


def test_the_notes_of_a_scenario_are_told_with_its_run(
    capsys: Captured, tmp_path: Path, made_up_station: Calls
) -> None:
    path = tmp_path / "higher.toml"
    path.write_text(MAST)
    (tmp_path / "too.toml").write_text(MAST.replace("Higher", "Too"))
    out = ("--out", str(tmp_path / "out"), *UNTIL)
    assert told(capsys, "run", str(path), *out, "--no-plots")[0] == f"note: {NOTE}"
    assert told(capsys, "run", str(path), *out, "--no-plots", "--quiet") == []
    compared = told(capsys, "compare", "ilrs:baseline", str(path), *out)
    assert [line for line in compared if line.startswith("note")] == [f"note: higher: {NOTE}"]
    both = told(capsys, "compare", str(path), str(tmp_path / "too.toml"), "--seed", "3", *out)
    assert [line for line in both if line.startswith("note")] == [f"note: higher, too: {NOTE}"]


def test_a_quiet_sky_says_nothing(capsys: Captured, tmp_path: Path) -> None:
    asked = ["sky", "ilrs:baseline", "--step", "300d", "--csv", str(tmp_path / "sky.csv")]
    assert main(asked) == 0
    assert "7 times" in capsys.readouterr().out
    assert main([*asked, "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


def test_export_alone_shows_its_help_as_it_is(capsys: Captured) -> None:
    assert main(["export"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.startswith("Usage: ilrs export [OPTIONS] COMMAND [ARGS]...\n\n")
    assert "\n  channels  " in out


@pytest.mark.parametrize("verb", [["compare"], ["show", "--diff"]])
def test_what_is_wrong_with_any_scenario_is_said_at_once(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verb: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    head = 'title = "T"\nextends = "ilrs:baseline.toml"\n'
    (tmp_path / "one.toml").write_text(f"{head}sed = 1\n")
    (tmp_path / "two.toml").write_text(f"{head}[energy]\nbateries = 1\n")
    verb, options = verb[:1], verb[1:]
    assert main([*verb, "one.toml", *options, "two.toml"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert [line.split(": ")[1] for line in err.splitlines()] == ["one.toml:3", "two.toml:4"]
