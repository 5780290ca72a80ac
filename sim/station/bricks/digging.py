"""From the ground to feedstock: excavators fill the raw store, sieves make feedstock of it."""

from __future__ import annotations

from sim.engine import Ledger, Meter, Tank, on_grid
from sim.scenario.schema.bricks import brick_mass
from sim.scenario.schema.tools import Excavator, MassStore, Sieve
from sim.station.base import Base
from sim.station.states import State
from sim.station.tools.unit import Unit

# Looked up once: a member of an enumeration takes longer to find than all that is done with it.
_IDLE, _NO_FEEDSTOCK, _NO_ROOM = State.IDLE, State.NO_FEEDSTOCK, State.NO_ROOM


class Digging:
    """The stores of loose material and the machines that fill them.

    A machine that finds too little or too much in a store stops and goes on at the store's restart levels, so none
    starts and stops without end.

    Args:
        base: The base.
    """

    def __init__(self, base: Base) -> None:
        stores, recipe = base.tables.tools.stores, base.tables.bricks
        self._base = base
        self._excavators: list[Unit] = []
        self._sieves: list[Unit] = []
        self._raw = _store(base, "raw", stores.raw)
        self.feedstock = _store(base, "feedstock", stores.feedstock)
        """Sieved regolith [kg]."""
        self._dug = Meter(base.env)
        self._spoil = Meter(base.env)
        self._raw_full = self._raw.band(
            float(stores.raw.high_restart) * self._raw.capacity,
            self._raw.capacity,
            on_high=lambda: _hold(self._excavators, _NO_ROOM, True),
            on_low=lambda: _hold(self._excavators, _NO_ROOM, False),
            starts_low=True,
        )
        self._raw_empty = self._raw.band(
            0.0,
            float(stores.raw.low_restart) * self._raw.capacity,
            on_low=lambda: _hold(self._sieves, _NO_FEEDSTOCK, True),
            on_high=lambda: _hold(self._sieves, _NO_FEEDSTOCK, False),
            starts_low=True,
        )
        restart = float(stores.feedstock.high_restart) * self.feedstock.capacity
        batch = int(recipe.batch) * brick_mass(recipe)
        # Printers leave less than a batch in the store: sieves that wait for less than that would wait for ever.
        self._feedstock_full = self.feedstock.band(
            max(restart, batch) if batch < self.feedstock.capacity else restart,
            self.feedstock.capacity,
            on_high=lambda: _hold(self._sieves, _NO_ROOM, True),
            on_low=lambda: _hold(self._sieves, _NO_ROOM, False),
            starts_low=True,
        )

    @property
    def feedstock_restart(self) -> float:
        """Level of feedstock at which a printer that found too little looks again [kg]."""
        return float(self._base.tables.tools.stores.feedstock.low_restart) * self.feedstock.capacity

    def add_excavator(self, unit: Unit, spec: Excavator) -> None:
        """Let a unit dig."""
        self._excavators.append(unit)
        flow, machine, rate = self._raw.flow(unit.name), unit.machine, on_grid(float(spec.rate))

        def start() -> None:
            flow.run(rate)
            self._dug.add_rate(rate)

        def stop() -> None:
            flow.run(0.0)
            self._dug.add_rate(-rate)

        machine.on_start.append(start)
        machine.on_stop.append(stop)

        def arrive() -> None:
            machine.set(_NO_ROOM, not self._raw_full.is_low)
            machine.clear(_IDLE)

        unit.when_it_arrives(arrive)

    def add_sieve(self, unit: Unit, spec: Sieve) -> None:
        """Let a unit sieve."""
        self._sieves.append(unit)
        machine = unit.machine
        taken, made = self._raw.flow(unit.name), self.feedstock.flow(unit.name)
        rate, gain = on_grid(float(spec.rate)), on_grid(float(spec.rate) * float(spec.yield_))
        loss = rate - gain

        def start() -> None:
            taken.run(-rate)
            made.run(gain)
            self._spoil.add_rate(loss)

        def stop() -> None:
            self._spoil.add_rate(-loss)
            taken.run(0.0)
            made.run(0.0)

        machine.on_start.append(start)
        machine.on_stop.append(stop)

        def arrive() -> None:
            machine.set(_NO_FEEDSTOCK, self._raw_empty.is_low)
            machine.set(_NO_ROOM, not self._feedstock_full.is_low)
            machine.clear(_IDLE)

        unit.when_it_arrives(arrive)

    def book(self, ledger: Ledger) -> None:
        """Enter what was dug, discarded and is in the stores [kg]."""
        for tank in (self._raw, self.feedstock):
            tank.mark()
        ledger.receive("dug", self._dug.total)
        ledger.issue("spoil", self._spoil.total)
        ledger.stock("raw", self._raw.start_level, self._raw.level)
        ledger.stock("feedstock", self.feedstock.start_level, self.feedstock.level)


def _store(base: Base, name: str, spec: MassStore) -> Tank:
    recorder = base.recorder(f"regolith.{name}", "kg", "linear")
    return Tank(base.env, f"{name} store", float(spec.capacity), recorder=recorder)


def _hold(units: list[Unit], cause: State, holds: bool) -> None:
    for unit in units:
        unit.hold(cause, holds)
