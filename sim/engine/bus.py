"""A power bus: sources, storages and loads that are solved together whenever one of them changes."""

from __future__ import annotations

import math
from collections.abc import Callable

from sim.engine.clock import Alarm, Environment, on_grid
from sim.engine.load import CHARGE_TOLERANCE, Load, LoadClass, rationed, shared_light
from sim.engine.source import Source
from sim.engine.storage import Storage

_NAMED = 10
"""For how many of the last solves at an instant it is noted who asked for them."""


class BusError(RuntimeError):
    """The bus found no steady state at an instant: its users answer each other without end."""


class PowerBus:
    """Shares power among loads by class, then name; storages take the surplus and cover the deficit in their order.

    All powers lie on one grid (:func:`~sim.engine.clock.on_grid`), so the totals that are kept up to date by adding
    changes are exact: while there is enough power, a change costs O(1). In shortage the loads are walked in order and
    only those whose grant changes hear of it. Changes at one instant are solved once, at its end.

    Args:
        env: The environment, time in h.
        classes: Load classes by order of priority, the first is served first.
        max_solves: Most solves at one instant before the bus gives up.
        on_solved: Called after each solve with the time [h] and the loads whose demand or grant may have changed.
    """

    __slots__ = (
        "_asked",
        "_calm_from",
        "_calm_to",
        "_changed",
        "_curtailed_energy",
        "_cuts",
        "_dirty",
        "_enough",
        "_heeds_light",
        "_late",
        "_loads",
        "_max_solves",
        "_only",
        "_order",
        "_planned_rate",
        "_reach",
        "_regrant",
        "_reserve",
        "_shares_light",
        "_shed_alarm",
        "_shed_next",
        "_sheddable",
        "_since",
        "_solves",
        "_solves_at",
        "_wanted",
        "_withholds",
        "capacity",
        "classes",
        "curtailed",
        "demand",
        "env",
        "net_rate",
        "on_solved",
        "sources",
        "storages",
        "supply",
        "to_storage",
        "used",
    )

    def __init__(
        self,
        env: Environment,
        classes: list[LoadClass],
        *,
        max_solves: int = 100,
        on_solved: Callable[[float, list[Load]], None] | None = None,
    ) -> None:
        self.env = env
        self.classes = {c.name: c for c in classes}
        self.sources: dict[str, Source] = {}
        self.storages: list[Storage] = []
        self._only: Storage | None = None  # the storage, where there is just one
        self.capacity = 0.0
        """Capacity of all storages on the bus [kWh]."""
        self.supply = 0.0
        """Power offered by all sources [kW]."""
        self.demand = 0.0
        """Demand of all loads [kW], shed classes included."""
        self.used = 0.0
        """Power granted to all loads [kW]."""
        self.to_storage = 0.0
        """Power into the storages [kW], negative out of them: they never charge each other."""
        self.curtailed = 0.0
        """Power offered that nobody takes [kW]."""
        self.on_solved = on_solved
        self._max_solves = max_solves
        self._loads: list[Load] = []
        self._order = {c.name: i for i, c in enumerate(classes)}
        self._dirty: list[Load] = []
        self._wanted = 0.0  # demand of the classes that are not shed
        self._cuts = 0  # how often it is cut off from all that feeds it
        self._reach = 0.0  # what the storages can give together to anyone
        self._reserve = 0.0  # and beyond that to those who may draw on the last reserve
        self._heeds_light = False  # whether it matters to any shed class
        self._shares_light = False  # whether loads of shed classes are looked at one by one
        self._withholds = False  # whether any of them goes without what the sources could give
        self._enough = True
        self._regrant = False
        self._curtailed_energy = 0.0
        self._since = env.now
        self._sheddable = [c for c in classes if c.shed_below is not None]
        self._asked = False
        self._late = env.late
        self._shed_alarm = Alarm(env, self._arrive_at_threshold)
        self._shed_next: list[LoadClass] = []
        self.net_rate = 0.0
        """Rate of change of the stored energy since the last solve [kW]."""
        self._planned_rate = 0.0  # of the stored energy, when the alarm was last set
        self._calm_from, self._calm_to = math.inf, -math.inf  # levels between which no class is near its thresholds
        self._solves_at = math.nan
        self._solves = 0
        self._changed: list[str] = []

    @property
    def unserved(self) -> float:
        """Demand that is not served now [kW]."""
        return self.demand - self.used

    @property
    def charging(self) -> float:
        """Power into the storages [kW]."""
        return max(0.0, self.to_storage)

    @property
    def discharging(self) -> float:
        """Power out of the storages [kW]."""
        return max(0.0, -self.to_storage)

    @property
    def curtailed_energy(self) -> float:
        """Energy offered that nobody took so far [kWh]."""
        return self._curtailed_energy + self.curtailed * (self.env.now - self._since)

    @property
    def stored(self) -> float:
        """Energy in all storages on the bus now [kWh]."""
        return math.fsum(s.level for s in self.storages) if self._only is None else self._only.sync()

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
        self._only = self.storages[0] if len(self.storages) == 1 else None
        # The state of charge jumps: what was about to be shed or restored is judged anew.
        self._regrant = True
        self._calm_from, self._calm_to = math.inf, -math.inf
        self._shed_alarm.cancel()
        self.storage_changed(name)

    def cut(self, off: bool) -> None:
        """Be cut off from all sources and storages from now on, or no more once every cut is mended."""
        for source in self.sources.values():
            source.cut(off)
        self._cuts += 1 if off else -1
        self._regrant = True
        self.storage_changed("all that feeds it")

    @property
    def cut_off(self) -> bool:
        """Whether it is cut off from all sources and storages."""
        return self._cuts > 0

    def source_changed(self, difference: float, name: str) -> None:
        """Take account of a source's change (called by :class:`Source`)."""
        self.supply += difference
        self._ask(name)

    def demand_changed(self, load: Load, change: float) -> None:
        """Take account of a load's change [kW] (called by :class:`~sim.engine.load.Load`)."""
        load_class = load.load_class
        load_class.demand += change
        self.demand += change
        if not load_class.shed:
            self._wanted += change
        self._dirty.append(load)
        if not self._asked:
            self._asked = True
            self._late.append(self._solve)

    def storage_changed(self, name: str) -> None:
        """Take account of a storage that is full, empty or back at its resume level."""
        storages = () if self._cuts else self.storages
        self._reach = on_grid(math.fsum(s.discharge_limit for s in storages))
        self._reserve = on_grid(math.fsum(s.reserve_limit for s in storages)) - self._reach
        self._ask(name)

    def storages_stepped(self, name: str) -> None:
        """Take account of storages whose self-discharge or capacity has changed by a step."""
        self.capacity = math.fsum([s.capacity for s in self.storages])
        self._calm_from, self._calm_to = math.inf, -math.inf
        self._planned_rate = math.nan
        self._ask(name)

    def _ask(self, name: str) -> None:
        self._changed.append(name)
        if not self._asked:
            self._asked = True
            self.env.at_end_of_instant(self._solve)

    def _solve(self) -> None:  # noqa: PLR0912, PLR0915  # written out: all that happens to power goes through here
        self._asked = False
        now = self.env.now
        if now == self._solves_at:
            self._count_solve(now)
        else:
            self._solves_at = now
            self._solves = 1
            if self._changed:
                self._changed = []
        # Whoever asks for more or less on hearing of its grant is heard in the next solve of this instant.
        dirty = self._dirty
        if dirty:
            self._dirty = []
        storage = self._only
        sated = math.inf if storage is None or self._regrant else storage.sated
        # A storage that takes its fill is not about to be emptied: there is no need to ask for its level.
        stored = math.nan
        if sated == math.inf:
            stored = self.stored if storage is None else storage.sync()
            if stored <= self._calm_from or stored >= self._calm_to:
                self._update_shedding(stored)
        supply, wanted = self.supply, self._wanted
        reach = supply + self._reach
        enough = wanted <= reach
        # Shed loads may be fed by the sources, which is found out by looking at each.
        shares_light = wanted < supply and self._heeds_light and wanted < self.demand
        regrant = self._regrant
        if not enough or not self._enough or regrant or shares_light or self._shares_light:
            self._regrant = False
            self._enough = enough
            self._shares_light = shares_light
            self._grant_all(dirty, reach, enough)
            dirty = self._loads
        elif len(dirty) == 1:
            # What _grant does, written out for the most usual case.
            load = dirty[0]
            share = 0.0 if load.load_class.shed else load.demand
            if share != load.granted:
                self.used += share - load.granted
                load.grant(share)
            elif load.on_grant is not None:
                load.on_grant(share)
        elif dirty:
            self._grant(dirty, [0.0 if load.load_class.shed else load.demand for load in dirty])
        surplus = self.supply - self.used
        if surplus >= sated:
            surplus -= self.to_storage
        elif storage is None:
            surplus = self._settle_storages(surplus)
        else:
            stored = storage.sync()
            self.to_storage = power = storage.settle(surplus, stored)
            surplus -= power
            self.net_rate = storage.net_rate
        if surplus != self.curtailed:
            self._curtailed_energy += self.curtailed * (now - self._since)
            self._since = now
            self.curtailed = surplus
        if regrant or self.net_rate != self._planned_rate:
            self._plan_shedding(stored if storage is None else storage.sync())
        on_solved = self.on_solved
        if on_solved is not None:
            on_solved(now, dirty)

    def _grant_all(self, dirty: list[Load], reach: float, enough: bool) -> None:
        """Grant anew what every load asks for, or its part of ``reach`` [kW]."""
        loads = self._loads
        if enough:
            shares = [0.0 if load.load_class.shed else load.demand for load in loads]
        else:
            shares = rationed(loads, reach, self._reserve)
        if self._shares_light or self._withholds:
            dirty = dirty + self._share_light(shares)
        self._grant(loads, shares, dirty)

    def _share_light(self, shares: list[float]) -> list[Load]:
        """Give shed loads of what the sources offer beyond ``shares`` [kW]; those now withheld, or no more."""
        loads = self._loads
        surplus = self.supply - math.fsum(shares) if self._shares_light else 0.0
        acceptance = math.fsum([storage.acceptance for storage in self.storages])
        shares[:], withheld = shared_light(loads, shares, surplus, acceptance)
        self._withholds = True in withheld
        turned = []
        for load, waits in zip(loads, withheld, strict=True):
            if waits != load.withheld:
                load.withheld = waits
                turned.append(load)
        return turned

    def _grant(self, loads: list[Load], shares: list[float], asked: list[Load] | None = None) -> None:
        """Grant the shares [kW], which are settled before anyone hears of them, as demands may change meanwhile."""
        for load, share in zip(loads, shares, strict=True):
            if share != load.granted:
                self.used += share - load.granted  # exact: all powers lie on one grid
                load.grant(share)
            elif load.on_grant is not None and (asked is None or load in asked):
                load.on_grant(share)  # whoever asked gets an answer, be it the same as before

    def _count_solve(self, now: float) -> None:
        self._solves += 1
        if self._solves < self._max_solves - _NAMED:
            self._changed.clear()
        self._changed += [load.name for load in self._dirty]
        if self._solves > self._max_solves:
            names = ", ".join(dict.fromkeys(self._changed))
            raise BusError(
                f"power bus: more than {self._max_solves} solves at {now} h; these answer each other: {names}"
            )

    def _settle_storages(self, surplus: float) -> float:
        """Surplus charges the storages in their order, a deficit is drawn from them in their order; what is left.

        The last reserve of those that are exhausted is drawn on after what the others give.
        """
        stored = rate = 0.0
        storages = self.storages if surplus >= 0.0 else sorted(self.storages, key=lambda one: one.exhausted)
        for storage in storages:
            power = storage.settle(surplus, storage.sync())
            surplus -= power
            stored += power
            rate += storage.net_rate
        self.to_storage = stored
        self.net_rate = rate
        return surplus

    def _update_shedding(self, stored: float) -> None:
        capacity = self.capacity
        # A hair more than the tolerance, so that whoever is within it is looked at.
        near = 2 * CHARGE_TOLERANCE
        low, high = -math.inf, math.inf
        for c in self._sheddable:
            shed_below, restore_above = c.shed_below, c.restore_above
            assert shed_below is not None
            assert restore_above is not None
            if not capacity:
                # The last storage has gone, and nothing would ever restore the class.
                if c.shed:
                    self._shed(c, False)
            elif c.shed:
                if stored / capacity >= restore_above - CHARGE_TOLERANCE:
                    self._shed(c, False)
            elif stored / capacity <= shed_below + CHARGE_TOLERANCE:
                self._shed(c, True)
            if c.shed:
                high = min(high, restore_above - near)
            else:
                low = max(low, shed_below + near)
        self._calm_from, self._calm_to = low * capacity, high * capacity

    def _shed(self, load_class: LoadClass, shed: bool) -> None:
        if shed != load_class.shed:
            load_class.shed = shed
            self._wanted += -load_class.demand if shed else load_class.demand
        self._regrant = True
        self._calm_from, self._calm_to = math.inf, -math.inf
        self._heeds_light = any(map(self._heeds, self._sheddable))
        if load_class.on_shed is not None:
            load_class.on_shed(shed)

    def _heeds(self, load_class: LoadClass) -> bool:
        """Whether it matters to a class that it is shed in the light: it may run on it, or wants to know."""
        if not load_class.shed:
            return False
        mine = (load for load in self._loads if load.load_class is load_class)
        return load_class.charging_share is not None or any(load.on_grant is not None for load in mine)

    def _plan_shedding(self, stored: float) -> None:
        """Set the alarm for the next classes to be shed or restored, which have one mark."""
        self._planned_rate = rate = self.net_rate
        self._shed_next = []
        due = math.inf
        if rate != 0.0:
            capacity = self.capacity
            for c in self._sheddable:
                mark = c.restore_above if c.shed else c.shed_below
                assert mark is not None
                if (rate > 0) != c.shed:
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
