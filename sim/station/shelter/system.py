"""Shelter: structures of bricks, how many bricks each takes, and the order in which they rise."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sim.engine import Ledger
from sim.scenario.schema.bricks import Bricks
from sim.scenario.schema.scenario import Tables
from sim.scenario.schema.shelter import Pad, Road, Structure, Vault, Wall
from sim.station.base import Base
from sim.station.events import EventKind
from sim.station.relief import Lift

EVENTS = (EventKind("structure_started", follows="plan"), EventKind("structure_complete"))


def structure_volume(structure: Structure) -> float:
    """Volume of a structure's brickwork, joints included [m^3].

    A vault is half of a cylindrical shell of the given thickness standing on the ground; its ends, if it has any, are
    half discs as wide as the shell's outside, which stand before the openings at either end.
    """
    thickness = float(structure.thickness)
    if isinstance(structure, Wall):
        return float(structure.length) * float(structure.height) * thickness
    if isinstance(structure, Road):
        return float(structure.length) * float(structure.width) * thickness
    if isinstance(structure, Pad):
        return math.pi / 4.0 * float(structure.diameter) ** 2 * thickness
    assert isinstance(structure, Vault)
    inner, length = float(structure.inner_radius), float(structure.length)
    shell = math.pi / 2.0 * ((inner + thickness) ** 2 - inner**2) * length
    return shell + (math.pi * (inner + thickness) ** 2 * thickness if structure.ends else 0.0)


def brick_volume(bricks: Bricks) -> float:
    """Volume of one brick [m^3]."""
    return float(bricks.length) * float(bricks.width) * float(bricks.height)


def brick_mass(bricks: Bricks) -> float:
    """Mass of one brick [kg]."""
    return brick_volume(bricks) * float(bricks.density)


def bricks_needed(tables: Tables) -> dict[str, int]:
    """Whole bricks that each structure takes, by its name, in the order of building."""
    solid = 1.0 - float(tables.shelter.joint_fraction)
    volume = brick_volume(tables.bricks)
    # A hair is taken off before rounding up, so that a count that comes out whole in decimals stays so in binary.
    return {
        name: math.ceil(structure_volume(tables.shelter.structures[name]) * solid / volume * (1 - 1e-12))
        for name in building_order(tables)
    }


def building_order(tables: Tables) -> list[str]:
    """Names of the structures, each after all that it waits for; by name where the order is free."""
    structures = tables.shelter.structures
    waiting = {name: set(structures[name].after) for name in structures}
    order: list[str] = []
    while waiting:
        ready = min(name for name, before in waiting.items() if not before)
        order.append(ready)
        del waiting[ready]
        for before in waiting.values():
            before.discard(ready)
    return order


@dataclass
class _Progress:
    needed: int
    after: tuple[str, ...]
    add_point: Callable[[tuple[float, float]], None]
    assigned: int = 0
    laid: int = 0


@dataclass(slots=True)
class Task:
    """Bricks to be laid in a structure."""

    structure: str
    bricks: int


class BuildingSite:
    """The structures as they rise.

    Args:
        base: The base.
    """

    def __init__(self, base: Base) -> None:
        self._base = base
        structures = base.tables.shelter.structures
        self._progress = {
            name: _Progress(
                needed,
                () if Lift.ORDER in base.lifts else tuple(structures[name].after),
                base.recorder(f"shelter.progress.{name}", "1").add,
            )
            for name, needed in bricks_needed(base.tables).items()
        }
        self._open = dict(self._progress)  # those not complete yet
        self._at_work: str | None = None  # the first that can be worked at, where it is known
        self.laid = 0
        """Bricks laid in all structures."""
        self.first_complete: float | None = None
        """When the first structure was complete [h]."""
        self._needed = sum(one.needed for one in self._progress.values())
        total = base.recorder("shelter.progress", "1")
        total.record(0.0, 0.0)
        self._add_total = total.add
        for one in self._progress.values():
            one.add_point((0.0, 0.0))

    @property
    def all_assigned(self) -> bool:
        """Whether every brick of every structure is laid or about to be."""
        return all(one.assigned == one.needed for one in self._open.values())

    def next_task(self, most: int) -> Task | None:
        """Assign up to ``most`` bricks of the first structure that can be worked at; None if there is none now."""
        if self._at_work is None:
            self._at_work = self._first_with_work()
            if self._at_work is None:
                return None
        name = self._at_work
        progress = self._progress[name]
        if progress.assigned == 0:
            self._base.log("shelter", name, "structure_started", f"{progress.needed} bricks")
        open_bricks = progress.needed - progress.assigned
        if open_bricks <= most:
            most, self._at_work = open_bricks, None
        progress.assigned += most
        return Task(name, most)

    def _first_with_work(self) -> str | None:
        for name, progress in self._open.items():
            if progress.assigned < progress.needed and self._open.keys().isdisjoint(progress.after):
                return name
        return None

    def give_back(self, task: Task) -> None:
        """Return an assigned task that will not be done."""
        self._progress[task.structure].assigned -= task.bricks
        self._at_work = None

    def lay(self, task: Task) -> bool:
        """Count the bricks of a task as laid; whether that completed the structure."""
        progress = self._progress[task.structure]
        progress.laid += task.bricks
        self.laid += task.bricks
        now = self._base.env.now
        add_point, add_total = progress.add_point, self._add_total
        add_point((now, progress.laid / progress.needed))
        add_total((now, self.laid / self._needed))
        if progress.laid < progress.needed:
            return False
        del self._open[task.structure]
        self._at_work = None
        if self.first_complete is None:
            self.first_complete = now
        self._base.log("shelter", task.structure, "structure_complete", f"{progress.needed} bricks")
        return True

    def ledgers(self) -> Iterator[Ledger]:
        """None: bricks are booked by those who make and lay them."""
        return iter(())

    def facts(self) -> Mapping[str, float | None]:
        """When the first structure stood."""
        return {"shelter.first_complete": self.first_complete}
