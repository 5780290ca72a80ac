"""`[communication]`: links to Earth, what makes data, and who supervises."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sim.scenario.problems import suggestion
from sim.scenario.quantity import Dim, Quantity
from sim.scenario.schema.base import (
    Asset,
    Count,
    DataRate,
    Height,
    Keyed,
    Kilowatts,
    Landed,
    LoadClass,
    Provides,
    listed,
    standing,
    total,
)
from sim.scenario.schema.crewed import people_come
from sim.scenario.schema.machines import machines_at
from sim.scenario.schema.system import Check, MissingError, Report, Span, System, items

Angle = Annotated[Quantity, Dim("deg", ge=-360, le=360)]


class Direct(Landed):
    """A link straight to Earth while Earth stands above the horizon."""

    word: ClassVar[str] = "direct link"
    provides: ClassVar[Provides | None] = "link"

    rate: DataRate
    """Data rate to Earth while the link is up [Gbit/h]."""
    mast: Height
    """Height of the antenna above ground; it chooses the horizon [m]."""


class Relay(Asset):
    """A relay satellite on a Kepler ellipse about the Moon."""

    word: ClassVar[str] = "relay"
    provides: ClassVar[Provides | None] = "link"

    rate: DataRate
    """Data rate through the relay while it is in view and sees Earth [Gbit/h]."""
    perilune_altitude: Annotated[Quantity, Dim("km", gt=0, le=1e5)]
    """Lowest altitude above the mean sphere [m]."""
    apolune_altitude: Annotated[Quantity, Dim("km", gt=0, le=1e5)]
    """Highest altitude above the mean sphere [m]."""
    inclination: Annotated[Quantity, Dim("deg", ge=0, le=180)]
    """Inclination to the Moon's equator [deg]."""
    ascending_node: Angle
    """Longitude of the ascending node [deg]."""
    argument_of_perilune: Angle
    """Angle from the ascending node to perilune; 90 deg puts the apolune over the south [deg]."""
    mean_anomaly: Angle
    """Mean anomaly at the start of the scenario [deg]."""
    minimum_elevation: Annotated[Quantity, Dim("deg", ge=-90, le=90)]
    """Lowest elevation at which the station uses it [deg]."""
    mast: Height
    """Height of the station's antenna above ground; it chooses the horizon [m]."""


class StationLink(Asset):
    """A link through a base in orbit while that is in view and has power, and the people there who watch over machines.

    Whoever moves a machine and waits to see it takes `step` and the round trip for each step, so one in orbit watches
    over (step + earth_round_trip) / (step + round_trip) times as many machines as one on Earth.
    """

    word: ClassVar[str] = "station link"
    provides: ClassVar[Provides | None] = "link"

    base: str | None = Field(default=None, strict=True, min_length=1)
    """Which of `bases` it goes through; the one of its own name, if not given."""
    rate: DataRate
    """Data rate to Earth through it while it is in view and sees Earth [Gbit/h]."""
    power: Kilowatts
    """Power that it takes at the base in orbit [kW]."""
    power_class: LoadClass = "operations"
    """Priority class of that power there."""
    minimum_elevation: Annotated[Quantity, Dim("deg", ge=-90, le=90)]
    """Lowest elevation at which it is used [deg]."""
    mast: Height
    """Height of the antenna on the ground; it chooses the horizon [m]."""
    operators: Count
    """People there who watch over machines on the ground; of a base with `crew`, as many as are there at most [1]."""
    step: Annotated[Quantity, Dim("s", gt=0, le=1e5)]
    """Time that an operator takes for a step of a machine without any delay [h]."""
    round_trip: Annotated[Quantity, Dim("s", ge=0, le=1e5)]
    """Time from a command in orbit until its effect is seen there [h]."""
    earth_round_trip: Annotated[Quantity, Dim("s", ge=0, le=1e5)]
    """The same from Earth [h]."""

    @property
    def station(self) -> str:
        """Name of the base that it goes through."""
        return self.name if self.base is None else self.base

    def machines(self, people: int) -> int:
        """Return over how many machines so many people in orbit watch [1]."""
        step = self.step.value
        # A person in orbit is worth so many on Earth; a tiny share more is a rounding, a whole machine is none less.
        worth = (step + self.earth_round_trip.value) / (step + self.round_trip.value)
        return int(min(people, int(self.operators)) * worth + 1e-9)


class Radio(Landed):
    """A radio between the main place of a base and another, which then has the links to Earth of the main one."""

    word: ClassVar[str] = "radio"

    to: str | None = Field(default=None, strict=True, min_length=1)
    """Which of `energy.places` it reaches; the one of its own name, if not given."""
    range: Annotated[Quantity, Dim("km", gt=0, le=1e4)]
    """How far it reaches; that nothing stands in between is assumed [m]."""
    power: Kilowatts
    """Electric power of one unit, both ends, from the main place [kW]."""
    power_class: LoadClass = "critical"
    """Priority class of that power."""

    @property
    def place(self) -> str:
        """Name of the place that it reaches."""
        return self.name if self.to is None else self.to


class Instrument(Landed):
    """Something that makes data at a steady rate."""

    word: ClassVar[str] = "instrument"

    data_rate: DataRate
    """Data made while it has power, one unit [Gbit/h]."""
    power: Kilowatts
    """Electric power, one unit [kW]."""
    power_class: LoadClass = "operations"
    """Priority class of that power."""


_MBIT_PER_S = 1 / 3.6
"""1 Gbit/h in Mbit/s."""


class Communication(System):
    """The four must-haves: communication."""

    needs: ClassVar[tuple[str, ...]] = ("energy",)

    buffer: Annotated[Quantity, Dim("Gbit", ge=1e-6, le=1e9)]
    """Data that the station can hold until it is sent; what comes when it is full is lost [Gbit]."""
    operators: Count
    """How many machines people on the ground can supervise at once [1]."""
    direct: Keyed[Direct] = Field(default_factory=dict)
    """Direct links by name."""
    relays: Keyed[Relay] = Field(default_factory=dict)
    """Relay satellites by name."""
    orbital_stations: Keyed[StationLink] = Field(default_factory=dict)
    """Links through bases in orbit by name."""
    instruments: Keyed[Instrument] = Field(default_factory=dict)
    """Instruments by name."""
    radios: Keyed[Radio] = Field(default_factory=dict)
    """Radios to other places of the base by name."""

    @classmethod
    def checks(cls) -> tuple[Check, ...]:
        """What must hold between keys."""
        return (_orbits, _radios, _stations)

    def overview(self, here: Any) -> Iterator[tuple[str, str]]:  # noqa: ARG002
        """Links, what makes data, and who supervises."""
        for kind, assets in (("direct links", self.direct), ("relays", self.relays)):
            if assets:
                rate = total(assets, lambda link: link.rate.value) * _MBIT_PER_S
                yield kind, f"{listed(assets)}: {rate:.4g} Mbit/s"
        for name, link in standing(self.orbital_stations).items():
            people = int(link.operators)
            watch = f", {people} people there watch over {link.machines(people)} machines" if people else ""
            yield "station links", f"{name} through {link.station}: {link.rate.value * _MBIT_PER_S:.4g} Mbit/s{watch}"
        if self.radios:
            yield "radios", listed(self.radios)
        if self.instruments:
            rate = total(self.instruments, lambda instrument: instrument.data_rate.value) * _MBIT_PER_S
            yield "instruments", f"{listed(self.instruments)}: {rate:.4g} Mbit/s"
        operators = int(self.operators)
        yield "buffer", f"{self.buffer}, {operators} operator{'s' if operators != 1 else ''} on Earth"

    def notes(self, here: Any) -> Iterator[str]:
        """That nobody can be supervised, that relays fly as one, that an orbit does not last."""
        tools = here.tools
        workers = machines_at(here) | ({} if tools is None else dict(sorted(tools.technicians.items())))
        supervised = [name for name, worker in standing(workers).items() if worker.supervised]
        linked = bool(standing(self.direct)) or bool(standing(self.relays)) or bool(standing(self.orbital_stations))
        near = any(link.operators.value for link in standing(self.orbital_stations).values())
        if supervised and not near and not (linked and self.operators.value):
            watched = people_come(here) and int(here.crew.time.supervisors) > 0
            work = "work only while people watch on the spot" if watched else "cannot work"
            yield f"communication: {', '.join(supervised)} {work}: no link or no operator to supervise"
        reached = {radio.place for radio in standing(self.radios).values()}
        cut: dict[str, list[str]] = {}
        for name, worker in standing(machines_at(here)).items():
            for place in sorted({worker.at, getattr(worker, "far", None)} - {None} - reached, key=str):
                if worker.supervised:
                    cut.setdefault(str(place), []).append(name)
        for place, names in cut.items():
            yield (
                f"communication: {', '.join(names)} cannot work at {place}: no radio reaches it; "
                f"add [communication.radios.{place}], or let them work unsupervised"
            )
        for name, relay in sorted(standing(self.relays).items()):
            yield from _of_orbit(f"communication.relays.{name}", relay)


LOW_KM = 100.0
"""Altitude of the perilune below which the uneven field of the Moon brings most orbits down within months [km]."""


def _of_orbit(key: str, relay: Relay) -> Iterator[str]:
    """Yield what to mind about a relay: units that fly as one, an orbit that does not last."""
    # Behind it stands numpy, which whoever reads notes of a relay needs for its passes anyway.
    from sim.moon.constants import HILL_RADIUS_KM, R_MOON_KM
    from sim.moon.orbit import longest_lasting_axis

    if relay.count.value > 1:
        yield f"{key}: its {relay.count} units fly as one: they add to the rate, not to the time in view"
    near, far = (altitude.value / 1000 for altitude in (relay.perilune_altitude, relay.apolune_altitude))
    axis, eccentricity = R_MOON_KM + (near + far) / 2, (far - near) / (2 * R_MOON_KM + near + far)
    most = longest_lasting_axis(eccentricity, relay.inclination.value)
    if R_MOON_KM + far > HILL_RADIUS_KM:
        yield f"{key}: leaves the Moon's Hill sphere of {HILL_RADIUS_KM:,.0f} km: no such orbit lasts"
    elif axis > most:
        yield (
            f"{key}: the Earth pulls so high an orbit away: its semi-major axis of {axis:,.0f} km exceeds the "
            f"{max(most, 0.0):,.0f} km that last at its eccentricity"
        )
    elif near < LOW_KM:
        yield f"{key}: the Moon's uneven field brings most orbits so low down within months, unless they are kept up"


def _orbits(here: Any, _span: Span, report: Report) -> None:
    """The apolune is not below the perilune."""
    for name, relay in items(here, "communication", "relays"):
        with suppress(MissingError):
            if relay.apolune_altitude.value < relay.perilune_altitude.value:
                message = f"{relay.apolune_altitude} is below perilune_altitude, {relay.perilune_altitude}"
                report(("communication", "relays", name, "apolune_altitude"), message)


def _stations(here: Any, span: Span, report: Report) -> None:
    """A link through a base goes through one in orbit, with power of its own, and from the ground."""
    bases = span.scenario.bases
    for name, link in items(here, "communication", "orbital_stations"):
        path = ("communication", "orbital_stations", name)
        with suppress(MissingError):
            station = name if link.base is None else link.base
            key = path if link.base is None else (*path, "base")
            if station not in bases:
                near = suggestion(station, bases)
                tail = near if near.startswith("; did") else f"; add [bases.{station}.orbit]"
                report(key, f'there is no base "{station}"{tail}')
            elif bases[station].orbit is None:
                report(key, f'"{station}" is not in orbit; give it [bases.{station}.orbit] in place of its site')
            elif bases[station].energy is None:
                report(key, f'"{station}" has no power; add [bases.{station}.energy] with a source')


def _radios(here: Any, _span: Span, report: Report) -> None:
    """A radio reaches a place that is known."""
    places = here.energy.places
    for name, radio in items(here, "communication", "radios"):
        path = ("communication", "radios", name)
        with suppress(MissingError):
            place = name if radio.to is None else radio.to
            if place not in places:
                tail = suggestion(place, places) if places else f"; add [energy.places.{place}]"
                remedy = f"{tail}; say which it reaches: to = NAME" if radio.to is None else tail
                report(path if radio.to is None else (*path, "to"), f'there is no place "{place}"{remedy}')
            elif radio.range.value < places[place].distance.value:
                away = f"{places[place].distance.value / 1000:.4g} km"
                report((*path, "range"), f"{radio.range} does not reach {place}, {away} away; give it more")
