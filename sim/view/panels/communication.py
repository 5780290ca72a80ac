"""Data made, sent and lost, and the buffer between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.engine import Channel
from sim.result import Result
from sim.result.number_text import amount, data_amount, percent
from sim.view import run_facts
from sim.view.kit import binning
from sim.view.kit.axis import group_thousands
from sim.view.kit.labels import Label, label_right
from sim.view.kit.style import ALARM, INK, MUTED, SYSTEMS
from sim.view.panels.scene import FloatArray, Panel, Scene, fill
from sim.view.panels.system_view import (
    Chart,
    Headline,
    Line,
    Overlay,
    Strip,
    Sum,
    SystemView,
    channel_line,
    recorded_history,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MBIT_PER_S = 1 / 3.6
"""1 Gbit/h in Mbit/s."""


def _rates(ax: Axes, scene: Scene) -> None:
    blue = SYSTEMS["communication"]
    bins = scene.bins or binning.bins(scene.first, scene.last, max(1.0, (scene.last - scene.first) / 480), "hour")
    hours = np.diff(bins.edges)
    labels, low, top = [], 0.0, 1e-6
    for name, text in (("generated", "made"), ("delivered", "sent"), ("lost", "lost")):
        if not scene.has(f"communication.{name}"):
            continue
        channel = scene.channel(f"communication.{name}")
        rate = binning.increments(channel, bins.edges) / hours * MBIT_PER_S
        total = float(channel.at(scene.last) - channel.at(scene.first))
        x, y = scene.steps(bins.edges, rate)
        if name == "lost":
            if rate.max() <= 0:
                continue
            fill(ax, x, 0, -y, ALARM, alpha=0.75)
            low = -1.1 * float(rate.max())
            labels.append(Label(low / 2, f"lost {data_amount(total)}", ALARM))
            continue
        if name == "delivered":
            fill(ax, x, 0, y, blue, alpha=0.3)
        ax.plot(x, y, color=blue, linewidth=1.2, linestyle="solid" if name == "delivered" else (0, (4, 1.4)))
        top = max(top, float(rate.max()))
        labels.append(Label(float(rate[-1]), f"{text} {data_amount(total)}", blue))
    ax.axhline(0, color=INK, linewidth=0.7)
    ax.set_ylim(low, 1.1 * top)
    ax.set_ylabel("data rate\n[Mbit/s]")
    label_right(ax, labels)


def _buffer(ax: Axes, scene: Scene) -> None:
    blue = SYSTEMS["communication"]
    channel = scene.channel("communication.buffer")
    if scene.bins is None:
        x, y = scene.recorded(channel)
        fill(ax, x, 0, y, blue, alpha=0.25)
        ax.plot(x, y, color=blue, linewidth=1.2)
        top = float(y.max())
        labels = [Label(float(y[-1]), f"fullest {amount(top)} Gbit", blue)]
    else:
        low, high = binning.envelope(channel, scene.bins.edges)
        x, upper = scene.steps(scene.bins.edges, high)
        below_x, below = scene.steps(scene.bins.edges, low)
        ax.fill(np.append(x, below_x[::-1]), np.append(upper, below[::-1]), color=blue, alpha=0.22, linewidth=0)
        ax.plot(x, upper, color=blue, linewidth=1.3)
        mean_x, mean_y = scene.curve(channel)
        ax.plot(mean_x, mean_y, color=blue, linewidth=0.9, linestyle=(0, (1, 1.2)))
        top = float(high.max())
        labels = [
            Label(float(high[-1]), f"fullest; in all {amount(top)} Gbit", blue),
            Label(float(mean_y[-1]), "mean", blue),
        ]
    size = run_facts.buffer_size(scene.run)
    if size is not None:
        if size <= 3 * max(top, 1e-9):
            ax.axhline(size, color=MUTED, linewidth=0.8, linestyle=(0, (5, 3)))
            labels.append(Label(size, f"full at {amount(size)} Gbit", MUTED))
            top = max(top, size)
        else:
            labels.append(Label(top * 1.12, f"(full at {amount(size)} Gbit)", MUTED))
    ax.set_ylim(0, 1.12 * top if top > 0 else 1.0)
    group_thousands(ax.yaxis)
    ax.set_ylabel("buffer [Gbit]")
    label_right(ax, labels)


def _has_data(run: Result) -> bool:
    """Whether a run makes data, or could send any."""
    return run_facts.ever(run, "communication.generated", "communication.link_up", "communication.link_rate")


RATES = Panel(
    "data",
    "Data to Earth",
    lambda scene: f"{scene.per}; lost hangs below zero".lstrip("; "),
    0.85,
    ("communication.generated", "communication.delivered"),
    _rates,
    drawn_for=lambda scene: _has_data(scene.run),
)
BUFFER = Panel(
    "buffer",
    "Data waiting",
    lambda scene: (
        f"band: lowest to highest of each {scene.bins.label}; dots: its mean" if scene.bins else "level of the buffer"
    ),
    0.65,
    ("communication.buffer",),
    _buffer,
    drawn_for=lambda scene: _has_data(scene.run),
)


def _highest(channel: Channel, edges: FloatArray) -> FloatArray:
    return binning.envelope(channel, edges)[1]


def _lose(runs: Sequence[Result]) -> bool:
    """Whether any of the runs lost data: then what differs is that."""
    lost = [run.channels["communication.lost"] for run in runs if "communication.lost" in run.channels]
    return any(channel.values[-1] > 0 for channel in lost)


def _data_at_the_end(_: Scene, line: Line) -> str:
    return f"{amount(float(line[1][-1]))} Tbit"


def _headlines(run: Result) -> Sequence[Headline]:
    sent, lost = run_facts.kpi_value(run, "communication.delivered"), run_facts.kpi_value(run, "communication.lost")
    if sent is None or not _has_data(run):
        return ()
    caption = "sent to Earth" + ("" if not lost else f"\n{percent(lost, 1, of=sent + lost)} lost")
    return (Headline(data_amount(sent), caption, "communication"),)


VIEW = SystemView(
    "communication",
    panels=lambda _: (RATES, BUFFER),
    overlays=(
        Overlay(
            "data",
            "Data sent to Earth",
            "since the start; labels: at the end",
            "sent [Tbit]",
            0.8,
            "communication.delivered",
            channel_line("communication.delivered", 1e-3, how=Scene.recorded),
            _data_at_the_end,
            when=lambda runs: not _lose(runs),
        ),
        Overlay(
            "data",
            "Data lost",
            "since the start; labels: at the end",
            "lost [Tbit]",
            0.8,
            "communication.lost",
            channel_line("communication.lost", 1e-3, how=Scene.recorded),
            _data_at_the_end,
            when=_lose,
        ),
    ),
    charts=(
        Chart(
            "buffer",
            "Data waiting",
            "Gbit",
            "Data in the buffer, waiting for a link.",
            recorded_history("communication.buffer"),
        ),
        Chart(
            "link",
            "Link to Earth",
            "%",
            "Share of time with a link, direct or by relay.",
            recorded_history("communication.link_up"),
            100,
            top=100,
            chief=False,
        ),
        Chart(
            "delivered",
            "Data delivered",
            "Gbit",
            "Received on Earth since the start.",
            recorded_history("communication.delivered"),
            mode="total",
            chief=False,
        ),
        Chart(
            "lost",
            "Data lost",
            "Gbit",
            "Lost to a full buffer since the start. Zero is good.",
            recorded_history("communication.lost"),
            mode="total",
            chief=False,
        ),
    ),
    sums=(Sum("Data delivered", "Gbit", "communication.delivered"),),
    headlines=_headlines,
    strips=(Strip("communication.buffer", "buffer Gbit", "the buffer", "the fullest", _highest, "Gbit"),),
)
