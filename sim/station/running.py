"""A run from start to end: begun anew for every decision and every gate, with what came of those before."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from sim.engine import Balance, Streams
from sim.scenario import Scenario
from sim.station import gates
from sim.station.context import Context
from sim.station.opening import Opening
from sim.station.outcome import Outcome
from sim.station.station import Station, Sums
from sim.station.verdict import Verdict


@dataclass(frozen=True)
class _Settled:
    """What is known of what things wait for.

    Attributes:
        verdicts: What the decisions chose that are taken.
        openings: What came of gates: when they opened, or what keeps them shut.
    """

    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    openings: Mapping[str, Opening] = field(default_factory=dict)

    def missing(self, waited_for: frozenset[str]) -> frozenset[str]:
        """Those of some gates that are not known to open."""
        return frozenset(name for name in waited_for if name not in self.openings or not self.openings[name].is_open)


@dataclass(frozen=True)
class _Case:
    """What is run, as of :func:`run_station`."""

    scenario: Scenario
    seed: int
    replicate: int
    hours: float
    relief: str | None

    def next_decision(self, settled: _Settled) -> tuple[float, str] | None:
        """Moment [h] and name of the decision that is taken next; None where none is before the end."""
        still = {name: one for name, one in self.scenario.decisions.items() if name not in settled.verdicts}
        if not still:
            return None
        streams = Streams(self.seed, self.replicate)
        context = Context(
            self.scenario,
            self.hours,
            streams,
            self.relief,
            verdicts=settled.verdicts,
            openings=settled.openings,
        )
        moments = {name: context.moment_of(one) for name, one in still.items()}
        return min(((moment, name) for name, moment in moments.items() if moment < self.hours), default=None)

    def station(self, settled: _Settled, sums: Sums | None) -> Station:
        """The station at the beginning."""
        if sums is not None and sums.on_begin is not None:
            sums.on_begin()
        return Station(
            self.scenario,
            seed=self.seed,
            replicate=self.replicate,
            hours=self.hours,
            relief=self.relief,
            sums=sums,
            verdicts=settled.verdicts,
            openings=settled.openings,
        )


def _nothing(_name: str) -> bool:
    return False


def run_station(
    scenario: Scenario,
    *,
    seed: int,
    replicate: int = 0,
    hours: float | None = None,
    relief: str | None = None,
    progress: Callable[[float], None] | None = None,
    sums: Sums | None = None,
) -> Outcome:
    """Run a scenario's station once.

    What a decision or a gate brings is planned with from the start, by links, ledgers and missions. So the run begins
    anew for each of them, in the order of their moments, with what came of those before: what they bring comes later,
    and until then nothing differs. When a decision is taken is known beforehand; when a gate opens is found by running.

    Args:
        scenario: What to run.
        seed: Seed of the random streams.
        replicate: Number of the replicate: other random numbers under the same seed.
        hours: Length of the run [h], the scenario's if None.
        relief: Name of what is lifted, if anything; see :mod:`sim.station.relief`.
        progress: Called now and then with the share that is done, 0 to 1.
        sums: What is kept where histories are not; None for all histories.

    Raises:
        LedgerError, TankError, BusError: A fault of the program, never of the scenario.
    """
    span = scenario.hours if hours is None else hours
    case = _Case(scenario, seed, replicate, span, relief)
    here = gates.Gates(scenario)
    watched = here.watched()
    if sums is not None and watched:
        sums = replace(sums, whole=sums.whole | watched)
    settled = _Settled(openings=here.openings({}, 0.0) if here.waited_for else {})
    tell = None if progress is None else _Forward(progress)
    spent = 0.0
    while True:
        decision = case.next_decision(settled)
        # A run that ends where a decision is taken is not the one that counts.
        station = case.station(settled, sums if decision is None else Sums(_nothing, watched))
        began = time.perf_counter()
        look = _Look(station, here, settled, span)
        found, balances = _attempt(station, look, decision, settled, tell)
        spent += time.perf_counter() - began
        if found is None:
            break
        settled = found
    if watched:
        station.settle(look.all_gates())
    return Outcome(
        channels=station.context.trace.channels(span),
        summaries=station.context.trace.summaries(span),
        # Some write of what was before: the order of one moment's events stays.
        events=tuple(sorted(station.context.events, key=lambda event: event.time_h)),
        balances=balances,
        facts=station.facts(),
        simpy_events=station.context.env.scheduled_events,
        wall_s={"sky": station.sky_wall_s, "simulate": spent},
    )


def _attempt(
    station: Station,
    look: _Look,
    decision: tuple[float, str] | None,
    settled: _Settled,
    progress: Callable[[float], None] | None,
) -> tuple[_Settled | None, dict[str, Balance]]:
    """Run until something is decided or opens that nobody knew of; what is known then, None where nothing is new.

    Beside it the ledgers of a run to the end.
    """
    every = gates.SPAN_H if look.pending else None
    if decision is not None:
        moment, name = decision
        verdict = None
        if station.run(until=moment, every=every, enough=look.anything):
            verdict = station.decide(name, moment)
        opened = look.first()
        if opened is not None:
            return replace(settled, openings=opened), {}
        assert verdict is not None  # a run ends early only where a gate has opened
        return replace(settled, verdicts={**settled.verdicts, name: verdict}), {}
    if station.run(progress, every=every, enough=look.anything):
        balances = station.balances()
        opened = look.first(closed=True) or look.other_blame()
        return (None if opened is None else replace(settled, openings=opened)), balances
    opened = look.first()
    assert opened is not None  # the same
    return replace(settled, openings=opened), {}


class _Forward:
    """Tells a share that is done where it is more than was told before, for a run may begin anew."""

    def __init__(self, progress: Callable[[float], None]) -> None:
        self._progress = progress
        self._told = 0.0

    def __call__(self, share: float) -> None:
        """Tell it."""
        if share > self._told:
            self._told = share
            self._progress(share)


class _Look:
    """Looks whether gates have opened that are not known to.

    Args:
        station: What runs.
        here: Its gates.
        settled: What is known.
        hours: Length of the run [h].
    """

    def __init__(self, station: Station, here: gates.Gates, settled: _Settled, hours: float) -> None:
        self._station = station
        self._here = here
        self._settled = settled
        self._hours = hours
        self._reached: dict[str, float] = {}
        self.pending = settled.missing(here.waited_for)
        """Gates that something waits behind and that are not known to open."""

    def anything(self, moment: float) -> bool:
        """Whether one of these has opened by a moment [h], by the histories as they are."""
        for work_out in self._station.context.noted:
            work_out()
        # What has been reached was reached: only the histories of the other goals need be read again.
        channels = self._station.histories(self._here.watched(self._reached))
        self._reached |= self._here.reached(channels, moment)
        now = self._here.openings(self._reached, moment, self._known)
        return any(now[name].is_open for name in self.pending)

    def first(self, *, closed: bool = False) -> dict[str, Opening] | None:
        """What is known once the first of these has opened; None where none has by now.

        Args:
            closed: Whether all histories reach to this moment.
        """
        if not self.pending:
            return None
        if not closed:
            # One that opened before may hide in a history that goes on straight since its last change.
            self._station.close()
        now = self._gates(self._station.context.env.now)
        moment = min(now[name].time for name in self.pending)
        if math.isinf(moment):
            return None
        known = {name: one for name, one in now.items() if one.time <= moment}
        return {**self._settled.openings, **known}

    def other_blame(self) -> dict[str, Opening] | None:
        """What is known of gates that stay shut to the end, where machines waited for another must-have than it is."""
        assumed, now = self._settled.openings, self._gates(self._hours)
        wrong = {name for name in self.pending if now[name].blame != assumed[name].blame}
        if not wrong or not self._station.context.waited & wrong:
            return None
        return {**assumed, **{name: now[name] for name in self.pending}}

    def all_gates(self) -> dict[str, Opening]:
        """What came of all gates by the end."""
        return self._gates(self._hours)

    def _gates(self, until: float) -> dict[str, Opening]:
        """What came of each gate until a moment [h]; of one that is known to open, what is known."""
        channels = self._station.histories(self._here.watched())
        return self._here.openings(self._here.reached(channels, until), until, self._known)

    @property
    def _known(self) -> dict[str, Opening]:
        return {name: one for name, one in self._settled.openings.items() if one.is_open}
