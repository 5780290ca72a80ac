"""Panels of many runs over time: bands of a history, and the share of runs that reached a goal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.moon.constants import SYNODIC_MONTH_D
from sim.result.goals import Goal
from sim.result.number_text import amount, percent
from sim.study.ensembles.ensemble import Ensemble
from sim.study.replicates.measures import FloatArray, Measure, edges
from sim.study.statistics import BANDS, Estimate, proportion, quantile
from sim.study.wording import joined
from sim.view.kit.axis import TimeAxis, group_thousands, percent_axis
from sim.view.kit.labels import Label, label_right, spread
from sim.view.kit.sheet import RIGHT
from sim.view.kit.style import INK, MUTED, PAPER, RULE, SYSTEMS, text_colour

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LIGHT, DARK = 0.2, 0.42
"""How much of its colour the outer and the inner band have."""
TYPICAL = (0, (4.0, 1.6))
"""Line style of the typical run."""
LABEL = 8.0
"""Size of the labels beside the panels [pt]."""
BAR = (0.1, 0.17)
"""Right of a panel, and width, of the bar of those that come after the end [in]."""
LUNAR_DAY_H = 24.0 * SYNODIC_MONTH_D
FEWEST = 6
"""Lunar days of a run from which on the lowest values are those of lunar days."""
STRETCHES = 48
"""Stretches of time in which the runs that reach a goal are counted."""
FEWEST_LEFT, MOST_RIGHT = 0.13, 0.75
"""Left of the first share of the time axis a label has no room at the left; right of the other, none at the right."""
POINTS = 160
"""Places at which the interval of a share is drawn."""


def band(ax: Axes, found: Ensemble, name: str, axis: TimeAxis, colour: str) -> None:
    """How a history spreads over the runs, with the median and the typical run.

    Args:
        ax: Axes to fill.
        found: The ensemble.
        name: Channel of the history.
        axis: The time axis.
        colour: Colour of the bands.
    """
    from matplotlib.ticker import MaxNLocator

    from sim.station.systems import bands

    values, lowest = found.sample.bands[name], bands()[name].lowest
    share = _is_share(found, name)
    scale = 100.0 if share else 1.0
    hours = edges(found.header.drawing.until_h)
    if lowest:
        values, hours = by_lunar_day(values, hours)
    x = axis.x(hours)
    levels = scale * np.quantile(values, BANDS, axis=0)
    low, inner_low, middle, inner_high, high = levels
    ax.fill_between(x, low, high, color=colour, alpha=LIGHT, linewidth=0, label="90 %")
    ax.fill_between(x, inner_low, inner_high, color=colour, alpha=DARK, linewidth=0, label="half")
    ax.plot(x, middle, color=text_colour(colour), linewidth=1.5, label="median")
    named = [
        (f"{100 * q:.0f} %" if q != 0.5 else "median", float(v)) for q, v in zip(BANDS, levels[:, -1], strict=True)
    ]
    labels = _labels(named, colour, "" if lowest else " %" if share else None)
    if found.typical is not None:
        typical = scale * values[int(np.flatnonzero(found.sample.numbers == found.typical)[0])]
        ax.plot(x, typical, color=INK, linewidth=0.9, linestyle=TYPICAL, label="typical run")
        said = "" if lowest else f": {_said(typical[-1], ' %' if share else None)}"
        labels.append(Label(float(typical[-1]), f"typical run{said}", INK))
    if share:
        percent_axis(ax, "share [%]")
    else:
        ax.set_ylim(0, 1.06 * max(float(high.max()), 1e-9))
        ax.yaxis.set_major_locator(MaxNLocator(3))
        group_thousands(ax.yaxis)
        ax.set_ylabel(_unit(found, name))
    label_right(ax, labels, size=LABEL)


def cells_together(cells: int, until_h: float) -> int:
    """How many cells make up a lunar day at least; all of them in a run that is shorter than some."""
    width = until_h / cells
    return min(math.ceil(LUNAR_DAY_H / width - 1e-9), cells) if until_h >= FEWEST * LUNAR_DAY_H else 1


def by_lunar_day(values: FloatArray, ends: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The lowest values over lunar days, where a run has many of them: nights would be but a hatching.

    Args:
        values: The lowest values of cells, shape (n, cells).
        ends: Ends of the cells [h], shape (cells,).

    Returns:
        The lowest values of groups of cells, shape (n, groups); the middles of the groups [h], shape (groups,).
    """
    together = cells_together(len(ends), float(ends[-1]))
    starts = np.arange(0, len(ends), together)
    borders = np.concatenate(([0.0], ends))
    return (
        np.minimum.reduceat(values, starts, axis=1),
        (borders[starts] + borders[np.minimum(starts + together, len(ends))]) / 2,
    )


def _is_share(found: Ensemble, name: str) -> bool:
    """Whether a history is a share of one; histories that are no KPI are, unless they go beyond it."""
    measure = found.measures.get(name)
    if measure is None:
        return float(found.sample.bands[name].max(initial=0.0)) <= 1.0 + 1e-6
    return measure.unit == "1" and not measure.count


def _unit(found: Ensemble, name: str) -> str:
    measure = found.measures.get(name)
    return "" if measure is None else "number" if measure.count else f"[{measure.unit}]"


def _said(value: float, unit: str | None) -> str:
    return f"{value:.0f}{unit}" if unit is not None else amount(float(value))


def _labels(ends: list[tuple[str, float]], colour: str, unit: str | None) -> list[Label]:
    """Labels of lines at their ends, those that end alike as one; where ``unit`` is empty, of the median alone."""
    if unit == "":
        return [Label(value, name, colour) for name, value in ends if name == "median"]
    groups: dict[str, list[tuple[str, float]]] = {}
    for name, value in ends:
        groups.setdefault(_said(value, unit), []).append((name, value))
    return [Label(one[-1][1], f"{_names(one)}: {text}", colour) for text, one in groups.items()]


def _names(group: list[tuple[str, float]]) -> str:
    names = [name for name, _ in group]
    return joined(names) if len(names) < 3 else f"{names[0]} to {names[-1]}"


def reached(ax: Axes, found: Ensemble, goal: Goal, measure: Measure, axis: TimeAxis) -> None:
    """In which share of the runs a goal was reached by each date; beside it, those that do not reach it by the end.

    Args:
        ax: Axes to fill.
        found: The ensemble.
        goal: The goal.
        measure: What it is judged by.
        axis: The time axis.
    """
    values = found[measure.name]
    values = values[~np.isnan(values)]
    colour, until = SYSTEMS["shelter"], axis.last
    dates = np.sort(values[np.isfinite(values)])
    count, _ = np.histogram(dates, bins=np.linspace(0.0, until, STRETCHES + 1))
    starts = axis.x(np.linspace(0.0, until, STRETCHES + 1))
    ax.bar(starts[:-1], 100 * count / len(values), width=np.diff(starts), align="edge", color=colour, alpha=0.55)
    grid = np.linspace(0.0, until, POINTS)
    shares = [proportion(int(n), len(values)) for n in np.searchsorted(dates, grid, side="right")]
    if len(dates):
        low, high = np.array([(one.low, one.high) for one in shares], dtype=float).T
        since = grid >= dates[0]
        ax.fill_between(axis.x(grid), 100 * low, 100 * high, where=since, color=colour, alpha=0.16, linewidth=0)
    x = axis.x(np.concatenate(([0.0], dates, [until])))
    y = 100 * np.concatenate(([0.0], np.arange(1, len(dates) + 1), [len(dates)])) / len(values)
    ax.step(x, y, where="post", color=colour, linewidth=1.7, label="reached")
    _quantile_marks(ax, found, measure, values, axis)
    if goal.due is not None and goal.due < until:
        _due(ax, found, goal.due, measure, axis)
    percent_axis(ax, "share of runs [%]")
    _after_the_end(ax, found, found.by(measure.name, until), colour)


def _quantile_marks(ax: Axes, found: Ensemble, measure: Measure, values: FloatArray, axis: TimeAxis) -> None:
    """A dot where a twentieth, half and nineteen twentieths of the runs are there, with the date."""
    for share in (0.05, 0.5, 0.95):
        value = quantile(values, share).value
        if not np.isfinite(value):
            continue
        at = float(axis.x(value))
        ax.plot(
            [at], [100 * share], marker="o", markersize=5, color=SYSTEMS["shelter"], markeredgecolor=PAPER, zorder=5
        )
        # Left of the curve there is room above it, and right of it below; near an edge there is one side only.
        part = (value - axis.first) / (axis.last - axis.first)
        right = part < FEWEST_LEFT or (share > 0.9 and part < MOST_RIGHT)
        ax.annotate(
            f"{100 * share:.0f} % by {found.telling.value(measure, value)}",
            xy=(at, 100 * share),
            xytext=(8, -5 if share > 0.9 else -3) if right else (-8, -2 if share > 0.9 else 4),
            textcoords="offset points",
            ha="left" if right else "right",
            va="bottom" if share < 0.9 else "top" if right else "center",
            fontsize=LABEL,
            color=INK,
            zorder=6,
        )


def _due(ax: Axes, found: Ensemble, due: float, measure: Measure, axis: TimeAxis) -> None:
    """By when it is due, and how many are there by then."""
    at, share = float(axis.x(due)), found.by(measure.name, due)
    ax.axvline(at, color=MUTED, linewidth=0.9, linestyle=(0, (3, 2)))
    # Beside the line, where the curve is not: above it before most are there, below it afterwards.
    early = share.value >= 0.5
    ax.annotate(
        f"due {found.telling.date(due)}: {_share(share)}",
        xy=(at, 26 if early else 74),
        xytext=(6 if early else -6, 0),
        textcoords="offset points",
        ha="left" if early else "right",
        va="center",
        fontsize=LABEL,
        color=MUTED,
    )


def _share(share: Estimate) -> str:
    if share.low is None or share.high is None:
        return percent(share.value)
    return f"{percent(share.value)} ({100 * share.low:.0f} to {100 * share.high:.0f})"


def _after_the_end(ax: Axes, found: Ensemble, there: Estimate, colour: str) -> None:
    """Right of a panel, all runs as one bar: those that are there by the end, and those that are not."""
    from matplotlib.patches import Rectangle

    figure = ax.get_figure(root=True)
    assert figure is not None
    width = float(figure.get_size_inches()[0])
    box = ax.get_position()
    inch = 1 / (width * box.width)
    left, right = 1 + BAR[0] * inch, 1 + (BAR[0] + BAR[1]) * inch
    top = ax.get_ylim()[1]
    share = there.value
    looks = {"edgecolor": MUTED, "linewidth": 0.6, "clip_on": False}
    for low, high, label, fill in (
        (0.0, share, "by the end", {"facecolor": colour}),
        (share, 1.0, "after the end", {"facecolor": PAPER, "hatch": "////"}),
    ):
        corner, height = (left, 100 * low / top), 100 * (high - low) / top
        ax.add_patch(Rectangle(corner, right - left, height, label=label, transform=ax.transAxes, **fill, **looks))  # type: ignore[arg-type]
    points = float(figure.get_size_inches()[1]) * box.height * 72
    texts = [(share / 2, f"by {found.telling.end}:\n{_share(there)}", text_colour(colour))] if share > 0 else []
    if share < 1:
        rest = Estimate(
            1 - share,
            None if there.high is None else 1 - there.high,
            None if there.low is None else 1 - there.low,
            there.level,
            there.n,
        )
        texts.append(((1 + share) / 2, f"after the end:\n{_share(rest)}", INK))
    places = spread([place * points for place, _, _ in texts], [2.5 * LABEL] * len(texts), 0.0, points)
    for (_, text, shade), place in zip(texts, places, strict=True):
        ax.text(
            right + 0.09 * inch,
            place / points,
            text,
            transform=ax.transAxes,
            fontsize=LABEL,
            color=shade,
            va="center",
            linespacing=1.2,
        )
    assert BAR[0] + BAR[1] < RIGHT
    ax.grid(color=RULE)
