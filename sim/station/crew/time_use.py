"""Who does what and when: the day of people, and one rule for their working hours.

Work goes by urgency: safety before all, then repairs inside, watching over machines and EVAs in the order that the
scenario gives, and science with what is left. Outside, repairs come first, then assembly, then science. It is looked at
anew at the parts of the day, and where anything changes that the rule depends on; nothing else ticks.
"""

from __future__ import annotations

from collections.abc import Callable

from sim.engine import Machine, Technician
from sim.scenario.schema.crew_time import WORK, Time
from sim.scenario.schema.crew_time import Eva as EvaTable
from sim.station.base import Base
from sim.station.communication.system import Communication
from sim.station.crew.assembly import Assemblies
from sim.station.crew.day import Day
from sim.station.crew.eva import Eva, Phase
from sim.station.crew.hours import BUILD, OVERHEAD, REPAIR, REST, SAFETY, SCIENCE, SLEEP, SUPERVISE, USES, Hours
from sim.station.crew.people import People, Person
from sim.station.states import State
from sim.station.tools.system import Tools


class TimeUse:
    """The time of the people at a base.

    Who sleeps in a lander while rotations hand over works like the others. Who is called into one to leave does not:
    whoever calls holds all work (:meth:`hold`).

    Args:
        base: The base, with its machines and who repairs and watches them.
        people: Who is there.
        time: What the scenario says of their day.
        eva: What it says of going outside.
        airlock: Takes the air that is lost when people go outside and come back [kg].
        suits: Takes by how many more people are outside from then on.
        home: Where somebody goes who lives at a place, which may have been shut meanwhile.
    """

    def __init__(
        self,
        base: Base,
        people: People,
        time: Time,
        eva: EvaTable,
        *,
        airlock: Callable[[float], None] = lambda _: None,
        suits: Callable[[int], None] = lambda _: None,
        home: Callable[[str], str] = lambda place: place,
    ) -> None:
        self._env = base.env
        self._people = people
        self._communication = base[Communication]
        tools = base[Tools]
        self._workshop = tools.workshop
        self._supervised = [unit for unit in tools.units if unit.spec.supervised]
        self._inside = {unit.machine for unit in tools.units if unit.spec.inside}
        self._spec = time
        self._rank = {name: number for number, name in enumerate(time.urgency)}
        self._team = int(eva.team)
        self.hours = Hours(base)
        """Where the time has gone."""
        self._day = Day(base.env, time, self._turn)
        self.eva = Eva(base, people, eva, on_change=self._soon, airlock=airlock, suits=suits, home=home)
        """Teams on their way outside and back."""
        self._assemblies = Assemblies(base, eva.assemblies, self._soon)
        self._hands: dict[Person, Technician] = {}
        self._repairs_of_gone = 0
        self._outside: set[Person] = set()
        self._supervisors: list[Person] = []
        self._uses: dict[Person, str] = {}
        self._reasons: set[str] = set()
        self._waits = False
        self._outing = False
        self._on_science: list[Callable[[], None]] = []
        people.when_population_changes(self._population)
        self._communication.when_link_changes(lambda _: self._soon())
        self._communication.watch.operators.on_wait = self._asked
        self._population()

    @property
    def repairs(self) -> int:
        """Repairs that people have finished."""
        return self._repairs_of_gone + sum(hand.repairs for hand in self._hands.values())

    @property
    def people_at_science(self) -> int:
        """How many people have time for science now, inside and outside."""
        return self.hours.people_at(SCIENCE)

    def when_science_changes(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` when another number of people may have time for science from now on."""
        self._on_science.append(callback)

    def use(self, person: Person) -> str:
        """What somebody who is there does now, one of :data:`USES`."""
        return self._uses[person]

    def hold(self, reason: str) -> None:
        """Let nobody work or go outside from now on; those who are outside come back at once."""
        self._reasons.add(reason)
        self.eva.break_off(reason)
        self._soon()

    def release(self, reason: str) -> None:
        """The reason holds no longer; with the last one gone people work again, and go outside the next day."""
        self._reasons.discard(reason)
        self._soon()

    def close(self) -> None:
        """Record all hours as they are at the end."""
        self.hours.close()

    def facts(self) -> dict[str, float | None]:
        """Hours by use, repairs, EVAs and what they brought inside, at the end."""
        return {
            **self.hours.facts(),
            "crew.repairs": float(self.repairs),
            "crew.evas": float(self.eva.number),
            "crew.dust": self.eva.dust,
            "crew.assembled": float(self._assemblies.done),
        }

    def _soon(self) -> None:
        """Look at the end of this instant who does what."""
        if not self._waits:
            self._waits = True
            self._env.at_end_of_instant(self._look)

    def _asked(self) -> None:
        """A machine waits for somebody to watch it."""
        if self._hands and self._day.part == WORK and len(self._supervisors) < int(self._spec.supervisors):
            self._soon()

    def _turn(self) -> None:
        """Another part of the day begins: who watches over machines is chosen anew."""
        self._supervisors = []
        self._outing = self._day.opens_outing
        self._soon()

    def _population(self) -> None:
        """Take account of who has come and who has left."""
        present = self._people.present
        for person in [one for one in self._hands if one not in present]:
            hand = self._hands.pop(person)
            self._workshop.dismiss(hand)
            self._repairs_of_gone += hand.repairs
            self.hours.change(self._uses.pop(person), None)
        self._supervisors = [one for one in self._supervisors if one in present]
        self.eva.drop()
        for person in present:
            if person not in self._hands:
                self._hands[person] = self._hire(person)
                self._uses[person] = REST
                self.hours.change(None, REST)
        self._day.run(bool(self._hands))
        self._soon()

    def _hire(self, person: Person) -> Technician:
        """Let somebody repair machines: those that stand inside, or the others while outside."""

        def takes(machine: Machine) -> bool:
            return (machine in self._inside) != (person in self._outside)

        hand = self._workshop.add_technician(
            pace=float(self._spec.repair_pace), takes=takes, name=person.name, on_duty=False
        )
        hand.on_busy = self._soon
        return hand

    def _look(self) -> None:
        """Say what everybody does from now on."""
        self._waits = False
        people = [person for person in self._people.present if person in self._hands]
        if self._outing:
            self._outing = False
            self._plan_evas(people)
        phases = {person: self.eva.phase(person) for person in people}
        self._outside = {person for person, phase in phases.items() if phase is Phase.OUTSIDE}
        free = [person for person in people if phases[person] is None]
        part = self._day.part if self._hands else SLEEP
        works = part == WORK and not self._reasons
        self._choose_supervisors(free if works else [])
        for person in people:
            at_work = person in self._outside or (works and person in free)
            if person in self._supervisors and self._rank["supervise"] < self._rank["repair"]:
                at_work = False
            self._workshop.set_duty(self._hands[person], at_work)
        builds = 0
        for person in people:
            phase = phases[person]
            if phase is Phase.OUTSIDE:
                use = self._use_outside(person)
                builds += use == BUILD
            elif phase is not None:
                use = OVERHEAD
            else:
                use = self._use_inside(person, part)
            self._do(person, use)
        self._assemblies.set_people(builds)
        self.hours.outside.set_rate(float(len(self._outside)))
        watching = len(self._supervisors)
        self.hours.unlinked.set_rate(0.0 if self._communication.link_up else float(watching))
        self._communication.watch.on_the_spot(watching)
        self.eva.look(lambda person: self._hands[person].engaged, self._assemblies.waits or self._broken_outside() > 0)
        for callback in self._on_science:
            callback()

    def _do(self, person: Person, use: str) -> None:
        if use != self._uses[person]:
            self.hours.change(self._uses[person], use)
            self._uses[person] = use
        self._people.do(person, "eva" if person in self._outside else USES[use])

    def _use_inside(self, person: Person, part: str) -> str:
        if self._reasons and part not in (SLEEP, REST):
            return SAFETY
        if part != WORK:
            return part
        if self._hands[person].engaged:
            return REPAIR
        return SUPERVISE if person in self._supervisors else SCIENCE

    def _use_outside(self, person: Person) -> str:
        """What somebody does outside; who has nothing to do there helps with the repairs of others."""
        if self._hands[person].engaged:
            return REPAIR
        if self._assemblies.waits:
            return BUILD
        return SCIENCE if self.eva.for_science(person) else REPAIR

    def _choose_supervisors(self, workers: list[Person]) -> None:
        """Let as many of those at work watch as machines would wait for, and who watches already go on with it."""
        able = workers
        if self._rank["repair"] < self._rank["supervise"]:
            able = [person for person in workers if not self._hands[person].engaged]
        watching = [person for person in self._supervisors if person in able]
        most = min(int(self._spec.supervisors), len(able))
        others = [person for person in able if person not in watching]
        more = max(0, min(most, self._wanted()) - len(watching)) if able else 0
        self._supervisors = watching + others[:more]

    def _wanted(self) -> int:
        """How many machines and robots would wait for somebody to watch them if nobody here did."""
        watch = self._communication.watch
        if watch.link_up:
            return int(max(0.0, watch.operators.asked - watch.remote))
        kept = sum(unit.machine.kept_by(State.NO_LINK) and unit.in_reach for unit in self._supervised)
        return kept + self._workshop.halted

    def _broken_outside(self) -> int:
        """How many machines outside wait for a technician."""
        return sum(machine not in self._inside for machine in self._workshop.waiting)

    def _plan_evas(self, people: list[Person]) -> None:
        """Send teams outside with those whom nothing more urgent needs."""
        if self._reasons:
            return
        free = [person for person in people if self.eva.phase(person) is None]
        spared = len(free)
        if self._rank["repair"] < self._rank["eva"]:
            spared -= sum(machine in self._inside for machine in self._workshop.waiting)
        if self._rank["supervise"] < self._rank["eva"]:
            spared -= min(int(self._spec.supervisors), self._wanted())
        broken = self._broken_outside()
        teams = max(-(-broken // self._team), int(self._assemblies.waits))
        self.eva.plan([one for one in free if not one.grounded], spared, self._day.outing_ends, teams)
