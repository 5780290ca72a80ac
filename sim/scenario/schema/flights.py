"""When missions fly: launch after launch, each when its launcher is ready, its window open and its pad free.

A pure function of the campaign and of what chance has in store: without any, it is the plan.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from heapq import heappop, heappush
from typing import Any, Protocol, TypeAlias

# Tables of `sim.scenario.schema.campaign`, which asks here when its missions land.
Campaign: TypeAlias = Any
Mission: TypeAlias = Any

FLIGHTS = 2
"""How often a mission flies at most: what is lost flies again once."""


class Chance(Protocol):
    """What befalls a flight."""

    def slip(self, mission: Mission, flight: int) -> float:
        """By how much its next launch slips [h]; asked once for each launch, in their order."""

    def lost(self, mission: Mission, flight: int) -> bool:
        """Whether it is lost; asked once for each flight."""


class AsPlanned:
    """Nothing slips and nothing is lost."""

    def slip(self, mission: Mission, flight: int) -> float:  # noqa: ARG002
        """None."""
        return 0.0

    def lost(self, mission: Mission, flight: int) -> bool:  # noqa: ARG002
        """Never."""
        return False


@dataclass(frozen=True)
class Launch:
    """One launch.

    Attributes:
        due: When it could have been [h].
        slip: By how much its launcher was late [h].
        at: When it was [h]: after its slip, in a window and from a free pad.
    """

    due: float
    slip: float
    at: float


@dataclass(frozen=True)
class Flight:
    """One flight of a mission, from its first launch to its landing.

    Attributes:
        mission: The mission.
        number: Which of its flights it is, from 1.
        launches: Its launches.
        arrival: When it lands, or is lost [h].
        lost: Whether it is lost.
    """

    mission: str
    number: int
    launches: tuple[Launch, ...]
    arrival: float
    lost: bool


@dataclass
class _Preparing:
    """A flight some of whose launches have not been yet."""

    mission: Mission
    number: int
    due: float
    slip: float
    launches: list[Launch]


def fly(
    campaign: Campaign,
    hours_of: Callable[[date], float],
    chance: Chance,
    waits: Mapping[str, float] | None = None,
) -> dict[str, tuple[Flight, ...]]:
    """Return the flights of each mission, by its name.

    Launchers take a pad in the order in which they are ready for it; of those ready at one moment, by name.

    Args:
        campaign: Missions with their launchers, landers and pads.
        hours_of: Hours from the start to a day [h].
        chance: What befalls them.
        waits: Moment before which a mission is not due for want of a decision or a gate, by its name [h]; infinity for
            one that does not fly.
    """
    waits = {} if waits is None else waits
    flown: dict[str, list[Flight]] = {name: [] for name in campaign.missions}
    free = dict.fromkeys(campaign.pads, -math.inf)
    ready: list[tuple[float, str, int, _Preparing]] = []

    def prepare(flight: _Preparing, due: float) -> None:
        flight.due, flight.slip = due, chance.slip(flight.mission, flight.number)
        heappush(ready, (due + flight.slip, flight.mission.name, flight.number, flight))

    for name in sorted(campaign.missions):
        mission = campaign.missions[name]
        due = max(hours_of(mission.date), waits.get(name, -math.inf))
        if not math.isinf(due):
            prepare(_Preparing(mission, 1, 0.0, 0.0, []), due)
    while ready:
        moment, name, number, flight = heappop(ready)
        mission = flight.mission
        pad = campaign.launcher(mission).pad
        at = moment if pad is None else max(moment, free[pad])
        if not flight.launches:
            at = mission.opens(at, hours_of(mission.date))
        if at > moment:
            # Whoever is ready before may have the pad before.
            heappush(ready, (at, name, number, flight))
            continue
        flight.launches.append(Launch(flight.due, flight.slip, at))
        if pad is not None:
            free[pad] = at + float(campaign.pads[pad].turnaround)
        if len(flight.launches) < int(mission.launches):
            prepare(flight, at)
            continue
        arrival = at + float(campaign.lander(mission).transit)
        lost = chance.lost(mission, number)
        flown[name].append(Flight(name, number, tuple(flight.launches), arrival, lost))
        if lost and number < FLIGHTS:
            prepare(_Preparing(mission, number + 1, 0.0, 0.0, []), arrival + campaign.rebuild(mission))
    return {name: tuple(flights) for name, flights in flown.items()}


def landings(flights: dict[str, tuple[Flight, ...]]) -> dict[str, float]:
    """Return when each mission lands [h]; infinity for one that never does."""
    return {
        name: next((flight.arrival for flight in made if not flight.lost), math.inf) for name, made in flights.items()
    }
