"""Dose of people: what falls on each where he is, where they shelter, and what becomes of who has had too much."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import numpy as np

from sim.engine import Alarm, Recorder
from sim.moon.radiation import galactic_share, mean_galactic_rate, particle_share
from sim.moon.solar_storms import Storm
from sim.scenario.schema.crew_radiation import Radiation
from sim.station.base import Base
from sim.station.crew.dosimeter import Dosimeter, Limits, Mark
from sim.station.crew.storms import Storms, time_of_year
from sim.station.events import EventKind

EVENTS = (
    EventKind("storm_warning", chance=True),
    EventKind("storm", chance=True),
    EventKind("storm_over", follows="event", chance=True),
    EventKind("dose_warning", chance=True),
    EventKind("dose_limit", chance=True),
)

OUTSIDE: Final = "outside"
ABOARD: Final = "aboard"

SUN: Final = "sun"
"""What storms happen to, in the log."""
_STEP_H: Final = 730.5
"""Step of the galactic background [h]: a month, in which it changes by a hundredth at most. Each has its exact mean."""
_KG_M2: Final = 10.0
"""A g/cm^2 in kg/m^2."""


class Person(Protocol):
    """Somebody at the base, as far as his dose goes."""

    name: str
    place: str
    alive: bool
    dose: float
    grounded: bool


class People(Protocol):
    """Those who are at the base."""

    @property
    def present(self) -> Sequence[Person]:
        """Everybody at the base."""

    def when_changes(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` at the end of each instant at which somebody came, went, or moved."""

    def move(self, person: Person, place: str) -> None:
        """Send a person to a place."""


class Shields(Protocol):
    """What stands between people and the sky."""

    def open(self) -> Iterable[str]:
        """Names of the habitats in which people can be now, in a fixed order."""

    def shield(self, place: str) -> float:
        """Matter around a habitat now [g/cm^2]."""

    def when_shield_changes(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` when that of any changes, or when a habitat opens or closes."""


@dataclass
class _Carrier:
    """A person with his dosimeter.

    Attributes:
        prior: Dose that he came with [mSv].
        since: When he came [h]; None while he is not at the base.
        hours: Time at the base until he last left it [h].
        over: Limits that he reached.
    """

    person: Person
    meter: Dosimeter
    recorder: Recorder
    prior: float
    since: float | None = None
    hours: float = 0.0
    over: set[Mark] = field(default_factory=set)

    def record(self, now: float) -> None:
        total = self.meter.sync()
        self.person.dose = total - self.prior
        self.recorder.record(now, total)

    def leave(self, now: float) -> None:
        self.meter.expose(0.0, 0.0)
        self.record(now)
        self.hours += now - (now if self.since is None else self.since)
        self.since = None


class Dose:
    """The dose of everybody at a base.

    Where a person is under x of matter he takes the galactic background times its share at x, and of what storms bring
    the share at x. Rates are constant between changes: of place, of shields, of storms, and month by month.

    Args:
        base: The base.
        table: What falls and what people may take.
        people: Who is there.
        shields: What keeps radiation off in habitats.
        aboard: Matter around a person who is in a lander [g/cm^2].
        storms: Storms that come by plan, beside those of chance.
    """

    def __init__(
        self,
        base: Base,
        table: Radiation,
        people: People,
        shields: Shields,
        aboard: Callable[[Any], float],
        storms: Sequence[Storm] = (),
    ) -> None:
        self._base = base
        self._people = people
        self._shields = shields
        self._prior = float(table.prior_dose)
        self._halving = float(table.halving) / _KG_M2
        self._suit = float(table.suit) / _KG_M2
        self._aboard = aboard
        career = table.career_limit
        warning = float(table.career_warning) * career
        self._limits = Limits(warning, career, float(table.event_limit), float(table.month_limit))
        self._carriers: dict[str, _Carrier] = {}
        self._rates: dict[float, tuple[float, float]] = {}  # under so much matter, as things are now
        self._away: dict[str, str] = {}  # where those who shelter were before
        self._falling = 0.0  # what falls of storms now
        self._met = 0
        self._sheltering = False
        self._alarm = Alarm(base.env, self._look)
        self._recorder = base.recorder("crew.dose_rate", "mSv/h")
        self.on_storm: list[Callable[[bool], None]] = []
        """Called when an alarm is raised (True) and when the last one is over (False): before people go for shelter."""
        self.over_limit: list[Callable[[Person], None]] = []
        """Called when a person reaches a limit, with him: he goes out no more, and home as soon as he can."""
        self.when_background_changes: list[Callable[[], None]] = []
        """Called when :meth:`background` changes."""
        self.storms = Storms(base, table, storms)
        """What the Sun sends."""
        self.storms.when_warned.append(self._warned)
        self.storms.when_begun.append(self._begun)
        self.storms.when_over.append(self._over)
        self._background = self._steps(table)
        self._now = self._background[0]
        for step in range(1, len(self._background)):
            base.context.at(step * _STEP_H, self._step)
        people.when_changes(self._update)
        shields.when_shield_changes(self._shield_changed)
        self._refresh()

    @property
    def warned(self) -> bool:
        """Whether there is an alarm now: nobody should be outside."""
        return bool(self.storms.alarms)

    def may_go_out(self, person: Person) -> bool:
        """Whether a person has not reached any limit, and there is no alarm."""
        return not self.warned and not person.grounded

    def background(self, place: str) -> float:
        """Dose rate of the galactic background in a habitat, this month [mSv/h]."""
        return self._rates_under(self._shields.shield(place))[0]

    def refuge(self) -> str | None:
        """The habitat under most matter, the first of several; None where there is none."""
        return max(self._shields.open(), key=self._shields.shield, default=None)

    def close(self) -> None:
        """Bring all doses up to the end of the run."""
        for carrier in self._there():
            carrier.leave(self._base.env.now)

    def facts(self) -> Mapping[str, float | None]:
        """Doses of people, who had too much, and storms, after :meth:`close`."""
        carriers = self._carriers.values()
        gained = [carrier.meter.total - carrier.prior for carrier in carriers]
        days = sum((carrier.hours for carrier in carriers), 0.0) / 24.0
        over = sum(bool(carrier.over) for carrier in carriers)
        return {
            "crew.highest_dose": max(gained, default=None),
            "crew.mean_dose": sum(gained) / days if days > 0.0 else None,
            "crew.over_dose_limit": over,
            "crew.storms_met": self._met,
        }

    def _steps(self, table: Radiation) -> list[float]:
        """Mean of the galactic background on the surface in each step of the run, the last one whole [mSv/h]."""
        edges = np.arange(math.ceil(max(self._base.hours, _STEP_H) / _STEP_H) + 1) * _STEP_H
        minimum = time_of_year(float(table.solar_minimum), self._base.context.scenario.start)
        rates = float(table.quiet_rate), float(table.active_rate)
        means: list[float] = mean_galactic_rate(edges[:-1], edges[1:], *rates, minimum, float(table.cycle)).tolist()
        return means

    def _step(self) -> None:
        self._now = self._background[round(self._base.env.now / _STEP_H)]
        self._refresh()
        self._call(self.when_background_changes)

    def _shield_changed(self) -> None:
        if self.warned:
            self._take_shelter()
        self._refresh()
        self._call(self.when_background_changes)

    def _rates_under(self, depth: float) -> tuple[float, float]:
        """Rates now under so much matter [g/cm^2]: of the galactic background, and of storms [mSv/h]."""
        if depth not in self._rates:
            storm = self._falling * float(particle_share(depth, self._halving)) if self._falling else 0.0
            self._rates[depth] = self._now * float(galactic_share(depth)), storm
        return self._rates[depth]

    def _depth(self, person: Person) -> float:
        """Matter around a person [g/cm^2]."""
        if person.place == OUTSIDE:
            return self._suit
        return self._aboard(person) if person.place == ABOARD else self._shields.shield(person.place)

    def _refresh(self) -> None:
        """Work out all rates anew, and expose everybody to them."""
        self._rates.clear()
        self._falling = self.storms.rate
        rates = (sum(self._rates_under(self._shields.shield(place))) for place in self._shields.open())
        self._recorder.record(self._base.env.now, max(rates, default=0.0))
        self._update()

    def _there(self) -> list[_Carrier]:
        """Those at the base, as of when that was looked at last."""
        return [carrier for carrier in self._carriers.values() if carrier.since is not None]

    def _update(self) -> None:
        """Expose everybody to what falls where he is."""
        now, living = self._base.env.now, {person.name: person for person in self._people.present if person.alive}
        for carrier in self._there():
            if carrier.person.name not in living:
                carrier.leave(now)
        for person in living.values():
            carrier = self._carrier(person)
            if carrier.meter.expose(*self._rates_under(self._depth(person))):
                carrier.record(now)
        if self.warned:
            self._take_shelter()
        self._look()

    def _carrier(self, person: Person) -> _Carrier:
        """A person at the base, with his dosimeter."""
        now = self._base.env.now
        if person.name not in self._carriers:
            recorder = self._base.recorder(f"crew.dose.{person.name}", "mSv", "linear")
            recorder.record(now, self._prior)
            meter = Dosimeter(self._base.env, self._limits, self._prior)
            self._carriers[person.name] = _Carrier(person, meter, recorder, self._prior)
        carrier = self._carriers[person.name]
        if carrier.since is None:
            carrier.since = now
        return carrier

    def _look(self) -> None:
        """Say what was reached, and look out for what comes next."""
        due = math.inf
        for carrier in self._there():
            for mark in carrier.meter.reached():
                self._reached(carrier, mark)
            due = min(due, carrier.meter.due())
        self._alarm.set(due)

    def _reached(self, carrier: _Carrier, mark: Mark) -> None:
        carrier.record(self._base.env.now)
        person = carrier.person
        limit = self._limits.of(mark)
        detail = f"{mark.value}, {_shown(limit)}; {_shown(carrier.meter.total)} in all"
        if mark is Mark.WARNING:
            self._base.log("crew", person.name, "dose_warning", detail)
            return
        self._base.log("crew", person.name, "dose_limit", detail)
        carrier.over.add(mark)
        person.grounded = True
        for callback in self.over_limit:
            callback(person)

    def _warned(self, storm: Storm) -> None:
        self._base.log("crew", SUN, "storm_warning", f"in {storm.begin - self._base.env.now:.1f} h")
        if not self._sheltering:
            self._sheltering = True
            for callback in self.on_storm:
                callback(True)
        self._take_shelter()

    def _begun(self, storm: Storm) -> None:
        best, there = self.refuge(), len(self._people.present)
        words = [f"{_shown(storm.dose)} without shielding"]
        if best is not None:
            left = storm.dose * float(particle_share(self._shields.shield(best), self._halving))
            words.append(f"{_shown(left)} in {best}")
        words.append(f"at the base: {there or 'nobody'}")
        self._base.log("crew", SUN, "storm", ", ".join(words))
        self._met += bool(there)
        if len(self.storms.falling) == 1:
            # What falls into a storm belongs to it: one event to those who stand in it.
            for carrier in self._there():
                carrier.meter.begin_event()
        self._refresh()

    def _over(self, _storm: Storm) -> None:
        self._refresh()
        worst = max(self._there(), key=lambda carrier: carrier.meter.from_event, default=None)
        detail = "" if worst is None else f"at most {_shown(worst.meter.from_event)}, {worst.person.name}"
        self._base.log("crew", SUN, "storm_over", detail)
        if self._sheltering and not self.warned:
            self._all_clear()

    def _take_shelter(self) -> None:
        """Send who is in a habitat to the one under most matter."""
        best, habitats = self.refuge(), set(self._shields.open())
        for person in self._people.present:
            if best is not None and person.alive and person.place in habitats and person.place != best:
                self._away.setdefault(person.name, person.place)
                self._people.move(person, best)

    def _all_clear(self) -> None:
        """Let everybody go back to where he was."""
        self._sheltering = False
        away, self._away = self._away, {}
        habitats, best = set(self._shields.open()), self.refuge()
        for person in self._people.present:
            place = away.get(person.name)
            if place in habitats and person.place == best and person.alive:
                self._people.move(person, place)
        for callback in self.on_storm:
            callback(False)

    @staticmethod
    def _call(listeners: Sequence[Callable[[], None]]) -> None:
        for listener in listeners:
            listener()


def _shown(dose: float) -> str:
    """A dose [mSv] for people."""
    return f"{dose:.0f} mSv" if dose >= 10.0 else f"{dose:.2g} mSv"
