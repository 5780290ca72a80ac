"""Key figures of several runs as a table within a figure, with differences to the first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sim.result import kpis
from sim.result.number_text import amount, percent_change, points, typeset
from sim.station import KpiValue
from sim.station.kpi import Detail
from sim.study import KpiRow
from sim.view.kit import text_width
from sim.view.kit.sheet import EDGE
from sim.view.kit.style import INK, MUTED, scenario_style, text_colour
from sim.view.kit.tables import COLUMN_GAP, ROW, Cell, Table
from sim.view.kit.text import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BETTER = "#00619c"
WORSE = "#b3261e"
COLOURS = {1: BETTER, 0: MUTED, -1: WORSE}
"""Colours of what is better, neither, worse."""

HEADS = 1.35
"""Rows of the heads of the table."""
NAMES_END = 2.83
"""Where the names of KPIs end on the sheet [in]."""
VALUES_END = 0.47
"""Where the values of a column end in it [1]; the differences follow."""


def kpi_rows(rows: Mapping[str, KpiRow]) -> list[tuple[str, KpiRow]]:
    """The rows of a comparison's KPIs that figures show, in the one order of KPIs."""
    return [(name, rows[name]) for name in kpis.shown(rows, Detail.FIGURE) if rows[name].tells]


def value_text(value: KpiValue) -> str:
    """A KPI's value as text: shares (floats from 0 to 1 of unit 1) are turned into percent by the caller."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    return f"{value:,d}" if isinstance(value, int) else amount(value)


def is_share(row: KpiRow) -> bool:
    """Whether a row holds shares of one: floats, where counts of unit 1 are integers."""
    return row.unit == "1" and any(isinstance(v, float) for v in row.values)


def cell_text(row: KpiRow, value: KpiValue) -> str:
    """A value as its row shows it: shares in percent, without the sign."""
    if is_share(row) and isinstance(value, int | float):
        return f"{100 * value:.1f}"
    return value_text(value)


def difference_text(row: KpiRow, index: int) -> str:
    """Difference to the first run: points for shares, percent where the first is not zero, else in its unit.

    Of a date, days; and whether one of the two came to it at all.
    """
    change, reference = row.differences[index], row.values[0]
    if not change:
        return _came_text(row, index) if change is None else "="
    sign, size = "+" if change > 0 else "-", abs(change)
    if row.difference_unit == "d":
        text = f"{sign}{size:,.0f} d"
    elif is_share(row):
        text = points(change) if size >= 0.0005 else f"<{sign}0.1 pt"
    elif not isinstance(reference, int | float) or size >= 10 * abs(reference):
        text = sign + amount(size)
    elif 100 * size / abs(reference) >= 0.05:
        text = percent_change(change, of=abs(reference))
    else:
        text = f"<{sign}0.1 %"
    return typeset(text)


def _came_text(row: KpiRow, index: int) -> str:
    came = _came(row, index)
    return "" if not came else "by the end" if came > 0 else "not by the end"


def _came(row: KpiRow, index: int) -> int:
    """Of a date: 1 where a run came to it and the first did not, -1 where only the first did, 0 else."""
    if row.unit != "UTC date":
        return 0
    return (row.values[index] is not None) - (row.values[0] is not None)


def better(name: str, row: KpiRow, index: int, *, alike: bool = True) -> int:
    """Whether a value is better than the first run's: 1 better, -1 worse, 0 the same, neither, or not comparable.

    What never came is worse than any date.

    Args:
        name: Name of the KPI.
        row: Its row.
        index: Which run.
        alike: Whether both runs cover the same span; else only what does not add up over time is judged.
    """
    # Over another span a date that one run lacks may lie after its end.
    if not alike and (kpis.grows(name) or row.unit == "UTC date"):
        return 0
    change = row.differences[index]
    if change is None:
        return _came(row, index)
    good = kpis.better(name) * change
    return int(good > 0) - int(good < 0)


def extreme(row: KpiRow, index: int) -> bool:
    """Whether a difference is as large as can be: one run came to a date and the other did not."""
    return row.differences[index] is None and _came(row, index) != 0


def unit_text(row: KpiRow) -> str:
    """Unit of a row as its table heads it."""
    if is_share(row):
        return "%"
    return str({"1": "", "UTC date": "UTC"}.get(row.unit, row.unit))


def kpi_height(count: int) -> float:
    """Height of the table of ``count`` KPIs [in]."""
    return ROW * (count + HEADS)


def kpi_panel(
    ax: Axes,
    rows: Sequence[tuple[str, KpiRow]],
    labels: Sequence[str],
    remarks: Sequence[str],
    alike: Sequence[bool],
    noisy: Collection[tuple[str, int]] = (),
) -> None:
    """The table: one row a KPI, one column a run.

    Args:
        ax: Axes to fill.
        rows: Name and row of each KPI.
        labels: Name of each run.
        remarks: What stands under the name of each run.
        alike: Whether each run covers the span of the first.
        noisy: Name of a KPI and place of a run whose difference is known to lie within the noise.
    """
    count = len(labels)
    size = 8.5 if count <= 4 else 7.8
    table = Table(ax, len(rows) + HEADS)
    step = (table.right - NAMES_END) / count
    heads = text_width.distinct(labels, step - COLUMN_GAP, size + 0.5, bold=True)
    for i, (head, remark) in enumerate(zip(heads, remarks, strict=True)):
        x = NAMES_END + (i + 0.5) * step
        colour = text_colour(scenario_style(i).colour)
        table.write(0.35, [Cell(x, head, colour, step, size=size + 0.5, align="center", bold=True)])
        table.write(0.98, [Cell(x, remark, MUTED, step - COLUMN_GAP, size=size - 1, align="center")])
    units = [unit_text(row) for _, row in rows]
    names = [plain(row.label) + (f" [{unit}]" if unit else "") for (_, row), unit in zip(rows, units, strict=True)]
    names = text_width.distinct(names, NAMES_END - EDGE - COLUMN_GAP, size)
    for k, ((name, row), text) in enumerate(zip(rows, names, strict=True)):
        y = k + HEADS + 0.5
        table.rule(y - 0.5)
        table.write(y, [Cell(table.left, text, INK, size=size)])
        for i in range(count):
            x = NAMES_END + (i + VALUES_END) * step
            value = Cell(x, cell_text(row, row.values[i]), INK, size=size, align="right")
            if i == 0:
                table.write(y, [value])
                continue
            colour = COLOURS[0 if (name, i) in noisy else better(name, row, i, alike=alike[i])]
            change = Cell(x + 0.09, difference_text(row, i), colour, size=size - 0.6, label=name)
            if row.values[i] is None and change.text:
                # In place of the value, there being none.
                table.write(y, [replace(change, x=x + 0.3, align="right")])
            else:
                table.write(y, [value, change])
