"""Hazards: how far the air, the power and the supplies of people are beyond their marks, and every crossing of one."""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import IntEnum
from functools import partial

from sim.engine import Alarm, Environment, Gauge
from sim.scenario.schema.crew import Crew
from sim.station.base import Base
from sim.station.crew.cabin import Cabin
from sim.station.crew.causes import Causes
from sim.station.crew.conditions import marks_of, watch_mark
from sim.station.crew.habitats import Habitats
from sim.station.crew.needs import Needs
from sim.station.crew.people import People

_LEAVE_AFTER = 1.0 / 3.0
"""Share of the time without water or food that nobody survives after which people leave."""
_SLACK = 1e-9
"""By how much rounding may make a time miss its mark [h]."""


class Level(IntEnum):
    """How far something is beyond its marks."""

    SAFE = 0
    WARNING = 1
    ABORT = 2
    LETHAL = 3

    @property
    def event(self) -> str:
        """The word in the log for getting there."""
        return f"limit_{self.name.lower()}"


class Clock:
    """How long people have been without something: it goes on while they are, and back as fast while they are not.

    Args:
        env: The environment, time in h.
        marks: Times at which a warning, an abort and death are due [h].
        on_mark: Called where the next is reached.
    """

    def __init__(self, env: Environment, marks: tuple[float, float, float], on_mark: Callable[[], None]) -> None:
        self._env = env
        self._marks = marks
        self._hours = 0.0
        self._since = env.now
        self._alarm = Alarm(env, on_mark)
        self._runs = False
        self._level = Level.SAFE
        self._lacks = False

    @property
    def hours(self) -> float:
        """How long they have been without it [h]."""
        gone = self._env.now - self._since
        return self._hours + gone if self._runs else max(0.0, self._hours - gone)

    def look(self) -> Level:
        """How far it is beyond its marks: safe as soon as there is any, and never nearer to it before."""
        hours = self.hours
        reached = Level(sum(mark <= hours + _SLACK for mark in self._marks)) if self._runs else Level.SAFE
        self._level = max(self._level, reached) if self._lacks else Level.SAFE
        ahead = [mark - hours for mark in self._marks if mark > hours + _SLACK] if self._runs else []
        self._alarm.set(self._env.now + min(ahead, default=math.inf))
        return self._level

    def run(self, lacks: bool, exposed: bool) -> Level:
        """Take account of whether there is none of it from now on, and whether anybody goes without; its level."""
        runs = lacks and exposed
        self._lacks = lacks
        if runs != self._runs:
            self._hours, self._since, self._runs = self.hours, self._env.now, runs
        return self.look()

    def reset(self) -> None:
        """Begin anew."""
        self._hours, self._since = 0.0, self._env.now


class Hazards:
    """What may kill people, each with its level.

    Pressures are watched by gauges. Thirst, hunger and a blackout of the habitats are clocks: a blackout is over with
    the power, what people lacked of water and food is made up for as slowly as it came. Who is shut in a lander has
    what that brought.

    Args:
        base: The base.
        table: What the scenario says.
        cabin: The air.
        habitats: The modules and their power.
        needs: What people take.
        people: Who is there.
        causes: What things come from.
    """

    def __init__(
        self,
        base: Base,
        table: Crew,
        cabin: Cabin,
        habitats: Habitats,
        needs: Needs,
        people: People,
        causes: Causes,
    ) -> None:
        self._base = base
        self._cabin = cabin
        self._habitats = habitats
        self._needs = needs
        self._people = people
        self._readings: dict[str, Callable[[], str]] = {}
        self._whys: dict[str, Callable[[], str]] = {}
        self.level: dict[str, Level] = {}
        """How far each is beyond its marks, in their order."""
        self.crossed = dict.fromkeys(Level, 0)
        """How often each level was entered while people were there."""
        self.longest = 0.0
        """Longest time beyond a warning while people were there [h], up to now."""
        self._beyond_since: float | None = None
        self._on_change: list[Callable[[], None]] = []
        share = float(table.limits.return_share)
        whys = {
            "pressure": causes.of_pressure,
            "oxygen": causes.of_oxygen,
            "carbon-dioxide": causes.of_carbon_dioxide,
        }
        for name, (gauge, marks, sign) in marks_of(table, cabin).items():
            steps = float(marks.warning), float(marks.abort), float(marks.lethal)
            self._watch(name, gauge, steps, sign, share)
            self._whys[name] = whys[name]
        limits = table.limits
        self._clocks: dict[str, Clock] = {}
        blackout = limits.blackout
        spells = float(blackout.warning), float(blackout.abort), float(blackout.lethal)
        self._add_clock("power", spells, causes.of_power)
        for name, commodity, lethal in (
            ("thirst", "water", float(limits.thirst)),
            ("hunger", "food", float(limits.hunger)),
        ):
            # The warning comes with the first meal that is missed.
            marks_h = (_SLACK, _LEAVE_AFTER * lethal, lethal)
            self._add_clock(name, marks_h, partial(causes.of_need, commodity))
        needs.when_missing(self._look_at_clocks)
        habitats.when_power_changes(self._look_at_clocks)
        people.when_changes(self._look_at_clocks)
        people.when_population_changes(self._population_changed)

    @property
    def worst(self) -> Level:
        """The highest level of all."""
        return max(self.level.values())

    def at_least(self, level: Level) -> list[str]:
        """What is beyond a level, in their order."""
        return [name for name, reached in self.level.items() if reached >= level]

    def when_changes(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` where any level has changed."""
        self._on_change.append(callback)

    def text(self, name: str) -> str:
        """How it is with a hazard now, and why."""
        return f"{self._readings[name]()}: {self._whys[name]()}"

    def close(self) -> None:
        """Take account of the time beyond a warning up to now."""
        self._add_up()

    def _watch(self, name: str, gauge: Gauge, steps: tuple[float, float, float], sign: int, share: float) -> None:
        beyond: list[bool] = []

        def turn(step: int, is_beyond: bool) -> None:
            beyond[step] = is_beyond
            # Of several at one moment the mildest comes first, and decides until the others have been looked at.
            level = Level([*beyond, False].index(False))
            if self._cabin.volume > 0.0 or self._people.present:
                self._set(name, level)

        for step, mark in enumerate(steps):
            beyond.append(watch_mark(gauge, mark, sign, share, partial(turn, step)))
        self._readings[name] = lambda: f"{name.replace('-', ' ')} {gauge.reading:.2f} kPa"
        # As it is at the start: without a module there is no air yet, which is nobody's danger.
        self.level[name] = Level([*beyond, False].index(False)) if self._cabin.volume > 0.0 else Level.SAFE

    def _add_clock(self, name: str, marks: tuple[float, float, float], why: Callable[[], str]) -> None:
        def look() -> None:
            self._set(name, self._clocks[name].look())

        clock = self._clocks[name] = Clock(self._base.env, marks, look)
        words = {"power": "no power in the habitats", "thirst": "no water", "hunger": "no food"}
        self._readings[name] = lambda: words[name] + _for(clock.hours)
        self._whys[name] = why
        self.level[name] = Level.SAFE

    def _look_at_clocks(self) -> None:
        there = bool(self._people.present)
        inside = any(not one.sealed for one in self._people.present)
        missing = self._needs.missing
        lacks = {"power": not self._habitats.powered, "thirst": "water" in missing, "hunger": "food" in missing}
        for name, clock in self._clocks.items():
            if name == "power" and not lacks[name]:
                clock.reset()
            # Modules grow cold and stale whoever is in them; in a lander there is something to eat and to drink.
            self._set(name, clock.run(there and lacks[name], inside or name == "power"))

    def _population_changed(self) -> None:
        if not self._people.present:
            for clock in self._clocks.values():
                clock.run(False, False)
                clock.reset()
        self._look_at_clocks()
        self._add_up()

    def _set(self, name: str, level: Level) -> None:
        """Be so far beyond the marks of a hazard from now on: every mark on the way is an event."""
        before = self.level[name]
        if level == before:
            return
        self.level[name] = level
        if level > before:
            text = self.text(name)
            for step in range(before + 1, level + 1):
                self._base.log("crew", name, Level(step).event, text)
                self.crossed[Level(step)] += bool(self._people.present)
        elif level is Level.SAFE and (self._people.present or name not in self._clocks):
            self._base.log("crew", name, "limit_cleared", self._readings[name]())
        self._add_up()
        for callback in self._on_change:
            callback()

    def _add_up(self) -> None:
        """Note how long people have been beyond a warning."""
        now = self._base.env.now
        if self._beyond_since is not None:
            self.longest = max(self.longest, now - self._beyond_since)
        if not self._people.present or self.worst is Level.SAFE:
            self._beyond_since = None
        elif self._beyond_since is None:
            self._beyond_since = now


def _for(hours: float) -> str:
    """How long something has been, for people."""
    if hours < 0.05:
        return ""
    return f" for {hours:.1f} h" if hours < 48.0 else f" for {hours / 24.0:.1f} d"
