"""What the ground facility writes into the log, apart from what writes it."""

from __future__ import annotations

from sim.station.events import EventKind

EVENTS = (
    EventKind("reception_lost", chance=True),
    EventKind("reception_back", follows="event"),
    EventKind("processing_stopped", chance=True),
    EventKind("processing_resumed", follows="event"),
    EventKind("samples_arrived", follows="plan"),
    EventKind("project_begun", follows="plan"),
    EventKind("project_done"),
)
