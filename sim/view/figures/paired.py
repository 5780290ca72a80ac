"""Several scenarios under the same draws: what they differ in beyond the noise, and when each comes to its goals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.result.number_text import percent, typeset
from sim.scenario import assumed
from sim.study.ensembles.ensemble import drawn_words
from sim.study.pairs.pairs import Pairs
from sim.study.replicates.measures import FloatArray
from sim.study.statistics import share_up_to
from sim.study.wording import counted, joined
from sim.view import run_facts
from sim.view.figures.difference_rows import ROOM, SCALE_BAND, rows_height, rows_panel
from sim.view.kit import style, text_width
from sim.view.kit.axis import TimeAxis, percent_axis, time_axis
from sim.view.kit.labels import Label, chips, chips_height, heading, label_right
from sim.view.kit.sheet import Sheet, left_for
from sim.view.kit.text import distinct_short, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_GOALS = 3
"""Most goals that have a panel of dates."""
MOST_LETTERS = 110
"""Letters of the names in the title."""
CURVES = 1.9
"""Height of a panel of dates [in]."""
BAND_ALPHA = 0.13
LABEL = 8.5


def paired_figure(found: Pairs) -> Figure:
    """What scenarios differ in from the first, each measure in sizes of a change that matters, and their goals' dates.

    Differences that these draws do not tell from none are grey. Curves of dates rise to the share of the draws that
    comes to the goal, which is less than all where some do not by the end.

    Args:
        found: The scenarios.

    Returns:
        A matplotlib figure; its axes are labelled ``differences``, and as the measures of the goals.
    """
    labels = [plain(label) for label in found.labels]
    names = [name for name in found.listed if any(name in each for each in found.differences.values())]
    goals = _goals(found)
    several = len(labels) > 2
    raised = chips_height(labels[1:]) if several else 0.0
    axes = [_date_axis(found, name) for name in goals]
    heights, gaps, bands = [], [], []
    if names:
        heights.append(rows_height(found, names))
        gaps.append(raised)
        bands.append(SCALE_BAND)
    for axis in axes:
        heights.append(CURVES)
        gaps.append(0.0)
        bands.append(axis.band + 0.06)
    gaps = [gap + band for gap, band in zip(gaps, [0.0, *bands[:-1]], strict=True)]
    with style.applied():
        title, each = joined(distinct_short(labels, MOST_LETTERS // len(labels))), counted(len(found), "draw")
        sheet = Sheet(
            heights,
            gaps=gaps,
            title=f"{title}: {counted(len(found), 'pair')} of draws" if not several else f"{title}: {each} of each",
            subtitle=_where(found),
            footer=_footer(found),
            note=" ".join(found.sentences[:2]) if not several else "",
            axis_band=bands[-1] if bands else 0.0,
            left=left_for([found.measures[name].label for name in names]),
            right=ROOM,
        )
        panels = list(sheet.axes)
        if names:
            ax = panels.pop(0)
            ax.set_label("differences")
            how = "in sizes of a change that matters, with its 95 % interval; grey: within the noise of these draws"
            heading(ax, f"Difference to {labels[0]}", how, raised=raised)
            rows_panel(ax, found, names)
            if several:
                chips(ax, [(name, style.scenario_style(i).colour) for i, name in enumerate(labels) if i])
        for ax, name, axis in zip(panels, goals, axes, strict=True):
            ax.set_label(name)
            heading(ax, found.measures[name].label, "share of the draws that are there by a date, with 95 % interval")
            _curves(ax, found, name, axis, labels)
            time_axis(ax, axis, labelled=True)
        sheet.align_labels()
    return sheet.figure


def _goals(found: Pairs) -> list[str]:
    """Measures of goals that some draw of some scenario comes to, the chief one first."""
    names = dict.fromkeys(measure.name for one in found.each for _, measure in one.goals)
    there = [name for name in names if any(np.isfinite(one[name]).any() for one in found.samples)]
    return there[:MOST_GOALS]


def _dates(found: Pairs, name: str) -> list[FloatArray]:
    """Dates of each scenario since the start of the first [h]; infinite after the end."""
    start = found.header.start
    starts = [dt.datetime.combine(one.scenario.start, dt.time()) for one in found.variants]
    return [
        one[name][~np.isnan(one[name])] + (begin - start) / dt.timedelta(hours=1)
        for one, begin in zip(found.samples, starts, strict=True)
    ]


def _date_axis(found: Pairs, name: str) -> TimeAxis:
    """From a little before the first date to a little after the last, or to the end where not all are there by then."""
    dates = np.concatenate(_dates(found, name))
    there = dates[np.isfinite(dates)]
    low, high = float(there.min()), float(there.max())
    until = found.header.drawing.until_h
    room = max(0.06 * (high - low), 24.0)
    last = max(until, high) if there.size < dates.size else high + room
    return TimeAxis(found.header.start, max(0.0, low - max(room, 0.03 * (last - low))), last)


def _curves(ax: Axes, found: Pairs, name: str, axis: TimeAxis, labels: Sequence[str]) -> None:
    """The share of each scenario's draws that are there by a date."""
    texts = []
    room = ROOM - 1.5
    short = text_width.distinct(labels, room, LABEL)
    for i, dates in enumerate(_dates(found, name)):
        if not dates.size:
            continue
        look = style.scenario_style(i)
        moments = np.unique(dates[np.isfinite(dates)])
        x = np.concatenate(([axis.first], moments, [axis.last]))
        shares = [share_up_to(dates, float(moment)) for moment in x]
        y = np.array([100.0 * share.value for share in shares])
        low, high = (
            np.array([100.0 * (end or 0.0) for end in ends])
            for ends in ([one.low for one in shares], [one.high for one in shares])
        )
        places = axis.x(x)
        ax.fill_between(places, low, high, step="post", color=look.colour, alpha=BAND_ALPHA, linewidth=0)
        ax.plot(
            places,
            y,
            drawstyle="steps-post",
            color=look.colour,
            linestyle=look.dashes,
            linewidth=look.width,
            label=labels[i],
            zorder=3 + 0.01 * i,
        )
        middle = float(np.median(dates))
        half = f"half by {found.header.start + dt.timedelta(hours=middle):%Y-%m-%d}" if np.isfinite(middle) else ""
        end = "all" if y[-1] == 100.0 else f"{percent(y[-1] / 100.0)} by the end"
        texts.append(Label(float(y[-1]), f"{short[i]}: {', '.join(t for t in (end, half) if t)}", look.colour))
    percent_axis(ax, "share of draws [%]")
    label_right(ax, texts, size=LABEL)


def _where(found: Pairs) -> str:
    places = list(dict.fromkeys(run_facts.place_text(one.scenario) for one in found.variants))
    place = places[0] if len(places) == 1 else f"{len(places)} sites"
    header = found.header
    return typeset(f"{place}, ") + f"{header.start:%Y-%m-%d} to {header.end:%Y-%m-%d}"


def _footer(found: Pairs) -> list[str]:
    drawing = found.header.drawing
    drawn = drawn_words(drawing.vary, found.variants[0])
    draws = f"{counted(len(found), 'pair')} of draws of {drawn} (seed {drawing.seed})"
    inputs = assumed(*(one.scenario.parameters() for one in found.variants))
    return [f"{inputs}; {draws}", *found.remarks]
