"""Finding out why one run came out other than another."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping

from sim.result import MUST_HAVES, Result
from sim.scenario import Difference
from sim.station import Event
from sim.study import senses
from sim.study.account import CauseChange, EventChange, KpiChange, LossChange
from sim.study.explanation import Explanation
from sim.study.rows import KpiRow


def explain(
    first: tuple[str, Result],
    this: tuple[str, Result],
    rows: Mapping[str, KpiRow],
    inputs: Iterable[Difference],
    remarks: Iterable[str],
) -> Explanation:
    """Hold one run against another.

    Args:
        first: Label and result of the run to hold it against.
        this: Label and result of the run.
        rows: Rows of the KPIs, with differences to the first.
        inputs: What the inputs differ in.
        remarks: What keeps the two from being like for like.
    """
    a, b = first[1], this[1]
    changes = [change for row in rows.values() if (change := _kpi_change(row, first[0], this[0], rows, b))]
    by_unit = _event_changes(a, b, merged=False)
    return Explanation(
        first=first[0],
        label=this[0],
        losses=_losses(a, b),
        worsened=tuple(sorted((c for c in changes if c.weight > 0), key=lambda c: (-c.weight, c.name))),
        improved=tuple(sorted((c for c in changes if c.weight < 0), key=lambda c: (c.weight, c.name))),
        events=by_unit,
        event_groups=_event_changes(a, b, merged=True),
        inputs=tuple(inputs),
        service_first_h=a.bottlenecks.service_hours,
        service_this_h=b.bottlenecks.service_hours,
        pace=(_pace(a), _pace(b)),
        remarks=tuple(remarks),
    )


def _losses(a: Result, b: Result) -> tuple[LossChange, ...]:
    totals, shares = (a.bottlenecks.totals, b.bottlenecks.totals), (a.bottlenecks.shares, b.bottlenecks.shares)
    hours: dict[tuple[str, str, str], list[float]] = {}
    for side, run in enumerate((a, b)):
        for cause in run.bottlenecks.causes:
            hours.setdefault((cause.must_have, cause.kind, cause.state), [0.0, 0.0])[side] += cause.hours
    causes = sorted((CauseChange(*key, *sides) for key, sides in hours.items()), key=_by_change)
    paces = (a.bottlenecks.pace, b.bottlenecks.pace)
    found = []
    for must_have in MUST_HAVES:
        pace: tuple[float | None, float | None] = (None, None)
        if paces[0] is not None and paces[1] is not None and paces[0].kind == paces[1].kind:
            pace = (paces[0].limit(must_have).hours, paces[1].limit(must_have).hours)
        found.append(
            LossChange(
                must_have,
                totals[0][must_have],
                totals[1][must_have],
                shares[0][must_have],
                shares[1][must_have],
                *pace,
                causes=tuple(cause for cause in causes if cause.must_have == must_have),
            )
        )
    return tuple(sorted(found, key=lambda loss: -abs(loss.this_share - loss.first_share)))


def _by_change(cause: CauseChange) -> tuple[float, str, str]:
    return -abs(cause.difference_h), cause.kind, cause.state


def _pace(run: Result) -> str | None:
    return None if run.bottlenecks.pace is None else run.bottlenecks.pace.kind


def _kpi_change(row: KpiRow, first: str, this: str, rows: Mapping[str, KpiRow], run: Result) -> KpiChange | None:
    """How a KPI changed; None where it did not, or neither way is better."""
    better = senses.sense(row.name)
    before, after = row[first], row[this]
    if before == after or not better:
        return None
    difference = row.differences[row.labels.index(this)]
    weight = _weight(row, first, this, rows, run)
    return KpiChange(row.name, row.label, row.unit, before, after, difference, row.difference_unit, weight)


def _weight(row: KpiRow, first: str, this: str, rows: Mapping[str, KpiRow], run: Result) -> float:
    before, after = row[first], row[this]
    if isinstance(before, str) or isinstance(after, str):
        if before is None or after is None:
            return 1.0 if after is None else -1.0
        days = (dt.date.fromisoformat(str(after)) - dt.date.fromisoformat(str(before))).days
        return max(-1.0, min(1.0, days * 24.0 / run.until_h))
    if before is None or after is None:
        return 0.0
    change = -senses.sense(row.name) * (after - before)
    if row.unit == "1" and isinstance(before, float):
        return max(-1.0, min(1.0, change))
    whole = rows.get(senses.scale(row.name) or "")
    among = (whole[first], whole[this]) if whole is not None else ()
    sizes = [abs(value) for value in (before, after, *among) if isinstance(value, int | float)]
    return change / max(sizes)


def _event_changes(a: Result, b: Result, *, merged: bool) -> tuple[EventChange, ...]:
    """What happened more or less often, in the time that both runs cover (in all of it where they share none)."""
    start, end = max(a.start, b.start), min(a.end, b.end)
    groups = _groups(a) | _groups(b) if merged else frozenset[str]()
    sides = []
    for run in (a, b):
        times: dict[tuple[str, str, str], list[dt.datetime]] = {}
        for event in run.events:
            utc = run.start + dt.timedelta(hours=event.time_h)
            if start >= end or start <= utc <= end:
                times.setdefault((event.system, _subject(event, groups), event.event), []).append(utc)
        sides.append(times)
    before, after = sides
    changes = []
    for key in before.keys() | after.keys():
        one, other = before.get(key, []), after.get(key, [])
        if len(one) != len(other):
            changes.append(EventChange(*key, len(one), len(other), min(one, default=None), min(other, default=None)))
    return tuple(sorted(changes, key=_by_novelty))


def _by_novelty(change: EventChange) -> tuple[bool, int, str, str, str]:
    """What only one run had first, the second run's before the first's."""
    new = bool(change.first_count)
    return new, change.first_count - change.this_count, change.system, change.event, change.subject


def _subject(event: Event, groups: frozenset[str]) -> str:
    """What an event happened to: the group that a unit belongs to, else itself."""
    stem = re.sub(r"-\d+$", "", event.subject)
    return stem if stem in groups else event.subject


def _groups(run: Result) -> frozenset[str]:
    """Names of the groups of machines of a run."""
    tools = run.scenario.tools
    return frozenset({*tools.excavators, *tools.sieves, *tools.printers, *tools.layers})
