"""What set the pace of a goal, and what held it back.

The machines upstream of a goal are a chain: one kind of machine sets its pace, the kind that waits least for the others
(the constraint of Goldratt 1984, The Goal). An hour that these machines lose is lost to the goal; an hour that others
lose is not. So the must-haves are weighed by the hours that they cost the pace-setting machines until the goal is
reached. What it would bring to lift one, no formula says: the next limit comes up. Only a run without it can tell
(:mod:`sim.result.relieved`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sim.engine import Channel
from sim.result import wording
from sim.result.attribution import Attribution, gather
from sim.result.goals import LAID, LAST_STRUCTURE, Goal
from sim.station import Topology
from sim.station.states import TRANSPORT, State, holding_back, state_channel

_WAITING = frozenset(state.label for state in (State.NO_FEEDSTOCK, State.NO_ROOM, State.NO_STRUCTURE, State.IDLE))
_WORKING = (State.WORKING.label,)
_NOT_LIFTED = (wording.SLOWER, wording.MISSING, wording.RING)
"""Roots that are a matter of how many machines there are: no relief lifts them."""


@dataclass(frozen=True)
class Limit:
    """What one must-have cost the pace-setting machines.

    Attributes:
        must_have: The must-have.
        hours: Machine hours lost to it [h].
        causes: The same by kind and state of the machines at the root [h].
        chief: What most of them were lost to, in words; empty where none were.
    """

    must_have: str
    hours: float
    causes: Mapping[tuple[str, str], float]
    chief: str


@dataclass(frozen=True)
class Pace:
    """The machines that set the pace until the goal was reached, or the run ended.

    Attributes:
        kind: Kind of machine that set the pace.
        service_hours: Their machine hours in service until then [h].
        working_hours: Those of them that were worked [h].
        complete: When the goal was reached, that the last structure stands for instance [h]; None where it was not.
        missing: Bricks that were missing at the end [1].
        limits: What each must-have cost, in the order of :data:`~sim.station.states.HOLD_BACK`; transport where it did.
        goal: The goal.
    """

    kind: str
    service_hours: float
    working_hours: float
    complete: float | None
    missing: float
    limits: tuple[Limit, ...]
    goal: Goal = LAST_STRUCTURE

    @property
    def worst(self) -> str | None:
        """The must-have that cost these machines most hours; None where none cost any."""
        limit = max(self.limits, key=lambda one: one.hours)
        return limit.must_have if limit.hours > 0 else None

    def limit(self, must_have: str) -> Limit:
        """What ``must_have`` cost; nothing where it is none of the limits."""
        return next((one for one in self.limits if one.must_have == must_have), Limit(must_have, 0.0, {}, ""))


def completion(channels: Mapping[str, Channel]) -> float | None:
    """When the last structure stood [h]; None where not all stand, or there are none."""
    return LAST_STRUCTURE.reached(channels)


def find_pace(
    channels: Mapping[str, Channel], topology: Topology, goal: Goal = LAST_STRUCTURE, found: Attribution | None = None
) -> Pace | None:
    """Find the pace-setting machines of a goal and what held them back; None where nothing was done for it.

    Args:
        channels: Channels of a run: the machines' states, ``bricks.laid``, ``shelter.progress``.
        topology: Which machines feed which.
        goal: What is to be reached; only what lies upstream of it counts.
        found: Where the machine hours went until it was reached (default: followed anew).
    """
    laid = float(channels[LAID].values[-1]) if LAID in channels else 0.0
    if goal.builds and laid <= 0:
        return None
    complete = goal.reached(channels)
    if found is None:
        found = gather(channels, topology, complete)
    line = _Line(channels, topology, found.among(goal.upstream(topology)), complete)
    if not line.groups:
        return None
    kind = min(line.groups, key=lambda one: line.hours(one, _WAITING) / line.service(one))
    working = line.hours(kind, _WORKING)
    if working <= 0:
        return None
    # Of one structure among several: what was laid until it stood.
    if goal.builds and float(channels[LAID].at(line.end)) <= 0:
        return None

    def limit(must_have: str) -> Limit:
        causes = line.lost(kind, must_have)
        chief = wording.chief_phrase(kind, *wording.largest(causes)[0]) if causes else ""
        return Limit(must_have, sum(causes.values()), causes, chief)

    return Pace(
        kind=kind,
        service_hours=line.service(kind),
        working_hours=working,
        complete=complete,
        missing=goal.missing(channels),
        limits=tuple(limit(name) for name in holding_back(bool(line.lost(kind, TRANSPORT)))),
        goal=goal,
    )


class _Line:
    """The machines upstream of a goal until it is reached, by kinds.

    Args:
        channels: Channels of the run.
        topology: Which machines feed which.
        found: Where the machine hours went until then.
        complete: When the goal was reached [h], if it was.
    """

    def __init__(
        self, channels: Mapping[str, Channel], topology: Topology, found: Attribution, complete: float | None
    ) -> None:
        self._found = found
        self.groups: dict[str, list[str]] = {}
        """Units in service by kind."""
        for unit, states in found.states.items():
            if states:
                self.groups.setdefault(topology.kinds[unit], []).append(unit)
        last = max((float(channels[state_channel(unit)].times[-1]) for unit in found.states), default=0.0)
        self.end = last if complete is None else complete
        """When the goal was reached, or the run ended [h]."""

    def hours(self, kind: str, states: Iterable[str]) -> float:
        """Machine hours of a kind in some states [h]."""
        wanted = set(states)
        return sum(
            hours for unit in self.groups[kind] for state, hours in self._found.states[unit].items() if state in wanted
        )

    def service(self, kind: str) -> float:
        """Machine hours of a kind in service [h]."""
        return sum(sum(self._found.states[unit].values()) for unit in self.groups[kind])

    def lost(self, kind: str, must_have: str) -> dict[tuple[str, str], float]:
        """Machine hours of a kind that a relief of ``must_have`` would win back, by kind and state at the root [h]."""
        causes: dict[tuple[str, str], float] = {}
        for unit in self.groups[kind]:
            for (category, root, state), hours in self._found.roots[unit].items():
                if category == must_have and state not in _NOT_LIFTED:
                    causes[root, state] = causes.get((root, state), 0.0) + hours
        return causes
