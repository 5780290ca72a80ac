"""Crew: habitats and people on one base, built from their parts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from sim.engine import Alarm, Ledger
from sim.scenario.schema.crew_people import MARGIN, OWN, OWNED
from sim.station.base import Base
from sim.station.crew.cabin import Cabin
from sim.station.crew.causes import Causes
from sim.station.crew.closure import closures, exchange_of
from sim.station.crew.conditions import Conditions, LinkGap, PowerReserve, Shielding, watch_air
from sim.station.crew.dose import Dose
from sim.station.crew.emergencies import Emergencies, planned_storms
from sim.station.crew.flights import facts as flight_facts
from sim.station.crew.habitats import Habitats
from sim.station.crew.hazards import Hazards
from sim.station.crew.landers import Landers
from sim.station.crew.margins import Margins
from sim.station.crew.needs import Needs
from sim.station.crew.people import People, Person
from sim.station.crew.residence import kept, taken_and_supplied
from sim.station.crew.rotations import Rotations
from sim.station.crew.safety import Safety
from sim.station.crew.suits import SUITS, Suits
from sim.station.crew.time_use import TimeUse
from sim.station.resources.system import Resources

_DAY = 24.0


class Crew:
    """Habitats and people of a base.

    Args:
        base: The base, with its stores.
    """

    def __init__(self, base: Base) -> None:
        table = base.tables.crew
        assert table is not None  # who has no table has no such system
        resources = base[Resources]
        self._base = base
        self.people = People(base)
        """Who is there."""
        self.cabin = Cabin(base, table, resources)
        """The air."""
        self.needs = Needs(base, table, resources, self.people)
        """What people take and give."""
        self.habitats = Habitats(base, table, self.cabin, self.people)
        """The modules."""
        self.conditions = Conditions(base)
        """What holds and what is missing."""
        self.landers = Landers(base, table)
        """Seats home."""
        self.rotations = Rotations(base, table, self.people, self.habitats, self.conditions, self.landers, self.needs)
        """Who comes when."""
        self.margins = Margins(base, resources, self.people, self.needs)
        """How long supplies last."""
        watch_air(self.conditions, self.cabin, table)
        PowerReserve(base, self.conditions, self.habitats, float(table.limits.power_reserve))
        LinkGap(base, self.conditions, float(table.limits.link_gap))
        Shielding(self.conditions, self.habitats, self.people, table, lambda: self.rotations.next_people)
        self.dose = Dose(
            base,
            table.radiation,
            self.people,
            self.habitats,
            self.rotations.walls,
            lambda: self.conditions.breathable,
            planned_storms(base, table),
        )
        """What falls on them."""
        self.dose.when_storm(self.rotations.wait_for_storm)
        self.dose.when_storm(lambda _: self.safety.storm_changes())
        self.dose.when_over_limit(self._send_home)
        self.causes = Causes(base, self.cabin, self.needs)
        """Why things are not as they should be."""
        self.hazards = Hazards(base, table, self.cabin, self.habitats, self.needs, self.people, self.causes)
        """How far things are beyond their marks."""
        self.safety = Safety(
            base, table, self.people, self.habitats, self.landers, self.rotations, self.hazards, self.cabin.holes
        )
        """What is done then."""
        Emergencies(base, table, self.cabin, self.habitats, self.landers, self.causes)
        self.landers.when_changes(self._look_at_seats)
        self.people.when_population_changes(self._look_at_seats)
        self.time = TimeUse(
            base,
            self.people,
            table.time,
            table.eva,
            airlock=self.cabin.vent,
            suits=Suits(base, table.eva, resources).wear,
            home=self.habitats.home,
        )
        """Who does what."""
        self.safety.when_abort(lambda aborts: (self.time.hold if aborts else self.time.release)("abort"))
        self.dose.when_storm(lambda warned: (self.time.hold if warned else self.time.release)("storm"))
        self._residence = kept(base, self.people, resources)
        self._nights = 0
        self._night_recorder = base.recorder("crew.nights", "1")
        self._night_recorder.record(0.0, 0.0)
        self._night_alarm = Alarm(base.env, self._count_night)
        self.people.when_population_changes(self._await_night)

    def ledgers(self) -> Iterator[Ledger]:
        """None: what people take and give is in the books of the resources."""
        self.cabin.close()
        self.dose.close()
        self.time.close()
        self.people.add_up()
        self.margins.close()
        if self._residence is not None:
            self._residence.close()
        return iter(())

    def facts(self) -> Mapping[str, float | None]:
        """Who came, stayed and was lost; how long supplies would have lasted at the least, after the ledgers."""
        rotations = self.rotations.all
        found: dict[str, float | None] = {
            "crew.lost": float(self.people.lost),
            "crew.nights": float(self._nights),
            "crew.rotations": float(sum(one.arrived is not None for one in rotations)),
            "crew.rotations_missed": float(
                sum(one.arrived is None and (one.over or one.due < self._base.hours) for one in rotations)
                + self.rotations.kept_away
            ),
            "crew.postponed": float(self.rotations.postponed),
        }
        found |= {**self.dose.facts(), **self.time.facts(), **self.safety.facts()}
        found |= flight_facts([one.flight for one in rotations if one.flight is not None], self.rotations.arrivals)
        found |= {MARGIN + name: hours for name, hours in self.margins.lowest.items()}
        found |= {OWN + name: share for name, share in self._own().items()}
        return found | {f"crew.closure.{name}": share for name, share in self._closures().items()}

    def _own(self) -> dict[str, float]:
        """Share of what was taken of a commodity for people that no supply had to cover, where any was [1]."""
        resources, found = self._base[Resources], {}
        for name in OWNED:
            used, supplied = taken_and_supplied(resources, name)
            if used > 0.0:
                found[name] = 1.0 - min(1.0, max(0.0, supplied) / used)
        return found

    def _closures(self) -> Mapping[str, float]:
        resources, table = self._base[Resources], self._base.tables.resources
        assert table is not None  # crew needs resources
        exchanges = [exchange_of(one) for one in (resources.processes | resources.users).values()]
        begin: dict[str, float] = {}
        for stock in resources.stocks.values():
            # A store may be called otherwise than what it holds, and stores of one commodity stand at several places.
            begin[stock.commodity] = begin.get(stock.commodity, 0.0) + stock.tank.start_level + stock.arrived
        passing = {name for one in exchanges for name in (*one.takes, *one.gives)} | set(begin)
        shares = {name: table.composition(name) for name in sorted(passing)}
        return closures([*self.needs.users, SUITS], exchanges, begin, shares)

    def _send_home(self, person: Person) -> None:
        if person in self.people.present:
            self.rotations.send_home(self.rotations.of(person), f"{person.name} has reached a dose limit")

    def _look_at_seats(self) -> None:
        wanted, seats = len(self.people.present), self.landers.ready_seats
        self.conditions.set("seat", seats >= wanted, f"{seats} ready for {wanted}")

    def _await_night(self) -> None:
        if not self.people.present:
            self._night_alarm.cancel()
        elif math.isinf(self._night_alarm.due):
            # In the middle of the day: who comes and leaves at midnight has as many nights as days.
            self._night_alarm.set(((self._base.env.now - _DAY / 2.0) // _DAY + 1.5) * _DAY)

    def _count_night(self) -> None:
        self._nights += len(self.people.present)
        self._night_recorder.record(self._base.env.now, float(self._nights))
        self._await_night()
