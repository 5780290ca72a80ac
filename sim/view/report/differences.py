"""Each run of a comparison beside the first: which inputs differ, and which outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.result import LOSSES
from sim.scenario import Provenance
from sim.station.states import TRANSPORT
from sim.study import Comparison
from sim.study.explanation import words
from sim.study.explanation.changes import EventChange
from sim.study.explanation.explanation import Explanation
from sim.view.figures import kpi_table
from sim.view.kit.text import plain
from sim.view.report.numbers import KpiLine, kpi_line
from sim.view.report.subject import Subject


@dataclass(frozen=True)
class Side:
    """One side of a changed input: its text and where it comes from."""

    text: str
    origin: str


@dataclass(frozen=True)
class Change:
    """One changed input."""

    key: str
    before: Side
    after: Side


@dataclass(frozen=True)
class Happening:
    """A kind of event that two runs did not have equally often: what, how often in each, when first."""

    text: str
    before: int
    after: int
    first: str


@dataclass(frozen=True)
class Against:
    """A run beside the first: which inputs differ, and which outcomes.

    Attributes:
        number: Number of the run.
        label: Its name.
        sentence: The most that can be said in one sentence.
        changes: Its changed inputs.
        outcomes: Chief key figures that differ: label, unit, value of the first and of this, difference.
        shares: Machine hours by must-have: name, share of the first, of this, difference.
        events: Events that either had more often, those that only one had first.
    """

    number: int
    label: str
    sentence: str
    changes: tuple[Change, ...]
    outcomes: tuple[KpiLine, ...]
    shares: tuple[tuple[str, float, float, float], ...]
    events: tuple[Happening, ...]


def against(subject: Subject, comparison: Comparison) -> tuple[Against, ...]:
    """Every run but the first, compared with the first."""
    first = subject.first.bottlenecks.shares
    rows = [kpi_line(row) for _, row in kpi_table.kpi_rows(comparison.kpis)]
    found = []
    for number, run in enumerate(subject.runs[1:], 1):
        label = comparison.labels[number]
        why = comparison.explain(label)
        shares = run.bottlenecks.shares
        found.append(
            Against(
                number,
                subject.labels[number],
                _sentence(why),
                tuple(
                    Change(change.key, _side(change.a, change.a_text), _side(change.b, change.b_text))
                    for change in comparison.changes.get(label, ())
                ),
                tuple(line for line in rows if line.differences[number - 1].text not in {"=", "≈"}),
                tuple(
                    (name, first[name], shares[name], shares[name] - first[name])
                    for name in LOSSES
                    if name != TRANSPORT or first[name] or shares[name]
                ),
                _happenings(why.event_groups),
            )
        )
    return tuple(found)


def _sentence(why: Explanation) -> str:
    """The explanation in one sentence, without the names that its heading says."""
    text = plain(words.sentence(why).removeprefix(f"{why.label} against {why.first}: "))
    return text[:1].upper() + text[1:]


def _happenings(events: Sequence[EventChange]) -> tuple[Happening, ...]:
    """Events by what they tell: those of one run only first, then those that changed most."""
    ordered = sorted(
        events,
        key=lambda e: (bool(e.first_count and e.this_count), not e.this_count, -abs(e.this_count - e.first_count)),
    )
    return tuple(
        Happening(
            f"{plain(event.subject)}: {event.event.replace('_', ' ')}",
            event.first_count,
            event.this_count,
            f"{event.this_utc or event.first_utc:%Y-%m-%d}",
        )
        for event in ordered
        if event.first_count != event.this_count
    )


def _side(value: object, text: str) -> Side:
    if not isinstance(value, Provenance):
        return Side("not there" if value is None else plain(text), "")
    return Side(plain(text), plain(value.origin))
