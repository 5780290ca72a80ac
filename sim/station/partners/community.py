"""Who has joined: institutions, the countries that they come from, the researchers who take part."""

from __future__ import annotations

from collections.abc import Callable

from sim.engine import Ahead, Alarm, on_grid
from sim.scenario.schema.partners import Partners as Table
from sim.station.base import Base
from sim.station.partners.diffusion import Arrivals, countries_of, joined_after, joining_rate, saturating

MONTH_H = 730.5
"""Time between two looks at what was delivered [h]: within it the factor of imitation is the same."""


class Attraction:
    """What the station delivered lately, and by what that multiplies the rates of imitation.

    What was delivered in a month counts as if it had come at the month's end, and is forgotten with the memory m: at a
    steady rate r the sum settles near r m, and the sum over m is the rate that people have in mind.

    Args:
        base: The base.
        table: What the scenario says of partners.
        delivered: Data that have reached the Earth by now [Gbit].
    """

    def __init__(self, base: Base, table: Table, delivered: Callable[[], float]) -> None:
        self._env = base.env
        self._spec = table.attraction
        self._delivered = delivered
        self._known = 0.0
        self._data = 0.0
        self._flown = 0.0
        self._new = 0
        # So that a steady rate is remembered as it is, however coarse the months.
        self._keeps = 1.0 / (1.0 + MONTH_H / float(self._spec.memory))
        self.factor = 1.0
        """By what the rates of imitation are multiplied [1]."""
        self._on_change: list[Callable[[], None]] = []
        self._recorder = base.recorder("partners.attraction", "1")
        self._recorder.record(0.0, 1.0)
        self._alarm = Alarm(base.env, self._month)
        self._alarm.set(MONTH_H)

    def when_changes(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` when the factor is another one from now on."""
        self._on_change.append(callback)

    def fly(self, number: int) -> None:
        """Count experiments that landed."""
        self._new += number

    def _month(self) -> None:
        delivered, spec = self._delivered(), self._spec
        self._data = (self._data + delivered - self._known) * self._keeps
        self._flown = (self._flown + self._new) * self._keeps
        self._known, self._new = delivered, 0
        memory = float(spec.memory)
        added = saturating(self._data / memory, float(spec.data_gain), float(spec.data_half))
        added += saturating(self._flown / memory, float(spec.flown_gain), float(spec.flown_half))
        # On the grid: sums of data are rounded where they are folded, and that must not move who joins.
        factor = 1.0 + on_grid(added)
        self._alarm.set(self._env.now + MONTH_H)
        if factor != self.factor:
            self.factor = factor
            self._recorder.record(self._env.now, factor)
            for callback in self._on_change:
                callback()


class Community:
    """Institutions, countries and researchers as they join.

    Args:
        base: The base.
        table: What the scenario says of them.
        attraction: What the station does for it.
    """

    def __init__(self, base: Base, table: Table, attraction: Attraction) -> None:
        self._base = base
        self._table = table
        self._attraction = attraction
        spec, of = table.institutions, table.countries
        hours = -base.context.hours_of(spec.since)
        rates = float(spec.potential), float(spec.innovation), float(spec.imitation)
        mean = joined_after(hours, float(spec.joined), *rates)
        self.institutions = round(mean)
        """Institutions that have joined."""
        counted = float(spec.joined), float(of.joined), float(of.potential), float(of.novelty)
        # Each country has an institution at least.
        self.countries = min(round(countries_of(mean, *counted)), self.institutions)
        """Countries that they come from."""
        self.researchers = self.institutions * int(table.researchers.founders)
        """Researchers who take part."""
        self._recorders = {
            name: base.recorder(f"partners.{name}", "1") for name in ("institutions", "countries", "researchers")
        }
        self._on_join: list[Callable[[], None]] = []
        origins = base.stream("partners.countries")
        self._origins = Ahead(origins.random)
        self._joining = self._arrivals("institutions", self._join)
        self._taking_part = self._arrivals("researchers", self._take_part)
        attraction.when_changes(self._rate)
        self._record(*self._recorders)
        self._rate()

    def when_joins(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` when another institution has joined."""
        self._on_join.append(callback)

    def _arrivals(self, name: str, arrive: Callable[[], None]) -> Arrivals:
        found = Arrivals(self._base.env, Ahead(self._base.stream(f"partners.{name}").standard_exponential))
        found.on_arrival = arrive
        return found

    def _record(self, *names: str) -> None:
        for name in names:
            self._recorders[name].record(self._base.env.now, float(getattr(self, name)))

    def _join(self) -> None:
        of = self._table.countries
        self.institutions += 1
        self.researchers += int(self._table.researchers.founders)
        # Drawn at every joining, so that the same institution has the same luck in every scenario.
        luck = self._origins.next()
        new = luck < float(of.novelty) * (1.0 - self.countries / float(of.potential))
        if (new or not self.countries) and self.countries < int(of.potential):
            self.countries += 1
        self._record(*self._recorders)
        self._rate()
        for callback in self._on_join:
            callback()

    def _take_part(self) -> None:
        self.researchers += 1
        self._record("researchers")
        self._rate_researchers()

    def _rate(self) -> None:
        spec, factor = self._table.institutions, self._attraction.factor
        rates = float(spec.potential), float(spec.innovation), float(spec.imitation) * factor
        self._joining.set_rate(joining_rate(float(self.institutions), *rates))
        self._rate_researchers()

    def _rate_researchers(self) -> None:
        spec = self._table.researchers
        potential = float(spec.potential) * self.institutions
        if not potential:
            return
        imitation = float(spec.imitation) * self._attraction.factor
        rate = joining_rate(float(self.researchers), potential, float(spec.innovation), imitation)
        self._taking_part.set_rate(rate)
