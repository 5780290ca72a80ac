"""Vehicles that carry what one tank holds to another, trip after trip, on a battery of their own."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import partial

from sim.engine.clock import Alarm, Environment
from sim.engine.depot import Depot, Transfer
from sim.engine.recorder import Recorder
from sim.engine.tank import Tank


@dataclass(frozen=True)
class Route:
    """What a hauler carries where, and what that takes.

    Attributes:
        payload: Most that it carries [unit].
        distance: Way from one end to the other [m].
        speed: How fast it drives [m/h].
        empty: Energy to drive without a load [kWh/m].
        loaded: Energy to drive with a whole payload [kWh/m]; in between, in proportion.
        heat: Power that keeps it warm away from its charger [kW].
        loading: Time to take a whole payload in [h].
        unloading: Time to give it out [h].
        reserve: Energy that it means to come home with [kWh].
        fetches: Whether its charger stands where it unloads; else it stands where it loads.
    """

    payload: float
    distance: float
    speed: float
    empty: float
    loaded: float
    heat: float
    loading: float
    unloading: float
    reserve: float = 0.0
    fetches: bool = True

    @property
    def way(self) -> float:
        """Time from one end to the other [h]."""
        return self.distance / self.speed

    def drive(self, load: float) -> float:
        """Power while driving with a load [unit], without heat [kW]."""
        return self.speed * (self.empty + (self.loaded - self.empty) * load / self.payload)

    @property
    def trip(self) -> float:
        """Energy of a round trip [kWh]; who brings may find no room, and carries his payload home again."""
        handling = self.loading if self.fetches else self.unloading
        out, back = self.drive(0.0 if self.fetches else self.payload), self.drive(self.payload)
        return self.way * (out + back) + self.heat * (2.0 * self.way + handling)


class Leg(Enum):
    """Where a hauler is on its trip."""

    HOME = "home"
    OUT = "out"
    FAR = "far"
    BACK = "back"


class Hauler:
    """Carries from one tank to another while it is let: it fetches payloads, or brings them, from where it is charged.

    It leaves its charger with a full battery; to fetch, once a payload is promised to it; to bring, once it is full. At
    the far end it loads until it is full, or unloads until it is empty, and waits where it cannot: while the tank there
    is empty until it holds a payload again, while it is full until there is room for one. It turns back with what it
    has as soon as its battery holds no more than the way back and the reserve. Away from the charger its heat comes out
    of its battery, whether it is let go on or not. A battery that is empty there strands it, until it is towed home.

    Args:
        env: The environment, time in h.
        name: Its name; its flows bear it.
        source: Where it loads.
        target: Where it unloads.
        route: What it carries where.
        capacity: Energy of its battery [kWh]; it is full at first.
        on_change: Called when it is starved, blocked, charging or handling, or no longer.
        on_dock: Called with False when it leaves its charger, and with True when it is back.
        on_drained: Called when its battery is empty away from the charger.
        on_full: Called when its battery is full.
        battery_recorder: Where to record the energy in the battery [kWh].
        cargo_recorder: Where to record what it carries [unit].

    Raises:
        ValueError: A tank is smaller than a payload.
    """

    def __init__(
        self,
        env: Environment,
        name: str,
        source: Depot,
        target: Tank,
        route: Route,
        capacity: float,
        *,
        on_change: Callable[[], None] = lambda: None,
        on_dock: Callable[[bool], None] = lambda _: None,
        on_drained: Callable[[], None] = lambda: None,
        on_full: Callable[[], None] = lambda: None,
        battery_recorder: Recorder | None = None,
        cargo_recorder: Recorder | None = None,
    ) -> None:
        for tank in (source.tank, target):
            if route.payload > tank.capacity:
                raise ValueError(f"hauler '{name}': {tank.name} holds less than its payload of {route.payload:g}")
        self.name = name
        self.route = route
        self.leg = Leg.HOME
        """Where it is on its trip."""
        self.trips = 0
        """How often it left its charger."""
        self._env = env
        self._source = source
        self._on_change, self._on_dock, self._on_drained, self._on_full = on_change, on_dock, on_drained, on_full
        self.cargo = Tank(
            env, f"{name} cargo", route.payload, recorder=cargo_recorder, on_full=self._settle, on_empty=self._settle
        )
        """What it carries [unit]."""
        made = partial(Tank, env, f"{name} battery", capacity, capacity, recorder=battery_recorder)
        self.battery = made(on_full=self._full, on_empty=self._drain)
        """Energy in its battery [kWh]."""
        self._charged = True
        self._charge, self._drive, self._heat = (self.battery.flow(what) for what in ("charge", "drive", "heat"))
        self._loads = Transfer(source.tank, self.cargo, f"{name} loads", route.payload / route.loading)
        self._unloads = Transfer(self.cargo, target, f"{name} unloads", route.payload / route.unloading)
        payload, room = route.payload, target.capacity - route.payload
        self._there = source.tank.band(0.0, payload, on_low=self._settle, on_high=self._settle, starts_low=True)
        self._room = target.band(room, target.capacity, on_low=self._settle, on_high=self._settle, starts_low=True)
        self._asks = False
        self._promised = False
        self._arrival = Alarm(env, self._arrive)
        self._turn = Alarm(env, self._turn_back)
        self._gone = 0.0
        self._since = env.now
        self._drives = False
        self._turned = False
        self._runs = False
        self._reasons = (False, False, False, False)
        self._settling = self._again = False
        self._there_now = False

    @property
    def starved(self) -> bool:
        """Whether what it is to load is missing."""
        return self._reasons[0]

    @property
    def blocked(self) -> bool:
        """Whether there is no room for what it is to unload."""
        return self._reasons[1]

    @property
    def charging(self) -> bool:
        """Whether nothing but its battery keeps it at its charger."""
        return self._reasons[2]

    @property
    def handling(self) -> bool:
        """Whether it has to load or unload at its charger before it goes."""
        return self._reasons[3]

    @property
    def docked(self) -> bool:
        """Whether it stands at its charger."""
        return self.leg is Leg.HOME

    @property
    def full(self) -> bool:
        """Whether its battery is full."""
        return self._charged

    @property
    def from_home(self) -> float:
        """How far it is from its charger [m]."""
        gone = self._gone
        if self._drives:
            gone = min(self.route.distance, gone + self.route.speed * (self._env.now - self._since))
        ways = {Leg.HOME: 0.0, Leg.OUT: gone, Leg.FAR: self.route.distance, Leg.BACK: self.route.distance - gone}
        return ways[self.leg]

    @property
    def carried(self) -> float:
        """What it has unloaded so far [unit]."""
        return self._unloads.total

    @property
    def charged_energy(self) -> float:
        """What its battery was given so far [kWh]."""
        return self._charge.total

    @property
    def driven_energy(self) -> float:
        """What driving took so far [kWh]."""
        return -self._drive.total

    @property
    def heat_energy(self) -> float:
        """What its heat took away from the charger so far [kWh]."""
        return -self._heat.total

    def begin(self) -> None:
        """Be there from now on, at the charger."""
        self._there_now = True
        self._settle()

    def end(self) -> None:
        """Be gone from now on, with what it carries."""
        self._there_now = False
        self._runs = False
        self._arrival.cancel()
        self._turn.cancel()
        for flow in (self._charge, self._drive, self._heat):
            flow.run(0.0)
        self._loads.run(False)
        self._unloads.run(False)
        self._release()

    def start(self) -> None:
        """Go on, now that nothing keeps it from working."""
        self._runs = True
        self._settle()

    def stop(self) -> None:
        """Stand still where it is."""
        self._runs = False
        self._settle()

    def charge(self, power: float) -> None:
        """Let its battery be given a power from now on [kW], while it stands at its charger and is not full."""
        self._charge.set(power if self.leg is Leg.HOME and self._there_now and not self._charged else 0.0)

    def tow_home(self) -> None:
        """Stand at its charger, with what it carries and what is left in its battery."""
        if self.leg is not Leg.HOME:
            self._enter(Leg.HOME)
            self._settle()

    # ---- the trip ----

    def _settle(self) -> None:
        """Take account of whatever changed: go on to what comes next, say what is missing, and let flow what flows."""
        if not self._there_now:
            return
        self._again = True
        if self._settling:
            return  # the loop that is running takes account of it
        self._settling = True
        try:
            while self._again:
                self._again = False
                self._see_to_promise()
                reasons = self._missing()
                if reasons != self._reasons:
                    # Who hears of it may keep it from going on.
                    self._reasons = reasons
                    self._again = True
                    self._on_change()
                else:
                    self._again |= self._go_on()
        finally:
            self._settling = False
        self._flow()

    @property
    def _done_here(self) -> bool:
        """Whether it has loaded or unloaded all that there is to at this end."""
        loads_here = (self.leg is Leg.FAR) == self.route.fetches
        return self.cargo.level >= self.route.payload if loads_here else self.cargo.level <= 0.0

    def _see_to_promise(self) -> None:
        """At its charger, ask for what it is to load or drive for; once it has loaded, leave the promise."""
        if self.leg is Leg.HOME:
            if self.route.fetches == self._done_here:
                self._ask()
            elif not self.route.fetches:
                self._release()

    def _go_on(self) -> bool:
        """Set out for the other end, if it may; whether it does."""
        if self.leg is Leg.FAR and (self._done_here or self._turned):
            self._enter(Leg.BACK)
        elif self.leg is Leg.HOME and self._done_here and self._runs and not any(self._reasons[:3]):
            self._enter(Leg.OUT)
        else:
            return False
        return True

    def _missing(self) -> tuple[bool, bool, bool, bool]:
        """Whether it is starved, blocked, charging; whether it has to load or unload at its charger."""
        if self.leg not in (Leg.HOME, Leg.FAR):
            return False, False, False, False
        home, fetches = self.leg is Leg.HOME, self.route.fetches
        if not self._done_here:
            if home == fetches:
                return False, not self._room.is_low, False, home
            return self._there.is_low or (home and not self._promised), False, False, home
        return (home and fetches and not self._promised), False, home and not self._charged, False

    def _ask(self) -> None:
        """Ask for a payload where it lies, if it has not."""
        if not (self._asks or self._promised):
            self._asks = True
            self._source.ask(self.route.payload, self._promise_made)

    def _promise_made(self) -> None:
        self._asks, self._promised = False, True
        if self._there_now:
            self._settle()
        else:
            self._release()

    def _release(self) -> None:
        """Leave what was promised to others, or have it on board."""
        if self._promised:
            self._promised = False
            self._source.release(self.route.payload)

    def _enter(self, leg: Leg) -> None:
        was, self.leg = self.leg, leg
        self._gone, self._drives, self._turned = 0.0, False, False
        self._arrival.cancel()
        self._turn.cancel()
        if leg is Leg.OUT:
            self.trips += 1
            self._charged = False
            self._charge.run(0.0)
            self._on_dock(False)
        elif leg is Leg.HOME and was is not Leg.HOME:
            self._drive.run(0.0)
            self._heat.run(0.0)
            self._charged = self.battery.level >= self.battery.capacity
            self._on_dock(True)
        if leg in (Leg.BACK, Leg.HOME):
            self._release()

    def _flow(self) -> None:
        """Let flow what flows on this leg."""
        now, leg, runs = self._env.now, self.leg, self._runs
        if self._drives:
            self._gone = min(self.route.distance, self._gone + self.route.speed * (now - self._since))
        self._since = now
        empty = self.battery.level <= 0.0
        self._drives = runs and leg in (Leg.OUT, Leg.BACK) and not empty
        if self._drives:
            self._arrival.set(now + (self.route.distance - self._gone) / self.route.speed)
        else:
            self._arrival.cancel()
        away = leg is not Leg.HOME and not empty
        self._drive.set(-self.route.drive(self.cargo.level) if self._drives else 0.0)
        self._heat.set(-self.route.heat if away else 0.0)
        works = runs and leg in (Leg.HOME, Leg.FAR) and not (self._done_here or self.starved or self.blocked)
        unloads_here = (leg is Leg.HOME) == self.route.fetches
        self._loads.run(works and not unloads_here)
        self._unloads.run(works and unloads_here)
        if leg is Leg.FAR:
            self._plan_turn(now)

    def _plan_turn(self, now: float) -> None:
        """Turn back in time."""
        route = self.route
        load = route.payload if route.fetches else self.cargo.level
        back = route.way * (route.drive(load) + route.heat)
        spare = self.battery.level - back - route.reserve
        self._turn.set(now if spare <= 0.0 else now + spare / route.heat if route.heat > 0.0 else math.inf)

    def _arrive(self) -> None:
        self._enter(Leg.FAR if self.leg is Leg.OUT else Leg.HOME)
        self._settle()

    def _turn_back(self) -> None:
        self._turned = True
        self._settle()

    def _full(self) -> None:
        self._charge.run(0.0)
        if self.leg is Leg.HOME:
            self._charged = True
            self._on_full()
            self._settle()

    def _drain(self) -> None:
        self._settle()
        if self.leg is not Leg.HOME:
            self._on_drained()
