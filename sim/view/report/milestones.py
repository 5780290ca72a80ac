"""The opening of a report: milestones against the published plan, and what held each back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.result import Result
from sim.result.milestones import Milestone, answer, milestones
from sim.view.kit.text import plain
from sim.view.panels.milestones import LATE, NEVER, colour_of
from sim.view.report.phrases import sentence
from sim.view.report.subject import Subject

_TONES = {NEVER: "worse", LATE: "late"}
"""Classes of the page by the colour that the figure gives a milestone; that of what was in time is ``better``."""


@dataclass(frozen=True)
class Cell:
    """What came of a milestone in a run: its date, how that lies to the plan, and the class that colours it."""

    date: str
    late: str
    tone: str


@dataclass(frozen=True)
class Line:
    """A milestone: its title, the dates of the plan, what came of it in each run, what held it back in the first."""

    title: str
    stage: bool
    plan: str
    cells: tuple[Cell, ...]
    held: str


@dataclass(frozen=True)
class Opening:
    """What a report opens with.

    Attributes:
        sentences: What became of the milestones of each run.
        lines: The milestones, in the order in which the first run reached them.
        plans: The documents that have the published dates.
    """

    sentences: tuple[str, ...]
    lines: tuple[Line, ...]
    plans: tuple[str, ...]


def opening(subject: Subject) -> Opening | None:
    """What the report on some runs opens with; None where none of them has milestones."""
    every = [milestones(run) for run in subject.runs]
    if not any(every):
        return None
    keys = list(dict.fromkeys(one.planned.key for found in every for one in found))
    rows = [[_named(found, key) for found in every] for key in keys]
    sentences = [
        sentence(answer(run, found)) if subject.comparison is None else f"{label}: {answer(run, found)}."
        for label, run, found in zip(subject.labels, subject.runs, every, strict=True)
        if found
    ]
    return Opening(tuple(sentences), tuple(_line(row) for row in rows), _plans(subject.runs, every))


def _named(found: Sequence[Milestone], key: str) -> Milestone | None:
    return next((one for one in found if one.planned.key == key), None)


def _line(row: Sequence[Milestone | None]) -> Line:
    about = next(one for one in row if one is not None)
    stage = about.planned.goal is None
    return Line(plain(about.planned.title), stage, about.plan_words, tuple(map(_cell, row)), plain(about.held))


def _cell(one: Milestone | None) -> Cell:
    if one is None:
        return Cell("", "", "")
    known = bool(one.late_words) or one.reached is None
    return Cell(one.date_words, one.late_words, _TONES.get(colour_of(one), "better") if known else "")


def _plans(runs: Sequence[Result], every: Sequence[Sequence[Milestone]]) -> tuple[str, ...]:
    found = {}
    for run, reached in zip(runs, every, strict=True):
        for one in reached:
            if one.planned.source in run.scenario.references:
                found[one.planned.source] = plain(run.scenario.references[one.planned.source].title)
    return tuple(found[key] for key in sorted(found))
