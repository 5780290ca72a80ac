"""Habitats and landers of `[crew]`, the air in them, and the limits of life."""

from typing import Annotated, ClassVar

from pydantic import Field

from sim.scenario.quantity import Dim, Quantity
from sim.scenario.schema.base import (
    Asset,
    Kilograms,
    Kilowatts,
    Landed,
    LoadClass,
    Table,
)

Kilopascals = Annotated[Quantity, Dim("kPa", ge=0, le=200)]
Mark = Annotated[Quantity, Dim("kPa", gt=0, le=200)]

ArealDensity = Annotated[Quantity, Dim("kg/m^2", ge=0, le=1e5)]

Hours = Annotated[Quantity, Dim("h", ge=0, le=1e6)]

Flow = Annotated[Quantity, Dim("kg/h", ge=0, le=1e4)]

Heads = Annotated[Quantity, Dim("1", ge=1, le=100, whole=True)]

OXYGEN, NITROGEN, CARBON_DIOXIDE = "cabin-oxygen", "cabin-nitrogen", "cabin-carbon-dioxide"
CABIN = {OXYGEN: "oxygen", NITROGEN: "nitrogen", CARBON_DIOXIDE: "carbon-dioxide"}
"""Gases of a cabin: each is a commodity, with the one that it is outside of the cabin."""

MOST_PRESSURE = 200.0
"""Pressure that a cabin's gases are kept account of [kPa]: none gets there."""


class Habitat(Landed):
    """A pressurised module that people live in. Bricks hold no pressure: a structure over it shields it only."""

    word: ClassVar[str] = "habitat"
    namespace: ClassVar[str] = "habitat"

    volume: Annotated[Quantity, Dim("m^3", gt=0, le=1e5)]
    """Pressurised volume of one module [m^3]."""
    berths: Heads
    """People that one module has room for [1]."""
    leakage: Flow
    """Air that one module loses at the cabin's pressure [kg/h]."""
    power_crewed: Kilowatts
    """Power of one module while people are at the station: light, fans, pumps, galley [kW]."""
    power_idle: Kilowatts
    """Power of one module while nobody is [kW]."""
    power_class: LoadClass = "critical"
    """Priority class of that power."""
    heat_rejection: Annotated[Quantity, Dim("1", ge=0, le=1)]
    """Power of the pumps of its radiator for each unit of heat made inside, of machines and people [1]."""
    shell: ArealDensity
    """Matter in its own walls, with what is stowed along them [kg/m^2]."""
    under: str | None = Field(default=None, strict=True, min_length=1)
    """Which of `shelter.structures` stands over it; none, if not given."""
    fill: str | None = Field(default=None, strict=True, min_length=1)
    """Which of `resources.stores` is the loose fill heaped over that structure; none, if not given."""
    fill_area: Annotated[Quantity, Dim("m^2", gt=0, le=1e6)] | None = None
    """Area over which the fill is spread [m^2]."""
    punctures: Annotated[Quantity, Dim("1/h", ge=0, le=1)]
    """Holes that micrometeoroids make in the walls of one module that no structure stands over [1/h]."""
    puncture_leakage: Flow
    """Air that is lost through one such hole until its module is shut off or patched [kg/h]."""


class Lander(Asset):
    """A vehicle that brings people and takes them home. It comes with the rotations that name it, or stands by."""

    word: ClassVar[str] = "lander"
    namespace: ClassVar[str] = "lander"

    seats: Heads
    """People that it takes home [1]."""
    mass: Kilograms
    """Mass as landed [kg]; like all landers it counts for no landed mass."""
    keep_alive: Kilowatts
    """Survival power that keeps it ready [kW]."""
    cold_limit: Annotated[Quantity, Dim("h", gt=0, le=1e9)]
    """Time without that power after which it is not ready until it is repaired [h]."""
    mtbf: Annotated[Quantity, Dim("h", ge=1, le=1e15)]
    """Mean time that it stands ready before something fails [h]."""
    mttr: Annotated[Quantity, Dim("h", ge=0, le=1e9)]
    """Mean time until it is ready again [h]."""
    shell: ArealDensity
    """Matter around the people in it [kg/m^2]."""
    haven: Hours
    """How long its own air, water and food keep alive as many as it has seats, ready to leave or not [h]."""


class Cabin(Table):
    """The atmosphere that all open modules share."""

    pressure: Kilopascals
    """Total pressure that is kept up with nitrogen [kPa]."""
    oxygen: Kilopascals
    """Partial pressure of oxygen that is kept up [kPa]."""
    carbon_dioxide: Kilopascals
    """Partial pressure of carbon dioxide at the start [kPa]."""
    dead_band: Mark
    """By how much a pressure falls before its valve opens [kPa]."""
    temperature: Annotated[Quantity, Dim("K", ge=270, le=320)]
    """Temperature of the air [K]."""
    oxygen_valve: Flow
    """Oxygen let in while its valve is open [kg/h]."""
    nitrogen_valve: Flow
    """Nitrogen let in while its valve is open [kg/h]."""


class Marks(Table):
    """Where a pressure warns, where people leave, and where nobody lives."""

    warning: Mark
    """Beyond it the habitat is not habitable [kPa]."""
    abort: Mark
    """Beyond it people leave [kPa]."""
    lethal: Mark
    """Beyond it people die [kPa]."""


class Spells(Table):
    """After what time without something people are warned, when they leave, and when nobody lives any more."""

    warning: Annotated[Quantity, Dim("h", gt=0, le=1e5)]
    """Time until people are warned [h]."""
    abort: Annotated[Quantity, Dim("h", gt=0, le=1e5)]
    """Time until people leave [h]."""
    lethal: Annotated[Quantity, Dim("h", gt=0, le=1e5)]
    """Time until people die [h]."""


class Limits(Table):
    """What must hold for people to come and to stay."""

    pressure: Marks
    """Least total pressure."""
    oxygen: Marks
    """Least partial pressure of oxygen."""
    carbon_dioxide: Marks
    """Largest partial pressure of carbon dioxide."""
    return_share: Annotated[Quantity, Dim("1", gt=0, lt=1)]
    """By which share of a mark a pressure must be back before the condition holds again [1]."""
    power_reserve: Hours
    """How long what is stored and usable must carry the power of the habitats [h]; 0 asks for none."""
    link_gap: Annotated[Quantity, Dim("h", gt=0, le=1e6)]
    """Longest time without a link to Earth [h]."""
    dose_rate: Annotated[Quantity, Dim("mSv/h", gt=0, le=10)]
    """Largest dose rate of the galactic background at rest, at solar minimum [mSv/h]."""
    blackout: Spells
    """Longest time in which the habitats have no power: nothing moves their air or carries their heat away."""
    hunger: Annotated[Quantity, Dim("h", gt=0, le=1e5)]
    """Time without food that nobody survives; a third of it makes people leave [h]."""
    thirst: Annotated[Quantity, Dim("h", gt=0, le=1e5)]
    """Time without water that nobody survives; a third of it makes people leave [h]."""


def gas_density(gas: str, kelvin: float) -> float:
    """Mass of a cubic metre of a gas of the cabin at 1 kPa [kg/m^3/kPa], as an ideal gas."""
    from sim.moon.constants import ATOMIC_WEIGHTS, GAS_CONSTANT

    molecules = {OXYGEN: {"O": 2}, NITROGEN: {"N": 2}, CARBON_DIOXIDE: {"C": 1, "O": 2}}
    molar = sum(number * ATOMIC_WEIGHTS[element] for element, number in molecules[gas].items())
    # 1 kPa m^3 is 1000 J, and a mole weighs as many grams as its weight says: the thousands cancel.
    return molar / (GAS_CONSTANT * kelvin)
