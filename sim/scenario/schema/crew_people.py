"""People of `[crew]`: what they do and need, and how they come and go."""

from typing import Annotated, ClassVar

from pydantic import Field

from sim.scenario.quantity import Dim, Quantity
from sim.scenario.schema.base import (
    Catalogued,
    Chosen,
    Date,
    Flag,
    Keyed,
    Kilograms,
    Named,
    Table,
    Text,
)
from sim.scenario.schema.crew_habitats import Flow, Heads, Hours
from sim.scenario.schema.resources import Stream

ACTIVITIES = ("sleep", "rest", "work", "exercise", "eva")
"""What people do as far as their bodies are concerned; each has its metabolic rate."""

VITAL = ("oxygen", "water", "food")
"""Commodities without which nobody stays."""

OWNED = ("oxygen", "water")
"""Commodities of which it is said how much a station needs no supply for."""

MARGIN = "crew.margin."
"""What the names of margins begin with, before the commodity."""

OWN = "crew.own."
"""What the names of shares of use that no supply covered begin with, before the commodity."""

OWN_YEAR = "crew.own_last_year."
"""The same of such shares over the last year, day by day."""


class Supply(Named):
    """What a rotation brings of a commodity."""

    amount: Kilograms
    """Mass [kg]."""


class Rotation(Chosen):
    """People who come together, stay and leave together."""

    word: ClassVar[str] = "rotation"
    namespace: ClassVar[str] = "rotation"

    people: Heads
    """How many they are [1]."""
    arrives: Date
    """Day on which they are to land (00:00 UTC)."""
    stay: Annotated[Quantity, Dim("h", gt=0, le=1e6)]
    """How long they are to stay [h]."""
    lander: Text
    """Which of `crew.landers` brings them, stands ready while they stay and takes them home."""
    flight: str | None = Field(default=None, strict=True, min_length=1)
    """Which of `crew.flights` they come and go with; if not given, they land and come home without fail."""
    supplies: Keyed[Supply] = Field(default_factory=dict)
    """What they bring, by commodity."""


class Activity(Named):
    """What people do, as far as their bodies are concerned."""

    power: Annotated[Quantity, Dim("kW", gt=0, le=2)]
    """Metabolic heat of a person [kW]."""


class Need(Catalogued):
    """Something that every person takes and gives, in proportions that balance in every element."""

    word: ClassVar[str] = "need"

    product: Text
    """Which of its outputs the rate is counted by."""
    inputs: Keyed[Stream]
    """What it takes, by commodity."""
    outputs: Keyed[Stream]
    """What it gives, by commodity; the product among them."""
    rate: Flow
    """Product that a person gives, on the mean of a day [kg/h]."""
    with_activity: Flag = False
    """Whether it goes with the metabolic heat of what the person does; else it is the same all the time."""


class Rules(Table):
    """How rotations come and go, and what is done when they cannot stay."""

    reserve: Hours
    """For how long oxygen, water and food must last, if nothing is won back, when people arrive [h]."""
    window: Annotated[Quantity, Dim("h", gt=0, le=1e5)]
    """Time from one chance to land to the next [h]."""
    postpone: Hours
    """For how long a landing is put off before the rotation is cancelled [h]."""
    hand_over: Hours
    """How long a rotation stays on with the one that follows it [h]."""
    extension: Hours
    """How much longer than meant a rotation stays to wait for that [h]."""
    grace: Hours
    """How long people stay after they shut a module off, to see whether the air of the others recovers [h]."""
    rescue: Flag
    """Whether a lander is sent for people who must leave and cannot."""
    rescue_wait: Hours
    """Time from the call until it lands [h]; it has a seat for everybody."""
