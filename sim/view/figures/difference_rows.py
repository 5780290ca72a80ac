"""Differences of scenarios to the first as rows: a dot with its interval, better to the right, noise in grey."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.result.number_text import typeset
from sim.study.noise import WITHIN
from sim.study.pairs.difference import Difference
from sim.study.pairs.pairs import Pairs
from sim.view.kit import style, text_width
from sim.view.kit.axis import ticks_at
from sim.view.kit.labels import LEADER, MARGIN, text_beside
from sim.view.kit.sheet import NAMES, beside
from sim.view.kit.style import INK, MUTED, RULE
from sim.view.kit.tables import ROW

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SCALE_BAND = 0.5
"""Height under the rows for their scale [in]."""
MOST = 5.0
"""Farthest that the scale goes; what is farther is an arrow at its end, with its figure beside."""
LEAST = 1.5
"""How far it goes at least."""
NOISE = "#a8b0b9"
"""Marks of what is within noise."""
ROOM = 3.1
"""Room for the figures beside the rows [in]."""
SIZE = 8.0
"""Size of the figures beside the rows [pt]."""


def rows_height(found: Pairs, names: Sequence[str]) -> float:
    """Height of the rows of some measures [in]."""
    several = len(found.differences) > 1
    return sum(ROW * len(_of(found, name)) + (0.08 if several else 0.0) for name in names) + 0.1


def rows_panel(ax: Axes, found: Pairs, names: Sequence[str]) -> None:
    """A row a measure and scenario, measures in their order from the top.

    Args:
        ax: Axes to fill.
        found: The scenarios.
        names: Names of the measures.
    """
    gap = 0.08 / ROW if len(found.differences) > 1 else 0.0
    ends = [abs(end) for name in names for _, one in _of(found, name) for end in _scaled(one)]
    most = min(MOST, max([LEAST, *(1.1 * end for end in ends)]))
    bottom = rows_height(found, names) / ROW
    ax.set_xlim(-most, most)
    ax.set_ylim(bottom, 0.0)
    ax.axvspan(-1.0, 1.0, color=RULE, alpha=0.35, linewidth=0, zorder=0)
    ax.axvline(0.0, color=INK, linewidth=0.8, zorder=1)
    y, middles = 0.05 / ROW, []
    for name in names:
        rows = _of(found, name)
        middles.append(y + len(rows) / 2)
        for place, one in rows:
            _row(ax, found, one, y + 0.5, most, style.scenario_style(place).colour)
            y += 1.0
        y += gap
        ax.axhline(y - gap / 2, color=RULE, linewidth=0.5, zorder=0)
    ticks_at(ax.yaxis, middles, beside(ax, [found.measures[name].label for name in names]))
    ax.tick_params(axis="y", length=0, labelsize=NAMES)
    whole = [float(tick) for tick in range(-int(most), int(most) + 1)]
    ticks_at(ax.xaxis, whole, [typeset(f"{tick:+.0f}") if tick else "0" for tick in whole])
    ax.set_xlabel("worse  ←  difference, in sizes of a change that matters (shaded: less than one)  →  better")
    ax.grid(visible=False)


def _of(found: Pairs, name: str) -> list[tuple[int, Difference]]:
    """The differences in a measure, each with the place of its scenario."""
    every = enumerate(found.differences.values(), 1)
    return [(place, each[name]) for place, each in every if name in each]


def _scaled(one: Difference) -> tuple[float, float, float]:
    """A difference and the ends of its interval, in sizes of a change that matters: positive where this is better."""
    size, mean = one.size, one.paired.mean
    sign = one.measure.better or 1
    values = [mean.value, mean.value if mean.low is None else mean.low, mean.value if mean.high is None else mean.high]
    middle, low, high = (sign * value / size if size else 0.0 for value in values)
    return middle, min(low, high), max(low, high)


def _row(ax: Axes, found: Pairs, one: Difference, y: float, most: float, colour: str) -> None:
    middle, low, high = _scaled(one)
    quiet = one.within_noise or one.same
    shade = NOISE if quiet else colour
    ends = np.clip([low, high], -most, most)
    ax.plot(ends, [y, y], color=shade, linewidth=1.6, solid_capstyle="butt", zorder=2)
    beyond = abs(middle) > most
    marker = ("<" if middle < 0 else ">") if beyond else "o"
    ax.plot(
        [float(np.clip(middle, -0.99 * most, 0.99 * most))],
        [y],
        marker=marker,
        markersize=6.0 if beyond else 4.6,
        color=shade,
        markerfacecolor="white" if quiet else shade,
        markeredgewidth=1.2,
        clip_on=False,
        zorder=4,
    )
    text = _text(found, one)
    said = MUTED if quiet else style.text_colour(colour)
    text_beside(ax, y, text, colour=said, size=SIZE, parse_math=False)


def _text(found: Pairs, one: Difference) -> str:
    """The difference in figures, as it fits beside its row."""
    telling, measure, mean = found.telling, one.measure, one.paired.mean
    if one.same:
        return "the same in every pair"
    value = telling.difference(measure, mean.value)
    if one.constant:
        return typeset(f"{value} in every pair")
    text = typeset(f"{value} ({telling.differences(measure, mean)})")
    room = ROOM - LEADER / 72 - MARGIN
    noisy = f"{text}, {WITHIN}"
    fits = one.within_noise and text_width.width(noisy, SIZE) <= room
    return noisy if fits else text
