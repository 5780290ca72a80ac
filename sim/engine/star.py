"""A power bus with places beside it: sources and loads at the ends of cables, which carry so much and lose a share."""

from __future__ import annotations

import math
from collections.abc import Callable

from sim.engine.bus import PowerBus
from sim.engine.clock import Environment, on_grid
from sim.engine.load import Load, LoadClass
from sim.engine.source import Source
from sim.engine.spoke import Spoke


class StarBus(PowerBus):
    """A power bus at whose middle all storages stand, with places around it that hold sources and loads.

    Loads are served in the order of all loads, wherever they stand. Each draws on the sources of its own place, then on
    the middle, storages included, then on the other places by name, as far as cables have room. The last reserve is
    drawn on after all of them. What sources offer beyond that spares the storages and charges them.

    Powers into and out of the cables lie on the grid, as all others do, so that totals stay exact. All loads are looked
    at only where there is not enough for all of them. Arguments as of :class:`~sim.engine.bus.PowerBus`.
    """

    __slots__ = ("_at", "_full", "_index", "_last_reserve", "_middle", "_ordered", "_places_of_sources", "places")

    def __init__(
        self,
        env: Environment,
        classes: list[LoadClass],
        *,
        max_solves: int = 100,
        on_solved: Callable[[float, list[Load]], None] | None = None,
    ) -> None:
        super().__init__(env, classes, max_solves=max_solves, on_solved=on_solved)
        self.places: dict[str, Spoke] = {}
        """Places beside the middle by name."""
        self._ordered: list[Spoke] = []  # by name
        self._at: dict[Load, Spoke] = {}  # of those that do not stand in the middle
        self._places_of_sources: dict[str, Spoke] = {}
        self._middle = 0.0  # what may still be drawn there, while it solves
        self._last_reserve = 0.0  # and beyond that by those who may draw on the last reserve
        self._full = False  # whether the last solve served all of the classes that are not shed
        self._index: dict[Load, int] = {}  # where each load stands in their order; empty when that is not known

    @property
    def lost(self) -> float:
        """Power lost in all cables now [kW]."""
        return math.fsum(place.lost for place in self._ordered)

    def add_place(self, name: str, on_flow: Callable[[tuple[float, float, float]], None] | None = None) -> Spoke:
        """A new place, at first without a cable; see :class:`~sim.engine.spoke.Spoke` for the arguments."""
        if name in self.places:
            raise ValueError(f"place '{name}' exists already")
        self.places[name] = place = Spoke(self, name, on_flow)
        self._ordered = [self.places[one] for one in sorted(self.places)]
        return place

    def add_source(self, name: str, at: str | None = None) -> Source:
        """A new source, at first of power 0, at a place or in the middle."""
        source = super().add_source(name)
        if at is not None:
            self._places_of_sources[name] = self.places[at]
        return source

    def add_load(
        self,
        name: str,
        load_class: str,
        *,
        divisible: bool = False,
        on_grant: Callable[[float], None] | None = None,
        at: str | None = None,
    ) -> Load:
        """A new load, at first of demand 0, at a place or in the middle; other arguments as of the bus."""
        load = super().add_load(name, load_class, divisible=divisible, on_grant=on_grant)
        self._index.clear()
        if at is not None:
            self._at[load] = self.places[at]
        return load

    def source_changed(self, difference: float, name: str) -> None:
        """Take account of a source's change (called by :class:`~sim.engine.source.Source`)."""
        place = self._places_of_sources.get(name)
        if place is not None:
            place.supply += difference
        super().source_changed(difference, name)

    def cable_changed(self, spoke: Spoke) -> None:
        """Take account of a cable that carries more or less (called by :class:`~sim.engine.spoke.Spoke`)."""
        self._ask(spoke.name)

    def _solve(self) -> None:
        self._asked = False
        now = self.env.now
        if now == self._solves_at:
            self._count_solve(now)
        else:
            self._solves_at, self._solves = now, 1
            self._changed = []
        dirty, self._dirty = self._dirty, []
        stored = self.stored
        if stored <= self._calm_from or stored >= self._calm_to:
            self._update_shedding(stored)
        regrant, self._regrant = self._regrant, False
        full = not (self._heeds_light or self._withholds) and self._serve_all()
        # Where all had what they ask for and have it again, only those who ask anew are to be told.
        loads = self._in_order(dirty) if full and self._full and not regrant else self._loads
        shares = [0.0 if load.load_class.shed else load.demand for load in loads] if full else self._serve()
        self._full = full
        self._spare_storages()
        if self._heeds_light or self._withholds:
            dirty = dirty + self._serve_shed(shares)
        offered = self._fill_storages()
        self._grant(loads, shares, dirty)
        surplus = self._settle_storages(offered) + math.fsum(place.left for place in self._ordered)
        if surplus != self.curtailed:
            self._curtailed_energy += self.curtailed * (now - self._since)
            self._since = now
            self.curtailed = surplus
        for place in self._ordered:
            place.settle(now)
        if regrant or self.net_rate != self._planned_rate:
            self._plan_shedding(stored)
        if self.on_solved is not None:
            self.on_solved(now, self._loads)

    # ---- who gets what ----

    def _begin(self) -> None:
        """Let nothing be drawn yet."""
        middle = self.supply
        for place in self._ordered:
            middle -= place.supply
            place.left, place.flow = place.supply, 0.0
        self._middle, self._last_reserve = middle + self._reach, self._reserve

    def _serve_all(self) -> bool:
        """Serve all loads of the classes that are not shed, where the middle has enough for all; whether it has.

        Who stands in the middle then gets what he asks for in whatever order they are served, so that only those at the
        places are looked at: powers lie on the grid, and sums of them do not depend on their order.
        """
        self._begin()
        middle = self._middle - self._wanted
        placed = [load for load in self._at if load.demand > 0.0 and not load.load_class.shed]
        for load in placed:
            middle += load.demand
        if middle < 0.0:
            return False
        for load in self._in_order(placed):
            place, demand = self._at[load], load.demand
            own = min(demand, place.left)
            if demand > own:
                flow, before = place.flow + (demand - own), place.drain(place.flow)
                drain = place.drain(flow)
                if drain > place.capacity or drain - before > middle:
                    return False
                middle -= drain - before
                place.flow = flow
            place.left -= own
        self._middle = middle
        return True

    def _in_order(self, loads: list[Load]) -> list[Load]:
        """Some loads, each once, in the order of all."""
        if len(loads) <= 1:
            return loads
        if not self._index:
            self._index = {load: i for i, load in enumerate(self._loads)}
        return sorted(set(loads), key=self._index.__getitem__)

    def _serve(self) -> list[float]:
        """What each load of the classes that are not shed gets [kW], all else being what is left."""
        self._begin()
        shares: list[float] = []
        # Of a hundred loads most ask for nothing, or stand in the middle, where there is enough.
        add, at, middle = shares.append, self._at, self._middle
        for load in self._loads:
            demand = load.demand
            if demand <= 0.0 or load.load_class.shed:
                add(0.0)
            elif demand <= middle and load not in at:
                middle -= demand
                add(demand)
            else:
                self._middle = middle
                add(self._draw(load, demand, load.load_class.draws_reserve))
                middle = self._middle
        self._middle = middle
        return shares

    def _spare_storages(self) -> None:
        """Let sources at the places give what is missing in the middle, which the storages would give else."""
        missing = self._reach + self._reserve - self._middle - self._last_reserve
        self._last_reserve = 0.0
        for place in self._ordered:
            if missing <= 0.0:
                break
            missing -= self._bring(place, missing)
        self._middle = -missing

    def _serve_shed(self, shares: list[float]) -> list[Load]:
        """Let loads of shed classes have of what the sources offer beyond ``shares`` [kW], as their class's rule says.

        Returns:
            Loads that go without from now on although the sources could feed them, or no more.
        """
        discharging = min(self._middle, 0.0)
        self._middle -= discharging
        shares_light = self._heeds_light and self._wanted < self.supply
        surplus = self._within_reach(None, False)
        acceptance = math.fsum(storage.acceptance for storage in self.storages)
        turned = []
        self._withholds = False
        for i, load in enumerate(self._loads):
            waits = False
            if shares_light and load.load_class.shed and load.demand > 0.0:
                part = load.load_class.charging_share
                if part is not None:
                    owed = min(on_grid(part * surplus), acceptance)
                    shares[i] = self._draw_beside(load, owed)
                waits = shares[i] < load.demand <= self._most(self._at.get(load), False) + shares[i]
            self._withholds = self._withholds or waits
            if waits != load.withheld:
                load.withheld = waits
                turned.append(load)
        self._middle += discharging
        return turned

    def _draw_beside(self, load: Load, owed: float) -> float:
        """Let a load draw what leaves ``owed`` in the middle [kW], or as much of it as there is; what it gets [kW]."""
        middle, states = self._middle, [(place.left, place.flow) for place in self._ordered]
        self._take(min(owed, self._within_reach(None, False)), None)
        most = self._most(self._at.get(load), False)
        self._middle = middle
        for place, (left, flow) in zip(self._ordered, states, strict=True):
            place.left, place.flow = left, flow
        share = load.demand if load.demand <= most else most if load.divisible else 0.0
        return self._draw(load, share, False) if share > 0.0 else 0.0

    def _fill_storages(self) -> float:
        """Bring to the middle what the storages take of what is left at the places; the surplus there [kW]."""
        if self._middle >= 0.0:
            room = math.fsum(storage.acceptance for storage in self.storages) - self._middle
            for place in self._ordered:
                if room <= 0.0:
                    break
                brought = self._bring(place, room)
                room -= brought
                self._middle += brought
        return self._middle

    # ---- ways ----

    def _draw(self, load: Load, demand: float, reserve: bool) -> float:
        """Draw what a load is to get of ``demand`` [kW]: on its own place, the middle, the other places; what it is."""
        place = self._at.get(load)
        if place is None:
            if demand > self._middle:
                most = self._within_reach(None, reserve)
                if demand > most:
                    demand = most if load.divisible else 0.0
            self._take(demand, None)
            return demand
        own = min(demand, place.left)
        if demand > own:
            flow, before = place.flow + (demand - own), place.drain(place.flow)
            drain = place.drain(flow)
            # Most fits without looking at what other places could give.
            if drain > place.capacity or drain - before > self._middle:
                most = self._most(place, reserve)
                if demand > most:
                    if not load.divisible:
                        return 0.0
                    demand = most
                    own = min(demand, place.left)
                flow = place.flow + (demand - own)
                drain = place.drain(flow)
            self._take(drain - before, place)
            place.flow = flow
        place.left -= own
        return demand

    def _most(self, place: Spoke | None, reserve: bool) -> float:
        """The most that a load at a place, or in the middle, could draw [kW]."""
        within = self._within_reach(place, reserve)
        if place is None:
            return within
        return place.left + max(0.0, place.most_flow(place.drain(place.flow) + within) - place.flow)

    def _within_reach(self, but: Spoke | None, reserve: bool) -> float:
        """What may be drawn on in the middle, and brought there from all places but one [kW]."""
        found = self._middle + self._last_reserve if reserve else self._middle
        for place in self._ordered:
            if place is not but:
                found += place.spare
        return found

    def _take(self, power: float, but: Spoke | None) -> None:
        """Take ``power`` [kW] that is within reach from the middle: its own, the places' by name, the last reserve."""
        if power <= self._middle:
            self._middle -= power
            return
        power -= self._middle
        self._middle = 0.0
        for place in self._ordered:
            if place is not but:
                power -= self._bring(place, power)
        self._last_reserve -= power

    def _bring(self, place: Spoke, power: float) -> float:
        """Bring ``power`` [kW] from a place to the middle, or as much as it can spare; what is brought [kW]."""
        brought = min(power, place.spare)
        if brought > 0.0:
            place.give(brought)
        return brought
