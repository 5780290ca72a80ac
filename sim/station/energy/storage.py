"""What stores power: when it arrives and leaves, what is in it, and what all of it together holds."""

from __future__ import annotations

import math

from sim.engine import Ledger, PowerBus, Recorder, Rows, Storage, kept
from sim.scenario.ageing import Ageing
from sim.scenario.schema.energy import Storage as StorageTable
from sim.station.base import Base
from sim.station.sky import Light

STEP_H = 24.0
"""Least time from one step of self-discharge and ageing to the next [h]: they change by a few parts in 10,000 in it."""


class Store:
    """All storage of a base, with its histories and its part of the energy ledger.

    Args:
        base: The base.
        bus: Its power bus.
        light: At whose segments self-discharge and ageing step.
    """

    def __init__(self, base: Base, bus: PowerBus, light: Light) -> None:
        self._base = base
        self._bus = bus
        self._light = light
        self._listens = False
        self._stepped = -math.inf
        self._floor = 0.0  # what may not be used but for the last reserve, of all storage on the bus
        self._storages: dict[str, Storage] = {}
        self._ages: dict[str, tuple[Ageing, float, float]] = {}  # with the capacity when new, and when it arrived
        self._self_discharge: dict[str, float] = {}  # share of the level that is lost [1/h]
        self._stock_start: dict[str, float] = {}
        self._arrived: dict[str, float] = {}
        self._retired: dict[str, float] = {}
        self._recorders: dict[str, Recorder] = {}
        self.lowest_charge: float | None = None
        """Lowest state of charge of all storage together while there was any: what is stored as a share of capacity."""
        self.lowest_usable: float | None = None
        """The same of what may be used without the last reserve, as a share of all that may."""
        recorders = [base.recorder("energy.capacity", "kWh"), base.recorder("energy.stored", "kWh", "linear")]
        recorders += [base.recorder(f"energy.{name}", "1", "linear") for name in ("state_of_charge", "usable_charge")]
        self._add_row = kept(base.context.trace.spread(Rows(recorders)))

    def add(self, name: str, table: StorageTable) -> None:
        """Let a storage arrive and leave at its dates."""
        count, capacity = int(table.count), int(table.count) * float(table.capacity)
        base = self._base
        recorder = base.recorder(f"energy.stored.{name}", "kWh", "linear")
        self._recorders[name] = recorder

        def exhausted(is_exhausted: bool) -> None:
            base.log("energy", name, "storage_empty" if is_exhausted else "storage_resumed", self._charge_text(name))

        def reserve_gone(is_gone: bool) -> None:
            base.log("energy", name, "reserve_empty" if is_gone else "reserve_resumed", self._charge_text(name))

        def discharged(before: float, after: float) -> None:
            size = self._storages[name].capacity
            ageing.discharged(before / size, after / size)

        ageing = Ageing(table)

        def connect() -> None:
            if base.env.now > 0:
                recorder.record(base.env.now, 0.0)
            floor = (1.0 - float(table.depth_of_discharge)) * capacity
            storage = Storage(
                base.env,
                name,
                capacity=capacity,
                level=float(table.initial_charge) * capacity,
                charge_power=count * float(table.charge_power),
                discharge_power=count * float(table.discharge_power),
                charge_efficiency=float(table.charge_efficiency),
                discharge_efficiency=float(table.discharge_efficiency) * float(table.path_efficiency),
                floor=floor,
                resume=float(table.resume_charge) * capacity,
                reserve=min(float(table.last_reserve) * capacity, floor),
                reserve_resume=float(table.reserve_resume) * capacity,
                self_discharge=float(table.self_discharge) * float(table.initial_charge) * capacity,
                recorder=recorder,
                on_exhausted=exhausted,
                on_reserve_gone=reserve_gone,
                on_discharged=discharged,
            )
            self._storages[name] = storage
            self._ages[name] = ageing, capacity, base.env.now
            self._self_discharge[name] = float(table.self_discharge)
            if not self._listens:
                self._listens = True
                self._light.listen(self._step)
            if base.env.now > 0:
                self._arrived[name] = storage.start_level
                self.record()
                self._add(storage)
                self.record()
            else:
                # All that is there from the start is recorded together.
                self._stock_start[name] = storage.start_level
                self._add(storage)

        def disconnect() -> None:
            storage = self._storages[name]
            self.record()
            self._retired[name] = storage.level
            recorder.record(base.env.now, storage.level)
            self._bus.remove_storage(storage)
            self._measure()
            recorder.record(base.env.now, 0.0)
            self.record()

        base.schedule_service(table, "energy", name, connect, disconnect)
        if name not in self._storages:
            recorder.record(0.0, 0.0)

    def _add(self, storage: Storage) -> None:
        self._bus.add_storage(storage)
        self._measure()

    def _measure(self) -> None:
        """Take account of storage that came or went, or of which less is left."""
        self._floor = math.fsum([storage.floor for storage in self._bus.storages])

    def record(self) -> None:
        """Record what all storage together holds now."""
        stored, capacity = self._bus.stored, self._bus.capacity
        charge = usable = 0.0
        if capacity:
            charge = stored / capacity
            usable = _usable(stored, self._floor, capacity)
            lowest = self.lowest_charge
            if lowest is None or charge < lowest:
                self.lowest_charge = charge
                self.lowest_usable = usable
        add_row = self._add_row
        if add_row is not None:
            add_row((self._base.env.now, capacity, stored, charge, usable))

    @property
    def capacity_left(self) -> float | None:
        """Capacity of all storage on the bus as a share of that when new [1]; None where there is none."""
        new = math.fsum(self._ages[storage.name][1] for storage in self._bus.storages)
        return self._bus.capacity / new if new else None

    def charge_text(self) -> str:
        """What all storage together holds, as usable and as stored, for the log."""
        return _charge(self._bus.stored, self._floor, self._bus.capacity)

    def _charge_text(self, name: str) -> str:
        """What one storage holds, as usable and as stored."""
        storage = self._storages[name]
        level = storage.level
        return f"{_charge(level, storage.floor, storage.capacity)}, {level:.4g} kWh"

    def _step(self) -> None:
        """A day or more after the last step, let self-discharge follow the charge, and capacities their age."""
        now = self._base.env.now
        if now < self._stepped + STEP_H:
            return
        self._stepped = now
        self.record()  # where capacity is lost, what is stored may fall at once
        for storage in self._bus.storages:
            ageing, new, arrived = self._ages[storage.name]
            level = storage.account()
            capacity = min(storage.capacity, new * ageing.left(now - arrived))
            storage.step(capacity, self._self_discharge[storage.name] * min(level, capacity))
        self._bus.storages_stepped("ageing")
        self._measure()
        self.record()

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


def _usable(stored: float, floor: float, capacity: float) -> float:
    """What may be used without the last reserve as a share of all that may [1], of energies [kWh]."""
    return (stored - floor) / (capacity - floor) if stored > floor else 0.0


def _charge(stored: float, floor: float, capacity: float) -> str:
    """State of charge in words, of what may be used and of what is there [kWh]."""
    share = stored / capacity if capacity else 0.0
    return f"{100 * _usable(stored, floor, capacity):.1f} % usable, {100 * share:.1f} % stored"
