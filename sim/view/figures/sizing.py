"""How large it must be: what each size gives and costs, the front of two objectives, and what was chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.scenario import assumed
from sim.study.replicates.measures import FloatArray
from sim.study.sizing.asked import Objective
from sim.study.sizing.found import Found
from sim.study.sizing.sentences import bend_of, bound_text
from sim.study.sizing.sizing import Sizing
from sim.study.sizing.tried import Tried
from sim.view.kit import style, text_width
from sim.view.kit.axis import TimeAxis, group_thousands, percent_axis
from sim.view.kit.labels import Label, chips, chips_height, heading, label_right
from sim.view.kit.sheet import Sheet
from sim.view.kit.style import INK, MUTED
from sim.view.kit.text import plain, short

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ENOUGH, LACKING = "#0077bb", "#b9c0c8"
"""A design that meets all that is asked, and one that does not."""
CHOSEN = "#e06c00"
"""The design that is chosen, and the front."""
SHARES = ("#22272e", "#0077bb", "#9b1d64", "#6bbf59")
"""Lines of the requirements."""
MOST_PANELS = 6
"""Most variables that have a panel."""
NAMED = 12
"""Most designs of a front that are numbered and listed."""
LIST_ROOM = 2.3
"""Room for the list beside a front [in]."""


def sizing_figure(found: Sizing) -> Figure:
    """The figure of a sizing: curves over one size, panels of several, or the front of two objectives.

    Returns:
        A matplotlib figure; its axes are labelled ``shares``, ``objective``, ``front`` or by the key of the size.
    """
    with style.applied():
        if found.fronted:
            return _front_figure(found)
        return _one_size(found) if len(found.variables) == 1 else _several_sizes(found)


def _sheet(found: Sizing, heights: Sequence[float], gaps: Sequence[float], right: float, band: float = 0.5) -> Sheet:
    runs = found.header.settings["n"]
    drawing = found.header.drawing
    return Sheet(
        heights,
        gaps=gaps,
        title=plain(found.header.title),
        subtitle=(
            f"{len(found.tried):,d} designs tried, each with the same {runs:,d} draws; seed {drawing.seed}; "
            f"{found.header.start:%Y-%m-%d} to {found.header.end:%Y-%m-%d}"
        ),
        note=short(plain(" ".join(found.sentences[: 2 if found.fronted else 1])), 420),
        footer=[f"{assumed(*(one.scenario.parameters() for one in found.variants))} in each"],
        axis_band=band,
        right=right,
    )


def _name(found: Found, place: int) -> str:
    variable = found.variables[place]
    return f"{variable.key} [{variable.unit}]" if variable.unit != "1" else variable.key


def _designs(found: Found) -> list[Tried]:
    """The designs that were run."""
    return [one for one in found.tried if len(one)]


def _one_size(found: Sizing) -> Figure:
    asked = found.asked
    names = [bound_text(found, one) for one in asked.requirements]
    heights = ([2.1] if names else []) + [2.3]
    sheet = _sheet(found, heights, [0.1, 0.28][: len(heights)], 2.7)
    designs = sorted(_designs(found), key=lambda one: found.sizes(one)[0])
    sizes = np.array([found.sizes(one)[0] for one in designs])
    lowest, highest = found.variables[0].sizes[0], found.variables[0].sizes[-1]
    margin = 0.03 * (highest - lowest)
    for ax in sheet.axes:
        ax.set_xlim(lowest - margin, highest + margin)
        _size_axis(ax, found, 0)
        if found.chosen is not None:
            ax.axvline(found.sizes(found.chosen)[0], color=CHOSEN, linewidth=1.2, zorder=1)
    if names:
        ax = sheet.axes[0]
        ax.set_label("shares")
        fresh = max((len(one) for one in found.fresh.values()), default=0)
        checked = f"; diamonds: {fresh:,d} fresh draws" if fresh else ""
        heading(ax, "How surely it is enough", f"share of runs that meet what is asked, 95 % intervals{checked}")
        _shares(ax, found, designs, sizes, names)
        ax.tick_params(axis="x", labelbottom=False)
    ax = sheet.axes[-1]
    ax.set_label("objective")
    objective = asked.objectives[0]
    measure = found.measures[objective.measure]
    average = "median" if measure.is_date else "mean"
    heading(
        ax, measure.label, f"{average} over the runs, with its 95 % interval; filled where all that is asked is met"
    )
    _objective(ax, found, designs, sizes, objective)
    ax.set_xlabel(_name(found, 0))
    sheet.align_labels()
    return sheet.figure


def _shares(ax: Axes, found: Sizing, designs: Sequence[Tried], sizes: FloatArray, names: Sequence[str]) -> None:
    labels = []
    percent_axis(ax, "share of runs [%]", step=25)
    for place, (requirement, name) in enumerate(zip(found.asked.requirements, names, strict=True)):
        colour = SHARES[place % len(SHARES)]
        shares = [requirement.met(one.values[requirement.measure]) for one in designs]
        middle = 100 * np.array([one.value for one in shares])
        ends = 100 * np.array([(one.low or 0.0, 1.0 if one.high is None else one.high) for one in shares])
        shown = np.clip(np.abs(ends.T - middle), 0.0, None)
        ax.errorbar(sizes, middle, yerr=shown, fmt="none", ecolor=colour, elinewidth=0.8, alpha=0.45, zorder=2)
        ax.plot(sizes, middle, color=colour, marker="o", markersize=3.5, linewidth=1.3, zorder=3, label=name)
        ax.axhline(100 * requirement.share, color=colour, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1)
        asked = "asked: all" if requirement.share >= 1.0 else f"asked: {100 * requirement.share:g} %"
        _freshly(ax, found, place)
        labels.append(Label(float(middle[-1]) - 9 * place, f"{name}; {asked}", colour))
    label_right(ax, labels, size=8)


def _freshly(ax: Axes, found: Sizing, place: int) -> None:
    """In which share of fresh draws the designs that were checked so meet a requirement."""
    requirement = found.asked.requirements[place]
    for point, fresh in found.fresh.items():
        if not len(fresh):
            continue
        size, share = found.sizes(found.by_point[point])[0], requirement.met(fresh.values[requirement.measure])
        ends = [100 * (share.low or 0.0), 100 * (1.0 if share.high is None else share.high)]
        ax.plot([size, size], ends, color=CHOSEN, linewidth=1.6, zorder=4, solid_capstyle="butt")
        ax.plot([size], [100 * share.value], marker="D", markersize=6, color=CHOSEN, markerfacecolor="white", zorder=5)


def _objective(ax: Axes, found: Sizing, designs: Sequence[Tried], sizes: FloatArray, objective: Objective) -> None:
    values, x = np.array([_value(found, objective, one) for one in designs]), _scale(found, objective)
    low, high = _intervals(found, objective, designs)
    ax.fill_between(sizes, x(low), x(high), color=LACKING, alpha=0.35, zorder=1, linewidth=0)
    ax.plot(sizes, x(values), color=MUTED, linewidth=1.0, zorder=2)
    for enough in (False, True):
        these = [i for i, one in enumerate(designs) if found.scores[one.point or ()].feasible == enough]
        ax.plot(
            sizes[these],
            x(values[these]),
            linestyle="none",
            marker="o",
            markersize=5,
            color=ENOUGH,
            markerfacecolor=ENOUGH if enough else "white",
            zorder=3,
        )
    _value_axis(ax, found, objective)
    labels = []
    for design, word, colour in ((found.chosen, "chosen", CHOSEN), (found.written, "as written", INK)):
        estimate = None if design is None else found.estimate(objective, design)
        if design is None or estimate is None or not np.isfinite(estimate.value):
            continue
        size, y = found.sizes(design)[0], float(x(np.array([estimate.value]))[0])
        if ax.get_xlim()[0] <= size <= ax.get_xlim()[1]:
            ax.plot([size], [y], marker="D", markersize=7, color=colour, linestyle="none", zorder=4)
        said = f"{word}: {found.variables[0].text(size)}"
        labels.append(
            Label(y, f"{said}\n{found.telling.value(found.measures[objective.measure], estimate.value)}", colour)
        )
    label_right(ax, labels, size=8)


def _scale(found: Found, objective: Objective) -> Callable[[FloatArray], FloatArray]:
    """From values of an objective to places on its axis."""
    if not found.measures[objective.measure].is_date:
        factor = 100.0 if _is_share(found, objective) else 1.0
        return lambda values: factor * values
    return TimeAxis(found.header.start, 0.0, found.header.drawing.until_h).x


def _is_share(found: Found, objective: Objective) -> bool:
    measure = found.measures[objective.measure]
    return measure.unit == "1" and not measure.count


def _size_axis(ax: Axes, found: Found, place: int) -> None:
    """Ticks of the axis of a size; of a count none between."""
    from matplotlib.ticker import MaxNLocator

    ax.xaxis.set_major_locator(MaxNLocator(nbins=9, integer=found.variables[place].whole))
    group_thousands(ax.xaxis)


def _value_axis(ax: Axes, found: Found, objective: Objective, *, across: bool = False) -> None:
    """Ticks and name of an axis of an objective."""
    measure = found.measures[objective.measure]
    axis = ax.xaxis if across else ax.yaxis
    if measure.is_date:
        from matplotlib import dates

        made: Any = dates  # its makers have no types
        axis.set_major_locator(made.AutoDateLocator(minticks=3, maxticks=6))
        axis.set_major_formatter(made.DateFormatter("%Y-%m"))
        name = "date (UTC)"
    else:
        group_thousands(axis)
        name = "%" if _is_share(found, objective) else "pieces" if measure.unit == "1" else measure.unit
    if across:
        ax.set_xlabel(_axis_name(measure.label, name))
    else:
        ax.set_ylabel(_axis_name(measure.label, name) if found.fronted else name)


def _axis_name(label: str, unit: str) -> str:
    """What an axis shows and in which unit; a date says itself what it is."""
    return f"{label}, {unit}" if unit.startswith("date") else f"{label} [{unit}]"


def _several_sizes(found: Sizing) -> Figure:
    """A panel for each size: what all designs cost, over that size."""
    count = min(len(found.variables), MOST_PANELS)
    objective = found.asked.objectives[0]
    columns = min(count, 3)
    rows = -(-count // columns)
    entries = [("enough", ENOUGH), ("not enough", LACKING), ("chosen", CHOSEN)]
    above = chips_height([name for name, _ in entries])
    sheet = _sheet(found, [2.7] * rows, [0.15 + above, *([0.45] * (rows - 1))], 0.5)
    wide = (sheet.width - sheet.left - sheet.right - 0.55 * (columns - 1)) / columns
    x = _scale(found, objective)
    measure = found.measures[objective.measure]
    heading(
        sheet.axes[0],
        measure.label,
        "of every design tried, over each size; the line: those that differ from the chosen one in that size alone",
        raised=above,
    )
    frames = list(sheet.axes)
    for frame in frames:
        frame.axis("off")
    chips(frames[0], entries)
    designs = [one for one in _designs(found) if np.isfinite(found.scores[one.point or ()].costs[0])]
    order = sorted(designs, key=lambda one: found.scores[one.point or ()].feasible)
    panels = []
    for place in range(count):
        box = frames[place // columns].get_position()
        left = sheet.left + (place % columns) * (wide + 0.55)
        ax = sheet.place(left, box.y0 * sheet.height, wide, box.height * sheet.height)
        ax.set_label(found.variables[place].key)
        values = x(np.array([_value(found, objective, one) for one in order]))
        sizes = [found.sizes(one)[place] for one in order]
        colours = [ENOUGH if found.scores[one.point or ()].feasible else LACKING for one in order]
        ax.scatter(sizes, values, s=16, c=colours, linewidths=0, zorder=2)
        if found.chosen is not None and found.chosen.point is not None:
            _line_through(ax, found, objective, place)
            at = found.sizes(found.chosen)[place]
            y = x(np.array([_value(found, objective, found.chosen)]))
            ax.plot([at], y, marker="D", markersize=8, color=CHOSEN, zorder=4, linestyle="none")
            ax.axvline(at, color=CHOSEN, linewidth=1.0, zorder=1)
        _size_axis(ax, found, place)
        _value_axis(ax, found, objective)
        if place % columns:
            ax.set_ylabel("")
            ax.tick_params(axis="y", labelleft=False)
        room = text_width.cut(_name(found, place), wide, 8.5, kept=18)
        ax.set_xlabel(room)
        panels.append(ax)
    low = min(ax.get_ylim()[0] for ax in panels)
    high = max(ax.get_ylim()[1] for ax in panels)
    for ax in panels:
        ax.set_ylim(low, high)
    return sheet.figure


def _line_through(ax: Axes, found: Sizing, objective: Objective, place: int) -> None:
    """The designs that differ from the chosen one in one size alone."""
    chosen = found.chosen
    assert chosen is not None
    assert chosen.point is not None
    rest = (*chosen.point[:place], *chosen.point[place + 1 :])
    line = [
        one
        for point, one in sorted(found.by_point.items())
        if (*point[:place], *point[place + 1 :]) == rest and np.isfinite(found.scores[point].costs[0])
    ]
    values = _scale(found, objective)(np.array([_value(found, objective, one) for one in line]))
    ax.plot([found.sizes(one)[place] for one in line], values, color=CHOSEN, linewidth=1.0, zorder=3, alpha=0.8)


def _value(found: Found, objective: Objective, design: Tried) -> float:
    estimate = found.estimate(objective, design)
    return float("nan") if estimate is None or not np.isfinite(estimate.value) else estimate.value


def _front_figure(found: Sizing) -> Figure:
    """Every design by its two objectives, and the front."""
    entries = [("on the front", CHOSEN), ("enough", ENOUGH), ("not enough", LACKING)]
    if not found.asked.requirements:
        entries = [("on the front", CHOSEN), ("tried", ENOUGH)]
    above = chips_height([name for name, _ in entries])
    sheet = _sheet(found, [4.6], [0.15 + above], 2.6)
    ax = sheet.axes[0]
    ax.set_label("front")
    first, second = found.asked.objectives
    wishes = [f"{'more' if one.maximise else 'less'} {found.measures[one.measure].label}" for one in (first, second)]
    heading(
        ax,
        "What one costs in the other",
        f"better: {' and '.join(wishes)}; bars: 95 % intervals of the difference to 1",
        raised=above,
    )
    chips(ax, entries)
    x, y = _scale(found, first), _scale(found, second)
    front = list(found.front)
    there = [one for one in _designs(found) if all(np.isfinite(found.scores[one.point or ()].costs))]
    for enough, colour in ((False, LACKING), (True, ENOUGH)):
        these = [one for one in there if found.scores[one.point or ()].feasible == enough and one not in front]
        ax.scatter(
            x(np.array([_value(found, first, one) for one in these])),
            y(np.array([_value(found, second, one) for one in these])),
            s=16,
            c=colour,
            linewidths=0,
            zorder=2,
        )
    front = [one for one in front if one in there]
    if front:
        _draw_front(ax, found, front)
    _value_axis(ax, found, first, across=True)
    _value_axis(ax, found, second)
    return sheet.figure


def _draw_front(ax: Axes, found: Sizing, front: Sequence[Tried]) -> None:
    """The front, with the intervals of what its designs differ in from the first; some of them numbered and listed."""
    first, second = found.asked.objectives
    x, y = _scale(found, first), _scale(found, second)
    across = x(np.array([_value(found, first, one) for one in front]))
    values = np.array([_value(found, second, one) for one in front])
    ax.plot(across, y(values), color=CHOSEN, linewidth=1.2, marker="o", markersize=5, zorder=4)
    for place, one in enumerate(front[1:], start=1):
        change = one.less(front[0], found.measures[second.measure], found.header.drawing.until_h)
        if change is not None and change.mean.low is not None and change.mean.high is not None:
            ends = values[place] - change.mean.value + np.array([change.mean.low, change.mean.high])
            ax.plot([across[place]] * 2, y(ends), color=CHOSEN, linewidth=1.0, alpha=0.6, zorder=3)
    bend = bend_of(found)
    chief = [one for one in (front[0], *found.sure_front, bend, front[-1]) if one is not None]
    named = [place for place, one in enumerate(front) if one in chief]
    named = [named[i] for i in np.unique(np.linspace(0, len(named) - 1, min(NAMED, len(named))).round().astype(int))]
    # On the side that the front turns its back to, and its line does not cross.
    falls = across[-1] > across[0] and y(values)[-1] < y(values)[0]
    lines = []
    for number, place in enumerate(named, start=1):
        at = (across[place], y(values[place : place + 1])[0])
        marks: dict[str, Any] = {
            "xytext": (4 if falls else -4, 5),
            "textcoords": "offset points",
            "ha": "left" if falls else "right",
            "fontsize": 9,
            "fontweight": "bold",
        }
        ax.annotate(str(number), at, color=style.text_colour(CHOSEN), zorder=6, **marks)
        sizes = ", ".join(one.text(size) for one, size in zip(found.variables, found.sizes(front[place]), strict=True))
        lines.append(f"{number: >{len(str(len(named)))}}  {sizes}{' (the bend)' if front[place] is bend else ''}")
    head = text_width.wrapped(", ".join(one.short for one in found.variables), LIST_ROOM, 8)
    ax.text(1.02, 1.0, "\n".join(head), transform=ax.transAxes, fontsize=8, color=MUTED, va="top", parse_math=False)
    under = 1.0 - 0.04 * (len(head) + 0.5)
    for place, line in enumerate(lines):
        ax.text(1.02, under - 0.048 * place, line, transform=ax.transAxes, fontsize=8.5, va="top", parse_math=False)


def _intervals(found: Found, objective: Objective, designs: Sequence[Tried]) -> tuple[FloatArray, FloatArray]:
    """Ends of the intervals of an objective; the value itself where there is none, or it is after the end."""
    ends: list[tuple[float, float]] = []
    for design in designs:
        value, estimate = _value(found, objective, design), found.estimate(objective, design)
        low = value if estimate is None or estimate.low is None else estimate.low
        high = value if estimate is None or estimate.high is None or np.isinf(estimate.high) else estimate.high
        ends.append((low, high))
    return np.array([low for low, _ in ends]), np.array([high for _, high in ends])
