"""Which assumptions decide a figure: their shares of the variance, and the effects of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.view.kit import style, text_width
from sim.view.kit.axis import ticks_at
from sim.view.kit.labels import chips, chips_height, heading
from sim.view.kit.sheet import EDGE, NAMES, Sheet
from sim.view.kit.style import INK, MUTED, PAPER, RULE
from sim.view.kit.text import plain, short

if TYPE_CHECKING:  # what runs studies takes long to import, and every verb that shows a run imports the figures
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.study.replicates.measures import Measure
    from sim.study.sensitivity.outcomes import Outcome
    from sim.study.sensitivity.sensitivity import Sensitivity
    from sim.study.statistics import Estimate

FIRST, TOTAL = "#0072b2", "#a9cbe4"
"""Colours of the share by itself and of that in total."""
REST = ("#7a828c", "#cfd5dc")
"""The same of all others together."""
LUCK, LUCK_GROUND = "#b9770e", "#f6eddd"
"""What luck does: a line, and an area."""
MARKS = (("by itself", FIRST), ("in total, with others and luck", TOTAL), ("luck alone", LUCK))
"""What the colours of the shares mean."""
LEFT, BARS, BETWEEN, RIGHT = 4.5, 3.7, 1.2, 0.45
"""Room for names, width of the bars, room between them and the effects, right margin [in]."""
WIDTH = 13.2
ROW = 0.47
"""Height of the bars of one parameter [in]."""
SMALL = 7.5
"""Size of what stands under a name, and of marks [pt]."""


def sensitivity_figure(found: Sensitivity, kpi: str | None = None) -> Figure:
    """Shares of the variance, and effects against their spread; a row for each figure that was asked for.

    Args:
        found: What a sensitivity study found.
        kpi: The only figure that is drawn, of those that were asked for.

    Returns:
        A matplotlib figure; its axes are labelled ``shares`` and ``effects``, with the name of the figure where there
        are several.

    Raises:
        KeyError: It was not asked for.
    """
    outcomes = list(found.outcomes) if kpi is None else [found[kpi]]
    with style.applied():
        raised = chips_height([MARKS[0][0]])
        rows = [max(len(_names(one)), 6) for one in outcomes]
        sheet = Sheet(
            [ROW * count for count in rows],
            title=f"What decides: {short(plain(found.title), 60)}",
            subtitle=_subtitle(found),
            note=found.sentences[0] if len(outcomes) == 1 else "",
            footer=_footer(found),
            axis_band=0.45,
            width=WIDTH,
            left=LEFT,
            right=WIDTH - LEFT - BARS,
            gaps=[raised + (0.0 if place == 0 else 0.55) for place in range(len(rows))],
        )
        for ax, outcome in zip(sheet.axes, outcomes, strict=True):
            box = ax.get_position()
            beside = sheet.place(
                LEFT + BARS + BETWEEN,
                box.y0 * sheet.height,
                WIDTH - LEFT - BARS - BETWEEN - RIGHT,
                box.height * sheet.height,
            )
            end = f" {outcome.asked.name}" if len(outcomes) > 1 else ""
            ax.set_label(f"shares{end}")
            beside.set_label(f"effects{end}")
            heading(ax, f"{plain(outcome.measure.label)}: shares of the variance", raised=raised)
            chips(ax, MARKS if outcome.luck.value > 0.0 else MARKS[:2])
            _shares(ax, found, outcome)
            heading(beside, "Effects from end to end of a range", raised=raised)
            if outcome.luck.value > 0.0:
                chips(beside, [("no more than luck does", LUCK_GROUND)])
            _effects(beside, outcome, _unit(outcome.measure))
    return sheet.figure


def _names(outcome: Outcome) -> tuple[str, ...]:
    """Rows of the bars: parameters with a share of their own, then all others together."""
    from sim.study.sensitivity.design import OTHERS

    return (*outcome.ranked, *((OTHERS,) if outcome.others is not None else ()))


def _shares(ax: Axes, found: Sensitivity, outcome: Outcome) -> None:
    from sim.study.sensitivity.design import OTHERS
    from sim.study.sensitivity.words import decisive

    names = _names(outcome)
    ax.set_ylim(max(len(names), 6) - 0.5, -0.5)
    ax.spines["left"].set_visible(False)
    ticks_at(ax.yaxis, [])
    if not outcome.varies:
        ax.set_xlim(0, 100)
        ax.text(2, 0, "nothing moves it", va="center", color=MUTED)
        return
    sure = set(decisive(outcome))
    most = 10.0
    for place, name in enumerate(names):
        first, total = outcome.first(name), outcome.total(name)
        assert first is not None
        assert total is not None
        colours = REST if name == OTHERS else (FIRST, TOTAL)
        for share, up, colour in ((total, 0.17, colours[1]), (first, -0.17, colours[0])):
            most = max(most, _bar(ax, place + up, share, colour))
        _name(ax, place, _lines(found, outcome, name), bold=name in sure)
    right = min(105.0, 1.08 * most)
    ax.set_xlim(0, right)
    luck = 100 * outcome.luck_share.value
    if 0.0 < luck < right:
        ax.axvline(luck, color=LUCK, linewidth=1.1, linestyle=(0, (3, 2)), zorder=4)
    ax.set_xlabel("share of the variance [%]")


def _bar(ax: Axes, y: float, share: Estimate, colour: str) -> float:
    """A bar with its interval; how far it goes [%]."""
    value = max(0.0, 100 * share.value)
    ax.barh(y, value, height=0.32, color=colour, linewidth=0, zorder=2)
    if share.low is None or share.high is None:
        return value
    ends = np.clip([100 * share.low, 100 * share.high], 0.0, 100.0)
    ax.plot(ends, [y, y], color=INK, linewidth=0.9, zorder=3)
    for end in ends:
        ax.plot([end, end], [y - 0.07, y + 0.07], color=INK, linewidth=0.9, zorder=3)
    return float(max(value, ends[1]))


def _lines(found: Sensitivity, outcome: Outcome, name: str) -> tuple[str, str]:
    """Name of a row, and what stands under it."""
    from sim.study.sensitivity.design import OTHERS

    if name == OTHERS:
        return f"the other {len(found.design.others)} together", "drawn as if they were one"
    one = found.assumptions[name]
    number = outcome.ranked.index(name) + 1
    return f"{number}  {plain(one.what)}", f"{plain(one.asset)}: {one.spread}, {one.known}"


def _name(ax: Axes, place: int, lines: tuple[str, str], *, bold: bool) -> None:
    room = LEFT - EDGE - 0.11
    looks = ((lines[0], 1.0, NAMES, INK, bold), (lines[1], -11.0, SMALL, MUTED, False))
    for text, up, font, colour, heavy in looks:
        ax.annotate(
            text_width.cut(text, room, font, bold=heavy),
            xy=(0, place),
            xytext=(-8, up),
            textcoords="offset points",
            ha="right",
            va="baseline",
            fontsize=font,
            fontweight="bold" if heavy else "normal",
            color=colour,
            annotation_clip=False,
            parse_math=False,
        )


def _effects(ax: Axes, outcome: Outcome, unit: tuple[str, float]) -> None:
    """Mean size of the effects against their spread, on scales that begin at nothing."""
    from matplotlib.ticker import MaxNLocator

    name, factor = unit
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(5))
        axis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    ax.set_xlabel(f"moves it by, on average{name}")
    ax.set_ylabel(f"spread of that{name}")
    ax.yaxis.set_label_coords(-0.2, 0.5)
    if outcome.screening is None:
        ax.text(0.5, 0.5, "nothing was screened", transform=ax.transAxes, ha="center", color=MUTED)
        return
    x = factor * np.array([one.value for one in outcome.screening.mu_star])
    y = factor * np.array(outcome.screening.sigma)
    right = 1.12 * max(float(x.max()), 1e-9)
    # Where all is in proportion, what rounding leaves is no spread.
    top = 1.15 * max(float(y.max()), 0.1 * right)
    ax.set_xlim(0, right)
    ax.set_ylim(0, top)
    own = {parameter: place + 1 for place, parameter in enumerate(outcome.ranked)}
    luck = factor * outcome.luck_effect
    if luck > 0.0:
        ax.axvspan(0, min(luck, right), color=LUCK_GROUND, linewidth=0, zorder=0)
    reach = min(right, top)
    ax.plot([0, reach], [0, reach], color=RULE, linewidth=1.0, zorder=1)
    mine = np.array([parameter in own for parameter in outcome.screening.names]) & (x > 0.01 * x.max())
    ax.plot(x[~mine], y[~mine], "o", color="#aab2bc", markersize=3.6, markeredgewidth=0, zorder=2, clip_on=False)
    ax.plot(x[mine], y[mine], "o", color=FIRST, markersize=11, markeredgecolor=PAPER, zorder=3, clip_on=False)
    for place in np.flatnonzero(mine):
        ax.annotate(
            str(own[outcome.screening.names[place]]),
            xy=(x[place], y[place]),
            ha="center",
            va="center_baseline",
            fontsize=SMALL,
            fontweight="bold",
            color=PAPER,
            zorder=4,
            annotation_clip=False,
        )


def _unit(measure: Measure) -> tuple[str, float]:
    """Unit of effects on a figure, as axes name it, and the factor to it."""
    if measure.is_date:
        return " [d]", 1 / 24
    if measure.unit == "1":
        return ("", 1.0) if measure.count else (" [pt]", 100.0)
    return f" [{measure.unit}]", 1.0


def _subtitle(found: Sensitivity) -> str:
    header = found.header
    return f"{len(found.design.names)} uncertain parameters over their ranges; {header.start:%Y-%m-%d} to " + (
        f"{header.end:%Y-%m-%d}"
    )


def _footer(found: Sensitivity) -> Sequence[str]:
    from sim.study.sensitivity.words import size, subject
    from sim.study.wording import joined

    design, drawing = found.design, found.header.drawing
    lines = [
        f"{design.trajectories} trajectories of screening, {design.base} samples for shares; seed {drawing.seed}, "
        "replicate 0 throughout. Whiskers: 95 % intervals; bold: surely more than noise.",
        "Effects: numbers as at the left, grey: the others. On the line and above it a parameter acts with others, out "
        "of proportion, or by luck.",
    ]
    moved = [
        f"{size(one.measure, one.luck.value, found.telling)} ({plain(subject(one.measure))})"
        for one in found.outcomes
        if one.luck.value > 0.0
    ]
    if moved:
        pairs = found.outcomes[0].luck.n
        lines.append(
            f"Luck: {pairs} pairs of runs that differ in lives, repairs and rejects alone, standard deviation "
            f"{joined(moved)}."
        )
    return lines
