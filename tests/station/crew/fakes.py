"""What stands in for habitats where doses are looked at by themselves."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass

from sim.engine import Streams
from sim.moon.solar_storms import Storm
from sim.scenario import load
from sim.scenario.files import shipped_folder
from sim.scenario.schema.crew_radiation import Radiation
from sim.station.base import Base
from sim.station.context import Context
from sim.station.crew.dose import Dose
from sim.station.crew.people import People, Person

NO_STORMS = {"storms_quiet": (0.0, "1/yr"), "storms_active": (0.0, "1/yr")}
"""What keeps the Sun quiet."""
STEADY = NO_STORMS | {"quiet_rate": (500.0, "mSv/yr"), "active_rate": (500.0, "mSv/yr"), "suit": (0.0, "g/cm^2")}
"""The background that Chang'e-4 measured, for ever, on bare people."""


@dataclass
class Module:
    """A habitat."""

    name: str


class Walls:
    """Habitats under so much matter [g/cm^2]."""

    def __init__(self, depths: dict[str, float]) -> None:
        self.depths = depths
        self._callbacks: list[Callable[[], None]] = []

    @property
    def open_modules(self) -> list[Module]:
        return [Module(name) for name in self.depths]

    def best_sheltered(self) -> Module | None:
        return max(self.open_modules, key=lambda one: self.depths[one.name], default=None)

    def shield(self, name: str) -> float:
        return self.depths[name]

    def when_shield_changes(self, callback: Callable[[], None]) -> None:
        self._callbacks.append(callback)

    def change(self, place: str, depth: float) -> None:
        self.depths[place] = depth
        for callback in self._callbacks:
            callback()


LANDER = 5.0
"""Matter around people in a lander [g/cm^2]."""


def radiation(agency: str = "nasa", **changes: tuple[float, str]) -> Radiation:
    """The library's table with some values changed."""
    raw = tomllib.loads((shipped_folder() / "library/radiation.toml").read_text(encoding="utf-8"))["crew"]["radiation"]
    given = {key: {"value": value, "unit": unit, "basis": "design"} for key, (value, unit) in changes.items()}
    return Radiation.model_validate(raw | given | {"agency": {"value": agency, "basis": "design"}})


class Place:
    """A base with people and habitats, as far as doses go."""

    def __init__(
        self,
        depths: dict[str, float],
        table: Radiation,
        *,
        storms: tuple[Storm, ...] = (),
        hours: float = 8766.0,
        replicate: int = 0,
    ) -> None:
        scenario = load("ilrs:baseline")
        self.context = Context(scenario, hours, Streams(1, replicate))
        self.env = self.context.env
        self.base = Base(self.context, "", scenario)
        self.people = People(self.base)
        self.walls = Walls(depths)
        self.air = True
        self.dose = Dose(self.base, table, self.people, self.walls, lambda _: LANDER, lambda: self.air, storms)

    def arrive(self, name: str, place: str) -> Person:
        """Let somebody come."""
        return self.people.arrive(name, 1, place)[0]

    def run(self, until: float) -> None:
        self.env.run(until)

    def end(self) -> dict[str, float | None]:
        """Run to the end; the facts."""
        self.env.run(self.context.hours)
        self.dose.close()
        return dict(self.dose.facts())

    def happened(self, event: str) -> list[tuple[float, str, str]]:
        """When an event happened, to whom, and its detail."""
        return [(one.time_h, one.subject, one.detail) for one in self.context.events if one.event == event]
