"""What everything on one clock shares while a run goes on: time, random streams, histories, the log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sim.engine import Alarm, Environment, Streams, Trace
from sim.scenario import Scenario
from sim.scenario.schema.base import Table
from sim.scenario.schema.flights import AsPlanned, Flight, fly, landings
from sim.station.chance import Drawn
from sim.station.outcome import Event
from sim.station.relief import Lift, lifts_of


class Context:
    """The environment of a run, with its log, histories and random streams.

    Args:
        scenario: What is run.
        hours: Length of the run [h].
        streams: Its random numbers.
        relief: Name of what is lifted, if anything; see :mod:`sim.station.relief`.
        trace: Where histories are kept (default: all of them).
    """

    def __init__(
        self,
        scenario: Scenario,
        hours: float,
        streams: Streams,
        relief: str | None = None,
        trace: Trace | None = None,
    ) -> None:
        self.scenario = scenario
        self.hours = hours
        self.streams = streams
        self.lifts = lifts_of(relief)
        """Limits that are lifted."""
        self.flights: dict[str, tuple[Flight, ...]] = {}
        """What becomes of each mission, drawn at the start, by its name."""
        self._planned = scenario.planned_landings()
        if scenario.campaign is not None:
            chance = AsPlanned() if Lift.TRANSPORT in self.lifts else Drawn(scenario.campaign, streams)
            self.flights = fly(scenario.campaign, scenario.hours_of, chance)
        self.landings = landings(self.flights)
        """When each mission lands [h], infinity for one that never does."""
        self.bases: dict[str, Any] = {}
        """Every base by its name, the main one's being empty; the others are there once all are built."""
        self.env = Environment()
        self.trace = Trace() if trace is None else trace
        self.noted: list[Callable[[], object]] = []
        """Called now and then to work out what was only noted, where a run keeps no histories."""
        self.events: list[Event] = []

    def at(self, time: float, callback: Callable[[], None]) -> None:
        """Call ``callback`` at ``time`` [h], not before now; never if that is after the end of the run."""
        if time < self.hours:
            Alarm(self.env, callback).set(max(time, self.env.now))

    def hours_of(self, day: date) -> float:
        """Hours from the start of the run to 00:00 UTC of ``day`` [h], negative before it."""
        return self.scenario.hours_of(day)

    def service_span(self, part: Table) -> tuple[float, float]:
        """When something arrives and when it is lost or retired [h]; from 0 on, infinity for never."""
        return self.scenario.service_span(part, self.landings)

    def overdue(self, part: Table) -> float | None:
        """When something should have been here that is not by then [h]; None where it comes as planned or sooner."""
        due, first = self.scenario.service_span(part, self._planned)[0], self.service_span(part)[0]
        return due if due < first else None
