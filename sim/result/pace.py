"""What set the pace of a goal, what held it back, and what lifting that limit should bring.

The machines upstream of a goal are a chain: one kind of machine sets its pace, the kind that waits least for the others
(the constraint of Goldratt 1984, The Goal). An hour that these machines lose is lost to the goal; an hour that others
lose is not. So the must-haves are weighed by what they cost the pace-setting machines until the goal is reached.

The estimate of what a lifted limit brings assumes that hours won back are spent as the other hours are: of S machine
hours, W worked and L lost to the limit, S / (S - L) times as many would be worked. So more sunlight also means more
wear. It goes no further than the next limit: the other kinds of machines, if they never waited, and the spare parts as
they arrive.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from sim.engine import Channel
from sim.result import wording
from sim.result.attribution import Attribution, gather
from sim.result.goals import LAID, LAST_STRUCTURE, Goal
from sim.station import MUST_HAVES, Topology
from sim.station.states import LOSSES, OWN_CAUSE, State, out_of_service_code, state_channel

_HELD_UP = frozenset({State.NO_FEEDSTOCK.label, State.NO_ROOM.label, State.NO_STRUCTURE.label})
_WAITING = _HELD_UP | {State.IDLE.label}
_WORKING = (State.WORKING.label,)
_WITH_WORK = frozenset(
    state.label
    for state in (
        State.WAITING_SPARE,
        State.WAITING_TECHNICIAN,
        State.IN_REPAIR,
        State.REPAIR_HALTED,
        State.NO_OPERATOR,
        State.SHED,
        State.NO_POWER,
    )
)
"""States that more work brings more of."""
_NOT_LIFTED = (wording.SLOWER, wording.MISSING, wording.RING)
"""Roots that are a matter of how many machines there are: no relief lifts them."""
_PARTS = "tools.spares."


@dataclass(frozen=True)
class Limit:
    """What one must-have cost the pace-setting machines.

    Attributes:
        must_have: The must-have.
        hours: Machine hours lost to it [h].
        causes: The same by kind and state of the machines at the root [h].
        chief: What most of them were lost to, in words; empty where none were.
        bricks: Bricks that could have been laid more in the same time, were there no end of structures [1].
        days: Days by which the last structure would have stood earlier [d]; None where not all stand.
        stands: When the last structure would stand [h]; None where not even then.
    """

    must_have: str
    hours: float
    causes: Mapping[tuple[str, str], float]
    chief: str
    bricks: float
    days: float | None
    stands: float | None


@dataclass(frozen=True)
class Pace:
    """The machines that set the pace until the goal was reached, or the run ended.

    What the limits cost is an estimate; what lifting one really brings, only a run can tell.

    Attributes:
        kind: Kind of machine that set the pace.
        service_hours: Their machine hours in service until then [h].
        working_hours: Those of them that were worked [h].
        complete: When the goal was reached, that the last structure stands for instance [h]; None where it was not.
        missing: Bricks that were missing at the end [1].
        limits: What each must-have cost, in the order of :data:`~sim.station.states.MUST_HAVES`.
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
        """The must-have that cost most bricks, or hours where no bricks are laid; None where none cost any."""
        limit = max(self.limits, key=lambda one: (one.bricks, one.hours))
        return limit.must_have if limit.bricks > 0 or (not self.goal.builds and limit.hours > 0) else None

    def limit(self, must_have: str) -> Limit:
        """What ``must_have`` cost."""
        return next(one for one in self.limits if one.must_have == must_have)


def completion(channels: Mapping[str, Channel]) -> float | None:
    """When the last structure stood [h]; None where not all stand, or there are none."""
    return LAST_STRUCTURE.reached(channels)


def find_pace(
    channels: Mapping[str, Channel], topology: Topology, goal: Goal = LAST_STRUCTURE, found: Attribution | None = None
) -> Pace | None:
    """Find the pace-setting machines of a goal and what held them back; None where nothing was done for it.

    Args:
        channels: Channels of a run: the machines' states, ``bricks.laid``, ``shelter.progress``, stocks of spare parts.
        topology: Which machines feed which, and which parts they need.
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
    missing = goal.missing(channels)
    arrival = line.arrival(kind)
    # Of one structure among several: what was laid until it stood.
    done = float(channels[LAID].at(line.end)) if goal.bricks is not None else laid
    if goal.builds and done <= 0:
        return None

    def limit(must_have: str) -> Limit:
        causes = line.lost(kind, must_have)
        factor = line.factor(kind, must_have) if goal.builds else 1.0
        span = (line.end - arrival) / factor
        stands = arrival + span * (done + missing) / done if goal.builds else None
        return Limit(
            must_have=must_have,
            hours=sum(causes.values()),
            causes=causes,
            chief=wording.chief_phrase(kind, *max(causes, key=lambda cause: (causes[cause], cause))) if causes else "",
            bricks=done * (factor - 1.0) if goal.builds else 0.0,
            days=None if complete is None or stands is None else (complete - stands) / 24.0,
            stands=stands if stands is not None and stands <= line.last else None,
        )

    return Pace(
        kind=kind,
        service_hours=line.service(kind),
        working_hours=working,
        complete=complete,
        missing=missing,
        limits=tuple(limit(must_have) for must_have in MUST_HAVES),
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
        self._channels = channels
        self._topology = topology
        self._found = found
        self.groups: dict[str, list[str]] = {}
        """Units in service by kind."""
        for unit, states in found.states.items():
            if states:
                self.groups.setdefault(topology.kinds[unit], []).append(unit)
        self.last = max((float(channels[state_channel(unit)].times[-1]) for unit in found.states), default=0.0)
        """End of the run [h]."""
        self.end = self.last if complete is None else complete
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

    def arrival(self, kind: str) -> float:
        """When the first machine of a kind arrived [h]."""
        arrivals = []
        for unit in self.groups[kind]:
            channel = self._channels[state_channel(unit)]
            arrivals.append(float(channel.times[np.argmax(channel.values != out_of_service_code(channel))]))
        return min(arrivals)

    def lost(self, kind: str, must_have: str) -> dict[tuple[str, str], float]:
        """Machine hours of a kind that a relief of ``must_have`` would win back, by kind and state at the root [h]."""
        causes: dict[tuple[str, str], float] = {}
        for unit in self.groups[kind]:
            for (category, root, state), hours in self._found.roots[unit].items():
                if category == must_have and state not in _NOT_LIFTED:
                    causes[root, state] = causes.get((root, state), 0.0) + hours
        return causes

    def factor(self, pace: str, must_have: str) -> float:
        """How many times as much would be built in the same time without a limit, at least 1.

        Args:
            pace: Kind of machine that sets the pace.
            must_have: The limit that is lifted.
        """
        service = self.service(pace)
        # A pace-setter that never worked was ruled out, so something is left to divide by.
        limits = {pace: service / (service - sum(self.lost(pace, must_have).values()))}
        limits |= {kind: self._potential(kind, must_have) for kind in self.groups if kind != pace}
        slowest = min(limits, key=lambda kind: limits[kind])
        factor = limits[slowest]
        if must_have != "tools":
            # Other kinds have time to spare: they make up for what they miss while they wait for parts.
            stocks = {self._topology.spares.get(unit, "") for unit in self.groups[slowest]}
            factor = min([factor, *(self._supplied(stock, factor, must_have) for stock in sorted(stocks))])
        return max(1.0, factor)

    def _potential(self, kind: str, must_have: str) -> float:
        """How many times as much a kind of machine could do if it never waited for another and a limit were lifted.

        A machine that waits for another has light, heat and a link, for it is found waiting only where they are there:
        those hours would be spent on work and on what comes with work. Hours won back from the limit itself would be
        spent as all others are.
        """
        lifted = {state for state, cause in OWN_CAUSE.items() if cause == must_have}
        own = {state for state, cause in OWN_CAUSE.items() if cause in LOSSES}
        working = self.hours(kind, _WORKING)
        with_work = working + self.hours(kind, _WITH_WORK - lifted)
        in_all = working + self.hours(kind, own - lifted)
        if working <= 0:
            return float("inf")
        return 1.0 + self.hours(kind, _HELD_UP) / with_work + self.hours(kind, lifted) / in_all

    def _supplied(self, stock: str, factor: float, must_have: str) -> float:
        """For how many times as much work the spare parts of a kind last, if each lasts as long as it did.

        Parts that are used faster run out sooner before each delivery, and machines that stand for want of one use
        none. Without a lack of energy, no part goes into a machine that froze.
        """
        channel = self._channels.get(_PARTS + stock)
        if channel is None:
            return factor
        changes = np.diff(channel.values)[channel.times[1:] <= self.end]
        taken = -changes[changes < 0].sum()
        if taken <= 0:
            return factor
        worn = 1.0 - min(1.0, self._frozen(stock) / taken) if must_have == "energy" else 1.0
        parts, used = float(channel.values[0]), 0.0
        for change in changes.tolist():
            if change > 0:
                parts += change
            else:
                got = min(parts, -change * worn * factor)
                parts, used = parts - got, used + got
        return float(used / (taken * worn)) if worn > 0 else factor

    def _frozen(self, stock: str) -> int:
        """How often machines froze whose repairs take parts of a kind."""
        count = 0
        for unit, name in self._topology.spares.items():
            if name == stock and unit in self._found.states:
                channel = self._channels[state_channel(unit)]
                if State.FROZEN.label in channel.labels:
                    codes = channel.values[channel.times <= self.end]
                    count += int(np.sum(codes == channel.labels.index(State.FROZEN.label)))
        return count
