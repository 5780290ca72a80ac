"""`[partners]`: who joins the station from other countries, and the experiments that they send there."""

import math
from collections.abc import Iterator
from contextlib import suppress
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sim.scenario.quantity import Dim, Quantity
from sim.scenario.schema.base import (
    Count,
    Date,
    Dated,
    Efficiency,
    Fraction,
    Keyed,
    Kilowatts,
    Landed,
    LoadClass,
    Named,
    Positive,
    Table,
    asset_text,
    listed,
    standing,
)
from sim.scenario.schema.system import Check, MissingError, Report, Span, System, items

Yearly = Annotated[Quantity, Dim("1/yr", ge=0, le=100)]
Gain = Annotated[Quantity, Dim("1", ge=0, le=1000)]
Potential = Annotated[Quantity, Dim("1", ge=1, le=1e4, whole=True)]
Places = Annotated[Quantity, Dim("1", ge=1, le=100, whole=True)]
Duration = Annotated[Quantity, Dim("h", ge=1, le=1e6)]
Mass = Annotated[Quantity, Dim("kg", gt=0, le=1e5)]

MOST_RESEARCHERS = 200_000
"""Researchers that a scenario may come to: each that joins is an event."""
MOST_PROPOSALS = 200_000
"""Proposals that a scenario may come to: each is followed on its way."""


class Institutions(Table):
    """Institutions from abroad, which join by a law of diffusion."""

    since: Date
    """Day on which `joined` were partners already; the law holds from there on."""
    joined: Count
    """Institutions that were partners on that day [1]."""
    potential: Potential
    """Institutions that would be partners in the end [1]."""
    innovation: Yearly
    """Rate at which one that is no partner joins by itself [1/h]."""
    imitation: Yearly
    """Rate at which one joins because others have, if all others had and the station delivered nothing [1/h]."""


class Countries(Table):
    """Countries and organisations that the institutions come from."""

    joined: Count
    """How many the institutions of the day `institutions.since` came from [1]."""
    potential: Potential
    """How many they would come from in the end [1]."""
    novelty: Fraction
    """Chance that an institution comes from a new one, if none were a partner yet [1]."""


class Researchers(Table):
    """Researchers of the institutions, who take part by the same law as institutions join."""

    founders: Count
    """Researchers whom an institution brings when it joins [1]."""
    potential: Annotated[Quantity, Dim("1", ge=1, le=1000, whole=True)]
    """Researchers of an institution who would take part in the end, the founders among them [1]."""
    innovation: Yearly
    """Rate at which one who does not take part begins to by himself [1/h]."""
    imitation: Yearly
    """Rate at which one begins to because others have, if all others had and the station delivered nothing [1/h]."""


class Attraction(Table):
    """How what the station delivers multiplies both rates of imitation."""

    memory: Duration
    """Time after which what was delivered counts for 1/e of what it did [h]."""
    data_gain: Gain
    """What very many data would add to the factor of 1 [1]."""
    data_half: Annotated[Quantity, Dim("Mbit/s", gt=0, le=1e5)]
    """Mean rate of data that reach the Earth at which half of that is added [Gbit/h]."""
    flown_gain: Gain
    """What very many experiments flown would add to the factor of 1 [1]."""
    flown_half: Annotated[Quantity, Dim("1/yr", gt=0, le=1e5)]
    """Experiments landed in a time at which half of that is added [1/h]."""


class Calls(Table):
    """How experiments are proposed and selected."""

    proposals: Yearly
    """Experiments that an institution proposes in a time [1/h]."""
    every: Duration
    """Time from one call to the next; the first is that long after the start [h]."""
    slots: Count
    """Experiments selected at a call at most [1]."""
    stands: Positive
    """Calls that a proposal stands for; one that is not selected then is rejected [1]."""
    success: Fraction
    """Share of the experiments that run to their end which bring a result [1]."""
    build_spread: Annotated[Quantity, Dim("1", ge=0, lt=1)]
    """How far the time to build one lies from that of its kind at most, as a share of it [1]."""


class Experiment(Named):
    """A kind of experiments."""

    word: ClassVar[str] = "kind of experiments"

    share: Annotated[Quantity, Dim("1", ge=0, le=1e6)]
    """Share of the proposals that are of this kind, over the sum of all shares [1]."""
    mass: Mass
    """Mass of one [kg]."""
    build: Duration
    """Mean time from selection until one is ready to fly [h]."""
    hands: Annotated[Quantity, Dim("h", ge=0, le=1e4)]
    """Work of a person or a robot to set one up [h]."""
    run: Duration
    """Time that one runs [h]."""
    power: Kilowatts
    """Electric power of one while it runs [kW]."""
    data_rate: Annotated[Quantity, Dim("Mbit/s", ge=0, le=1e5)]
    """Data made by one while it runs [Gbit/h]."""


class Flight(Dated):
    """Room for experiments on a mission, or on landings: the first on the day `from`, else after the time `every`."""

    word: ClassVar[str] = "flight"

    room: Mass | None = None
    """Mass of experiments that a landing has room for [kg]; with a mission, what it has left, if not given."""
    every: Duration | None = None
    """Time from one landing to the next, where they come with no mission [h]."""

    @classmethod
    def instead(cls) -> tuple[tuple[str, str], ...]:
        """A file that lets it come with a mission takes out the time of `every`, and the other way round."""
        return (*super().instead(), ("every", "arrives_with"))

    @property
    def reserved(self) -> float:
        """Its room [kg]; none where it takes what others leave."""
        return 0.0 if self.room is None else float(self.room)

    def words(self) -> str:
        """Its room and when it lands."""
        room = "what is left" if self.room is None else str(self.room)
        if self.arrives_with is not None:
            return f"{room} with {self.arrives_with}"
        return f"{room} every {self.every}{f' from {self.from_}' if self.from_ else ''}"


class Rack(Landed):
    """Where experiments are plugged in: power and data for some of them."""

    word: ClassVar[str] = "rack"

    places: Places
    """Experiments that one rack has places for [1]."""
    power_class: LoadClass = "operations"
    """Priority class of the power of the experiments in it."""


class Robot(Landed):
    """A robot that sets experiments up while the base has a link."""

    word: ClassVar[str] = "setting-up robot"

    power: Kilowatts
    """Electric power of one at work [kW]."""
    power_class: LoadClass = "operations"
    """Priority class of that power."""
    pace: Efficiency
    """Hours of the work of a person that one does in an hour [1]."""


class Partners(System):
    """Partners abroad, and their experiments."""

    needs: ClassVar[tuple[str, ...]] = ("energy", "communication")

    institutions: Institutions
    """Institutions that join."""
    countries: Countries
    """Countries that they come from."""
    researchers: Researchers
    """Researchers who take part."""
    attraction: Attraction
    """What the station does for that."""
    calls: Calls
    """How experiments are chosen."""
    downlink: Annotated[Quantity, Dim("Mbit/s", ge=0, le=1e5)]
    """Data that all running experiments make at most [Gbit/h]."""
    experiments: Keyed[Experiment] = Field(default_factory=dict)
    """Kinds of experiments by name."""
    landings: Keyed[Flight] = Field(default_factory=dict)
    """Landings with room for them by name."""
    racks: Keyed[Rack] = Field(default_factory=dict)
    """Racks by name."""
    robots: Keyed[Robot] = Field(default_factory=dict)
    """Robots that set them up by name."""

    @classmethod
    def checks(cls) -> tuple[Check, ...]:
        """What must hold between keys."""
        return (_since, _counts, _not_too_many, _timed, _flyable, _placeable)

    def overview(self, here: Any) -> Iterator[tuple[str, str]]:  # noqa: ARG002
        """Who joins, what is proposed, and what there is for experiments."""
        joined = self.institutions
        yield (
            "partners",
            f"{joined.joined} institutions of {self.countries.joined} countries on {joined.since}, at most "
            f"{joined.potential} of {self.countries.potential}, with {self.researchers.potential} researchers each",
        )
        calls = self.calls
        yield (
            "experiments",
            f"{calls.proposals} proposed by an institution, {calls.slots} selected every {calls.every}: "
            + ", ".join(f"{name} ({one.mass})" for name, one in self.experiments.items()),
        )
        for name, flight in self.landings.items():
            yield "landings", f"{name} = {flight.words()}"
        if self.racks:
            racks = [f"{name} = {asset_text(one)}: {one.places} places each" for name, one in self.racks.items()]
            yield "racks", "; ".join(racks)
        if self.robots:
            yield "robots", listed(self.robots)

    def crowded(self, mission: str, left: float) -> Iterator[str]:
        """Yield flights that find no room for any experiment on a mission, one sentence each.

        Args:
            mission: Its name.
            left: Mass that its manifest leaves of the payload of its lander at least [kg].
        """
        masses = [one.mass.value for one in self.experiments.values() if one.share.value > 0.0]
        for name, flight in self.landings.items():
            if flight.arrives_with == mission and flight.room is None and masses and left < min(masses):
                given = (
                    f"{mission} leaves {max(left, 0.0):,.6g} kg, and the lightest experiment has {min(masses):,.6g} kg"
                )
                yield f"partners.landings.{name}: {given}, so none flies with it; give it room, or another mission"

    def notes(self, here: Any) -> Iterator[str]:
        """What keeps experiments from ever flying or running."""
        if not any(float(one.share) > 0.0 for one in self.experiments.values()):
            yield "partners.experiments: there is no kind of any share, so nothing is proposed"
            return
        if not self.landings:
            yield "partners.landings: there is none, so no experiment flies but with who else lands with room for it"
        if not standing(self.racks):
            yield "partners.racks: there is none, so no experiment runs; add [partners.racks.NAME]"
        hands = any(float(one.hands) > 0.0 for one in self.experiments.values())
        crewed = here.crew is not None and bool(here.crew.rotations)
        if hands and not standing(self.robots) and not crewed:
            yield "partners.robots: there is none, and nobody comes, so no experiment is set up"


def _since(here: Any, span: Span, report: Report) -> None:
    """The law holds from the start of the run on."""
    since = here.partners.institutions.since
    if since > span.start:
        message = f"{since} is after the start, {span.start}; give the number of institutions on an earlier day"
        report(("partners", "institutions", "since"), message)


def _counts(here: Any, _span: Span, report: Report) -> None:
    """Nobody has more than would ever come."""
    partners = here.partners
    for key in ("institutions", "countries"):
        with suppress(MissingError):
            table = getattr(partners, key)
            if table.joined.value > table.potential.value:
                message = f"{table.joined} is more than the potential of {table.potential}; raise that"
                report(("partners", key, "joined"), message)
    with suppress(MissingError):
        people = partners.researchers
        if people.founders.value > people.potential.value:
            message = f"{people.founders} is more than the potential of {people.potential}; raise that"
            report(("partners", "researchers", "founders"), message)
    with suppress(MissingError):
        countries, joined = partners.countries.joined, partners.institutions.joined
        if countries.value > joined.value:
            message = f"{countries} is more than the {joined} institutions that came from them"
            report(("partners", "countries", "joined"), message)
        elif (countries.value == 0.0) != (joined.value == 0.0):
            message = f"is {countries} where {joined} institutions had joined: both are 0, or none is"
            report(("partners", "countries", "joined"), message)


def _not_too_many(here: Any, span: Span, report: Report) -> None:
    """A run ends in reasonable time."""
    partners = here.partners
    with suppress(MissingError):
        each, most = partners.researchers.potential, partners.institutions.potential
        if each.value * most.value > MOST_RESEARCHERS:
            message = f"{each} for each of {most} institutions are more than the {MOST_RESEARCHERS:,} simulated at most"
            report(("partners", "researchers", "potential"), f"{message}; lower it, or that of institutions")
    with suppress(MissingError):
        hours = (span.end - span.start).days * 24.0
        often, most = partners.calls.proposals, partners.institutions.potential
        number = often.value * most.value * hours
        if number > MOST_PROPOSALS:
            message = (
                f"{often} of {most} institutions come to {number:,.0f}, more than the {MOST_PROPOSALS:,} simulated"
            )
            report(("partners", "calls", "proposals"), f"{message} at most; lower it")


def _timed(here: Any, _span: Span, report: Report) -> None:
    """A flight lands with a mission, or again and again with a room of its own."""
    for name, flight in items(here, "partners", "landings"):
        path = ("partners", "landings", name)
        with suppress(MissingError):
            mission, every = flight.arrives_with, flight.every
            if mission is not None and every is not None:
                message = f"stands beside arrives_with = {mission}; leave one of them out, for it flies with that once"
                report((*path, "every"), message)
            elif mission is None and every is None:
                message = "is missing: give every, the time from one landing to the next, or arrives_with, its mission"
                report((*path, "every"), message)
        with suppress(MissingError):
            if flight.arrives_with is None and flight.room is None:
                message = "is missing: give room, the mass of experiments that one landing takes"
                report((*path, "room"), f"{message}; only with a mission is it what that has left")


def _room(flight: Any, span: Span) -> float:
    """Mass of experiments that a flight has room for at most [kg]; infinity where that cannot be read."""
    if flight.room is not None:
        return float(flight.room)
    try:
        campaign = span.scenario.campaign
        return float(campaign.lander(campaign.missions[flight.arrives_with]).payload)
    except (AttributeError, KeyError):
        return math.inf


def _flyable(here: Any, span: Span, report: Report) -> None:
    """Every kind fits on some landing, where there is any."""
    flights = dict(items(here, "partners", "landings"))
    if not flights:
        return
    with suppress(MissingError):
        most = max(_room(flight, span) for flight in flights.values())
        for name, kind in items(here, "partners", "experiments"):
            with suppress(MissingError):
                if kind.share.value > 0.0 and kind.mass.value > most:
                    message = f"{kind.mass} fits on no landing, for which there is room for {most:g} kg at most"
                    report(("partners", "experiments", name, "mass"), f"{message}; give partners.landings more room")


def _placeable(here: Any, _span: Span, report: Report) -> None:
    """Every kind may make its data, and all racks together have not too many places."""
    partners = here.partners
    for name, kind in items(here, "partners", "experiments"):
        with suppress(MissingError):
            if kind.share.value > 0.0 and kind.data_rate.value > partners.downlink.value:
                message = f"{kind.data_rate} is more than partners.downlink, {partners.downlink}; raise that"
                report(("partners", "experiments", name, "data_rate"), message)
    with suppress(MissingError):
        places = sum(one.count.value * one.places.value for _, one in items(here, "partners", "racks"))
        if places > MOST_PLACES:
            message = f"have {places:,.0f} places together, and {MOST_PLACES:,} are simulated; take fewer"
            report(("partners", "racks"), message)


MOST_PLACES = 1000
"""Places for experiments that a base may have: each is a load of its bus."""
