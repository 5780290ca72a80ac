"""Extravehicular activity: who may be outside for how long, and what that takes from getting ready to cleaning up."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from enum import Enum, auto

from sim.engine import Alarm
from sim.scenario.schema.crew_time import Eva as EvaTable
from sim.station.base import Base
from sim.station.crew.people import OUTSIDE, People, Person

WEEK_H = 168.0
"""The days over which hours outside are counted for the cap [h]: any seven."""


class Phase(Enum):
    """What a team is at."""

    GETTING_READY = auto()
    OUTSIDE = auto()
    CLEANING_UP = auto()


class Sortie:
    """A team on its way.

    Attributes:
        team: Who goes.
        homes: Where each lives.
        hours: How long they may be outside [h].
        science: How much of that they may be outside if there is nothing but science to do [h].
        phase: What they are at.
        began: When they went outside [h].
        alarm: Rings when the phase ends, or may end.
    """

    __slots__ = ("alarm", "began", "homes", "hours", "phase", "science", "team")

    def __init__(self, team: Sequence[Person], hours: float, science: float, alarm: Alarm) -> None:
        self.team = list(team)
        self.homes = {person: person.place for person in team}
        self.hours = hours
        self.science = science
        self.phase = Phase.GETTING_READY
        self.began = math.nan
        self.alarm = alarm

    @property
    def names(self) -> str:
        """Their names."""
        return ", ".join(person.name for person in self.team)


class Eva:
    """The teams that are on a sortie, and the hours that everybody has been outside.

    Args:
        base: The base.
        people: Who is there.
        spec: What the scenario says.
        on_change: Called where a team begins another phase, and where it may have nothing to do any more.
        airlock: Takes the air that is lost with a sortie [kg].
        suits: Takes by how many more people are outside from then on.
        home: Where somebody goes who lives at a place, which may have been shut meanwhile.
    """

    def __init__(
        self,
        base: Base,
        people: People,
        spec: EvaTable,
        *,
        on_change: Callable[[], None],
        airlock: Callable[[float], None],
        suits: Callable[[int], None],
        home: Callable[[str], str],
    ) -> None:
        self._base = base
        self._people = people
        self._spec = spec
        self._on_change = on_change
        self._airlock = airlock
        self._suits = suits
        self._home = home
        self._past: dict[Person, list[tuple[float, float]]] = {}
        self.sorties: list[Sortie] = []
        """Teams that are not done yet."""
        self.number = 0
        """How many times a team went outside."""
        self.dust = 0.0
        """Dust brought inside [kg]."""

    def phase(self, person: Person) -> Phase | None:
        """What somebody is at, None for who is on no sortie."""
        return next((sortie.phase for sortie in self.sorties if person in sortie.team), None)

    def for_science(self, person: Person) -> bool:
        """Whether somebody outside may do science there."""
        now = self._base.env.now
        return any(person in one.team and now < one.began + one.science for one in self.sorties)

    def plan(self, able: Sequence[Person], most: int, ends: float, teams: int) -> None:
        """Send teams on their way.

        Args:
            able: Who may go; those who were outside least in the last seven days go first.
            most: How many of them can be spared.
            ends: When they must be done with cleaning up [h].
            teams: How many teams have something to repair or to assemble; without any, one may go for science.
        """
        spec, now = self._spec, self._base.env.now
        size = int(spec.team)
        least = max(float(spec.least), 1e-6)
        longest = min(float(spec.sortie), ends - now - spec.overhead)
        begin = now + spec.before
        rested = sorted(able, key=lambda person: self._since(person, begin - WEEK_H))
        most = min(most, int(spec.suits), len(rested))
        for number in range(max(teams, 1)):
            team = rested[number * size : (number + 1) * size]
            if (number + 1) * size > most:
                return
            hours = min(self._allowed(person, begin, longest, float(spec.cap)) for person in team)
            science = min(self._allowed(person, begin, longest, float(spec.science)) for person in team)
            science = science if science >= least else 0.0
            if (hours if teams else science) >= least:
                self._prepare(team, hours, science)

    def look(self, works: Callable[[Person], bool], waits: bool) -> None:
        """Let teams that have nothing to do any more come back.

        Args:
            works: Whether somebody outside has a repair at hand.
            waits: Whether anything outside waits for people.
        """
        now = self._base.env.now
        for sortie in list(self.sorties):
            if sortie.phase is not Phase.OUTSIDE:
                continue
            until = sortie.began + sortie.hours
            if not (waits or any(works(person) for person in sortie.team)):
                until = sortie.began + sortie.science
            if until <= now:
                self._come_back(sortie)
            else:
                sortie.alarm.set(until)

    def break_off(self, reason: str) -> None:
        """Let everybody come back at once, and nobody go who gets ready."""
        for sortie in list(self.sorties):
            if sortie.phase is Phase.OUTSIDE:
                self._come_back(sortie, reason)
            elif sortie.phase is Phase.GETTING_READY:
                self._base.log("crew", sortie.names, "eva_broken_off", reason)
                self._done(sortie)

    def drop(self) -> None:
        """Take account of people who have left or died; nobody stays outside without the team."""
        present = set(self._people.present)
        for person in [one for one in self._past if one not in present]:
            del self._past[person]
        for sortie in list(self.sorties):
            lost = [person for person in sortie.team if person not in present]
            if not lost:
                continue
            sortie.team = [person for person in sortie.team if person in present]
            if sortie.phase is Phase.OUTSIDE:
                self._suits(-len(lost))
            if not sortie.team:
                self._done(sortie)
            elif sortie.phase is not Phase.CLEANING_UP:
                self.break_off(f"without {', '.join(person.name for person in lost)}")

    def _prepare(self, team: Sequence[Person], hours: float, science: float) -> None:
        sortie = Sortie(team, hours, science, Alarm(self._base.env, lambda: self._ring(sortie)))
        self.sorties.append(sortie)
        sortie.alarm.set(self._base.env.now + self._spec.before)
        self._on_change()

    def _ring(self, sortie: Sortie) -> None:
        if sortie.phase is Phase.GETTING_READY:
            self._go(sortie)
        elif sortie.phase is Phase.CLEANING_UP:
            self._done(sortie)
        elif self._base.env.now >= sortie.began + sortie.hours:
            self._come_back(sortie)
        else:
            self._on_change()

    def _go(self, sortie: Sortie) -> None:
        if any(person.place != sortie.homes[person] for person in sortie.team):
            # Somebody was called away meanwhile, such as into a lander.
            self._done(sortie)
            return
        sortie.phase = Phase.OUTSIDE
        sortie.began = self._base.env.now
        self.number += 1
        self._base.log("crew", sortie.names, "eva_started")
        self._airlock(float(self._spec.airlock_loss))
        self._suits(len(sortie.team))
        for person in sortie.team:
            self._people.move(person, OUTSIDE)
        sortie.alarm.set(sortie.began + sortie.hours)
        self._on_change()

    def _come_back(self, sortie: Sortie, reason: str = "") -> None:
        now = self._base.env.now
        sortie.phase = Phase.CLEANING_UP
        detail = f"after {now - sortie.began:.1f} h outside" + (f": {reason}" if reason else "")
        self._base.log("crew", sortie.names, "eva_broken_off" if reason else "eva_ended", detail)
        self._suits(-len(sortie.team))
        for person in sortie.team:
            self._past.setdefault(person, []).append((sortie.began, now))
            if person.place == OUTSIDE:
                self._people.move(person, self._home(sortie.homes[person]))
            self.dust += float(self._spec.dust)
        sortie.alarm.set(now + float(self._spec.clean_up))
        self._on_change()

    def _done(self, sortie: Sortie) -> None:
        sortie.alarm.cancel()
        self.sorties.remove(sortie)
        self._on_change()

    def _since(self, person: Person, since: float) -> float:
        """Hours that somebody was outside since a moment [h]."""
        return math.fsum(end - max(begin, since) for begin, end in self._past.get(person, ()) if end > since)

    def _allowed(self, person: Person, begin: float, longest: float, cap: float) -> float:
        """How long somebody may be outside from ``begin`` on, so that no seven days have more than the cap [h]."""
        if longest <= 0.0:
            return 0.0
        if self._since(person, begin + longest - WEEK_H) + longest <= cap:
            return longest
        return max(0.0, min(longest, cap - self._since(person, begin - WEEK_H)))
