"""Who sets experiments up: people at science, and robots while there is a link."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sim.engine import Work
from sim.scenario.schema.base import standing
from sim.scenario.schema.partners import Partners as Table
from sim.scenario.schema.partners import Robot
from sim.station.base import Base
from sim.station.communication.system import Communication
from sim.station.crew.system import Crew
from sim.station.energy.system import Energy
from sim.station.partners.experiment import Books, Experiment, Stage


class _Robots:
    """Equal robots that have their power all together or not."""

    def __init__(self, base: Base, name: str, spec: Robot, on_change: Callable[[], None]) -> None:
        self.pace = float(spec.pace)
        self._each = float(spec.power)
        self._count = int(spec.count)
        self._serves = False
        self._on_change = on_change
        self.load = base[Energy].bus.add_load(f"{name} setting up", spec.power_class, on_grant=lambda _: on_change())
        base.schedule_service(spec, "partners", name, lambda: self._serve(True), lambda: self._serve(False))

    @property
    def number(self) -> int:
        """How many there are."""
        return self._count if self._serves else 0

    def ask(self, number: int) -> int:
        """Ask for the power of so many; how many have it now."""
        load = self.load
        load.request(number * self._each)
        if load.served:
            return number
        # The grant follows at the end of the instant: those who had their power go on meanwhile.
        return min(number, int(load.granted / self._each + 0.5))

    def _serve(self, serves: bool) -> None:
        self._serves = serves
        self._on_change()


class Hands:
    """Work on experiments that have landed, one hand on each, in the order in which they landed.

    People come first, then robots, the quicker ones before others. Who works on one and is called away leaves it to
    whoever comes next, who has the rest to do.

    Args:
        base: The base.
        table: What the scenario says of robots.
        books: Where experiments are kept account of.
        on_done: Called with each that is set up.
    """

    def __init__(self, base: Base, table: Table, books: Books, on_done: Callable[[Experiment], None]) -> None:
        self._base = base
        self._books = books
        self._on_done = on_done
        self._tasks: list[Experiment] = []
        self._waits = False
        self.hours = 0.0
        """Work that was done, in hours of a person [h]."""
        self._link = base[Communication]
        self._link.when_link_changes(lambda _: self._soon())
        crew = base.tables.crew
        self._crew = None if crew is None or not crew.stands else base[Crew]
        if self._crew is not None:
            self._crew.time.when_science_changes(self._soon)
        made = [_Robots(base, name, one, self._soon) for name, one in sorted(standing(table.robots).items())]
        self._robots = sorted(made, key=lambda one: -one.pace)

    @property
    def energy(self) -> float:
        """Energy that robots took for it [kWh]."""
        return sum(team.load.energy for team in self._robots)

    def land(self, experiments: Iterable[Experiment]) -> None:
        """Take in those that have landed; what needs no hands is set up at once."""
        for one in experiments:
            self._books.move(one, Stage.LANDED)
            hours = one.kind.hands
            if hours > 0.0:
                one.work = Work(self._base.env, hours, lambda one=one: self._finish(one))  # type: ignore[misc]
                self._tasks.append(one)
            else:
                self._on_done(one)
        self._soon()

    def _soon(self) -> None:
        """Look at the end of this instant who works on what."""
        if not self._waits:
            self._waits = True
            self._base.env.at_end_of_instant(self._look)

    def _paces(self) -> list[float]:
        """What each hand that is free does in an hour, no more of them than there are tasks."""
        left = len(self._tasks)
        people = 0 if self._crew is None else self._crew.time.people_at_science
        paces = [1.0] * min(people, left)
        for team in self._robots:
            wanted = min(team.number, left - len(paces)) if self._link.link_up else 0
            paces += [team.pace] * team.ask(wanted)
        return paces

    def _look(self) -> None:
        self._waits = False
        paces = self._paces()
        for index, one in enumerate(self._tasks):
            pace = paces[index] if index < len(paces) else 0.0
            if pace == 0.0 and one.stage is Stage.LANDED:
                # Whoever comes after it has not begun either.
                break
            assert one.work is not None
            one.work.set_rate(pace)
            stage = Stage.SETTING_UP if pace > 0.0 else Stage.LANDED
            if stage is not one.stage:
                self._books.move(one, stage)

    def _finish(self, experiment: Experiment) -> None:
        self._tasks.remove(experiment)
        self.hours += experiment.kind.hands
        if experiment.stage is Stage.LANDED:
            # Its hand was called away at the very instant at which it was done.
            self._books.move(experiment, Stage.SETTING_UP)
        self._on_done(experiment)
        self._soon()
