"""The machines of a base, whichever of its systems has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.scenario.schema.tools import Machine

SYSTEMS = ("tools", "resources")
"""Systems that have machines, by the keys of their tables."""


def machines_at(tables: Any) -> dict[str, Machine]:
    """Return the machines of all systems of a base by name, sorted by name within a system."""
    found: dict[str, Machine] = {}
    for key in SYSTEMS:
        system = getattr(tables, key, None)
        found |= {} if system is None else system.machines()
    return found
