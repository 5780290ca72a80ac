"""Milestones under many draws: when each comes, how likely its published dates are, and what decides it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.result.milestones import Planned
from sim.result.number_text import percent
from sim.scenario import assumed
from sim.study.ensembles.deciding import MISSION, Deciding
from sim.study.ensembles.ensemble import Ensemble
from sim.study.ensembles.milestones import by_plan
from sim.study.replicates.measures import Measure
from sim.study.statistics import BANDS, Estimate, quantiles
from sim.study.wording import counted
from sim.view import run_facts
from sim.view.figures.ensemble import SUBJECT_LETTERS
from sim.view.kit import style, text_width
from sim.view.kit.axis import TimeAxis, time_axis
from sim.view.kit.labels import LEADER, MARGIN, heading, text_beside
from sim.view.kit.sheet import Sheet, left_for, name_rows
from sim.view.kit.style import INK, MUTED, PAPER, RULE, text_colour
from sim.view.kit.text import day, plain, short
from sim.view.panels.milestones import IN_TIME, LATE, NEVER

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW = 0.48
"""Height of one milestone's row [in]."""
RIGHT = 3.4
"""Room for its chances and for what decides it [in]."""
THICK, THIN = 0.36, 0.14
"""Heights of the middle half of the runs and of 90 % of them, as shares of a row."""
CHANCE, DECIDES = 8.5, 7.5
"""Size of the chances and of what decides [pt]."""


def ensemble_milestones(found: Ensemble) -> Figure:
    """Milestones under many draws, a row each: dates as a strip, published dates as open diamonds.

    Args:
        found: The ensemble of a scenario with milestones, with one replicate at least.

    Returns:
        A matplotlib figure; its axes are labelled ``milestones``.
    """
    axis = TimeAxis(found.header.start, 0.0, found.header.drawing.until_h)
    rows = sorted(found.milestones, key=lambda one: (float(np.median(found[one[1].name])), one[0].plan[:1]))
    names = [planned.title for planned, _ in rows]
    with style.applied():
        sheet = Sheet(
            [ROW * max(2, len(rows))],
            title=f"{short(plain(found.title), SUBJECT_LETTERS)}: {_answer(found)}",
            subtitle=f"{run_facts.place_text(found.variants[0].scenario)}, {day(found.header.start)} to "
            f"{day(found.header.end)}",
            footer=[
                assumed(found.variants[0].scenario.parameters()),
                f"{counted(len(found), 'draw')} of {found.drawn}, seed {found.header.drawing.seed}; {_noise(found)}",
            ],
            axis_band=axis.band,
            left=left_for(names),
            right=RIGHT,
        )
        ax = sheet.axes[0]
        ax.set_label("milestones")
        how = "dark: the middle half of the runs; light: 90 %; line: median; open: as published; arrow: after the end"
        heading(ax, "Milestones", how)
        ax.set_xlim(*axis.x(np.array([axis.first, axis.last])))
        for place, (planned, measure) in enumerate(rows):
            y = len(rows) - 1 - place
            _strip(ax, axis, planned, found, measure, y)
            _said(ax, planned, measure, found, y)
        name_rows(ax, names, room=0.6)
        time_axis(ax, axis, labelled=True)
    return sheet.figure


def _answer(found: Ensemble) -> str:
    """How likely the chief milestone is by its published date, or by the end where it has none up to it."""
    planned, measure = found.chief_milestone
    until = found.header.drawing.until_h
    plan = by_plan(planned, measure, found.sample, until)
    when, share = plan[0] if plan else (until, found.by(measure.name, until))
    word = "its published date" if plan and planned.published else "its due date" if plan else "the end"
    text = f"{planned.title} by {word}, {found.telling.date(when)}"
    return f"{text}, in {percent(share.value)} of {counted(len(found), 'draw')}"


def _strip(ax: Axes, axis: TimeAxis, planned: Planned, found: Ensemble, measure: Measure, y: float) -> None:
    spread = np.array([one.value for one in quantiles(found[measure.name], BANDS)])
    low, inner_low, middle, inner_high, high = np.minimum(spread, axis.last)
    colour = _colour(planned, float(spread[2]))
    begin = min(float(low), *planned.plan, axis.last)
    ax.plot(axis.x(np.array([axis.first, begin])), [y, y], color=RULE, linewidth=0.6, zorder=0)
    for left, right, height, strength in ((low, high, THIN, 0.45), (inner_low, inner_high, THICK, 0.8)):
        x = axis.x(np.array([left, right]))
        ax.barh(y, x[1] - x[0], left=x[0], height=height, color=style.mixed(colour, strength), linewidth=0, zorder=2)
    if np.isfinite(spread[2]):
        ax.plot([axis.x(middle)] * 2, [y - 0.27, y + 0.27], color=INK, linewidth=1.8, solid_capstyle="butt", zorder=4)
    if np.isinf(spread[-1]):
        ax.plot([axis.x(axis.last)], [y], marker=">", markersize=8, color=text_colour(colour), clip_on=False, zorder=5)
    for when in planned.plan:
        if axis.first <= when <= axis.last:
            ax.plot([axis.x(when)], [y], marker="D", markersize=7.5, color=PAPER, markeredgecolor=INK,
                    markeredgewidth=1.1, zorder=6)  # fmt: skip


def _colour(planned: Planned, median: float) -> str:
    if np.isinf(median):
        return NEVER
    return LATE if planned.plan and median >= planned.plan[-1] + 24.0 else IN_TIME


def _said(ax: Axes, planned: Planned, measure: Measure, found: Ensemble, y: float) -> None:
    """Right of the row, its chances and, below, what decides it."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    room = float((1 - ax.get_position().x1) * figure.get_size_inches()[0]) - LEADER / 72 - MARGIN
    until = found.header.drawing.until_h
    parts = [
        f"{_share(share)} by {found.telling.date(when)}"
        for when, share in by_plan(planned, measure, found.sample, until)
    ]
    parts.append(f"{_share(found.by(measure.name, until), ends=not parts)} by the end")
    colour = text_colour(_colour(planned, float(np.median(found[measure.name]))))
    text_beside(ax, y + 0.19, text_width.cut(", ".join(parts), room, CHANCE), size=CHANCE, colour=colour)
    decides = text_width.cut(plain(_decides(planned, found)), room, DECIDES)
    text_beside(ax, y - 0.2, decides, size=DECIDES, colour=MUTED, parse_math=False)


def _share(share: Estimate, *, ends: bool = True) -> str:
    """A share with the ends of its interval: ``18 % (8 to 31)``."""
    if not ends or share.low is None or share.high is None:
        return percent(share.value)
    return f"{percent(share.value)} ({100 * share.low:.0f} to {100 * share.high:.0f})"


def _decides(planned: Planned, found: Ensemble) -> str:
    """What decides a milestone beyond noise, in a few words."""
    if found.decided.ranked is None:
        return ""
    if planned.key not in found.decided.found:
        return "the same in all draws"
    sure = [_factor(one) for one in found.decided.found[planned.key] if one.surely]
    return f"decided by {', '.join(sure)}" if sure else "nothing is told from noise"


def _factor(one: Deciding) -> str:
    name = f"{one.factor.name} late" if one.factor.kind == MISSION else one.factor.name
    return f"{name} ({one.later:+,.0f} d)"


def _noise(found: Ensemble) -> str:
    ranked = found.decided.ranked
    if ranked is None:
        return "too few or too equal draws to tell what decides"
    return f"of {found.decided.asked}, a rank correlation of up to {ranked.threshold:.2f} may be chance"
