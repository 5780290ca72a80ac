"""Key figures as rows of tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.study import KpiRow, senses
from sim.view import kpis, reading
from sim.view.report import summary
from sim.view.report.subject import Subject

LITTLE = 0.0005
"""Change of a share, or of a figure by its first value, that no table shows."""


@dataclass(frozen=True)
class Cell:
    """A cell of a table: what it says, and what it is sorted by ("" sorts last)."""

    text: str
    sort: str = ""
    tone: str = ""


@dataclass(frozen=True)
class KpiLine:
    """A key figure: value of each run, difference of each to the first."""

    name: str
    system: str
    label: str
    unit: str
    definition: str
    values: tuple[Cell, ...]
    differences: tuple[Cell, ...]
    differs: bool


def kpi_lines(subject: Subject) -> tuple[KpiLine, ...]:
    """Every key figure: the chief ones first, in the order of the figures, then the others by name."""
    if subject.comparison is None:
        rows: Mapping[str, KpiRow] = {
            name: KpiRow(name, kpi.label, kpi.unit, kpi.definition, (kpi.value,), (None,), kpi.unit)
            for name, kpi in subject.first.kpis.items()
        }
    else:
        rows = subject.comparison.kpis
    chief = [name for name, _ in kpis.kpi_rows(rows)]
    rest = [name for name in rows if name not in chief]
    return tuple(kpi_line(rows[name]) for name in (*chief, *rest))


def kpi_line(row: KpiRow) -> KpiLine:
    """A key figure of every run as a line of a table."""
    share = kpis.is_share(row)
    return KpiLine(
        name=row.name,
        system=row.name.partition(".")[0],
        label=reading.plain(row.label),
        unit="%" if share else {"1": "", "UTC date": "date"}.get(row.unit, row.unit),
        definition=reading.plain(row.definition),
        values=tuple(Cell("–" if v is None else _text(v, share), "" if v is None else str(v)) for v in row.values),
        differences=tuple(_difference(row, i) for i in range(1, len(row.values))),
        differs=row.differs,
    )


def _text(value: float | int | str, share: bool) -> str:
    if isinstance(value, str):
        return value
    return share_text(value) if share else kpis.value_text(value).replace("-", "−")


def share_text(share: float) -> str:
    """A share in percent, 0 or 100 only where it is exact."""
    if 0 < share < LITTLE:
        return "<0.1"
    if 1 - LITTLE < share < 1:
        return ">99.9"
    return f"{100 * share:.1f}".removesuffix(".0") if share in {0.0, 1.0} else f"{100 * share:.1f}"


def _difference(row: KpiRow, index: int) -> Cell:
    change = row.differences[index]
    if change is None:
        return Cell("–")
    if not change:
        return Cell("=", "0")
    relative = _relative(row, index)
    if abs(relative) < LITTLE and row.difference_unit != "d":
        return Cell("≈", str(relative))
    better = senses.sense(row.name) * change
    tone = "better" if better > 0 else "worse" if better < 0 else ""
    return Cell(kpis.difference_text(row, index), str(relative), tone)


def _relative(row: KpiRow, index: int) -> float:
    """A difference to sort by: in points for shares, in days for dates, else as a share of the first value."""
    change, base = row.differences[index], row.values[0]
    if change is None:
        return 0.0
    if row.difference_unit == "d" or kpis.is_share(row) or not isinstance(base, int | float) or not base:
        return float(change)
    return float(change) / abs(float(base))


@dataclass(frozen=True)
class Glance:
    """The chief figures of one run in one line."""

    number: int
    label: str
    cells: tuple[Cell, ...]


GLANCE_HEADS = (
    "Survival power served",
    "Lowest charge",
    "Bricks laid",
    "Built",
    "All stood by",
    "Held back most by",
    "Mass landed",
)
"""What a comparison tells of every run at a glance."""


def glances(subject: Subject) -> tuple[Glance, ...]:
    """Every run at a glance."""
    found = []
    for number, (run, label) in enumerate(zip(subject.runs, subject.labels, strict=True)):
        worst = run.bottlenecks.worst
        stood = summary.all_complete(run)
        served = reading.kpi_value(run, "energy.survival_availability")
        cells = (
            Cell(_percent(served), tone="worse" if served is not None and served < 1 else ""),
            Cell(_percent(reading.kpi_value(run, "energy.lowest_state_of_charge"))),
            Cell(_amount_of(reading.kpi_value(run, "bricks.laid"))),
            Cell(_percent(reading.kpi_value(run, "shelter.progress"))),
            Cell("–" if stood is None else reading.day(reading.utc(run, stood))),
            Cell("nothing" if worst is None else worst),
            Cell(_amount_of(reading.kpi_value(run, "station.landed_mass"), " kg")),
        )
        found.append(Glance(number, label, cells))
    return tuple(found)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share_text(share)} %"


def _amount_of(value: float | None, unit: str = "") -> str:
    return "–" if value is None else f"{value:,.0f}{unit}"
