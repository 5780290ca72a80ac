"""Key figures as rows of tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.result import Result, kpis
from sim.result.number_text import cell_percent, typeset
from sim.scenario.schema.base import VITAL_CLASSES
from sim.study import KpiRow
from sim.study.rows import single
from sim.view import crew_facts, run_facts
from sim.view.figures import kpi_table
from sim.view.kit.text import day, plain
from sim.view.report import summary
from sim.view.report.subject import Subject
from sim.view.report.vital_power import ran_empty, shortfall, unserved_share

LITTLE = 0.0005
"""Change of a share, or of a figure by its first value, that no table shows."""


@dataclass(frozen=True)
class Cell:
    """A cell of a table.

    Attributes:
        text: What it says.
        sort: What it is sorted by: the number or the date that it says, exactly; "" sorts last.
        tone: "better" or "worse", or "".
        dated: Whether it says a date, which no line may break.
    """

    text: str
    sort: str = ""
    tone: str = ""
    dated: bool = False


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
    """Every key figure, in the one order of KPIs."""
    if subject.comparison is None:
        rows: Mapping[str, KpiRow] = {
            name: single(name, kpi, subject.labels[0]) for name, kpi in subject.first.kpis.items()
        }
    else:
        rows = subject.comparison.kpis
    return tuple(kpi_line(rows[name]) for name in kpis.ordered(rows))


def kpi_line(row: KpiRow) -> KpiLine:
    """A key figure of every run as a line of a table."""
    share = kpi_table.is_share(row)
    return KpiLine(
        name=row.name,
        system=row.name.partition(".")[0],
        label=plain(row.label),
        unit="%" if share else {"1": "", "UTC date": "date"}.get(row.unit, row.unit),
        definition=plain(row.definition),
        values=tuple(_value(value, share) for value in row.values),
        differences=tuple(_difference(row, i) for i in range(1, len(row.values))),
        differs=row.differs,
    )


def _value(value: float | int | str | None, share: bool) -> Cell:
    if value is None:
        return Cell("–")
    if isinstance(value, str):
        return Cell(value, value, dated=True)
    if share:
        return Cell(cell_percent(value), str(100 * value))
    return Cell(typeset(kpi_table.value_text(value)), str(value))


def _difference(row: KpiRow, index: int) -> Cell:
    change = row.differences[index]
    if change is None:
        # Of a date to which one of the two never came, the text says so.
        text = kpi_table.difference_text(row, index)
        return Cell(text, tone="worse" if row.values[index] is None else "better") if text else Cell("–")
    if not change:
        return Cell("=", "0")
    text = kpi_table.difference_text(row, index)
    shown, unit = _shown(row, index)
    if unit in {"%", "pt"} and abs(shown) < 100 * LITTLE:
        return Cell("≈", "0")
    if text[-1].isdigit() and unit:
        # A change of many times the first value is given in the unit of the value, which stands in another column.
        text = f"{text} {unit}"
    better = kpis.better(row.name) * change
    return Cell(text, str(shown), "better" if better > 0 else "worse" if better < 0 else "")


def _shown(row: KpiRow, index: int) -> tuple[float, str]:
    """A difference as its text tells it, and in which unit: days, points, percent of the first value, or its own."""
    change, base = float(row.differences[index] or 0.0), row.values[0]
    if row.difference_unit == "d":
        return change, "d"
    if kpi_table.is_share(row):
        return 100 * change, "pt"
    if isinstance(base, int | float) and abs(change) < 10 * abs(base):
        return 100 * change / abs(base), "%"
    return change, "" if row.difference_unit == "1" else row.difference_unit


@dataclass(frozen=True)
class Glance:
    """The chief figures of one run in one line."""

    number: int
    label: str
    cells: tuple[Cell, ...]


GLANCE_HEADS = (
    "Survival power served",
    "Critical power served",
    "All demand served",
    "Lowest charge",
    "Bricks laid",
    "Built",
    "All stood by",
    "Held back most by",
    "Mass landed",
)
"""What a comparison tells of every run at a glance."""

OF_PEOPLE = ("People lost", "Person-days")
"""What it tells before, where people live at any of the stations."""


def glance_heads(subject: Subject) -> tuple[str, ...]:
    """Heads of what is told of every run at a glance."""
    return (*OF_PEOPLE, *GLANCE_HEADS) if crew_facts.any_crewed(subject.runs) else GLANCE_HEADS


def _of_people(run: Result) -> tuple[Cell, Cell]:
    """How many died, and for how many days people were there."""
    lost = crew_facts.kpi_value(run, "crew.lost")
    if lost is None:
        return Cell("–"), Cell("–")
    days = crew_facts.person_days(run, 0.0, run.until_h)
    return Cell(f"{lost:,.0f}", tone="worse" if lost else ""), Cell(f"{days:,.0f}")


def glances(subject: Subject) -> tuple[Glance, ...]:
    """Every run at a glance."""
    found, people = [], crew_facts.any_crewed(subject.runs)
    for number, (run, label) in enumerate(zip(subject.runs, subject.labels, strict=True)):
        worst = run.bottlenecks.worst
        falls = [shortfall(run, name) for name in VITAL_CLASSES]
        unserved = unserved_share(run)
        stood = summary.all_complete(run)
        cells = (
            *(_of_people(run) if people else ()),
            *(_served(None if fall is None else fall.share) for fall in falls),
            Cell("–" if unserved is None else f"{cell_percent(1 - unserved)} %"),
            _lowest(run),
            Cell(_amount_of(run_facts.kpi_value(run, "bricks.laid"))),
            Cell(_percent(run_facts.kpi_value(run, "shelter.progress"))),
            Cell("–" if stood is None else day(run_facts.utc(run, stood)), dated=True),
            Cell("nothing" if worst is None else worst),
            Cell(_amount_of(run_facts.kpi_value(run, "station.landed_mass"), " kg")),
        )
        found.append(Glance(number, label, cells))
    return tuple(found)


def _served(missing: float | None) -> Cell:
    """What was served of a class that must not go dark."""
    if missing is None:
        return Cell("–")
    return Cell(f"{cell_percent(1 - missing)} %", tone="worse" if missing > 0 else "")


def _lowest(run: Result) -> Cell:
    """The lowest charge, and whether the batteries were empty then."""
    text = _percent(run_facts.kpi_value(run, "energy.lowest_state_of_charge"))
    return Cell(f"{text} (empty)", tone="worse") if ran_empty(run) else Cell(text)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{cell_percent(share)} %"


def _amount_of(value: float | None, unit: str = "") -> str:
    return "–" if value is None else f"{value:,.0f}{unit}"
