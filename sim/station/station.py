"""The station: all bases with all their systems on one clock, run from start to end."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sim.engine import Balance, Recorder, SilentRecorder, Streams, SummingRecorder, Trace, require_closed
from sim.engine.channel import FloatArray
from sim.scenario import Scenario
from sim.scenario.assets import landed_mass
from sim.station.base import Base
from sim.station.context import Context
from sim.station.outcome import Outcome
from sim.station.systems import SYSTEMS, Running

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
    ) -> None:
        trace = None if sums is None else Trace(sums.recorder)
        self.context = Context(scenario, hours, Streams(seed, replicate), relief, trace)
        self._sums = sums
        began = time.perf_counter()
        self.bases: list[Base] = []
        """The main base, then the others by name."""
        self._systems: list[tuple[Base, Running]] = []
        for name, tables in scenario.all_bases():
            base = Base(self.context, name, tables)
            self.bases.append(base)
            self.context.bases[name] = base
            for system in SYSTEMS:
                table = getattr(tables, system.name)
                if table is not None and table.stands:
                    running = system.build(base)
                    base.put(running)
                    self._systems.append((base, running))
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

    def _fold(self, sums: Sums) -> None:
        for work_out in self.context.noted:
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
        landed = landed_mass(context.scenario, context.hours, context.landings)
        found: dict[str, float | None] = {"station.landed_mass": landed}
        for base, system in self._systems:
            found |= {base.prefix + name: value for name, value in system.facts().items()}
        return dict(sorted(found.items()))

    def _balances(self) -> Iterator[tuple[str, Balance]]:
        for base, system in self._systems:
            for ledger in system.ledgers():
                ledger.commodity = base.prefix + ledger.commodity
                yield ledger.commodity, ledger.balance()


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
    station = Station(scenario, seed=seed, replicate=replicate, hours=span, relief=relief, sums=sums)
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
