"""The KPIs of several runs, a row each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sim.engine import Channel
from sim.result import Kpi, Result, kpis
from sim.result.names import Names
from sim.result.number_text import number
from sim.station import KpiValue
from sim.study.errors import place


@dataclass(frozen=True)
class KpiRow:
    """One KPI of every run.

    Attributes:
        name: Name of the KPI.
        label: Short name for tables and figures.
        unit: Unit of the values.
        definition: One line that says what it is.
        values: Value of each run; None where a run has none.
        differences: Each value less the first run's, in ``difference_unit``; None where one of the two is missing.
        difference_unit: Unit of the differences: that of the values, or ``"d"`` for dates.
        labels: Names of the runs.
    """

    name: str
    label: str
    unit: str
    definition: str
    values: tuple[KpiValue, ...]
    differences: tuple[float | int | None, ...]
    difference_unit: str
    labels: tuple[str, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether not all runs have the same value."""
        return any(value != self.values[0] for value in self.values)

    @property
    def tells(self) -> bool:
        """Whether lists for people show it: any run has it, or zero is worth a word."""
        return any(self.values) or not kpis.hidden_at_zero(self.name)

    def __getitem__(self, label: str) -> KpiValue:
        """The value of the run that goes by ``label``.

        Raises:
            UnknownNameError: There is no such run.
        """
        return self.values[place("run", label, self.labels)]


class KpiRows(Names[KpiRow]):
    """KPIs of several runs by name."""

    what = "KPI"

    def _told(self, value: Any) -> tuple[str, ...]:
        return *(number(each, value.unit) for each in value.values), value.label


class ChannelRows(Names[dict[str, Channel]]):
    """Histories by name, then by label of the run."""

    what = "history"

    def _told(self, value: Any) -> tuple[str, ...]:
        one = next(iter(value.values()))
        return "state" if one.labels else one.unit, one.kind, ", ".join(value)


def rows(results: Sequence[Result], labels: Sequence[str]) -> KpiRows:
    """One row for each KPI that any result has, by name, sorted.

    A KPI that a run tells in another unit than the first that has it counts as missing there: see
    :func:`sim.study.likeness.remarks`.
    """
    found = KpiRows()
    for name in sorted({name for result in results for name in result.kpis}):
        there = [result.kpis.get(name) for result in results]
        about = next(kpi for kpi in there if kpi is not None)
        values = tuple(kpi.value if kpi and kpi.unit == about.unit else None for kpi in there)
        dates = any(isinstance(value, str) for value in values)
        found[name] = KpiRow(
            name=name,
            label=about.label,
            unit=about.unit,
            definition=about.definition,
            values=values,
            differences=tuple(_difference(value, values[0]) for value in values),
            difference_unit="d" if dates or about.unit == "UTC date" else about.unit,
            labels=tuple(labels),
        )
    return found


def single(name: str, kpi: Kpi, label: str) -> KpiRow:
    """The row of a KPI of one run."""
    return KpiRow(name, kpi.label, kpi.unit, kpi.definition, (kpi.value,), (None,), kpi.unit, (label,))


def _difference(value: KpiValue, first: KpiValue) -> float | int | None:
    """``value`` less ``first``; of two dates, in days."""
    if value is None or first is None:
        return None
    if isinstance(value, str) or isinstance(first, str):
        if not (isinstance(value, str) and isinstance(first, str)):
            return None
        return (dt.date.fromisoformat(value) - dt.date.fromisoformat(first)).days
    return value - first
