"""`[crew.flights]`: how people come to the ground and home again, step by step, and what may fail in each step."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from math import prod
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sim.scenario.problems import suggestion
from sim.scenario.quantity import Dim, Quantity
from sim.scenario.schema.base import Catalogued, Count, Fraction, Table
from sim.scenario.schema.system import MissingError, Report, Span, items

Hours = Annotated[Quantity, Dim("h", ge=0, le=1e5)]


class Step(Table):
    """A step of a flight without people aboard."""

    time: Hours
    """Time that it takes [h]."""
    success: Fraction
    """Probability that it succeeds [1]."""


class CrewedStep(Step):
    """A step of a flight with people aboard."""

    escape: Fraction
    """Probability that they come through if it fails [1]."""


@dataclass(frozen=True)
class StepSpec:
    """What is known of a step whatever the flight.

    Attributes:
        key: Its key, and its name in the log.
        verb: What is done in it, for people.
        saved: What becomes of those who come through where it fails.
    """

    key: str
    verb: str
    saved: str


UNCREWED = (
    StepSpec("lander_launch", "launch of the lander", ""),
    StepSpec("lander_arrival", "way of the lander into lunar orbit", ""),
)
"""Steps before people fly. Where one fails, both vehicles are built again."""
OUTWARD = (
    StepSpec("crew_launch", "launch of the crew", "the escape system brings them down near the pad"),
    StepSpec("crew_arrival", "way of the crew into lunar orbit", "they swing around the Moon and go home"),
    StepSpec("docking", "meeting of ship and lander", "they go home without a landing"),
    StepSpec("descent", "descent", "the lander goes back up to the ship, and they go home"),
)
"""Steps with people aboard on the way to the ground."""
HOMEWARD = (
    StepSpec("ascent", "ascent", "they stay on the ground, and the lander is not ready"),
    StepSpec("return_docking", "meeting of lander and ship", "the ship fetches them"),
    StepSpec("home", "way home", "a backup brings them down"),
)
"""Steps with people aboard on the way home."""


class CrewFlight(Catalogued):
    """A flight that brings a rotation and takes it home: a lander goes ahead, a ship with people meets it in orbit."""

    word: ClassVar[str] = "flight"

    lander_launch: Step
    """Launch of the lander."""
    lander_arrival: Step
    """Its way into lunar orbit, where it waits."""
    crew_launch: CrewedStep
    """Launch of the ship with the crew."""
    crew_arrival: CrewedStep
    """Their way into lunar orbit."""
    docking: CrewedStep
    """Meeting of ship and lander, and the change from one to the other."""
    descent: CrewedStep
    """From orbit to the ground."""
    ascent: CrewedStep
    """From the ground to orbit; where it fails, those who come through stay on the ground."""
    return_docking: CrewedStep
    """Meeting of lander and ship, and the change back."""
    home: CrewedStep
    """From lunar orbit to the ground of the Earth."""
    in_ship: Count
    """People who stay in the ship in lunar orbit [1]."""
    look: Annotated[Quantity, Dim("h", gt=0, le=1e4)]
    """Time from one look at the conditions to the next while one of them is missing [h]."""
    lander_wait: Hours
    """How long the lander waits in orbit for people to start from Earth [h]."""
    ship_wait: Hours
    """How long people wait in orbit for a descent [h]."""
    via: str | None = Field(default=None, strict=True, min_length=1)
    """Base in orbit at which they meet; while it has power they may wait there for `station_wait`."""
    station_wait: Hours | None = None
    """How long people wait at the base in orbit for a descent [h]."""
    rebuild: Hours
    """Time from a failure without people aboard until both vehicles are ready again [h]."""

    @property
    def outward_time(self) -> float:
        """Time from the launch of the lander to the landing if nothing waits [h]."""
        return sum(float(getattr(self, one.key).time) for one in (*UNCREWED, *OUTWARD))

    def chances(self) -> tuple[float, float, float]:
        """Probabilities that a first try lands, that whoever lands comes home at the first start, and of a loss [1].

        The loss is that of people at any step of one flight out and home, waits and conditions left out.
        """
        out = prod(float(getattr(self, one.key).success) for one in (*UNCREWED, *OUTWARD))
        back = prod(float(getattr(self, one.key).success) for one in HOMEWARD)
        reach, loss = prod(float(getattr(self, one.key).success) for one in UNCREWED), 0.0
        returned = float(self.home.success) + (1.0 - float(self.home.success)) * float(self.home.escape)
        for one in (*OUTWARD, *HOMEWARD):
            step = getattr(self, one.key)
            fails, escapes = reach * (1.0 - float(step.success)), float(step.escape)
            loss += fails * (1.0 - escapes)
            if one in OUTWARD[1:] or one.key in {"ascent", "return_docking"}:
                # Whoever comes through such a failure still has the way home before him.
                loss += fails * escapes * (1.0 - returned)
            reach *= float(step.success)
        return out, back, loss


def flights_text(crew: Any) -> Iterator[tuple[str, str]]:
    """Yield what `ilrs check` says of the flights of rotations: starts, chances, conditions and what failures mean."""
    for one in crew.calendar():
        if one.flight is None:
            continue
        flight = crew.flights[one.flight]
        starts = one.arrives - timedelta(hours=flight.outward_time)
        lands, home, loss = flight.chances()
        yield (
            "flight",
            f"{one.name}: lander starts {starts}, {flight.in_ship} stay in the ship; lands at the first try with a "
            f"chance of {lands:.3g}, comes home at the first start with {home:.3g}, loses people with {loss:.2g}",
        )
    flown = {one.flight for one in crew.rotations.values()}
    for name, flight in crew.flights.items():
        if name in flown:
            yield "go", f"{name}: {_go_text(flight)}"
            for one in (*UNCREWED, *OUTWARD, *HOMEWARD):
                yield "failure", f"{name}: {_failure_text(one, flight)}"


def _go_text(flight: CrewFlight) -> str:
    """When the conditions of a landing must hold, and who waits for them for how long."""
    waits = f"the lander waits {_days(flight.lander_wait)} d in orbit for the crew, they {_days(flight.ship_wait)} d"
    if flight.station_wait is not None:
        waits += f", at {flight.via} {_days(flight.station_wait)} d while it has power"
    when = "at both launches and before the descent"
    return f"all conditions of a landing {when}, looked at each {float(flight.look):.3g} h; {waits}, then they go home"


def _failure_text(one: StepSpec, flight: CrewFlight) -> str:
    """How likely a step fails, and what that means for whom."""
    step = getattr(flight, one.key)
    chance = f"{one.verb} {_percent(1.0 - float(step.success))}"
    if one in UNCREWED:
        return f"{chance}: nobody is aboard; built again in {_days(flight.rebuild)} d, if that is in time"
    return f"{chance}: {one.saved}; {_percent(1.0 - float(step.escape))} of such failures cost those aboard their lives"


def _percent(share: float) -> str:
    return f"{100.0 * share:.3g} %"


def _days(time: Quantity) -> str:
    return f"{float(time) / 24.0:.3g}"


def check_flights(here: Any, span: Span, report: Report) -> None:
    """Flights that are named exist, start after the start, and meet at a base in orbit."""
    flights = here.crew.flights
    for name, rotation in items(here, "crew", "rotations"):
        with suppress(MissingError):
            if rotation.flight is None:
                continue
            path = ("crew", "rotations", name)
            if rotation.flight not in flights:
                tail = suggestion(rotation.flight, flights)
                message = f'there is no flight "{rotation.flight}"{tail}; add crew.flights.{rotation.flight}'
                report((*path, "flight"), message)
                continue
            lead = timedelta(hours=_lead(flights[rotation.flight]))
            if rotation.arrives - lead < span.start:
                ahead = f"{rotation.flight} starts {lead.days + bool(lead.seconds)} d before it lands"
                first = span.start + timedelta(days=lead.days + bool(lead.seconds))
                report((*path, "arrives"), f"{ahead}, and that is before the start, {span.start}; land from {first} on")
    for name, flight in items(here, "crew", "flights"):
        with suppress(MissingError):
            bases = span.scenario.bases
            if flight.via is not None and flight.via not in bases:
                near = suggestion(flight.via, bases)
                tail = near if near.startswith("; did") else f"; add [bases.{flight.via}.orbit]"
                report(("crew", "flights", name, "via"), f'there is no base "{flight.via}"{tail}')
            elif flight.via is not None and bases[flight.via].orbit is None:
                report(("crew", "flights", name, "via"), f'"{flight.via}" is on the ground; give it an orbit')
        with suppress(MissingError):
            if (flight.via is None) != (flight.station_wait is None):
                key, other = ("station_wait", "via") if flight.station_wait is None else ("via", "station_wait")
                report(("crew", "flights", name, key), f"is missing beside {other}")


def _lead(flight: Any) -> float:
    """As `CrewFlight.outward_time`, of one that may have been read in part."""
    return float(sum(getattr(flight, one.key).time.value for one in (*UNCREWED, *OUTWARD)))
