"""Dose of people: what falls on each where he is, where they shelter, and what becomes of who has had too much."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from sim.engine import Alarm, Recorder
from sim.moon.radiation import galactic_share, mean_galactic_rate, particle_share
from sim.moon.solar_storms import Storm
from sim.scenario.schema.crew_radiation import Radiation
from sim.station.base import Base
from sim.station.crew.dosimeter import Dosimeter, Limits, Mark
from sim.station.crew.habitats import Habitats
from sim.station.crew.people import ABOARD, OUTSIDE, People, Person
from sim.station.crew.storms import Storms, time_of_year

SUN: Final = "sun"
"""What storms happen to, in the log."""
_STEP_H: Final = 730.5
"""Step of the galactic background [h]: a month, in which it changes by a hundredth at most. Each has its exact mean."""
_KG_M2: Final = 10.0
"""A g/cm^2 in kg/m^2."""


@dataclass
class _Carrier:
    """A person with his dosimeter.

    Attributes:
        prior: Dose that he came with [mSv].
        since: When he came [h]; None while he is not at the base.
        hours: Time at the base until he last left it [h].
        due: When he reaches a mark if nothing changes [h].
        over: Limits that he reached.
    """

    person: Person
    meter: Dosimeter
    recorder: Recorder
    prior: float
    since: float | None = None
    hours: float = 0.0
    due: float = math.inf
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
        habitats: Where they live, and what stands between them and the sky.
        aboard: Matter around a person who is in a lander [g/cm^2].
        breathable: Whether the air of the habitats is good, so that those in landers may take shelter there.
        storms: Storms that come by plan, beside those of chance.
    """

    def __init__(
        self,
        base: Base,
        table: Radiation,
        people: People,
        habitats: Habitats,
        aboard: Callable[[Person], float],
        breathable: Callable[[], bool],
        storms: Sequence[Storm] = (),
    ) -> None:
        self._base = base
        self._people = people
        self._habitats = habitats
        self._prior = float(table.prior_dose)
        self._halving = float(table.halving) / _KG_M2
        self._suit = float(table.suit) / _KG_M2
        self._aboard = aboard
        self._breathable = breathable
        career = table.career_limit
        warning = float(table.career_warning) * career
        self._limits = Limits(warning, career, float(table.event_limit), float(table.month_limit))
        self._carriers: dict[str, _Carrier] = {}
        self._rates: dict[float, tuple[float, float]] = {}  # under so much matter, as things are now
        self._away: dict[str, str] = {}  # where those who shelter were before
        self._falling = 0.0  # what falls of storms now
        self._full: list[Person] = []  # who reached a limit of which nobody was told yet
        self._met = 0
        self._sheltering = False
        self._alarm = Alarm(base.env, self._due)
        self._recorder = base.recorder("crew.dose_rate", "mSv/h")
        self._on_storm: list[Callable[[bool], None]] = []
        self._on_limit: list[Callable[[Person], None]] = []
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
        habitats.when_shield_changes(self._shield_changed)
        self._refresh()

    @property
    def warned(self) -> bool:
        """Whether there is an alarm now: nobody should be outside."""
        return bool(self.storms.alarms)

    def when_storm(self, callback: Callable[[bool], None]) -> None:
        """Call ``callback`` with True where an alarm is raised, before people take shelter, and with False after it."""
        self._on_storm.append(callback)

    def when_over_limit(self, callback: Callable[[Person], None]) -> None:
        """Call ``callback`` with whoever reached a limit: he goes out no more, and home once there is no alarm."""
        self._on_limit.append(callback)

    def refuge(self) -> str | None:
        """The habitat under most matter; None where there is none."""
        best = self._habitats.best_sheltered()
        return None if best is None else best.name

    def close(self) -> None:
        """Bring all doses up to the end of the run."""
        for carrier in self._there():
            carrier.leave(self._base.env.now)

    def facts(self) -> Mapping[str, float | None]:
        """Doses of people, who had too much, and storms, after :meth:`close`."""
        carriers = self._carriers.values()
        gained = [carrier.meter.total - carrier.prior for carrier in carriers]
        hours = sum((carrier.hours for carrier in carriers), 0.0)
        over = sum(bool(carrier.over) for carrier in carriers)
        return {
            "crew.highest_dose": max(gained, default=None),
            "crew.mean_dose": sum(gained) / hours if hours > 0.0 else None,
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

    def _shield_changed(self) -> None:
        if self.warned:
            self._take_shelter()
        self._refresh()

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
        return self._aboard(person) if person.place == ABOARD else self._habitats.shield(person.place)

    def _refresh(self) -> None:
        """Work out all rates anew, and expose everybody to them."""
        self._rates.clear()
        self._falling = self.storms.rate
        rates = (sum(self._rates_under(self._habitats.shield(place))) for place in self._open())
        self._recorder.record(self._base.env.now, max(rates, default=0.0))
        self._update()

    def _open(self) -> set[str]:
        """Names of the habitats in which people can be now."""
        return {module.name for module in self._habitats.open_modules}

    def _there(self) -> list[_Carrier]:
        """Those at the base, as of when that was looked at last."""
        return [carrier for carrier in self._carriers.values() if carrier.since is not None]

    def _update(self) -> None:
        """Expose everybody to what falls where he is."""
        now, present = self._base.env.now, {person.name: person for person in self._people.present}
        for carrier in self._there():
            if carrier.person.name not in present:
                carrier.leave(now)
        for person in present.values():
            carrier = self._carrier(person)
            if carrier.meter.expose(*self._rates_under(self._depth(person))):
                carrier.record(now)
                self._look(carrier)
        self._await()
        if self.warned:
            self._take_shelter()

    def _carrier(self, person: Person) -> _Carrier:
        """A person at the base, with his dosimeter."""
        now = self._base.env.now
        if person.name not in self._carriers:
            recorder = self._base.recorder(f"crew.dose.{person.name}", "mSv", "linear")
            # A history begins with the run, however late its person comes.
            recorder.record(0.0, self._prior)
            recorder.record(now, self._prior)
            meter = Dosimeter(self._base.env, self._limits, self._prior)
            self._carriers[person.name] = _Carrier(person, meter, recorder, self._prior)
        carrier = self._carriers[person.name]
        if carrier.since is None:
            carrier.since = now
        return carrier

    def _look(self, carrier: _Carrier) -> None:
        """Say what somebody reached, and find when he reaches the next."""
        for mark in carrier.meter.reached():
            self._reached(carrier, mark)
        carrier.due = carrier.meter.due()

    def _await(self) -> None:
        """Wait for the next who reaches anything."""
        self._alarm.set(min((carrier.due for carrier in self._there()), default=math.inf))

    def _due(self) -> None:
        for carrier in self._there():
            if carrier.due <= self._base.env.now:
                self._look(carrier)
        self._await()

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
        self._full.append(person)
        if not self.warned:
            self._tell_limits()

    def _tell_limits(self) -> None:
        """Tell of those who reached a limit: after an alarm, for on the way home nothing shields them."""
        full, self._full = self._full, []
        for person in full:
            for callback in self._on_limit:
                callback(person)

    def _warned(self, storm: Storm) -> None:
        self._base.log("crew", SUN, "storm_warning", f"in {storm.begin - self._base.env.now:.1f} h")
        if not self._sheltering:
            self._sheltering = True
            for callback in self._on_storm:
                callback(True)
        self._take_shelter()

    def _begun(self, storm: Storm) -> None:
        best, there = self.refuge(), len(self._people.present)
        words = [f"{_shown(storm.dose)} without shielding"]
        if best is not None:
            left = storm.dose * float(particle_share(self._habitats.shield(best), self._halving))
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
        """Send who is in a habitat or a lander to the habitat under most matter; who is outside comes in first."""
        best = self.refuge()
        if best is None:
            return
        left = self._open() | ({ABOARD} if self._breathable() else set())
        for person in self._people.present:
            if person.place in left and self._depth(person) < self._habitats.shield(best):
                self._away.setdefault(person.name, person.place)
                self._people.move(person, best)

    def _all_clear(self) -> None:
        """Let everybody go back to where he was."""
        self._sheltering = False
        away, self._away = self._away, {}
        places, best = self._open() | {ABOARD}, self.refuge()
        for person in self._people.present:
            place = away.get(person.name)
            if place in places and person.place == best:
                self._people.move(person, place)
        for callback in self._on_storm:
            callback(False)
        self._tell_limits()


def _shown(dose: float) -> str:
    """A dose [mSv] for people."""
    if dose < 0.01:
        return "less than 0.01 mSv"
    return f"{dose:.0f} mSv" if dose >= 10.0 else f"{dose:.2g} mSv"
