"""Runs the command, in the tests' own process or in one of its own, and gives what it printed."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from sim.cli import main

Captured = pytest.CaptureFixture[str]
Calls = list[dict[str, object]]
"""How a made-up station was called."""
Folders = tuple[str, str, str]
"""Two run folders and that of their comparison."""

RUN = ["run", "ilrs:baseline", "--until", "2031-01-15"]
"""Arguments of a run of a fortnight."""
SHORT = ("--until", "2031-02-01", "--quiet")
"""Arguments that make any run a short and silent one."""


def printed(capsys: Captured, *arguments: str) -> str:
    """What a command that does its work prints."""
    assert main(arguments) == 0
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return out


MAST_NOTE = "energy.arrays.modules: no horizon was measured at 6 m; uses the one at 10 m"
"""What is remarked of the baseline."""


def told(capsys: Captured, *arguments: str) -> list[str]:
    """The lines on standard error of a command that does its work."""
    assert main(arguments) == 0
    return capsys.readouterr().err.splitlines()


def errors(capsys: Captured, *arguments: str, status: int = 2) -> list[str]:
    """The error lines of a command that must fail, and that prints nothing else but notes on its scenarios."""
    assert main(arguments) == status
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    lines = [line for line in err.splitlines() if not line.startswith("note: ")]
    assert lines
    assert all(line.startswith("error: ") for line in lines)
    return lines


def ilrs(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own, with these variables in its environment."""
    return subprocess.run(
        [sys.executable, "-m", "sim", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env=os.environ | environment,
    )
