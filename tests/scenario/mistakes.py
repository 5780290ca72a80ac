"""Mistakes in the valid scenario, and the one message that each must give."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.scenario.workshop import Workshop

CAPACITY = 'capacity = { value = 1250, unit = "kWh", basis = "design" }'

Mistake = tuple[str, str, str, list[str]]
"""What is replaced, by what, the key of the message, and pieces of the message."""
Blamed = Mapping[str, str | None]
"""A piece of the line that is to blame by mistake, where it is not the last line of what was put in; None for the file
as a whole."""


def assert_one_clear_message(workshop: Workshop, mistakes: Mapping[str, Mistake], blamed: Blamed, case: str) -> None:
    """The mistake is one problem, with its key, its pieces and its line."""
    old, new, key, pieces = mistakes[case]
    name = workshop.changed(old, new)
    problem = workshop.problem(name)
    for piece in pieces:
        assert piece in problem.message
    assert (problem.file, problem.key) == (name, key)
    to_blame = blamed.get(case, new.splitlines()[-1] if new else None)
    if to_blame is None:
        assert problem.line is None
    else:
        lines = Path(name).read_text(encoding="utf-8").splitlines()
        assert problem.line == 1 + next(at for at, line in enumerate(lines) if to_blame in line)
