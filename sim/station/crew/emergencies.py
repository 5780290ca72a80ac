"""Emergencies: what goes wrong by plan."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sim.moon.solar_storms import Storm
from sim.scenario.schema.crew import Crew
from sim.scenario.schema.crew_emergencies import Blackout, LanderFailure, Leak, MachineFailure, Spill
from sim.scenario.schema.crew_emergencies import Storm as StormTable
from sim.station.base import Base
from sim.station.crew.cabin import Cabin
from sim.station.crew.causes import Causes
from sim.station.crew.habitats import Habitats
from sim.station.crew.landers import Landers
from sim.station.energy.system import Energy
from sim.station.resources.system import Resources
from sim.station.tools.system import Tools


class Emergencies:
    """Lets what is planned to go wrong do so, each with an event.

    Args:
        base: The base.
        table: What the scenario says.
        cabin: The air.
        habitats: The modules.
        landers: Ways home.
        causes: What is to know of what was lost.
    """

    def __init__(
        self, base: Base, table: Crew, cabin: Cabin, habitats: Habitats, landers: Landers, causes: Causes
    ) -> None:
        self._base = base
        self._cabin = cabin
        self._habitats = habitats
        self._landers = landers
        self._causes = causes
        for name in sorted(table.emergencies):
            one = table.emergencies[name]
            begin = base.context.hours_of(one.date) + one.hours
            if isinstance(one, Leak):
                base.context.at(begin, partial(self._leak, one))
            elif isinstance(one, LanderFailure):
                base.context.at(begin, partial(self._fail_lander, one))
            elif isinstance(one, MachineFailure):
                base.context.at(begin, partial(self._fail_machine, one))
            elif isinstance(one, Blackout):
                base.context.at(begin, partial(self._cut, one))
            elif isinstance(one, Spill):
                base.context.at(begin, partial(self._spill, one))

    def _leak(self, one: Leak) -> None:
        module, rate = self._habitats.modules[one.module], float(one.rate)
        if not module.open:
            self._log(one.name, f"{one.module} is not open")
            return
        self._log(one.name, f"a hole in {one.module} that loses {rate:g} kg/h of air")
        self._cabin.leak(one.module, rate)
        if one.duration is not None:
            self._later(float(one.duration), partial(self._patch, one))

    def _patch(self, one: Leak) -> None:
        if one.module in self._cabin.holes:
            self._cabin.leak(one.module, -float(one.rate))
            self._over(one.name, f"{one.module} is patched")

    def _fail_lander(self, one: LanderFailure) -> None:
        there = [lander for lander in self._landers.standing if lander.spec.name == one.lander]
        self._log(one.name, ", ".join(f"{lander.name} fails" for lander in there) or f"no {one.lander} stands there")
        for lander in there:
            lander.fail(None if one.duration is None else float(one.duration))

    def _fail_machine(self, one: MachineFailure) -> None:
        units = [unit for unit in self._base[Tools].units if one.machine in (unit.name, unit.spec.name)]
        there = [unit for unit in units if unit.machine.in_service]
        self._log(one.name, ", ".join(f"{unit.name} fails" for unit in there) or f"{one.machine} is not there")
        for unit in there:
            unit.break_down(float(one.duration))

    def _cut(self, one: Blackout) -> None:
        hours = float(one.duration)
        self._log(one.name, f"{one.source or 'whatever feeds the base'} gives no power for {hours:g} h")
        self._switch(one, True)

        def mend() -> None:
            self._over(one.name, f"{one.source or 'whatever feeds the base'} may give power again")
            self._switch(one, False)

        self._later(hours, mend)

    def _switch(self, one: Blackout, off: bool) -> None:
        bus = self._base[Energy].bus
        if one.source is None:
            bus.cut(off)
        elif one.source in bus.sources:
            bus.sources[one.source].cut(off)

    def _spill(self, one: Spill) -> None:
        stock = self._base[Resources].stocks[one.store]
        level = stock.tank.level
        self._log(one.name, f"{level:.1f} kg of {one.store} are lost")
        self._causes.spilled[one.store] = self._base.env.now
        stock.take(level)

    def _log(self, name: str, detail: str) -> None:
        self._base.log("crew", name, "emergency", detail)

    def _over(self, name: str, detail: str) -> None:
        self._base.log("crew", name, "emergency_over", detail)

    def _later(self, hours: float, callback: Callable[[], None]) -> None:
        self._base.context.at(self._base.env.now + hours, callback)


def planned_storms(base: Base, table: Crew) -> list[Storm]:
    """Solar particle events that come by plan, in order of their names."""
    found = []
    for name in sorted(table.emergencies):
        one = table.emergencies[name]
        if isinstance(one, StormTable):
            begin = base.context.hours_of(one.date) + one.hours
            found.append(Storm(begin, begin + float(one.duration), float(one.dose)))
    return found
