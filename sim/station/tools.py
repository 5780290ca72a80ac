"""Tools: every machine of the brick line, with the technicians and the spare parts that keep them going."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from sim.engine import Machine as EngineMachine
from sim.engine import SpareStock, Workshop
from sim.scenario.schema.tools import Machine, Spare
from sim.station.brick_store import BrickStore
from sim.station.communication import Communication
from sim.station.context import Context, unit_names
from sim.station.digging import Digging
from sim.station.energy import Energy
from sim.station.laying import Laying
from sim.station.printing import Printing
from sim.station.shelter import BuildingSite
from sim.station.sky import Light
from sim.station.unit import Unit

M = TypeVar("M", bound=Machine)


class Tools:
    """The machines of the station.

    Args:
        context: The run.
        lights: Sunlight for a mast height [m].
        energy: Where they get their power.
        communication: Where their data go and their operators sit.
        site: What they build.
    """

    def __init__(
        self,
        context: Context,
        lights: Callable[[float], Light],
        energy: Energy,
        communication: Communication,
        site: BuildingSite,
    ) -> None:
        self._context = context
        self._energy = energy
        self._communication = communication
        spec = context.scenario.tools
        self.units: list[Unit] = []
        """All machines."""
        self._spares = {name: self._stock(name, spec.spares[name]) for name in sorted(spec.spares)}
        self._workshop = self._make_workshop()
        store_recorder = context.trace.recorder("bricks.in_store", "1")
        store = BrickStore(context.env, int(spec.stores.bricks.capacity), store_recorder)
        self.digging = Digging(context)
        """Excavators and sieves."""
        self.printing = Printing(context, self.digging, store)
        """Printers."""
        self.laying = Laying(context, store, site)
        """Laying robots."""
        # From the end of the line to its start: who takes is there before who gives.
        for unit, layer in self._units(spec.layers, lambda layer: float(layer.power)):
            self.laying.add_layer(unit, layer)
        for unit, printer in self._units(spec.printers, lambda printer: float(printer.power)):
            self.printing.add_printer(unit, printer, lights(float(printer.mast)))
        for unit, sieve in self._units(spec.sieves, lambda sieve: float(sieve.rate) * float(sieve.specific_energy)):
            self.digging.add_sieve(unit, sieve)
        for unit, digger in self._units(
            spec.excavators, lambda digger: float(digger.rate) * float(digger.specific_energy)
        ):
            self.digging.add_excavator(unit, digger)
        for unit in self.units:
            unit.start()

    @property
    def spares_delivered(self) -> dict[str, int]:
        """Spare parts of each kind that stood in store or were delivered during the run."""
        return {name: stock.used + stock.in_stock for name, stock in self._spares.items()}

    def _units(self, assets: Mapping[str, M], power: Callable[[M], float]) -> Iterator[tuple[Unit, M]]:
        for key in sorted(assets):
            spec = assets[key]
            for number, name in enumerate(unit_names(key, int(spec.count)), start=1):
                unit = Unit(
                    self._context,
                    spec,
                    key,
                    name,
                    number,
                    power(spec),
                    self._energy,
                    self._communication,
                    self._workshop,
                    self._spares[spec.spare] if spec.spare is not None else None,
                )
                self.units.append(unit)
                yield unit, spec

    def _stock(self, name: str, spec: Spare) -> SpareStock:
        context = self._context
        stock = SpareStock(context.env, int(spec.initial), context.trace.recorder(f"tools.spares.{name}", "1"))
        for key in sorted(spec.deliveries):
            delivery = spec.deliveries[key]
            pieces = int(delivery.quantity)

            def arrive(pieces: int = pieces, key: str = key) -> None:
                stock.deliver(pieces)
                context.log("tools", name, "delivery", f"{pieces} pieces, {key}")

            context.at(context.hours_of(delivery.date), arrive)
        return stock

    def _make_workshop(self) -> Workshop:
        """Technicians as places of one resource; those who are not there yet, or no longer, are withheld."""
        context = self._context
        assets = [asset for _, asset in sorted(context.scenario.tools.technicians.items())]
        total = sum(int(asset.count) for asset in assets)

        def log(machine: EngineMachine, event: str, detail: str) -> None:
            context.log("tools", machine.name, event, detail)

        workshop = Workshop(context.env, max(1, total), log)
        if total == 0:
            workshop.withhold(float("inf"))
        for asset in assets:
            first, last = context.service_span(asset)

            def leave(count: int = int(asset.count)) -> None:
                for _ in range(count):
                    workshop.withhold(float("inf"))

            def arrive() -> None:
                """Nothing to do: the places become free by themselves."""

            if first > 0:
                for _ in range(int(asset.count)):
                    workshop.withhold(min(first, last))
            context.schedule_service(asset, "tools", asset.name, arrive, leave)
            if last <= 0:
                leave()
        return workshop
