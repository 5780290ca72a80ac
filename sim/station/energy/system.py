"""Energy: sources, storage and loads on one bus; shedding, shortfalls and blackouts."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from sim.engine import Alarm, Ledger, Load, LoadClass, PowerBus, StarBus, kept
from sim.scenario.schema.base import LOAD_CLASSES, VITAL_CLASSES, standing
from sim.scenario.schema.base import LoadClass as ClassName
from sim.scenario.schema.shedding import draws_reserve
from sim.scenario.sky import array_mast, array_place
from sim.station.base import Base
from sim.station.energy.dark import SERVED, ServedDark
from sim.station.energy.loads import DayNightLoad, Days
from sim.station.energy.places import Places, add_load
from sim.station.energy.sources import add_array, add_reactor
from sim.station.energy.storage import Store
from sim.station.events import EventKind
from sim.station.relief import RELIEF_SOURCE, SPARE_POWER, Lift

EVENTS = (
    EventKind("outage_started"),
    EventKind("outage_ended", follows="event"),
    EventKind("storage_empty"),
    EventKind("storage_resumed", follows="event"),
    EventKind("reserve_empty"),
    EventKind("reserve_resumed", follows="event"),
    EventKind("shed"),
    EventKind("restored", follows="event"),
    EventKind("survival_shortfall"),
    EventKind("survival_restored", follows="event"),
    EventKind("blackout_started"),
    EventKind("blackout_ended", follows="event"),
    EventKind("cable_cut", follows="event"),
)


_POWERS = ("offered", "used", "demand", "unserved", "charging", "discharging", "curtailed")


def _powers(rows: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """All powers of :data:`_POWERS` from those that the bus has: offered, used, demand and into the storages [kW]."""
    offered, used, demand, stored = rows
    charging, discharging = np.maximum(stored, 0.0), np.maximum(-stored, 0.0)
    return [offered, used, demand, demand - used, charging, discharging, offered - used - stored]


_POWERS_AND_LOSS = (*_POWERS, "cable_loss")


def _powers_and_loss(rows: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """The same where cables lose some of it."""
    *powers, rest = _powers(rows[:4])
    return [*powers, rest - rows[4], rows[4]]


class _ClassHistory:
    """What a load class asked for and was granted, recorded where it changes."""

    __slots__ = ("add", "demand", "granted", "load_class")

    def __init__(self, base: Base, load_class: LoadClass) -> None:
        names = [f"energy.{quantity}.{load_class.name}" for quantity in ("used", "demand", "unserved")]
        rows = base.rows(names, "kW", width=2, derive=lambda rows: [*rows, rows[1] - rows[0]])
        rows.add((0.0, 0.0, 0.0))
        self.load_class = load_class
        self.granted = 0.0
        self.demand = 0.0
        self.add = rows.add


class Energy:
    """The power system of a base.

    Args:
        base: The base. Its lowest measured mast says when it is day and night for the base's own loads, the first array
            by name where the sunlight of the arrays is read.
    """

    def __init__(self, base: Base) -> None:
        self._base = base
        self._ground = base.light(base.sky.lowest_mast)
        self._short = False
        self.blackout = False
        """Whether the base's critical loads are out: none of its machines and links works."""
        self._last_rate = math.nan
        self._on_survival: list[Callable[[], None]] = []
        self._on_blackout: list[Callable[[bool], None]] = []
        self._on_flow: list[Callable[[], None]] = []
        self._restart = Alarm(base.env, self._restarted)
        table = base.tables.energy
        self._open_channels(bool(table.places))
        bus = StarBus if table.places else PowerBus
        self.bus = bus(base.env, [self._load_class(name) for name in LOAD_CLASSES], on_solved=self._solved)
        self._history_of = {one: _ClassHistory(base, one) for one in self.bus.classes.values()}
        self._histories = tuple(self._history_of.values())
        self._survival, self._critical = self.bus.classes["survival"], self.bus.classes["critical"]
        self._star = self.bus if isinstance(self.bus, StarBus) else None
        self._places = None if self._star is None else Places(base, self._star)
        at = array_place(table.arrays)
        self._array_sky = base.sky_at(at)
        self._array_mast = array_mast(self._array_sky, table.arrays)
        array_light = base.light(self._array_mast, at) if standing(table.arrays) else self._ground
        self._store = Store(base, self.bus, array_light)
        self._dark = None
        if base.asks(SERVED):
            self._dark = ServedDark(
                base, self._array_sky.sunlight(self._array_mast), [self.bus.classes[name] for name in VITAL_CLASSES]
            )
        if Lift.POWER in base.lifts:
            self.bus.add_source(RELIEF_SOURCE).set_power(SPARE_POWER)
        self._days = Days(self._ground)
        for name in sorted(table.arrays):
            add_array(base, self.bus, name, table.arrays[name])
        for name in sorted(table.reactors):
            add_reactor(base, self.bus, name, table.reactors[name])
        for name, storage in table.storages().items():
            self._store.add(name, storage)
        self._store.record()
        for name in sorted(table.loads):
            spec = table.loads[name]
            load = self.day_night_load(
                name,
                spec.power_class,
                float(spec.power_lit),
                float(spec.power_dark),
                divisible=spec.divisible,
                at=spec.at,
            )
            base.schedule_service(spec, "energy", name, load.start, load.stop)
        self._record_array_light()

    def when_survival_changes(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` whenever another survival load may be unserved or served again.

        The grant of such a load does not say: it is 0 before and after where a load that needed nothing gets nothing.
        """
        self._on_survival.append(callback)

    def when_blackout_changes(self, callback: Callable[[bool], None]) -> None:
        """Call ``callback`` with True when critical power fails and with False when the base has started again."""
        self._on_blackout.append(callback)

    @property
    def usable(self) -> float | None:
        """Energy in all storage that is used before the last reserve [kWh]; None where there is no storage."""
        storages = self.bus.storages
        return math.fsum(max(0.0, one.level - one.floor) for one in storages) if storages else None

    @property
    def usable_rate(self) -> float:
        """How fast that changes [kW]: of the storage that is above its floor."""
        return math.fsum(one.net_rate for one in self.bus.storages if one.net_rate > 0.0 or one.level > one.floor)

    def when_storage_flow_changes(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` when storage takes or gives at another rate from now on."""
        self._on_flow.append(callback)

    def add_load(self, name: str, load_class: str, *, divisible: bool = False, at: str | None = None) -> Load:
        """A new load at a place of the base, None for the main one; other arguments as of the bus."""
        return add_load(self.bus, name, load_class, divisible=divisible, at=at)

    def day_night_load(
        self,
        name: str,
        load_class: str,
        lit: float,
        dark: float,
        *,
        divisible: bool = False,
        at: str | None = None,
    ) -> DayNightLoad:
        """A new load with one demand by day and one by night [kW] at a place, see :class:`DayNightLoad`."""
        load = self.add_load(name, load_class, divisible=divisible, at=at)
        days = None if self._places is None else self._places.days(at)
        return DayNightLoad(self._days if days is None else days, load, lit, dark)

    def ledgers(self) -> Iterator[Ledger]:
        """The energy ledger at the end of the run [kWh]."""
        bus = self.bus
        ledger = Ledger("energy", "kWh")
        for source in bus.sources.values():
            ledger.receive(f"generated.{source.name}", source.energy)
        for load in bus.loads:
            ledger.issue(f"used.{load.load_class.name}", load.energy)
        ledger.issue("curtailed", bus.curtailed_energy)
        if self._places is not None:
            self._places.book(ledger)
        self._store.book(ledger)
        if self._dark is not None:
            self._dark.close()
        yield ledger

    def facts(self) -> Mapping[str, float | None]:
        """Figures of the light at the arrays, the lowest charge, and what ran over cables."""
        sunlight = self._array_sky.sunlight(self._array_mast)
        dark = sunlight.longest_span_below()
        return {
            "energy.longest_dark": sunlight.longest_below(),
            "energy.longest_dark_start": dark[0] if dark else 0.0,
            "energy.capacity_left": self._store.capacity_left,
            "energy.lowest_state_of_charge": self._store.lowest_charge,
            "energy.lowest_usable_charge": self._store.lowest_usable,
            "sunlight.lit_fraction": sunlight.mean(),
            **({} if self._places is None else self._places.facts()),
        }

    def _load_class(self, name: ClassName) -> LoadClass:
        given = self._base.tables.energy.classes.get(name)

        def shed(is_shed: bool) -> None:
            self._base.log("energy", name, "shed" if is_shed else "restored", self._store.charge_text())

        draws_last = draws_reserve(name, self._base.tables.energy.classes)
        if given is None or given.shed_below is None or given.restore_above is None:
            return LoadClass(name, draws_reserve=draws_last)
        shares_light = given.when_shed == "share-light"
        return LoadClass(
            name,
            shed_below=float(given.shed_below),
            restore_above=float(given.restore_above),
            draws_reserve=draws_last,
            charging_share=float(self._base.tables.energy.charging_share) if shares_light else None,
            on_shed=shed,
        )

    # ---- recording ----

    def _open_channels(self, cables: bool) -> None:
        names = [f"energy.{name}" for name in (_POWERS_AND_LOSS if cables else _POWERS)]
        derive = _powers_and_loss if cables else _powers
        rows = self._base.rows(names, "kW", width=5 if cables else 4, derive=derive)
        rows.add((0.0, 0.0, 0.0, 0.0, 0.0, *((0.0,) if cables else ())))
        self._add_row = kept(rows)

    def _record_array_light(self) -> None:
        """The light at the first array under a name that does not depend on its mast: known for the whole run."""
        sunlight = self._array_sky.sunlight(self._array_mast)
        recorder = self._base.recorder("sunlight.lit_fraction", "1")
        recorder.record_all(sunlight.times[:-1], sunlight.fraction)

    def _solved(self, now: float, loads: list[Load]) -> None:
        bus = self.bus
        add_row = self._add_row
        if add_row is not None:
            if self._star is None:
                add_row((now, bus.supply, bus.used, bus.demand, bus.to_storage))
            else:
                add_row((now, bus.supply, bus.used, bus.demand, bus.to_storage, self._star.lost))
        if loads:
            histories = (self._history_of[loads[0].load_class],) if len(loads) == 1 else self._histories
            for history in histories:
                one = history.load_class
                granted, wanted = one.granted, one.demand
                if granted != history.granted or wanted != history.demand:
                    history.granted, history.demand = granted, wanted
                    add = history.add
                    add((now, granted, wanted))
            survival, critical = self._survival, self._critical
            if self._short or survival.granted < survival.demand:
                self._watch_survival()
            if self.blackout or critical.granted < critical.demand:
                self._watch_critical()
            if self._dark is not None:
                self._dark.look()
        rate = bus.net_rate
        if rate != self._last_rate:
            self._last_rate = rate
            self._store.record()
            for callback in self._on_flow:
                callback()

    def _watch_survival(self) -> None:
        survival = self._survival
        before, short = self._short, survival.granted < survival.demand
        self._short = short
        for callback in self._on_survival:
            callback()
        if short == before:
            return
        if short:
            missing = [load.name for load in self.bus.loads if load.load_class is survival and not load.served]
            detail = f"{survival.demand - survival.granted:.3f} kW missing: " + ", ".join(missing)
            self._base.log("energy", "survival", "survival_shortfall", detail)
        else:
            self._base.log("energy", "survival", "survival_restored")

    def _watch_critical(self) -> None:
        """Black out the base while its critical loads are not all served, and until it has started again."""
        critical = self._critical
        if critical.granted < critical.demand:
            self._restart.cancel()
            if not self.blackout:
                missing = critical.demand - critical.granted
                self._base.log("energy", "critical", "blackout_started", f"{missing:.3f} kW missing")
                self._black_out(True)
        elif self.blackout and math.isinf(self._restart.due):
            self._restart.set(self._base.env.now + float(self._base.tables.energy.restart_time))

    def _restarted(self) -> None:
        self._base.log("energy", "critical", "blackout_ended")
        self._black_out(False)

    def _black_out(self, black: bool) -> None:
        self.blackout = black
        for callback in self._on_blackout:
            callback(black)
