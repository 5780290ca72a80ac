"""Energy: arrays, reactors and batteries on one bus, and the station's own loads."""

from __future__ import annotations

import math
from collections.abc import Callable

from sim.engine import Alarm, Ledger, Load, LoadClass, PowerBus, Recorder, Storage
from sim.scenario.schema.base import LoadClass as ClassName
from sim.scenario.schema.energy import Array, Battery, Reactor
from sim.scenario.schema.energy import Load as StationLoad
from sim.station.context import Context
from sim.station.relief import SPARE_POWER
from sim.station.sky import Light

CLASS_ORDER: tuple[ClassName, ...] = ("survival", "critical", "operations", "deferrable")
"""Load classes in the order in which they are served."""


class Energy:
    """The station's power system.

    Args:
        context: The run.
        lights: Sunlight for a mast height [m].
        ground: Sunlight that tells day from night for the station's own loads.
    """

    def __init__(self, context: Context, lights: Callable[[float], Light], ground: Light) -> None:
        self._context = context
        self._ground = ground
        self._lights = lights
        self._batteries: dict[str, Storage] = {}
        self._stock_start: dict[str, float] = {}
        self._arrived: dict[str, float] = {}
        self._retired: dict[str, float] = {}
        self._short = False
        self.blackout = False
        """Whether the station's critical loads are out: none of its machines and links works."""
        self.lowest_charge: float | None = None
        """Lowest state of charge of all batteries together while there were any."""
        self._last_rate = math.nan
        self._on_dark: list[Callable[[bool], None]] = []
        self._on_survival: list[Callable[[], None]] = []
        self._on_blackout: list[Callable[[bool], None]] = []
        self._restart = Alarm(context.env, self._restarted)
        self._battery_recorders: dict[str, Recorder] = {}
        self._dark = ground.is_dark
        self._open_channels()
        self.bus = PowerBus(context.env, [self._load_class(name) for name in CLASS_ORDER], on_solved=self._solved)
        if context.relief == "energy":
            self.bus.add_source("relief").set_power(SPARE_POWER)
        ground.listen(self._ground_changed)
        spec = context.scenario.energy
        for name in sorted(spec.arrays):
            self._add_array(name, spec.arrays[name])
        for name in sorted(spec.reactors):
            self._add_reactor(name, spec.reactors[name])
        for name in sorted(spec.batteries):
            self._add_battery(name, spec.batteries[name])
        self._record_storage()
        for name in sorted(spec.loads):
            self._add_load(name, spec.loads[name])

    @property
    def dark(self) -> bool:
        """Whether less than half of the solar disc is in view at the ground."""
        return self._dark

    def when_dark_changes(self, callback: Callable[[bool], None]) -> None:
        """Call ``callback`` with True at nightfall and with False at daybreak."""
        self._on_dark.append(callback)

    def when_survival_changes(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` whenever another survival load may be unserved or served again.

        The grant of such a load does not tell: it is 0 before and after where a load that needed nothing gets nothing.
        """
        self._on_survival.append(callback)

    def when_blackout_changes(self, callback: Callable[[bool], None]) -> None:
        """Call ``callback`` with True when critical power fails and with False when the station has started again."""
        self._on_blackout.append(callback)

    def day_night_load(
        self, name: str, load_class: str, lit: float, dark: float, *, divisible: bool = False
    ) -> DayNightLoad:
        """A new load with one demand by day and one by night [kW], see :class:`DayNightLoad`."""
        load = self.bus.add_load(name, load_class, divisible=divisible)
        return DayNightLoad(self, load, lit, dark)

    def close(self) -> Ledger:
        """The energy ledger at the end of the run [kWh]."""
        bus = self.bus
        self._record_storage()
        for name, storage in self._batteries.items():
            if name not in self._retired:
                self._battery_recorders[name].record(self._context.env.now, storage.level)
        ledger = Ledger("energy", "kWh")
        for source in bus.sources.values():
            ledger.receive(f"generated.{source.name}", source.energy)
        for load in bus.loads:
            ledger.issue(f"used.{load.load_class.name}", load.energy)
        ledger.issue("curtailed", bus.curtailed_energy)
        for name, storage in self._batteries.items():
            if name in self._arrived:
                ledger.receive(f"arrived.{name}", self._arrived[name])
            if name in self._retired:
                ledger.issue(f"retired.{name}", self._retired[name])
            ledger.issue(f"loss.{name}", storage.lost_energy)
            ledger.stock(name, self._stock_start.get(name, 0.0), 0.0 if name in self._retired else storage.level)
        return ledger

    def _load_class(self, name: ClassName) -> LoadClass:
        given = self._context.scenario.energy.classes.get(name)

        def shed(is_shed: bool) -> None:
            charge = self.bus.state_of_charge
            self._context.log("energy", name, "shed" if is_shed else "restored", f"state of charge {charge:.3f}")

        if given is None or given.shed_below is None or given.restore_above is None:
            return LoadClass(name)
        return LoadClass(
            name, shed_below=float(given.shed_below), restore_above=float(given.restore_above), on_shed=shed
        )

    def _add_array(self, name: str, array: Array) -> None:
        source = self.bus.add_source(name)
        recorder = self._context.trace.recorder(f"energy.offered.{name}", "kW")
        light = self._lights(float(array.mast))
        # Area that would give the power, before dust and wear, if all the sunlight on it were electricity.
        effective = int(array.count) * float(array.area) * float(array.efficiency)
        loss_rate = float(array.dust_loss) + float(array.wear_loss)
        env = self._context.env
        since = math.inf

        def update() -> None:
            age = env.now - since
            power = effective * light.irradiance * math.exp(-loss_rate * age) if age >= 0 else 0.0
            source.set_power(power)
            recorder.record(env.now, source.power)

        def arrive() -> None:
            nonlocal since
            since = env.now
            update()

        def retire() -> None:
            nonlocal since
            since = math.inf
            update()

        light.listen(update)
        update()
        self._context.schedule_service(array, "energy", name, arrive, retire)

    def _add_reactor(self, name: str, reactor: Reactor) -> None:
        source = self.bus.add_source(name)
        recorder = self._context.trace.recorder(f"energy.offered.{name}", "kW")
        recorder.record(0.0, 0.0)
        context, power = self._context, int(reactor.count) * float(reactor.power)
        interval, duration = float(reactor.outage_interval), float(reactor.outage_duration)
        first, last = context.service_span(reactor)
        if power == 0:
            return

        def run(at: float) -> None:
            source.set_power(at)
            recorder.record(context.env.now, source.power)

        def start_outage() -> None:
            context.log("energy", name, "outage_started", f"planned, {duration:g} h")
            run(0.0)

        def end_outage() -> None:
            context.log("energy", name, "outage_ended")
            run(power)

        context.schedule_service(reactor, "energy", name, lambda: run(power), lambda: run(0.0))
        begin = first + float(reactor.first_outage)
        while duration > 0 and begin < min(last, context.hours):
            context.at(begin, start_outage)
            if begin + duration < last:
                context.at(begin + duration, end_outage)
            begin += interval

    def _add_battery(self, name: str, battery: Battery) -> None:
        count, capacity = int(battery.count), int(battery.count) * float(battery.capacity)
        context = self._context
        recorder = context.trace.recorder(f"energy.stored.{name}", "kWh", "linear")
        self._battery_recorders[name] = recorder

        def exhausted(is_exhausted: bool) -> None:
            context.log("energy", name, "storage_empty" if is_exhausted else "storage_resumed")

        def connect() -> None:
            if context.env.now > 0:
                recorder.record(context.env.now, 0.0)
            storage = Storage(
                context.env,
                name,
                capacity=capacity,
                level=float(battery.initial_charge) * capacity,
                charge_power=count * float(battery.charge_power),
                discharge_power=count * float(battery.discharge_power),
                charge_efficiency=float(battery.charge_efficiency),
                discharge_efficiency=float(battery.discharge_efficiency),
                floor=(1.0 - float(battery.depth_of_discharge)) * capacity,
                resume=float(battery.resume_charge) * capacity,
                self_discharge=float(battery.self_discharge) * capacity,
                recorder=recorder,
                on_exhausted=exhausted,
            )
            self._batteries[name] = storage
            if context.env.now > 0:
                self._arrived[name] = storage.start_level
                self._record_storage()
                self.bus.add_storage(storage)
                self._record_storage()
            else:
                # All that is there from the start is recorded together.
                self._stock_start[name] = storage.start_level
                self.bus.add_storage(storage)

        def disconnect() -> None:
            storage = self._batteries[name]
            self._record_storage()
            self._retired[name] = storage.level
            recorder.record(context.env.now, storage.level)
            self.bus.remove_storage(storage)
            recorder.record(context.env.now, 0.0)
            self._record_storage()

        context.schedule_service(battery, "energy", name, connect, disconnect)
        if name not in self._batteries:
            recorder.record(0.0, 0.0)

    def _add_load(self, name: str, spec: StationLoad) -> None:
        lit, dark = float(spec.power_lit), float(spec.power_dark)
        load = self.day_night_load(name, spec.power_class, lit, dark, divisible=spec.divisible)
        self._context.schedule_service(spec, "energy", name, load.start, load.stop)

    def _ground_changed(self) -> None:
        dark = self._ground.is_dark
        if dark != self._dark:
            self._dark = dark
            for callback in self._on_dark:
                callback(dark)

    # ---- recording ----

    def _open_channels(self) -> None:
        trace = self._context.trace
        names = ["offered", "used", "curtailed", "unserved", "demand", "charging", "discharging"]
        names += [f"{quantity}.{one}" for one in CLASS_ORDER for quantity in ("used", "unserved", "demand")]
        self._power_recorders = [trace.recorder(f"energy.{name}", "kW") for name in names]
        for recorder in self._power_recorders:
            recorder.record(0.0, 0.0)
        self._last_values = [0.0] * len(names)
        self._capacity_recorder = trace.recorder("energy.capacity", "kWh")
        self._stored_recorder = trace.recorder("energy.stored", "kWh", "linear")
        self._charge_recorder = trace.recorder("energy.state_of_charge", "1", "linear")

    def _solved(self) -> None:
        bus, now = self.bus, self._context.env.now
        demand = bus.demand
        values = [bus.supply, bus.used, bus.curtailed, demand - bus.used, demand, bus.charging, bus.discharging]
        for load_class in bus.classes.values():
            granted, wanted = load_class.granted, load_class.demand
            values += (granted, wanted - granted, wanted)
        # Most solves change few of them: comparing here is cheaper than asking every recorder.
        for index, value in enumerate(values):
            if value != self._last_values[index]:
                self._power_recorders[index].record(now, value)
        self._last_values = values
        rate = math.fsum(storage.net_rate for storage in bus.storages)
        if rate != self._last_rate:
            self._last_rate = rate
            self._record_storage()
        self._watch_survival()
        self._watch_critical()

    def _record_storage(self) -> None:
        now, stored, capacity = self._context.env.now, self.bus.stored, self.bus.capacity
        self._capacity_recorder.record(now, capacity)
        self._stored_recorder.record(now, stored)
        charge = stored / capacity if capacity else 0.0
        self._charge_recorder.record(now, charge)
        if capacity:
            self.lowest_charge = charge if self.lowest_charge is None else min(charge, self.lowest_charge)

    def _watch_survival(self) -> None:
        survival = self.bus.classes["survival"]
        before, self._short = self._short, survival.granted < survival.demand
        if before or self._short:
            for callback in self._on_survival:
                callback()
        short = self._short
        if short == before:
            return
        if short:
            missing = [load.name for load in self.bus.loads if load.load_class is survival and not load.served]
            detail = f"{survival.demand - survival.granted:.3f} kW missing: " + ", ".join(missing)
            self._context.log("energy", "survival", "survival_shortfall", detail)
        else:
            self._context.log("energy", "survival", "survival_restored")

    def _watch_critical(self) -> None:
        """Black out the station while its critical loads are not all served, and until it has started again."""
        critical = self.bus.classes["critical"]
        if critical.granted < critical.demand:
            self._restart.cancel()
            if not self.blackout:
                missing = critical.demand - critical.granted
                self._context.log("energy", "critical", "blackout_started", f"{missing:.3f} kW missing")
                self._black_out(True)
        elif self.blackout and math.isinf(self._restart.due):
            self._restart.set(self._context.env.now + float(self._context.scenario.energy.restart_time))

    def _restarted(self) -> None:
        self._context.log("energy", "critical", "blackout_ended")
        self._black_out(False)

    def _black_out(self, black: bool) -> None:
        self.blackout = black
        for callback in self._on_blackout:
            callback(black)


class DayNightLoad:
    """A load with one demand by day and another by night [kW].

    Args:
        energy: The power system that tells day from night.
        load: The load on its bus.
        lit: Demand with at least half of the solar disc in view [kW].
        dark: Demand with less [kW].
    """

    def __init__(self, energy: Energy, load: Load, lit: float, dark: float) -> None:
        self.load = load
        self._energy = energy
        self._lit = lit
        self._dark = dark
        self._on = False
        energy.when_dark_changes(self._update)

    def start(self) -> None:
        """Ask for power from now on."""
        self._on = True
        self._update(self._energy.dark)

    def stop(self) -> None:
        """Ask for no power any more."""
        self._on = False
        self._update(self._energy.dark)

    def _update(self, dark: bool) -> None:
        self.load.request((self._dark if dark else self._lit) if self._on else 0.0)
