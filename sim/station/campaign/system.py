"""Campaign: the missions of a run as they fly."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import partial

from sim.engine import Ledger
from sim.scenario.manifests import by_system, manifest, total_mass
from sim.scenario.schema.base import may_come
from sim.scenario.schema.flights import Flight
from sim.scenario.schema.system import ROUNDING
from sim.station.base import Base
from sim.station.campaign.events import COST, LANDED


class Campaign:
    """The missions of a scenario; what becomes of them was drawn at the start.

    Args:
        base: The main base.
    """

    def __init__(self, base: Base) -> None:
        scenario = base.context.scenario
        assert scenario.campaign is not None  # who has no table has no such system
        self._base = base
        self._table = scenario.campaign
        choices, names = base.context.choices, sorted(self._table.missions)
        self._manifests = {name: manifest(scenario, name, choices, reserved=False) for name in names}
        full = {name: total_mass(manifest(scenario, name, choices)) for name in names}
        self._left = {name: self._table.lander(self._table.missions[name]).payload.value - full[name] for name in names}
        """What each leaves of the payload of its lander when all of its room that is kept is full [kg]."""
        self._riding: dict[str, list[tuple[str, float]]] = {}
        """System and mass of what rides the last flight of a mission, by its name [kg]."""
        systems = sorted({system for carried in self._manifests.values() for system in by_system(carried)})
        self._launches: list[str] = []
        self._sent = self._landed = self._lost = self._spent = 0.0
        self._by_system = dict.fromkeys(systems, 0.0)
        self._recorders = {system: base.recorder(LANDED + system, "kg") for system in systems}
        self._cost = base.recorder(COST, "MUSD")
        for recorder in (*self._recorders.values(), self._cost):
            recorder.record(0.0, 0.0)
        for name in sorted(self._table.missions):
            for flight in base.context.flights[name]:
                self._schedule(flight)

    def ledgers(self) -> Iterator[Ledger]:
        """Cargo: what was sent, landed and lost, and what is under way at the end [kg]."""
        ledger = Ledger("cargo", "kg")
        ledger.receive("sent", self._sent)
        ledger.issue("landed", self._landed)
        ledger.issue("lost", self._lost)
        now = self._base.hours
        under_way = [
            self._mass(name)
            for name, flights in self._base.context.flights.items()
            for flight in flights
            if flight.launches[-1].at < now <= flight.arrival
        ]
        ledger.stock("under_way", 0.0, math.fsum(under_way))
        yield ledger

    def facts(self) -> Mapping[str, float | None]:
        """What each mission landed and how late it was; what flew, and what all of it cost."""
        context, hours = self._base.context, self._base.hours
        left = [flight for flights in context.flights.values() for flight in flights if flight.launches[0].at < hours]
        found: dict[str, float | None] = {COST: self._spent, "campaign.flown": len(left)}
        late = []
        for name in sorted(self._table.missions):
            landed, due = context.landings[name], context.planned[name]
            if not may_come(self._table.missions[name], context.choices):
                due = landed  # what was not chosen is not late
            # One that is not there by the end is late until then at least.
            late.append(max(0.0, min(landed, hours) - min(due, hours)) / 24.0)
            found[f"campaign.mission.{name}.landed_mass"] = self._mass(name) if landed < hours else 0.0
            found[f"campaign.mission.{name}.late"] = late[-1]
        return found | {"campaign.late": math.fsum(late)}

    def _schedule(self, flight: Flight) -> None:
        context, name = self._base.context, flight.mission
        launcher, count = self._table.missions[name].launcher, len(flight.launches)
        if flight.number > 1:
            context.at(flight.launches[0].due, partial(self._log, name, "rebuilt", "ready to fly once more"))
        for number, launch in enumerate(flight.launches, start=1):
            if launch.at > launch.due:
                context.at(launch.due, partial(self._log, name, "slipped", _why(launch.at - launch.due, launch.slip)))
            text = f"on {launcher}" if count == 1 else f"on {launcher}, {number} of {count}"
            context.at(launch.at, partial(self._launch, flight, number, text))
        context.at(flight.arrival, partial(self._arrive, flight))

    def _launch(self, flight: Flight, number: int, text: str) -> None:
        self._launches.append(flight.mission)
        self._spent = self._table.spent(self._launches)
        self._cost.record(self._base.env.now, self._spent)
        self._log(flight.mission, "launched", text)
        if number == len(flight.launches):
            self._load(flight.mission)
            self._sent += self._mass(flight.mission)

    def _load(self, name: str) -> None:
        """Let ride what is ready: first come first served, where they share what is left."""
        left = self._left[name] + ROUNDING * self._table.lander(self._table.missions[name]).payload.value
        self._riding[name] = []
        for rider in self._base.context.riders.get(name, ()):
            mass = rider.leave(max(0.0, left) if rider.room is None else rider.room)
            if rider.room is None:
                left -= mass
            self._riding[name].append((rider.system, mass))

    def _mass(self, name: str) -> float:
        """Mass aboard a mission: its manifest, and what rides its last flight that left [kg]."""
        return math.fsum((total_mass(self._manifests[name]), *(mass for _, mass in self._riding.get(name, ()))))

    def _arrive(self, flight: Flight) -> None:
        mass = self._mass(flight.mission)
        if flight.lost:
            self._lost += mass
            again = "" if flight.number > 1 else "; it flies once more"
            self._log(flight.mission, "lost", f"with {mass:,.6g} kg{again}")
        else:
            self._land(flight, mass)
        for rider in self._base.context.riders.get(flight.mission, ()):
            rider.arrive(flight.lost)

    def _land(self, flight: Flight, mass: float) -> None:
        self._landed += mass
        parts = [*by_system(self._manifests[flight.mission]).items(), *self._riding[flight.mission]]
        for system, part in parts:
            self._by_system[system] += part
            self._recorders[system].record(self._base.env.now, self._by_system[system])
        late = flight.arrival - self._base.context.planned[flight.mission]
        text = f", {late / 24:.1f} d late" if late > 0 and math.isfinite(late) else ""
        self._log(flight.mission, "landed", f"{mass:,.6g} kg{text}")

    def _log(self, subject: str, event: str, detail: str) -> None:
        self._base.log("campaign", subject, event, detail)


def _why(late: float, slip: float) -> str:
    """By how much a launch is late, and how much of that is no matter of its launcher."""
    waits = late - slip
    tail = f", {waits / 24:.1f} d of them for its pad or window" if waits > 1e-6 else ""
    return f"{late / 24:.1f} d{tail}"
