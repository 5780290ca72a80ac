"""What a run of the station hands over: histories, events, closed ledgers and a few facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.engine import Balance, Channel


@dataclass(frozen=True)
class Event:
    """Something that happened.

    Attributes:
        time_h: When [h since the start].
        system: ``energy``, ``tools``, ``bricks``, ``communication``, ``shelter`` or ``station``.
        subject: What it happened to.
        event: What happened, one word of a fixed set.
        detail: More about it, may be empty.
    """

    time_h: float
    system: str
    subject: str
    event: str
    detail: str


@dataclass(frozen=True)
class Outcome:
    """Result of a run as the station knows it.

    Attributes:
        channels: Histories by name.
        events: All events in the order of time.
        balances: Closed ledgers by commodity.
        facts: Single figures by name, base units; None where there is nothing to tell.
        simpy_events: Number of SimPy events.
        wall_s: Wall time of the parts ``sky`` and ``simulate`` [s].
    """

    channels: Mapping[str, Channel]
    events: tuple[Event, ...]
    balances: Mapping[str, Balance]
    facts: Mapping[str, float | None]
    simpy_events: int
    wall_s: Mapping[str, float]
