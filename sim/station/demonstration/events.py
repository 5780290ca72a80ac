"""What a demonstration writes, apart from what writes it: its event, and the names of its channels."""

from __future__ import annotations

from sim.station.events import EventKind

EVENTS = (EventKind("measured", follows="event"),)

CHANNEL = "demonstration."
"""What the names of its channels begin with, before what they tell and the measurement."""
