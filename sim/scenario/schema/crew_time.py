"""`[crew.time]` and `[crew.eva]`: the day of the people at a station, what comes first in it, how they go outside."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Annotated, Any

from pydantic import Field

from sim.scenario.problems import suggestion
from sim.scenario.quantity import Dim, Quantity
from sim.scenario.schema.base import Count, Date, Keyed, Kilograms, Named, Positive, Table
from sim.scenario.schema.system import MissingError, Report, Span, items

WORK = "work"
"""The block of a day that is left when the others have had their hours."""
BLOCKS = ("sleep", "rest", "exercise", "housekeeping", WORK)
"""What a day is made of."""
URGENT = ("repair", "supervise", "eva")
"""What comes before science in the working hours."""

_GIVEN_UP = ("exercise", "housekeeping")
"""What an EVA may take the time of."""

DayHours = Annotated[Quantity, Dim("h", ge=0, le=24)]


class Time(Table):
    """The day of people, the same for all of them."""

    begins: Annotated[Quantity, Dim("h", ge=0, lt=24)]
    """Time of day (UTC) at which it begins [h]."""
    order: tuple[str, ...]
    """What follows on what in a day from there, each once: sleep, rest, exercise, housekeeping, work."""
    sleep: DayHours
    """Sleep in a day [h]."""
    rest: DayHours
    """Meals, washing and free time in a day [h]."""
    exercise: DayHours
    """Exercise in a day [h]."""
    housekeeping: DayHours
    """Cleaning, stowing, planning and talks with Earth in a day [h]; what is left of a day is work."""
    urgency: tuple[str, ...]
    """What goes before what in the working hours, each once: repair, supervise, eva; science gets what they leave."""
    supervisors: Count
    """How many people at most watch over machines at a time, one machine each [1]."""
    repair_pace: Annotated[Quantity, Dim("1", gt=0, le=1000)]
    """Hours of repair, as machines state them for a robot, that a person does in an hour [1]."""


class Assembly(Named):
    """Something that people put together outside."""

    from_: Date | None = Field(default=None, alias="from")
    """Day from which it can be done (00:00 UTC); without it, from the start."""
    hours: Annotated[Quantity, Dim("h", gt=0, le=1e5)]
    """Hours of work outside, of all people together [h]."""


class Eva(Table):
    """How people go outside."""

    cap: Annotated[Quantity, Dim("h", gt=0, le=168)]
    """Most hours that a person is outside in any seven days [h]."""
    sortie: Annotated[Quantity, Dim("h", gt=0, le=24)]
    """Longest time outside at a stretch [h]."""
    least: Annotated[Quantity, Dim("h", ge=0, le=24)]
    """Time outside for which nobody puts on a suit if there is no more [h]."""
    team: Positive
    """People who go outside together, and come back together [1]."""
    suits: Count
    """Suits at the station: as many people are outside at a time at most [1]."""
    suit_up: DayHours
    """Time to put on and check a suit [h]."""
    pre_breathe: DayHours
    """Time to breathe oxygen before the pressure falls to that of the suit [h]."""
    clean_up: DayHours
    """Time to clean suits and airlock of dust and to stow them [h]."""
    airlock_loss: Kilograms
    """Air lost each time a team goes outside and comes back [kg]."""
    suit_water: Annotated[Quantity, Dim("kg/h", ge=0, le=10)]
    """Water that cools a person outside and is lost [kg/h]."""
    suit_oxygen: Annotated[Quantity, Dim("kg/h", ge=0, le=10)]
    """Oxygen that leaks from a suit [kg/h]."""
    dust: Kilograms
    """Dust that a person brings inside [kg]."""
    science: Annotated[Quantity, Dim("h", ge=0, le=168)]
    """Hours outside in seven days up to which a person goes out for science, those for other reasons included [h]."""
    assemblies: Keyed[Assembly] = Field(default_factory=dict)
    """What is to be put together outside, by name."""

    @property
    def before(self) -> float:
        """Time from the beginning to the way out [h]."""
        return float(self.suit_up) + float(self.pre_breathe)

    @property
    def overhead(self) -> float:
        """Time that an EVA takes a person beside that outside [h]."""
        return self.before + float(self.clean_up)


def time_text(time: Time) -> str:
    """Return the day in a few words: `work 7 h, exercise 2 h, ...`."""
    parts = [f"{name} {end - begin:.12g} h" for begin, end, name in blocks(time)]
    return f"{', '.join(parts)}; from {time.begins} UTC"


def time_notes(time: Time, eva: Eva, people: int) -> Iterator[str]:
    """Yield what keeps people inside, or from watching over machines.

    Args:
        time: The day.
        eva: How they go outside.
        people: People that ever come, all together.
    """
    team = int(eva.team)
    if outing(time)[1] <= 0.0:
        return
    if int(eva.suits) < team:
        yield f"crew.eva: nobody goes outside, for a team of {team} needs more suits than {eva.suits}"
    elif people < team:
        yield f"crew.eva: nobody goes outside, for a team of {team} needs more people than {people}"
    if not int(time.supervisors):
        yield "crew.time: supervisors = 0, so people watch over no machine"


def blocks(time: Any) -> list[tuple[float, float, str]]:
    """Return the parts of a day: begin and end after its beginning [h], and what; those of no length are left out."""
    hours = {name: getattr(time, name).value for name in BLOCKS if name != WORK}
    hours[WORK] = max(0.0, 24.0 - sum(hours.values()))
    found, now = [], 0.0
    for name in time.order:
        if hours[name] > 0.0:
            found.append((now, now + hours[name], name))
        now += hours[name]
    # The last one ends with the day, whatever rounding made of the sum.
    begin, _, name = found[-1]
    return [*found[:-1], (begin, 24.0, name)]


def outing(time: Any) -> tuple[float, float]:
    """Return when in a day people may prepare an EVA, be outside and clean up [h after its beginning].

    That is work with the housekeeping and the exercise that touch it, which are left out on such a day.
    """
    parts = blocks(time)
    names = [name for _, _, name in parts]
    if WORK not in names:
        return 0.0, 0.0
    first = last = names.index(WORK)
    while first > 0 and names[first - 1] in _GIVEN_UP:
        first -= 1
    while last + 1 < len(names) and names[last + 1] in _GIVEN_UP:
        last += 1
    return parts[first][0], parts[last][1]


def check_time(here: Any, _span: Span, report: Report) -> None:
    """A day has each of its parts once and some time for work, and ranks each urgent use once."""
    time = here.crew.time
    for key, known in (("order", BLOCKS), ("urgency", URGENT)):
        with suppress(MissingError):
            _each_once(getattr(time, key), known, ("crew", "time", key), report)
    with suppress(MissingError):
        hours = {key: getattr(time, key).value for key in BLOCKS if key != WORK}
        if sum(hours.values()) >= 24.0:
            longest = max(hours, key=lambda key: hours[key])
            message = f"leaves no time for work: with {longest} they are {sum(hours.values()):g} h a day; shorten one"
            report(("crew", "time", longest), message)


def check_eva(here: Any, span: Span, report: Report) -> None:
    """An EVA fits into a day and under its cap, and what is to be assembled can be before the end."""
    time, eva = here.crew.time, here.crew.eva
    for name, assembly in items(here, "crew", "eva", "assemblies"):
        with suppress(MissingError):
            if assembly.from_ is not None and assembly.from_ >= span.end:
                message = f"{assembly.from_} is not before the end, {span.end}"
                report(("crew", "eva", "assemblies", name, "from"), message)
    with suppress(MissingError):
        if eva.science.value > eva.cap.value:
            report(("crew", "eva", "science"), f"{eva.science} is more than the cap of {eva.cap} in seven days")
    with suppress(MissingError):
        if eva.least.value > min(eva.sortie.value, eva.cap.value):
            report(("crew", "eva", "least"), f"{eva.least} is more than anybody is outside: nobody would ever go out")
    with suppress(MissingError):
        if sorted(time.order) != sorted(BLOCKS):
            return
        begin, end = outing(time)
        overhead = eva.suit_up.value + eva.pre_breathe.value + eva.clean_up.value
        if end > begin and end - begin < overhead + min(max(eva.least.value, 0.01), eva.sortie.value):
            message = (
                f"with suit_up and clean_up takes {overhead:g} h, and leaves too little outside of the "
                f"{end - begin:g} h of work, with exercise and housekeeping beside it, in a day; shorten them, or "
                "crew.time.rest"
            )
            report(("crew", "eva", "pre_breathe"), message)


def _each_once(given: tuple[str, ...], known: tuple[str, ...], path: tuple[str, ...], report: Report) -> None:
    """Every word is there once, and no other."""
    for word in given:
        if word not in known:
            report(path, f'"{word}" is none of {", ".join(known)}{suggestion(word, known)}')
    for word in known:
        if given.count(word) != 1:
            report(path, f"{word} is {'missing' if word not in given else 'there twice'}; name each once")
