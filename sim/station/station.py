"""The station: all bases with all their systems on one clock, run from start to end."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.engine import Balance, Recorder, SilentRecorder, Streams, SummingRecorder, Trace, require_closed
from sim.engine.channel import FloatArray
from sim.scenario import Scenario
from sim.scenario.assets import landed_mass
from sim.scenario.base_names import at_base
from sim.station.base import Base
from sim.station.context import Context
from sim.station.outcome import Outcome
from sim.station.systems import SYSTEMS, Running
from sim.station.truth import of_true_ground
from sim.station.verdict import Verdict

if TYPE_CHECKING:
    from sim.station.decisions.system import Believed

_PROGRESS_STEPS = 100

_FOLDED_EVERY = 2 * 8766.0
"""Time after which a run without histories adds up what it has and forgets it [h]: two years."""

Changes = Mapping[str, tuple[FloatArray, FloatArray]]
"""Change points of some channels by name: times [h] and values."""


@dataclass(frozen=True)
class Sums:
    """What a run without histories is to keep.

    Attributes:
        summed: Whether a channel of this name is summed; the others are forgotten.
        whole: Names of the channels whose histories are kept all the same.
        on_fold: Called now and then with the change points of those that are summed.
    """

    summed: Callable[[str], bool]
    whole: frozenset[str] = frozenset()
    on_fold: Callable[[Changes], None] | None = None

    def recorder(self, name: str) -> type[Recorder]:
        """What recorder a channel gets."""
        if name in self.whole:
            return Recorder
        return SummingRecorder if self.summed(name) else SilentRecorder


class Station:
    """A station in a simulation environment of its own.

    Args:
        scenario: What stands there and when.
        seed: Seed of the random streams.
        replicate: Number of the replicate.
        hours: Length of the run [h].
        relief: Name of what is lifted, if anything; see :mod:`sim.station.relief`.
        sums: What is kept where histories are not.
        verdicts: What the decisions chose that are taken; what waits for others never comes.
    """

    def __init__(
        self,
        scenario: Scenario,
        *,
        seed: int,
        replicate: int,
        hours: float,
        relief: str | None = None,
        sums: Sums | None = None,
        verdicts: Mapping[str, Verdict] | None = None,
    ) -> None:
        trace = None if sums is None else Trace(sums.recorder)
        self.context = Context(scenario, hours, Streams(seed, replicate), relief, trace, verdicts)
        self._sums = sums
        began = time.perf_counter()
        self.bases: list[Base] = []
        """The main base, then the others by name."""
        self._systems: list[tuple[Base, Running]] = []
        self._believed: dict[str, Believed] = {}
        for name, tables in scenario.all_bases():
            base = Base(self.context, name, of_true_ground(scenario, tables, seed, replicate, self.context.verdicts))
            self.bases.append(base)
            self.context.bases[name] = base
            for system in SYSTEMS:
                if system.stands_at(tables):
                    running = system.build(base)
                    base.put(running)
                    self._systems.append((base, running))
                    believed = getattr(running, "believed", {})
                    self._believed |= {at_base(name, each): one for each, one in believed.items()}
        self.sky_wall_s = time.perf_counter() - began

    def run(self, progress: Callable[[float], None] | None = None) -> None:
        """Run to the end, telling ``progress`` the share that is done."""
        hours = self.context.hours
        told = set() if progress is None else {hours * step / _PROGRESS_STEPS for step in range(1, _PROGRESS_STEPS)}
        # Sums are rounded where they are folded: that must not depend on whether anybody is told.
        folded = {_FOLDED_EVERY * year for year in range(1, math.ceil(hours / _FOLDED_EVERY))}
        for stop in sorted({*told, *folded, hours}):
            self.context.env.run(until=stop)
            if progress is not None:
                progress(stop / hours)
            if self._sums is not None and (stop in folded or stop == hours):
                self._fold(self._sums)

    def decide(self, decision: str, moment: float) -> Verdict:
        """Run until a moment [h], and return what a decision chooses then."""
        from sim.station.decisions.system import verdict

        if moment > self.context.env.now:  # on the first day it goes by what was believed beforehand
            self.context.env.run(until=moment)
        return verdict(self.context, self._believed, decision, moment)

    def _fold(self, sums: Sums) -> None:
        for work_out in (*self.context.noted, *self.context.settled):
            work_out()
        changes = self.context.trace.fold()
        if sums.on_fold is not None:
            sums.on_fold(changes)

    def balances(self) -> dict[str, Balance]:
        """The ledgers at the end of the run by commodity, all of them closed.

        Raises:
            LedgerError: One does not close.
        """
        balances = dict(sorted(self._balances()))
        require_closed(balances.values())
        return balances

    def facts(self) -> dict[str, float | None]:
        """Single figures that no channel tells exactly, base units."""
        context = self.context
        landed = landed_mass(context.scenario, context.hours, context.landings, context.choices)
        found: dict[str, float | None] = {"station.landed_mass": landed}
        for base, system in self._systems:
            found |= {base.prefix + name: value for name, value in system.facts().items()}
        return dict(sorted(found.items()))

    def _balances(self) -> Iterator[tuple[str, Balance]]:
        for base, system in self._systems:
            for ledger in system.ledgers():
                ledger.commodity = base.prefix + ledger.commodity
                yield ledger.commodity, ledger.balance()


def _nothing(_name: str) -> bool:
    return False


def _verdicts(scenario: Scenario, seed: int, replicate: int, hours: float, relief: str | None) -> dict[str, Verdict]:
    """What the decisions of a run choose.

    What a decision brings is planned with from the start, by links, ledgers and missions. So the run begins anew for
    each decision, with what was chosen before, and ends where that is taken: what it brings comes later, and until
    then nothing differs.
    """
    taken: dict[str, Verdict] = {}
    while len(taken) < len(scenario.decisions):
        context = Context(scenario, hours, Streams(seed, replicate), relief, verdicts=taken)
        still = {name: one for name, one in scenario.decisions.items() if name not in taken}
        moments = {name: context.moment_of(one) for name, one in still.items()}
        due = min(((moment, name) for name, moment in moments.items() if moment < hours), default=None)
        if due is None:
            break
        station = Station(
            scenario,
            seed=seed,
            replicate=replicate,
            hours=hours,
            relief=relief,
            sums=Sums(_nothing),
            verdicts=taken,
        )
        taken = taken | {due[1]: station.decide(due[1], due[0])}
    return taken


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
    verdicts = _verdicts(scenario, seed, replicate, span, relief)
    station = Station(scenario, seed=seed, replicate=replicate, hours=span, relief=relief, sums=sums, verdicts=verdicts)
    began = time.perf_counter()
    station.run(progress)
    balances = station.balances()
    simulate_s = time.perf_counter() - began
    return Outcome(
        channels=station.context.trace.channels(span),
        summaries=station.context.trace.summaries(span),
        # Some write of what was before: the order of one moment's events stays.
        events=tuple(sorted(station.context.events, key=lambda event: event.time_h)),
        balances=balances,
        facts=station.facts(),
        simpy_events=station.context.env.scheduled_events,
        wall_s={"sky": station.sky_wall_s, "simulate": simulate_s},
    )
