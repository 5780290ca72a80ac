"""One scenario under many draws: how its histories spread, when its goals are reached, where its key figures lie."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sim.result.kpis import shown
from sim.scenario import assumed
from sim.station.kpi import Detail
from sim.station.systems import bands
from sim.study.ensembles.ensemble import Ensemble
from sim.study.statistics import quantile
from sim.study.wording import counted
from sim.view import run_facts
from sim.view.figures import spread_panels as panels
from sim.view.figures.spread_strips import date_strips, kpi_strips, strips_height
from sim.view.kit import style, text_width
from sim.view.kit.axis import TimeAxis, time_axis
from sim.view.kit.labels import heading
from sim.view.kit.sheet import EDGE, Sheet, Tile, left_for
from sim.view.kit.text import day, plain, short

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ORDER = ("energy", "bricks", "shelter")
"""Systems whose bands come first, from the top down: what decides, and what comes of it; others follow."""
MOST_GOALS = 3
"""Most goals that have a panel each; further ones have a row among the dates."""
MOST_TILES = 5
"""Most headline figures under the title."""
CAPTION, CAPTION_ROOM = 8.0, 2.05
"""Size of the text under a headline figure [pt], and the room for it where there are most of them [in]."""
MEDIAN = ", median"
"""What the text says at its end where the figure is one."""
SUBJECT_LETTERS = 90
"""Letters of the scenario's title in that of the figure."""


@dataclass(frozen=True)
class _Part:
    """One panel of the sheet: label of its axes, heading, how to read it, height [in], what draws it."""

    key: str
    title: str
    describe: str
    height: float
    draw: Callable[[Axes], None]
    timed: bool = True


def ensemble_figure(found: Ensemble) -> Figure:
    """One scenario under many draws: histories as bands, each goal's date as the share of runs that reached it.

    The bands hold 90 % of the runs and the middle half of them, with the median and one typical run. Runs that do not
    reach a goal stand beside its curve, as after the end. Below are the dates of structures and the key figures.

    Args:
        found: The ensemble, with one replicate at least.

    Returns:
        A matplotlib figure; its axes are labelled with the channels of the bands, the measures of the goals, ``dates``
        and ``kpis``, as far as the runs have them.
    """
    axis = TimeAxis(found.header.start, 0.0, found.header.drawing.until_h)
    timed = [*_bands(found, axis), *_goals(found, axis), *_dates(found, axis)]
    parts = [*timed, *_kpis(found)]
    band = axis.band + 0.06
    gaps = [0.0] * len(parts)
    if len(parts) > len(timed) > 0:
        gaps[len(timed)] = band
    names = [found.measures[name].label for name in _date_names(found)]
    with style.applied():
        sheet = Sheet(
            [part.height for part in parts],
            gaps=gaps,
            title=f"{short(plain(found.title), SUBJECT_LETTERS)}: {counted(len(found), 'draw')}",
            subtitle=_where(found),
            footer=_footer(found),
            tiles=_tiles(found),
            note=" ".join(found.sentences[:1]),
            axis_band=0.0 if len(parts) > len(timed) else band,
            left=left_for(names),
        )
        for ax, part in zip(sheet.axes, parts, strict=True):
            ax.set_label(part.key)
            heading(ax, part.title, part.describe, moved=0.0 if part.timed else EDGE - sheet.left)
            part.draw(ax)
            if part.timed:
                time_axis(ax, axis, labelled=part is timed[-1])
        sheet.align_labels()
    return sheet.figure


def _bands(found: Ensemble, axis: TimeAxis) -> list[_Part]:
    there = found.sample.bands
    # What is nothing all the time says nothing: a store that is not there, bricks that nobody lays.
    declared = {name: band for name, band in bands().items() if name in there and there[name].any()}
    systems = {name: name.partition(".")[0] for name in declared}
    order = sorted(declared, key=lambda name: ORDER.index(systems[name]) if systems[name] in ORDER else len(ORDER))
    parts = []
    for number, name in enumerate(order):
        how = "dark: the middle half of the runs; light: 90 % of them; line: median; dashed: a typical run"
        if declared[name].lowest:
            cells = there[name].shape[1]
            days = axis.last / 24 / cells * panels.cells_together(cells, axis.last)
            width = f"{days:.3g} d" if days >= 2 else f"{24 * days:.3g} h"
            how = f"the lowest of each {width}; {how}"
        elif number:
            how = ""
        draw = partial(panels.band, found=found, name=name, axis=axis, colour=style.system_colour(systems[name]))
        parts.append(_Part(name, declared[name].label, how, 1.35, draw))
    return parts


def _goals(found: Ensemble, axis: TimeAxis) -> list[_Part]:
    how = "share of runs that are there by a date, with its 95 % interval; hatched: those that are not there by the end"
    return [
        _Part(measure.name, measure.label, how if not number else "", 1.5, partial(
            panels.reached, found=found, goal=goal, measure=measure, axis=axis))
        for number, (goal, measure) in enumerate(found.goals[:MOST_GOALS])
    ]  # fmt: skip


def _date_names(found: Ensemble) -> list[str]:
    """Dates that have a row: those that sum a run up, and goals without a panel of their own."""
    drawn = {measure.name for _, measure in found.goals[:MOST_GOALS]}
    more = [measure.name for _, measure in found.goals[MOST_GOALS:]]
    names = list(dict.fromkeys([*more, *shown(found.measures, Detail.WIDE, short=True)]))
    # Of what is not to be built there is no date.
    builds = bool(found.variants[0].scenario.shelter.structures)
    names = [name for name in names if builds or name in more]
    return [name for name in names if found.measures[name].is_date and name not in drawn]


def _dates(found: Ensemble, axis: TimeAxis) -> list[_Part]:
    names = _date_names(found)
    if not names:
        return []
    how = (
        "dark: the middle half of the runs; light: 90 %; line: median; diamond: the typical run; arrow: after the end; "
        "right: median, and share of runs by the end"
    )
    draw = partial(date_strips, found=found, names=names, axis=axis)
    return [_Part("dates", "Dates", how, strips_height(len(names)), draw)]


def _kpis(found: Ensemble) -> list[_Part]:
    names = [name for name in shown(found.measures, Detail.WIDE, short=True) if not found.measures[name].is_date]
    names = [name for name in names if not np.isnan(found[name]).all()]
    if not names:
        return []
    how = "below each value lie so many percent of the runs; the strip goes from the least to the most"
    draw = partial(kpi_strips, found=found, names=names)
    return [_Part("kpis", "Key figures", how, strips_height(len(names), heads=True), draw, timed=False)]


def _tiles(found: Ensemble) -> list[Tile]:
    """How likely the goals are, the date of the chief one, and the middle of the chief key figures."""
    telling = found.telling
    green = style.system_colour("shelter")
    tiles = []
    for label, name, due in _judged(found)[:2]:
        share = found.by(name, due)
        ends = "" if share.low is None or share.high is None else f" ({100 * share.low:.0f} to {100 * share.high:.0f})"
        by = f"by {telling.date(due)}{ends}"
        tiles.append(Tile(f"{100 * share.value:.0f} %", f"{_called(label)}\n{by}", green))
    for name in shown(found.measures, Detail.CHIEF, short=True):
        measure, values = found.measures[name], found[name]
        values = values[~np.isnan(values)]
        if measure.is_date or not values.size:
            continue
        low, middle, high = (telling.value(measure, quantile(values, q).value) for q in (0.05, 0.5, 0.95))
        if low == high:
            continue
        spread = f"{low.removesuffix(f' {measure.unit}').removesuffix(' %')} to {high} in 90 %"
        colour = style.system_colour(name.partition(".")[0])
        tiles.append(Tile(middle, f"{_called(measure.label, MEDIAN)}\n{spread}", colour))
    return tiles[:MOST_TILES]


def _judged(found: Ensemble) -> list[tuple[str, str, float]]:
    """What the ensemble is judged by: label, measure and date [h] of milestones, the chief one first, else of goals."""
    until = found.header.drawing.until_h
    if not found.milestones:
        return [
            (measure.label, measure.name, until if goal.due is None else min(goal.due, until))
            for goal, measure in found.goals
        ]
    first = found.chief_milestone
    order = [first, *(one for one in found.milestones if one is not first)]
    return [
        (planned.title, measure.name, min((when for when in planned.plan if when <= until), default=until))
        for planned, measure in order
    ]


def _called(label: str, more: str = "") -> str:
    """What a headline figure is, as far as there is room."""
    return text_width.cut(plain(label).lower() + more, CAPTION_ROOM, CAPTION, kept=len(more))


def _where(found: Ensemble) -> str:
    header = found.header
    place = run_facts.place_text(header.variants[0].scenario)
    return f"{place}, {day(header.start)} to {day(header.end)}"


def _footer(found: Ensemble) -> Sequence[str]:
    header, failed = found.header, len(found.sample.failures)
    typical = "" if found.typical is None else f"; the typical run is replicate {found.typical}"
    lines = [
        f"{assumed(header.variants[0].scenario.parameters())}",
        f"{counted(len(found), 'draw')} of {found.drawn}, seed {header.drawing.seed}{typical}"
        + (f"; {counted(failed, 'more draw')} failed and {'is' if failed == 1 else 'are'} not shown" if failed else ""),
    ]
    return lines
