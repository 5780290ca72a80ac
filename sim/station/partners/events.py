"""What partners write into the log, apart from what writes it."""

from __future__ import annotations

from sim.station.events import EventKind

EVENTS = (
    EventKind("call_closed", follows="plan"),
    EventKind("experiments_launched", follows="plan"),
    EventKind("experiments_landed", follows="plan"),
    EventKind("experiments_lost", follows="event", chance=True),
    EventKind("experiment_done", chance=True),
)
