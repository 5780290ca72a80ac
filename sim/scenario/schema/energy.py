"""`[energy]`: what gives, stores and takes electric power."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from sim.scenario.quantity import Dim, Quantity
from sim.scenario.schema.base import (
    Asset,
    Catalogued,
    Dated,
    Efficiency,
    Flag,
    Fraction,
    Height,
    Keyed,
    Kilowatts,
    Landed,
    LoadClass,
    Named,
    Table,
    put_names,
)


class Array(Asset):
    """Solar arrays that turn about a vertical axis to face the Sun, on a mast."""

    area: Annotated[Quantity, Dim("m^2", gt=0, le=1e5)]
    """Area that faces the Sun, one unit [m^2]."""
    areal_mass: Annotated[Quantity, Dim("kg/m^2", ge=0, le=1e4)]
    """Mass as landed over that area, mast included [kg/m^2]."""
    efficiency: Efficiency
    """Share of the sunlight on that area that becomes electric power when new [1]."""
    mast: Height
    """Height of the middle of the array above ground; it chooses the horizon [m]."""
    dust_loss: Annotated[Quantity, Dim("1/yr", ge=0, lt=1)]
    """Rate at which dust takes from the output that is left: after t it is exp(-rate t) of the new one [1/h]."""
    wear_loss: Annotated[Quantity, Dim("1/yr", ge=0, lt=1)]
    """Rate at which radiation and wear take from the output that is left, as dust does [1/h]."""

    @property
    def unit_mass(self) -> float:
        """Mass of one unit as landed [kg]."""
        return float(self.area) * float(self.areal_mass)


class Battery(Asset):
    """Batteries. Every figure is for one unit; the units of one entry act as one."""

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
    """Share of the power taken from the store that reaches the bus [1]."""
    depth_of_discharge: Annotated[Quantity, Dim("1", gt=0, le=1)]
    """Share of the capacity that may be used; the rest always stays in [1]."""
    self_discharge: Annotated[Quantity, Dim("1/month", ge=0, lt=1)]
    """Share of the capacity lost in a month whatever the charge [1/h]."""
    initial_charge: Fraction
    """Energy stored on arrival as a share of the capacity [1]."""
    resume_charge: Fraction
    """State of charge at which a battery that ran empty gives power again [1]."""

    @property
    def unit_mass(self) -> float:
        """Mass of one unit as landed [kg]."""
        return float(self.capacity) / float(self.specific_energy)


class Reactor(Landed):
    """Fission reactors that give constant power but for planned outages."""

    power: Annotated[Quantity, Dim("kW", gt=0, le=1e5)]
    """Electric power of one unit [kW]."""
    outage_interval: Annotated[Quantity, Dim("h", ge=1, le=1e9)]
    """Time from the start of one planned outage to the start of the next [h]."""
    outage_duration: Annotated[Quantity, Dim("h", ge=0, le=1e9)]
    """How long a planned outage lasts [h]."""
    first_outage: Annotated[Quantity, Dim("h", ge=0, le=1e9)]
    """Time from arrival to the start of the first planned outage [h]."""


class Load(Catalogued, Dated):
    """A steady taker of power that is not a machine."""

    class_: LoadClass = Field(alias="class")
    """Priority class: survival, critical, operations or deferrable."""
    power_lit: Kilowatts
    """Power taken while the Sun shines on the site [kW]."""
    power_dark: Kilowatts
    """Power taken while it does not [kW]."""
    divisible: Flag = False
    """Whether it can run on part of its power; if not, it is served whole or not at all."""

    @property
    def power_class(self) -> LoadClass:
        """The priority class, under the name that machines use."""
        return self.class_


class ClassRule(Named):
    """When a priority class is shed to spare the batteries. Both thresholds are given, or none."""

    shed_below: Fraction | None = None
    """State of charge of all storage together below which the class is shed [1]."""
    restore_above: Fraction | None = None
    """State of charge above which it is served again [1]."""


class Energy(Table):
    """The four must-haves: energy."""

    arrays: Keyed[Array] = Field(default_factory=dict)
    """Solar arrays by name."""
    batteries: Keyed[Battery] = Field(default_factory=dict)
    """Batteries by name."""
    reactors: Keyed[Reactor] = Field(default_factory=dict)
    """Fission reactors by name."""
    loads: Keyed[Load] = Field(default_factory=dict)
    """Loads by name; machines and instruments bring their own."""
    classes: Annotated[dict[LoadClass, ClassRule], AfterValidator(put_names)] = Field(default_factory=dict)
    """Rules for shedding by priority class."""
    restart_time: Annotated[Quantity, Dim("h", gt=0, le=1e4)]
    """Time from the return of critical power until links and machines work again [h]."""
