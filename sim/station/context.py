"""What everything on one clock shares while a run goes on: time, random streams, histories, the log."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sim.engine import Alarm, Environment, Streams, Trace
from sim.moon import Spans
from sim.scenario import Scenario
from sim.scenario.chosen import decisions_of
from sim.scenario.schema.base import Choices, Table, chosen_at, may_come
from sim.scenario.schema.campaign import Campaign
from sim.scenario.schema.decisions import Decision
from sim.scenario.schema.flights import AsPlanned, Flight, fly, landings
from sim.station.chance import Drawn
from sim.station.data_home import Listener
from sim.station.listening import Listening
from sim.station.outcome import Event
from sim.station.relief import Lift, lifts_of
from sim.station.verdict import Verdict


class Context:
    """The environment of a run, with its log, histories and random streams.

    Args:
        scenario: What is run.
        hours: Length of the run [h].
        streams: Its random numbers.
        relief: Name of what is lifted, if anything; see :mod:`sim.station.relief`.
        trace: Where histories are kept (default: all of them).
        verdicts: What the decisions chose that are taken (default: none is).
    """

    def __init__(
        self,
        scenario: Scenario,
        hours: float,
        streams: Streams,
        relief: str | None = None,
        trace: Trace | None = None,
        verdicts: Mapping[str, Verdict] | None = None,
    ) -> None:
        self.scenario = scenario
        self.hours = hours
        self.streams = streams
        self.lifts = lifts_of(relief)
        """Limits that are lifted."""
        self.verdicts: Mapping[str, Verdict] = {} if verdicts is None else verdicts
        """What the decisions chose that are taken, and why."""
        self.choices: Choices = {name: (one.chosen, one.time) for name, one in self.verdicts.items()}
        """What was chosen by each decision that is taken, and when [h]."""
        self.flights: dict[str, tuple[Flight, ...]] = {}
        """What becomes of each mission, drawn at the start, by its name."""
        self.planned = scenario.planned_landings()
        """When each mission lands as planned [h], by its name."""
        if scenario.campaign is not None:
            chance = AsPlanned() if Lift.TRANSPORT in self.lifts else Drawn(scenario.campaign, streams)
            self.flights = fly(scenario.campaign, scenario.hours_of, chance, self._waits(scenario.campaign))
        self.landings = landings(self.flights)
        """When each mission lands [h], infinity for one that never does."""
        self.bases: dict[str, Any] = {}
        """Every base by its name, the main one's being empty; the others are there once all are built."""
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

    def service_span(self, part: Table) -> tuple[float, float]:
        """When something arrives and when it is lost or retired [h]; from 0 on, infinity for never."""
        return self.scenario.service_span(part, self.landings, self.choices)

    def served(self, part: Table, spans: Spans) -> Spans:
        """The part of some spans in which something serves [h]."""
        first, last = self.service_span(part)
        cut = [(max(begin, first), min(end, last)) for begin, end in spans]
        return [(begin, end) for begin, end in cut if end > begin]

    def overdue(self, part: Table) -> float | None:
        """When something should have been here that is not by then [h]; None where it comes as planned or sooner."""
        due, first = self.scenario.service_span(part, self.planned)[0], self.service_span(part)[0]
        # What was not chosen is not waited for.
        return due if due < first and may_come(part, self.choices) else None

    def moment_of(self, decision: Decision) -> float:
        """When a decision is taken [h]; infinity where what it waits for has not flown."""
        if decision.date is not None:
            return max(0.0, self.hours_of(decision.date))
        assert decision.after is not None  # the checks of the scenario see to it
        delay = 0.0 if decision.delay is None else float(decision.delay)
        flights = self.flights.get(decision.after, ())
        # The last flight landed or is lost for good: either way nothing else is waited for.
        moment = flights[-1].arrival + delay if flights else math.inf
        return moment if decision.latest is None else min(moment, max(0.0, self.hours_of(decision.latest)))

    def _waits(self, campaign: Campaign) -> dict[str, float]:
        """Moment before which each mission is not due for want of a decision [h]; infinity for what is not chosen."""
        if not self.scenario.decisions:
            return {}
        taken = {name: one.time for name, one in self.verdicts.items()}
        found = {}
        for name, mission in campaign.missions.items():
            decided = (taken.get(one, math.inf) for one in decisions_of(self.scenario, name))
            found[name] = max(chosen_at(mission, self.choices), max(decided, default=-math.inf))
        return found
