"""Data made, sent and lost, and the buffer between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.result.number_text import amount, data_amount
from sim.view import run_facts
from sim.view.kit import binning
from sim.view.kit.labels import Label, label_right
from sim.view.kit.style import ALARM, INK, MUTED, SYSTEMS
from sim.view.panels.scene import Panel, Scene, fill

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
    from matplotlib.ticker import FuncFormatter

    ax.set_ylim(0, 1.12 * top if top > 0 else 1.0)
    ax.yaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:,.10g}"))
    ax.set_ylabel("buffer [Gbit]")
    label_right(ax, labels)


RATES = Panel(
    "data",
    "Data to Earth",
    lambda scene: f"{scene.per}; lost hangs below zero".lstrip("; "),
    0.85,
    ("communication.generated", "communication.delivered"),
    _rates,
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
)
