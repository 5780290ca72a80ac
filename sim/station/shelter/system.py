"""Shelter: structures of bricks, how many bricks each takes, and the order in which they rise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sim.engine import Ledger
from sim.scenario.brickwork import bricks_needed
from sim.station.base import Base
from sim.station.events import EventKind
from sim.station.relief import Lift

EVENTS = (EventKind("structure_started", follows="plan"), EventKind("structure_complete"))


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
        self._on_complete: list[Callable[[str], None]] = []
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

    def stands(self, structure: str) -> bool:
        """Whether a structure is complete."""
        return structure in self._progress and structure not in self._open

    def when_complete(self, callback: Callable[[str], None]) -> None:
        """Call ``callback`` with the name of each structure that is completed from now on."""
        self._on_complete.append(callback)

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
        for callback in self._on_complete:
            callback(task.structure)
        return True

    def ledgers(self) -> Iterator[Ledger]:
        """None: bricks are booked by those who make and lay them."""
        return iter(())

    def facts(self) -> Mapping[str, float | None]:
        """When the first structure stood."""
        return {"shelter.first_complete": self.first_complete}
