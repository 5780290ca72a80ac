"""What can keep a machine from working, once: its name, what it counts for, its words, whether it is a failure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal, get_args

from sim.engine import Channel, States, Summary
from sim.scenario.base_names import at_base, split_base
from sim.scenario.schema.base import Provides

MustHave = Literal["energy", "tools", "communication", "shelter"]

MUST_HAVES: tuple[MustHave, ...] = get_args(MustHave)
"""What a lost machine hour can be put down to, in the order of figures and tables."""

TRANSPORT = "transport"
"""What an hour goes to that was lost to waiting for a mission; it stands beside the must-haves, where missions fly."""
NOTHING_TO_DO = "idle"
"""Where an hour with nothing to do goes; it is not lost."""
BY_RULE = "policy"
"""Where an hour goes that a machine lost to a rule of the station's, not to anything that it lacked."""
AT_WORK = "working"
"""Where an hour at work goes."""
NEIGHBOUR = ""
"""What a state counts for whose cause is that of the neighbour that starves or blocks the machine."""


@dataclass(frozen=True)
class Category:
    """Where machine hours go.

    Attributes:
        label: Its name in tables.
        definition: What hours count for it, to follow "share of machine hours in service".
        states: Its states together, in a legend.
    """

    label: str
    definition: str
    states: str

    @property
    def hours(self) -> str:
        """Its hours in a legend: the name in small letters."""
        return self.label[0].lower() + self.label[1:]


CATEGORIES: Mapping[str, Category] = {
    "energy": Category(
        "Lost to energy",
        "lost to energy: no sunlight, no power, a blackout, no heat, frozen, or waiting for one that is",
        "no sunlight, power or heat",
    ),
    "tools": Category(
        "Lost to tools",
        "lost to tools: worn out, or waiting for a machine that is worn out, missing or slower",
        "failed",
    ),
    "communication": Category(
        "Lost to communication",
        "lost to communication: no link, no operator, a repair without them, or waiting for one without",
        "no link or operator",
    ),
    "shelter": Category(
        "Lost to shelter",
        "lost to shelter: waiting for a structure to stand, or for one that does",
        "waits for a structure",
    ),
    TRANSPORT: Category(
        "Lost to transport",
        "lost to transport: due and not landed, or held up by what is",
        "not landed",
    ),
    BY_RULE: Category(
        "Lost to policy",
        "lost to policy: shed by a rule while the sources could have fed it, or waiting for one that is",
        "shed in the light",
    ),
    NOTHING_TO_DO: Category("Nothing to do", "with nothing to do", "nothing to do"),
    AT_WORK: Category("At work", "at work", "at work"),
}
"""Where every machine hour goes that is in service, or should be: to a must-have, in their order, or beside them."""

HOLD_BACK: tuple[str, ...] = (*MUST_HAVES, TRANSPORT)
"""What may hold a station back, in the order of figures and tables."""


def holding_back(waited: bool) -> tuple[str, ...]:
    """What may have held a station back: the must-haves, and transport where anything ``waited`` for it."""
    return HOLD_BACK if waited else MUST_HAVES


LOSSES: tuple[str, ...] = (*HOLD_BACK, BY_RULE)
"""Categories of hours that are lost, in the order of figures and tables."""


class State(IntEnum):
    """States of a machine in the order in which they are looked for: the first that holds is the machine's state.

    Each says what an hour in it counts for, how a cause of this kind is put into words, and whether it is a failure.

    ``FROZEN`` and ``STRANDED`` hide the steps of the repair: a machine that failed for want of heat, or whose battery
    is empty far from its charger, is that until it is repaired or towed home. Whoever waits for his battery and for
    something else beside is not ``CHARGING``: the other is what he would wait for anyway.
    ``NO_OPERATOR`` shows only where nothing after it but power keeps the machine: nobody is asked to watch over what
    could not work. ``UNMENDED`` and ``HELD_UP`` are never looked for: they are what others are shown as while what
    would end them is overdue (:data:`WHILE_OVERDUE`). Of these two and of ``AWAITED`` there is one more for each
    must-have: that of the goal for which the gate is shut that the machine, or what it lacks, waits behind.
    """

    counts_for: str
    words: str
    failure: bool

    def __new__(cls, counts_for: str, words: str, failure: bool = False) -> State:
        """Number the state in its order."""
        code = len(cls.__members__)
        state = int.__new__(cls, code)
        state._value_ = code
        state.counts_for = counts_for
        state.words = words
        state.failure = failure
        return state

    FROZEN = "energy", "{} that froze", True
    STRANDED = "energy", "{} stranded with an empty battery", True
    WAITING_SPARE = "tools", "{} waiting for a spare part", True
    WAITING_TECHNICIAN = "tools", "{} waiting for a technician", True
    IN_REPAIR = "tools", "{} in repair", True
    REPAIR_HALTED = "communication", "{} whose repair nobody watches", True
    DORMANT = "energy", "{} without heat"
    BLACKOUT = "energy", "{} in a blackout"
    NO_OPERATOR = "communication", "{} without an operator"
    NO_LINK = "communication", "{} without a link"
    NO_SUNLIGHT = "energy", "{} without sunlight"
    SHED = BY_RULE, "{} shed in the light, while the batteries are charged"
    NO_POWER = "energy", "{} without power"
    NO_FEEDSTOCK = NEIGHBOUR, "{} without feedstock"
    NO_ROOM = NEIGHBOUR, "{} without room for what they make"
    NO_STRUCTURE = "shelter", "{} waiting for a structure to stand"
    CHARGING = "energy", "{} charging their batteries"
    IDLE = NOTHING_TO_DO, "{} with nothing to do"
    WORKING = AT_WORK, "{} at work"
    UNMENDED = TRANSPORT, "{} whose spare parts, technicians or heat have not landed", True
    HELD_UP = TRANSPORT, "{} whose power or link has not landed"
    AWAITED = TRANSPORT, "{} that have not landed"
    UNMENDED_ENERGY = "energy", "{} whose repair waits behind a gate, for energy", True
    UNMENDED_TOOLS = "tools", "{} whose repair waits behind a gate, for tools", True
    UNMENDED_COMMUNICATION = "communication", "{} whose repair waits behind a gate, for links", True
    UNMENDED_SHELTER = "shelter", "{} whose repair waits behind a gate, for shelter", True
    HELD_UP_ENERGY = "energy", "{} whose power or link waits behind a gate, for energy"
    HELD_UP_TOOLS = "tools", "{} whose power or link waits behind a gate, for tools"
    HELD_UP_COMMUNICATION = "communication", "{} whose power or link waits behind a gate, for links"
    HELD_UP_SHELTER = "shelter", "{} whose power or link waits behind a gate, for shelter"
    AWAITED_ENERGY = "energy", "{} that wait behind a gate, for energy"
    AWAITED_TOOLS = "tools", "{} that wait behind a gate, for tools"
    AWAITED_COMMUNICATION = "communication", "{} that wait behind a gate, for links"
    AWAITED_SHELTER = "shelter", "{} that wait behind a gate, for shelter"
    OUT_OF_SERVICE = NEIGHBOUR, "{} that are not there"

    @property
    def label(self) -> str:
        """Its name in channels, lower case."""
        return self.name.lower()


def waiting_for(state: State, blame: str) -> State:
    """The state of a machine that waits for something overdue, by what that is put down to.

    Args:
        state: Its state where it is put down to transport.
        blame: What it is put down to.
    """
    return state if blame == TRANSPORT else State[f"{state.name}_{blame.upper()}"]


STATES: States[State] = States(
    list(State),
    failures=[state for state in State if state.failure],
    waiting_spare=State.WAITING_SPARE,
    waiting_technician=State.WAITING_TECHNICIAN,
    in_repair=State.IN_REPAIR,
    repair_halted=State.REPAIR_HALTED,
    no_operator=State.NO_OPERATOR,
    no_power=State.NO_POWER,
    withheld=State.SHED,
    working=State.WORKING,
    out_of_service=State.OUT_OF_SERVICE,
    awaited=[waiting_for(State.AWAITED, blame) for blame in HOLD_BACK],
)
"""The states as the engine needs them."""

WHILE_OVERDUE: Mapping[Provides, Mapping[State, State]] = {
    "power": {
        State.FROZEN: State.UNMENDED,
        State.DORMANT: State.HELD_UP,
        State.BLACKOUT: State.HELD_UP,
        State.NO_POWER: State.HELD_UP,
    },
    "link": {State.NO_LINK: State.HELD_UP},
    "technician": {State.WAITING_TECHNICIAN: State.UNMENDED},
    "spare": {State.WAITING_SPARE: State.UNMENDED},
}
"""As what a machine's state is shown while something that provides what it lacks is overdue, for want of transport."""

OWN_CAUSE: Mapping[str, str] = {state.label: state.counts_for for state in State if state.counts_for != NEIGHBOUR}
"""What a machine's state counts for by itself, by name; the other states depend on its neighbours."""

OUT_OF_SERVICE = State.OUT_OF_SERVICE.label

CHANNEL = "tools.state."
"""What the names of the channels of machines' states begin with, after the name of the base."""

WORKED = "tools.worked."
"""What the names begin with of the hours that all units of a machine have worked; kept where a goal asks for them."""


def state_channel(unit: str) -> str:
    """Name of the channel of a unit's states; at another base than the main one the unit is called ``base/unit``."""
    base, name = split_base(unit)
    return at_base(base, CHANNEL + name)


def absent_codes(channel: Channel | Summary) -> frozenset[int]:
    """Codes of the states of a machine that is not there, whether it should be or not, in a channel of states."""
    names = {state.label for state in STATES.absent}
    return frozenset(code for code, label in enumerate(channel.labels) if label in names)
