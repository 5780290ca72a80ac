"""Key figures of many runs as a heat map: a row a run, a column a KPI, in colour its difference to the reference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.result import kpis
from sim.station.kpi import Detail
from sim.study import Comparison, KpiRow
from sim.view.figures import run_list
from sim.view.figures.kpi_table import COLOURS, better, cell_text, extreme, unit_text
from sim.view.kit import text_width
from sim.view.kit.style import INK, MUTED, PAPER, RULE, mixed
from sim.view.kit.tables import COLUMN_GAP
from sim.view.kit.text import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CELL, HEAD = 7.2, 7.0
"""Sizes of the values and of the heads of the columns [pt]."""
LEAST_COLUMN = 0.34
"""Width of the values of a column at least [in]."""
MOST_HEAD = 0.9
"""Longest word of a head that a column makes way for [in]."""
FULL = 0.5
"""Share of colour in the cell of the largest difference."""


def last_complete(comparison: Comparison) -> KpiRow | None:
    """The row of the structure that the reference finished last, or did not finish."""
    rows = [row for name, row in comparison.kpis.items() if kpis.is_completion(name)]
    return max(rows, key=lambda row: (row.values[0] is None, str(row.values[0] or ""), row.label), default=None)


def columns_of(comparison: Comparison) -> tuple[list[tuple[str, KpiRow]], list[str]]:
    """Columns of the heat map, and the labels of those that are left out because all runs have the same.

    Of the dates on which structures stood, the one on which all stands.
    """
    last = last_complete(comparison)
    names = [
        name
        for name in kpis.shown(comparison.kpis, Detail.WIDE)
        if not kpis.is_completion(name) or (last is not None and name == last.name)
    ]
    found = [(name, comparison.kpis[name]) for name in names if comparison.kpis[name].tells]
    shown = [(name, row) for name, row in found if len(set(row.values)) > 1]
    return shown, [row.label for _, row in found if len(set(row.values)) == 1]


def _head(row: KpiRow) -> str:
    unit = unit_text(row)
    return plain(row.label) + (f" [{unit}]" if unit else "")


def widths_of(columns: Sequence[tuple[str, KpiRow]], order: Sequence[int]) -> list[float]:
    """Width of each column [in]: of its values, and of the longest word of its head."""
    widths = []
    for _, row in columns:
        values = max(text_width.width(cell_text(row, row.values[i]), CELL, bold=True) for i in order)
        words = max(text_width.width(word, HEAD) for word in _head(row).split())
        widths.append(max(values, min(words, MOST_HEAD), LEAST_COLUMN) + COLUMN_GAP)
    return widths


def heat_map(
    ax: Axes,
    columns: Sequence[tuple[str, KpiRow]],
    widths: Sequence[float],
    comparison: Comparison,
    order: Sequence[int],
    heads: float,
) -> None:
    """One row a run, one column a KPI: the value, on the colour of its difference to the reference."""
    from matplotlib.patches import Rectangle

    figure = ax.get_figure(root=True)
    assert figure is not None
    across = float(ax.get_position().width * figure.get_size_inches()[0])
    # What there is more room for than is needed is shared by the columns.
    wide = [width * max(1.0, across / max(sum(widths), 1e-9)) for width in widths]
    edges = np.concatenate(([0.0], np.cumsum(wide)))
    ax.set_xlim(0, max(float(edges[-1]), across))
    ax.set_ylim(len(order), -heads)
    ax.axis("off")
    for k, (_, row) in enumerate(columns):
        lines = text_width.wrapped(_head(row), wide[k] - 0.04, HEAD, most=5)
        middle = float(edges[k] + edges[k + 1]) / 2
        ax.text(middle, -0.25, "\n".join(lines), ha="center", va="bottom", fontsize=HEAD, color=MUTED, parse_math=False)
    first = comparison.results[0]
    for place, i in enumerate(order):
        alike = run_list.alike(comparison.results[i], first)
        for k, (kpi, row) in enumerate(columns):
            colour = heat_colour(kpi, row, i, alike=alike)
            if colour != PAPER:
                ax.add_patch(Rectangle((edges[k], place), wide[k], 1, facecolor=colour, linewidth=0, label=kpi))
            ax.text(
                edges[k + 1] - 0.06,
                place + 0.5,
                cell_text(row, row.values[i]),
                ha="right",
                va="center",
                fontsize=CELL,
                fontweight="normal" if place else "bold",
                color=INK,
            )
        ax.plot(edges[[0, -1]], [place, place], color=RULE, linewidth=0.5, clip_on=False)


def heat_colour(name: str, row: KpiRow, index: int, *, alike: bool = True) -> str:
    """Colour of a cell: paper for no difference, the fuller the larger it is among all runs; better blue, worse red.

    Args:
        name: Name of the KPI.
        row: Its row.
        index: Which run.
        alike: Whether it covers the span of the first; else what adds up over time is grey.
    """
    full = COLOURS[better(name, row, index, alike=alike)]
    if extreme(row, index):
        return mixed(full, FULL)
    change = row.differences[index]
    largest = max((abs(d) for d in row.differences if d is not None), default=0)
    if not change or not largest:
        return PAPER
    never = any(extreme(row, i) for i in range(len(row.values)))
    return mixed(full, float(np.interp(abs(change) / largest, [0, 1], [0.08, FULL * (0.6 if never else 1.0)])))
