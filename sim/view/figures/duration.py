"""Duration curves of power: for how long how much was offered, asked for and used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.engine import Channel
from sim.moon.constants import JULIAN_YEAR_H
from sim.result import Result
from sim.result.number_text import amount, percent
from sim.view import run_facts
from sim.view.kit import binning, style
from sim.view.kit.axis import group_thousands, percent_axis
from sim.view.kit.labels import Label, heading, label_right
from sim.view.kit.sheet import Sheet, name_rows
from sim.view.kit.style import ALARM, INK, LOAD_CLASSES, MUTED, SYSTEMS
from sim.view.panels.energy import CHARGE_LINE, mark_floor

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FloatArray = NDArray[np.float64]

PIXELS = 1200
"""Steps of a curve finer than its width or height over this are not drawn."""

CURVES: tuple[tuple[str, str, str, Any, float], ...] = (
    ("energy.offered", "offered", SYSTEMS["energy"], "solid", 1.6),
    ("energy.demand", "demand", INK, (0, (4, 1.4)), 1.2),
    ("energy.used", "used", LOAD_CLASSES["critical"], "solid", 1.6),
)
"""Channel, name, colour, line style and width of each curve."""


def sorted_steps(channel: Channel, first: float, last: float) -> tuple[FloatArray, FloatArray]:
    """Values of a step channel between two times [h], largest first, and for how long each held.

    Returns:
        Hours gone by at the edges of the values [h], shape (n + 1,), from 0 on; values [unit], shape (n,), falling.
    """
    inside = channel.times[(channel.times > first) & (channel.times < last)]
    edges = np.concatenate(([first], inside, [last]))
    values, index = np.unique(channel.at(edges[:-1]), return_inverse=True)
    hours = np.bincount(index.ravel(), weights=np.diff(edges), minlength=len(values))
    return np.concatenate(([0.0], np.cumsum(hours[::-1]))), np.asarray(values[::-1], dtype=float)


def hours_above(channel: Channel, levels: FloatArray, first: float, last: float) -> FloatArray:
    """How long a linear channel is at or above each level between two times [h]: exact, shape as ``levels``."""
    inside = channel.times[(channel.times > first) & (channel.times < last)]
    times = np.concatenate(([first], inside, [last]))
    values, hours = channel.at(times), np.diff(times)
    low, high = np.minimum(values[:-1], values[1:]), np.maximum(values[:-1], values[1:])
    found = np.empty(len(levels))
    for i, level in enumerate(levels):
        # A straight piece is above a level for the share of it that lies above; a level piece wholly or not. One that
        # rises by next to nothing, far from the level, gives a share beyond all numbers, which is all or none of it.
        with np.errstate(over="ignore"):
            share = np.clip((high - level) / np.where(high > low, high - low, 1.0), 0.0, 1.0)
        found[i] = np.dot(np.where(high > low, share, high >= level), hours)
    return found


def thinned(hours: FloatArray, values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """A falling step curve as a polyline, without steps too fine to be seen.

    Args:
        hours: Edges, shape (n + 1,).
        values: Values, shape (n,), falling.
    """
    x, y = np.repeat(hours, 2)[1:-1], np.repeat(values, 2)
    cell = np.floor(x / max(float(hours[-1]), 1e-9) * PIXELS) + 1j * np.floor(
        (y - values[-1]) / max(float(values[0] - values[-1]), 1e-9) * PIXELS
    )
    change = np.concatenate(([True], cell[1:] != cell[:-1]))
    # The last point of a cell is kept with its first, so that steps stay upright.
    keep = change | np.concatenate((change[1:], [True]))
    return x[keep], y[keep]


def duration(result: Result) -> Figure:
    """Duration curves of a run: for how many hours a year a power or a state of charge was reached or exceeded.

    Exact from the recorded changes. In a run of less than a year, hours of the run.

    Args:
        result: A run.

    Returns:
        A matplotlib figure; its axes are labelled ``power``, ``shortage`` and ``charge``, as far as the run has them.
    """
    yearly = result.until_h >= 0.99 * JULIAN_YEAR_H
    scale = JULIAN_YEAR_H / result.until_h if yearly else 1.0
    per = "a year" if yearly else "in all"
    classes = list(run_facts.classes(result, "energy.unserved"))
    charged = run_facts.has_storage(result)
    powers = [curve for curve in CURVES if curve[0] in result.channels]
    parts = [("power", 2.8)] if powers else []
    if classes:
        parts.append(("shortage", 0.27 * max(len(classes), 2)))
    if charged:
        parts.append(("charge", 1.7))
    with style.applied():
        sheet = Sheet(
            [height for _, height in parts],
            title=f"{run_facts.title(result)}: for how long how much power",
            subtitle=run_facts.where_text(result),
            footer=[run_facts.footer_text(result)],
            left=1.4,
            right=2.65,
        )
        for ax, (key, _) in zip(sheet.axes, parts, strict=True):
            ax.set_label(key)
            if key == "power":
                heading(ax, "Power", "each curve sorted by itself from the most to the least; its area is energy")
                _power(ax, result, powers, scale, per)
            elif key == "shortage":
                heading(ax, "Power not served", f"hours {per} in which a class of loads went short, and what it missed")
                _shortage(ax, result, classes, scale, per)
            else:
                heading(ax, "Stored energy", "share of capacity; hatched: last reserve, for survival")
                _charge(ax, result, scale, per)
            ax.set_xlim(0, scale * result.until_h)
            last = ax is sheet.axes[-1]
            _hours_axis(ax, "h/yr" if yearly else "h", labelled=last)
        sheet.align_labels()
    return sheet.figure


def _hours_axis(ax: Axes, unit: str, *, labelled: bool) -> None:
    if labelled:
        group_thousands(ax.xaxis)
        ax.set_xlabel(f"time at or above the value [{unit}]")
    else:
        ax.tick_params(axis="x", which="both", length=0, labelbottom=False)


def _power(ax: Axes, run: Result, curves: list[tuple[str, str, str, Any, float]], scale: float, per: str) -> None:
    from matplotlib.ticker import MaxNLocator

    labels = []
    top = 1e-6
    for name, text, colour, dashes, width in curves:
        channel = run.channels[name]
        hours, values = sorted_steps(channel, 0.0, run.until_h)
        x, y = thinned(scale * hours, values)
        if name == "energy.used":
            ax.fill(np.concatenate((x[:1], x, x[-1:])), np.concatenate(([0], y, [0])), color=colour, alpha=0.16, lw=0)
        ax.plot(x, y, color=colour, linestyle=dashes, linewidth=width, label=text)
        top = max(top, float(values[0]))
        mean = channel.mean(0.0, run.until_h)
        without = scale * float(hours[-1] - hours[:-1][values <= 1e-9].min()) if values[-1] <= 1e-9 else 0.0
        described = f"{text}: {amount(float(values[0]))} kW at most,\nmean {amount(mean)} kW"
        described += f", none for {without:,.0f} h {per}" if without >= 0.5 else f", least {amount(values[-1])} kW"
        labels.append(Label(float(y[-1]), described, colour))
    ax.set_ylim(0, 1.05 * top)
    ax.yaxis.set_major_locator(MaxNLocator(6, integer=top > 6))
    ax.set_ylabel("power [kW]")
    label_right(ax, labels, size=8)


def _shortage(ax: Axes, run: Result, classes: list[str], scale: float, per: str) -> None:
    """A bar a load class: hours in which it did not get all it asked for."""
    count = len(classes)
    for i, name in enumerate(classes):
        channel = run.channels[f"energy.unserved.{name}"]
        short = Channel(channel.name, "1", "step", channel.times, (channel.values > 1e-9).astype(float))
        span = np.array([0.0, run.until_h])
        hours = scale * run.until_h * float(binning.means(short, span)[0])
        missed = scale * run.until_h * channel.mean(0.0, run.until_h)
        y = count - 1 - i
        ax.barh(y, hours, height=0.62, color=ALARM, alpha=0.8, linewidth=0, label=name)
        text = "never short" if hours <= 0 else f"{hours:,.0f} h, {amount(missed)} kWh {per}"
        ax.annotate(
            text,
            xy=(hours, y),
            xytext=(6, 0),
            textcoords="offset points",
            fontsize=8.5,
            va="center",
            color=MUTED if hours <= 0 else INK,
            annotation_clip=False,
        )
    name_rows(ax, classes, room=0.6)


def _charge(ax: Axes, run: Result, scale: float, per: str) -> None:
    channel = run.channels["energy.state_of_charge"]
    low, high = float(channel.values.min()), float(channel.values.max())
    floor = run_facts.charge_floor(run) or 0.0
    limits = run_facts.thresholds(run)
    levels = np.union1d(np.linspace(low, high, 241), [t.shed_below for t in limits if low <= t.shed_below <= high])
    hours = scale * hours_above(channel, levels, 0.0, run.until_h)
    x, y = np.append(hours[::-1], scale * run.until_h), 100 * np.append(levels[::-1], low)
    x, y = np.concatenate(([0.0], x)), np.concatenate((y[:1], y))
    ax.plot(x, y, color=CHARGE_LINE, linewidth=1.6)
    base = [100 * floor]
    ax.fill(np.concatenate((x[:1], x, x[-1:])), np.concatenate((base, y, base)), color=CHARGE_LINE, alpha=0.16, lw=0)
    labels = [Label(100 * low, f"charge, lowest {percent(low)}", CHARGE_LINE), *mark_floor(ax, floor)]
    for limit in limits:
        colour = LOAD_CLASSES["survival"]
        ax.axhline(100 * limit.shed_below, color=colour, linewidth=0.7, linestyle=(0, (5, 3)))
        above = hours_above(channel, np.array([limit.shed_below]), 0.0, run.until_h)[0]
        below = scale * max(0.0, run.until_h - float(above))
        text = f"{limit.load_class} off < {percent(limit.shed_below)}: {below:,.0f} h {per}"
        labels.append(Label(100 * limit.shed_below, text, colour))
    percent_axis(ax, "state of charge [%]", step=25)
    label_right(ax, labels, size=8)
