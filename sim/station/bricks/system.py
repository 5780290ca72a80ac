"""Bricks: the line from the ground to the wall, put together from the machines that dig, sieve, print and lay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.engine import Ledger
from sim.station.base import Base
from sim.station.bricks.brick_store import BrickStore
from sim.station.bricks.digging import Digging
from sim.station.bricks.laying import Laying
from sim.station.bricks.printing import Printing
from sim.station.shelter.system import BuildingSite
from sim.station.tools.system import Tools


class BrickLine:
    """The brick line of a base.

    Args:
        base: The base, with its machines and its building site.
    """

    def __init__(self, base: Base) -> None:
        tools, table = base[Tools], base.tables.tools
        store = BrickStore(base.env, int(table.stores.bricks.capacity), base.recorder("bricks.in_store", "1"))
        self._digging = Digging(base)
        self._printing = Printing(base, self._digging, store)
        self._laying = Laying(base, store, base[BuildingSite])
        # From the end of the line to its start: who takes is there before who gives.
        for unit, layer in tools.machines(table.layers):
            self._laying.add_layer(unit, layer)
        for unit, printer in tools.machines(table.printers):
            self._printing.add_printer(unit, printer, base.light(float(printer.mast), printer.at))
        for unit, sieve in tools.machines(table.sieves):
            self._digging.add_sieve(unit, sieve)
        for unit, digger in tools.machines(table.excavators):
            self._digging.add_excavator(unit, digger)
        for unit in tools.units:
            unit.start()

    @property
    def inspected(self) -> tuple[int, int]:
        """Bricks printed so far, and how many of them were rejected."""
        return self._printing.printed, self._printing.rejected

    def ledgers(self) -> Iterator[Ledger]:
        """The ledgers of regolith [kg] and of bricks at the end of the run."""
        regolith, bricks = Ledger("regolith", "kg"), Ledger("bricks", "1", counted=True)
        self._digging.book(regolith)
        self._printing.book(regolith, bricks)
        self._laying.book(bricks)
        yield from (regolith, bricks)

    def facts(self) -> Mapping[str, float | None]:
        """None: histories and ledgers say all."""
        return {}
