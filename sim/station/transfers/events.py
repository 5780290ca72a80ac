"""What transfer vehicles write into the log."""

from __future__ import annotations

from sim.station.events import EventKind

EVENTS = (
    EventKind("transfer_left", follows="plan"),
    EventKind("transfer_arrived", follows="plan"),
    EventKind("transfer_back", follows="plan"),
    EventKind("transfer_waits"),
)
