"""What stages write, apart from what writes it: their event, and the names of their channels."""

from __future__ import annotations

from sim.station.events import EventKind

EVENTS = (EventKind("gate_opened", chance=True),)

OPEN = "stages.open."
"""What the names of its channels begin with: whether a gate is open."""
