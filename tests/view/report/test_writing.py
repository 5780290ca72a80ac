"""Reports as files: whole or not at all, and the same bytes for the same runs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.study import open_results
from sim.view.report import write, writing
from tests.view.report.made_report import Made


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


@pytest.mark.slow
def test_the_same_input_gives_the_same_bytes(made: Made, tmp_path: Path) -> None:
    """In another process, with another order of sets."""
    target = tmp_path / "again.html"
    environment = os.environ | {"PYTHONHASHSEED": "7"}
    command = [sys.executable, "-m", "sim", "report", str(made.comparison), "-o", str(target), "--quiet"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert target.read_bytes() == made.path.read_bytes()
