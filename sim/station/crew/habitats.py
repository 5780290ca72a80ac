"""Habitats: the modules, their power, what stands and lies over them, and holes in their walls."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sim.engine import Load
from sim.moon.radiation import GRAMS_CM2
from sim.scenario.schema.crew import Crew
from sim.scenario.schema.crew_habitats import Habitat
from sim.station.base import Base, unit_names
from sim.station.crew.cabin import Cabin
from sim.station.crew.people import People
from sim.station.energy.system import Energy
from sim.station.resources.system import Resources
from sim.station.shelter.system import BuildingSite

_FILL_STEP = 50.0
"""By how much the fill over a habitat grows before its shield counts as more [kg/m^2]: 5 g/cm^2."""


@dataclass
class Module:
    """One module.

    Attributes:
        name: Its name.
        spec: What the scenario says of it.
        open: Whether it is there and shares its air with the others.
    """

    name: str
    spec: Habitat
    open: bool = False


class Habitats:
    """The modules of a base.

    Args:
        base: The base.
        table: What the scenario says.
        cabin: The air in them.
        people: Who is there.
    """

    def __init__(self, base: Base, table: Crew, cabin: Cabin, people: People) -> None:
        self._base = base
        self._cabin = cabin
        self._people = people
        self._site = base[BuildingSite]
        self._heat = float(table.metabolic_rate)
        self.modules: dict[str, Module] = {}
        """All modules by name, open or not."""
        self._on_change: list[Callable[[], None]] = []
        shell = base.tables.bricks.density
        joints = float(base.tables.shelter.joint_fraction)
        structures = base.tables.shelter.structures
        self._roof = {
            name: float(one.thickness) * float(shell) * (1.0 - joints) for name, one in structures.items()
        }  # kg/m^2
        self._resources = base[Resources]
        self._energy = base[Energy]
        self._loads: dict[str, Load] = {}
        self._on_power: list[Callable[[], None]] = []
        self._energy.when_blackout_changes(lambda _: self._power_granted())
        for key in sorted(table.habitats):
            spec = table.habitats[key]
            units = [Module(name, spec) for name in unit_names(key, int(spec.count))] if int(spec.count) else []
            self.modules |= {unit.name: unit for unit in units}
            load = self._loads[key] = self._energy.bus.add_load(f"{key} habitat", spec.power_class)
            load.on_grant = lambda _: self._power_granted()
            self._watch_fill(spec)
            base.schedule_service(spec, "crew", key, partial(self._arrive, units), partial(self._retire, units))
        self._site.when_complete(lambda _: self._changed())
        people.when_population_changes(self._set_power)

    @property
    def open_modules(self) -> list[Module]:
        """Modules that are open."""
        return [one for one in self.modules.values() if one.open]

    @property
    def berths(self) -> int:
        """People that the open modules have room for."""
        return sum(int(one.spec.berths) for one in self.open_modules)

    @property
    def crewed_power(self) -> float:
        """Power of all open modules while people are there [kW]."""
        return math.fsum(float(one.spec.power_crewed) for one in self.open_modules)

    @property
    def powered(self) -> bool:
        """Whether all open modules have their power; in a blackout of the base only what survives it has."""
        black = self._energy.blackout
        return all(load.served and not (black and load.load_class.name != "survival") for load in self._loads.values())

    def when_power_changes(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` where modules may have their power, or not."""
        self._on_power.append(callback)

    def when_shield_changes(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` where modules come or go, or more stands or lies over one."""
        self._on_change.append(callback)

    def shield(self, name: str) -> float:
        """Matter around those who are in a module [g/cm^2]: its walls, the structure over it, and the fill on that."""
        spec = self.modules[name].spec
        matter = float(spec.shell)
        if spec.under is not None and self._site.stands(spec.under):
            matter += self._roof[spec.under]
            if spec.fill is not None and spec.fill_area is not None:
                fill = self._resources.stocks[spec.fill].tank.level / float(spec.fill_area)
                # The last of the steps that were noticed, so that it holds between the changes that are told of.
                matter += math.floor(fill / _FILL_STEP + 1e-9) * _FILL_STEP
        return matter * GRAMS_CM2

    def best_sheltered(self) -> Module | None:
        """The open module with the most matter around it."""
        return max(self.open_modules, key=lambda one: (self.shield(one.name), one.name), default=None)

    def roomiest(self) -> Module:
        """The open module with the most berths free, or the fewest too many; there must be one."""
        taken = [one.place for one in self._people.present]
        return max(self.open_modules, key=lambda one: (int(one.spec.berths) - taken.count(one.name), one.name))

    def home(self, place: str) -> str:
        """Where somebody who lives at a place goes: there, or where most berths are free if that was shut meanwhile."""
        module = self.modules.get(place)
        return place if module is None or module.open or not self.open_modules else self.roomiest().name

    def shut(self, module: Module, why: str) -> None:
        """Shut a module off from the others, for good."""
        if not module.open:
            return
        module.open = False
        self._cabin.shut_module(float(module.spec.volume), float(module.spec.leakage), module.name)
        self._base.log("crew", module.name, "module_shut", why)
        self._changed()

    def _arrive(self, units: list[Module]) -> None:
        for unit in units:
            unit.open = True
            self._cabin.add_module(float(unit.spec.volume), float(unit.spec.leakage))
            self._expect_hole(unit)
        self._changed()

    def _retire(self, units: list[Module]) -> None:
        for unit in units:
            self.shut(unit, "retired")

    def _power_granted(self) -> None:
        for callback in self._on_power:
            callback()

    def _changed(self) -> None:
        self._set_power()
        for callback in self._on_change:
            callback()

    def _set_power(self) -> None:
        crewed = bool(self._people.present)
        present, opened = len(self._people.present), max(1, len(self.open_modules))
        for key, load in self._loads.items():
            power = 0.0
            for one in self.modules.values():
                if one.spec.name == key and one.open:
                    inside = float(one.spec.power_crewed if crewed else one.spec.power_idle)
                    heat = inside + present * self._heat / opened
                    power += inside + float(one.spec.heat_rejection) * heat
            load.request(power)

    def _watch_fill(self, spec: Habitat) -> None:
        if spec.fill is None or spec.fill_area is None:
            return
        tank, step = self._resources.stocks[spec.fill].tank, _FILL_STEP * float(spec.fill_area)

        def await_step(number: int) -> None:
            if number * step <= tank.capacity:
                tank.when_at_least(number * step, lambda: reached(number))

        def reached(number: int) -> None:
            self._changed()
            await_step(number + 1)

        await_step(int(tank.level // step) + 1)

    def _expect_hole(self, module: Module) -> None:
        rate = float(module.spec.punctures)
        if rate <= 0.0:
            return
        wait = float(self._base.stream(f"puncture/{module.name}").exponential(1.0 / rate))

        def hit() -> None:
            self._expect_hole(module)
            roofed = module.spec.under is not None and self._site.stands(module.spec.under)
            if module.open and not roofed:
                self._base.log("crew", module.name, "puncture", f"{float(module.spec.puncture_leakage):g} kg/h of air")
                self._cabin.leak(module.name, float(module.spec.puncture_leakage))

        self._base.context.at(self._base.env.now + wait, hit)
