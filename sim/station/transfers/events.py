"""What transfer vehicles write into the log, and the names of their histories, apart from what writes them."""

from __future__ import annotations

from sim.station.events import EventKind

LEFT, BACK, WAITS = "transfer_left", "transfer_back", "transfer_waits"

EVENTS = (
    EventKind(LEFT, follows="plan"),
    EventKind("transfer_arrived", follows="plan"),
    EventKind(BACK, follows="plan"),
    EventKind(WAITS),
)

FREIGHT, BURNT = "transfers.freight.", "transfers.burnt."
"""What the names of histories begin with, before the vehicle: freight aboard, propellant burnt so far."""
