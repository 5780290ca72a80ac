"""What the command says while it works, and what it does not say twice."""

from __future__ import annotations

import io
import sys
import time
from pathlib import Path

import pytest

from sim.cli.progress import Progress
from tests.cli.running import MAST_NOTE, Calls, Captured, told

pytestmark = pytest.mark.usefixtures("one_process")

UNTIL = ("--until", "2031-02-01")
MAST = """\
title = "Higher"
extends = "ilrs:baseline.toml"
[tools.printers.solar]
mast = { value = 4, unit = "m", basis = "design" }
"""
NOTE = "tools.printers.solar: no horizon was measured at 4 m; uses the one at 10 m"


@pytest.mark.slow
def test_what_was_run_before_is_not_simulated_in_words_either(
    capsys: Captured, tmp_path: Path, made_up_station: Calls
) -> None:
    asked = ["run", "ilrs:baseline", *UNTIL, "--out", str(tmp_path)]
    note = f"note: {MAST_NOTE}"
    assert told(capsys, *asked, "--no-plots") == [note, "baseline: simulating"]
    before = "baseline: this case was run before (--force runs it again)"
    assert told(capsys, *asked, "--no-plots") == [note, before]
    assert told(capsys, *asked) == [note, "baseline: drawing", before]
    assert told(capsys, *asked, "--force") == [note, "baseline: simulating", "baseline: drawing"]


@pytest.mark.slow
def test_a_comparison_names_those_that_it_simulates(capsys: Captured, tmp_path: Path, made_up_station: Calls) -> None:
    out = ("--out", str(tmp_path))
    asked = ["compare", "ilrs:baseline", "ilrs:one-technician", *UNTIL, *out]
    done = ["baseline: done", "one-technician: done"]
    note = f"note: baseline, one-technician: {MAST_NOTE}"
    assert told(capsys, *asked) == [note, "simulating baseline, one-technician", *done, "drawing the comparison"]
    before = ["baseline: was run before", "one-technician: was run before"]
    assert told(capsys, *asked) == [note, *before, "drawing the comparison"]
    more = told(capsys, *asked, "ilrs:nuclear")
    note = f"note: baseline, one-technician, nuclear: {MAST_NOTE}"
    assert more == [note, *before, "simulating nuclear", "nuclear: done", "drawing the comparison"]
    folders = [str(next((tmp_path / name).iterdir())) for name in ("baseline", "one-technician")]
    assert told(capsys, "compare", *folders, *out)[-1] == "drawing the comparison"


def wait_for(text: str, screen: io.StringIO) -> None:
    """Wait until a text is on the screen: at once, but on a busy machine."""
    end = time.monotonic() + 20
    while text not in screen.getvalue():
        assert time.monotonic() < end, f"no {text!r} on the screen"
        time.sleep(0.05)


@pytest.mark.slow
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
        wait_for("100 %", screen)
        progress.begin("drawing")
        wait_for("drawing", screen)
        time.sleep(0.2)
    shown = screen.getvalue()
    after = shown[shown.index("drawing") :]
    assert "simulating" not in after
    assert "%" not in after


@pytest.mark.slow
def test_the_notes_of_a_scenario_are_told_with_its_run(
    capsys: Captured, tmp_path: Path, made_up_station: Calls
) -> None:
    path = tmp_path / "higher.toml"
    path.write_text(MAST)
    (tmp_path / "too.toml").write_text(MAST.replace("Higher", "Too"))
    out = ("--out", str(tmp_path / "out"), *UNTIL)
    both = [f"note: {MAST_NOTE}", f"note: {NOTE}"]
    assert told(capsys, "run", str(path), *out, "--no-plots")[:2] == both
    assert told(capsys, "run", str(path), *out, "--no-plots", "--quiet") == []
    compared = told(capsys, "compare", "ilrs:baseline", str(path), *out)
    notes = [f"note: baseline, higher: {MAST_NOTE}", f"note: higher: {NOTE}"]
    assert [line for line in compared if line.startswith("note")] == notes
    pair = told(capsys, "compare", str(path), str(tmp_path / "too.toml"), "--seed", "3", *out)
    notes = [f"note: higher, too: {MAST_NOTE}", f"note: higher, too: {NOTE}"]
    assert [line for line in pair if line.startswith("note")] == notes
