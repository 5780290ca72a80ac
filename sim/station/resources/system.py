"""Resources: stores of commodities and the processes between them, whose units are machines like all others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from sim.engine import Depot, Ledger, Process, Starter, Stream, Turnover
from sim.scenario.assets import systems
from sim.scenario.schema.base import standing
from sim.scenario.schema.resources import Process as ProcessTable
from sim.scenario.schema.stores import SHORT, store_at
from sim.station.base import Base
from sim.station.events import EventKind
from sim.station.resources.books import Books, hauling_book
from sim.station.resources.hauling import Hauling
from sim.station.resources.stores import BuiltStore, Stock
from sim.station.states import State
from sim.station.tools.system import Tools
from sim.station.tools.unit import Unit

EVENTS = (EventKind("stranded", chance=True),)

_IDLE, _NO_FEEDSTOCK, _NO_ROOM = State.IDLE, State.NO_FEEDSTOCK, State.NO_ROOM


class Resources:
    """The stores, processes and haulers of a base.

    Args:
        base: The base, with its machines.
    """

    def __init__(self, base: Base) -> None:
        table = base.tables.resources
        assert table is not None  # who has no table has no such system
        self._base = base
        self._table = table
        self.stocks: dict[str, Stock] = {
            name: BuiltStore(base, name, table.stores[name]) for name in sorted(table.stores)
        }
        """Stores by name, and what other systems hold of a commodity."""
        tables = [one for key in systems() if (one := getattr(base.tables, key)) is not None]
        for one in tables:
            for name, holding in sorted(one.holdings().items()):
                self.stocks[name] = Stock(base, name, holding.capacity)
        made = {key for one in table.processes.values() for key in one.outputs}
        made |= {one.commodity for one in table.haulers.values()}
        self._given = {key for one in tables for key in one.gives} - made
        taken = {key for one in table.processes.values() for key in one.inputs}
        taken |= {one.commodity for one in table.haulers.values()}
        self._kept = made - taken - {key for one in tables for key in one.takes}
        self.users: dict[str, Process | Turnover] = {}
        """What else takes from stores and gives to them, by name: other systems enter themselves."""
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
        self.haulers: dict[str, list[Hauling]] = {name: [] for name in sorted(standing(table.haulers))}
        """Haulers by name."""
        depots = {name: Depot(stock.tank) for name, stock in self.stocks.items()}
        for unit, hauler in base[Tools].machines(standing(table.haulers)):
            (source,), (target,) = table.takes_from(hauler), table.gives_to(hauler)
            self.haulers[hauler.name].append(Hauling(base, unit, hauler, depots[source], self.stocks[target]))
        hauling = [[one.unit for one in some] for some in self.haulers.values()]
        for units in (*self._units.values(), *hauling):
            for unit in units:
                unit.start()

    def ledgers(self) -> Iterator[Ledger]:
        """The ledger of each commodity that passes or is in store, and of each element in them [kg]."""
        haulers = [one.hauler for some in self.haulers.values() for one in some]
        for tank in (*(stock.tank for stock in self.stocks.values()), *(one.cargo for one in haulers)):
            tank.mark()
        books = self._books()
        yield from books.commodities()
        yield from books.elements()
        if haulers:
            for hauler in haulers:
                hauler.battery.mark()
            yield hauling_book(self.haulers)

    def facts(self) -> Mapping[str, float | None]:
        """What was made, used and let go of each commodity; energy, starts and product of each process."""
        found: dict[str, float | None] = dict(self._books().facts())
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
        for name, some in self.haulers.items():
            found |= _hauled(name, some)
        cooling = sum(stock.cooling_energy for stock in self.stocks.values())
        return found | ({"resources.cooling_energy": cooling} if self.stocks else {})

    def _books(self) -> Books:
        return Books(self._table, self.stocks, self.processes | self.users, self.haulers)

    def units_of(self, process: str) -> Sequence[Unit]:
        """The units of a process, in order."""
        return self._units[process]

    def stock(self, commodity: str, at: str | None = None) -> Stock | None:
        """What holds a commodity at a place, None for the main one; None where nothing does."""
        held = store_at(self._table.stores, commodity, at)
        if held is not None:
            return self.stocks[held]
        return None if commodity in self._table.stores else self.stocks.get(commodity)

    def stream(self, commodity: str, rate: float, vents: bool = True, at: str | None = None) -> Stream:
        """A stream of a commodity at a rate of a unit [kg/h], from or to its stock at a place where there is one."""
        stock = self.stock(commodity, at)
        return Stream(commodity, rate, None if stock is None else stock.tank, vents)

    def _make(self, name: str, spec: ProcessTable) -> Process:
        taken, given = self._table.amounts(spec)
        rate = float(spec.rate)
        shorts = {}
        if len(self._table.takes_from(spec)) > 1:
            # Of one input alone, being starved says that it is out.
            stored = [key for key in taken if store_at(self._table.stores, key, spec.at) is not None]
            shorts = {key: self._base.recorder(f"{SHORT}{name}.{key}", "1") for key in sorted(stored)}

        def short(commodity: str, is_short: bool) -> None:
            if commodity in shorts:
                shorts[commodity].record(self._base.env.now, 1.0 if is_short else 0.0)

        return Process(
            self._base.env,
            name,
            [self.stream(key, amount * rate, False, spec.at) for key, amount in sorted(taken.items())],
            [self.stream(key, amount * rate, spec.outputs[key].vent, spec.at) for key, amount in sorted(given.items())],
            units=int(spec.count),
            restart=float(spec.restart),
            on_change=partial(self._hold, name),
            on_short=short,
        )

    def _add(self, unit: Unit, spec: ProcessTable) -> None:
        process = self.processes[spec.name]
        starter = Starter(self._base.env, process, float(spec.start_up))
        self._units[spec.name].append(unit)
        self._starters[spec.name].append(starter)
        unit.machine.on_start.append(starter.start)
        unit.machine.on_stop.append(starter.stop)

        def arrive() -> None:
            idle = self._has_nothing_to_do(process)
            unit.machine.set(_NO_FEEDSTOCK, process.starved and not idle)
            unit.machine.set(_NO_ROOM, process.blocked and not idle)
            unit.machine.set(_IDLE, idle)

        unit.when_it_arrives(arrive)

    def _hold(self, name: str) -> None:
        process = self.processes[name]
        idle = self._has_nothing_to_do(process)
        for unit in self._units[name]:
            unit.hold(_IDLE, idle)
            unit.hold(_NO_FEEDSTOCK, process.starved and not idle)
            unit.hold(_NO_ROOM, process.blocked and not idle)

    def _has_nothing_to_do(self, process: Process) -> bool:
        """Whether it waits for what only people or the like give, or its product's store is full and nobody takes."""
        if process.missing:
            return self._given.issuperset(process.missing)
        product = self._table.processes[process.name].product
        return product in self._kept and set(process.full) == {product}


def _hauled(name: str, some: list[Hauling]) -> dict[str, float | None]:
    """What the haulers of a name did: trips, what they carried, energy, how often they were stranded."""
    carried = sum(one.hauler.carried for one in some)
    energy = sum(one.charger_energy for one in some)
    service = sum(one.unit.machine.service_time for one in some)
    working = sum(one.unit.machine.time_in(State.WORKING) for one in some)
    return {
        f"resources.{name}.trips": sum(one.hauler.trips for one in some),
        f"resources.{name}.carried": carried,
        f"resources.{name}.stranded": sum(one.stranded for one in some),
        f"resources.{name}.hauling_energy": energy / carried if carried > 0 else None,
        f"resources.{name}.at_work": working / service if service > 0 else None,
    }
