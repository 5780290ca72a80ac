"""Causes: why something that people need is not there, worked out at that moment and followed to its root."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

from sim.engine import Process, Tank
from sim.engine.process import Line
from sim.scenario.schema.crew_habitats import CABIN, CARBON_DIOXIDE, NITROGEN, OXYGEN
from sim.station.base import Base
from sim.station.crew.cabin import Cabin
from sim.station.crew.needs import Needs
from sim.station.energy.system import Energy
from sim.station.outcome import Event
from sim.station.resources.system import Resources
from sim.station.states import State
from sim.station.tools.unit import Unit

ARROW = " <- "
"""Stands in a chain between what is and what it comes from."""

_NAMED = 3
"""How many units of a process are named."""
_NEED_POWER = (State.DORMANT, State.BLACKOUT, State.SHED, State.NO_POWER)
"""States behind which the supply of power is looked at."""
_STORAGE = ("storage_empty", "storage_resumed")
_CUT = "cut off by plan"


class Causes:
    """Why pressures, power, water or food of a base are not what they should be.

    Args:
        base: The base.
        cabin: The air.
        needs: What people take.
    """

    def __init__(self, base: Base, cabin: Cabin, needs: Needs) -> None:
        self._base = base
        self._cabin = cabin
        self._needs = needs
        self._resources = base[Resources]
        self._energy = base[Energy]
        self._black_since = 0.0
        self.spilled: dict[str, float] = {}
        """Stores whose content was lost at once, with when [h]."""
        self._energy.when_blackout_changes(self._blackout_changed)

    def of_pressure(self) -> str:
        """Why the total pressure is low."""
        return self._short_of(NITROGEN)

    def of_oxygen(self) -> str:
        """Why there is too little oxygen in the air."""
        return self._short_of(OXYGEN)

    def of_carbon_dioxide(self) -> str:
        """Why there is too much carbon dioxide in the air."""
        takers = [
            process
            for process in self._resources.processes.values()
            if any(line.stream.name == CARBON_DIOXIDE for line in process.takes)
        ]
        texts = [text for process in takers for text in self._standstill(process, {process.name})]
        return _and(texts) or "nothing takes it out of the air"

    def of_power(self) -> str:
        """Why the habitats have no power."""
        black = f"blackout since {self.when(self._black_since)}{ARROW}" if self._energy.blackout else ""
        return black + self._power()

    def of_need(self, commodity: str) -> str:
        """Why people do not get a commodity out of its store."""
        stock = self._resources.stock(commodity)
        if stock is None:
            return f"there is no store of {commodity}"
        return self._out(stock.tank, self._needs.missing.get(commodity), set())

    def when(self, hours: float) -> str:
        """A moment for people (UTC)."""
        start = dt.datetime.combine(self._base.context.scenario.start, dt.time())
        return f"{start + dt.timedelta(hours=hours):%Y-%m-%d %H:%M}"

    def _short_of(self, gas: str) -> str:
        """Why what is let in of a gas does not keep the pressure up."""
        causes = _and([*self._nowhere(), *self._holes(), *self._valve(gas)])
        return causes or f"the {CABIN[gas]} that is let in does not suffice"

    def _nowhere(self) -> Iterator[str]:
        """That there is no module any more."""
        if self._cabin.volume <= 0.0:
            last = self._latest("crew", lambda event: event.event == "module_shut")
            yield "no module is open" + ("" if last is None else f" since {self.when(last.time_h)}")

    def _holes(self) -> Iterator[str]:
        for module, (rate, since) in sorted(self._cabin.holes.items()):
            yield f"hole in {module}, {rate:g} kg/h of air, since {self.when(since)}"

    def _valve(self, gas: str) -> Iterator[str]:
        """Why a gas is not let in."""
        valve, stock = self._cabin.valves[gas], self._resources.stock(CABIN[gas])
        if stock is None:
            yield f"there is no store of {CABIN[gas]}"
        elif valve.starved:
            yield self._out(stock.tank, valve.starved_since, set())

    def _out(self, tank: Tank, since: float | None, seen: set[str]) -> str:
        """That a store is empty, and why nothing comes into it."""
        name = next(name for name, stock in self._resources.stocks.items() if stock.tank is tank)
        text = f"{name} store empty" + ("" if since is None else f" since {self.when(since)}")
        if since is not None and self.spilled.get(name) == since:
            text += f"{ARROW}what was in it was lost"
        resources = self._resources
        makers = [process for process in resources.processes.values() if _flows(process.gives, tank)]
        bringers = [key for key, some in resources.haulers.items() if any(one.target.tank is tank for one in some)]
        known = {*(process.name for process in makers), *bringers}
        if known and known <= seen:
            return text  # a ring: it has been followed once round
        seen = seen | known
        causes = [one for process in makers if process.name in known for one in self._standstill(process, seen)]
        for key in bringers:
            causes += self._states([one.unit for one in resources.haulers[key]], key, list)
        if causes:
            return text + ARROW + _and(causes)
        given = any(_flows(user.gives, tank) for user in resources.users.values())
        return text + ARROW + ("what people give does not suffice" if given else f"nothing makes {name}")

    def _standstill(self, process: Process, seen: set[str]) -> Iterator[str]:
        """What each state that units of a process are in comes from."""

        def stores() -> list[str]:
            tanks = {line.stream.name: line.stream.tank for line in process.takes}
            texts = []
            for name, since in process.missing.items():
                tank = tanks[name]
                if name in CABIN or tank is None:
                    texts.append("too little of it in the air to start again")
                else:
                    texts.append(self._out(tank, since, seen))
            return texts or [f"{name} store full since {self.when(since)}" for name, since in process.full.items()]

        yield from self._states(self._resources.units_of(process.name), process.name, stores)

    def _states(self, all_units: Sequence[Unit], name: str, stores: Callable[[], list[str]]) -> Iterator[str]:
        """Which states units are in since when, and what each comes from; ``stores`` says it of what feeds them."""
        groups: dict[State, list[Unit]] = {}
        for unit in all_units:
            state = unit.machine.state
            assert isinstance(state, State)
            groups.setdefault(state, []).append(unit)
        groups.pop(State.OUT_OF_SERVICE, None)
        if not groups:
            yield f"{name} is not there"
        for state, units in sorted(groups.items()):
            first = min(unit.machine.since for unit in units)
            text = f"{state.words.format(_some(units))} since {self.when(first)}"
            causes: list[str] = []
            if state in (State.NO_FEEDSTOCK, State.NO_ROOM, State.IDLE):
                causes = stores()
            elif state in _NEED_POWER:
                causes = [self.of_power()]
            elif state is State.FROZEN:
                causes = [self._cold(units[0])]
            elif state is State.WORKING:
                text += ", which does not suffice"
            yield text + (ARROW + _and(causes) if causes else "")

    def _power(self) -> str:
        """What feeds the base, and what does not."""
        bus = self._energy.bus
        if bus.cut_off:
            return f"all sources and storages {_CUT}"
        texts = []
        for name, source in sorted(bus.sources.items()):
            if source.cut_off:
                texts.append(f"{name} {_CUT}")
            elif source.power <= 0.0:
                state = "in the dark" if name in self._base.tables.energy.arrays else "out"
                texts.append(f"{name} {state} since {self.when(source.since)}")
        if bus.supply > 0.0:
            texts.append(f"{bus.supply:.1f} kW of {bus.demand:.1f} kW from sources")
        return _and([*texts, self._storage()])

    def _storage(self) -> str:
        """What is in the storages."""
        usable = self._energy.usable
        if usable is None:
            return "no storage"
        if usable > 0.0:
            return f"{usable:.1f} kWh stored"
        last = self._latest("energy", lambda event: event.event in _STORAGE)
        known = last is not None and last.event == _STORAGE[0]
        return "storage empty" + (f" since {self.when(last.time_h)}" if last is not None and known else "")

    def _cold(self, unit: Unit) -> str:
        """What a machine froze for."""
        froze = self._latest("tools", lambda event: event.subject == unit.name and event.event == "cold_failure")
        short = self._latest("energy", lambda event: event.event == "survival_shortfall")
        texts = ["" if froze is None else froze.detail]
        texts += [] if short is None else [f"survival power short since {self.when(short.time_h)}"]
        return ARROW.join(filter(None, texts)) or "the cold"

    def _latest(self, system: str, wanted: Callable[[Event], bool]) -> Event | None:
        """The last event of a system of this base that is wanted."""
        events = reversed(self._base.context.events)
        name = self._base.prefix + system
        return next((event for event in events if event.system == name and wanted(event)), None)

    def _blackout_changed(self, _black: bool) -> None:
        self._black_since = self._base.env.now


def _flows(lines: Sequence[Line], tank: Tank) -> bool:
    """Whether any of some lines of a process is one of a tank."""
    return any(line.stream.tank is tank for line in lines)


def _and(texts: Sequence[str]) -> str:
    """Texts as one, in their order."""
    return " and ".join(texts)


def _some(units: Sequence[Unit]) -> str:
    """Names of units, of many the first."""
    names = [unit.name for unit in units[:_NAMED]]
    more = f" and {len(units) - _NAMED} more" if len(units) > _NAMED else ""
    return ", ".join(names) + more
