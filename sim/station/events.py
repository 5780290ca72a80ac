"""What can happen at a station: the kinds of entries in the log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class EventKind:
    """A kind of event, one word in the log.

    Attributes:
        name: The word.
        follows: Why it happens where that says nothing new: it follows from another ``event``, or from the ``plan`` in
            the inputs; empty for what speaks for itself.
        chance: Whether how often it happens changes with the random draw; sunlight and plans decide on the others.
    """

    name: str
    follows: Literal["", "event", "plan"] = ""
    chance: bool = False


ARRIVED = EventKind("arrived", follows="plan")
"""An asset came into service."""
RETIRED = EventKind("retired")
"""An asset was lost or retired."""
SERVICE = (ARRIVED, RETIRED)
"""What happens to assets of every system."""
