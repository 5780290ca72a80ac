"""What a report is about: one run, or several compared with the first."""

from __future__ import annotations

from dataclasses import dataclass

from sim.result import Result
from sim.study import Comparison
from sim.view.kit.text import plain, short
from sim.view.run_facts import offsets

LABEL_LETTERS = 48
"""Longest name of a scenario in tables and buttons; the whole name is in the inputs."""


@dataclass(frozen=True)
class Subject:
    """What a report is about.

    Attributes:
        runs: The runs, the first of which is the reference.
        labels: A name for each, one line, all different.
        comparison: The comparison; None where there is one run only.
    """

    runs: tuple[Result, ...]
    labels: tuple[str, ...]
    comparison: Comparison | None

    @property
    def first(self) -> Result:
        """The run that the others are compared with."""
        return self.runs[0]

    @property
    def offsets(self) -> tuple[float, ...]:
        """Start of each run after the first one's [h]."""
        return offsets(self.runs)

    @property
    def end(self) -> float:
        """Latest end of a run after the first one's start [h]."""
        return max(offset + run.until_h for offset, run in zip(self.offsets, self.runs, strict=True))


def subject_of(what: Result | Comparison) -> Subject:
    """The subject of a report on a run or a comparison."""
    if isinstance(what, Result):
        return Subject((what,), (_label(what.name),), None)
    labels: list[str] = []
    for label in what.labels:
        name = _label(label)
        # Names that are alike to their 48th letter must still be distinguished.
        labels.append(name if name not in labels else f"{name} ({len(labels) + 1})")
    return Subject(tuple(what.results), tuple(labels), what)


def _label(name: str) -> str:
    return short(plain(name), LABEL_LETTERS) or "run"
