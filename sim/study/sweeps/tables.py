"""The tables of a sweep: variants ranked, the best by each measure, differences to the first, and outcomes."""

from __future__ import annotations

import numpy as np

from sim.result.number_text import percent
from sim.study.findings import TextTable
from sim.study.statistics import Estimate, paired
from sim.study.sweeps.contest import LANDED, Contest


def tables(sweep: Contest) -> tuple[TextTable, ...]:
    """All of them, what matters most first."""
    if not sweep.alive or not sweep.n:
        return ()
    found = (_variants(sweep), _best(sweep), _differences(sweep), _outcomes(sweep))
    return tuple(table for table in found if table.rows)


def _variants(sweep: Contest) -> TextTable:
    """The variants, ranked."""
    lead, race = sweep.lead, sweep.race
    landed = sweep.measures.get(LANDED)
    # Where half of them get there nowhere, how far they come says more.
    dated = lead.is_date and any(
        middle is not None and np.isfinite(middle.value)
        for middle in (sweep.middle(lead.name, place) for place in sweep.alive)
    )
    far = next((one for one in sweep.chief if one.better and not one.is_date), None)
    rows: list[tuple[str, ...]] = []
    records: list[dict[str, object]] = []
    faint = set()
    for rank, place in enumerate(sweep.ranking, 1):
        telling, one = sweep.tellings[place], sweep.samples[place]
        middle = sweep.middle(lead.name, place)
        reached = sweep.reached(lead.name, place) if lead.is_date else None
        won = race.best[place] if place in race.order else None
        mass = None if landed is None else sweep.middle(LANDED, place)
        if place not in race.order:
            faint.add(len(rows))
        cells = [str(rank), sweep.labels[place]]
        if lead.is_date:
            cells.append(_share(reached))
            if dated:
                cells.append("-" if middle is None else telling.date(middle.value))
            elif far is not None:
                mean = sweep.middle(far.name, place)
                cells.append("-" if mean is None else telling.value(far, mean.value))
        else:
            cells += (
                ["-", "-"] if middle is None else [telling.value(lead, middle.value), telling.interval(lead, middle)]
            )
        cells.append("-" if won is None else _share(won))
        cells += [_share(share) for share in sweep.met[place]]
        if landed is not None:
            cells.append("-" if mass is None else telling.value(landed, mass.value))
        rows.append(tuple(cells))
        records.append(
            {
                "rank": rank,
                "variant": sweep.labels[place],
                "key": sweep.header.variants[place].key,
                **_coordinates(sweep, place),
                "n": len(one),
                "measure": lead.name,
                "unit": "h" if lead.is_date else lead.unit,
                **_cells("value", middle),
                **(_cells("by_end", reached) if lead.is_date else {}),
                **_cells("best_in", won),
                "qualifies": place in sweep.fit,
                **{
                    name: value
                    for requirement, share in zip(sweep.requirements, sweep.met[place], strict=True)
                    for name, value in _cells(requirement.text, share).items()
                },
                "landed_mass": None if mass is None else mass.value,
            }
        )
    heads = ["", "variant"]
    if lead.is_date:
        then = "half of them by" if dated else "" if far is None else far.label
        heads += [f"by {sweep.tellings[0].end}", *([then] if then else [])]
    else:
        heads += [lead.label, "95 % interval"]
    heads += ["first in" if lead.is_date else "best in", *(sweep.required(one) for one in sweep.requirements)]
    heads += [] if landed is None else [landed.label]
    note = f"Ranked by {lead.said}, on average over {race.n:,d} draws"
    note += ", those after the end at the end" if lead.is_date else ""
    note += "; in grey, last: what does not meet what is required" if faint and sweep.fit and sweep.requirements else ""
    return TextTable(
        name="variants",
        title="Variants",
        heads=tuple(heads),
        rows=tuple(rows),
        records=tuple(records),
        right=(0, *range(2, len(heads))),
        faint=frozenset(faint),
        grey="",
        note=f"{note}. In brackets: 95 % intervals.",
    )


def _best(sweep: Contest) -> TextTable:
    """Which variant is best by each chief measure."""
    rows: list[tuple[str, ...]] = []
    records: list[dict[str, object]] = []
    for measure in sweep.chief:
        if not measure.better:
            continue
        race = sweep.race_by(measure.name)
        first = race.leader
        middle = sweep.middle(measure.name, first)
        if len(race.order) < 2 or middle is None:
            continue
        values = np.unique(np.round(sweep.values(measure.name)[list(race.order)], 12))
        if values.size < 2:
            continue
        rivals = [sweep.labels[place] for place in race.rivals]
        sure = "yes" if race.sure else f"no: {rivals[0]}" + (f" and {len(rivals) - 1} more" if rivals[1:] else "")
        rows.append(
            (
                measure.label,
                sweep.labels[first],
                sweep.tellings[first].value(measure, middle.value),
                _share(race.best[first]),
                sure,
            )
        )
        records.append(
            {
                "measure": measure.name,
                "label": measure.label,
                "unit": "h" if measure.is_date else measure.unit,
                "best": sweep.labels[first],
                **_cells("value", middle),
                **_cells("best_in", race.best[first]),
                "sure": race.sure,
                "not_told_from": "; ".join(rivals) or None,
            }
        )
    among = " of those that meet what is required" if sweep.requirements and sweep.fit else ""
    return TextTable(
        name="best",
        title="Best by each figure",
        heads=("", f"best on average{among}", "it has", "best in", "beyond noise"),
        rows=tuple(rows),
        records=tuple(records),
        right=(2, 3),
        note="Best in: share of the draws, those that tie share one. Beyond noise: from all others at once, with 95 %.",
    )


def _differences(sweep: Contest) -> TextTable:
    """The difference of every variant to the first, by each chief measure."""
    rows: list[tuple[str, ...]] = []
    records: list[dict[str, object]] = []
    faint, chief = set(), set()
    first = sweep.labels[0]
    for measure in sweep.chief if 0 in sweep.alive else ():
        values = sweep.values(measure.name)
        end = sweep.header.drawing.until_h if measure.is_date else None
        for place in sweep.alive:
            if place == 0 or np.isnan(values[[0, place]]).any():
                continue
            found = paired(values[place], values[0], better=measure.better, end=end)
            telling = sweep.tellings[place]
            noise = found.same or found.within_noise is not False
            if noise:
                faint.add(len(rows))
            if measure.name == sweep.lead.name:
                chief.add(len(rows))
            rows.append(
                (
                    measure.label,
                    sweep.labels[place],
                    "the same" if found.same else telling.difference(measure, found.mean.value),
                    "" if found.same else telling.differences(measure, found.mean),
                    "" if found.better is None or found.same else _share(found.better),
                    "" if found.same else _luck(found.within_noise),
                )
            )
            records.append(
                {
                    "measure": measure.name,
                    "label": measure.label,
                    "unit": "h" if measure.is_date else measure.unit,
                    "variant": sweep.labels[place],
                    **_cells("difference", found.mean),
                    **_cells("better", found.better),
                    "within_noise": found.within_noise,
                    "cut": found.cut,
                    "n": found.n,
                }
            )
    return TextTable(
        name="differences",
        title=f"Differences to {first}",
        heads=("", "variant", "on average", "95 % interval", "better in", ""),
        rows=tuple(rows),
        records=tuple(records),
        right=(2, 3, 4),
        faint=frozenset(faint),
        chief=frozenset(chief),
        note="Over the same draws; a date after the end counts as at the end, so that its difference is larger.",
    )


def _outcomes(sweep: Contest) -> TextTable:
    """All chief measures of all variants."""
    rows: list[tuple[str, ...]] = []
    records: list[dict[str, object]] = []
    for place in sweep.ranking:
        middles = [sweep.middle(one.name, place) for one in sweep.chief]
        rows.append(
            (
                sweep.labels[place],
                *(
                    "-" if middle is None else sweep.tellings[place].value(one, middle.value)
                    for one, middle in zip(sweep.chief, middles, strict=True)
                ),
            )
        )
        found: dict[str, object] = {"variant": sweep.labels[place], **_coordinates(sweep, place)}
        for one, middle in zip(sweep.chief, middles, strict=True):
            found |= _cells(one.name, middle)
        records.append(found)
    return TextTable(
        name="outcomes",
        title="Outcomes",
        heads=("", *(one.label for one in sweep.chief)),
        rows=tuple(rows),
        records=tuple(records),
        right=tuple(range(1, 1 + len(sweep.chief))),
        note="Means, of dates medians.",
    )


def _coordinates(sweep: Contest, place: int) -> dict[str, object]:
    """Where a variant lies on the axes."""
    at = np.unravel_index(place, sweep.shape)
    return {
        axis.name: axis.labels[int(number)] if axis.values is None else axis.values[int(number)]
        for axis, number in zip(sweep.axes, at, strict=True)
    }


def _luck(within_noise: bool | None) -> str:
    return "one draw" if within_noise is None else "within noise" if within_noise else ""


def _share(share: Estimate | None) -> str:
    """A share with its interval: ``83 % (79 to 86)``."""
    if share is None:
        return "-"
    if share.low is None or share.high is None:
        return percent(share.value)
    return f"{percent(share.value)} ({100 * share.low:.0f} to {100 * share.high:.0f})"


def _cells(name: str, estimate: Estimate | None) -> dict[str, float | None]:
    return {
        name: None if estimate is None else estimate.value,
        f"{name}_low": None if estimate is None else estimate.low,
        f"{name}_high": None if estimate is None else estimate.high,
    }
