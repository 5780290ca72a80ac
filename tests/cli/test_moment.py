"""``ilrs show RUN --at DATE``."""

from __future__ import annotations

import pytest

from sim.cli import main
from tests.cli.running import Captured, Folders, printed


def test_a_run_is_shown_at_a_moment(capsys: Captured, folders: Folders) -> None:
    text = printed(capsys, "show", folders[0], "--at", "2031-01-20T06:00")
    lines = text.splitlines()
    assert "at 2031-01-20 06:00 UTC, hour 462.00 of 1,000" in lines[0]
    assert lines[2].split()[:4] == ["what", "at", "that", "moment"]
    assert any(line.startswith("tools.state.digger") for line in lines)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["RUN", "--at", "2040-01-01"], ["--at", "2040-01-01", "outside the run, 2031-01-01 to"]),
        (["RUN", "--at", "soon"], ["--at", "not a UTC date"]),
        (["RUN", "--at", "2031-01-20", "--diff", "ilrs:nuclear"], ["one of the two"]),
        (["COMPARISON", "--at", "2031-01-20"], ["several runs"]),
        (["ilrs:baseline", "--at", "2031-01-20"], ["is a scenario, not a run"]),
    ],
)
def test_what_cannot_be_shown_says_why(
    capsys: Captured, folders: Folders, arguments: list[str], words: list[str]
) -> None:
    places = {"RUN": folders[0], "COMPARISON": folders[2]}
    assert main(["show", *(places.get(word, word) for word in arguments)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    for word in words:
        assert word in err
