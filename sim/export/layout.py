"""KPIs of one run or of several as tables for people: which rows, which columns, which words below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.export.errors import ExportError
from sim.result import Result, kpis
from sim.result.number_text import number
from sim.scenario import assumed
from sim.station.kpi import Detail
from sim.study import Comparison, KpiRow
from sim.study.errors import unknown
from sim.study.rows import single
from sim.study.wording import listed

Subject = Result | Comparison

DETAILED = 3
"""Most runs whose KPIs are shown with differences to the first."""

MOST_COLUMNS = 6
"""Most runs that have a column each; more have a row each, with the headline KPIs as columns."""


@dataclass(frozen=True)
class Table:
    """A table of text.

    Attributes:
        title: What it shows.
        headers: Heads of the columns.
        rows: Cells, a tuple a row.
        right: Columns that are set to the right.
        notes: Sentences below it.
        tips: What a row is, in a sentence; none or one for each row.
    """

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    tips: tuple[str, ...] = ()


def kpi_rows(subject: Subject, names: Sequence[str] | None = None) -> tuple[KpiRow, ...]:
    """The KPIs of a run or of several, a row each.

    Args:
        subject: The run or the comparison.
        names: Which, in this order (default: all, in the one order of KPIs).

    Raises:
        ExportError: There is no such KPI.
    """
    if isinstance(subject, Comparison):
        there = dict(subject.kpis)
    else:
        there = {name: single(name, kpi, subject.name) for name, kpi in subject.kpis.items()}
    if names is None:
        names = kpis.ordered(there)
    for name in names:
        if name not in there:
            raise ExportError(str(unknown("KPI", name, there)))
    return tuple(there[name] for name in names)


def kpi_layout(
    subject: Subject, names: Sequence[str] | None = None, *, named: bool = False, by_run: bool | None = None
) -> Table:
    """The KPIs as a table of a shape that can be read.

    One run, or up to three, have all KPIs, with differences to the first; up to six have all KPIs without; more have a
    row each, with the headline KPIs.

    Args:
        subject: The run or the comparison.
        names: Which KPIs, in this order (default: as above).
        named: Whether KPIs go by their names instead of their labels.
        by_run: Whether the runs of a comparison have a row each (default: where there are more than six).

    Raises:
        ExportError: There is no such KPI.
    """
    if isinstance(subject, Comparison) and (len(subject) > MOST_COLUMNS if by_run is None else by_run):
        shown = headlines(subject) if names is None else kpi_rows(subject, names)
        note = () if names is not None else (f"{len(shown)} of {len(subject.kpis)} KPIs; the CSV table has all.",)
        return _by_run(subject, shown, named, (*note, *notes(subject)))
    rows = kpi_rows(subject, names)
    return _by_kpi(subject, rows, named, notes(subject))


def headlines(subject: Subject) -> tuple[KpiRow, ...]:
    """The KPIs that stand for a run where there is no room for all, and when each structure stood."""
    rows = {row.name: row for row in kpi_rows(subject)}
    return tuple(rows[name] for name in kpis.shown(rows, Detail.CHIEF, short=True) if rows[name].tells)


def runs_of(subject: Subject) -> tuple[tuple[str, Result], ...]:
    """Label and result of each run."""
    return subject.items() if isinstance(subject, Comparison) else ((subject.name, subject),)


def notes(subject: Subject) -> tuple[str, ...]:
    """What every table that leaves the program says: how sure it is, and what is not like for like."""
    remarks = subject.remarks if isinstance(subject, Comparison) else ()
    return (*(f"Not like for like: {remark}." for remark in remarks), *caveats(subject))


def caveats(subject: Subject) -> tuple[str, ...]:
    """How many inputs are assumptions, how well they are known, which draw the numbers are: a sentence for all runs."""
    runs = runs_of(subject)
    inputs = assumed(*(run.scenario.parameters() for _, run in runs))
    draws = sorted({(run.seed, run.replicate) for _, run in runs})
    named = listed([f"seed {seed}, replicate {replicate}" for seed, replicate in draws], 3)
    if len(runs) > 1:
        return (f"{inputs}; each run is one random draw ({named}): what tells them apart may be luck.",)
    return (f"{inputs}; this is one random draw ({named}).",)


def _by_kpi(subject: Subject, rows: Sequence[KpiRow], named: bool, below: tuple[str, ...]) -> Table:
    runs = runs_of(subject)
    labels = [label for label, _ in runs]
    differences = 1 < len(runs) <= DETAILED
    headers = ["KPI", labels[0]]
    for label in labels[1:]:
        headers += [label, "difference"] if differences else [label]
    cells = []
    for row in rows:
        line = [row.name if named else row.label, number(row.values[0], row.unit)]
        for value, difference in zip(row.values[1:], row.differences[1:], strict=True):
            line.append(number(value, row.unit))
            if differences:
                line.append(signed(difference, row.difference_unit))
        cells.append(tuple(line))
    return Table(
        title=title(subject),
        headers=tuple(headers),
        rows=tuple(cells),
        right=tuple(range(1, len(headers))),
        notes=below,
        tips=tuple(row.definition for row in rows),
    )


def _by_run(subject: Comparison, rows: Sequence[KpiRow], named: bool, below: tuple[str, ...]) -> Table:
    return Table(
        title=title(subject),
        headers=("run", *(row.name if named else row.label for row in rows)),
        rows=tuple(
            (label, *(number(row.values[index], row.unit) for row in rows))
            for index, label in enumerate(subject.labels)
        ),
        right=tuple(range(1, len(rows) + 1)),
        notes=below,
    )


def signed(difference: float | int | None, unit: str) -> str:
    """A difference; nothing where there is none."""
    return "" if not difference else number(difference, unit, signed=True)


def title(subject: Subject) -> str:
    """What a table shows."""
    if isinstance(subject, Comparison):
        return "Key figures of " + listed(subject.labels, MOST_COLUMNS)
    return f"Key figures of {subject.name}, {subject.start:%Y-%m-%d} to {subject.end:%Y-%m-%d}"
