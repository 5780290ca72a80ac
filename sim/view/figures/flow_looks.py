"""Colours and bands of what flows between stores, processes and people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sim.view.flows import Flow
from sim.view.kit.style import SYSTEMS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS: Mapping[str, str] = {
    "water": SYSTEMS["communication"],
    "oxygen": SYSTEMS["shelter"],
    "hydrogen": SYSTEMS["energy"],
    "methane": SYSTEMS["tools"],
}
"""Colours of the chief commodities, liquid or not; others are grey."""

OTHER = "#8a8a8a"


def colour_of(commodity: str) -> str:
    """Colour of a commodity."""
    return COLOURS.get(commodity.removeprefix("liquid-").removesuffix("-vapour"), OTHER)


def band(ax: Axes, points: Sequence[tuple[float, float]], codes: str, flow: Flow, wide: float) -> None:
    """Draw a flow along a path.

    Args:
        ax: Axes in inches.
        points: Points of the path [in].
        codes: What each of them is: ``M`` its beginning, ``L`` the end of a line, ``C`` one of a curve's three.
        flow: The flow, which has the colour of what it is.
        wide: Width of the band [in].
    """
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    kinds = {"M": Path.MOVETO, "L": Path.LINETO, "C": Path.CURVE4}
    path = Path(points, [kinds[code] for code in codes])
    colour = colour_of(flow.commodity)
    ax.add_patch(
        PathPatch(path, fill=False, edgecolor=colour, linewidth=72 * wide, capstyle="butt", alpha=0.62, zorder=2)
    )


def through(flows: Sequence[Flow], name: str) -> float:
    """What flows into a node or out of it, whichever is more [kg/d]."""
    given = sum(flow.per_day for flow in flows if flow.giver == name)
    return max(given, sum(flow.per_day for flow in flows if flow.taker == name))
