"""What everything on one clock shares while a run goes on: time, random streams, histories, the log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sim.engine import Alarm, Environment, Streams, Trace
from sim.scenario import Scenario
from sim.scenario.schema.base import Dated
from sim.station.data_home import Listener
from sim.station.listening import Listening
from sim.station.outcome import Event
from sim.station.relief import lifts_of


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
        self.env = Environment()
        self.trace = Trace() if trace is None else trace
        self.noted: list[Callable[[], object]] = []
        """Called now and then to work out what was only noted, where a run keeps no histories."""
        self.settled: list[Callable[[], object]] = []
        """Called after all of these, to work out what follows from them."""
        self.data_home: list[Listener] = []
        """Who on Earth gets the data of every base, where the scenario has `[ground]`."""
        self.events: list[Event] = []
        ground = scenario.ground
        self.listening = None if ground is None or not ground.stations else Listening(scenario, hours, streams)
        """Who on Earth can hear the Moon; None for always somebody."""

    def at(self, time: float, callback: Callable[[], None]) -> None:
        """Call ``callback`` at ``time`` [h], not before now; never if that is after the end of the run."""
        if time < self.hours:
            Alarm(self.env, callback).set(max(time, self.env.now))

    def hours_of(self, day: date) -> float:
        """Hours from the start of the run to 00:00 UTC of ``day`` [h], negative before it."""
        return self.scenario.hours_of(day)

    def service_span(self, asset: Dated) -> tuple[float, float]:
        """When an asset arrives and when it is lost or retired [h]; from 0 on, infinity for never."""
        return self.scenario.service_span(asset)
