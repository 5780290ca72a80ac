"""Colours of what flows between stores, processes and people."""

from __future__ import annotations

from collections.abc import Mapping

from sim.view.kit.style import SYSTEMS

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
