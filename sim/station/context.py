"""What everything on one clock shares while a run goes on: time, random streams, histories, the log."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sim.engine import Alarm, Environment, Streams, Trace
from sim.moon import Spans
from sim.scenario import Scenario
from sim.scenario.chosen import decisions_of
from sim.scenario.schema.base import Arriving, Choices, Chosen, Openings, Table, chosen_at, may_come
from sim.scenario.schema.campaign import Campaign
from sim.scenario.schema.decisions import Decision
from sim.scenario.schema.flights import AsPlanned, Flight, fly, landings
from sim.scenario.schema.stages import gates_of_missions
from sim.station.chance import Drawn
from sim.station.data_home import Listener
from sim.station.listening import Listening
from sim.station.opening import Opening
from sim.station.outcome import Event
from sim.station.relief import Lift, lifts_of
from sim.station.rider import Rider
from sim.station.states import TRANSPORT
from sim.station.verdict import Verdict


@dataclass(frozen=True)
class Overdue:
    """A time in which something should be here and is not.

    Attributes:
        begin: Its beginning [h].
        end: Its end [h]; infinity where it never comes.
        blame: What hours count for that are lost to it: transport, or the must-have that keeps its gate shut.
        gate: The stage whose gate is shut; empty where it waits for a mission.
    """

    begin: float
    end: float
    blame: str
    gate: str = ""


class Context:
    """The environment of a run, with its log, histories and random streams.

    Args:
        scenario: What is run.
        hours: Length of the run [h].
        streams: Its random numbers.
        relief: Name of what is lifted, if anything; see :mod:`sim.station.relief`.
        trace: Where histories are kept (default: all of them).
        verdicts: What the decisions chose that are taken (default: none is).
        openings: What is known of the gates of all stages (default: all are shut).
        everything: Whether those histories are kept too that otherwise are only where a goal asks for them.
    """

    def __init__(
        self,
        scenario: Scenario,
        hours: float,
        streams: Streams,
        relief: str | None = None,
        trace: Trace | None = None,
        verdicts: Mapping[str, Verdict] | None = None,
        openings: Mapping[str, Opening] | None = None,
        everything: bool = False,
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
        self.gates: Mapping[str, Opening] = {} if openings is None else openings
        """What is known of the gates of stages."""
        self.opened: Openings = {name: one.time for name, one in self.gates.items() if one.is_open}
        """When the gates opened that are known to [h]."""
        self.waited: set[str] = set()
        """Stages behind whose gates machines waited, or what machines lacked."""
        self._gates_of = gates_of_missions(scenario)
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
        self.riders: dict[str, list[Rider]] = {}
        """What rides each mission beside its manifest, by its name."""
        self._asked = None if everything else frozenset(goal.measure for goal in scenario.measures)
        self.env = Environment()
        self.trace = Trace() if trace is None else trace
        self.noted: list[Callable[[], object]] = []
        """Called now and then to work out what was only noted, where a run keeps no histories."""
        self.settled: list[Callable[[], object]] = []
        """Called after all of these, to work out what follows from them."""
        self.data_home: list[Listener] = []
        """Who on Earth gets the data of every base, where the scenario has `[ground]`."""
        self.events: list[Event] = []

    @cached_property
    def listening(self) -> Listening | None:
        """Who on Earth can hear the Moon; None for always somebody. Who only asks when missions fly does not ask it."""
        ground = self.scenario.ground
        if ground is None or not ground.stations:
            return None
        return Listening(self.scenario, self.hours, self.streams, self.service_span)

    def asks(self, name: str) -> bool:
        """Whether a goal measures a history that is kept only then, by its name with that of its base."""
        return self._asked is None or name in self._asked

    def at(self, time: float, callback: Callable[[], None]) -> None:
        """Call ``callback`` at ``time`` [h], not before now; never if that is after the end of the run."""
        if time < self.hours:
            Alarm(self.env, callback).set(max(time, self.env.now))

    def hours_of(self, day: date) -> float:
        """Hours from the start of the run to 00:00 UTC of ``day`` [h], negative before it."""
        return self.scenario.hours_of(day)

    def service_span(self, part: Table) -> tuple[float, float]:
        """When something arrives and when it is lost or retired [h]; from 0 on, infinity for never."""
        return self.scenario.service_span(part, self.landings, self.choices, self.opened)

    def comes_at(self, part: Chosen, day: date) -> float:
        """When something comes that is to come on a day [h]; infinity where it is not chosen, or its gate is shut."""
        return max(self.hours_of(day), self.known_from(part))

    def planned_for(self, part: Chosen, day: date) -> float:
        """When something is to come as planned that is to come on a day [h]; infinity where it is not chosen."""
        gate = -math.inf if part.behind is None else self.scenario.opens(part.behind)
        return max(self.hours_of(day), gate) if may_come(part, self.choices) else math.inf

    def known_from(self, part: Chosen) -> float:
        """From when on it is known when something comes [h]: the moment of its decision, or that its gate opens."""
        gate = -math.inf if part.behind is None else self.scenario.opens(part.behind, self.opened)
        return max(chosen_at(part, self.choices), gate)

    def served(self, part: Table, spans: Spans) -> Spans:
        """The part of some spans in which something serves [h]."""
        first, last = self.service_span(part)
        cut = [(max(begin, first), min(end, last)) for begin, end in spans]
        return [(begin, end) for begin, end in cut if end > begin]

    def overdue(self, part: Table) -> tuple[Overdue, ...]:
        """When something should have been here that is not, and what for; never where it comes as planned or sooner."""
        due, (first, _) = self.scenario.service_span(part, self.planned)[0], self.service_span(part)
        # What was not chosen is not waited for, nor is what no day says is due.
        if due >= first or not may_come(part, self.choices) or self._is_undated(part):
            return ()
        spans, since = [], due
        for gate, time in self._shut_until(part):
            until = min(time, first)
            if until > since:
                blame = self.gates[gate].blame if gate in self.gates else TRANSPORT
                spans.append(Overdue(since, until, blame, gate))
                since = until
        return (*spans, Overdue(since, first, TRANSPORT)) if since < first else tuple(spans)

    def _shut_until(self, part: Table) -> list[tuple[str, float]]:
        """The gates that something waits behind, with when each opens [h], the first one first."""
        if not isinstance(part, Chosen) or not self.scenario.stages:
            return []
        mission = part.arrives_with if isinstance(part, Arriving) else None
        names = {part.behind} if part.behind is not None else set()
        names |= set() if mission is None else self._gates_of.get(mission, set())
        return sorted(((name, self.scenario.opens(name, self.opened)) for name in names), key=lambda one: one[::-1])

    def _is_undated(self, part: Table) -> bool:
        """Whether something comes when its gate opens, whenever that is."""
        if not isinstance(part, Arriving) or part.behind is None or part.arrives_with is not None:
            return False
        return part.day is None and math.isinf(self.scenario.opens(part.behind))

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
        """Moment before which each mission is not due for want of a decision or a gate [h]; infinity for never yet."""
        found = {name: max(self.scenario.opens(one, self.opened) for one in of) for name, of in self._gates_of.items()}
        if not self.scenario.decisions:
            return found
        taken = {name: one.time for name, one in self.verdicts.items()}
        for name, mission in campaign.missions.items():
            decided = (taken.get(one, math.inf) for one in decisions_of(self.scenario, name))
            gate = found.get(name, -math.inf)
            found[name] = max(gate, chosen_at(mission, self.choices), *decided)
        return found
