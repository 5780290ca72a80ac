"""Milestones under many draws: how likely each is by its published dates, and when it comes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.result.milestones import Planned
from sim.station.stages.kpis import opened_fact
from sim.study.ensembles.deciding import Dated
from sim.study.ensembles.telling import QUANTILE_HEADS, Telling, quantile_cells, share_cells, share_text
from sim.study.findings import Header, TextTable
from sim.study.replicates.measures import Measure, goal_measure
from sim.study.replicates.sample import Sample
from sim.study.statistics import BANDS, Estimate, quantiles, share_up_to


def measure_of(milestone: Planned) -> str:
    """Name of the measure that has the dates of a milestone: when its goal is reached, or its gate opens."""
    return opened_fact(milestone.name) if milestone.goal is None else goal_measure(milestone.goal)


def by_plan(milestone: Planned, measure: Measure, sample: Sample, until: float) -> tuple[tuple[float, Estimate], ...]:
    """The dates of a milestone's plan up to the end, each with the share of runs that reach it by then.

    Args:
        milestone: The milestone.
        measure: The measure that has its dates.
        sample: The runs.
        until: Their end [h].
    """
    values = sample[measure.name]
    return tuple((when, share_up_to(values, when)) for when in milestone.plan if when <= until)


def sentence(milestone: Planned, measure: Measure, sample: Sample, header: Header, telling: Telling) -> str:
    """How likely a milestone is by its published dates and by the end, and when it comes."""
    until = header.drawing.until_h
    values = sample[measure.name]
    parts = [
        f"by {telling.date(when)}, as {'published' if milestone.published else 'is due'}, in {share_text(share)}"
        for when, share in by_plan(milestone, measure, sample, until)
    ]
    text = f"{milestone.title} comes {', '.join([*parts, f'by the end, {telling.end}, in '])}"
    text += f"{share_text(share_up_to(values, until))} of runs"
    if not np.isfinite(values).any():
        return f"{text}."
    low, middle, high = (telling.value(measure, one.value) for one in quantiles(values, (0.05, 0.5, 0.95)))
    late = high if high.startswith("not") else f"by {high}"
    half = "in more than half of them not by the end" if middle.startswith("not") else f"in half of them by {middle}"
    return f"{text}; in 5 % by {low}, {half}, in 95 % {late}."


def table(milestones: Sequence[Dated], sample: Sample, header: Header, telling: Telling) -> TextTable:
    """A row a milestone and published date: its chance by then and by the end, and when the milestone comes."""
    until, rows, records = header.drawing.until_h, [], []
    for milestone, measure in milestones:
        values = sample[measure.name]
        there, spread = share_up_to(values, until), quantiles(values, BANDS)
        for when in milestone.plan or (None,):
            share = None if when is None or when > until else share_up_to(values, when)
            rows.append(
                (
                    milestone.title,
                    "-" if when is None else telling.date(when),
                    "-" if share is None else share_text(share),
                    share_text(there),
                    *(telling.value(measure, one.value) for one in spread),
                )
            )
            records.append(
                {
                    "milestone": milestone.key,
                    "measure": measure.name,
                    "title": milestone.title,
                    "published": telling.iso(when) if milestone.published else None,
                    "source": milestone.source,
                    **share_cells("by_published", share),
                    **share_cells("by_end", there),
                    **quantile_cells(telling.iso(one.value) for one in spread),
                }
            )
    return TextTable(
        name="milestones",
        title="Milestones",
        heads=("milestone", "published", "by then", f"by {telling.end}", *QUANTILE_HEADS),
        rows=tuple(rows),
        records=tuple(records),
        right=tuple(range(1, 4 + len(BANDS))),
        note="Dates by which so many percent of the runs are there; runs that are not count as after the end.",
    )
