"""Rows of what was believed beforehand and in the end, with what is true."""

from __future__ import annotations

from collections.abc import Callable, Sized
from typing import TYPE_CHECKING

from sim.engine import Channel
from sim.view.kit.style import ALARM, INK, PAPER, mixed, scenario_style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HOW = "light: believed beforehand, full: in the end, from 5 % to 95 %, dark line: mean; red: true"
"""How to read the rows."""
_ROW = 0.62
"""Height of one row [in]."""
_BAR = 0.22
"""Height of one bar [rows]."""
_BARS = ((0, 0.18, 0.30), (-1, -0.14, 1.0))
"""The two bars of a row: which value of a history, how far above its middle [rows], and how strong its colour is."""


def height(rows: Sized) -> float:
    """Height of a panel with so many rows [in]."""
    return _ROW * max(2, len(rows))


def colour_of(index: int) -> str:
    """Colour of the row at ``index``, and of its line along time."""
    return scenario_style(index + 1).colour


def bars(
    ax: Axes, y: float, colour: str, believed: tuple[Channel, Channel, Channel], place: Callable[[float], float]
) -> float:
    """Draw what was believed before and after.

    Args:
        ax: The panel.
        y: Middle of the row.
        colour: Its colour.
        believed: Lower end, mean and upper end of what is believed.
        place: Where a value lies along the row.

    Returns:
        The furthest end of the bars.
    """
    ends = []
    for when, above, strength in _BARS:
        left, middle, right = (place(float(each.values[when])) for each in believed)
        ax.barh(y + above, right - left, left=left, height=_BAR, color=mixed(colour, strength), linewidth=0)
        ax.plot([middle, middle], [y + above - _BAR / 2, y + above + _BAR / 2], color=INK, linewidth=1.6)
        ends.append(right)
    return max(ends)


def truth(ax: Axes, x: float, y: float) -> None:
    """Mark what is true, which nobody knew."""
    ax.plot([x], [y], marker="D", markersize=6, color=ALARM, markeredgecolor=PAPER, clip_on=False, zorder=4)
