"""What figures and pages tell of people: who came when, which conditions were missing and since when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sim.engine import Channel, Spell
from sim.result import Result
from sim.result.losses import lost_people
from sim.result.number_text import unfinished_percent
from sim.scenario.base_names import at_base
from sim.scenario.schema.crew import Crew
from sim.station import Event
from sim.station.crew.condition_names import CHANNEL, CONDITIONS
from sim.station.crew.events import LOST
from sim.view import run_facts
from sim.view.kit.text import day, length_text


@dataclass(frozen=True)
class Stay:
    """A rotation while it was at the station.

    Attributes:
        name: Its name.
        people: How many came.
        arrived: When [h].
        left: When it left, or the end of the run [h].
    """

    name: str
    people: int
    arrived: float
    left: float

    def within(self, first: float, last: float) -> Spell | None:
        """The part of it from ``first`` to ``last`` [h], if any."""
        begin, end = max(self.arrived, first), min(self.left, last)
        return (begin, end) if end > begin else None


@dataclass(frozen=True)
class Held:
    """How a condition held over a span.

    Attributes:
        name: The condition.
        share: Share of the span in which it held [1].
        missing: When it did not [h].
    """

    name: str
    share: float
    missing: tuple[Spell, ...]

    @property
    def longest(self) -> Spell:
        """The longest time for which it was missing [h], the first of equals."""
        return max(self.missing, key=lambda spell: spell[1] - spell[0])


def crewed(run: Result) -> tuple[str, Crew] | None:
    """The base whose people figures show, and its table: the main one, else the first that has habitats."""
    return run_facts.base_with(run, "crew", "crew.people")


def any_crewed(runs: Iterable[Result]) -> bool:
    """Whether people can live at the station of any of these runs."""
    return any(crewed(run) is not None for run in runs)


def channel(run: Result, name: str) -> Channel | None:
    """A history of the base whose people figures show: ``crew.people`` and its like."""
    found = crewed(run)
    return None if found is None else run.channels.get(at_base(found[0], name))


def channels(run: Result, prefix: str) -> Mapping[str, Channel]:
    """Histories of that base by what follows a prefix of their names, in the order of recording."""
    found = crewed(run)
    if found is None:
        return {}
    whole = at_base(found[0], prefix)
    return {name.removeprefix(whole): one for name, one in run.channels.items() if name.startswith(whole)}


def events(run: Result, *kinds: str, system: str = "crew") -> list[Event]:
    """What happened of these kinds to a system of that base, in order of time."""
    found = crewed(run)
    name = None if found is None else at_base(found[0], system)
    return [event for event in run.events if event.system == name and event.event in kinds]


def kpi_value(run: Result, name: str) -> float | None:
    """A key figure of that base as a number; None if there is none."""
    found = crewed(run)
    return None if found is None else run_facts.kpi_value(run, at_base(found[0], name))


def most_people(run: Result) -> int:
    """Most people that were at the station at once."""
    people = channel(run, "crew.people")
    return 0 if people is None else round(float(people.values.max()))


def person_days(run: Result, first: float, last: float) -> float:
    """Days that people were at the station from ``first`` to ``last`` [h], of all together [d]."""
    people = channel(run, "crew.people")
    return 0.0 if people is None else people.integral(first, last) / 24.0


def died_text(run: Result) -> str:
    """How many people died, of those who came, or under way; empty where nobody did."""
    found = crewed(run)
    lost = events(run, LOST)
    if found is None or not lost:
        return ""
    number = sum(map(lost_people, lost))
    # Who dies under way has no name but that of the rotation.
    under_way = sum(lost_people(event) for event in lost if event.subject in found[1].rotations)
    if not under_way:
        return f"{number:,} of {sum(stay.people for stay in stays(run)):,} who came died"
    who = "1 person" if number == 1 else f"{number:,} people"
    return f"{who} died under way" if under_way == number else f"{who} died, {under_way:,} of them under way"


def stays(run: Result) -> tuple[Stay, ...]:
    """Rotations that came, in the order of their landing."""
    found = crewed(run)
    return () if found is None else stays_at(run, *found)


def stays_at(run: Result, base: str, table: Crew) -> tuple[Stay, ...]:
    """Rotations that came to a base, in the order of their landing.

    Args:
        run: The run.
        base: Name of the base.
        table: Its people.
    """
    people = run.channels[at_base(base, "crew.people")]
    there = people.spells(above=0.5)
    own = [event for event in run.events if event.system == at_base(base, "crew")]
    left = {event.subject: event.time_h for event in own if event.event in {"rotation_left", "rescued"}}
    found_stays = []
    for event in own:
        if event.event == "rotation_arrived" and event.subject in table.rotations:
            # Of those who died nobody left: they were there for as long as anybody was.
            last = next((end for begin, end in there if begin <= event.time_h < end), run.until_h)
            end = left.get(event.subject, last)
            found_stays.append(Stay(event.subject, int(table.rotations[event.subject].people), event.time_h, end))
    return tuple(found_stays)


def held(run: Result, first: float, last: float) -> tuple[Held, ...]:
    """How each condition held from ``first`` to ``last`` [h], in the order in which they are looked at."""
    there = channels(run, CHANNEL)
    return tuple(
        Held(
            name,
            there[name].mean(first, last),
            tuple(spell for spell in there[name].spells(below=0.5, start=first, end=last) if spell[1] > spell[0]),
        )
        for name in CONDITIONS
        if name in there
    )


def missing_while_there(run: Result) -> Mapping[str, float]:
    """For how long each condition was missing while people were at the station, of those that were [h]."""
    people = channel(run, "crew.people")
    there = () if people is None else people.spells(above=0.5)
    found: dict[str, float] = {}
    for one in held(run, 0.0, run.until_h):
        hours = sum(max(0.0, min(a[1], b[1]) - max(a[0], b[0])) for a in there for b in one.missing)
        if hours > 0.0:
            found[one.name] = hours
    return found


_LACKS: Mapping[str, str] = {
    "pressure": "too little pressure",
    "oxygen": "too little oxygen",
    "carbon-dioxide": "too much carbon dioxide",
    "power": "too little power in store",
    "link": "no link",
    "shielding": "too little shielding",
    "seat": "no seat home for all",
}


def lack_text(name: str) -> str:
    """What people say when a condition is missing."""
    return _LACKS.get(name, f"no {condition_text(name)}")


def condition_text(name: str) -> str:
    """What people call a condition."""
    return {"seat": "seat home"}.get(name, name.replace("-", " "))


def held_text(run: Result, one: Held, last: float) -> str:
    """How long a condition held, and since when it is missing or when it was for the longest, on two lines."""
    if not one.missing:
        return "held all the time"
    share = "never held" if one.share <= 0.0 else f"held {unfinished_percent(one.share)}"
    begin, end = one.missing[-1]
    if end >= last:
        return f"{share}, missing\nsince {day(run_facts.utc(run, begin))}"
    begin, end = one.longest
    return f"{share}, missing\n{length_text(end - begin)} from {day(run_facts.utc(run, begin))}"
