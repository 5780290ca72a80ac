"""Flights of people: a lander goes ahead, a ship meets it in lunar orbit, they land, and come home the same way."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from sim.scenario.schema.crew_flights import HOMEWARD, OUTWARD, UNCREWED, CrewedStep, CrewFlight, Step, StepSpec
from sim.station.base import Base
from sim.station.crew.events import CAME_HOME, FLIGHT_ABORTED, FLIGHT_FAILED, FLIGHT_STEP, FLIGHT_WAITS, LOST
from sim.station.crew.landers import Lander
from sim.station.crew.people import People
from sim.station.energy.system import Energy


@dataclass(frozen=True)
class Course:
    """What a flight asks of those who plan it.

    Attributes:
        begin: Lets it begin at a time [h], if all conditions hold then.
        landed: Called as it lands.
        give_up: Called where nobody comes any more.
        missing: What keeps people from landing now, in words.
    """

    begin: Callable[[float], None]
    landed: Callable[[], None]
    give_up: Callable[[], None]
    missing: Callable[[], list[str]]


class Arrivals:
    """Counts of people who landed, who came home, and who did both, of all flights to a base.

    Args:
        base: The base on the ground.
    """

    def __init__(self, base: Base) -> None:
        self._env = base.env
        self.landed = self.home = self.returned = 0
        self._recorders = {name: base.recorder(f"crew.{name}", "1") for name in ("landed", "came_home", "returned")}
        self.count()

    def count(self, *, landed: int = 0, home: int = 0, returned: int = 0) -> None:
        """Count so many more people.

        Args:
            landed: Who landed.
            home: Who came back to Earth.
            returned: Who of these had landed.
        """
        self.landed += landed
        self.home += home
        self.returned += returned
        counts = {"landed": self.landed, "came_home": self.home, "returned": self.returned}
        for name, number in counts.items():
            self._recorders[name].record(self._env.now, float(number))


class Flight:
    """The flight of a rotation.

    Each step succeeds or fails by the number that its name and its try have in store, whatever became of the others.
    Before people start from Earth, and before they go down, all conditions of a landing must hold.

    Args:
        base: The base on the ground.
        spec: What the scenario says of it.
        name: Name of the rotation.
        people: Who is to land.
        population: Who is at the base, who died.
        course: What becomes of it.
        arrivals: Who landed and came home.
    """

    def __init__(
        self,
        base: Base,
        spec: CrewFlight,
        name: str,
        people: int,
        population: People,
        course: Course,
        arrivals: Arrivals,
    ) -> None:
        self._base = base
        self._spec = spec
        self._name = name
        self._landing = people
        self._population = population
        self._course = course
        self._arrivals = arrivals
        self._tries: dict[str, int] = {}
        self._next: tuple[bool, bool] | None = None  # of the next ascent: whether it succeeds, and whether they live
        self._under_way = base.recorder(f"crew.under_way.{name}", "1")
        self._under_way.record(0.0, 0.0)
        self._departed = False
        self._arrived = 0.0
        self._landed: float | None = None
        self.failures = 0
        """Steps that failed."""
        self.aborted = 0
        """How often people started and did not land."""
        population.when_population_changes(self._look_at_ship)

    @property
    def landed(self) -> float | None:
        """When it landed [h]; None before."""
        return self._landed

    def begin(self) -> None:
        """Launch the lander."""
        self._uncrewed(0)

    # ---- out ----

    def _uncrewed(self, index: int) -> None:
        if index == len(UNCREWED):
            waits = self._base.env.now + float(self._spec.lander_wait)
            self._when_go("the crew waits on Earth", lambda: waits, lambda: self._crewed(0), self._give_up_lander)
            return
        one = UNCREWED[index]
        step: Step = getattr(self._spec, one.key)
        succeeds, _ = self._draw(one, float(step.success), 0.0)

        def done() -> None:
            if succeeds:
                self._log(FLIGHT_STEP, one.verb)
                self._uncrewed(index + 1)
                return
            self.failures += 1
            again = float(self._spec.rebuild)
            self._log(FLIGHT_FAILED, f"{one.verb}; nobody was aboard; ready again in {again / 24.0:.0f} d")
            self._course.begin(self._base.env.now + again)

        self._base.context.at(self._base.env.now + float(step.time), done)

    def _give_up_lander(self, why: str) -> None:
        self._log(FLIGHT_ABORTED, f"nobody started: the lander can wait no longer; {why}")
        self._course.give_up()

    def _crewed(self, index: int) -> None:
        number = self._landing + int(self._spec.in_ship)
        if index == len(OUTWARD) - 1:
            self._when_go("they wait in orbit", self._ship_waits, lambda: self._fly(index, number), self._abort)
            return
        self._fly(index, number)

    def _ship_waits(self) -> float:
        """Until when people may wait in orbit, as things are now [h]."""
        via, now = self._spec.via, self._base.env.now
        if via is None or self._spec.station_wait is None or self._station_is_dark(via):
            return self._arrived + float(self._spec.ship_wait)
        return max(now, self._arrived + float(self._spec.station_wait))

    def _station_is_dark(self, via: str) -> bool:
        """Whether the base in orbit has no power for its critical loads; one without any loads is no haven."""
        station = self._base.context.bases.get(via)
        return station is None or station[Energy].blackout

    def _fly(self, index: int, number: int) -> None:
        one = OUTWARD[index]
        step: CrewedStep = getattr(self._spec, one.key)
        self._under_way.record(self._base.env.now, float(number))
        succeeds, live = self._draw(one, float(step.success), float(step.escape))

        def done() -> None:
            if not succeeds:
                self._failed(one, number, live)
            elif index < len(OUTWARD) - 1:
                self._log(FLIGHT_STEP, one.verb)
                if one.key == "docking":
                    self._arrived = self._base.env.now
                self._crewed(index + 1)
            else:
                self._land()

        self._base.context.at(self._base.env.now + float(step.time), done)

    def _land(self) -> None:
        self._log(FLIGHT_STEP, OUTWARD[-1].verb)
        self._landed = self._base.env.now
        self._under_way.record(self._base.env.now, float(self._spec.in_ship))
        self._arrivals.count(landed=self._landing)
        self._course.landed()

    def _failed(self, one: StepSpec, number: int, live: bool) -> None:
        """A step out failed with people aboard."""
        self.failures += 1
        self.aborted += 1
        self._log(FLIGHT_FAILED, f"{one.verb}; {number} people aboard" + (f": {one.saved}" if live else ""))
        self._course.give_up()
        if not live:
            self._lose(number, one)
        elif one is OUTWARD[0]:
            self._under_way.record(self._base.env.now, 0.0)
            self._came_home(number)
        else:
            self._go_home(number)

    def _abort(self, why: str) -> None:
        """Go home from lunar orbit without a landing."""
        self.aborted += 1
        number = self._landing + int(self._spec.in_ship)
        self._log(FLIGHT_ABORTED, f"{number} people go home from lunar orbit; {why}")
        self._course.give_up()
        self._go_home(number)

    def _when_go(
        self, waiting: str, until: Callable[[], float], go: Callable[[], None], give_up: Callable[[str], None]
    ) -> None:
        """Go on once nothing is missing, or give up when they can wait no longer."""
        said: list[str] = []

        def look() -> None:
            nonlocal said
            missing, now = self._course.missing(), self._base.env.now
            if not missing:
                go()
            elif now + float(self._spec.look) > until() + 1e-9:
                give_up("; ".join(missing))
            else:
                if missing != said:
                    self._log(FLIGHT_WAITS, f"{waiting}; {'; '.join(missing)}")
                said = missing
                self._base.context.at(now + float(self._spec.look), look)

        look()

    # ---- home ----

    def start(self, lander: Lander) -> bool:
        """Whether the lander starts; where it does not it is not ready until it was mended.

        What a try brings is known from the first time that it is asked for until people have left; the next is another.
        """
        if self._next is None:
            self._next = self._draw(HOMEWARD[0], float(self._spec.ascent.success), float(self._spec.ascent.escape))
        succeeds, live = self._next
        if succeeds or not live:
            return True
        self._next = None
        self.failures += 1
        self._log(FLIGHT_FAILED, f"{HOMEWARD[0].verb}: {HOMEWARD[0].saved}")
        # Two tries are a look at the conditions apart, however fast it is mended.
        lander.fail(least=float(self._spec.look))
        return False

    def leave(self, number: int, *, fetched: bool) -> None:
        """Go home: so many in the lander, or only who is in the ship, where they were ``fetched`` by another."""
        self._departed = True
        ship = int(self._spec.in_ship)
        if fetched or not number:
            self._go_home(ship)
            if number:
                # Who is fetched is as long on the way as with the own ship.
                way = math.fsum(float(getattr(self._spec, one.key).time) for one in HOMEWARD)
                self._base.context.at(self._base.env.now + way, partial(self._came_home, number, returned=number))
            return
        one, step = HOMEWARD[0], self._spec.ascent
        succeeds, _ = self._next if self._next is not None else (True, True)
        self._under_way.record(self._base.env.now, float(number + ship))

        def done() -> None:
            if succeeds:
                self._log(FLIGHT_STEP, one.verb)
                self._dock(number)
                return
            self.failures += 1
            self._log(FLIGHT_FAILED, f"{one.verb}; {number} people aboard")
            self._lose(number, one)
            self._go_home(ship)

        self._base.context.at(self._base.env.now + float(step.time), done)

    def _dock(self, number: int) -> None:
        one, step, ship = HOMEWARD[1], self._spec.return_docking, int(self._spec.in_ship)
        succeeds, live = self._draw(one, float(step.success), float(step.escape))

        def done() -> None:
            if succeeds:
                self._log(FLIGHT_STEP, one.verb)
            else:
                self.failures += 1
                self._log(FLIGHT_FAILED, f"{one.verb}; {number} people aboard" + (f": {one.saved}" if live else ""))
            if succeeds or live:
                self._go_home(number + ship, returned=number)
            else:
                self._lose(number, one)
                self._go_home(ship)

        self._base.context.at(self._base.env.now + float(step.time), done)

    def _go_home(self, number: int, *, returned: int = 0) -> None:
        """Go home from lunar orbit, some of whom have ``returned`` from the ground."""
        self._under_way.record(self._base.env.now, float(number))
        if not number:
            return
        one, step = HOMEWARD[2], self._spec.home
        succeeds, live = self._draw(one, float(step.success), float(step.escape))

        def done() -> None:
            if not succeeds:
                self.failures += 1
                self._log(FLIGHT_FAILED, f"{one.verb}; {number} people aboard" + (f": {one.saved}" if live else ""))
            self._under_way.record(self._base.env.now, 0.0)
            if succeeds or live:
                self._came_home(number, returned=returned)
            else:
                self._lose(number, one)

        self._base.context.at(self._base.env.now + float(step.time), done)

    def _came_home(self, number: int, *, returned: int = 0) -> None:
        self._arrivals.count(home=number, returned=returned)
        self._log(CAME_HOME, _number(number))

    def _look_at_ship(self) -> None:
        """Let who is in the ship go home where nobody on the ground is alive."""
        landed = self._landed is not None and self._base.env.now > self._landed
        if landed and not self._departed and not self._population.of(self._name):
            self._departed = True
            self._go_home(int(self._spec.in_ship))

    # ---- what is common to both ways ----

    def _lose(self, number: int, one: StepSpec) -> None:
        """Let people die under way, which is never silent."""
        self._under_way.record(self._base.env.now, 0.0)
        self._population.lose_under_way(number)
        self._log(LOST, f"{_number(number)}; {one.verb} failed")

    def _draw(self, one: StepSpec, success: float, escape: float) -> tuple[bool, bool]:
        """Whether the next try of a step succeeds, and whether those aboard would live if it did not."""
        number = self._tries[one.key] = self._tries.get(one.key, 0) + 1
        stream = self._base.stream(f"flight/{self._name}/{one.key}/{number}")
        share, luck = float(stream.random()), float(stream.random())
        return share < success, luck < escape

    def _log(self, event: str, detail: str) -> None:
        self._base.log("crew", self._name, event, detail)


def facts(flights: list[Flight], arrivals: Arrivals | None) -> Mapping[str, float | None]:
    """Figures of all flights; none where there is none."""
    if arrivals is None:
        return {}
    landed = [one.landed for one in flights if one.landed is not None]
    return {
        "crew.flight_failures": float(sum(one.failures for one in flights)),
        "crew.flights_aborted": float(sum(one.aborted for one in flights)),
        "crew.landed": float(arrivals.landed),
        "crew.came_home": float(arrivals.home),
        "crew.returned": float(arrivals.returned),
        "crew.first_landing": min(landed, default=None),
    }


def _number(people: int) -> str:
    return "1 person" if people == 1 else f"{people} people"
