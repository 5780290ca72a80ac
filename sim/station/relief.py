"""Lifting limits of a station, to see what they really cost: what can be lifted, and under which names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from sim.station.states import MUST_HAVES, TRANSPORT, State


class Lift(Enum):
    """What the systems of a station ask whether it is lifted."""

    SUNLIGHT = auto()
    POWER = auto()
    HEAT = auto()
    WEAR = auto()
    REPAIR_TIME = auto()
    TECHNICIANS = auto()
    SPARES = auto()
    LINKS = auto()
    OPERATORS = auto()
    ORDER = auto()
    TRANSPORT = auto()


@dataclass(frozen=True)
class Relief:
    """One or several limits that are lifted together.

    Attributes:
        lifts: What is lifted.
        how: What that means, in words.
    """

    lifts: frozenset[Lift]
    how: str


ALL = "all"
"""Lifts the limits of all must-haves together."""

SPARE_POWER = 1e5
"""Power of the source that relieves the energy system [kW]: more than any station asks for."""

RELIEF_SOURCE = "(relief)"
"""Name of that source: no asset can bear it."""


def _relief(how: str, *lifts: Lift) -> Relief:
    return Relief(frozenset(lifts), how)


_MUST_HAVES: Mapping[str, Relief] = {
    # Also from 1 AU at every mast, and with SPARE_POWER on the bus.
    "energy": _relief("the whole Sun always shines and power never runs short", Lift.SUNLIGHT, Lift.POWER),
    # One that goes without heat still freezes.
    "tools": _relief("no machine wears out; their number and speed stay as they are", Lift.WEAR),
    "communication": _relief("all links are always up and everybody has an operator", Lift.LINKS, Lift.OPERATORS),
    "shelter": _relief("structures rise in any order", Lift.ORDER),
}

_CAUSES: Mapping[State, Relief] = {
    State.NO_SUNLIGHT: _relief("the whole Sun always shines", Lift.SUNLIGHT),
    State.NO_POWER: _relief("power never runs short, so nothing is shed", Lift.POWER),
    State.DORMANT: _relief("no machine needs heat to survive", Lift.HEAT),
    State.IN_REPAIR: _relief("repairs take no time", Lift.REPAIR_TIME),
    State.WAITING_TECHNICIAN: _relief("there is a technician for every machine", Lift.TECHNICIANS),
    State.WAITING_SPARE: _relief("repairs need no spare parts", Lift.SPARES),
    State.NO_LINK: _relief("all links are always up", Lift.LINKS),
    State.NO_OPERATOR: _relief("everybody has an operator", Lift.OPERATORS),
}
"""Single causes, each by the state that it keeps machines in; the one of shelter is shelter itself."""

RELIEFS: Mapping[str, Relief] = {
    **{name: _MUST_HAVES[name] for name in MUST_HAVES},
    TRANSPORT: _relief("every mission lands as planned", Lift.TRANSPORT),
    **{f"{state.counts_for}:{state.label}": relief for state, relief in _CAUSES.items()},
    ALL: Relief(
        frozenset().union(*(relief.lifts for relief in _MUST_HAVES.values())),
        "; ".join(relief.how.partition(";")[0] for relief in _MUST_HAVES.values()),
    ),
}
"""All that may be lifted, by name: a must-have, a single cause of one, or all must-haves together."""

SEVERAL = frozenset(name for name in MUST_HAVES if sum(state.counts_for == name for state in _CAUSES) > 1)
"""Must-haves with several causes that can be lifted alone."""


TOGETHER = " + "
"""Between the names of reliefs that are lifted together: ``tools:in repair + tools:waiting for spare``."""


def together(*reliefs: str | None) -> str | None:
    """The name of several reliefs lifted together; None where there is none."""
    return TOGETHER.join(dict.fromkeys(one for one in reliefs if one is not None)) or None


def lifts_of(relief: str | None) -> frozenset[Lift]:
    """What a relief lifts, or several together; nothing without one.

    Raises:
        ValueError: There is no such relief; the text names those that there are.
    """
    return frozenset().union(*(one.lifts for one in _parts(relief)))


def how_of(relief: str | None) -> str:
    """What a relief means in words, or several together; nothing without one.

    Raises:
        ValueError: There is no such relief; the text names those that there are.
    """
    return " and ".join(one.how for one in _parts(relief))


def _parts(relief: str | None) -> list[Relief]:
    names = [] if relief is None else relief.split(TOGETHER)
    for name in names:
        if name not in RELIEFS:
            raise ValueError(f"'{name}' cannot be lifted; one of {', '.join(RELIEFS)}")
    return [RELIEFS[name] for name in names]
