"""From bricks to structures: robots that fetch pallets of bricks and lay them."""

from __future__ import annotations

from sim.engine import Ledger, Work
from sim.scenario.schema.tools import Layer
from sim.station.base import Base
from sim.station.bricks.brick_store import BrickStore, Waiting
from sim.station.shelter.system import BuildingSite, Task
from sim.station.states import State
from sim.station.tools.unit import Unit

# Looked up once: a member of an enumeration takes longer to find than all that is done with it.
_IDLE, _NO_FEEDSTOCK, _NO_STRUCTURE = State.IDLE, State.NO_FEEDSTOCK, State.NO_STRUCTURE


class Laying:
    """All laying robots at the building site.

    Args:
        base: The base.
        store: Where the bricks come from.
        site: Where they go.
    """

    __slots__ = ("_add_laid", "_layers", "base", "largest_pallet", "site", "store")

    def __init__(self, base: Base, store: BrickStore, site: BuildingSite) -> None:
        self.base = base
        self.store = store
        self.site = site
        self._layers: list[LayingJob] = []
        recorder = base.recorder("bricks.laid", "1")
        recorder.record(0.0, 0.0)
        self._add_laid = recorder.add
        tables = base.tables
        self.largest_pallet = int(tables.tools.stores.bricks.capacity) - int(tables.bricks.batch) + 1
        """Most bricks that are sure to come together in the store: more could be kept out by a batch too large."""

    def add_layer(self, unit: Unit, spec: Layer) -> None:
        """Let a unit lay bricks."""
        self._layers.append(LayingJob(self, unit, spec))

    def laid(self, task: Task) -> None:
        """Book laid bricks, and wake whoever waited for the structure."""
        complete = self.site.lay(task)
        add_laid = self._add_laid
        add_laid((self.base.env.now, self.site.laid))
        if complete:
            self.look_again()

    def look_again(self) -> None:
        """Let every robot without a task look for one."""
        for layer in self._layers:
            layer.look_again()

    def book(self, bricks: Ledger) -> None:
        """Enter the bricks laid and on their way."""
        bricks.issue("laid", self.site.laid)
        bricks.stock("carried", 0, sum(layer.carried for layer in self._layers))


class LayingJob:
    """One robot's way from pallet to pallet."""

    __slots__ = (
        "_fetching",
        "_laying",
        "_machine",
        "_pallet",
        "_rate",
        "_retired",
        "_task",
        "_unit",
        "_work",
        "carried",
    )

    def __init__(self, laying: Laying, unit: Unit, spec: Layer) -> None:
        self._laying = laying
        self._unit = unit
        self._machine = unit.machine
        self._rate = float(spec.rate)
        # For a larger one a robot might wait for bricks for which a printer's whole batch finds no room, for ever.
        self._pallet = min(int(spec.pallet), laying.largest_pallet)
        self._task: Task | None = None
        self._fetching: Waiting | None = None
        self._work = Work(laying.base.env, 1.0, self._finish)
        self._retired = False
        self.carried = 0
        """Bricks on the robot."""
        self._machine.on_start.append(self._run)
        self._machine.on_stop.append(self._run)
        unit.when_it_arrives(self._seek)
        unit.on_retire.append(self._retire)

    def look_again(self) -> None:
        """Look for a task if there is none at hand."""
        if self._machine.in_service and not self._retired and self._task is None:
            self._seek()

    def _seek(self) -> None:
        """Find bricks to lay, then fetch them; or wait for a structure, or for more to do."""
        site, machine = self._laying.site, self._machine
        self._task = task = site.next_task(self._pallet)
        if task is None:
            machine.set(_NO_STRUCTURE, not site.all_assigned)
            machine.set(_IDLE, site.all_assigned)
            return
        machine.clear(_NO_STRUCTURE)
        self._fetching = self._laying.store.take(task.bricks, self._fetched)
        if self._fetching is not None:
            machine.hold(_NO_FEEDSTOCK)
        machine.clear(_IDLE)

    def _fetched(self) -> None:
        task, machine = self._task, self._machine
        assert task is not None
        self._fetching = None
        self.carried = task.bricks
        self._work.begin(float(task.bricks), self._rate if machine.working else 0.0)
        machine.clear(_NO_FEEDSTOCK)

    def _run(self) -> None:
        self._work.set_rate(self._rate if self._machine.working and self.carried else 0.0)

    def _finish(self) -> None:
        if self._retired:
            # Done at the very instant at which the robot left.
            return
        task, self._task, self.carried = self._task, None, 0
        assert task is not None
        self._laying.laid(task)
        if self._task is None:
            self._seek()
        # Supervision goes round pallet by pallet.
        self._machine.offer_operator()

    def _retire(self) -> None:
        self._retired = True
        if self._fetching is not None:
            self._fetching.cancel()
            self._fetching = None
        if self._task is not None:
            # What it carries stays with it; others lay the bricks that are missing now.
            self._laying.site.give_back(self._task)
            self._task = None
            self._work.set_rate(0.0)
            self._laying.look_again()
