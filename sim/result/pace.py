"""What set the pace of building, what held it back, and what lifting that limit should bring.

The brick line is a chain: one kind of machine sets its pace, the kind that waits least for the others (the constraint
of Goldratt 1984, The Goal). An hour that these machines lose is lost to the whole station; an hour that others lose is
not. So the must-haves are weighed by what they cost the pace-setting machines until the last structure stands.

The estimate of what a lifted limit brings assumes that hours won back are spent as the other hours are: of S machine
hours, W worked and L lost to the limit, W L / (S - L) more would be worked. So more sunlight also means more wear.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.engine import Channel
from sim.result import wording
from sim.result.attribution import MUST_HAVES, gather
from sim.station import Topology

_WAITING = ("no_feedstock", "no_room", "no_structure", "idle")
_NOT_LIFTED = (wording.SLOWER, wording.MISSING, wording.RING)
"""Roots that are a matter of how many machines there are: no relief lifts them."""


@dataclass(frozen=True)
class Limit:
    """What one must-have cost the pace-setting machines.

    Attributes:
        must_have: The must-have.
        hours: Machine hours lost to it [h].
        chief: What most of them were lost to, in words; empty where none were.
        bricks: Bricks that could have been laid more in the same time [1].
        days: Days by which the last structure would have stood earlier [d]; None where not all stand.
        completes: Whether the bricks would have been enough for what did not stand at the end.
    """

    must_have: str
    hours: float
    chief: str
    bricks: float
    days: float | None
    completes: bool


@dataclass(frozen=True)
class Pace:
    """The machines that set the pace until the last structure stood, or the run ended.

    The figures of the limits expect the other machines to keep up; what lifting one really brings, only a run can tell.

    Attributes:
        kind: Kind of machine that set the pace.
        service_hours: Their machine hours in service until then [h].
        working_hours: Those of them that were worked [h].
        complete: When the last structure stood [h]; None where not all stand.
        limits: What each must-have cost, in the order of :data:`~sim.result.attribution.MUST_HAVES`.
    """

    kind: str
    service_hours: float
    working_hours: float
    complete: float | None
    limits: tuple[Limit, ...]

    @property
    def worst(self) -> str | None:
        """The must-have that cost most; None where none cost anything."""
        limit = max(self.limits, key=lambda one: one.hours)
        return limit.must_have if limit.hours > 0 else None

    def limit(self, must_have: str) -> Limit:
        """What ``must_have`` cost."""
        return next(one for one in self.limits if one.must_have == must_have)


def completion(channels: Mapping[str, Channel]) -> float | None:
    """When the last structure stood [h]; None where not all stand, or there are none."""
    progress = channels.get("shelter.progress")
    if progress is None or not progress.values[-1] >= 1.0:
        return None
    return float(progress.times[np.argmax(progress.values >= 1.0)])


def find_pace(channels: Mapping[str, Channel], topology: Topology) -> Pace | None:
    """Find the pace-setting machines and what held them back; None where no brick was laid.

    Args:
        channels: Channels of a run: the machines' states, ``bricks.laid`` and ``shelter.progress``.
        topology: Which machines feed which.
    """
    laid = float(channels["bricks.laid"].values[-1]) if "bricks.laid" in channels else 0.0
    if laid <= 0:
        return None
    complete = completion(channels)
    found = gather(channels, topology, complete)
    groups: dict[str, list[str]] = {}
    for unit, states in found.states.items():
        if states:
            groups.setdefault(topology.kinds[unit], []).append(unit)
    if not groups:
        return None

    def hours(units: list[str], *states: str) -> float:
        return sum(found.states[unit].get(state, 0.0) for unit in units for state in states)

    def service(units: list[str]) -> float:
        return sum(sum(found.states[unit].values()) for unit in units)

    kind = min(groups, key=lambda one: hours(groups[one], *_WAITING) / service(groups[one]))
    units = groups[kind]
    working = hours(units, "working")
    if working <= 0:
        return None
    lost: dict[str, dict[tuple[str, str], float]] = {must_have: {} for must_have in MUST_HAVES}
    for unit in units:
        for (must_have, root_unit, state), amount in found.roots[unit].items():
            if must_have in lost and state not in _NOT_LIFTED:
                cause = (topology.kinds[root_unit], state)
                lost[must_have][cause] = lost[must_have].get(cause, 0.0) + amount
    in_service = service(units)
    progress = float(channels["shelter.progress"].values[-1]) if "shelter.progress" in channels else 1.0
    missing = laid / progress - laid if progress > 0 else 0.0

    def limit(must_have: str) -> Limit:
        causes = lost[must_have]
        hours = sum(causes.values())
        chief = max(causes, key=lambda cause: (causes[cause], cause), default=None)
        # A pace-setter that never worked was ruled out above, so something is left to divide by.
        bricks = laid * hours / (in_service - hours)
        return Limit(
            must_have=must_have,
            hours=hours,
            chief=wording.cause_phrase(*chief) if chief else "",
            bricks=bricks,
            days=None if complete is None else _span(channels, units, complete) / 24.0 * hours / in_service,
            completes=complete is None and bricks >= missing,
        )

    return Pace(
        kind=kind,
        service_hours=in_service,
        working_hours=working,
        complete=complete,
        limits=tuple(limit(must_have) for must_have in MUST_HAVES),
    )


def _span(channels: Mapping[str, Channel], units: list[str], complete: float) -> float:
    """Time from the first of the machines' arrivals to the completion of the last structure [h]."""
    arrivals = []
    for unit in units:
        channel = channels[f"tools.state.{unit}"]
        out = channel.labels.index("out_of_service") if "out_of_service" in channel.labels else -1
        arrivals.append(float(channel.times[np.argmax(channel.values != out)]))
    return complete - min(arrivals)
