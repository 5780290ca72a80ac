"""What a run of the station hands over: histories, events, closed ledgers and a few facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.engine import Balance, Channel, Summary
from sim.scenario.base_names import split_base


@dataclass(frozen=True)
class Event:
    """Something that happened.

    Attributes:
        time_h: When [h since the start].
        system: The system, such as ``energy``; at another base than the main one with its name before it,
            ``node/energy``.
        subject: What it happened to.
        event: What happened, one word of a fixed set.
        detail: More about it, may be empty.
    """

    time_h: float
    system: str
    subject: str
    event: str
    detail: str

    @property
    def base(self) -> str:
        """Name of the base at which it happened, empty for the main one."""
        return split_base(self.system)[0]


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
        summaries: What is left of the channels whose histories were not kept but summed, by name.
    """

    channels: Mapping[str, Channel]
    events: tuple[Event, ...]
    balances: Mapping[str, Balance]
    facts: Mapping[str, float | None]
    simpy_events: int
    wall_s: Mapping[str, float]
    summaries: Mapping[str, Summary] = field(default_factory=dict)
