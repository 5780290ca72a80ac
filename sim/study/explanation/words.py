"""Why the outcomes of two runs differ, in words."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.result import kpis
from sim.result.number_text import number, percent_change, points
from sim.result.wording import cause_phrase
from sim.station import KpiValue
from sim.station.kpi import Detail
from sim.station.systems import event_kinds
from sim.station.topology import machine_words
from sim.study.explanation.changes import Changes, EventChange, KpiChange, LossChange
from sim.study.noise import ONE_DRAW, PairSpread
from sim.study.wording import counted, few, joined, listed

MOST = 6
"""Most items of a kind in the words about one run."""

NAMED = 6
"""Most roots of a loss that are named."""

WORTH = 0.05
"""Change of a root, as a share of the largest, from which it is named."""

_TENTHS = 1000.0
"""Tenths of a percentage point in all, to which shares are told."""

LITTLE_H = 0.5
"""Machine hours that are not worth a word [h]."""

LITTLE = 0.0005
"""Change of a share of the machine hours that is not worth a word."""

MUCH = 0.01
"""Change of a share of the machine hours that says why a run came out otherwise."""

LITTLE_WEIGHT = 0.05
"""Weight of a KPI's change that is not worth a word."""

LITTLE_MORE = 0.05
"""Change of a count, as a share of the larger, that is not worth a word."""

DRAW = 3.0
"""Change of a count of chance, in its own standard deviations, that another random draw might bring.

Counts of n and m that come about by chance are Poisson, and the standard deviation of their difference is sqrt(n + m).
Several kinds of event are looked at at once, so that two deviations would be passed too often.
"""

_EVENTS = event_kinds()
_BY_CHANCE = frozenset(name for name, kind in _EVENTS.items() if kind.chance)
"""Events whose number changes with the random draw; sunlight and plans decide on the others."""

_FOLLOWS = frozenset(name for name, kind in _EVENTS.items() if kind.follows)
"""Events that follow from others, or from the inputs: nothing that they say is not said already."""


def text(explanation: Changes) -> str:
    """The explanation as text, a line an item; what is not like for like comes first."""
    lines = [f"not like for like: {remark}" for remark in explanation.remarks]
    lines.append(sentence(explanation))
    for heading, items in sections(explanation):
        lines += [f"{heading}:", *(f"  {item}" for item in items)]
    return "\n".join(lines)


def sentence(explanation: Changes) -> str:
    """The most that can be said in one sentence."""
    said = [
        f"{heading} above all in {joined([_named(change) for change in leading])}"
        for heading, leading in _leads(explanation)
    ]
    parts = ["; ".join(said) or _little_changed(explanation)]
    if cost := _cost(explanation):
        parts.append(cost)
    return " ".join([f"{explanation.label} against {explanation.first}: {'; '.join(parts)}.", *luck(explanation)])


def luck(explanation: Changes) -> list[str]:
    """That single runs may differ by luck; where it is known by how much, what chief figures do."""
    changes = _changes(explanation)
    if explanation.noise is None:
        return [f"{ONE_DRAW[0].upper()}{ONE_DRAW[1:]}."] if changes else []
    told = [f"{change.label} ({_by(change) or 'not in both'}; {against(change)})" for change in _inside(explanation)]
    if told:
        return [f"Within the noise of random draws: {joined(few(told, 3, '{} more'))}."]
    return [f"That lies beyond the noise of random draws, as known from {explanation.noise.source}."] if changes else []


def against(change: KpiChange) -> str:
    """What a difference within noise is seen against: ``standard deviation 28 d over 30 draws``."""
    spread = change.noise
    assert spread is not None
    unit = change.difference_unit
    size = points(spread.deviation, 2).lstrip("+") if unit == "1" else number(spread.deviation, unit)
    if unit == "d":
        size = f"{spread.deviation:,.0f} d" if spread.deviation >= 1.0 else f"{spread.deviation:.1f} d"
    if isinstance(spread, PairSpread):
        return f"{counted(spread.draws, 'pair')} say {spread.said}, standard deviation {size}"
    return f"standard deviation {size} over {counted(spread.draws, 'draw')}"


def _changes(explanation: Changes) -> tuple[KpiChange, ...]:
    return (*explanation.worsened, *explanation.improved)


def _inside(explanation: Changes) -> list[KpiChange]:
    """Changes of what stands for a run that are known to lie within the noise."""
    return [change for change in _changes(explanation) if change.noise is not None and kpis.is_chief(change.name)]


def sections(explanation: Changes, most: int = MOST) -> list[tuple[str, list[str]]]:
    """Headings with an item a line; what is empty is left out.

    Args:
        explanation: What to tell.
        most: Most items under a heading.
    """
    first, label = explanation.first, explanation.label
    here = [change for change in explanation.event_groups if change.event not in _FOLLOWS]
    lost = [
        _loss(loss, explanation.pace[1], hours=explanation.equal_spans)
        for loss in explanation.losses
        if not loss.within_noise and (abs(loss.difference_share) >= LITTLE or _costs_pace(loss))
    ]
    if explanation.pace[0] != explanation.pace[1] and None not in explanation.pace:
        before, after = (machine_words(str(kind)) for kind in explanation.pace)
        lost.append(f"the pace was set by the {after} instead of the {before}")
    found = [
        ("worse", [_kpi(change) for change in _telling(explanation.worsened)]),
        ("better", [_kpi(change) for change in _telling(explanation.improved)]),
        (
            "within noise",
            [f"{change.label}: {_by(change) or 'not in both'}; {against(change)}" for change in _inside(explanation)],
        ),
        (_lost_heading(explanation), lost),
        (f"only in {label}", [_event(c, c.this_count, c.this_utc) for c in here if not c.first_count]),
        (f"only in {first}", [_event(c, c.first_count, c.first_utc) for c in here if not c.this_count]),
        (f"more often in {label}", [_more(c) for c in here if c.first_count and _more_often(c)]),
        (f"less often in {label}", [_more(c) for c in reversed(here) if c.this_count and _less_often(c)]),
    ]
    return [(heading, few(items, most, "and {} more")) for heading, items in found if items]


def brief(explanation: Changes, most: int = 2) -> str:
    """What matters in one line, for a comparison of many.

    Args:
        explanation: What to tell.
        most: Most KPIs that are worse, and that are better, and most events.
    """
    parts = [
        f"{heading}: " + ", ".join(_named(change) for change in leading)
        for heading, leading in _leads(explanation, most)
    ]
    if not parts and (_telling(explanation.worsened) or _telling(explanation.improved)):
        parts.append(_little_changed(explanation))
    if losses := _costly(explanation)[:2]:
        heading = "machine hours lost"
        if _paced(explanation):
            heading += f" by the {machine_words(str(explanation.pace[1]))}, which set the pace"
        changed = ", ".join(f"{loss.must_have} {_change(loss)}" for loss in losses)
        parts.append(f"{heading}: {changed}{_chiefly(losses[0])}")
    events = [c for c in explanation.only_here if c.event not in _FOLLOWS]
    if events:
        parts.append("only here: " + listed([f"{_words(c)} ({c.this_count})" for c in events], most))
    return "; ".join(parts) or f"no better and no worse than {explanation.first}"


def _telling(changes: Sequence[KpiChange]) -> list[KpiChange]:
    """Changes worth a word; those of machine hours have theirs elsewhere, structures tell the first, noise has none."""
    leading = [
        change
        for change in changes
        if change.noise is None and abs(change.weight) >= LITTLE_WEIGHT and not change.name.startswith("bottleneck.")
    ]
    worth = set(kpis.shown([change.name for change in leading], Detail.ALL, short=True))
    return [change for change in leading if change.name in worth or kpis.spec_of(change.name) is None]


def _leads(explanation: Changes, most: int = 2) -> list[tuple[str, list[KpiChange]]]:
    """Of what stands for a run, the changes that matter, one of a kind; the side that changed more comes first."""
    found = []
    for heading, changes in (("worse", explanation.worsened), ("better", explanation.improved)):
        chief = [change for change in _telling(changes) if kpis.is_chief(change.name) and abs(change.weight) >= 1.0]
        if chief:
            found.append((heading, _of_each_kind(chief)[:most]))
    return sorted(found, key=lambda side: (not side[1][0].of_lives, -abs(side[1][0].weight)))


def _little_changed(explanation: Changes) -> str:
    """What changed most where nothing did that matters."""
    changes = _telling((*explanation.worsened, *explanation.improved))
    if not changes:
        return "no better and no worse"
    most = max(changes, key=lambda change: (kpis.is_chief(change.name), abs(change.weight)))
    return f"nothing changed by as much as matters, most {_named(most)}"


def _of_each_kind(changes: Sequence[KpiChange]) -> list[KpiChange]:
    """The first change of each group of KPIs."""
    found: dict[int, KpiChange] = {}
    for change in changes:
        found.setdefault(kpis.rank(change.name)[0], change)
    return list(found.values())


def _more_often(change: EventChange) -> bool:
    return change.this_count - change.first_count > _little(change)


def _less_often(change: EventChange) -> bool:
    return change.first_count - change.this_count > _little(change)


def _little(change: EventChange) -> float:
    """Change of a count that is not worth a word."""
    share = LITTLE_MORE * max(change.first_count, change.this_count)
    if change.event not in _BY_CHANCE:
        return share
    return max(share, DRAW * math.sqrt(change.first_count + change.this_count))


def _costly(explanation: Changes) -> list[LossChange]:
    """Losses that say why the outcome of a run differs, largest change first.

    Where both runs have pace-setting machines of a kind, those that cost these machines something: what others lost
    did not cost the station anything. Else those that changed by a share worth a word.
    """
    losses = [loss for loss in explanation.losses if not loss.within_noise]
    if _paced(explanation):
        least = MUCH * (explanation.pace_service_h or 0.0)
        return [loss for loss in losses if _costs_pace(loss) and abs(loss.pace_difference_h or 0.0) >= least]
    return [loss for loss in losses if abs(loss.difference_share) >= MUCH]


def _paced(explanation: Changes) -> bool:
    """Whether the losses of the pace-setting machines can be compared."""
    return all(loss.pace_difference_h is not None for loss in explanation.losses)


def _costs_pace(loss: LossChange) -> bool:
    return abs(loss.pace_difference_h or 0.0) >= LITTLE_H


def _cost(explanation: Changes) -> str:
    """What changed most of what was lost, in a clause; nothing where nothing did."""
    losses = _costly(explanation)
    if not losses:
        return ""
    loss = losses[0]
    if loss.pace_difference_h is not None:
        change = loss.pace_difference_h
        cost = f"the {machine_words(str(explanation.pace[1]))}, which set the pace, {abs(change):,.0f} machine hours"
    else:
        change = loss.difference_share
        cost = f"{abs(100 * change):.1f} points of the machine hours"
    return f"{loss.must_have} cost {cost} {'more' if change > 0 else 'less'}{_chiefly(loss)}"


def _lost_heading(explanation: Changes) -> str:
    before, after = explanation.service_first_h, explanation.service_this_h
    if abs(after - before) < LITTLE_H:
        return f"machine hours lost, of {after:,.0f} in service"
    return f"machine hours lost, of {after:,.0f} in service instead of {before:,.0f}"


def _loss(loss: LossChange, pace: str | None, *, hours: bool) -> str:
    """What was lost to a must-have in either run, and its roots: the largest by name, so that all add up to the change.

    Args:
        loss: What to tell.
        pace: Kind of machine that set the pace of this run, if any did.
        hours: Whether to tell it in hours, which only runs of equal length have alike; else in shares.
    """
    change = points(loss.difference_share)
    if hours:
        whole = round(loss.difference_h)
        cost = f"{loss.must_have} {whole:+,d} h ({loss.first_h:,.0f} -> {loss.this_h:,.0f} h, {change})"
        parts = [(cause, round(cause.difference_h)) for cause in loss.causes]
    else:
        whole = round(_TENTHS * loss.difference_share)
        cost = f"{loss.must_have} {change} ({100 * loss.first_share:.1f} -> {100 * loss.this_share:.1f} %)"
        parts = [(cause, round(_TENTHS * cause.difference_share)) for cause in loss.causes]
    named = sorted((part for part in parts if part[1]), key=lambda part: -abs(part[1]))
    named = [part for part in named if abs(part[1]) >= WORTH * abs(named[0][1])][:NAMED]
    told = [(cause_phrase(cause.kind, cause.state), amount) for cause, amount in named]
    # What is left, by name or by rounding, is told too: what is shown adds up.
    if told and (rest := whole - sum(amount for _, amount in named)):
        told.append(("all else", rest))
    if told:
        amounts = [f"{words} {f'{amount:+,d} h' if hours else points(amount / _TENTHS)}" for words, amount in told]
        cost += ": " + ", ".join(amounts)
    if _costs_pace(loss):
        more = loss.pace_difference_h or 0.0
        lost = f"lost {abs(more):,.0f} h {'more' if more > 0 else 'less'} until the goal or the end"
        cost += f"; the {machine_words(str(pace))}, which set the pace, {lost}"
    return cost


def _change(loss: LossChange) -> str:
    """Change of a loss: hours of the machines that set the pace where they are known, else points."""
    pace = loss.pace_difference_h
    return points(loss.difference_share) if pace is None else f"{pace:+,.0f} h"


def _chiefly(loss: LossChange) -> str:
    """The root that changed a loss most, the way the loss changed."""
    pace = loss.pace_difference_h
    if pace is None:
        roots = [cause for cause in loss.causes if cause.difference_share * loss.difference_share > 0]
    else:
        roots = [cause for cause in loss.pace_causes if cause.difference_h * pace > 0]
    return f", chiefly {cause_phrase(roots[0].kind, roots[0].state)}" if roots else ""


def _kpi(change: KpiChange) -> str:
    sides = f"{_value(change, change.this)} instead of {_value(change, change.first)}"
    return f"{change.label}: {sides} ({_by(change)})" if _by(change) else f"{change.label}: {sides}"


def _named(change: KpiChange) -> str:
    if change.this == 0 and isinstance(change.first, int | float) and change.unit != "1":
        return f"{change.label} (none instead of {_value(change, change.first)})"
    if change.first == 0 and isinstance(change.this, int | float) and change.unit not in ("1", "kg"):
        return f"{change.label} ({_value(change, change.this)} instead of none)"
    if change.unit == "kg" and change.difference is not None:
        return f"{change.label} ({number(change.difference, change.unit, signed=True)})"
    return f"{change.label} ({_by(change) or _value(change, change.this)})"


def _value(change: KpiChange, value: KpiValue) -> str:
    """A value; a date that never came is one that the run did not see."""
    return "not by the end" if value is None and change.unit == "UTC date" else number(value, change.unit)


def _by(change: KpiChange) -> str:
    """By how much a KPI changed: points, days, percent; nothing where that is unknown."""
    if change.difference is None:
        return ""
    if change.difference_unit == "d" or (change.unit == "1" and isinstance(change.difference, float)):
        return number(change.difference, change.difference_unit, signed=True)
    if isinstance(change.first, str) or not change.first:
        return number(change.difference, change.difference_unit, signed=True)
    # From a small beginning a percentage says nothing.
    if abs(change.difference) >= 10 * abs(change.first):
        return number(change.difference, change.unit, signed=True)
    return percent_change(change.difference, of=abs(change.first))


def _words(change: EventChange) -> str:
    words = change.event.removeprefix("structure_").replace("_", " ")
    return words if words.split()[0] == change.subject else f"{change.subject} {words}"


def _event(change: EventChange, count: int, when: object) -> str:
    """``digger cold failure: 19 times, first 2031-08-02``; a date alone for what happened once."""
    day = str(when)[:10]
    return f"{_words(change)}: {day}" if count == 1 else f"{_words(change)}: {counted(count, 'time')}, first {day}"


def _more(change: EventChange) -> str:
    return f"{_words(change)}: {change.this_count:,d} instead of {counted(change.first_count, 'time')}"
