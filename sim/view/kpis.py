"""Key figures of several runs as a table within a figure, with differences to the first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sim.result.result import KpiValue
from sim.study import KpiRow
from sim.view.reading import amount, short
from sim.view.style import INK, MUTED, RULE, scenario_style, text_colour

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHOWN: Mapping[str, int] = {
    "sunlight.lit_fraction": 1,
    "energy.longest_dark": -1,
    "energy.generated": 0,
    "energy.delivered": 1,
    "energy.curtailed": 0,
    "energy.unserved": -1,
    "energy.survival_availability": 1,
    "energy.lowest_state_of_charge": 1,
    "tools.availability": 1,
    "tools.failures": -1,
    "bricks.printed": 1,
    "bricks.laid": 1,
    "bricks.energy_per_brick": -1,
    "communication.link_availability": 1,
    "communication.delivered": 1,
    "communication.lost": -1,
    "shelter.progress": 1,
    "shelter.first_complete": -1,
    "station.landed_mass": -1,
}
"""KPIs of the table in their order, with the way that is better: 1 more, -1 less, 0 neither.

Dates on which structures are complete come on top of these; there, too, less is better.
"""

BETTER = "#00619c"
WORSE = "#b3261e"


def kpi_rows(kpis: Mapping[str, KpiRow]) -> list[tuple[str, KpiRow]]:
    """The rows of a comparison's KPIs that figures show, in the fixed order."""
    rows = [(name, kpis[name]) for name in SHOWN if name in kpis]
    built = [name for name in kpis if name.startswith("shelter.") and name.endswith(".complete")]
    built.sort(key=lambda name: (kpis[name].values[0] is None, kpis[name].values[0] or "", name))
    place = next((i for i, (name, _) in enumerate(rows) if name == "station.landed_mass"), len(rows))
    rows[place:place] = [(name, kpis[name]) for name in built]
    return rows


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
    """Difference to the first run: points for shares, percent where the first is not zero, else in its unit."""
    change, reference = row.differences[index], row.values[0]
    if not change:
        return "" if change is None else "="
    sign, size = "+" if change > 0 else "−", abs(change)
    if row.difference_unit == "d":
        text = f"{size:,.0f} d"
    elif is_share(row):
        text = f"{100 * size:.1f} pt" if size >= 0.0005 else "<0.1 pt"
    elif not isinstance(reference, int | float) or abs(size) >= 10 * abs(reference):
        text = amount(size)
    else:
        percent = 100 * size / abs(reference)
        text = f"{percent:.1f} %" if percent >= 0.05 else "<0.1 %"
    return sign + text


def unit_text(row: KpiRow) -> str:
    """Unit of a row as its table heads it."""
    if is_share(row):
        return "%"
    return str({"1": "", "UTC date": "UTC"}.get(row.unit, row.unit))


def kpi_panel(
    ax: Axes, rows: Sequence[tuple[str, KpiRow]], labels: Sequence[str], changed: Sequence[int | None]
) -> None:
    """The table: one row a KPI, one column a run.

    Args:
        ax: Axes to fill.
        rows: Name and row of each KPI.
        labels: Name of each run.
        changed: How many inputs of each run differ from the first one's; None where that is not said.
    """
    count = len(labels)
    ax.set_xlim(0, 1)
    ax.set_ylim(len(rows) + 1.35, 0)
    ax.axis("off")
    size = 8.5 if count <= 4 else 7.8
    # The table spans the whole sheet: it begins left of the other panels and ends right of them.
    left, right, name_end = -0.095, 1.2, 0.185
    step = (right - name_end) / count
    for i, label in enumerate(labels):
        x = name_end + (i + 0.52) * step
        look = scenario_style(i)
        room = int(step * 88 * (8.5 / size))
        text = short(label, room)
        colour = text_colour(look.colour)
        ax.text(
            x,
            0.35,
            text,
            ha="center",
            va="center",
            fontsize=size + 0.5,
            fontweight="bold",
            color=colour,
            parse_math=False,
        )
        number = changed[i]
        if number is not None:
            inputs = "1 input differs" if number == 1 else f"{number} inputs differ"
            ax.text(x, 0.98, inputs, ha="center", va="center", fontsize=size - 1, color=MUTED)
        elif i == 0:
            ax.text(x, 0.98, "reference", ha="center", va="center", fontsize=size - 1, color=MUTED)
    for k, (name, row) in enumerate(rows):
        y = k + 1.85
        ax.plot([left, right], [y - 0.5, y - 0.5], color=RULE, linewidth=0.5, clip_on=False)
        unit = unit_text(row)
        ax.text(
            left, y, row.label + (f" [{unit}]" if unit else ""), va="center", fontsize=size, color=INK, parse_math=False
        )
        for i in range(count):
            x = name_end + (i + 0.5) * step
            ax.text(x, y, cell_text(row, row.values[i]), ha="right", va="center", fontsize=size, color=INK)
            if i == 0:
                continue
            change = row.differences[i]
            good = SHOWN.get(name, -1) * (change or 0)
            colour = BETTER if good > 0 else WORSE if good < 0 else MUTED
            text = difference_text(row, i)
            ax.text(x + 0.012, y, text, ha="left", va="center", fontsize=size - 0.6, color=colour, label=name)
