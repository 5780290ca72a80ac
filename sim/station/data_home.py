"""What became of the data of a base over a stretch of time, for those on Earth who get them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sim.engine.channel import FloatArray

Rates = tuple[FloatArray, FloatArray]
"""Moments [h] and the rates from each of them on [Gbit/h], both of shape (n,); before the first it is as before."""


@dataclass(frozen=True)
class Stretch:
    """What was made, sent and lost since the last stretch ended.

    Attributes:
        until: Its end [h].
        made: What all producers made together.
        sent: What reached the Earth.
        lost: What was lost.
        changes: By how much single producers made more or less [Gbit/h], by account of the ledger.
    """

    until: float
    made: Rates
    sent: Rates
    lost: Rates
    changes: Mapping[str, Rates]


Listener = Callable[[str, Stretch], None]
"""Takes the name of a base, empty for the main one, and what became of its data."""
