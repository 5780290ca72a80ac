"""What exploration writes into the log, apart from what writes it: most stations do without that."""

from __future__ import annotations

from sim.station.events import EventKind

EVENTS = (
    EventKind("hop_started", follows="plan"),
    EventKind("hop_landed", follows="event"),
    EventKind("hop_held"),
    EventKind("hop_plan_ended"),
    EventKind("hopper_lost", chance=True),
    EventKind("evidence_home", follows="event"),
    EventKind("ice_detected", chance=True),
    EventKind("ice_doubted", chance=True),
    EventKind("payload_result", follows="plan"),
)
