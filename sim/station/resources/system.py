"""Resources: stores of commodities and the processes between them, whose units are machines like all others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from sim.engine import Ledger, Process, Starter, Stream
from sim.scenario.schema.base import standing
from sim.scenario.schema.resources import Process as ProcessTable
from sim.station.base import Base
from sim.station.resources.books import Books
from sim.station.resources.stores import CARGO, Stock
from sim.station.states import State
from sim.station.tools.system import Tools
from sim.station.tools.unit import Unit

EVENTS = (CARGO,)

_IDLE, _NO_FEEDSTOCK, _NO_ROOM = State.IDLE, State.NO_FEEDSTOCK, State.NO_ROOM


class Resources:
    """The stores and processes of a base.

    Args:
        base: The base, with its machines.
    """

    def __init__(self, base: Base) -> None:
        table = base.tables.resources
        assert table is not None  # who has no table has no such system
        self._base = base
        self._table = table
        self.stocks = {name: Stock(base, name, table.stores[name]) for name in sorted(table.stores)}
        """Stores by commodity."""
        self.processes: dict[str, Process] = {}
        """Processes by name."""
        self._units: dict[str, list[Unit]] = {}
        self._starters: dict[str, list[Starter]] = {}
        for name in sorted(standing(table.processes)):
            self.processes[name] = self._make(name, table.processes[name])
            self._units[name] = []
            self._starters[name] = []
        for unit, spec in base[Tools].machines(standing(table.processes)):
            self._add(unit, spec)
        for units in self._units.values():
            for unit in units:
                unit.start()

    def ledgers(self) -> Iterator[Ledger]:
        """The ledger of each commodity that passes or is in store, and of each element in them [kg]."""
        for stock in self.stocks.values():
            stock.tank.mark()
        books = Books(self._table, self.stocks, self.processes)
        yield from books.commodities()
        yield from books.elements()

    def facts(self) -> Mapping[str, float | None]:
        """What was made, used and let go of each commodity; energy, starts and product of each process."""
        books = Books(self._table, self.stocks, self.processes)
        found: dict[str, float | None] = dict(books.facts())
        for name, units in self._units.items():
            process, spec = self.processes[name], self._table.processes[name]
            energy = sum(unit.machine.load.energy for unit in units if unit.machine.load is not None)
            made = next(line.total for line in process.gives if line.stream.name == spec.product)
            service = sum(unit.machine.service_time for unit in units)
            working = sum(unit.machine.time_in(State.WORKING) for unit in units)
            found[f"resources.{name}.starts"] = sum(one.starts for one in self._starters[name])
            found[f"resources.{name}.energy"] = energy
            found[f"resources.{name}.specific_energy"] = energy / made if made > 0 else None
            found[f"resources.{name}.at_work"] = working / service if service > 0 else None
        cooling = sum(stock.cooling_energy for stock in self.stocks.values())
        return found | ({"resources.cooling_energy": cooling} if self.stocks else {})

    def _make(self, name: str, spec: ProcessTable) -> Process:
        taken, given = self._table.amounts(spec)

        def stream(commodity: str, amount: float, vents: bool) -> Stream:
            stock = self.stocks.get(commodity)
            return Stream(commodity, amount * float(spec.rate), None if stock is None else stock.tank, vents)

        return Process(
            self._base.env,
            name,
            [stream(key, amount, False) for key, amount in sorted(taken.items())],
            [stream(key, amount, spec.outputs[key].vent) for key, amount in sorted(given.items())],
            units=int(spec.count),
            restart=float(spec.restart),
            on_change=partial(self._hold, name),
        )

    def _add(self, unit: Unit, spec: ProcessTable) -> None:
        process = self.processes[spec.name]
        starter = Starter(self._base.env, process, float(spec.start_up))
        self._units[spec.name].append(unit)
        self._starters[spec.name].append(starter)
        unit.machine.on_start.append(starter.start)
        unit.machine.on_stop.append(starter.stop)

        def arrive() -> None:
            unit.machine.set(_NO_FEEDSTOCK, process.starved)
            unit.machine.set(_NO_ROOM, process.blocked)
            unit.machine.clear(_IDLE)

        unit.when_it_arrives(arrive)

    def _hold(self, name: str) -> None:
        process = self.processes[name]
        for unit in self._units[name]:
            unit.hold(_NO_FEEDSTOCK, process.starved)
            unit.hold(_NO_ROOM, process.blocked)
