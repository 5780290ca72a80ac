"""`[shelter]`: the structures that bricks make, and their order."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.quantity import Dim, Quantity
from sim.scenario.schema.base import Catalogued, Flag, Keyed, Table

Metres = Annotated[Quantity, Dim("m", ge=0.001, le=1e4)]


class StructureBase(Catalogued):
    """What all structures have."""

    thickness: Metres
    """Thickness of the brickwork [m]."""
    after: tuple[str, ...] = ()
    """Structures that must be complete before this one is begun."""


class Wall(StructureBase):
    """A straight wall."""

    kind: Literal["wall"]
    """wall"""
    length: Metres
    """Length along the ground [m]."""
    height: Metres
    """Height above ground [m]."""


class Vault(StructureBase):
    """A barrel vault: half a cylinder standing on the ground, open or closed at its ends."""

    kind: Literal["vault"]
    """vault"""
    inner_radius: Metres
    """Radius of the inside [m]."""
    length: Metres
    """Length of the inside [m]."""
    ends: Flag
    """Whether both ends are closed by half discs of the same thickness."""


class Road(StructureBase):
    """A paved road."""

    kind: Literal["road"]
    """road"""
    length: Metres
    """Length [m]."""
    width: Metres
    """Width [m]."""


class Pad(StructureBase):
    """A round landing pad."""

    kind: Literal["pad"]
    """pad"""
    diameter: Metres
    """Diameter [m]."""


Structure = Wall | Vault | Road | Pad
AnyStructure = Annotated[Structure, Field(discriminator="kind")]


class Shelter(Table):
    """The four must-haves: shelter."""

    joint_fraction: Annotated[Quantity, Dim("1", ge=0, lt=1)]
    """Share of a structure's volume that is joints rather than bricks [1]."""
    structures: Keyed[AnyStructure] = Field(default_factory=dict)
    """Structures by name."""
