"""Tools: every machine, with the technicians and the spare parts that keep them going."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

from sim.engine import Ledger, Operators, SpareStock, Technician, Workshop
from sim.engine import Machine as EngineMachine
from sim.scenario.schema.machines import machines_at
from sim.scenario.schema.tools import Machine, Spare
from sim.scenario.schema.tools import Technician as TechnicianTable
from sim.station.base import Base, unit_names
from sim.station.communication.system import Communication
from sim.station.events import EventKind
from sim.station.relief import Lift
from sim.station.tools.unit import Unit, spare_need

EVENTS = (
    EventKind("failed", chance=True),
    EventKind("cold_failure", chance=True),
    EventKind("repair_started", follows="event"),
    EventKind("repair_left", follows="plan"),
    EventKind("repaired", follows="event"),
    EventKind("delivery", follows="plan"),
)

M = TypeVar("M", bound=Machine)


class Tools:
    """The machines of a base, who repairs them and with what.

    What the machines do is the matter of those who ask for them (:meth:`machines`) and let them start.

    Args:
        base: The base.
    """

    def __init__(self, base: Base) -> None:
        self._base = base
        table = base.tables.tools
        self.units: list[Unit] = []
        """All machines that somebody has asked for."""
        self._spares = {name: self._stock(name, table.spares[name]) for name in sorted(table.spares)}
        self.workshop = self._make_workshop()
        """Who repairs them."""

    def machines(self, assets: Mapping[str, M]) -> Iterator[tuple[Unit, M]]:
        """Make the units of some machines, each with what the scenario says of it."""
        for key in sorted(assets):
            spec = assets[key]
            needs = spec.spare if Lift.SPARES not in self._base.lifts else None
            spares = self._spares[needs] if needs is not None else None
            for number, name in enumerate(unit_names(key, int(spec.count)), start=1):
                unit = Unit(self._base, spec, key, name, number, self.workshop, spares)
                self.units.append(unit)
                yield unit, spec

    def ledgers(self) -> Iterator[Ledger]:
        """None: machines are no commodity."""
        for meter in self._base.meters.values():
            meter.mark()
        return iter(())

    def facts(self) -> Mapping[str, float | None]:
        """None: the histories of the machines say all."""
        return {}

    def _stock(self, name: str, spec: Spare) -> SpareStock:
        base = self._base
        stock = SpareStock(base.env, int(spec.initial), base.recorder(f"tools.spares.{name}", "1"))
        for key in sorted(spec.deliveries):
            delivery = spec.deliveries[key]
            pieces = int(delivery.quantity)

            def arrive(pieces: int = pieces, key: str = key) -> None:
                stock.deliver(pieces)
                base.log("tools", name, "delivery", f"{pieces} pieces, {key}")

            first, _ = base.context.service_span(delivery)
            base.context.at(first, arrive)
            base.misses(spare_need(name), base.context.overdue(delivery))
        return stock

    def _make_workshop(self) -> Workshop:
        """One workshop for all technicians, who come and go on their dates."""
        base = self._base
        communication = base[Communication]

        def log(machine: EngineMachine, event: str, detail: str) -> None:
            base.log("tools", machine.name, event, detail)

        workshop = Workshop(base.env, on_event=log)
        assets = [asset for _, asset in sorted(base.tables.tools.technicians.items())]
        if any(asset.supervised for asset in assets):
            # Before any machine: when a link returns, technicians ask for an operator first.
            workshop.connect(communication.watch.link_up)
            communication.watch.when_link_changes(workshop.connect)
        if Lift.TECHNICIANS in base.lifts:
            # One for each machine, such as there are; that there are any from the start is part of it.
            watched = bool(assets) and all(asset.supervised for asset in assets)
            for _ in range(sum(int(machine.count) for machine in machines_at(base.tables).values())):
                workshop.add_technician(communication.watch.operators if watched else None)
            return workshop
        for asset in assets:
            self._schedule_technicians(workshop, asset, communication.watch.operators if asset.supervised else None)
        return workshop

    def _schedule_technicians(self, workshop: Workshop, spec: TechnicianTable, operators: Operators | None) -> None:
        staff: list[Technician] = []

        def arrive() -> None:
            staff.extend(workshop.add_technician(operators) for _ in range(int(spec.count)))

        def leave() -> None:
            for technician in staff:
                workshop.dismiss(technician)

        self._base.schedule_service(spec, "tools", spec.name, arrive, leave)
