"""`[shelter]`: the structures that bricks make, and their order."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from sim.scenario.problems import suggestion
from sim.scenario.quantity import Dim, Quantity
from sim.scenario.schema.base import Catalogued, Flag, Keyed
from sim.scenario.schema.goods import BUILT
from sim.scenario.schema.system import Check, MissingError, Report, Span, System
from sim.scenario.schema.tools import feeding

Metres = Annotated[Quantity, Dim("m", ge=0.001, le=1e4)]


class StructureBase(Catalogued):
    """What all structures have."""

    thickness: Metres
    """Thickness of the brickwork; if not given, that of its kind in the catalogue [m]."""
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


class Shelter(System):
    """The four must-haves: shelter."""

    needs: ClassVar[tuple[str, ...]] = ("bricks",)

    joint_fraction: Annotated[Quantity, Dim("1", ge=0, lt=1)]
    """Share of a structure's volume that is joints rather than bricks [1]."""
    structures: Keyed[AnyStructure] = Field(default_factory=dict)
    """Structures by name."""

    @classmethod
    def checks(cls) -> tuple[Check, ...]:
        """What must hold between keys."""
        return (_order, _brick_line)

    def overview(self, here: Any) -> Iterator[tuple[str, str]]:  # noqa: ARG002
        """The structures."""
        structures = [f"{name} ({structure.kind})" for name, structure in self.structures.items()]
        yield "shelter", ", ".join(structures) or "nothing is built"


def _order(here: Any, _span: Span, report: Report) -> None:
    """Structures wait for structures that exist, and never in a circle."""
    structures = here.shelter.structures
    waits: dict[str, list[str]] = {}
    for name, structure in structures.items():
        path = ("shelter", "structures", name, "after")
        waits[name] = []
        with suppress(MissingError):
            for earlier in structure.after:
                if earlier in structures:
                    waits[name].append(earlier)
                else:
                    report(path, f'there is no structure "{earlier}"{suggestion(earlier, structures)}')
    for circle in _circles(waits):
        chain = " -> ".join([*circle, circle[0]])
        report(("shelter", "structures", circle[0], "after"), f"the structures wait for each other: {chain}")


def _brick_line(here: Any, span: Span, report: Report) -> None:
    """Structures need machines that make bricks and lay them, all there at some time."""
    structures = here.shelter.structures
    if not structures or span.end <= span.start:
        return
    for spec, kind in feeding(BUILT):
        with suppress(MissingError):
            machines = getattr(here.tools, spec.attribute)
            if not any(span.serves(machine) for machine in machines.values()):
                needs = f"shelter.structures.{next(iter(structures))} needs bricks, but no machine {kind.verb}"
                report(("tools", spec.key), f"has none in service before the end, {span.end}: {needs}")


def _circles(waits: Mapping[str, list[str]]) -> list[list[str]]:
    """Return the circles in a graph, each once, beginning with its first name in the alphabet."""
    found: dict[frozenset[str], list[str]] = {}
    done: set[str] = set()
    for start in sorted(waits):
        chain: list[str] = []
        pending = [(start, iter(sorted(waits[start])))] if start not in done else []
        chain += [start] if pending else []
        while pending:
            name, following = pending[-1]
            step = next(following, None)
            if step is None:
                done.add(name)
                pending.pop()
                chain.pop()
            elif step in chain:
                circle = chain[chain.index(step) :]
                turn = circle.index(min(circle))
                found.setdefault(frozenset(circle), circle[turn:] + circle[:turn])
            elif step not in done:
                pending.append((step, iter(sorted(waits[step]))))
                chain.append(step)
    return list(found.values())
