"""What a search of sizes found, in tables."""

from __future__ import annotations

import numpy as np

from sim.result.kpis import shown
from sim.station.kpi import Detail
from sim.study.ensembles.ensemble import ordered_measures
from sim.study.ensembles.telling import share_text
from sim.study.findings import TextTable
from sim.study.replicates.sample import Sample
from sim.study.sizing.found import Found
from sim.study.sizing.sentences import difference_text
from sim.study.sizing.tried import Tried
from sim.study.statistics import Estimate, mean, paired, quantile

_BEST = 5
"""Designs beside the chosen one that are shown for being the next best."""
_SHOWN = 12
"""Rows of a front that are shown where there is no room for all."""


def of(found: Found) -> tuple[TextTable, ...]:
    """The tables, what matters most first."""
    return (_front(found) if found.fronted else _sizes(found), _outcomes(found), _designs(found))


def _heads(found: Found) -> tuple[str, ...]:
    return tuple(f"{one.short} [{one.unit}]" if one.unit != "1" else one.short for one in found.variables)


def _asked_heads(found: Found) -> tuple[str, ...]:
    heads = []
    for one in found.asked.requirements:
        bound = found.telling.value(found.measures[one.measure], one.bound)
        label = found.measures[one.measure].label
        heads.append(f"{label} {'by' if found.measures[one.measure].is_date else '≥' if one.at_least else '≤'} {bound}")
    return tuple(heads)


def _cells(found: Found, design: Tried) -> tuple[str, ...]:
    """Sizes, objectives and shares of a design."""
    sizes = [one.text(size, unit=False) for one, size in zip(found.variables, found.sizes(design), strict=True)]
    costs = []
    for objective in found.asked.objectives:
        estimate, measure = found.estimate(objective, design), found.measures[objective.measure]
        costs.append("-" if estimate is None else found.telling.value(measure, estimate.value))
    shares = [share_text(share) for share in design.shares(found.asked)] or ["-"] * len(found.asked.requirements)
    return (*sizes, *costs, *shares)


def _record(found: Found, design: Tried) -> dict[str, object]:
    record: dict[str, object] = {
        variable.key: size for variable, size in zip(found.variables, found.sizes(design), strict=True)
    }
    for objective in found.asked.objectives:
        estimate = found.estimate(objective, design)
        record |= _estimate_cells(objective.measure, estimate)
    shares = design.shares(found.asked) or (None,) * len(found.asked.requirements)
    for requirement, share in zip(found.asked.requirements, shares, strict=True):
        record |= _estimate_cells(f"share of {requirement.text}", share)
        record[f"reached of {requirement.text}"] = (
            requirement.reached(design.values[requirement.measure]) if len(design) else None
        )
    enough = design.score(found.asked, found.measures).feasible
    return record | {"enough": enough, "n": len(design), "failed": design.failed, "variant": design.key}


def _estimate_cells(name: str, estimate: Estimate | None) -> dict[str, object]:
    return {
        name: None if estimate is None else estimate.value,
        f"{name} low": None if estimate is None else estimate.low,
        f"{name} high": None if estimate is None else estimate.high,
    }


def _sizes(found: Found) -> TextTable:
    """The chosen design beside its neighbours, the next best and the scenario as written."""
    chosen = found.chosen or found.nearest
    objective = found.asked.objectives[0]
    measure, end = found.measures[objective.measure], found.header.drawing.until_h
    if chosen is None:
        return TextTable("sizes", "Sizes", (), (), ())
    listed: list[tuple[str, Tried]] = [("chosen" if found.chosen is not None else "nearest", chosen)]
    for variable, way, one in found.beside(chosen):
        word = "next smaller" if way < 0 else "next larger"
        listed.append((word if len(found.variables) == 1 else f"{word} {variable.short}", one))
    checked = [found.by_point[point] for point in found.failed_freshly]
    listed = [(f"{word}, fails with fresh draws" if one in checked else word, one) for word, one in listed]
    listed += [("fails with fresh draws", one) for one in checked if all(one is not other for _, other in listed)]
    ranked = sorted(
        (one for one in found.tried if one.point is not None and found.scores[one.point].feasible),
        key=lambda one: (found.scores[one.point or ()].order, one.point),
    )
    others = [one for one in ranked if all(one is not other for _, other in listed)]
    listed += [("enough as well", one) for one in others[:_BEST]]
    listed.append(("as written", found.written))
    rows, records, faint = [], [], set()
    for place, (word, one) in enumerate(listed):
        compared = None if one is chosen else one.less(chosen, measure, end)
        if compared is not None and compared.within_noise and not compared.same:
            faint.add(place)
        cells = _cells(found, one)
        enough = "yes" if one.score(found.asked, found.measures).feasible else "no"
        first = len(found.variables) + 1
        difference = "" if one is chosen else difference_text(found, objective, compared)
        rows.append((word, *cells[:first], difference, enough, *cells[first:]))
        records.append(
            {
                "what": word,
                **_record(found, one),
                **_estimate_cells("difference", None if compared is None else compared.mean),
            }
        )
    count = len(found.variables)
    return TextTable(
        name="sizes",
        title="Sizes",
        heads=("", *_heads(found), measure.label, "against the first", "enough", *_asked_heads(found)),
        rows=tuple(rows),
        records=tuple(records),
        right=tuple(range(1, count + 2)),
        faint=frozenset(faint),
        note="Shares are of runs, with their 95 % intervals; all designs have the same draws.",
    )


def _front(found: Found) -> TextTable:
    """The designs of the front, by the first objective."""
    objectives, end = found.asked.objectives, found.header.drawing.until_h
    second = found.measures[objectives[1].measure]
    rows, records, faint = [], [], set()
    for place, one in enumerate(found.front):
        before = found.front[place - 1] if place else None
        compared = None if before is None else one.less(before, second, end)
        if one not in found.sure_front:
            faint.add(place)
        cells, cut = _cells(found, one), len(found.variables) + len(objectives)
        rows.append((*cells[:cut], "" if place == 0 else difference_text(found, objectives[1], compared), *cells[cut:]))
        record = {**_record(found, one), **_estimate_cells("difference", None if compared is None else compared.mean)}
        records.append(record)
    count = len(rows)
    chief = frozenset(np.unique(np.linspace(0, count - 1, min(count, _SHOWN)).round().astype(int)).tolist())
    return TextTable(
        name="front",
        title="The front",
        heads=(
            *_heads(found),
            *(found.measures[one.measure].label for one in objectives),
            "against the one before",
            *_asked_heads(found),
        ),
        rows=tuple(rows),
        records=tuple(records),
        right=tuple(range(len(found.variables) + 2)),
        faint=frozenset(faint),
        chief=chief if len(chief) < count else None,
        note=f"No other design is better in both. Differences are of {second.label}, to the design before.",
    )


def _outcomes(found: Found) -> TextTable:
    """What comes of the chosen design beside the scenario as written."""
    chosen = found.chosen if not found.fronted else None
    here = None if chosen is None else found.samples.get(chosen.key or "")
    there = found.samples.get(found.written.key or "")
    title = "What comes of it"
    if here is None or there is None or not len(here) or not len(there):
        return TextTable("outcomes", title, (), (), ())
    rows: list[tuple[str, ...]] = []
    records: list[dict[str, object]] = []
    faint: set[int] = set()
    names: list[str] = []
    for name, measure in ordered_measures(here, there).items():
        values = [_middle(one, name, measure.is_date) for one in (here, there)]
        if values[0] is None:
            continue
        _, mine, theirs = np.intersect1d(here.numbers, there.numbers, return_indices=True)
        a, b = here[name][mine], there[name][theirs]
        known = ~(np.isnan(a) | np.isnan(b))
        end = found.header.drawing.until_h if measure.is_date else None
        finite = known.any() and (measure.is_date or (np.isfinite(a[known]).all() and np.isfinite(b[known]).all()))
        change = paired(a[known], b[known], better=measure.better, end=end) if finite else None
        telling = found.telling
        if change is not None and change.within_noise:
            faint.add(len(rows))
        noise = "" if change is None or change.same or not change.within_noise else ", within noise"
        rows.append(
            (
                measure.label,
                telling.value(measure, values[0].value),
                telling.interval(measure, values[0]),
                "-" if values[1] is None else telling.value(measure, values[1].value),
                "-"
                if change is None
                else "0"
                if change.same
                else f"{telling.difference(measure, change.mean.value)}{noise}",
            )
        )
        records.append(
            {
                "measure": name,
                "label": measure.label,
                "unit": "h" if measure.is_date else measure.unit,
                **_estimate_cells("chosen", values[0]),
                **_estimate_cells("written", values[1]),
                **_estimate_cells("difference", None if change is None else change.mean),
            }
        )
        names.append(name)
    chief = set(shown(names, Detail.WIDE, short=True)) | set(found.asked.measures)
    return TextTable(
        name="outcomes",
        title=title,
        heads=("", "chosen", "95 % interval", "as written", "difference"),
        rows=tuple(rows),
        records=tuple(records),
        right=(1, 2, 3, 4),
        faint=frozenset(faint),
        chief=frozenset(place for place, name in enumerate(names) if name in chief),
        note="Means over the draws, of dates medians.",
    )


def _middle(one: Sample, name: str, date: bool) -> Estimate | None:
    if name not in one.measures:
        return None
    values = one[name]
    values = values[~np.isnan(values)]
    if not values.size:
        return None
    return quantile(values, 0.5) if date or not np.isfinite(values).all() else mean(values)


def _designs(found: Found) -> TextTable:
    """Every design that was tried, in that order."""
    heads = (*_heads(found), *(found.measures[one.measure].label for one in found.asked.objectives))
    rows, records = [], []
    for one in found.tried:
        rows.append((*_cells(found, one), "yes" if found.scores[one.point or ()].feasible else "no"))
        records.append({**_record(found, one), "error": one.error})
    return TextTable(
        name="designs",
        title="Designs tried",
        heads=(*heads, *_asked_heads(found), "enough"),
        rows=tuple(rows),
        records=tuple(records),
        right=tuple(range(len(heads))),
        chief=frozenset(),
    )
