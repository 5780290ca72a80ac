"""`[energy]`: what gives, stores and takes electric power."""

import math
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field

from sim.scenario.quantity import Dim, Quantity
from sim.scenario.schema.base import (
    VITAL_CLASSES,
    Arrives,
    Catalogued,
    Dated,
    Efficiency,
    Flag,
    Fraction,
    Height,
    Keyed,
    Kilograms,
    Kilowatts,
    Landed,
    LoadClass,
    Provides,
    Standing,
    listed,
    put_names,
    standing,
    total,
)
from sim.scenario.schema.machines import machines_at
from sim.scenario.schema.orbit import orbit_of
from sim.scenario.schema.places import Cable, Place, Placed
from sim.scenario.schema.shedding import ClassRule, check_rules, rules_to_mind
from sim.scenario.schema.system import (
    QUICKEST_H,
    ROUNDING,
    SMALL_H,
    Check,
    MissingError,
    Report,
    Span,
    System,
    items,
    readable,
    seconds,
)


class Source(Standing, Placed):
    """Something that gives electric power."""

    provides: ClassVar[Provides | None] = "power"
    namespace: ClassVar[str] = "source"

    path_efficiency: Efficiency
    """Share of its power that reaches the bus after conversion and cables [1]."""

    def peak(self, irradiance: float) -> float:
        """Most power of one unit at the bus under an irradiance [kW/m^2] [kW]."""
        raise NotImplementedError(f"{type(self).__name__} does not say its power under {irradiance} kW/m^2")


class Array(Source):
    """Solar arrays that turn about a vertical axis to face the Sun, on a mast."""

    word: ClassVar[str] = "array"

    area: Annotated[Quantity, Dim("m^2", gt=0, le=1e5)]
    """Area that faces the Sun, one unit [m^2]."""
    areal_mass: Annotated[Quantity, Dim("kg/m^2", ge=0, le=1e4)]
    """Mass as landed over that area, mast included [kg/m^2]."""
    efficiency: Efficiency
    """Share of the sunlight on that area that becomes electric power when new [1]."""
    mast: Height
    """Height of the middle of the array above ground, not the length of its mast; it chooses the horizon [m]."""
    dust_loss: Annotated[Quantity, Dim("1/yr", ge=0, lt=1)]
    """Rate at which dust takes from the output that is left: after t it is exp(-rate t) of the new one [1/h]."""
    wear_loss: Annotated[Quantity, Dim("1/yr", ge=0, lt=1)]
    """Rate at which radiation and wear take from the output that is left, as dust does [1/h]."""

    @property
    def unit_mass(self) -> float:
        """Mass of one unit as landed [kg]."""
        return float(self.area) * float(self.areal_mass)

    def peak(self, irradiance: float) -> float:
        """Most power of one unit at the bus under an irradiance [kW/m^2] [kW]: when new, facing the Sun."""
        return self.area.value * self.efficiency.value * irradiance * self.path_efficiency.value


class Storage(Standing):
    """Something that takes electric power and gives it back. Figures are of one unit; those of an entry act as one."""

    provides: ClassVar[Provides | None] = "power"
    refused: ClassVar[Mapping[str, str]] = {
        "at": "storage stands at the main place of its base; leave it out, and let a cable bring power to the place"
    }

    capacity: Annotated[Quantity, Dim("kWh", gt=0, le=1e7)]
    """Energy between empty and full [kWh]."""
    specific_energy: Annotated[Quantity, Dim("kWh/kg", ge=0.001, le=100)]
    """Capacity of a kilogram of the pack, from which its mass as landed follows [kWh/kg]."""
    charge_power: Annotated[Quantity, Dim("kW", gt=0, le=1e5)]
    """Largest power taken from the bus [kW]."""
    discharge_power: Annotated[Quantity, Dim("kW", gt=0, le=1e5)]
    """Largest power given to the bus [kW]."""
    charge_efficiency: Annotated[Quantity, Dim("1", ge=0.01, le=1)]
    """Share of the power taken from the bus that is stored [1]."""
    discharge_efficiency: Annotated[Quantity, Dim("1", ge=0.01, le=1)]
    """Share of the power taken from the store that leaves it [1]."""
    path_efficiency: Efficiency
    """Share of the power that leaves it that reaches the bus after conversion and cables [1]."""
    depth_of_discharge: Annotated[Quantity, Dim("1", gt=0, le=1)]
    """Share of the capacity that classes may use which do not draw on the last reserve; a choice for its life [1]."""
    last_reserve: Fraction
    """State of charge below which it gives nothing to anyone, survival heat included [1]."""
    reserve_resume: Fraction
    """State of charge at which a storage that was drawn down to its last reserve gives from it again [1]."""
    self_discharge: Annotated[Quantity, Dim("1/month", ge=0, lt=1)]
    """Share of the charge lost in a month [1/h]."""
    calendar_fade: Annotated[Quantity, Dim("1/yr", ge=0, lt=1)]
    """Rate at which age takes from the capacity that is left: after t it is exp(-rate t) of the new one [1/h]."""
    cycle_life: Annotated[Quantity, Dim("1", ge=1, le=1e9)]
    """Cycles between full and cycle_depth after which 80 % of the capacity is left [1]."""
    cycle_depth: Annotated[Quantity, Dim("1", gt=0, le=1)]
    """Depth of discharge for which the cycle life is stated [1]."""
    cycle_exponent: Annotated[Quantity, Dim("1", ge=1, le=10)]
    """How a cycle life falls with depth: as depth to the power of minus this [1]."""
    initial_charge: Fraction
    """Energy stored on arrival as a share of the capacity [1]."""
    resume_charge: Fraction
    """State of charge at which a battery that reached its depth of discharge gives power to all again [1]."""

    @property
    def unit_mass(self) -> float:
        """Mass of one unit as landed [kg]."""
        return float(self.capacity) / float(self.specific_energy)


class Battery(Storage):
    """Batteries. Every figure is for one unit; the units of one entry act as one."""

    word: ClassVar[str] = "battery"


class Reactor(Landed, Source):
    """Fission reactors that give constant power but for planned outages."""

    word: ClassVar[str] = "reactor"

    power: Annotated[Quantity, Dim("kW", gt=0, le=1e5)]
    """Electric power of one unit at its terminals [kW]."""
    outage_interval: Annotated[Quantity, Dim("h", ge=1, le=1e9)]
    """Time from the start of one planned outage to the start of the next [h]."""
    outage_duration: Annotated[Quantity, Dim("h", ge=0, le=1e9)]
    """How long a planned outage lasts [h]."""
    first_outage: Annotated[Quantity, Dim("h", ge=0, le=1e9)]
    """Time from arrival to the start of the first planned outage [h]."""

    def peak(self, irradiance: float) -> float:  # noqa: ARG002
        """Most power of one unit at the bus, whatever the irradiance [kW/m^2] [kW]."""
        return self.power.value * self.path_efficiency.value


class Load(Catalogued, Dated, Placed):
    """A steady taker of power that is not a machine."""

    word: ClassVar[str] = "load"

    class_: LoadClass = Field(alias="class")
    """Priority class: survival, critical, operations or deferrable."""
    power_lit: Kilowatts
    """Power taken while the Sun shines on the site [kW]."""
    power_dark: Kilowatts
    """Power taken while it does not [kW]."""
    divisible: Flag = False
    """Whether it can run on part of its power; if not, it is served whole or not at all."""
    mass: Kilograms | None = None
    """Mass as landed of what takes the power [kg]; if not given, landed mass leaves it out."""

    @property
    def power_class(self) -> LoadClass:
        """The priority class, under the name that machines use."""
        return self.class_

    def landed_mass(self, arrives: Arrives) -> float:
        """Mass that lands within a span, or stands there from its start [kg]; 0 where none is given.

        Args:
            arrives: Whether something is there at some time of the span.
        """
        return float(self.mass) if self.mass is not None and arrives(self) else 0.0


UPRIGHT_FROM_DEG = 60.0
"""Latitude from which on upright arrays keep most of their power at noon [deg]."""


class Energy(System):
    """The four must-haves: energy."""

    arrays: Keyed[Array] = Field(default_factory=dict)
    """Solar arrays by name."""
    batteries: Keyed[Battery] = Field(default_factory=dict)
    """Batteries by name."""
    reactors: Keyed[Reactor] = Field(default_factory=dict)
    """Fission reactors by name."""
    loads: Keyed[Load] = Field(default_factory=dict)
    """Loads by name; machines and instruments bring their own."""
    places: Keyed[Place] = Field(default_factory=dict)
    """Places besides the main one by name: sources, loads and machines may stand `at` them."""
    cables: Keyed[Cable] = Field(default_factory=dict)
    """Cables from the main place to others by name."""
    classes: Annotated[dict[LoadClass, ClassRule], AfterValidator(put_names)] = Field(default_factory=dict)
    """Rules for shedding by priority class."""
    charging_share: Fraction
    """Share of what the sources give beyond the classes that are not shed which charging is owed meanwhile [1]."""
    cabling_mass: Kilograms
    """Mass as landed of cables and switchgear [kg]."""
    restart_time: Annotated[Quantity, Dim("h", gt=0, le=1e4)]
    """Time from the return of critical power until links and machines work again [h]."""

    def sources(self) -> dict[str, Source]:
        """Return everything that gives power by name, in the order of the schema, then by name."""
        return self.assets(Source)

    def storages(self) -> dict[str, Storage]:
        """Return everything that stores power by name, in the order of the schema, then by name."""
        return self.assets(Storage)

    def landed_mass(self, arrives: Arrives) -> float:
        """Mass of the cabling, there from the start, and of the cables but for their converters [kg].

        Arguments as of `Standing.landed_mass`.
        """
        laid = [
            int(cable.count) * (cable.mass(self.places) - cable.unit_mass)
            for cable in self.cables.values()
            if arrives(cable)
        ]
        return math.fsum([float(self.cabling_mass) if arrives(self) else 0.0, *laid])

    def cables_to(self, place: str) -> list[Cable]:
        """Return the cables that lead to a place, sorted by name."""
        there = standing(self.cables)
        return [there[name] for name in sorted(there) if there[name].place == place]

    @classmethod
    def checks(cls) -> tuple[Check, ...]:
        """What must hold between keys."""
        return (_marks, _reserves, check_rules, _quick_storages, _quick_classes, _outages)

    def overview(self, here: Any) -> Iterator[tuple[str, str]]:
        """Sources, storage and steady loads, with their sums."""
        irradiance = here.site.solar_irradiance.value
        if self.arrays:
            peak = total(self.arrays, lambda array: array.peak(irradiance))
            yield "arrays", f"{listed(self.arrays)}: {peak:.4g} kW at the bus when new, at 1 AU"
        if self.reactors:
            power = total(self.reactors, lambda reactor: reactor.peak(irradiance))
            yield "reactors", f"{listed(self.reactors)}: {power:.4g} kW at the bus"
        for key, storages in self.kinds(Storage):
            capacity = total(storages, lambda storage: storage.capacity.value)
            usable = total(storages, lambda storage: storage.capacity.value * storage.depth_of_discharge.value)
            left = total(storages, lambda storage: storage.capacity.value * storage.last_reserve.value)
            shares = f"{usable:.5g} kWh usable and {capacity - usable - left:.5g} kWh more for survival"
            yield key.replace("_", " "), f"{listed(storages)}: {capacity:.5g} kWh, of which {shares}"
        loads = self.loads.values()
        lit, dark = sum(load.power_lit.value for load in loads), sum(load.power_dark.value for load in loads)
        heated: Mapping[str, Any] = machines_at(here)
        lit += total(heated, lambda machine: machine.survival_lit.value)
        dark += total(heated, lambda machine: machine.survival_dark.value)
        yield "steady loads", f"{lit:.4g} kW lit, {dark:.4g} kW dark, survival heat of all machines included"

    def notes(self, here: Any) -> Iterator[str]:
        """That nothing gives power, that rules do nothing or harm; which loads land without a mass."""
        instruments = {} if here.communication is None else here.communication.instruments
        takers = (self.loads, machines_at(here), instruments, here.crew, here.exploration)
        if not standing(self.sources()) and any(takers):
            yield "energy: there is no source of power"
        for name in VITAL_CLASSES:
            if name in self.classes and self.classes[name].shed_below is not None:
                what = "machines go cold" if name == "survival" else "machines and links stand still"
                yield f"energy.classes.{name}: to shed this class is an emergency: {what} until it is restored"
        yield from rules_to_mind(self.classes, list(standing(self.storages()).values()))
        latitude = abs(here.site.latitude.value)
        if standing(self.arrays) and latitude < UPRIGHT_FROM_DEG and orbit_of(here) is None:
            share = math.sin(math.radians(latitude))
            yield (
                f"energy: arrays stand upright, for the low Sun near a pole; at {latitude:.3g} deg they give "
                f"{100 * share:.2g} % of their power at noon"
            )
        weightless = [name for name, load in self.loads.items() if load.mass is None]
        if weightless:
            yield f"energy: landed mass leaves out what gives no mass among the loads: {', '.join(weightless)}"


def _storages(here: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield path and table of everything that stores power, as far as it can be read."""
    return ((path, storage) for path, storage, _ in readable(here, "energy", Energy, Storage))


def _marks(here: Any, _span: Span, report: Report) -> None:
    """A storage resumes above the floor at which it stops, and does not arrive below that floor."""
    for path, storage in _storages(here):
        with suppress(MissingError):
            floor = 1.0 - storage.depth_of_discharge.value
            if storage.resume_charge.value <= floor + ROUNDING:
                report((*path, "resume_charge"), f"must exceed 1 - depth_of_discharge, {floor:.4g}")
        with suppress(MissingError):
            floor = 1.0 - storage.depth_of_discharge.value
            if storage.initial_charge.value < floor - 1e-12:
                report((*path, "initial_charge"), f"must be at least 1 - depth_of_discharge, {floor:.4g}")


def _reserves(here: Any, _span: Span, report: Report) -> None:
    """The last reserve is part of what the depth of discharge leaves, and is given again above itself only."""
    for path, storage in _storages(here):
        with suppress(MissingError):
            floor = 1.0 - storage.depth_of_discharge.value
            if storage.last_reserve.value > floor + ROUNDING:
                report((*path, "last_reserve"), f"must be at most 1 - depth_of_discharge, {floor:.4g}")
        with suppress(MissingError):
            if storage.reserve_resume.value <= storage.last_reserve.value + ROUNDING:
                report((*path, "reserve_resume"), f"must exceed last_reserve, {storage.last_reserve}")


def _quick_storages(here: Any, _span: Span, report: Report) -> None:
    """No storage passes from its floor to where it gives power again within seconds: it would do so without end."""
    offered = _offered(here)
    for path, storage in _storages(here):
        with suppress(MissingError):
            power = min(storage.count.value * storage.charge_power.value, offered)
            if power == 0:
                continue
            hours = storage.count.value * storage.capacity.value / power
            passing = hours * (storage.resume_charge.value - (1.0 - storage.depth_of_discharge.value))
            if not ROUNDING * hours < passing < QUICKEST_H:
                continue
            if hours < SMALL_H:
                message = (
                    f"{storage.capacity} is too little to be charged with {power:.4g} kW: it would be full in "
                    f"{seconds(hours)}, time and again; give it more capacity, or set count = 0 to go without"
                )
                report((*path, "capacity"), message)
            else:
                message = (
                    f"{storage.resume_charge} is too near 1 - depth_of_discharge: charged with {power:.4g} kW it would "
                    f"give power again in {seconds(passing)}, time and again; leave more between them"
                )
                report((*path, "resume_charge"), message)


def _quick_classes(here: Any, _span: Span, report: Report) -> None:
    """No class is shed and restored within seconds."""
    there = [storage for _, storage in _storages(here)]
    capacity = sum(storage.count.value * storage.capacity.value for storage in there)
    power = min(sum(storage.count.value * storage.charge_power.value for storage in there), _offered(here))
    if power == 0 or capacity / power < SMALL_H:  # too small a battery has its own problem
        return
    for name, rule in items(here, "energy", "classes"):
        with suppress(MissingError):
            below, above = rule.shed_below, rule.restore_above
            gap = 0.0 if below is None or above is None else above.value - below.value
            if 2 * ROUNDING < gap < QUICKEST_H * power / capacity:
                message = (
                    f"{above} is too near shed_below, {below}: batteries charged with {power:.4g} kW would pass from "
                    f"one to the other in {seconds(gap * capacity / power)}, time and again; leave more between them"
                )
                report(("energy", "classes", name, "restore_above"), message)


def _outages(here: Any, _span: Span, report: Report) -> None:
    """An outage is over before the next begins."""
    for name, reactor in items(here, "energy", "reactors"):
        with suppress(MissingError):
            if reactor.outage_duration.value >= reactor.outage_interval.value:
                message = f"{reactor.outage_duration} must be shorter than outage_interval, {reactor.outage_interval}"
                report(("energy", "reactors", name, "outage_duration"), message)


def _offered(here: Any) -> float:
    """Most power that all sources give together [kW]."""
    irradiance = here.site.solar_irradiance.value
    sources = readable(here, "energy", Energy, Source)
    return float(sum(source.count.value * kind.peak(source, irradiance) for _, source, kind in sources))
