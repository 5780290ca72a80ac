"""What is ready to fly, and the landings that take it along: at fixed times, or with missions of the campaign."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sim.engine import Alarm
from sim.scenario.schema.base import may_come
from sim.scenario.schema.partners import Flight
from sim.scenario.schema.partners import Partners as Table
from sim.station.base import Base
from sim.station.partners.experiment import Books, Experiment, Kind, Stage
from sim.station.partners.line import Line


class Flights:
    """What is ready to fly, and the landings that take it along.

    Args:
        base: The base.
        table: What the scenario says of flights.
        books: Where experiments are kept account of.
        on_landed: Called with those of a landing, in the order of selection.
    """

    def __init__(
        self, base: Base, table: Table, books: Books, on_landed: Callable[[Sequence[Experiment]], None]
    ) -> None:
        self._base = base
        self._books = books
        self._on_landed = on_landed
        self._ready = Line()
        self.mass = 0.0
        """Mass of all that have landed [kg]."""
        self.flown: dict[int, int] = {}
        """How many have landed, by institution."""
        self._flown_recorder = base.recorder("partners.flown", "1")
        self._flown_recorder.record(0.0, 0.0)
        self._on_flown: list[Callable[[int], None]] = []
        context = base.context
        for name, flight in sorted(table.landings.items()):
            if not may_come(flight, context.choices):
                continue
            if flight.arrives_with is None:
                self._schedule(name, flight)
            else:
                context.riders.setdefault(flight.arrives_with, []).append(_Ride(base, self, books, name, flight))

    def put(self, experiment: Experiment) -> None:
        """Let one wait that is built."""
        self._books.move(experiment, Stage.READY)
        self._ready.put(experiment)

    def when_landed(self, callback: Callable[[int], None]) -> None:
        """Call ``callback`` with the number of experiments of each landing."""
        self._on_flown.append(callback)

    @property
    def waiting(self) -> int:
        """How many are ready."""
        return len(self._ready)

    def load(self, room: float) -> tuple[list[Experiment], float]:
        """Take those that are ready in the order of selection; what does not fit is passed over.

        Args:
            room: Mass that there is room for [kg].

        Returns:
            Who goes aboard, and their mass [kg].
        """
        aboard: list[Experiment] = []
        taken = 0.0

        def fits(kind: Kind) -> bool:
            return taken + kind.mass <= room

        while (first := self._ready.take(fits)) is not None:
            taken += first.kind.mass
            aboard.append(first)
        return aboard, taken

    def unload(self, vehicle: str, aboard: Sequence[Experiment], mass: float, detail: str) -> None:
        """Let those that are aboard a vehicle land now.

        Args:
            vehicle: What lands, for the log.
            aboard: Those aboard, in the order of selection.
            mass: Their mass [kg].
            detail: What the log says of it.
        """
        for one in aboard:
            self.flown[one.partner] = self.flown.get(one.partner, 0) + 1
        self.mass += mass
        self._flown_recorder.record(self._base.env.now, float(sum(self.flown.values())))
        self._base.log("partners", vehicle, "experiments_landed", detail)
        for callback in self._on_flown:
            callback(len(aboard))
        self._on_landed(aboard)

    def land(self, vehicle: str, room: float) -> float:
        """Let a vehicle land now with as many as it has room for.

        Any landing may call it that has mass to spare.

        Args:
            vehicle: What lands, for the log.
            room: Mass of experiments that it takes along [kg].

        Returns:
            Mass of those that it took [kg].
        """
        aboard, taken = self.load(room)
        detail = f"{len(aboard)} experiments, {taken:g} of {room:g} kg; {self.waiting} wait"
        self.unload(vehicle, aboard, taken, detail)
        return taken

    def _schedule(self, name: str, flight: Flight) -> None:
        assert flight.every is not None  # the checks of the scenario see to it
        assert flight.room is not None
        served, last = self._base.context.service_span(flight)
        every, room = float(flight.every), float(flight.room)
        first = every if flight.from_ is None else self._base.context.hours_of(flight.from_)
        if first < 0.0:
            # Landings before the start set the time of those after it.
            first %= every

        def land() -> None:
            now = self._base.env.now
            if now < last:
                alarm.set(now + every)
                if now >= served:
                    self.land(name, room)

        alarm = Alarm(self._base.env, land)
        alarm.set(first)


class _Ride:
    """A flight with a mission of the campaign: it takes what is ready at the last launch, and shares its fate.

    Args:
        base: The base.
        flights: What waits for it.
        books: Where experiments are kept account of.
        name: Its name.
        flight: What the scenario says of it.
    """

    system = "partners"

    def __init__(self, base: Base, flights: Flights, books: Books, name: str, flight: Flight) -> None:
        self._base = base
        self._flights = flights
        self._books = books
        self._name = name
        self._mission = flight.arrives_with
        self._until = base.context.service_span(flight)[1]
        self.room = None if flight.room is None else float(flight.room)
        self._aboard: list[Experiment] = []
        self._mass = 0.0

    def leave(self, room: float) -> float:
        """Take aboard what is ready and fits; from `until` on nothing."""
        now = self._base.env.now
        self._aboard, self._mass = self._flights.load(room) if now < self._until else ([], 0.0)
        for one in self._aboard:
            self._books.move(one, Stage.FLYING)
        detail = f"{len(self._aboard)} experiments, {self._mass:g} of {room:g} kg with {self._mission}"
        self._base.log("partners", self._name, "experiments_launched", f"{detail}; {self._flights.waiting} wait")
        return self._mass

    def arrive(self, lost: bool) -> None:
        """Let those aboard land, or be lost."""
        aboard, self._aboard = self._aboard, []
        detail = f"{len(aboard)} experiments, {self._mass:g} kg with {self._mission}"
        if not lost:
            self._flights.unload(self._name, aboard, self._mass, detail)
            return
        for one in aboard:
            self._books.move(one, Stage.LOST)
        self._base.log("partners", self._name, "experiments_lost", detail)
