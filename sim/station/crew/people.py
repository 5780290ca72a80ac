"""People: who is at a base, where, and what each does."""

from __future__ import annotations

from collections.abc import Callable

from sim.station.base import Base

OUTSIDE = "outside"
"""Where somebody in a suit is."""
ABOARD = "aboard"
"""Where somebody in a lander is."""
AVERAGE = "average"
"""What somebody does of whom no more is known: the mean of a day."""


class Person:
    """Somebody at a base.

    Args:
        name: Name of the person.
        rotation: The rotation that the person came with.
        place: Where the person is: a module, :data:`OUTSIDE` or :data:`ABOARD`.
    """

    __slots__ = ("activity", "dose", "grounded", "name", "place", "rotation", "sealed")

    def __init__(self, name: str, rotation: str, place: str) -> None:
        self.name = name
        self.rotation = rotation
        self.place = place
        self.activity = AVERAGE
        """What the person does as far as the body is concerned."""
        self.dose = 0.0
        """Dose equivalent since arrival [mSv], as far as it has been added up."""
        self.grounded = False
        """Whether the person goes outside no more."""
        self.sealed = False
        """Whether the person is shut in a lander and lives on what that brought."""

    @property
    def inside(self) -> bool:
        """Whether the person breathes the air of the cabin."""
        return self.place != OUTSIDE and not self.sealed


class People:
    """All who are at a base.

    Args:
        base: The base.
    """

    def __init__(self, base: Base) -> None:
        self._base = base
        self.present: list[Person] = []
        """Who is there and alive, in the order of coming."""
        self.lost = 0
        """How many have died."""
        self._person_hours = 0.0
        self._since = 0.0
        self._on_change: list[Callable[[], None]] = []
        self._on_population: list[Callable[[], None]] = []
        self._waits = False
        self._count = base.recorder("crew.people", "1")
        self._count.record(0.0, 0.0)
        self._days = base.recorder("crew.person_days", "d", "linear")
        self._days.record(0.0, 0.0)

    def when_changes(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` at the end of an instant in which anybody came, left, moved or did something else."""
        self._on_change.append(callback)

    def when_population_changes(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` where anybody came, left or died."""
        self._on_population.append(callback)

    def arrive(self, rotation: str, number: int, place: str) -> list[Person]:
        """Let so many people of a rotation come; they."""
        self.add_up()
        new = [Person(f"{rotation}-{index}", rotation, place) for index in range(1, number + 1)]
        self.present += new
        self._population_changed()
        return new

    def depart(self, people: list[Person]) -> None:
        """Let people leave."""
        self._remove(people)

    def die(self, people: list[Person]) -> None:
        """Let people die."""
        self.lost += len(people)
        self._remove(people)

    def lose_under_way(self, number: int) -> None:
        """Let so many die who are not at the base."""
        self.lost += number

    def move(self, person: Person, place: str) -> None:
        """Let somebody be elsewhere from now on."""
        if place != person.place:
            person.place = place
            self._changed()

    def seal(self, person: Person, sealed: bool) -> None:
        """Let somebody live on what a lander brought from now on, or on what the base has."""
        if sealed != person.sealed:
            person.sealed = sealed
            self._changed()

    def do(self, person: Person, activity: str) -> None:
        """Let somebody do something else from now on."""
        if activity != person.activity:
            person.activity = activity
            self._changed()

    def of(self, rotation: str) -> list[Person]:
        """Who of a rotation is there."""
        return [one for one in self.present if one.rotation == rotation]

    def add_up(self) -> None:
        """Bring the hours of all people up to now."""
        now = self._base.env.now
        self._person_hours += len(self.present) * (now - self._since)
        self._since = now
        self._days.record(now, self._person_hours / 24.0)

    def _remove(self, people: list[Person]) -> None:
        self.add_up()
        self.present = [one for one in self.present if one not in people]
        self._population_changed()

    def _population_changed(self) -> None:
        self._count.record(self._base.env.now, float(len(self.present)))
        for callback in self._on_population:
            callback()
        self._changed()

    def _changed(self) -> None:
        if not self._waits:
            self._waits = True
            self._base.env.at_end_of_instant(self._tell)

    def _tell(self) -> None:
        self._waits = False
        for callback in self._on_change:
            callback()
