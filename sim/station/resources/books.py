"""The books of resources: what came, went and is in store of each commodity, and of each element in all of them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from sim.engine import Ledger, Process, Turnover
from sim.scenario.schema.resources import Resources
from sim.station.resources.hauling import Hauling
from sim.station.resources.stores import Stock

_GRID = 2.0**-32
"""What rates are rounded to [kg/h]: each stream of a unit may be off by half of it."""
_ROUNDING = 1e-13
"""Share of what passes that the sums of a run may be off by."""


class Books:
    """What there is to be said of stores and processes at a moment.

    Args:
        table: What the scenario says.
        stocks: The stores by name.
        processes: The processes by name.
        haulers: The haulers by name.
    """

    def __init__(
        self,
        table: Resources,
        stocks: Mapping[str, Stock],
        processes: Mapping[str, Process | Turnover],
        haulers: Mapping[str, Sequence[Hauling]],
    ) -> None:
        self._table = table
        self._stocks = stocks
        self._processes = processes
        self._haulers = haulers
        passing = {line.stream.name for process in processes.values() for line in (*process.takes, *process.gives)} | {
            stock.commodity for stock in stocks.values()
        }
        self._names = sorted(passing)

    def _stores(self, commodity: str) -> list[Stock]:
        return [stock for stock in self._stocks.values() if stock.commodity == commodity]

    def commodities(self) -> Iterator[Ledger]:
        """A ledger for each commodity [kg]."""
        for name in self._names:
            ledger = Ledger(f"resources.{name}", "kg")
            for process in self._processes.values():
                for line in process.takes:
                    if line.stream.name == name:
                        ledger.issue(f"used.{process.name}", line.total)
                        if line.stream.tank is None or line.past.total:
                            ledger.receive("taken", line.past.total)
                for line in process.gives:
                    if line.stream.name == name:
                        ledger.receive(f"made.{process.name}", line.total)
                        ledger.issue(f"let_go.{process.name}", line.past.total)
            stores = self._stores(name)
            if stores:
                ledger.issue("boiled_off", math.fsum(stock.boiled_off for stock in stores))
                arrived = math.fsum(stock.arrived for stock in stores)
                gone = math.fsum(stock.gone for stock in stores)
                if arrived:
                    ledger.receive("arrived", arrived)
                if gone:
                    ledger.issue("removed", gone)
                levels = [(stock.tank.start_level, stock.tank.level) for stock in stores]
                ledger.stock("store", *(math.fsum(level) for level in zip(*levels, strict=True)))
            under_way = [
                one.hauler.cargo.level for some in self._haulers.values() for one in some if one.spec.commodity == name
            ]
            if under_way:
                ledger.stock("under_way", 0.0, math.fsum(under_way))
            yield ledger

    def elements(self) -> Iterator[Ledger]:
        """A ledger for each element in them [kg]: processes change commodities, and no element."""
        composition = {name: self._table.composition(name) for name in self._names}
        for element in sorted({one for parts in composition.values() for one in parts}):
            ledger = Ledger(f"elements.{element}", "kg")
            share = {name: parts.get(element, 0.0) for name, parts in composition.items()}
            for process in self._processes.values():
                for line in process.takes:
                    if line.stream.tank is None or line.past.total:
                        ledger.receive(f"taken.{line.stream.name}", share[line.stream.name] * line.past.total)
                for line in process.gives:
                    ledger.issue(f"let_go.{line.stream.name}", share[line.stream.name] * line.past.total)
                ledger.receive("rounding", _rounded(process, share))
            for name, stock in self._stocks.items():
                part = share[stock.commodity]
                ledger.issue(f"boiled_off.{name}", part * stock.boiled_off)
                if stock.arrived:
                    ledger.receive(f"arrived.{name}", part * stock.arrived)
                if stock.gone:
                    ledger.issue(f"removed.{name}", part * stock.gone)
                ledger.stock(name, part * stock.tank.start_level, part * stock.tank.level)
            for name, some in self._haulers.items():
                cargo = math.fsum(share[one.spec.commodity] * one.hauler.cargo.level for one in some)
                ledger.stock(f"under_way.{name}", 0.0, cargo)
            yield ledger

    def facts(self) -> dict[str, float]:
        """What was made, used and lost of each commodity [kg]."""
        found = {}
        for name in self._names:
            gives = [line for one in self._processes.values() for line in one.gives if line.stream.name == name]
            takes = [line for one in self._processes.values() for line in one.takes if line.stream.name == name]
            stores = self._stores(name)
            boiled = math.fsum(stock.boiled_off for stock in stores)
            if stores:
                found[f"resources.{name}.made"] = math.fsum(line.total for line in gives)
            found[f"resources.{name}.used"] = math.fsum(line.total for line in takes)
            found[f"resources.{name}.let_go"] = math.fsum([boiled, *(line.past.total for line in gives)])
        return found


def hauling_book(haulers: Mapping[str, Sequence[Hauling]]) -> Ledger:
    """The ledger of the batteries of all haulers [kWh]: what the bus gave, and what became of it."""
    ledger = Ledger("hauling", "kWh")
    for name, some in haulers.items():
        given = math.fsum(one.charger_energy for one in some)
        ledger.receive(f"charged.{name}", given)
        ledger.issue(f"lost.{name}", given - math.fsum(one.hauler.charged_energy for one in some))
        ledger.issue(f"driven.{name}", math.fsum(one.hauler.driven_energy for one in some))
        ledger.issue(f"heat.{name}", math.fsum(one.hauler.heat_energy for one in some))
        batteries = [one.hauler.battery for one in some]
        levels = (math.fsum(one.start_level for one in batteries), math.fsum(one.level for one in batteries))
        ledger.stock(f"battery.{name}", *levels)
    return ledger


def _rounded(process: Process | Turnover, share: Mapping[str, float]) -> float:
    """What a process made of an element by the rounding of its rates [kg]; never more than that can be.

    A proportion that is wrong is not rounding: the rest of it stays open, and the ledger does not close.
    """
    parts = [share[line.stream.name] * line.total for line in process.gives]
    parts += [-share[line.stream.name] * line.total for line in process.takes]
    lines = (*process.takes, *process.gives)
    hours = max((line.total / line.rate for line in lines if line.rate > 0.0), default=0.0)
    most = len(lines) * _GRID / 2 * hours + _ROUNDING * math.fsum(abs(part) for part in parts)
    return max(-most, min(most, math.fsum(parts)))
