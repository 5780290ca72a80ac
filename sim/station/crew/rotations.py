"""Rotations: who comes when, what must hold for that, hand-over, and the way home."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sim.moon.radiation import GRAMS_CM2
from sim.scenario.schema.crew import Crew
from sim.scenario.schema.crew_flights import CrewFlight
from sim.scenario.schema.crew_people import VITAL
from sim.scenario.schema.crew_people import Rotation as RotationTable
from sim.station.base import Base
from sim.station.crew.conditions import Conditions
from sim.station.crew.flights import Arrivals, Course, Flight
from sim.station.crew.habitats import Habitats
from sim.station.crew.landers import Lander, Landers
from sim.station.crew.needs import Needs
from sim.station.crew.people import ABOARD, People, Person
from sim.station.resources.system import Resources

_DAY = 24.0


@dataclass(eq=False)
class Rotation:
    """A rotation as it goes.

    Attributes:
        spec: What the scenario says of it.
        due: When it is to land [h].
        known: From when on it is known that it is to come [h].
        arrived: When it landed [h]; None before.
        over: Whether it has left, was cancelled or is dead.
        lander: What brought it.
        flight: How it comes and goes, where that is said.
    """

    spec: RotationTable
    due: float
    known: float = -math.inf
    arrived: float | None = None
    over: bool = False
    lander: Lander | None = None
    flight: Flight | None = None

    @property
    def name(self) -> str:
        """Its name."""
        return self.spec.name


class Rotations:
    """All rotations of a base.

    People land where the habitat is habitable, where what they will eat, drink and breathe lasts for a while, and where
    there are berths. Else the landing is put off from window to window, and cancelled after a while. They leave after
    their stay, or once they have handed over to those who follow, in a lander that is ready.

    Args:
        base: The base.
        table: What the scenario says.
        people: Who is there.
        habitats: Where they live.
        conditions: What must hold.
        landers: What brings them and takes them home.
        needs: What they need.
    """

    def __init__(
        self,
        base: Base,
        table: Crew,
        people: People,
        habitats: Habitats,
        conditions: Conditions,
        landers: Landers,
        needs: Needs,
    ) -> None:
        self._base = base
        self._table = table
        self._people = people
        self._habitats = habitats
        self._conditions = conditions
        self._landers = landers
        self._needs = needs
        self._resources = base[Resources]
        self.postponed = 0
        """How often a landing was put off."""
        context = base.context
        coming = [
            Rotation(one, context.comes_at(one, one.arrives), context.known_from(one)) for one in table.calendar()
        ]
        self.all = sorted((one for one in coming if one.due < math.inf), key=lambda one: one.due)
        """Rotations in the order in which they are to land, without those that are not chosen or wait behind a gate."""
        self.kept_away = sum(
            context.planned_for(one.spec, one.spec.arrives) < base.hours for one in coming if math.isinf(one.due)
        )
        """How many were to land and wait behind a gate that is shut to the end."""
        self.held: list[Rotation] = []
        """Those that are to leave and wait for their lander."""
        self._on_held: list[Callable[[], None]] = []
        self._before_leaving: list[Callable[[Rotation], None]] = []
        self.storm = False
        """Whether there is an alarm, in which nobody lands or leaves."""
        landers.when_changes(self._release)
        flown = any(one.spec.flight is not None for one in self.all)
        self.arrivals = Arrivals(base) if flown else None
        """Who landed and came home, where anybody flies step by step."""
        for one in self.all:
            if one.spec.flight is None:
                base.context.at(one.due, self._attempt(one, self._land, one.due))
            else:
                assert self.arrivals is not None  # as it has a flight
                one.flight = self._flight(one, table.flights[one.spec.flight], self.arrivals)

    @property
    def next_people(self) -> int:
        """People of the rotation that is to land next; 0 where none is to come."""
        now = self._base.env.now
        coming = next((one for one in self.all if one.arrived is None and not one.over and one.known <= now), None)
        return 0 if coming is None else int(coming.spec.people)

    @property
    def here(self) -> list[Rotation]:
        """Rotations that are at the base."""
        return [one for one in self.all if one.arrived is not None and not one.over]

    def of(self, person: Person) -> Rotation:
        """The rotation of somebody."""
        return next(one for one in self.all if one.name == person.rotation)

    def walls(self, person: Person) -> float:
        """Matter around somebody in the lander that takes his rotation home [g/cm^2]."""
        return float(self._table.landers[self.of(person).spec.lander].shell) * GRAMS_CM2

    def when_held(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` where a rotation is to leave and its lander is not ready."""
        self._on_held.append(callback)

    def before_leaving(self, callback: Callable[[Rotation], None]) -> None:
        """Call ``callback`` with each rotation that is about to leave."""
        self._before_leaving.append(callback)

    def leave(self, rotation: Rotation, why: str, lander: Lander | None = None, *, fetched: bool = False) -> None:
        """Let a rotation leave now, in its own lander, another that is ready, or ``fetched`` by one from Earth."""
        vehicle = rotation.lander if lander is None else lander
        assert rotation.arrived is not None
        for callback in self._before_leaving:
            callback(rotation)
        days = (self._base.env.now - rotation.arrived) / _DAY
        self.close(rotation)
        gone = self._people.of(rotation.name)
        self._base.log("crew", rotation.name, "rotation_left", f"{len(gone)} people after {days:.1f} d; {why}")
        if rotation.flight is not None:
            rotation.flight.leave(len(gone), fetched=fetched)
        # The people first: a lander that leaves with them leaves nobody without a seat.
        self._people.depart(gone)
        if vehicle is not None and not fetched:
            self._landers.leave(vehicle)

    def close(self, rotation: Rotation) -> None:
        """Let a rotation be over of which nobody is there any more, or soon will be."""
        rotation.over = True
        if rotation in self.held:
            self.held.remove(rotation)

    def _flight(self, rotation: Rotation, spec: CrewFlight, arrivals: Arrivals) -> Flight:
        """The flight of a rotation, which starts as long before its date as it takes."""
        first = rotation.due - spec.outward_time

        def begin(at: float) -> None:
            # A rotation that is given up is so with the last chance to start.
            self._base.context.at(at, self._attempt(rotation, lambda _: flight.begin(), first))

        def give_up() -> None:
            rotation.over = True

        def landed() -> None:
            self._land(rotation)
            assert rotation.lander is not None
            rotation.lander.start = partial(flight.start, rotation.lander)

        steps = Course(begin, landed, give_up, lambda: self._missing(rotation))
        number = int(rotation.spec.people)
        flight = Flight(self._base, spec, rotation.name, number, self._people, steps, arrivals)
        begin(first)
        return flight

    def _attempt(self, rotation: Rotation, ready: Callable[[Rotation], None], first: float) -> Callable[[], None]:
        """Land or start, or put it off, or give up.

        Args:
            rotation: Who comes.
            ready: What is done when nothing is missing.
            first: When it could have been first [h].
        """

        def attempt() -> None:
            missing = self._missing(rotation)
            now, rules = self._base.env.now, self._table.rules
            if not missing:
                ready(rotation)
                return
            later = now + float(rules.window)
            if later <= first + float(rules.postpone):
                self.postponed += 1
                self._base.log("crew", rotation.name, "rotation_postponed", "; ".join(missing))
                self._base.context.at(later, attempt)
            else:
                rotation.over = True
                self._base.log("crew", rotation.name, "rotation_cancelled", "; ".join(missing))

        return attempt

    def _missing(self, rotation: Rotation) -> list[str]:
        """What keeps a rotation from landing now, in words."""
        conditions = self._conditions
        found = [f"{name}: {conditions.why[name]}" for name in conditions.missing]
        if self.storm:
            found.append("a storm")
        people = int(rotation.spec.people) + len(self._people.present) - self._leaving()
        if people > self._habitats.berths:
            found.append(f"berths: {self._habitats.berths} for {people}")
        wanted = float(self._table.rules.reserve)
        for name in VITAL:
            use = self._needs.use(name) * people
            brought = rotation.spec.supplies.get(name)
            stock = self._resources.stock(name)
            there = (0.0 if stock is None else stock.tank.level) + (0.0 if brought is None else float(brought.amount))
            hours = there / use if use > 0.0 else math.inf
            if hours < wanted:
                found.append(f"{name}: for {hours / _DAY:.0f} d of {wanted / _DAY:.0f}")
        return found

    def _leaving(self) -> int:
        """How many of those present leave once they have handed over: they sleep in their landers until then."""
        soon = self._base.env.now + float(self._table.rules.hand_over)
        leaving = 0
        for one in self.here:
            assert one.arrived is not None
            if one.arrived + float(one.spec.stay) <= soon:
                leaving += len(self._people.of(one.name))
        return leaving

    def _land(self, rotation: Rotation) -> None:
        spec, now = rotation.spec, self._base.env.now
        for name in sorted(spec.supplies):
            amount = float(spec.supplies[name].amount)
            stock = self._resources.stock(name)
            over = amount if stock is None else stock.put(amount)
            lost = f", {over:.0f} kg of it without room" if over > 0.0 else ""
            self._base.log("resources", name, "delivery", f"{amount:.0f} kg, {rotation.name}{lost}")
        rotation.arrived = now
        rotation.lander = self._landers.land(f"{spec.lander}-{rotation.name}", self._table.landers[spec.lander])
        self._make_room(int(spec.people))
        for person in self._people.arrive(rotation.name, int(spec.people), ABOARD):
            self._people.move(person, self._free_berth())
        late = (now - rotation.due) / _DAY
        self._base.log(
            "crew",
            rotation.name,
            "rotation_arrived",
            f"{int(spec.people)} people" + f", {late:.0f} d late" * (late > 0),
        )
        self._base.context.at(now + float(spec.stay), lambda: self._end(rotation))
        for earlier in self.here:
            if earlier is not rotation and self._stayed(earlier):
                self._base.context.at(now + float(self._table.rules.hand_over), partial(self._end, earlier))

    def _make_room(self, wanted: int) -> None:
        """Send those who stayed longest to sleep in their lander, until so many berths are free."""
        housed = [one for one in self._people.present if one.place != ABOARD]
        for one in housed[: max(0, len(housed) + wanted - self._habitats.berths)]:
            self._people.move(one, ABOARD)

    def _free_berth(self) -> str:
        """The module with the most berths free."""
        taken: dict[str, int] = {}
        for person in self._people.present:
            taken[person.place] = taken.get(person.place, 0) + 1
        free = {one.name: int(one.spec.berths) - taken.get(one.name, 0) for one in self._habitats.open_modules}
        return max(sorted(free), key=lambda name: free[name])

    def _stayed(self, rotation: Rotation) -> bool:
        """Whether a rotation has been there as long as it is meant to."""
        return (
            rotation.arrived is not None and self._base.env.now >= rotation.arrived + float(rotation.spec.stay) - 1e-9
        )

    def _end(self, rotation: Rotation) -> None:
        """Leave at the end of a stay, unless somebody is to be waited for."""
        if rotation.over or rotation.arrived is None:
            return
        now, rules = self._base.env.now, self._table.rules
        last = rotation.arrived + float(rotation.spec.stay) + float(rules.extension)
        at = self.all.index(rotation)
        later = [one for one in self.all[at + 1 :] if one.known <= now]
        follower = next((one for one in later if not one.over or one.arrived is not None), None)
        if follower is not None and float(rules.hand_over) > 0.0 and now < last - 1e-9:
            until = follower.due if follower.arrived is None else follower.arrived + float(rules.hand_over)
            # Who follows within the time that they may stay longer is waited for; at the latest they leave at its end.
            if now + 1e-9 < until <= last:
                self._base.context.at(until, lambda: self._end(rotation))
                return
            if follower.arrived is None and follower.due <= now:
                self._base.context.at(min(last, now + float(rules.window)), lambda: self._end(rotation))
                return
        self.send_home(rotation, "their stay is over")

    def send_home(self, rotation: Rotation, why: str) -> None:
        """Let a rotation leave, whether or not its stay is over: now, or as soon as its lander is ready."""
        if rotation.over or rotation.lander is None:
            return
        if rotation.lander.ready and not self.storm and rotation.lander.start():
            self.leave(rotation, why)
        elif rotation not in self.held:
            self.held.append(rotation)
            what = "a storm" if rotation.lander.ready else f"{rotation.lander.name} is not ready"
            self._base.log("crew", rotation.name, "departure_held", what)
            for callback in self._on_held:
                callback()

    def wait_for_storm(self, alarm: bool) -> None:
        """Let nobody land or leave from now on, while there is an alarm; nothing shields who flies."""
        self.storm = alarm
        self._release()

    def _release(self) -> None:
        for one in list(self.held):
            if one.lander is not None and one.lander.ready and not self.storm and one.lander.start():
                self.leave(one, "nothing holds them any more")
