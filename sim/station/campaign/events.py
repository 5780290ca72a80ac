"""What a campaign writes, apart from what writes it: its events, and the names of its channels."""

from __future__ import annotations

from sim.station.events import EventKind

EVENTS = (
    EventKind("launched", follows="plan", chance=True),
    EventKind("slipped", chance=True),
    EventKind("landed", follows="plan", chance=True),
    EventKind("lost", chance=True),
    EventKind("rebuilt", follows="event", chance=True),
)

LANDED = "campaign.landed."
"""What the names of the channels of landed mass begin with, before the system."""
COST = "campaign.cost"
"""Name of the channel of what was spent, and of its figure."""
