"""What figures tell of flights of people: each step when it was, whether it failed, and what became of people."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sim.engine import Spell
from sim.result import Result
from sim.result.losses import lost_people
from sim.scenario.schema.crew_flights import HOMEWARD, OUTWARD, UNCREWED, CrewFlight, StepSpec
from sim.station import Event
from sim.station.crew.events import CAME_HOME, FLIGHT_ABORTED, FLIGHT_FAILED, FLIGHT_STEP, FLIGHT_WAITS, LOST
from sim.view import crew_facts

STEPS = (*UNCREWED, *OUTWARD, *HOMEWARD)
"""All steps in their order."""

_ROUNDING = 1e-6
"""Times that differ by less are the same [h]."""


@dataclass(frozen=True)
class Taken:
    """A step that was taken.

    Attributes:
        step: Which.
        span: From when to when [h].
        failed: What its failure meant, in words; empty where it did not fail.
    """

    step: StepSpec
    span: Spell
    failed: str


@dataclass(frozen=True)
class Flown:
    """A flight of people, out and home.

    Attributes:
        rotation: Who flies.
        people: How many are to land.
        taken: Steps in the order in which they ended.
        waits: When it waited for conditions, and what for [h].
        ground: When they were on the ground [h]; None where they did not land.
        aborted: Why it went home without a landing, or did not start; empty where it did neither.
        home: People who came home.
        lost: People who died, under way or on the ground.
    """

    rotation: str
    people: int
    taken: tuple[Taken, ...]
    waits: tuple[tuple[Spell, str], ...]
    ground: Spell | None
    aborted: str
    home: int
    lost: int

    @property
    def failures(self) -> tuple[Taken, ...]:
        """Steps that failed."""
        return tuple(one for one in self.taken if one.failed)

    @property
    def span(self) -> Spell:
        """From the first step to the last thing that is known of it [h]."""
        ends = [one.span[1] for one in self.taken] + ([] if self.ground is None else [self.ground[1]])
        return min(one.span[0] for one in self.taken), max(ends)


def flown(run: Result) -> tuple[Flown, ...]:
    """Flights of people of which a step was taken, in the order of their first steps."""
    found = crew_facts.crewed(run)
    if found is None:
        return ()
    table = found[1]
    kinds = (FLIGHT_STEP, FLIGHT_FAILED, FLIGHT_WAITS, FLIGHT_ABORTED, CAME_HOME, LOST)
    events: dict[str, list[Event]] = {}
    for event in crew_facts.events(run, *kinds):
        events.setdefault(_whose(event, table.rotations), []).append(event)
    stays = {stay.name: (stay.arrived, stay.left) for stay in crew_facts.stays(run)}
    flights = []
    for name, happened in events.items():
        rotation = table.rotations.get(name)
        if rotation is not None and rotation.flight is not None:
            one = _of(name, int(rotation.people), table.flights[rotation.flight], happened, stays.get(name))
            if one.taken:
                flights.append(one)
    return tuple(sorted(flights, key=lambda one: one.span))


def _whose(event: Event, rotations: Collection[str]) -> str:
    """The rotation that an event is of: who dies on the ground has a name that begins with it."""
    return event.subject if event.subject in rotations else event.subject.split(", ")[0].rpartition("-")[0]


def _of(name: str, people: int, spec: CrewFlight, happened: list[Event], ground: Spell | None) -> Flown:
    """A flight from what the log says of it."""
    taken, waits, aborted, home, lost = [], [], "", 0, 0
    for index, event in enumerate(happened):
        step = next((one for one in STEPS if event.detail.startswith(one.verb)), None)
        if event.event in (FLIGHT_STEP, FLIGHT_FAILED) and step is not None:
            begin = event.time_h
            # An engine that does not light takes no time.
            if event.event == FLIGHT_STEP or not event.detail.startswith(f"{step.verb}:"):
                begin -= float(getattr(spec, step.key).time)
            meaning = _meaning(step, event.detail) if event.event == FLIGHT_FAILED else ""
            taken.append(Taken(step, (begin, event.time_h), meaning))
        elif event.event == FLIGHT_WAITS:
            end = happened[index + 1].time_h if index + 1 < len(happened) else event.time_h
            waits.append(((event.time_h, end), event.detail))
        elif event.event == FLIGHT_ABORTED:
            aborted = event.detail
        elif event.event == CAME_HOME:
            number = int(event.detail.split()[0])
            home += number
            last = HOMEWARD[-1]
            span = event.time_h - float(getattr(spec, last.key).time), event.time_h
            # Who is saved at the pad has no way home, and one that a backup saves is in the log already.
            if all(one.span[1] <= span[0] + _ROUNDING for one in taken):
                taken.append(Taken(last, span, ""))
        elif event.event == LOST:
            lost += lost_people(event)
    return Flown(name, people, tuple(taken), tuple(waits), ground, aborted, home, lost)


def _meaning(step: StepSpec, detail: str) -> str:
    """What the failure of a step meant, by the detail in the log."""
    if step in UNCREWED:
        return "nobody was aboard"
    return step.saved if step.saved in detail else "those aboard died"
