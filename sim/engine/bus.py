"""A power bus: sources, storages and loads that are solved together whenever one of them changes."""

from __future__ import annotations

import math
from collections.abc import Callable

import simpy

from sim.engine.clock import Alarm, EndOfInstant, on_grid
from sim.engine.load import CHARGE_TOLERANCE, Load, LoadClass
from sim.engine.storage import Storage


class BusError(RuntimeError):
    """The bus found no steady state at an instant: its users answer each other without end."""


class Source:
    """A source that offers power, used or not. Made by :meth:`PowerBus.add_source`."""

    __slots__ = ("_bus", "_energy", "_power", "_since", "name")

    def __init__(self, bus: PowerBus, name: str) -> None:
        self._bus = bus
        self.name = name
        self._power = 0.0
        self._energy = 0.0
        self._since = bus.env.now

    @property
    def power(self) -> float:
        """Power offered now [kW]."""
        return self._power

    @property
    def energy(self) -> float:
        """Energy offered so far [kWh]."""
        return self._energy + self._power * (self._bus.env.now - self._since)

    def set_power(self, power: float) -> None:
        """Offer ``power`` [kW] from now on.

        Raises:
            ValueError: Negative or not finite.
        """
        if not 0 <= power < math.inf:
            raise ValueError(f"source '{self.name}': power must be finite and not negative, not {power}")
        power = on_grid(power)
        if power == self._power:
            return
        self._energy = self.energy
        self._since = self._bus.env.now
        self._bus.source_changed(power - self._power, self.name)
        self._power = power


class PowerBus:
    """Shares power among loads by class, then name; storages take the surplus and cover the deficit in their order.

    All powers lie on one grid (:func:`~sim.engine.clock.on_grid`), so the totals that are kept up to date by adding
    changes are exact: while there is enough power, a change costs O(1). In shortage the loads are walked in order and
    only those whose grant changes hear of it. Changes at one instant are solved once, at its end.

    Args:
        env: The environment, time in h.
        classes: Load classes by order of priority, the first is served first.
        max_solves: Most solves at one instant before the bus gives up.
        on_solved: Called after each solve, e.g. to record.
    """

    def __init__(
        self,
        env: simpy.Environment,
        classes: list[LoadClass],
        *,
        max_solves: int = 100,
        on_solved: Callable[[], None] | None = None,
    ) -> None:
        self.env = env
        self.classes = {c.name: c for c in classes}
        self.sources: dict[str, Source] = {}
        self.storages: list[Storage] = []
        self.capacity = 0.0
        """Capacity of all storages on the bus [kWh]."""
        self.supply = 0.0
        """Power offered by all sources [kW]."""
        self.used = 0.0
        """Power granted to all loads [kW]."""
        self.charging = 0.0
        """Power into the storages [kW]."""
        self.discharging = 0.0
        """Power out of the storages [kW]."""
        self.curtailed = 0.0
        """Power offered that nobody takes [kW]."""
        self.on_solved = on_solved
        self._max_solves = max_solves
        self._loads: list[Load] = []
        self._order = {c.name: i for i, c in enumerate(classes)}
        self._dirty: dict[Load, None] = {}
        self._enough = True
        self._regrant = False
        self._curtailed_energy = 0.0
        self._since = env.now
        self._end = EndOfInstant(env, self._solve)
        self._shed_alarm = Alarm(env, self._arrive_at_threshold)
        self._shed_next: list[LoadClass] = []
        self._solves_at = math.nan
        self._solves = 0
        self._changed: list[str] = []

    @property
    def demand(self) -> float:
        """Demand of all loads [kW], shed classes included."""
        return sum(c.demand for c in self.classes.values())

    @property
    def unserved(self) -> float:
        """Demand that is not served now [kW]."""
        return self.demand - self.used

    @property
    def curtailed_energy(self) -> float:
        """Energy offered that nobody took so far [kWh]."""
        return self._curtailed_energy + self.curtailed * (self.env.now - self._since)

    @property
    def stored(self) -> float:
        """Energy in all storages on the bus now [kWh]."""
        return math.fsum(s.level for s in self.storages)

    @property
    def state_of_charge(self) -> float:
        """Stored energy as a share of the capacity; NaN without a storage."""
        return self.stored / self.capacity if self.capacity else math.nan

    @property
    def loads(self) -> tuple[Load, ...]:
        """All loads in the order in which they are served."""
        return tuple(self._loads)

    def add_source(self, name: str) -> Source:
        """A new source, at first of power 0."""
        if name in self.sources:
            raise ValueError(f"source '{name}' exists already")
        self.sources[name] = Source(self, name)
        return self.sources[name]

    def add_load(
        self,
        name: str,
        load_class: str,
        *,
        divisible: bool = False,
        on_grant: Callable[[float], None] | None = None,
    ) -> Load:
        """A new load, at first of demand 0.

        Args:
            name: Unique name; loads of one class are served in the order of their names.
            load_class: Name of one of the bus's classes.
            divisible: Whether the load takes less than it asks for. An indivisible load that does not fit is skipped,
                and later ones may use what is left.
            on_grant: Called with the new grant [kW] whenever it changes.
        """
        if any(load.name == name for load in self._loads):
            raise ValueError(f"load '{name}' exists already")
        load = Load(self, name, self.classes[load_class], divisible, on_grant)
        self._loads.append(load)
        self._loads.sort(key=lambda one: (self._order[one.load_class.name], one.name))
        return load

    def add_storage(self, storage: Storage) -> None:
        """Connect a storage after those already there."""
        self.storages.append(storage)
        storage.connect(self.storage_changed)
        self._storages_changed(storage.name)

    def remove_storage(self, storage: Storage) -> None:
        """Disconnect a storage; its energy leaves the bus with it."""
        self.storages.remove(storage)
        storage.disconnect()
        self._storages_changed(storage.name)

    def _storages_changed(self, name: str) -> None:
        self.capacity = math.fsum(s.capacity for s in self.storages)
        # The state of charge jumps: what was about to be shed or restored is judged anew.
        self._shed_alarm.cancel()
        self._ask(name)

    def source_changed(self, difference: float, name: str) -> None:
        """Take account of a source's change (called by :class:`Source`)."""
        self._close_span()  # with the supply that there was until now
        self.supply += difference
        self._ask(name)

    def demand_changed(self, load: Load) -> None:
        """Take account of a load's change (called by :class:`~sim.engine.load.Load`)."""
        self._dirty[load] = None
        self._ask(load.name)

    def storage_changed(self, name: str) -> None:
        """Take account of a storage that is full, empty or back at its resume level."""
        self._ask(name)

    def _ask(self, name: str) -> None:
        self._changed.append(name)
        self._end.ask()

    def _count_solve(self) -> None:
        now = self.env.now
        if now != self._solves_at:
            self._solves_at, self._solves = now, 0
        self._solves += 1
        if self._solves > self._max_solves:
            names = ", ".join(dict.fromkeys(self._changed))
            raise BusError(
                f"power bus: more than {self._max_solves} solves at {now} h; these answer each other: {names}"
            )
        if self._solves == 1 or self._solves < self._max_solves - 10:
            self._changed.clear()

    def _solve(self) -> None:
        self._count_solve()
        self._close_span()
        self._update_shedding()
        reach = self.supply + on_grid(math.fsum(s.discharge_limit for s in self.storages))
        wanted = sum(c.demand for c in self.classes.values() if not c.shed)
        enough = wanted <= reach
        # Whoever asks for more or less on hearing of its grant is heard in the next solve of this instant.
        dirty, self._dirty = self._dirty, {}
        if not enough:
            grants = self._ration(reach)
        else:
            everyone = self._regrant or not self._enough
            loads = self._loads if everyone else dirty
            grants = [(load, 0.0 if load.load_class.shed else load.demand) for load in loads]
        # Called only after all grants are settled, as demands may change meanwhile.
        for load, share in grants:
            load.grant(share)
        self._enough = enough
        self._regrant = False
        self.used = sum(c.granted for c in self.classes.values())
        self._settle_storages()
        self._plan_shedding()
        if self.on_solved is not None:
            self.on_solved()

    def _ration(self, reach: float) -> list[tuple[Load, float]]:
        """Share what sources and storages can give together [kW] among the loads in order."""
        left = reach
        grants = []
        for load in self._loads:
            if load.load_class.shed:
                share = 0.0
            elif load.demand <= left:
                share = load.demand
            else:
                share = left if load.divisible else 0.0
            left -= share
            grants.append((load, share))
        return grants

    def _settle_storages(self) -> None:
        """Surplus charges the storages in their order, a deficit is drawn from them in their order."""
        surplus = self.supply - self.used
        self.charging = self.discharging = 0.0
        for storage in self.storages:
            if surplus >= 0:
                power = storage.charge(surplus)
                self.charging += power
                surplus -= power
            else:
                power = storage.discharge(-surplus)
                self.discharging += power
                surplus += power
        self.curtailed = surplus

    def _close_span(self) -> None:
        """Integrate what was constant since the last solve."""
        now = self.env.now
        self._curtailed_energy += self.curtailed * (now - self._since)
        self._since = now

    def _update_shedding(self) -> None:
        charge = self.state_of_charge
        for c in self.classes.values():
            if math.isnan(charge):
                # The last storage has gone, and nothing would ever restore the class.
                if c.shed:
                    self._shed(c, False)
                continue
            if c.shed_below is None or c.restore_above is None:
                continue
            if not c.shed and charge <= c.shed_below + CHARGE_TOLERANCE:
                self._shed(c, True)
            elif c.shed and charge >= c.restore_above - CHARGE_TOLERANCE:
                self._shed(c, False)

    def _shed(self, load_class: LoadClass, shed: bool) -> None:
        load_class.shed = shed
        self._regrant = True
        if load_class.on_shed is not None:
            load_class.on_shed(shed)

    def _plan_shedding(self) -> None:
        """Set the alarm for the next classes to be shed or restored, which have one mark."""
        self._shed_next = []
        due = math.inf
        rate = math.fsum(s.net_rate for s in self.storages)
        if rate != 0.0:
            stored, capacity = self.stored, self.capacity
            for c in self.classes.values():
                mark = c.restore_above if c.shed else c.shed_below
                if mark is None or (rate > 0) != c.shed:
                    continue
                time = self.env.now + max(0.0, (mark * capacity - stored) / rate)
                if time < due:
                    due, self._shed_next = time, [c]
                elif time == due:
                    self._shed_next.append(c)
        self._shed_alarm.set(due)

    def _arrive_at_threshold(self) -> None:
        # The state of charge is at the threshold but for rounding: it is set, not computed.
        for c in self._shed_next:
            self._shed(c, not c.shed)
            self._ask(c.name)
