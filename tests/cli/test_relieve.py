"""``ilrs run --relieve``: the run again, without what held it back most."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.cli import main
from tests.cli.running import Captured

pytestmark = pytest.mark.slow


def test_the_command_runs_again_without_the_worst_limit(tmp_path: Path, capsys: Captured) -> None:
    assert main(["run", "ilrs:relay-lost", "--relieve", "--no-plots", "--out", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert "With tools relieved (no machine wears out; their number and speed stay as they are):" in shown
    assert re.search(
        r"last structure stands  not by the end -> 2035-\d\d-\d\d  \(expected: about 2035-\d\d-\d\d\)", shown
    )
    match = re.search(
        r"bricks laid +[\d,]+ -> [\d,]+  \(\+([\d,]+); expected: \+([\d,]+), all that were missing\)", shown
    )
    assert match
    assert match[1] == match[2]
    assert "held back most by      tools -> energy" in shown
    match = re.search(r"    tools +([\d,]+) -> ([\d,]+) h", shown)
    assert match
    assert int(match[2].replace(",", "")) < 0.5 * int(match[1].replace(",", ""))
