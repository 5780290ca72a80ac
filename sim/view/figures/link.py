"""Links to Earth: passes in full resolution around the longest gap, the buffer below, and the whole run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.engine import Spell, longest
from sim.result import Result
from sim.result.number_text import amount, data_amount, percent
from sim.view import run_facts
from sim.view.kit import binning, style
from sim.view.kit.axis import percent_axis, time_axis
from sim.view.kit.labels import Label, heading, label_right
from sim.view.kit.sheet import Sheet, Tile, name_rows
from sim.view.kit.style import ALARM, INK, RULE, SYSTEMS
from sim.view.kit.text import length_text
from sim.view.panels import Scene, communication
from sim.view.panels.scene import fill

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LANES = (
    ("communication.earth_visible", "Earth in view", SYSTEMS["communication"]),
    ("communication.relay_visible", "relay in view", "#7db8de"),
    ("communication.link_up", "link", INK),
)
"""Channels of the lanes, their names and colours."""
LEFT = 1.5
"""Left margin: the names of the lanes [in]."""
GAP_LINE = 0.16
"""Room above the lanes for the length of the longest gap [in]."""


def link_span(run: Result, days: float) -> tuple[float, float]:
    """Span of ``days`` [d] with the longest time without a link in its middle [h]; the run's start if there is none."""
    gap = longest_gap(run)
    length = min(24.0 * days, run.until_h)
    return run_facts.days_around(run, length / 2 if gap is None else (gap[0] + gap[1]) / 2, length)


def longest_gap(run: Result) -> Spell | None:
    """Longest time without a link [h], the first of equals; None if there is none."""
    return longest(run.channels["communication.link_up"].spells(below=0.5))


def link(result: Result, *, days: float = 30.0) -> Figure:
    """Link passes over about a lunar day, with the data that waits for them, and how it is through the whole run.

    The span is the one around the longest time without a link: there the buffer shows what it is for.

    Args:
        result: A run with the channel ``communication.link_up``.
        days: Length of the span [d].

    Returns:
        A matplotlib figure; its axes are labelled ``passes``, ``rate``, ``buffer`` and, of a run longer than the span,
        ``shares``.

    Raises:
        KeyError: The run lacks the channel.
    """
    scene = Scene.of(result, *link_span(result, days))
    whole = Scene.of(result)
    lanes = [lane for lane in LANES if scene.has(lane[0])]
    parts = [("passes", 0.3 * len(lanes) + 0.1)]
    if scene.has("communication.link_rate"):
        parts.append(("rate", 1.15))
    if scene.has("communication.buffer"):
        parts.append(("buffer", 1.15))
    longer = result.until_h > scene.last - scene.first
    if longer:
        parts.append(("shares", 1.0))
    with style.applied():
        sheet = Sheet(
            [height for _, height in parts],
            title=f"{run_facts.title(result)}: links to Earth",
            subtitle=run_facts.where_text(result),
            footer=[run_facts.footer_text(result)],
            tiles=_tiles(result, lanes),
            axis_band=whole.axis.band,
            left=LEFT,
            gaps=[
                GAP_LINE,
                *(0.0 for _ in parts[1 : -1 if longer else None]),
                *([scene.axis.band + 0.12] if longer else []),
            ],
        )
        found = dict(zip([key for key, _ in parts], sheet.axes, strict=True))
        for key, ax in found.items():
            ax.set_label(key)
        described = f"as recorded, {run_facts.span_text(result, scene.first, scene.last)}"
        heading(found["passes"], "Passes", described, raised=GAP_LINE)
        _lanes(found["passes"], scene, lanes)
        if "rate" in found:
            heading(found["rate"], "Rate of the link", "what it could carry, and what was made at the same time")
            _rate(found["rate"], scene)
        if "buffer" in found:
            heading(found["buffer"], "Data waiting", "level of the buffer")
            communication.BUFFER.draw(found["buffer"], scene)
        upper = [ax for key, ax in found.items() if key != "shares"]
        for ax in upper:
            time_axis(ax, scene.axis, labelled=ax is upper[-1])
        if longer:
            how = f"share of each {whole.bins.label}" if whole.bins else "as recorded"
            heading(found["shares"], "The whole run", f"{how}; grey: the span above")
            _shares(found["shares"], whole, scene, lanes)
            time_axis(found["shares"], whole.axis, labelled=True)
        sheet.align_labels()
    return sheet.figure


def _lanes(ax: Axes, scene: Scene, lanes: list[tuple[str, str, str]]) -> None:
    labels = []
    for i, (name, _, colour) in enumerate(lanes):
        channel = scene.channel(name)
        y = len(lanes) - 1 - i
        ax.broken_barh(scene.bars(channel), (y - 0.34, 0.68), facecolors=colour, linewidth=0, label=name)
        here, ever = channel.mean(scene.first, scene.last), channel.mean(0.0, scene.run.until_h)
        labels.append(Label(y, f"{percent(here)} here, {percent(ever)} in all", colour))
    name_rows(ax, [text for _, text, _ in lanes])
    label_right(ax, labels)
    gap = longest_gap(scene.run)
    if gap is not None and gap[1] > scene.first and gap[0] < scene.last:
        left, right = (float(scene.axis.x(min(max(g, scene.first), scene.last))) for g in gap)
        ax.axvspan(left, right, facecolor=ALARM, alpha=0.14, linewidth=0, zorder=0)
        for x in (left, right):
            ax.axvline(x, color=ALARM, linewidth=0.8, label="longest gap")
        span = scene.axis.x(np.array([scene.first, scene.last]))
        share = ((left + right) / 2 - float(span[0])) / float(span[1] - span[0])
        ax.annotate(
            f"longest without a link: {length_text(gap[1] - gap[0])}",
            xy=((left + right) / 2, 1),
            xycoords=("data", "axes fraction"),
            xytext=(0, 3),
            textcoords="offset points",
            ha="left" if share < 0.1 else "center",
            fontsize=8.5,
            color=ALARM,
            annotation_clip=False,
        )


def _rate(ax: Axes, scene: Scene) -> None:
    blue = SYSTEMS["communication"]
    channel = scene.channel("communication.link_rate")
    x, y = scene.recorded(channel)
    y = y * communication.MBIT_PER_S
    fill(ax, x, 0, y, blue, alpha=0.22)
    ax.plot(x, y, color=blue, linewidth=0.9)
    mean = channel.mean(scene.first, scene.last) * communication.MBIT_PER_S
    labels = [Label(float(y[-1]), f"could carry, mean {amount(mean)} Mbit/s", blue)]
    top = float(y.max())
    if scene.has("communication.generated"):
        made = scene.channel("communication.generated")
        bins = binning.bins(scene.first, scene.last, max(1.0, (scene.last - scene.first) / 720), "hour")
        rate = binning.increments(made, bins.edges) / np.diff(bins.edges) * communication.MBIT_PER_S
        mx, my = scene.steps(bins.edges, rate)
        ax.plot(mx, my, color=INK, linewidth=0.9)
        total = (
            float(made.at(scene.last) - made.at(scene.first)) / (scene.last - scene.first) * communication.MBIT_PER_S
        )
        labels.append(Label(float(my[-1]), f"made, mean {amount(total)} Mbit/s", INK))
        top = max(top, float(my.max()))
    ax.set_ylim(0, 1.08 * top if top > 0 else 1.0)
    ax.set_ylabel("data rate\n[Mbit/s]")
    label_right(ax, labels, size=8)


def _shares(ax: Axes, whole: Scene, scene: Scene, lanes: list[tuple[str, str, str]]) -> None:
    labels = []
    for name, text, colour in lanes:
        x, y = whole.curve(whole.channel(name))
        ax.plot(x, 100 * y, color=colour, linewidth=1.3, label=name)
        labels.append(Label(100 * float(y[-1]), text, colour))
    left, right = (float(v) for v in whole.axis.x(np.array([scene.first, scene.last])))
    ax.axvspan(left, right, facecolor=RULE, linewidth=0, zorder=0, label="span")
    percent_axis(ax, "share of\ntime [%]")
    label_right(ax, labels)


def _tiles(run: Result, lanes: list[tuple[str, str, str]]) -> list[Tile]:
    blue = SYSTEMS["communication"]
    found = []
    for name, text, colour in lanes:
        channel = run.channels[name]
        gap = longest(channel.spells(below=0.5))
        caption = f"of the time {text}" if text != "link" else "of the time a link"
        caption += "\nnever without" if gap is None else f"\nlongest gap {length_text(gap[1] - gap[0])}"
        found.append(Tile(percent(channel.mean(0.0, run.until_h), 1), caption, colour))
    sent, lost = run_facts.kpi_value(run, "communication.delivered"), run_facts.kpi_value(run, "communication.lost")
    if sent is not None:
        missing = f"\n{data_amount(lost)} lost" if lost else "\nnone lost"
        found.append(Tile(data_amount(sent), f"sent to Earth{missing}", blue))
    return found
