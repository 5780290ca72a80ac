"""What explores, and what is explored: the assets of `[exploration]`."""

from typing import Annotated, ClassVar, Literal

from sim.scenario.quantity import Dim, Quantity
from sim.scenario.schema.base import (
    Arrives,
    DataRate,
    Efficiency,
    Flag,
    Fraction,
    Height,
    Kilograms,
    Kilowatts,
    Landed,
    LoadClass,
    Named,
    Text,
)
from sim.scenario.schema.site import Elevation, Horizons, Latitude, Longitude

Content = Annotated[Quantity, Dim("1", gt=0, lt=1)]
Chance = Annotated[Quantity, Dim("1", ge=0, lt=1)]
Kelvins = Annotated[Quantity, Dim("K", gt=0, le=1000)]
#: Of the kelvin alone: a difference of temperatures given in degC would be off by 273.
Degrees = Annotated[Quantity, Dim("K", ge=0, le=1000)]
Hours = Annotated[Quantity, Dim("h", gt=0, le=1e6)]

HOME = "home"
"""The place that hoppers start from and come back to: where the base stands."""
LANDER = "lander"
"""Carrier of payloads that stand at the base."""
ORBITER = "orbiter"
"""Carrier of payloads that never land."""


class Crater(Named):
    """A dark place that may hold ice."""

    word: ClassVar[str] = "crater"
    namespace: ClassVar[str] = "crater"

    latitude: Latitude
    """Selenographic latitude of the landing point in it, north positive [deg]."""
    longitude: Longitude
    """Selenographic longitude of the landing point in it, east positive [deg]."""
    elevation: Elevation
    """Height of that ground above the sphere of 1737.4 km [m]."""
    horizons: Horizons | None = None
    """Measured horizons there by mast height; without any, `skyline` says how high its walls stand."""
    skyline: Annotated[Quantity, Dim("deg", ge=0, lt=90)] | None = None
    """Elevation of its rim all around, where no horizon was measured [deg]."""
    temperature: Kelvins
    """Temperature of its ground and walls, to which what stands there cools [K]."""
    ice: Content
    """Ice content of its ground, where it has any; its range and distribution are what is believed beforehand [1]."""
    dry_chance: Annotated[Quantity, Dim("1", ge=0, le=1)]
    """Chance that it has no ice at all, as believed beforehand [1]."""
    truth: Literal["drawn", "ice", "dry"] = "drawn"
    """What is so, whatever is believed: drawn with that chance, or that there is ice, or none."""


class Payload(Landed):
    """A scientific instrument that a lander, rover, hopper or orbiter carries."""

    word: ClassVar[str] = "payload"
    namespace: ClassVar[str] = "payload"

    carrier: Text
    """What carries it: `lander`, `orbiter`, or the name of a rover or hopper."""
    partner: str = ""
    """Whose it is, where it is a partner's; empty for the mission's own."""
    mass: Kilograms
    """Mass of one unit [kg]."""
    power: Kilowatts
    """Electric power while it runs [kW]."""
    power_class: LoadClass = "operations"
    """Priority class of that power, where it stands at the base."""
    data_rate: DataRate
    """Data made while it runs [Gbit/h]."""
    needed: Hours
    """Time for which it must have run until its result is there [h]."""

    def landed_mass(self, arrives: Arrives) -> float:
        """Mass that lands [kg]: nothing of what stays in orbit; as of `Standing.landed_mass`."""
        lands = self.carrier != ORBITER and arrives(self)
        return int(self.count) * float(self.mass) if lands else 0.0


class Probe(Payload):
    """A payload of a hopper that looks for ice where the hopper stands."""

    word: ClassVar[str] = "probe"

    reading_time: Hours
    """Time that one reading takes [h]."""
    readings: Annotated[Quantity, Dim("1", ge=1, le=1000, whole=True)]
    """Readings that it takes at each visit, if there is time [1]."""
    limit: Content
    """Ice content below which it reads nothing [1]."""
    noise: Content
    """Standard deviation of one reading [1]."""
    full_scale: Content
    """Largest ice content that a false alarm pretends [1]."""
    miss: Chance
    """Chance that a visit to a crater with ice finds none within reach [1]."""
    false_alarm: Chance
    """Chance that a visit gives a signal where there is no ice within reach [1]."""


class Hopper(Landed):
    """A craft that leaps from the base into craters and back, on its own propellant and battery."""

    word: ClassVar[str] = "hopper"
    namespace: ClassVar[str] = "explorer"

    plan: tuple[Text, ...]
    """Hop plan: the craters in the order in which it goes there, and `home` for the base where it starts."""
    autonomous: Flag = False
    """Whether it leaps without a link to Earth; else it waits for one, whatever that costs."""
    turnaround: Annotated[Quantity, Dim("h", ge=0, le=1e6)]
    """Time at the base before each way out, for people to read what was found and to decide [h]."""
    mass: Kilograms
    """Mass as landed, without propellant and payloads [kg]."""
    propellant: Annotated[Quantity, Dim("kg", gt=0, le=1e5)]
    """Propellant that it lands with [kg]."""
    specific_impulse: Annotated[Quantity, Dim("s", gt=0, le=1e4)]
    """Specific impulse of its engines [h]."""
    burn_loss: Annotated[Quantity, Dim("1", ge=0, le=10)]
    """Change of speed that hovering and steering take beyond a ballistic hop, as a share of that [1]."""
    burn_spread: Annotated[Quantity, Dim("1", ge=0, le=1)]
    """Standard deviation of what a hop really takes, as a share of what it should [1]."""
    propellant_reserve: Annotated[Quantity, Dim("1", ge=0, lt=1)]
    """Share of its propellant that must be left after the way back, or it does not leave the base [1]."""
    hop_failure: Chance
    """Chance that a hop ends in a crash [1]."""
    hop_energy: Annotated[Quantity, Dim("kWh", ge=0, le=1e4)]
    """Energy that a hop takes of its battery [kWh]."""
    battery: Annotated[Quantity, Dim("kWh", gt=0, le=1e5)]
    """Capacity of its battery [kWh]."""
    charge_efficiency: Efficiency
    """Share of the base's power that arrives in the battery [1]."""
    charge_power: Annotated[Quantity, Dim("kW", gt=0, le=1e4)]
    """Most power that it takes of the base to charge [kW]."""
    depart_charge: Annotated[Quantity, Dim("1", gt=0, le=1)]
    """State of charge from which on it may leave the base [1]."""
    leave_charge: Annotated[Quantity, Dim("1", gt=0, lt=1)]
    """State of charge at which it leaves a crater, whatever is left to read [1]."""
    standby: Annotated[Quantity, Dim("kW", gt=0, le=1e4)]
    """Power of heaters and computers while it stands in a crater [kW]."""
    radio_power: Kilowatts
    """Power of its radio while it sends from a crater [kW]."""
    keep_warm: Kilowatts
    """Survival power of the base that keeps it warm there; its own battery gives it in a blackout [kW]."""
    time_constant: Annotated[Quantity, Dim("h", gt=0, le=1e5)]
    """Time in which all but 1/e of a difference to its final temperature is gone [h]."""
    heat_loss: Annotated[Quantity, Dim("kW/K", gt=0, le=10)]
    """Heat that it loses to its surroundings for each kelvin that it is warmer [kW/K]."""
    warm_temperature: Kelvins
    """Temperature at which the base keeps it [K]."""
    depart_temperature: Kelvins
    """Temperature from which on it may leave the base [K]."""
    least_temperature: Kelvins
    """Temperature below which it is lost [K]."""
    leave_margin: Degrees
    """Temperature above the least one at which it leaves a crater, whatever is left to read [K]."""
    memory: Annotated[Quantity, Dim("Gbit", gt=0, le=1e9)]
    """Data that it can hold until they are sent; what comes when it is full is lost [Gbit]."""
    earth_rate: DataRate
    """Data rate straight to Earth while that is in view [Gbit/h]."""
    relay_rate: DataRate
    """Data rate to a relay of `[communication]` in view; of several links it uses the fastest [Gbit/h]."""

    @property
    def unit_mass(self) -> float:
        """Mass of one unit as landed, propellant included [kg]."""
        return float(self.mass) + float(self.propellant)


class Rover(Landed):
    """A rover that people on Earth drive, step by step."""

    word: ClassVar[str] = "rover"
    namespace: ClassVar[str] = "explorer"

    mast: Height
    """Height of its solar panels above ground; it chooses the horizon [m]."""
    speed: Annotated[Quantity, Dim("m/h", gt=0, le=1e5)]
    """Speed while it drives [m/h]."""
    step: Annotated[Quantity, Dim("m", gt=0, le=1e5)]
    """Way that people see ahead: after it, it stops for the next decision [m]."""
    stop: Annotated[Quantity, Dim("h", ge=0, le=1e4)]
    """Time of a stop: pictures, their way to Earth, the decision and its way back [h]."""
    drive_share: Fraction
    """Share of the time with light and a link in which it drives or stops to look ahead; else it does science [1]."""

    @property
    def pace(self) -> float:
        """Mean speed with light and a link [m/h]: a step takes its driving and its stop."""
        step = float(self.step)
        return float(self.drive_share) * step / (step / float(self.speed) + float(self.stop))
