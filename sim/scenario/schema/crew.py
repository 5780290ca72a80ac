"""`[crew]`: habitats, the people who live in them, what they need and how they come and go."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sim.scenario.chemistry import ChemistryError
from sim.scenario.problems import suggestion
from sim.scenario.quantity import Dim, Quantity
from sim.scenario.schema.base import (
    Asset,
    Catalogued,
    Date,
    Flag,
    Keyed,
    Kilograms,
    Kilowatts,
    Landed,
    LoadClass,
    Named,
    Table,
    Text,
    asset_text,
    standing,
)
from sim.scenario.schema.crew_emergencies import AnyEmergency, check_emergencies
from sim.scenario.schema.crew_flights import CrewFlight, check_flights, flights_text
from sim.scenario.schema.crew_radiation import Radiation, check_radiation
from sim.scenario.schema.crew_time import Eva, Time, check_eva, check_time, time_notes, time_text
from sim.scenario.schema.resources import Stream, amounts, recipes
from sim.scenario.schema.stores import store_at
from sim.scenario.schema.system import Check, Holding, MissingError, Report, Span, System, items

Kilopascals = Annotated[Quantity, Dim("kPa", ge=0, le=200)]
ArealDensity = Annotated[Quantity, Dim("kg/m^2", ge=0, le=1e5)]
Hours = Annotated[Quantity, Dim("h", ge=0, le=1e6)]
Flow = Annotated[Quantity, Dim("kg/h", ge=0, le=1e4)]
Heads = Annotated[Quantity, Dim("1", ge=1, le=100, whole=True)]

CABIN = {"cabin-oxygen": "oxygen", "cabin-nitrogen": "nitrogen", "cabin-carbon-dioxide": "carbon-dioxide"}
"""Gases of a cabin: each is a commodity, with the one that it is outside of the cabin."""

ACTIVITIES = ("sleep", "rest", "work", "exercise", "eva")
"""What people do as far as their bodies are concerned; each has its metabolic rate."""

VITAL = ("oxygen", "water", "food")
"""Commodities without which nobody stays."""

OWNED = ("oxygen", "water")
"""Commodities of which it is said how much a station needs no supply for."""

MARGIN = "crew.margin."
"""What the names of margins begin with, before the commodity."""
OWN = "crew.own."
"""What the names of shares of use that no supply covered begin with, before the commodity."""

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


class Supply(Named):
    """What a rotation brings of a commodity."""

    amount: Kilograms
    """Mass [kg]."""


class Rotation(Named):
    """People who come together, stay and leave together."""

    word: ClassVar[str] = "rotation"
    namespace: ClassVar[str] = "rotation"

    people: Heads
    """How many they are [1]."""
    arrives: Date
    """Day on which they are to land (00:00 UTC)."""
    stay: Annotated[Quantity, Dim("h", gt=0, le=1e6)]
    """How long they are to stay [h]."""
    lander: Text
    """Which of `crew.landers` brings them, stands ready while they stay and takes them home."""
    flight: str | None = Field(default=None, strict=True, min_length=1)
    """Which of `crew.flights` they come and go with; if not given, they land and come home without fail."""
    supplies: Keyed[Supply] = Field(default_factory=dict)
    """What they bring, by commodity."""


class Activity(Named):
    """What people do, as far as their bodies are concerned."""

    power: Annotated[Quantity, Dim("kW", gt=0, le=2)]
    """Metabolic heat of a person [kW]."""


class Need(Catalogued):
    """Something that every person takes and gives, in proportions that balance in every element."""

    word: ClassVar[str] = "need"

    product: Text
    """Which of its outputs the rate is counted by."""
    inputs: Keyed[Stream]
    """What it takes, by commodity."""
    outputs: Keyed[Stream]
    """What it gives, by commodity; the product among them."""
    rate: Flow
    """Product that a person gives, on the mean of a day [kg/h]."""
    with_activity: Flag = False
    """Whether it goes with the metabolic heat of what the person does; else it is the same all the time."""


class Cabin(Table):
    """The atmosphere that all open modules share."""

    pressure: Kilopascals
    """Total pressure that is kept up with nitrogen [kPa]."""
    oxygen: Kilopascals
    """Partial pressure of oxygen that is kept up [kPa]."""
    carbon_dioxide: Kilopascals
    """Partial pressure of carbon dioxide at the start [kPa]."""
    dead_band: Kilopascals
    """By how much a pressure falls before its valve opens [kPa]."""
    temperature: Annotated[Quantity, Dim("K", ge=270, le=320)]
    """Temperature of the air [K]."""
    oxygen_valve: Flow
    """Oxygen let in while its valve is open [kg/h]."""
    nitrogen_valve: Flow
    """Nitrogen let in while its valve is open [kg/h]."""


class Marks(Table):
    """Where a pressure warns, where people leave, and where nobody lives."""

    warning: Kilopascals
    """Beyond it the habitat is not habitable [kPa]."""
    abort: Kilopascals
    """Beyond it people leave [kPa]."""
    lethal: Kilopascals
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


class Rules(Table):
    """How rotations come and go, and what is done when they cannot stay."""

    reserve: Hours
    """For how long oxygen, water and food must last, if nothing is won back, when people arrive [h]."""
    window: Annotated[Quantity, Dim("h", gt=0, le=1e5)]
    """Time from one chance to land to the next [h]."""
    postpone: Hours
    """For how long a landing is put off before the rotation is cancelled [h]."""
    hand_over: Hours
    """How long a rotation stays on with the one that follows it [h]."""
    extension: Hours
    """How much longer than meant a rotation stays to wait for that [h]."""
    grace: Hours
    """How long people stay after they shut a module off, to see whether the air of the others recovers [h]."""
    rescue: Flag
    """Whether a lander is sent for people who must leave and cannot."""
    rescue_wait: Hours
    """Time from the call until it lands [h]; it has a seat for everybody."""


class Crew(System):
    """People, and what keeps them."""

    needs: ClassVar[tuple[str, ...]] = ("energy", "communication", "shelter", "tools", "resources")

    metabolic_rate: Annotated[Quantity, Dim("kW", gt=0, le=1)]
    """Metabolic heat of a person on the mean of a day, to which the rates of needs belong [kW]."""
    activities: Keyed[Activity] = Field(default_factory=dict)
    """What people do, by name."""
    needs_of_people: Keyed[Need] = Field(default_factory=dict, alias="needs")
    """What they need, by name."""
    cabin: Cabin
    """The atmosphere."""
    limits: Limits
    """What must hold."""
    rules: Rules
    """How they come and go."""
    radiation: Radiation
    """What falls on them."""
    time: Time
    """Their day."""
    eva: Eva
    """How they go outside."""
    habitats: Keyed[Habitat] = Field(default_factory=dict)
    """Habitats by name."""
    landers: Keyed[Lander] = Field(default_factory=dict)
    """Landers by name."""
    flights: Keyed[CrewFlight] = Field(default_factory=dict)
    """Flights of people by name."""
    rotations: Keyed[Rotation] = Field(default_factory=dict)
    """Rotations by name."""
    emergencies: Keyed[AnyEmergency] = Field(default_factory=dict)
    """What is to go wrong, by name."""

    @property
    def stands(self) -> bool:
        """Whether anybody comes, or would find a module or a lander."""
        return bool(self.rotations or standing(self.habitats) or standing(self.landers))

    @property
    def gives(self) -> frozenset[str]:
        """What people give."""
        return frozenset(key for one in self.needs_of_people.values() for key in one.outputs)

    @property
    def takes(self) -> frozenset[str]:
        """What people take, and what their cabin is filled with."""
        needed = {key for one in self.needs_of_people.values() for key in one.inputs}
        return frozenset(needed | set(CABIN.values()))

    @property
    def volume(self) -> float:
        """Pressurised volume of all modules that there ever are [m^3]."""
        return sum(int(one.count) * float(one.volume) for one in standing(self.habitats).values())

    def holdings(self) -> Mapping[str, Holding]:
        """What the cabin holds of its gases."""
        volume, kelvin = self.volume, float(self.cabin.temperature)
        if volume <= 0.0:
            return {}
        return {gas: Holding(MOST_PRESSURE * volume * gas_density(gas, kelvin)) for gas in CABIN}

    def berths(self) -> int:
        """People that all modules have room for."""
        return sum(int(one.count) * int(one.berths) for one in self.habitats.values())

    def calendar(self) -> list[Rotation]:
        """Rotations in the order in which they are to land, then by name."""
        return sorted(self.rotations.values(), key=lambda one: (one.arrives, one.name))

    @classmethod
    def checks(cls) -> tuple[Check, ...]:
        """What must hold between keys."""
        own = _activities, _needs, _marks, _spells, _roofs, _rotations, _supplied
        return (*own, check_radiation, check_time, check_eva, check_emergencies, check_flights)

    def overview(self, here: Any) -> Iterator[tuple[str, str]]:  # noqa: ARG002
        """Habitats and who comes when."""
        if self.habitats:
            rooms = [
                f"{name} = {asset_text(one)}: {one.volume}, {one.berths} berths"
                + (f", under {one.under}" if one.under else "")
                for name, one in self.habitats.items()
            ]
            yield "habitats", "; ".join(rooms)
        for one in self.calendar():
            leaves = one.arrives + timedelta(hours=float(one.stay))
            yield "crew", f"{one.name}: {one.people} from {one.arrives} to {leaves}"
        yield from flights_text(self)
        if self.rotations:
            yield "day", time_text(self.time)

    def notes(self, here: Any) -> Iterator[str]:
        """That nobody ever comes, and scrubbers that begin too late."""
        if not self.rotations:
            yield "crew: there is no rotation, so nobody ever comes"
        else:
            yield from time_notes(self.time, self.eva, sum(int(one.people) for one in self.rotations.values()))
        gas, warning = "cabin-carbon-dioxide", self.limits.carbon_dioxide.warning
        for name, process in here.resources.processes.items():
            if self.volume <= 0.0 or gas not in process.inputs or process.product not in process.outputs:
                continue
            taken, _ = here.resources.amounts(process)
            band = int(process.count) * float(process.rate) * taken[gas] * float(process.restart)
            begins = band / self.volume / gas_density(gas, float(self.cabin.temperature))
            if begins >= float(warning):
                text = f"begins at {begins:.2g} kPa of carbon dioxide, beyond the warning of {warning}"
                yield f"resources.processes.{name}: {text}; give it a shorter restart"


def gas_density(gas: str, kelvin: float) -> float:
    """Mass of a cubic metre of a gas of the cabin at 1 kPa [kg/m^3/kPa], as an ideal gas."""
    from sim.moon.constants import ATOMIC_WEIGHTS, GAS_CONSTANT

    counts = {"cabin-oxygen": ("O", 2.0), "cabin-nitrogen": ("N", 2.0), "cabin-carbon-dioxide": ("C", 1.0)}
    element, number = counts[gas]
    molar = number * ATOMIC_WEIGHTS[element]
    if gas == "cabin-carbon-dioxide":
        molar += 2.0 * ATOMIC_WEIGHTS["O"]
    # 1 kPa m^3 is 1000 J, and a mole weighs as many grams as its weight says: the thousands cancel.
    return molar / (GAS_CONSTANT * kelvin)


def _activities(here: Any, _span: Span, report: Report) -> None:
    """Every activity that there is has its metabolic rate, and none is made up."""
    known = here.crew.activities
    for name in known:
        if name not in ACTIVITIES:
            report(("crew", "activities", name), f"is none of {', '.join(ACTIVITIES)}{suggestion(name, ACTIVITIES)}")
    for name in ACTIVITIES:
        if name not in known:
            report(("crew", "activities"), f"{name} is missing; give its power")


def _needs(here: Any, _span: Span, report: Report) -> None:
    """What people take and give is known, and balances."""
    known = recipes(here.resources.commodities)
    for name, need in items(here, "crew", "needs_of_people"):
        path = ("crew", "needs", name)
        with suppress(MissingError):
            strange = [key for key in (*need.inputs, *need.outputs) if key not in known]
            for key in strange:
                report(path, f'there is no commodity "{key}"{suggestion(key, known)}')
            if need.product not in need.outputs:
                tail = suggestion(need.product, need.outputs)
                report((*path, "product"), f'"{need.product}" is none of its outputs{tail}')
            elif not strange:
                try:
                    amounts(need, known)
                except ChemistryError as error:
                    report(path, str(error))


def _marks(here: Any, _span: Span, report: Report) -> None:
    """Marks follow each other, and what is kept up is on their good side."""
    crew = here.crew
    for key, sign, kept in (("pressure", 1, "pressure"), ("oxygen", 1, "oxygen"), ("carbon_dioxide", -1, "")):
        with suppress(MissingError):
            marks = getattr(crew.limits, key)
            steps = [marks.warning, marks.abort, marks.lethal]
            if [sign * one.value for one in steps] != sorted((sign * one.value for one in steps), reverse=True):
                order = "fall" if sign > 0 else "rise"
                report(("crew", "limits", key), f"warning, abort and lethal must {order} from one to the next")
            if kept and getattr(crew.cabin, kept).value - crew.cabin.dead_band.value <= marks.warning.value * (
                1.0 + crew.limits.return_share.value
            ):
                message = f"and its dead band, {crew.cabin.dead_band}, come within return_share of the warning, "
                report(("crew", "cabin", kept), f"{getattr(crew.cabin, kept)} {message}{marks.warning}; keep more up")


def _spells(here: Any, _span: Span, report: Report) -> None:
    """Times without power follow each other."""
    with suppress(MissingError):
        spells = here.crew.limits.blackout
        if not spells.warning.value < spells.abort.value < spells.lethal.value:
            report(("crew", "limits", "blackout"), "warning, abort and lethal must rise from one to the next")


def _roofs(here: Any, _span: Span, report: Report) -> None:
    """A habitat stands under a structure that is built, with a fill that somebody heaps."""
    structures = here.shelter.structures
    for name, habitat in items(here, "crew", "habitats"):
        path = ("crew", "habitats", name)
        with suppress(MissingError):
            if habitat.under is not None and habitat.under not in structures:
                message = f'there is no structure "{habitat.under}"{suggestion(habitat.under, structures)}'
                report((*path, "under"), f"{message}; the habitat would stand under nothing")
            elif habitat.under is not None and getattr(structures[habitat.under], "kind", "vault") != "vault":
                report((*path, "under"), f"{habitat.under} is a {structures[habitat.under].kind}, no vault")
        with suppress(MissingError):
            if (habitat.fill is None) != (habitat.fill_area is None):
                key, other = ("fill_area", "fill") if habitat.fill_area is None else ("fill", "fill_area")
                report((*path, key), f"is missing beside {other}")
            if habitat.fill is not None and habitat.under is None:
                report((*path, "fill"), "needs a structure to lie on; name one by under")
        with suppress(MissingError):
            stores = here.resources.stores
            if habitat.fill is not None and habitat.fill not in stores:
                message = f'there is no store "{habitat.fill}"{suggestion(habitat.fill, stores)}'
                report((*path, "fill"), f"{message}; let a process heap it")


def _rotations(here: Any, span: Span, report: Report) -> None:
    """Rotations come in time, with seats home and room for all."""
    crew = here.crew
    for name, rotation in items(here, "crew", "rotations"):
        path = ("crew", "rotations", name)
        with suppress(MissingError):
            if not span.start <= rotation.arrives < span.end:
                report((*path, "arrives"), f"{rotation.arrives} is not between start and end")
        with suppress(MissingError):
            if rotation.lander not in crew.landers:
                message = f'there is no lander "{rotation.lander}"{suggestion(rotation.lander, crew.landers)}'
                report((*path, "lander"), message)
            elif rotation.people.value > crew.landers[rotation.lander].seats.value:
                seats = crew.landers[rotation.lander].seats
                report(
                    (*path, "people"), f"{rotation.people} are more than the {seats} seats home of {rotation.lander}"
                )
        with suppress(MissingError):
            rooms = sum(one.count.value * one.berths.value for one in crew.habitats.values())
            if rotation.people.value > rooms:
                report((*path, "people"), f"{rotation.people} are more than the {rooms:g} berths of all habitats")
        with suppress(MissingError):
            for key in rotation.supplies:
                if store_at(here.resources.stores, key, None) is None:
                    tail = suggestion(key, here.resources.stores)
                    report((*path, "supplies", key), f"there is no store of {key} to put it in{tail}")


def _supplied(here: Any, span: Span, report: Report) -> None:
    """Who comes has something to breathe, to drink and to eat."""
    resources = here.resources
    rotations = dict(items(here, "crew", "rotations"))
    if not rotations:
        return
    made = {key for one in resources.processes.values() if span.serves(one) for key in one.outputs}
    brought = {key for one in rotations.values() for key in one.supplies}
    for key in VITAL:
        held = store_at(resources.stores, key, None)
        store = None if held is None else resources.stores[held]
        if store is None:
            report(("crew", "rotations"), f"have no {key}; add resources.stores.{key}")
        elif store.initial.value <= 0 and not store.deliveries and key not in made | brought:
            message = f"is empty, and nobody makes or brings {key}: crew.rotations.{next(iter(rotations))} needs it"
            report(("resources", "stores", str(held), "initial"), message)
