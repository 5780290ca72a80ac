"""Sunlight and Earth visibility."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.engine import longest
from sim.moon import lunar_noons
from sim.moon.constants import SYNODIC_MONTH_D
from sim.result import Result
from sim.result.number_text import percent
from sim.view import run_facts
from sim.view.kit import binning
from sim.view.kit.axis import percent_axis, ticks_at
from sim.view.kit.binning import means
from sim.view.kit.labels import Label, label_right
from sim.view.kit.style import INK, MUTED, PAPER, SYSTEMS
from sim.view.kit.text import day
from sim.view.panels.scene import FloatArray, Panel, Scene, fill
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
UPWARDS = "each column is one lunar day, read upwards from noon to noon"
"""How every carpet is read."""
ROWS = 96
"""Cells of the carpet along one lunar day."""
HALF_D = SYNODIC_MONTH_D / 2
"""Half a lunar day: midnight is in the middle of a column, a noon at either end [d]."""
LUNAR_TIMES = ("noon", "evening", "midnight", "morning", "noon")
"""Times of a lunar day, upwards."""
POLAR = 75.0
"""Latitude beyond which the Sun's direction goes with the time of the lunar day [deg]."""
MOST_COLUMNS = 2
"""Lunar days of a carpet along which a dark is marked from below up; a longer one is marked from left to right."""


def _carpet(ax: Axes, scene: Scene) -> None:
    """Each column a lunar day, from noon at the bottom to noon at the top; dark where the Sun is below the horizon."""
    from matplotlib.colors import LinearSegmentedColormap

    channel = scene.channel("sunlight.lit_fraction")
    noons = lunar_noons(scene.first, scene.last, float(scene.run.scenario.site.longitude), scene.run.start)
    columns = len(noons) - 1
    cells = np.interp(np.arange(columns * ROWS + 1) / ROWS, np.arange(columns + 1), noons)
    lit = binning.means(channel, cells)
    lit[(cells[:-1] < scene.first - 1e-6) | (cells[1:] > scene.last + 1e-6)] = np.nan
    colours = LinearSegmentedColormap.from_list("light", [NIGHT, "#8a7f7a", DAWN]).with_extremes(bad=PAPER)
    left, right = scene.axis.x(noons[[0, -1]])
    ax.imshow(
        np.ma.masked_invalid(lit.reshape(columns, ROWS).T),
        extent=(float(left), float(right), -HALF_D, HALF_D),
        origin="lower",
        aspect="auto",
        interpolation="none",
        cmap=colours,
        vmin=0.0,
        vmax=1.0,
        zorder=0,
    )
    lunar_time_axis(ax)
    label_right(ax, _mark_longest(ax, scene, noons))


def lunar_time_axis(ax: Axes, latitude: float | None = None) -> None:
    """Give a carpet the axis that all have: lunar time, from noon at the bottom to noon at the top.

    Args:
        ax: The carpet, in days before and after midnight [d].
        latitude: Of the site [deg], for letters that say where the Sun stands then; None for none.
    """
    texts = list(LUNAR_TIMES)
    if latitude is not None and abs(latitude) >= POLAR:
        # Near a pole the Sun stands in one direction at one time of the day; noon is towards the equator.
        away, towards = ("S", "N") if latitude < 0 else ("N", "S")
        sides = (towards, "W", away, "E", towards)
        texts = [f"{text}, {side}" for text, side in zip(texts, sides, strict=True)]
    ax.set_ylim(-HALF_D, HALF_D)
    ticks_at(ax.yaxis, [-HALF_D, -HALF_D / 2, 0, HALF_D / 2, HALF_D], texts)
    ax.set_ylabel("lunar time")
    ax.grid(visible=False)


def _mark_longest(ax: Axes, scene: Scene, noons: FloatArray) -> list[Label]:
    """A line along the longest dark in its column or columns; returns what it is."""
    spell = longest(dark_spells(scene.run))
    if spell is None or not scene.first <= spell[0] < scene.last:
        return []
    if spell[1] - spell[0] > MOST_COLUMNS * binning.LUNAR_DAY_H:
        ends = scene.axis.x(np.array([spell[0], min(spell[1], scene.last)]))
        ax.plot(ends, [0, 0], color=SYSTEMS["energy"], linewidth=3, label="longest dark")
    else:
        first, last = (float(at) for at in np.interp(spell, noons, np.arange(len(noons))))
        for column, low, high in within_columns(first, last):
            middle = float(np.interp(column + 0.5, np.arange(len(noons)), noons))
            x = float(scene.axis.x(middle))
            ax.plot([x, x], [low, high], color=SYSTEMS["energy"], linewidth=3, label="longest dark")
    text = f"longest dark {longest_dark_text(scene.run)},\nfrom {day(utc(scene.run, spell[0]))} (line)"
    return [Label(0, text, SYSTEMS["energy"])]


def within_columns(first: float, last: float) -> Iterator[tuple[int, float, float]]:
    """A span between two positions as parts of columns: which, and from where to where on their axis [d].

    Args:
        first: Begin, in lunar days from the noon that the first column begins with.
        last: End, likewise.
    """
    for column in range(int(first), int(np.ceil(last))):
        low, high = max(first - column, 0.0), min(last - column, 1.0)
        yield column, (2 * low - 1) * HALF_D, (2 * high - 1) * HALF_D


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
    f"{UPWARDS}; {SYNODIC_MONTH_D:.2f} d; dark: no sunlight",
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
