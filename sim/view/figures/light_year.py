"""Light through the years: every lunar day of a run as a column, from noon to noon."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.moon import LunarDays
from sim.moon.constants import JULIAN_YEAR_H, SYNODIC_MONTH_D
from sim.result import Result
from sim.station import array_mast, sky_of
from sim.view import run_facts
from sim.view.kit import style
from sim.view.kit.axis import TimeAxis, ticks_at, time_axis
from sim.view.kit.labels import Label, heading, label_right
from sim.view.kit.sheet import Sheet
from sim.view.kit.style import INK, PAPER, SYSTEMS
from sim.view.kit.text import day
from sim.view.panels.scene import fill
from sim.view.panels.sky import DAWN, HALF_D, MOST_COLUMNS, NIGHT, POLAR, UPWARDS, lunar_time_axis, within_columns

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap
    from matplotlib.figure import Figure

CARPET = 2.3
"""Height of one mast's carpet [in]."""
SHORTEST_H = 2 * SYNODIC_MONTH_D * 24
"""Shortest run of which there are columns to compare [h]."""
DARK = SYSTEMS["energy"]
WORST = "#9b1d64"


def light_year(result: Result) -> Figure:
    """Light over a run: date against the time of the lunar day, in colour the visible share of the Sun's disc.

    A column is one turn of the Sun around the site, from noon to noon, so that the hours around midnight, when it is
    lowest, are in the middle, and what a mountain hides is a level band. One carpet a mast that was measured.

    Args:
        result: A run.

    Returns:
        A matplotlib figure; its axes are labelled ``light <mast>`` from the arrays' mast on, ``lunations`` and
        ``scale``.
    """
    scenario = result.scenario
    site_sky = sky_of(scenario.site, scenario.start, result.until_h, scenario.hours)
    first = array_mast(site_sky, scenario.energy.arrays)
    masts = {mast: site_sky.lunar_days(mast) for mast in site_sky.masts_from(first)}
    through = "through the years" if result.until_h > JULIAN_YEAR_H else "day by day"
    axis = TimeAxis(result.start, 0.0, result.until_h)
    with style.applied():
        sheet = Sheet(
            [*(CARPET for _ in masts), 0.95],
            title=f"{run_facts.title(result)}: light {through}",
            subtitle=f"{run_facts.site_text(result)}, {run_facts.span_text(result, 0.0, result.until_h)}",
            footer=[run_facts.footer_text(result)],
            axis_band=axis.band,
            left=1.5,
            gaps=[0.0] * (len(masts) + 1),
        )
        *carpets, means = sheet.axes
        for ax, (mast, days) in zip(carpets, masts.items(), strict=True):
            ax.set_label(f"light {mast:g} m")
            letters = "; letters: where the Sun stands" if abs(float(scenario.site.latitude)) >= POLAR else ""
            how = UPWARDS + letters
            heading(ax, f"Light at {mast:g} m above the ground", how)
            _carpet(ax, axis, days, result)
            time_axis(ax, axis, labelled=False)
        means.set_label("lunations")
        heading(means, "Light of each lunar day", "mean visible share of the Sun's disc from noon to noon")
        _means(means, axis, masts)
        time_axis(means, axis, labelled=True)
        sheet.align_labels(1.02)
        _scale(sheet, carpets[0])
    return sheet.figure


def _colours() -> Colormap:
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("light", [NIGHT, "#8a7f7a", DAWN]).with_extremes(bad=PAPER)


def _carpet(ax: Axes, axis: TimeAxis, days: LunarDays, run: Result) -> None:
    left, right = axis.x(days.edges[[0, -1]])
    ax.imshow(
        np.ma.masked_invalid(days.light.T),
        extent=(float(left), float(right), -HALF_D, HALF_D),
        origin="lower",
        aspect="auto",
        interpolation="none",
        cmap=_colours(),
        vmin=0.0,
        vmax=1.0,
        zorder=0,
    )
    lunar_time_axis(ax, float(run.scenario.site.latitude))
    label_right(ax, _marks(ax, axis, days, run))


def _marks(ax: Axes, axis: TimeAxis, days: LunarDays, run: Result) -> list[Label]:
    """Mark the longest dark and the darkest lunation; returns what they are."""
    labels = []
    worst = days.sunlight.darkest_lunation()
    if worst is not None:
        first, last = (float(p) for p in days.position([worst[0], worst[0] + 24 * SYNODIC_MONTH_D]))
        _outline(ax, axis, days, first, last)
        text = f"darkest lunation {100 * worst[1]:.0f} %,\nfrom {day(run_facts.utc(run, worst[0]))} (frame)"
        labels.append(Label(HALF_D * 0.5, text, WORST))
    dark = days.sunlight.longest_span_below()
    if dark is not None:
        first, last = (float(p) for p in days.position(dark))
        if last - first > MOST_COLUMNS:
            ax.plot(axis.x(np.array(dark)), [0, 0], color=DARK, linewidth=2.4, label="longest dark")
        else:
            _along_columns(ax, axis, days, first, last)
        hours = days.sunlight.longest_below()
        text = f"longest dark {hours:,.0f} h,\nfrom {day(run_facts.utc(run, dark[0]))} (line)"
        labels.append(Label(-HALF_D * 0.25, text, DARK))
    mean, some = days.sunlight.mean(), days.sunlight.half_share()
    text = f"{100 * mean:.1f} % of the disc;\nhalf of it {100 * some:.1f} % of the time"
    labels.append(Label(-HALF_D * 0.8, text, SYSTEMS["sunlight"]))
    return labels


def _along_columns(ax: Axes, axis: TimeAxis, days: LunarDays, first: float, last: float) -> None:
    """A line up the columns between two positions."""
    for column, low, high in within_columns(first, last):
        x = float(axis.x(days.hours_at(column + 0.5)))
        ax.plot([x, x], [low, high], color=DARK, linewidth=2.4, solid_capstyle="butt", label="longest dark")


def _outline(ax: Axes, axis: TimeAxis, days: LunarDays, first: float, last: float) -> None:
    """Frame what lies between two positions: the rest of one column and the beginning of the next."""
    for column, low, high in within_columns(first, last):
        left, right = (float(axis.x(days.hours_at(column + side))) for side in (0.0, 1.0))
        ax.plot(
            [left, right, right, left, left],
            [low, low, high, high, low],
            color=WORST,
            linewidth=1.3,
            label="darkest lunation",
        )


def _means(ax: Axes, axis: TimeAxis, masts: dict[float, LunarDays]) -> None:
    labels = []
    for i, (mast, days) in enumerate(masts.items()):
        edges, light = days.means()
        means = 100 * light
        x, y = axis.x(np.repeat(edges, 2)[1:-1]), np.repeat(means, 2)
        if i == 0:
            fill(ax, x, 0, y, SYSTEMS["sunlight"], alpha=0.45)
        ax.plot(x, y, color=INK, linewidth=1.3, linestyle="solid" if i == 0 else (0, (3, 1.4)))
        low, high = (f"{value:.0f}" for value in (means.min(), means.max()))
        labels.append(Label(float(y[-1]), f"{mast:g} m: {low} to {high} %", INK))
    ax.set_ylim(0, 104)
    ticks_at(ax.yaxis, [0, 50, 100])
    ax.set_ylabel("in view [%]")
    label_right(ax, labels)


def _scale(sheet: Sheet, ax: Axes) -> None:
    """The colour scale, above the labels of the first carpet."""
    box = ax.get_position()
    right = sheet.width - sheet.right
    bar = sheet.place(right + 0.6, box.y1 * sheet.height + 0.07, 0.6, 0.11)
    bar.set_label("scale")
    bar.imshow(np.linspace(0, 1, 64)[None, :], aspect="auto", cmap=_colours(), extent=(0, 100, 0, 1))
    bar.set(xticks=[], yticks=[])
    for spine in bar.spines.values():
        spine.set_visible(False)
    bar.text(-8, 0.5, "dark", ha="right", va="center", fontsize=8.5)
    bar.text(108, 0.5, "full disc", ha="left", va="center", fontsize=8.5)
