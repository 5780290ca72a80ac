"""`[tools]`: every machine, who repairs it and with what, and the stores between machines."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.scenario.quantity import Dim, Quantity
from sim.scenario.schema.base import (
    Catalogued,
    Count,
    DataRate,
    Date,
    Efficiency,
    Flag,
    Fraction,
    Height,
    Keyed,
    Kilograms,
    Kilowatts,
    Landed,
    LoadClass,
    Named,
    Positive,
    Table,
)


class Machine(Landed):
    """What all machines have: survival heat, failures and repairs, supervision and data."""

    survival_lit: Kilowatts
    """Survival heat of one unit while the Sun shines on the site [kW]."""
    survival_dark: Kilowatts
    """Survival heat of one unit while it does not [kW]."""
    cold_limit: Annotated[Quantity, Dim("h", gt=0, le=1e9)]
    """Longest time without survival heat before the machine fails of cold [h]."""
    mtbf: Annotated[Quantity, Dim("h", ge=1, le=1e15)]
    """Mean operating time between failures in a clean place [h]."""
    mttr: Annotated[Quantity, Dim("h", ge=0, le=1e9)]
    """Mean time of a repair once technician and spare part are there [h]."""
    dust_factor: Annotated[Quantity, Dim("1", ge=0.001, le=1000)]
    """By how much dust multiplies the failure rate [1]."""
    spare: str | None = Field(default=None, strict=True, min_length=1)
    """Which of `tools.spares` a repair takes; none, if not given."""
    supervised: Flag = False
    """Whether it works only while a person on Earth watches over a link."""
    data_rate: DataRate
    """Data made while working, one unit [Gbit/h]."""
    power_class: LoadClass = "operations"
    """Priority class of its working power."""


class Excavator(Machine):
    """Machines that dig regolith and carry it to the raw store."""

    rate: Annotated[Quantity, Dim("kg/h", gt=0, le=1e6)]
    """Regolith brought in while working [kg/h]."""
    specific_energy: Annotated[Quantity, Dim("kWh/kg", ge=0, le=100)]
    """Electric energy for digging and hauling a kilogram [kWh/kg]."""


class Sieve(Machine):
    """Machines that take raw regolith and give feedstock for printing."""

    rate: Annotated[Quantity, Dim("kg/h", gt=0, le=1e6)]
    """Raw regolith taken in while working [kg/h]."""
    specific_energy: Annotated[Quantity, Dim("kWh/kg", ge=0, le=100)]
    """Electric energy for a kilogram taken in [kWh/kg]."""
    yield_: Efficiency = Field(alias="yield")
    """Share of what is taken in that becomes feedstock [1]."""


class Printer(Machine):
    """Printers that melt or sinter feedstock with concentrated sunlight."""

    mirror_area: Annotated[Quantity, Dim("m^2", gt=0, le=1e5)]
    """Aperture of the mirror that follows the Sun [m^2]."""
    head_rate: Annotated[Quantity, Dim("kg/h", gt=0, le=1e6)]
    """Largest rate at which the print head lays material, however strong the light [kg/h]."""
    minimum_light: Fraction
    """Least visible fraction of the solar disc with which the focus still reaches the sinter temperature [1]."""
    power: Kilowatts
    """Electric power while printing [kW]."""
    mast: Height
    """Height of the mirror above ground; it chooses the horizon [m]."""


class Layer(Machine):
    """Robots that take finished bricks from the store and lay them."""

    rate: Annotated[Quantity, Dim("1/h", gt=0, le=1e6)]
    """Bricks laid in an hour of work [1/h]."""
    power: Kilowatts
    """Electric power while laying [kW]."""
    pallet: Positive
    """Bricks taken from the store at a time [1]."""


class Technician(Landed):
    """Robots or people who repair machines; each works on one repair at a time."""


class Delivery(Named):
    """A dated delivery of spare parts."""

    date: Date
    """Day on which the parts arrive (00:00 UTC)."""
    quantity: Count
    """Number of parts [1]."""


class Spare(Catalogued):
    """A kind of spare part."""

    initial: Count
    """Parts in store at the start [1]."""
    mass: Kilograms
    """Mass of one part [kg]."""
    deliveries: Keyed[Delivery] = Field(default_factory=dict)
    """Deliveries by name."""


class MassStore(Table):
    """A store of loose material between machines."""

    capacity: Annotated[Quantity, Dim("kg", gt=0, le=1e9)]
    """What the store holds when full [kg]."""
    low_restart: Annotated[Quantity, Dim("1", gt=0, lt=1)]
    """Fill at which a machine that found too little takes from it again [1]."""
    high_restart: Annotated[Quantity, Dim("1", gt=0, lt=1)]
    """Fill at which a machine that found it full gives to it again [1]."""


class BrickStore(Table):
    """The store of finished bricks."""

    capacity: Positive
    """Bricks that the store holds [1]."""


class Stores(Table):
    """The stores of the brick line."""

    raw: MassStore
    """Regolith as dug."""
    feedstock: MassStore
    """Sieved regolith, ready to print."""
    bricks: BrickStore
    """Good bricks, ready to lay."""


class Tools(Table):
    """The four must-haves: tools."""

    excavators: Keyed[Excavator] = Field(default_factory=dict)
    """Excavators by name."""
    sieves: Keyed[Sieve] = Field(default_factory=dict)
    """Sieves by name."""
    printers: Keyed[Printer] = Field(default_factory=dict)
    """Brick printers by name."""
    layers: Keyed[Layer] = Field(default_factory=dict)
    """Laying robots by name."""
    technicians: Keyed[Technician] = Field(default_factory=dict)
    """Technicians by name."""
    spares: Keyed[Spare] = Field(default_factory=dict)
    """Kinds of spare parts by name."""
    stores: Stores
    """Stores between the machines."""

    def machines(self) -> dict[str, Machine]:
        """Return all machines by name, sorted by name. Names are unique over the kinds."""
        kinds = (self.excavators, self.sieves, self.printers, self.layers)
        return dict(sorted((name, machine) for kind in kinds for name, machine in kind.items()))
