"""Rows that show where many runs lie: dates on the time axis, key figures in a table with a strip each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.result.number_text import percent
from sim.study.ensembles.ensemble import Ensemble
from sim.study.replicates.measures import FloatArray, Measure
from sim.study.statistics import BANDS, quantiles
from sim.view.kit import text_width
from sim.view.kit.axis import TimeAxis
from sim.view.kit.sheet import EDGE, name_rows
from sim.view.kit.style import INK, MUTED, PAPER, RULE, system_colour, text_colour
from sim.view.kit.tables import COLUMN_GAP, Cell, Table
from sim.view.kit.text import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW = 0.23
"""Height of a row [in]."""
HEADS = 1.0
"""Rows of the heads of the table."""
NAMES_END = 2.9
"""Where the names of key figures end on the sheet [in]."""
COLUMN = 0.98
"""Width of a column of values [in]."""
STRIP_GAP = 0.35
"""Between the last value and its strip [in]."""
THICK, THIN = 0.52, 0.2
"""Heights of the middle half and of the 90 % of a strip, as shares of a row."""


def strips_height(count: int, *, heads: bool = False) -> float:
    """Height of ``count`` rows [in]."""
    return ROW * (count + (HEADS if heads else 0.4))


def date_strips(ax: Axes, found: Ensemble, names: Sequence[str], axis: TimeAxis) -> None:
    """A row a date: where the runs lie; an arrow where some come after the end.

    Args:
        ax: Axes to fill.
        found: The ensemble.
        names: Names of the dates.
        axis: The time axis.
    """
    until, typical = axis.last, _typical(found)
    for row, name in enumerate(names):
        y = len(names) - 1 - row
        values = found[name]
        values = values[~np.isnan(values)]
        colour = system_colour(name.partition(".")[0])
        if not values.size:
            continue
        spread = np.array([one.value for one in quantiles(values, BANDS)])
        # A nineteenth twentieth after the end is drawn up to it.
        low, inner_low, middle, inner_high, high = np.minimum(spread, until)
        _bar(ax, axis.x(low), axis.x(high), y, THIN, colour, 0.4)
        _bar(ax, axis.x(inner_low), axis.x(inner_high), y, THICK, colour, 0.75)
        if np.isfinite(spread[2]):
            ax.plot([axis.x(middle)] * 2, [y - 0.36, y + 0.36], color=INK, linewidth=1.6, solid_capstyle="butt")
        if np.isinf(spread[-1]):
            ax.plot([axis.x(until)], [y], marker=">", markersize=6, color=text_colour(colour), clip_on=False, zorder=6)
        if typical is not None and np.isfinite(found[name][typical]):
            at = float(axis.x(found[name][typical]))
            ax.plot([at], [y], marker="D", markersize=4, color=INK, markeredgecolor=PAPER, zorder=5)
        there = found.by(name, until).value
        half = [found.telling.value(found.measures[name], spread[2])] if np.isfinite(spread[2]) else []
        ax.annotate(
            ", ".join([*half, f"{percent(there)} by the end" if not half else percent(there)]),
            xy=(1, y),
            xycoords=("axes fraction", "data"),
            xytext=(8, 0),
            textcoords="offset points",
            fontsize=8,
            va="center",
            color=text_colour(colour),
            annotation_clip=False,
        )
    name_rows(ax, [found.measures[name].label for name in names], room=0.7)


def kpi_strips(ax: Axes, found: Ensemble, names: Sequence[str]) -> None:
    """A row a key figure: its quantiles, and a strip that shows where they lie between the least and the most.

    Args:
        ax: Axes to fill, across the whole sheet.
        found: The ensemble.
        names: Names of the key figures.
    """
    table = Table(ax, len(names) + HEADS)
    ends = [NAMES_END + (place + 1) * COLUMN for place in range(len(BANDS))]
    left, right = ends[-1] + STRIP_GAP, table.right - 0.1
    heads = [f"{100 * q:.0f} %" if q != 0.5 else "median" for q in BANDS]
    cells = [Cell(x, text, MUTED, size=8, align="right") for x, text in zip(ends, heads, strict=True)]
    table.write(0.5, [*cells, Cell(left, "least", MUTED, size=8), Cell(right, "most", MUTED, size=8, align="right")])
    typical = _typical(found)
    labels = text_width.distinct(
        [plain(f"{found.measures[name].label}{_unit(found.measures[name])}") for name in names],
        NAMES_END - EDGE - COLUMN_GAP,
        8.5,
    )
    for row, (name, label) in enumerate(zip(names, labels, strict=True)):
        y = row + HEADS + 0.5
        measure, every = found.measures[name], found[name]
        values = every[~np.isnan(every)]
        table.rule(y - 0.5)
        spread = [one.value for one in quantiles(values, BANDS)]
        # The unit stands with the name.
        texts = [found.telling.value(measure, value).removesuffix(_suffix(measure)) for value in spread]
        looks = [INK if q == 0.5 else MUTED for q in BANDS]
        table.write(y, [Cell(table.left, label, INK, size=8.5)])
        table.write(
            y,
            [
                Cell(x, text, colour, size=8.5, align="right", bold=q == 0.5, label=name)
                for x, text, colour, q in zip(ends, texts, looks, BANDS, strict=True)
            ],
        )
        if values.min() == values.max():
            table.write(y, [Cell(left, "the same in every run", MUTED, size=8)])
            continue
        colour = system_colour(name.partition(".")[0])
        low, inner_low, middle, inner_high, high = _places(np.array(spread), values, left, right)
        ax.plot([left, right], [y, y], color=RULE, linewidth=1.0, zorder=1, clip_on=False)
        _bar(ax, low, high, y, THIN, colour, 0.4)
        _bar(ax, inner_low, inner_high, y, THICK, colour, 0.75)
        ax.plot([middle, middle], [y - 0.34, y + 0.34], color=INK, linewidth=1.6, clip_on=False)
        if typical is not None and np.isfinite(every[typical]):
            (at,) = _places(every[[typical]], values, left, right)
            ax.plot([at], [y], marker="D", markersize=4, color=INK, markeredgecolor=PAPER, zorder=5, clip_on=False)


def _unit(measure: Measure) -> str:
    """Unit of a key figure, as it stands behind its name."""
    return f" [{_suffix(measure).strip()}]" if _suffix(measure) else ""


def _suffix(measure: Measure) -> str:
    """What stands behind its values."""
    if measure.unit == "1":
        return "" if measure.count else " %"
    return f" {measure.unit}"


def _places(wanted: FloatArray, values: FloatArray, left: float, right: float) -> FloatArray:
    """Places of values on a strip from the least to the most of a sample [in]."""
    least, most = float(values.min()), float(values.max())
    return np.asarray(left + (right - left) * (wanted - least) / (most - least), dtype=float)


def _bar(ax: Axes, left: float | FloatArray, right: float | FloatArray, y: float, height: float, colour: str,
         alpha: float) -> None:  # fmt: skip
    wide = float(right) - float(left)
    ax.barh(y, wide, left=float(left), height=height, color=colour, alpha=alpha, linewidth=0, clip_on=False)


def _typical(found: Ensemble) -> int | None:
    """Place of the typical run among the replicates."""
    if found.typical is None:
        return None
    return int(np.flatnonzero(found.sample.numbers == found.typical)[0])
