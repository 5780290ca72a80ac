"""A small station with people whose time is recorded, and nothing else of a crew."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from sim.scenario import Scenario
from sim.scenario.files import shipped_folder
from sim.scenario.schema.crew_time import Eva, Time
from sim.station.crew.people import People, Person
from sim.station.crew.time_use import TimeUse
from sim.station.outcome import Event
from sim.station.station import Station

LIBRARY = shipped_folder() / "library/crew-time.toml"


@cache
def library() -> dict[str, Any]:
    """What the library says of the day and of EVAs: tables of a file."""
    crew: dict[str, Any] = tomllib.loads(LIBRARY.read_text(encoding="utf-8"))["crew"]
    return crew


def given(value: float, unit: str) -> dict[str, Any]:
    return {"value": value, "unit": unit, "basis": "design"}


def _changed(changes: dict[str, Any], units: dict[str, str]) -> dict[str, Any]:
    """Keys with their numbers in these units, or in hours; what is no number is as it is."""
    return {
        key: given(one, units.get(key, "h")) if isinstance(one, (int, float)) else one for key, one in changes.items()
    }


def time_table(**changes: Any) -> Time:
    """The day of the library but for ``changes``; numbers are hours, but for counts and pace."""
    return Time.model_validate(library()["time"] | _changed(changes, {"supervisors": "1", "repair_pace": "1"}))


def eva_table(**changes: Any) -> Eva:
    """The rules of the library for going outside but for ``changes``."""
    units = {"team": "1", "suits": "1", "airlock_loss": "kg", "dust": "kg", "suit_water": "kg/h", "suit_oxygen": "kg/h"}
    return Eva.model_validate(library()["eva"] | _changed(changes, units))


class Stay:
    """A station at which some people stay from the start."""

    def __init__(
        self, scenario: Scenario, number: int = 2, *, time: Time | None = None, eva: Eva | None = None, **options: Any
    ) -> None:
        self.station = Station(scenario, **({"seed": 1, "replicate": 0, "hours": scenario.hours} | options))
        self.base = self.station.bases[0]
        self.people = People(self.base)
        self.air: list[float] = []
        self.suits = 0
        self.time = TimeUse(
            self.base,
            self.people,
            time or time_table(),
            eva or eva_table(),
            airlock=self.air.append,
            suits=self._wear,
        )
        self.crew: list[Person] = self.people.arrive("alpha", number, "hut") if number else []

    def _wear(self, more: int) -> None:
        self.suits += more

    def at(self, time: float, action: Any) -> None:
        self.base.context.at(time, action)

    def run(self, until: float | None = None) -> Stay:
        if until is None:
            self.station.run()
        else:
            self.base.env.run(until=until)
        return self

    def uses(self, *moments: float) -> list[list[str]]:
        """What everybody does at some moments, which are run to."""
        found = []
        for moment in moments:
            self.run(moment)
            found.append([self.time.use(person) for person in self.people.present])
        return found

    def log(self, *kinds: str) -> list[tuple[float, str, str, str]]:
        events: list[Event] = self.base.context.events
        return [(one.time_h, one.subject, one.event, one.detail) for one in events if one.event in kinds]
