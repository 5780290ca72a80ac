"""The figure of a sweep: maps of two axes, lines over one axis of numbers, ranked rows of anything else."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.result.number_text import typeset
from sim.scenario import assumed
from sim.study.replicates.measures import FloatArray
from sim.study.sweeps.sweep import Sweep
from sim.view.figures.kpi_table import BETTER
from sim.view.figures.sweep_facts import Shown, shown_of
from sim.view.kit import style, text_width
from sim.view.kit.axis import percent_axis, ticks_at
from sim.view.kit.labels import heading
from sim.view.kit.sheet import EDGE, NAME_GAP, NAMES, Sheet
from sim.view.kit.style import INK, MUTED, PAPER, mixed
from sim.view.kit.text import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 12.0
"""Width of the sheet [in]."""
ACROSS = 2
"""Panels beside each other."""
ROW, MOST_NAMES = 0.46, 3.0
"""Height of a row of cells, and most room for the names of the rows [in]."""
LINE_PANEL, BETWEEN, MARGIN = 2.1, 0.95, 0.35
"""Height of a panel of lines, room between panels side by side, and right margin [in]."""
FULL = 0.5
"""Share of colour in the cell of the best value."""
HEADS, HEAD = 0.24, 8.0
"""Height of the heads of the columns of a map [in], and the size of their type [pt]."""
RANKED, MOST_ROWS, COLUMNS = 0.27, 60, 4
"""Height of a ranked row [in], most of them, and most figures beside each other."""
VALUE, INTERVAL = 9.5, 7.2
"""Sizes of the value of a cell and of its interval [pt]."""


def sweep_figure(sweep: Sweep) -> Figure:
    """The figure of a sweep.

    Args:
        sweep: What it found.

    Returns:
        A matplotlib figure; its axes are labelled by what they show.
    """
    shown = shown_of(sweep)
    with style.applied():
        if len(sweep.axes) == 2:
            return _maps(sweep, shown)
        if len(sweep.axes) == 1 and sweep.axes[0].values is not None:
            return _lines(sweep, shown)
        return _rows(sweep, shown)


def _sheet(sweep: Sweep, heights: list[float], how: str, *, left: float, axis_band: float, gaps: list[float]) -> Sheet:
    start, end = sweep.header.start, sweep.header.end
    draws = f"{sweep.n:,d} draw{'' if sweep.n == 1 else 's'} of each of {len(sweep.samples):,d} variants"
    return Sheet(
        heights,
        title=plain(sweep.title),
        subtitle=f"{draws}: {sweep.drawn}   {start:%Y-%m-%d} to {end:%Y-%m-%d}",
        note=plain(" ".join(sweep.sentences[:2])),
        footer=[f"{how} {assumed(*(one.scenario.parameters() for one in sweep.variants))} in each."],
        axis_band=axis_band,
        width=WIDTH,
        left=left,
        right=MARGIN,
        gaps=gaps,
    )


def _side_by_side(sheet: Sheet, count: int, left: float) -> list[Axes]:
    """Axes beside each other in place of the panels of a sheet."""
    wide = (sheet.width - left - MARGIN - (ACROSS - 1) * BETWEEN) / ACROSS
    found = []
    for number in range(count):
        row, column = divmod(number, ACROSS)
        box = sheet.axes[row].get_position()
        at = left + column * (wide + BETWEEN)
        found.append(sheet.place(at, float(box.y0) * sheet.height, wide, float(box.height) * sheet.height))
    for ax in sheet.axes:
        ax.remove()
    return found


def _maps(sweep: Sweep, shown: list[Shown]) -> Figure:
    """A map of each figure: rows the first axis, columns the second."""
    down, right = sweep.axes
    names = [_value_name(down.name if down.key else "", label) for label in down.labels]
    heads = [_value_name(right.name if right.key else "", label) for label in right.labels]
    left = EDGE + NAME_GAP + min(max(text_width.width(name, NAMES) for name in names), MOST_NAMES)
    rows = -(-len(shown) // ACROSS)
    how = "The fuller the colour, the better; bold: the best, or not known to be worse; "
    how += "framed: to land first, dashed: the best on average."
    if sweep.requirements and len(sweep.fit) < len(sweep.samples):
        how += " Grey: does not meet what is required."
    sheet = _sheet(
        sweep,
        [ROW * len(names)] * rows,
        how,
        left=left,
        axis_band=0.12,
        gaps=[HEADS + (0.12 if i else 0.05) for i in range(rows)],
    )
    for number, (ax, one) in enumerate(zip(_side_by_side(sheet, len(shown), left), shown, strict=True)):
        ax.set_label(one.title)
        _headed(ax, sheet, _title(one), one.how, raised=HEADS - 0.06)
        _map(ax, sweep, one, (len(names), len(heads)))
        step = float(ax.get_position().width) * sheet.width / len(heads)
        for column, head in enumerate(text_width.distinct(heads, step - 0.1, HEAD)):
            ax.text(column + 0.5, -0.12, head, ha="center", va="bottom", fontsize=HEAD, color=MUTED, parse_math=False)
        if number % ACROSS == 0:
            for row, name in enumerate(text_width.distinct(names, left - EDGE - NAME_GAP + 1e-6, NAMES)):
                ax.annotate(
                    name,
                    xy=(0, row + 0.5),
                    xytext=(-6, 0),
                    textcoords="offset points",
                    ha="right",
                    va="center",
                    fontsize=NAMES,
                    annotation_clip=False,
                    parse_math=False,
                )
    return sheet.figure


def _value_name(axis: str, label: str) -> str:
    return plain(f"{axis} {label}" if axis else label)


def _title(one: Shown) -> str:
    return one.title + (f" [{one.unit}]" if one.unit else "")


def _headed(ax: Axes, sheet: Sheet, title: str, how: str, *, raised: float = 0.0) -> None:
    """The heading of a panel, as far as there is room until the next one."""
    room = float(ax.get_position().width) * sheet.width + BETWEEN - 0.2
    title = text_width.cut(title, room, 10, bold=True)
    left = room - text_width.width(title, 10, bold=True) - 8 / 72
    heading(ax, title, how if text_width.width(how, 8.5) <= left else how.partition(";")[2].strip(), raised=raised)


def _map(ax: Axes, sweep: Sweep, one: Shown, size: tuple[int, int]) -> None:
    """The cells of a map: colour, value, interval."""
    from matplotlib.patches import Rectangle

    ax.set_xlim(0, size[1])
    ax.set_ylim(size[0], 0)
    ax.axis("off")
    for place, value in enumerate(one.values):
        row, column = divmod(place, size[1])
        fits = place in sweep.fit or not sweep.fit
        ax.add_patch(
            Rectangle((column, row), 1, 1, facecolor=_colour(one, place, fits), edgecolor=PAPER, linewidth=1.5)
        )
        if np.isnan(value):
            ax.text(column + 0.5, row + 0.5, "–", ha="center", va="center", fontsize=VALUE, color=MUTED)
            continue
        bold = place in one.best
        ax.text(
            column + 0.5,
            row + 0.38,
            one.text(value),
            ha="center",
            va="center",
            fontsize=VALUE,
            fontweight="bold" if bold else "normal",
            color=INK if fits else MUTED,
        )
        if not np.isnan(one.lows[place]):
            ends = f"{one.text(one.lows[place])} to {one.text(one.highs[place])}"
            ax.text(column + 0.5, row + 0.75, ends, ha="center", va="center", fontsize=INTERVAL, color=INK)
    inset = 0.012
    for place, line in ((sweep.race.leader, (0, (3, 2))), (sweep.choice, "solid")):
        row, column = divmod(place, size[1])
        frame = Rectangle((column + inset, row + 0.03), 1 - 2 * inset, 0.94, fill=False, edgecolor=INK, linewidth=1.3)
        frame.set_linestyle(line)  # type: ignore[arg-type]  # dashes as Matplotlib has them
        ax.add_patch(frame)


def _colour(one: Shown, place: int, fits: bool) -> str:
    """Colour of a cell: the fuller, the nearer to the best of all; grey where neither way is better, or it does not
    qualify."""
    full = BETTER if one.better and fits else MUTED
    values = one.values[~np.isnan(one.values)]
    value = one.values[place]
    if np.isnan(value) or values.size == 0:
        return "#f3f4f6"
    low, high = float(values.min()), float(values.max())
    if high - low <= 1e-9 * max(abs(high), 1e-9):
        return mixed(full, 0.18)
    share = (value - low) / (high - low)
    if one.better < 0:
        share = 1.0 - share
    return mixed(full, float(np.interp(share, [0, 1], [0.04, FULL if fits else 0.6 * FULL])))


def _lines(sweep: Sweep, shown: list[Shown]) -> Figure:
    """A line of each figure over the values of one axis, with the band of its intervals."""
    axis = sweep.axes[0]
    assert axis.values is not None
    at = np.array(axis.values)
    order = np.argsort(at)
    rows = -(-len(shown) // ACROSS)
    how = "Bands: 95 % intervals. Filled: the best, or not known to be worse. Ringed: to land first."
    sheet = _sheet(sweep, [LINE_PANEL] * rows, how, left=1.0, axis_band=0.52, gaps=[0.05, *[0.42] * (rows - 1)])
    name = plain(axis.name) + ("" if axis.unit == "1" else f" [{axis.unit}]")
    for ax, one in zip(_side_by_side(sheet, len(shown), 1.0), shown, strict=True):
        ax.set_label(one.title)
        colour = BETTER if one.better else MUTED
        _headed(ax, sheet, one.title, one.how)
        lows = np.where(np.isnan(one.lows), one.values, one.lows)
        highs = np.where(np.isnan(one.highs), one.values, one.highs)
        ax.fill_between(at[order], lows[order], highs[order], color=mixed(colour, 0.2), linewidth=0)
        ax.plot(at[order], one.values[order], color=colour, linewidth=1.6)
        for place, (x, y) in enumerate(zip(at, one.values, strict=True)):
            face = colour if place in one.best else PAPER
            ax.plot([x], [y], marker="o", markersize=5, color=colour, markerfacecolor=face, clip_on=False, zorder=4)
            if place == sweep.choice:
                ax.plot([x], [y], marker="o", markersize=10, color=INK, markerfacecolor="none", clip_on=False, zorder=5)
        _size_ticks(ax, at[order], wide=float(ax.get_position().width) * sheet.width)
        ax.set_xlabel(name)
        if one.whole:
            percent_axis(ax, "%")
        else:
            ax.set_ylabel(one.unit or "number")
            ax.yaxis.set_major_formatter(lambda value, _: typeset(f"{value:,.10g}"))
    return sheet.figure


def _size_ticks(ax: Axes, sizes: FloatArray, *, wide: float) -> None:
    """One scale of sizes in all panels, also where a figure has no value; ticks as far as there is room for them."""
    margin = 0.04 * float(sizes[-1] - sizes[0])
    ax.set_xlim(float(sizes[0]) - margin, float(sizes[-1]) + margin)
    texts = [typeset(f"{value:,.10g}") for value in sizes]
    kept: list[int] = []
    free = -math.inf
    for place, (size, text) in enumerate(zip(sizes, texts, strict=True)):
        half = 0.5 * text_width.width(text, NAMES)
        middle = wide * (float(size - sizes[0]) + margin) / (float(sizes[-1] - sizes[0]) + 2 * margin)
        if middle - half >= free:
            kept.append(place)
            free = middle + half + 0.08
    ticks_at(ax.xaxis, [float(sizes[place]) for place in kept], [texts[place] for place in kept])


def _rows(sweep: Sweep, shown: list[Shown]) -> Figure:
    """A row a variant, ranked: a dot of each figure with its interval."""
    order = list(sweep.ranking)[:MOST_ROWS]
    few = shown[:COLUMNS]
    names = [f"{rank}  {plain(sweep.labels[place])}" for rank, place in enumerate(order, 1)]
    left = EDGE + 2 * NAME_GAP + min(max(text_width.width(name, NAMES, bold=True) for name in names), 2 * MOST_NAMES)
    high = RANKED * len(order)
    bold = "the best" if sweep.asks_worst else "to land first"
    how = f"Bars: 95 % intervals. Filled: the best, or not known to be worse. Bold: {bold}."
    if sweep.requirements and len(sweep.fit) < len(sweep.samples):
        how += " Grey: does not meet what is required."
    if len(order) < len(sweep.samples):
        how += f" Left out: the {len(sweep.samples) - len(order)} that rank last."
    sheet = _sheet(sweep, [high], how, left=left, axis_band=0.52, gaps=[0.3])
    box = sheet.axes[0].get_position()
    bottom = float(box.y0) * sheet.height
    gap = 0.3
    wide = (sheet.width - left - MARGIN - gap * (len(few) - 1)) / len(few)
    sheet.axes[0].remove()
    for column, one in enumerate(few):
        ax = sheet.place(left + column * (wide + gap), bottom, wide, high)
        ax.set_label(one.title)
        lines = text_width.wrapped(one.title, wide, 8.5, bold=True, most=3)
        ax.annotate(
            "\n".join(lines),
            xy=(0, 1),
            xycoords="axes fraction",
            xytext=(0, 6),
            textcoords="offset points",
            fontsize=8.5,
            fontweight="bold",
            va="bottom",
            annotation_clip=False,
            parse_math=False,
        )
        for row, place in enumerate(order):
            value = one.values[place]
            if np.isnan(value):
                continue
            fits = place in sweep.fit or not sweep.fit
            colour = BETTER if fits and one.better else "#8b949e"
            if not np.isnan(one.lows[place]):
                ax.plot([one.lows[place], one.highs[place]], [row, row], color=colour, linewidth=1.6, alpha=0.55)
            face = colour if place in one.best else PAPER
            ax.plot([value], [row], marker="o", markersize=5.5, color=colour, markerfacecolor=face, clip_on=False)
        ax.set_ylim(len(order) - 0.5, -0.5)
        ax.margins(x=0.08)
        if one.whole:
            ax.set_xlim(-4, 104)
            ticks_at(ax.xaxis, [0, 50, 100])
        else:
            ax.locator_params(axis="x", nbins=3 if np.nanmax(one.values) >= 1000 else 4)
            ax.xaxis.set_major_formatter(lambda value, _: typeset(f"{value:,.10g}"))
        ax.set_xlabel(f"{one.how.split(';')[0]}" + (f" [{one.unit}]" if one.unit else ""), fontsize=7.5)
        ticks_at(ax.yaxis, list(range(len(order))), [""] * len(order))
        if column == 0:
            room = left - EDGE - NAME_GAP
            for row, name in enumerate(text_width.distinct(names, room, NAMES, bold=True)):
                place = order[row]
                ax.annotate(
                    name,
                    xy=(0, row),
                    xycoords=("axes fraction", "data"),
                    xytext=(-8, 0),
                    textcoords="offset points",
                    ha="right",
                    va="center",
                    fontsize=NAMES,
                    fontweight="bold" if place == sweep.choice else "normal",
                    color=INK if place in sweep.fit or not sweep.fit else MUTED,
                    annotation_clip=False,
                    parse_math=False,
                )
    return sheet.figure
