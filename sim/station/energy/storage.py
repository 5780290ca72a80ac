"""What stores power: when it arrives and leaves, what is in it, and what all of it together holds."""

from __future__ import annotations

from sim.engine import Ledger, PowerBus, Recorder, Rows, Storage, kept
from sim.scenario.schema.energy import Storage as StorageTable
from sim.station.base import Base


class Store:
    """All storage of a base, with its histories and its part of the energy ledger.

    Args:
        base: The base.
        bus: Its power bus.
    """

    def __init__(self, base: Base, bus: PowerBus) -> None:
        self._base = base
        self._bus = bus
        self._storages: dict[str, Storage] = {}
        self._stock_start: dict[str, float] = {}
        self._arrived: dict[str, float] = {}
        self._retired: dict[str, float] = {}
        self._recorders: dict[str, Recorder] = {}
        self.lowest_charge: float | None = None
        """Lowest state of charge of all storage together while there was any."""
        recorders = [base.recorder("energy.capacity", "kWh"), base.recorder("energy.stored", "kWh", "linear")]
        recorders.append(base.recorder("energy.state_of_charge", "1", "linear"))
        self._add_row = kept(base.context.trace.spread(Rows(recorders)))

    def add(self, name: str, table: StorageTable) -> None:
        """Let a storage arrive and leave at its dates."""
        count, capacity = int(table.count), int(table.count) * float(table.capacity)
        base = self._base
        recorder = base.recorder(f"energy.stored.{name}", "kWh", "linear")
        self._recorders[name] = recorder

        def exhausted(is_exhausted: bool) -> None:
            base.log("energy", name, "storage_empty" if is_exhausted else "storage_resumed")

        def connect() -> None:
            if base.env.now > 0:
                recorder.record(base.env.now, 0.0)
            storage = Storage(
                base.env,
                name,
                capacity=capacity,
                level=float(table.initial_charge) * capacity,
                charge_power=count * float(table.charge_power),
                discharge_power=count * float(table.discharge_power),
                charge_efficiency=float(table.charge_efficiency),
                discharge_efficiency=float(table.discharge_efficiency),
                floor=(1.0 - float(table.depth_of_discharge)) * capacity,
                resume=float(table.resume_charge) * capacity,
                self_discharge=float(table.self_discharge) * capacity,
                recorder=recorder,
                on_exhausted=exhausted,
            )
            self._storages[name] = storage
            if base.env.now > 0:
                self._arrived[name] = storage.start_level
                self.record()
                self._bus.add_storage(storage)
                self.record()
            else:
                # All that is there from the start is recorded together.
                self._stock_start[name] = storage.start_level
                self._bus.add_storage(storage)

        def disconnect() -> None:
            storage = self._storages[name]
            self.record()
            self._retired[name] = storage.level
            recorder.record(base.env.now, storage.level)
            self._bus.remove_storage(storage)
            recorder.record(base.env.now, 0.0)
            self.record()

        base.schedule_service(table, "energy", name, connect, disconnect)
        if name not in self._storages:
            recorder.record(0.0, 0.0)

    def record(self) -> None:
        """Record what all storage together holds now."""
        stored, capacity = self._bus.stored, self._bus.capacity
        charge = stored / capacity if capacity else 0.0
        add_row = self._add_row
        if add_row is not None:
            add_row((self._base.env.now, capacity, stored, charge))
        lowest = self.lowest_charge
        if capacity and (lowest is None or charge < lowest):
            self.lowest_charge = charge

    def book(self, ledger: Ledger) -> None:
        """Enter what arrived, left, was lost and is stored [kWh]; at the end of the run."""
        self.record()
        for name, storage in self._storages.items():
            gone = name in self._retired
            if not gone:
                self._recorders[name].record(self._base.env.now, storage.level)
            if name in self._arrived:
                ledger.receive(f"arrived.{name}", self._arrived[name])
            if gone:
                ledger.issue(f"retired.{name}", self._retired[name])
            ledger.issue(f"loss.{name}", storage.lost_energy)
            ledger.stock(name, self._stock_start.get(name, 0.0), 0.0 if gone else storage.level)
