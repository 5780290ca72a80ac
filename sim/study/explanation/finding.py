"""Finding out why the outcomes of two runs differ."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from sim.result import Result, kpis
from sim.result.pace import Pace
from sim.scenario import Difference
from sim.scenario.schema.machines import machines_at
from sim.station import Event, KpiValue
from sim.station.crew.events import LOST
from sim.station.states import HOLD_BACK
from sim.study.explanation.changes import CauseChange, EventChange, KpiChange, LossChange
from sim.study.explanation.explanation import Explanation
from sim.study.noise import Noise
from sim.study.rows import KpiRow

Roots = Mapping[tuple[str, str, str], float]
"""Machine hours lost, by must-have, kind and state of the machines at the root [h]."""


def explain(
    first: tuple[str, Result],
    this: tuple[str, Result],
    rows: Mapping[str, KpiRow],
    inputs: Iterable[Difference],
    remarks: Iterable[str],
    noise: Noise | None = None,
) -> Explanation:
    """Hold one run against another.

    Args:
        first: Label and result of the run to hold it against.
        this: Label and result of the run.
        rows: Rows of the KPIs, with differences to the first.
        inputs: What the inputs differ in.
        remarks: What keeps the two from being like for like.
        noise: How far apart draws of the scenarios lie, where that is known.
    """
    a, b = first[1], this[1]
    changes = [change for row in rows.values() if (change := _kpi_change(row, first, this, rows, noise))]
    changes.sort(key=_by_weight)
    by_unit = _event_changes(a, b, merged=False)
    return Explanation(
        first=first[0],
        label=this[0],
        losses=_losses(a, b, partial(_loss_within, this[0], noise)),
        worsened=tuple(change for change in changes if change.weight > 0),
        improved=tuple(change for change in changes if change.weight < 0),
        events=by_unit,
        event_groups=_event_changes(a, b, merged=True),
        inputs=tuple(inputs),
        service_first_h=a.bottlenecks.service_hours,
        service_this_h=b.bottlenecks.service_hours,
        pace=(_pace(a), _pace(b)),
        pace_service_h=max((pace.service_hours for pace in _paces(a, b) or ()), default=None),
        equal_spans=a.until_h == b.until_h,
        remarks=tuple(remarks),
        noise=noise,
    )


def _loss_within(label: str, noise: Noise | None, must_have: str, shares: tuple[float, float]) -> bool:
    """Whether the change of what was lost to a must-have lies within the noise."""
    if noise is None:
        return False
    return noise.within(label, f"bottleneck.{must_have}", shares, shares[1] - shares[0])


def _losses(a: Result, b: Result, within: Callable[[str, tuple[float, float]], bool]) -> tuple[LossChange, ...]:
    totals, shares = (a.bottlenecks.totals, b.bottlenecks.totals), (a.bottlenecks.shares, b.bottlenecks.shares)
    services = (a.bottlenecks.service_hours, b.bottlenecks.service_hours)
    causes = sorted(_cause_changes((_roots(a), _roots(b)), services), key=_by_share)
    paces = _paces(a, b)
    pace_causes: list[CauseChange] = []
    if paces is not None:
        roots = (_pace_roots(paces[0]), _pace_roots(paces[1]))
        pace_services = (paces[0].service_hours, paces[1].service_hours)
        pace_causes = sorted(_cause_changes(roots, pace_services), key=_by_hours)
    found = [
        LossChange(
            must_have,
            totals[0][must_have],
            totals[1][must_have],
            shares[0][must_have],
            shares[1][must_have],
            None if paces is None else paces[0].limit(must_have).hours,
            None if paces is None else paces[1].limit(must_have).hours,
            causes=tuple(cause for cause in causes if cause.must_have == must_have),
            pace_causes=tuple(cause for cause in pace_causes if cause.must_have == must_have),
            within_noise=within(must_have, (shares[0][must_have], shares[1][must_have])),
        )
        for must_have in HOLD_BACK
        if must_have in {*a.bottlenecks.limits, *b.bottlenecks.limits}
    ]
    return tuple(sorted(found, key=_by_cost))


def _paces(a: Result, b: Result) -> tuple[Pace, Pace] | None:
    """What set the pace of either run; None where that is not the same kind of machine, or not for equally long."""
    first, this = a.bottlenecks.pace, b.bottlenecks.pace
    if first is None or this is None or first.kind != this.kind or a.until_h != b.until_h:
        return None
    return first, this


def _roots(run: Result) -> Roots:
    """What all machines lost in the whole run."""
    return {(cause.must_have, cause.kind, cause.state): cause.hours for cause in run.bottlenecks.causes}


def _pace_roots(pace: Pace) -> Roots:
    """What the pace-setting machines lost until the last structure stood."""
    return {(limit.must_have, *cause): hours for limit in pace.limits for cause, hours in limit.causes.items()}


def _cause_changes(sides: tuple[Roots, Roots], services: tuple[float, float]) -> Iterator[CauseChange]:
    """Every root of either side, with its share of the machine hours in service there."""
    for key in sides[0].keys() | sides[1].keys():
        first, this = (side.get(key, 0.0) for side in sides)
        shares = (lost / service if service else 0.0 for lost, service in zip((first, this), services, strict=True))
        yield CauseChange(*key, first, this, *shares)


def _by_cost(loss: LossChange) -> tuple[float, float]:
    """An hour of the machines that set the pace is lost to the station; an hour of others need not be."""
    return -abs(loss.pace_difference_h or 0.0), -abs(loss.difference_share)


def _by_share(cause: CauseChange) -> tuple[float, str, str]:
    return -abs(cause.difference_share), cause.kind, cause.state


def _by_hours(cause: CauseChange) -> tuple[float, str, str]:
    return -abs(cause.difference_h), cause.kind, cause.state


def _pace(run: Result) -> str | None:
    return None if run.bottlenecks.pace is None else run.bottlenecks.pace.kind


def _by_weight(change: KpiChange) -> tuple[bool, bool, float, list[int], str]:
    """Lives, what stands for a run, then by how much it matters; of structures alike the one that stands last."""
    dates = []
    if kpis.is_completion(change.name):
        never = dt.date.max
        stands = [never if day is None else dt.date.fromisoformat(str(day)) for day in (change.first, change.this)]
        dates = sorted(-day.toordinal() for day in stands)
    chief = kpis.is_chief(change.name)
    return not (chief and change.of_lives), not chief, -abs(change.weight), dates, change.name


def _kpi_change(
    row: KpiRow,
    first: tuple[str, Result],
    this: tuple[str, Result],
    rows: Mapping[str, KpiRow],
    noise: Noise | None,
) -> KpiChange | None:
    """How a KPI changed; None where it did not, neither way is better, or the runs' spans hide it."""
    before, after = row[first[0]], row[this[0]]
    if before == after or not kpis.better(row.name):
        return None
    if kpis.grows(row.name) and first[1].until_h != this[1].until_h:
        return None
    if (after is None and _is_after(before, this[1].end)) or (before is None and _is_after(after, first[1].end)):
        return None
    difference = row.differences[row.labels.index(this[0])]
    spread = None if noise is None else noise.spread(this[0], row.name)
    weight = _weight(row, first[0], this[0], rows, this[1], 0.0 if spread is None else spread.deviation)
    within = spread is not None and spread.holds(difference)
    return KpiChange(
        row.name,
        row.label,
        row.unit,
        before,
        after,
        difference,
        row.difference_unit,
        weight,
        spread if within else None,
    )


def _is_after(value: KpiValue, end: dt.datetime) -> bool:
    """Whether a date lies after the end of a run, which could not have seen it."""
    return isinstance(value, str) and dt.datetime.combine(dt.date.fromisoformat(value), dt.time()) >= end


def _weight(
    row: KpiRow, first: str, this: str, rows: Mapping[str, KpiRow], run: Result, deviation: float = 0.0
) -> float:
    """How much a change matters, in sizes of a change that does; a date that never came is late by the whole run.

    Where the standard deviation over draws is larger than that size, it is the size.
    """
    before, after = row[first], row[this]
    scale = kpis.scale(row.name)
    if isinstance(before, str) or isinstance(after, str):
        size = max(scale.amount, deviation)
        if before is None or after is None:
            return (1.0 if after is None else -1.0) * run.until_h / 24.0 / size
        return (dt.date.fromisoformat(str(after)) - dt.date.fromisoformat(str(before))).days / size
    if before is None or after is None:
        return 0.0
    change = -kpis.better(row.name) * (after - before)
    if not scale.relative:
        return change / max(scale.amount, deviation)
    whole = rows.get(kpis.whole(row.name) or "")
    among = (whole[first], whole[this]) if whole is not None else ()
    sizes = [abs(value) for value in (before, after, *among) if isinstance(value, int | float)]
    # Divided in this order, which decides on the last digit.
    return min(change / max(sizes) / scale.amount, change / deviation if deviation else math.inf, key=abs)


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


def _by_novelty(change: EventChange) -> tuple[bool, bool, int, str, str, str]:
    """Deaths, then what only one run had, the second run's before the first's."""
    new = bool(change.first_count)
    return (
        change.event != LOST,
        new,
        change.first_count - change.this_count,
        change.system,
        change.event,
        change.subject,
    )


def _subject(event: Event, groups: frozenset[str]) -> str:
    """What an event happened to: the group that a unit belongs to, else itself."""
    stem = re.sub(r"-\d+$", "", event.subject)
    return stem if stem in groups else event.subject


def _groups(run: Result) -> frozenset[str]:
    """Names of the groups of machines of a run."""
    return frozenset(name for _, tables in run.scenario.all_bases() for name in machines_at(tables))
