"""Haulers at work: their trips, their chargers, what strands them and how they are recovered."""

from __future__ import annotations

from dataclasses import replace

from sim.engine import Depot, Hauler
from sim.scenario.schema.hauling import Hauler as HaulerTable
from sim.station.base import Base
from sim.station.communication.system import Communication
from sim.station.energy.system import Energy
from sim.station.relief import Lift
from sim.station.resources.stores import Stock
from sim.station.states import State
from sim.station.tools.unit import Unit


class Hauling:
    """One hauler with its charger.

    It fails where it is. On the way a technician drives out to it as fast as it drives itself, repairs it, and tows it
    home with what it carries; the same where its battery is empty. A supervised one needs the link of the place of its
    charger to load or unload there, and those of both ends to set out and until it is back.

    Args:
        base: The base.
        unit: The machine.
        spec: What the scenario says of it.
        depot: Where it loads.
        target: Where it unloads.
    """

    def __init__(self, base: Base, unit: Unit, spec: HaulerTable, depot: Depot, target: Stock) -> None:
        self.unit = unit
        self.spec = spec
        self.target = target
        """Where it unloads."""
        self.stranded = 0
        """How often it was stranded."""
        self._base = base
        communication = base[Communication]
        self._home = (communication.link_at(spec.at),)
        self._away = (communication.link_at(spec.loads_at), communication.link_at(spec.unloads_at))
        unit.follow(*self._away)
        unit.depend_on(*self._away)
        self._power, self._efficiency = float(spec.charge_power), float(spec.charge_efficiency)
        route = spec.route(base.tables.energy.places)
        self.hauler = Hauler(
            base.env,
            unit.name,
            depot,
            target.tank,
            replace(route, heat=0.0) if Lift.HEAT in base.lifts else route,
            float(spec.battery),
            on_change=self._hold,
            on_dock=self._dock,
            on_drained=self._drained,
            on_full=lambda: self._charger.request(0.0),
            battery_recorder=base.recorder(f"resources.charge.{unit.name}", "kWh", "linear"),
            cargo_recorder=base.recorder(f"resources.under_way.{unit.name}", "kg", "linear"),
        )
        """Where it is, what it carries and what its battery holds."""
        energy = base[Energy]
        self._charger = energy.add_load(f"{unit.name} charger", spec.power_class, divisible=True, at=spec.at)
        self._charger.on_grant = lambda power: self.hauler.charge(power * self._efficiency)
        unit.machine.on_start.append(self.hauler.start)
        unit.machine.on_stop.append(self.hauler.stop)
        unit.way_there = lambda: 2.0 * self.hauler.from_home / self.hauler.route.speed
        unit.on_failed.append(self._failed)
        unit.on_repaired.append(self.hauler.tow_home)
        unit.on_retire.append(self._retire)
        unit.when_it_arrives(self._arrive)

    @property
    def charger_energy(self) -> float:
        """What its charger was given so far [kWh]."""
        return self._charger.energy

    def _arrive(self) -> None:
        self.hauler.begin()
        self._hold()
        self.unit.machine.clear(State.IDLE)

    def _retire(self) -> None:
        self.hauler.end()
        self._charger.request(0.0)

    def _hold(self) -> None:
        self.unit.depend_on(*(self._home if self.hauler.docked and self.hauler.handling else self._away))
        for state, holds in (
            (State.NO_FEEDSTOCK, self.hauler.starved),
            (State.NO_ROOM, self.hauler.blocked),
            (State.CHARGING, self.hauler.charging),
        ):
            self.unit.hold(state, holds)

    def _dock(self, docked: bool) -> None:
        self._charger.request(self._power if docked and not self.hauler.full else 0.0)
        if docked:
            self.unit.come_back()
        else:
            self.unit.go_away()
        self._hold()

    def _failed(self) -> None:
        if not self.hauler.docked:
            self.stranded += 1
            # What it failed of is in the log already, unless it is that its battery is empty.
            if self.hauler.battery.level > 0.0:
                self._base.log("tools", self.unit.name, "stranded", f"worn, {self._place()}")

    def _drained(self) -> None:
        state = self.unit.machine.state
        assert isinstance(state, State)
        self.unit.strand(f"battery empty, {state.label.replace('_', ' ')}, {self._place()}")

    def _place(self) -> str:
        cargo = self.hauler.cargo.level
        load = f"{cargo:.0f} kg of {self.spec.commodity} on board" if cargo > 0.0 else "empty"
        return f"{self.hauler.from_home / 1000:.1f} km from its charger, {load}"
