"""Sunlight and Earth visibility."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.engine import longest
from sim.result import Result
from sim.result.number_text import percent
from sim.view import run_facts
from sim.view.kit import binning
from sim.view.kit.axis import percent_axis, ticks_at
from sim.view.kit.binning import means
from sim.view.kit.labels import Label, label_right
from sim.view.kit.style import INK, MUTED, PAPER, SYSTEMS
from sim.view.kit.text import day
from sim.view.panels.scene import Panel, Scene, fill
from sim.view.panels.system_view import (
    Chart,
    Headline,
    Overlay,
    Strip,
    SystemView,
    channel_line,
    mean_text,
    of_each,
    recorded_history,
)
from sim.view.run_facts import dark_spells, longest_dark_text, utc

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NIGHT = "#1f2a44"
"""Colour of a time without sunlight in the carpet."""
DAWN = "#fff3c4"
"""Colour of a time in full sunlight in the carpet."""
ROWS = 96
"""Cells of the carpet along one lunar day."""
MOST_COLUMNS = 2
"""Lunar days of a carpet along which a dark is marked from below up; a longer one is marked from left to right."""


def _carpet(ax: Axes, scene: Scene) -> None:
    """Each column a lunar day, from bottom to top; dark where the Sun is below the horizon."""
    from matplotlib.colors import LinearSegmentedColormap

    channel = scene.channel("sunlight.lit_fraction")
    origin = scene.first - _lead(scene)
    columns = int(np.ceil((scene.last - origin) / binning.LUNAR_DAY_H - 1e-9))
    edges = origin + binning.LUNAR_DAY_H / ROWS * np.arange(columns * ROWS + 1, dtype=float)
    lit = binning.means(channel, edges)
    lit[(edges[:-1] < scene.first - 1e-6) | (edges[1:] > scene.last + 1e-6)] = np.nan
    colours = LinearSegmentedColormap.from_list("light", [NIGHT, "#8a7f7a", DAWN]).with_extremes(bad=PAPER)
    left, right = scene.axis.x(np.array([origin, origin + columns * binning.LUNAR_DAY_H]))
    ax.imshow(
        np.ma.masked_invalid(lit.reshape(columns, ROWS).T),
        extent=(float(left), float(right), 0.0, binning.LUNAR_DAY_H / 24),
        origin="lower",
        aspect="auto",
        interpolation="none",
        cmap=colours,
        vmin=0.0,
        vmax=1.0,
        zorder=0,
    )
    ax.set_ylim(0, binning.LUNAR_DAY_H / 24)
    ticks_at(ax.yaxis, [0, 10, 20])
    ax.set_ylabel("day of the\nlunar day [d]")
    ax.grid(visible=False)
    label_right(ax, _mark_longest(ax, scene, origin))


def _lead(scene: Scene) -> float:
    """How long before the start the first column begins [h]: so that columns part where it is brightest."""
    channel = scene.channel("sunlight.lit_fraction")
    days = int((scene.last - scene.first) // binning.LUNAR_DAY_H)
    if days == 0:
        return 0.0
    edges = scene.first + binning.LUNAR_DAY_H / ROWS * np.arange(days * ROWS + 1, dtype=float)
    cycle = binning.means(channel, edges).reshape(days, ROWS).mean(axis=0)
    window = ROWS // 4
    bright = np.convolve(np.tile(cycle, 2), np.ones(window), mode="valid")[:ROWS]
    seam = (int(np.argmax(bright)) + window // 2) % ROWS
    return (ROWS - seam) % ROWS * binning.LUNAR_DAY_H / ROWS


def _mark_longest(ax: Axes, scene: Scene, origin: float) -> list[Label]:
    """A line along the longest dark in its column or columns; returns what it is."""
    spell = longest(dark_spells(scene.run))
    if spell is None or not scene.first <= spell[0] < scene.last:
        return []
    begin, end = spell[0] - origin, spell[1] - origin
    if end - begin > MOST_COLUMNS * binning.LUNAR_DAY_H:
        x = scene.axis.x(np.array([spell[0], min(spell[1], scene.last)]))
        ax.plot(x, [binning.LUNAR_DAY_H / 48] * 2, color=SYSTEMS["energy"], linewidth=3, label="longest dark")
    else:
        _along_columns(ax, scene, origin, begin, end)
    text = f"longest dark {longest_dark_text(scene.run)},\nfrom {day(utc(scene.run, spell[0]))} (line)"
    return [Label(binning.LUNAR_DAY_H / 48, text, SYSTEMS["energy"])]


def _along_columns(ax: Axes, scene: Scene, origin: float, begin: float, end: float) -> None:
    """A line up the columns of the carpet from ``begin`` to ``end`` [h from the first column]."""
    for column in range(int(begin // binning.LUNAR_DAY_H), int(end // binning.LUNAR_DAY_H) + 1):
        low = max(begin - column * binning.LUNAR_DAY_H, 0.0)
        high = min(end - column * binning.LUNAR_DAY_H, binning.LUNAR_DAY_H)
        x = float(scene.axis.x(origin + (column + 0.5) * binning.LUNAR_DAY_H))
        ax.plot([x, x], [low / 24, high / 24], color=SYSTEMS["energy"], linewidth=3, label="longest dark")


def _shares(ax: Axes, scene: Scene) -> None:
    """Shares of time with light, Earth and a link."""
    labels = []
    if scene.has("sunlight.lit_fraction"):
        channel = scene.channel("sunlight.lit_fraction")
        x, y = scene.curve(channel)
        fill(ax, x, 0, 100 * y, SYSTEMS["sunlight"], alpha=0.45)
        mean = channel.mean(scene.first, scene.last)
        labels.append(Label(100 * float(y[-1]), f"sunlight, mean {percent(mean)}", SYSTEMS["sunlight"]))
    for name, text, colour, style, width in (
        ("communication.link_up", "link up", INK, "solid", 1.1),
        ("communication.earth_visible", "Earth visible", SYSTEMS["communication"], (0, (4, 1.2)), 1.3),
    ):
        if not scene.has(name):
            continue
        channel = scene.channel(name)
        x, y = scene.curve(channel)
        ax.plot(x, 100 * y, color=colour, linestyle=style, linewidth=width)
        mean = channel.mean(scene.first, scene.last)
        labels.append(Label(100 * float(y[-1]), f"{text}, mean {percent(mean)}", colour))
    percent_axis(ax, "share of time [%]")
    label_right(ax, labels)


def _full(ax: Axes, scene: Scene) -> None:
    """A short span: the disc as it was, and bars for what is in the sky."""
    channel = scene.channel("sunlight.lit_fraction")
    x, y = scene.recorded(channel)
    fill(ax, x, 0, 100 * y, SYSTEMS["sunlight"], alpha=0.55)
    mean = channel.mean(scene.first, scene.last)
    labels = [Label(50, f"Sun's disc, mean {percent(mean)}", SYSTEMS["sunlight"])]
    bars = [
        ("communication.earth_visible", "Earth visible", SYSTEMS["communication"]),
        ("communication.relay_visible", "relay in view", "#7db8de"),
        ("communication.link_up", "link up", INK),
    ]
    base = -14.0
    for name, text, colour in bars:
        if not scene.has(name):
            continue
        state = scene.channel(name)
        ax.broken_barh(scene.bars(state), (base, 9), facecolors=colour)
        share = state.mean(scene.first, scene.last)
        labels.append(Label(base + 4.5, f"{text}, {percent(share)} of time", colour))
        base -= 14.0
    ax.axhline(0, color=MUTED, linewidth=0.6)
    percent_axis(ax, "lit share of\nthe disc [%]", low=base + 8)
    label_right(ax, labels)


CARPET = Panel(
    "light",
    "Light",
    "each column is one lunar day of 29.53 d, to be read upwards; dark: no sunlight",
    0.98,
    ("sunlight.lit_fraction",),
    _carpet,
)
SHARES = Panel(
    "shares",
    "Sun and Earth in the sky",
    lambda scene: f"{scene.per}; the link goes straight to Earth or by relay",
    0.85,
    ("sunlight.lit_fraction",),
    _shares,
)
FULL = Panel(
    "sky",
    "Sun and Earth in the sky",
    "visible share of the Sun's disc; bars: what can be reached",
    1.35,
    ("sunlight.lit_fraction",),
    _full,
)


def _panels(scene: Scene) -> Sequence[Panel]:
    """A short span shows the disc as it was, a long one turn by turn."""
    return (CARPET, SHARES) if scene.last - scene.first > binning.DAILY_DETAIL_H else (FULL,)


def _headlines(run: Result) -> Sequence[Headline]:
    lit, dark = run_facts.kpi_value(run, "sunlight.lit_fraction"), run_facts.kpi_value(run, "energy.longest_dark")
    if lit is None:
        return ()
    caption = "sunlit" if dark is None else f"sunlit\nlongest dark {run_facts.longest_dark_text(run)}"
    return (Headline(percent(lit, 1), caption, "sunlight"),)


VIEW = SystemView(
    "sunlight",
    panels=_panels,
    overlays=(
        Overlay(
            "sunlight",
            "Sunlight",
            of_each("mean lit share of the Sun's disc", "mean over all"),
            "sunlight [%]",
            0.75,
            "sunlight.lit_fraction",
            channel_line("sunlight.lit_fraction", 100),
            mean_text("sunlight.lit_fraction", 100, "%"),
            whole=True,
        ),
    ),
    charts=(
        Chart(
            "sunlight",
            "Sunlight at the arrays",
            "%",
            "Visible share of the Sun's disc.",
            recorded_history("sunlight.lit_fraction"),
            100,
            top=100,
        ),
    ),
    headlines=_headlines,
    strips=(Strip("sunlight.lit_fraction", "sunlight", "sunlight", "the mean", means, top=1.0),),
)
