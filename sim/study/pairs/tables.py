"""The tables of paired scenarios: their differences with intervals, and their goals with their chances."""

from __future__ import annotations

import math

from sim.study.ensembles.telling import Telling
from sim.study.findings import TextTable
from sim.study.noise import WITHIN
from sim.study.pairs.difference import Difference
from sim.study.pairs.pairing import Pairing
from sim.study.replicates.measures import Measure
from sim.study.statistics import Estimate
from sim.study.wording import listed


def differences(found: Pairing) -> TextTable:
    """How each measure of each other scenario differs from the first one's, with its interval; noise in grey."""
    several = len(found.labels) > 2
    rows: list[tuple[str, ...]] = []
    records: list[dict[str, object]] = []
    faint, chief = set(), set()
    cut = any(one.paired.cut for each in found.differences.values() for one in each.values())
    for name, measure in found.measures.items():
        for label, each in found.differences.items():
            if name not in each:
                continue
            one = each[name]
            if one.within_noise or one.same:
                faint.add(len(rows))
            if name in found.listed:
                chief.add(len(rows))
            cells = _cells(found.telling, one, cut)
            rows.append((measure.label, label, *cells) if several else (measure.label, *cells))
            records.append({"scenario": label, "measure": name, "label": measure.label, **_record(one)})
    first = found.labels[0]
    heads = ("", *(("scenario",) if several else ()), first, "value" if several else found.labels[1])
    heads += ("difference", "95 % interval", "better in", "saved", *(("cut",) if cut else ()), "")
    alike = [found.measures[name].label for name in found.chief if name in found.measures and not found.differs(name)]
    note = f"To {first}, over {len(found):,d} pairs of the same draws, in means; values of dates are medians."
    if alike:
        note += f" The same in every pair: {listed(alike, 8)}."
    if cut:
        note += " Of pairs that are cut, a date is after the end and counts as there: the true difference is larger."
    note += " Better in: share of the pairs; saved: runs of each that pairing saved. One interval in twenty misses."
    start = 2 if several else 1
    return TextTable(
        name="differences",
        title="Differences",
        heads=heads,
        rows=tuple(rows),
        records=tuple(records),
        right=tuple(range(start, len(heads) - 1)),
        faint=frozenset(faint),
        chief=frozenset(chief),
        note=note,
    )


def goals(found: Pairing) -> TextTable:
    """The goals of all scenarios with their chances: a row a goal and scenario."""
    tables = [one.table("goals") for one in found.each if one.goals]
    if not tables:
        return TextTable("goals", "Goals", (), (), ())
    labels = [label for label, one in zip(found.labels, found.each, strict=True) if one.goals]
    pairs = [
        (label, row, record)
        for label, table in zip(labels, tables, strict=True)
        for row, record in zip(table.rows, table.records, strict=True)
    ]
    order = list(dict.fromkeys(record["measure"] for _, _, record in pairs))
    pairs.sort(key=lambda pair: order.index(pair[2]["measure"]))
    return TextTable(
        name="goals",
        title="Goals",
        heads=("goal", "scenario", *tables[0].heads[1:]),
        rows=tuple((row[0], label, *row[1:]) for label, row, _ in pairs),
        records=tuple({"scenario": label, **record} for label, _, record in pairs),
        right=tuple(place + 1 for place in tables[0].right),
        note=tables[0].note,
    )


def _cells(telling: Telling, one: Difference, cut: bool) -> tuple[str, ...]:
    measure, paired = one.measure, one.paired
    before, after = (telling.value(measure, value) for value in one.middles)
    if one.same:
        return (before, after, "none", "", "", "", *(("",) if cut else ()), "the same in every pair")
    interval = "in every pair" if one.constant else telling.differences(measure, paired.mean)
    return (
        before,
        after,
        telling.difference(measure, paired.mean.value),
        interval,
        _share(paired.better),
        saved_text(one),
        *((f"{paired.cut:,d}" if paired.cut else "",) if cut else ()),
        WITHIN if one.within_noise else "",
    )


def saved_text(one: Difference) -> str:
    """How many runs of each scenario pairing saved: ``320``, ``-3`` where it cost some, ``all`` of a constant."""
    saved = one.paired.runs_saved
    if saved is None:
        return "-"
    return "all" if math.isinf(saved) else f"{saved:,.0f}"


def _share(better: Estimate | None) -> str:
    """How likely it is better, in the table's room: ``78 %``; programs find its interval in the records."""
    return "-" if better is None else f"{100 * better.value:.0f} %"


def _record(one: Difference) -> dict[str, object]:
    measure, paired, better = one.measure, one.paired, one.paired.better
    before, after = one.middles
    return {
        "unit": _unit(measure),
        "n": paired.n,
        "first": before,
        "this": after,
        "difference": paired.mean.value,
        "difference_low": paired.mean.low,
        "difference_high": paired.mean.high,
        "median_difference": paired.median.value,
        "better": None if better is None else better.value,
        "better_low": None if better is None else better.low,
        "better_high": None if better is None else better.high,
        "reached": None if one.reached is None else one.reached.value,
        "reached_low": None if one.reached is None else one.reached.low,
        "reached_high": None if one.reached is None else one.reached.high,
        "ties": paired.ties,
        "cut": paired.cut,
        "runs_saved": paired.runs_saved,
        "within_noise": one.within_noise,
    }


def _unit(measure: Measure) -> str:
    return "h" if measure.is_date else measure.unit
