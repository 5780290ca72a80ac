"""What decisions write, apart from what writes it: their event, and the names of their channels."""

from __future__ import annotations

from sim.station.events import EventKind

EVENTS = (EventKind("decided", chance=True),)

CHOICE, BELIEVED, TRUE = "decisions.choice.", "decisions.believed.", "decisions.true."
"""What the names of its channels begin with: what was chosen, before the decision; worths, before that and the
alternative.
"""
OPEN = "open"
"""What a decision is before it is taken."""
