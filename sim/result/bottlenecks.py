"""Which must-have held the station back: where the machine hours went, and what held the pace-setting machines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sim.engine import Channel
from sim.result import wording
from sim.result.attribution import Attribution, gather_until
from sim.result.goals import LAST_STRUCTURE, Goal
from sim.result.pace import Pace, find_pace
from sim.result.waiting import Root
from sim.station import Topology
from sim.station.states import CATEGORIES, LOSSES, TRANSPORT, holding_back


@dataclass(frozen=True)
class Cause:
    """Machine hours that were lost to one root.

    Attributes:
        must_have: The must-have they count for.
        kind: Kind of the machines at the root (``excavator``, ``sieve``, ``printer``, ``layer``).
        state: State of the machines at the root.
        hours: Machine hours lost, over all machines that stood because of it [h].
    """

    must_have: str
    kind: str
    state: str
    hours: float


@dataclass(frozen=True)
class Bottlenecks:
    """Where the machine hours went.

    Attributes:
        hours: Hours in service of each machine by category (:data:`~sim.station.states.CATEGORIES`) [h]; they sum to
            its hours in service.
        states: Hours of each machine by state, without ``out_of_service`` [h].
        causes: Roots of all lost hours, largest first.
        pace: What held back the machines that set the pace of the chief goal; None where nothing was done for it.
        paces: The same of every goal, by its name.
    """

    hours: Mapping[str, Mapping[str, float]]
    states: Mapping[str, Mapping[str, float]]
    causes: tuple[Cause, ...]
    pace: Pace | None = None
    paces: Mapping[str, Pace | None] = field(default_factory=dict)

    @property
    def service_hours(self) -> float:
        """Machine hours in service, over all machines [h]."""
        return sum(sum(by.values()) for by in self.hours.values())

    @property
    def totals(self) -> dict[str, float]:
        """Machine hours over all machines by category [h]."""
        return {c: sum(by[c] for by in self.hours.values()) for c in CATEGORIES}

    @property
    def shares(self) -> dict[str, float]:
        """Share of the machine hours in service by category; all 0 without any machine in service."""
        service = self.service_hours
        return {c: (hours / service if service else 0.0) for c, hours in self.totals.items()}

    @property
    def limits(self) -> tuple[str, ...]:
        """What may have held the station back: the must-haves, and transport where anything waited for it."""
        return holding_back(any(by[TRANSPORT] > 0 for by in self.hours.values()))

    @property
    def worst(self) -> str | None:
        """The must-have that held the station back most; None where none did.

        The one that cost the pace-setting machines most; without a pace, the one that most machine hours were lost to.
        """
        if self.pace is not None and self.pace.worst is not None:
            return self.pace.worst
        totals = self.totals
        must_have = max(self.limits, key=lambda c: totals[c])
        return must_have if totals[must_have] > 0 else None

    @property
    def sentence(self) -> str:
        """Which must-have held the station back, and by how much."""
        if self.pace is not None and self.pace.worst is not None:
            return wording.pace_sentence(self.pace)
        return wording.bottleneck_sentence(self.worst, self.totals, self.shares, self.causes)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The same for the chief goal and for every other one that something held back."""
        others = [pace for pace in list(self.paces.values())[1:] if pace is not None and pace.worst is not None]
        return (self.sentence, *(wording.pace_sentence(pace) for pace in others))


def attribute(
    channels: Mapping[str, Channel], topology: Topology, goals: Sequence[Goal] = (LAST_STRUCTURE,)
) -> Bottlenecks:
    """Put every machine hour down to a category, and find what set the pace of each goal.

    Args:
        channels: Channels of a run: the machines' states (``tools.state.<unit>``), ``bricks.laid`` and
            ``shelter.progress``, and those that show its goals.
        topology: Which machines feed which.
        goals: What the run was for, the chief goal first.
    """
    ends = [(goal, goal.reached(channels)) for goal in goals]
    gathered = gather_until(channels, topology, {None, *(end for _, end in ends)})
    paces = {goal.name: find_pace(channels, topology, goal, gathered[end]) for goal, end in ends}
    return of_hours(gathered[None], paces)


def of_hours(found: Attribution, paces: Mapping[str, Pace | None]) -> Bottlenecks:
    """Add up where the machine hours went.

    Args:
        found: Machine hours by root.
        paces: What set the pace of each goal, the chief one first; empty where no histories tell.
    """
    hours = {unit: dict.fromkeys(CATEGORIES, 0.0) for unit in found.roots}
    causes: dict[Root, float] = {}
    for unit, roots in found.roots.items():
        for root, lost in roots.items():
            category = root[0]
            hours[unit][category] += lost
            if category in LOSSES:
                causes[root] = causes.get(root, 0.0) + lost
    ordered = sorted(causes.items(), key=lambda item: (-item[1], item[0]))
    return Bottlenecks(
        hours=hours,
        states=found.states,
        causes=tuple(Cause(*key, lost) for key, lost in ordered),
        pace=next(iter(paces.values()), None),
        paces=paces,
    )
