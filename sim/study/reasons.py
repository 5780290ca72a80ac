"""Why one run came out other than another, in words."""

from __future__ import annotations

from collections.abc import Sequence

from sim.result.result import KpiValue
from sim.result.wording import cause_phrase, machines
from sim.study.account import Account, EventChange, KpiChange, LossChange
from sim.study.wording import counted, listed, number

MOST = 6
"""Most items of a kind in the words about one run."""

LITTLE_H = 0.5
"""Machine hours that are not worth a word [h]."""

LITTLE = 0.0005
"""Change of a share of the machine hours that is not worth a word."""

LITTLE_WEIGHT = 0.005
"""Weight of a KPI's change that is not worth a word."""

LITTLE_MORE = 0.05
"""Change of a count, as a share of the larger, that is not worth a word: another random draw would bring as much."""

_FOLLOWS = frozenset(
    {
        "arrived",
        "buffer_freed",
        "delivery",
        "outage_ended",
        "repair_started",
        "repaired",
        "restored",
        "storage_resumed",
        "structure_started",
        "survival_restored",
    }
)
"""Events that follow from others, or from the inputs: nothing that they tell is not told already."""


def text(explanation: Account) -> str:
    """The explanation as text, a line an item."""
    lines = [sentence(explanation)]
    for heading, items in sections(explanation):
        lines += [f"{heading}:", *(f"  {item}" for item in items)]
    return "\n".join(lines)


def sentence(explanation: Account) -> str:
    """The most that can be said in one sentence."""
    said = []
    for heading, changes in (("worse", explanation.worsened), ("better", explanation.improved)):
        if told := _telling(changes):
            said.append(f"{heading} above all in {_named(told[0])}")
    parts = [", ".join(said) or "no better and no worse"]
    losses = [loss for loss in explanation.losses if abs(loss.difference_share) >= LITTLE]
    if losses:
        chief = losses[0]
        more = "more" if chief.difference_share > 0 else "less"
        points = f"{abs(100 * chief.difference_share):.1f} points of the machine hours {more}"
        parts.append(f"{chief.must_have} cost {points}{_chiefly(chief)}")
    return f"{explanation.label} against {explanation.first}: {'; '.join(parts)}."


def sections(explanation: Account, most: int = MOST) -> list[tuple[str, list[str]]]:
    """Headings with an item a line; what is empty is left out.

    Args:
        explanation: What to tell.
        most: Most items under a heading.
    """
    first, label = explanation.first, explanation.label
    here = [change for change in explanation.event_groups if change.event not in _FOLLOWS]
    lost = [_loss(loss) for loss in explanation.losses if abs(loss.difference_share) >= LITTLE]
    if explanation.pace[0] != explanation.pace[1] and None not in explanation.pace:
        before, after = (machines(str(kind)) for kind in explanation.pace)
        lost.append(f"the pace was set by the {after} instead of the {before}")
    found = [
        ("worse", [_kpi(change) for change in _telling(explanation.worsened)]),
        ("better", [_kpi(change) for change in _telling(explanation.improved)]),
        (_lost_heading(explanation), lost),
        (f"only in {label}", [_event(c, c.this_count, c.this_utc) for c in here if not c.first_count]),
        (f"only in {first}", [_event(c, c.first_count, c.first_utc) for c in here if not c.this_count]),
        (f"more often in {label}", [_more(c) for c in here if c.first_count and _more_often(c)]),
        (f"less often in {label}", [_more(c) for c in reversed(here) if c.this_count and _less_often(c)]),
    ]
    return [(heading, _cut(items, most)) for heading, items in found if items]


def brief(explanation: Account, most: int = 2) -> str:
    """What matters in one line, for a comparison of many.

    Args:
        explanation: What to tell.
        most: Most KPIs that are worse, and that are better, and most events.
    """
    parts = []
    for heading, changes in (("worse", explanation.worsened), ("better", explanation.improved)):
        if told := _telling(changes):
            parts.append(f"{heading}: " + ", ".join(_named(change) for change in told[:most]))
    losses = [loss for loss in explanation.losses if abs(loss.difference_share) >= LITTLE][:2]
    if losses:
        changed = ", ".join(f"{loss.must_have} {100 * loss.difference_share:+.1f} pt" for loss in losses)
        parts.append(f"machine hours lost: {changed}{_chiefly(losses[0])}")
    events = [c for c in explanation.only_here if c.event not in _FOLLOWS]
    if events:
        parts.append("only here: " + listed([f"{_words(c)} ({c.this_count})" for c in events], most))
    return "; ".join(parts) or f"no better and no worse than {explanation.first}"


def _telling(changes: Sequence[KpiChange]) -> list[KpiChange]:
    """Changes worth a word; those of machine hours have theirs elsewhere."""
    return [c for c in changes if abs(c.weight) >= LITTLE_WEIGHT and not c.name.startswith("bottleneck.")]


def _more_often(change: EventChange) -> bool:
    return change.this_count - change.first_count > LITTLE_MORE * change.this_count


def _less_often(change: EventChange) -> bool:
    return change.first_count - change.this_count > LITTLE_MORE * change.first_count


def _lost_heading(explanation: Account) -> str:
    before, after = explanation.service_first_h, explanation.service_this_h
    if abs(after - before) < LITTLE_H:
        return f"machine hours lost, of {after:,.0f} in service"
    return f"machine hours lost, of {after:,.0f} in service instead of {before:,.0f}"


def _loss(loss: LossChange) -> str:
    told = f"{loss.must_have} {loss.difference_h:+,.0f} h ({loss.first_h:,.0f} -> {loss.this_h:,.0f} h"
    told += f", {100 * loss.difference_share:+.1f} pt)"
    causes = [cause for cause in loss.causes if abs(cause.difference_h) >= LITTLE_H]
    if causes:
        told += ": " + ", ".join(f"{cause_phrase(c.kind, c.state)} {c.difference_h:+,.0f} h" for c in causes[:2])
    if loss.pace_first_h is not None and loss.pace_this_h is not None:
        pace = loss.pace_this_h - loss.pace_first_h
        if abs(pace) >= LITTLE_H:
            told += f"; the machines that set the pace {pace:+,.0f} h"
    return told


def _chiefly(loss: LossChange) -> str:
    """The root that changed a loss most, the way the loss changed."""
    same_way = [cause for cause in loss.causes if cause.difference_h * loss.difference_share > 0]
    return f", chiefly {cause_phrase(same_way[0].kind, same_way[0].state)}" if same_way else ""


def _kpi(change: KpiChange) -> str:
    sides = f"{_value(change, change.this)} instead of {_value(change, change.first)}"
    return f"{change.label}: {sides} ({_by(change)})" if _by(change) else f"{change.label}: {sides}"


def _named(change: KpiChange) -> str:
    return f"{change.label} ({_by(change) or _value(change, change.this)})"


def _value(change: KpiChange, value: KpiValue) -> str:
    """A value; a date that never came is one that the run did not see."""
    return "not by the end" if value is None and change.unit == "UTC date" else number(value, change.unit)


def _by(change: KpiChange) -> str:
    """By how much a KPI changed: points, days, percent; nothing where that cannot be told."""
    if change.difference is None:
        return ""
    if change.difference_unit == "d" or (change.unit == "1" and isinstance(change.difference, float)):
        return number(change.difference, change.difference_unit, signed=True)
    if isinstance(change.first, str) or not change.first:
        return number(change.difference, change.difference_unit, signed=True)
    percent = 100 * change.difference / abs(change.first)
    # From a small beginning a percentage says nothing.
    return f"{percent:+,.1f} %" if abs(percent) < 1000 else number(change.difference, change.unit, signed=True)


def _words(change: EventChange) -> str:
    words = change.event.removeprefix("structure_").replace("_", " ")
    return words if words.split()[0] == change.subject else f"{change.subject} {words}"


def _event(change: EventChange, count: int, when: object) -> str:
    """``digger cold failure: 19 times, first 2031-08-02``; a date alone for what happened once."""
    day = str(when)[:10]
    return f"{_words(change)}: {day}" if count == 1 else f"{_words(change)}: {counted(count, 'time')}, first {day}"


def _more(change: EventChange) -> str:
    return f"{_words(change)}: {change.this_count:,d} instead of {counted(change.first_count, 'time')}"


def _cut(items: Sequence[str], most: int) -> list[str]:
    return list(items) if len(items) <= most + 1 else [*items[:most], f"and {len(items) - most} more"]
