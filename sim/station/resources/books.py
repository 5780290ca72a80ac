"""The books of resources: what came, went and is in store of each commodity, and of each element in all of them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from sim.engine import Ledger, Process
from sim.scenario.schema.resources import Resources
from sim.station.resources.stores import Stock

_GRID = 2.0**-32
"""What rates are rounded to [kg/h]: each stream of a unit may be off by half of it."""
_ROUNDING = 1e-13
"""Share of what passes that the sums of a run may be off by."""


class Books:
    """What there is to be said of stores and processes at a moment.

    Args:
        table: What the scenario says.
        stocks: The stores by commodity.
        processes: The processes by name.
    """

    def __init__(self, table: Resources, stocks: Mapping[str, Stock], processes: Mapping[str, Process]) -> None:
        self._table = table
        self._stocks = stocks
        self._processes = processes
        passing = {
            line.stream.name for process in processes.values() for line in (*process.takes, *process.gives)
        } | set(stocks)
        self._names = sorted(passing)

    def commodities(self) -> Iterator[Ledger]:
        """A ledger for each commodity [kg]."""
        for name in self._names:
            ledger = Ledger(f"resources.{name}", "kg")
            for process in self._processes.values():
                for line in process.takes:
                    if line.stream.name == name:
                        ledger.issue(f"used.{process.name}", line.total)
                        if line.stream.tank is None:
                            ledger.receive("taken", line.total)
                for line in process.gives:
                    if line.stream.name == name:
                        ledger.receive(f"made.{process.name}", line.total)
                        ledger.issue(f"let_go.{process.name}", line.past.total)
            stock = self._stocks.get(name)
            if stock is not None:
                ledger.issue("boiled_off", stock.boiled_off)
                if self._table.stores[name].deliveries:
                    ledger.receive("delivered", stock.delivered)
                    ledger.issue("overflow", stock.overflow)
                ledger.stock("store", stock.tank.start_level, stock.tank.level)
            yield ledger

    def elements(self) -> Iterator[Ledger]:
        """A ledger for each element in them [kg]: processes change commodities, and no element."""
        composition = {name: self._table.composition(name) for name in self._names}
        for element in sorted({one for parts in composition.values() for one in parts}):
            ledger = Ledger(f"elements.{element}", "kg")
            share = {name: parts.get(element, 0.0) for name, parts in composition.items()}
            for process in self._processes.values():
                for line in process.takes:
                    if line.stream.tank is None:
                        ledger.receive(f"taken.{line.stream.name}", share[line.stream.name] * line.total)
                for line in process.gives:
                    ledger.issue(f"let_go.{line.stream.name}", share[line.stream.name] * line.past.total)
                ledger.receive("rounding", _rounded(process, share))
            for name, stock in self._stocks.items():
                part = share[name]
                ledger.issue(f"boiled_off.{name}", part * stock.boiled_off)
                if self._table.stores[name].deliveries:
                    ledger.receive(f"delivered.{name}", part * stock.delivered)
                    ledger.issue(f"overflow.{name}", part * stock.overflow)
                ledger.stock(name, part * stock.tank.start_level, part * stock.tank.level)
            yield ledger

    def facts(self) -> dict[str, float]:
        """What was made, used and lost of each commodity [kg]."""
        found = {}
        for name in self._names:
            gives = [line for one in self._processes.values() for line in one.gives if line.stream.name == name]
            takes = [line for one in self._processes.values() for line in one.takes if line.stream.name == name]
            stock = self._stocks.get(name)
            boiled = 0.0 if stock is None else stock.boiled_off + stock.overflow
            if stock is not None:
                found[f"resources.{name}.made"] = math.fsum(line.total for line in gives)
            found[f"resources.{name}.used"] = math.fsum(line.total for line in takes)
            found[f"resources.{name}.let_go"] = math.fsum([boiled, *(line.past.total for line in gives)])
        return found


def _rounded(process: Process, share: Mapping[str, float]) -> float:
    """What a process made of an element by the rounding of its rates [kg]; never more than that can be.

    A proportion that is wrong is not rounding: the rest of it stays open, and the ledger does not close.
    """
    parts = [share[line.stream.name] * line.total for line in process.gives]
    parts += [-share[line.stream.name] * line.total for line in process.takes]
    lines = (*process.takes, *process.gives)
    hours = max((line.total / line.rate for line in lines if line.rate > 0.0), default=0.0)
    most = len(lines) * _GRID / 2 * hours + _ROUNDING * math.fsum(abs(part) for part in parts)
    return max(-most, min(most, math.fsum(parts)))
