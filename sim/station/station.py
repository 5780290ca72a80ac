"""The station: all bases with all their systems on one clock, run from start to end."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from sim.engine import Balance, Channel, Recorder, SilentRecorder, Streams, SummingRecorder, Trace, require_closed
from sim.engine.channel import FloatArray
from sim.scenario import Scenario
from sim.scenario.assets import landed_mass
from sim.scenario.base_names import at_base
from sim.station.base import Base
from sim.station.context import Context
from sim.station.opening import Opening
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
        on_begin: Called before a run begins: what was added up before counts for nothing, for it begins anew.
    """

    summed: Callable[[str], bool]
    whole: frozenset[str] = frozenset()
    on_fold: Callable[[Changes], None] | None = None
    on_begin: Callable[[], None] | None = None

    def recorder(self, name: str) -> type[Recorder]:
        """What recorder a channel gets."""
        if name in self.whole:
            return Recorder
        return SummingRecorder if self.summed(name) else SilentRecorder


@runtime_checkable
class Settles(Protocol):
    """A system that learns at the end when gates opened."""

    def settle(self, gates: Mapping[str, Opening]) -> None:
        """Learn when all gates opened."""


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
        openings: What is known of the gates of stages; what waits behind a shut one never comes.
        everything: Whether those histories are kept too that otherwise are only where a goal asks for them.
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
        openings: Mapping[str, Opening] | None = None,
        everything: bool = False,
    ) -> None:
        trace = None if sums is None else Trace(sums.recorder)
        streams = Streams(seed, replicate)
        self.context = Context(scenario, hours, streams, relief, trace, verdicts, openings, everything)
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

    def run(
        self,
        progress: Callable[[float], None] | None = None,
        *,
        until: float | None = None,
        every: float | None = None,
        enough: Callable[[float], bool] | None = None,
    ) -> bool:
        """Run to the end, telling ``progress`` the share that is done.

        Args:
            progress: Called now and then with the share that is done.
            until: When to end [h]; the end of the run, if None.
            every: How often to ask whether that is enough [h].
            enough: Whether it is, at a moment [h].

        Returns:
            Whether it went on until then, and was not enough before.
        """
        hours = self.context.hours
        last = hours if until is None else until
        told = set() if progress is None else {hours * step / _PROGRESS_STEPS for step in range(1, _PROGRESS_STEPS)}
        # Sums are rounded where they are folded: that must not depend on whether anybody is told.
        folded = {_FOLDED_EVERY * year for year in range(1, math.ceil(hours / _FOLDED_EVERY))}
        asked = set() if every is None else {every * step for step in range(1, math.ceil(last / every))}
        for stop in sorted(each for each in {*told, *folded, *asked, last} if each <= last):
            if stop > self.context.env.now:  # nothing runs before the first moment
                self.context.env.run(until=stop)
            if progress is not None:
                progress(stop / hours)
            if self._sums is not None and (stop in folded or stop == hours):
                self._fold(self._sums)
            if enough is not None and stop in asked and enough(stop):
                return False
        return True

    def decide(self, decision: str, moment: float) -> Verdict:
        """Return what a decision chooses at this moment [h]."""
        from sim.station.decisions.system import verdict

        return verdict(self.context, self._believed, decision, moment)

    def histories(self, names: Collection[str]) -> Mapping[str, Channel]:
        """The histories of some names until now, as far as they were recorded."""
        return self.context.trace.channels(self.context.env.now, names)

    def close(self) -> None:
        """Record what is not yet of all histories until now; nothing runs afterwards."""
        for work_out in self.context.noted:
            work_out()
        for _ in self._balances():
            pass

    def settle(self, openings: Mapping[str, Opening]) -> None:
        """Tell at the end when all gates opened."""
        for stages in (running for _, running in self._systems if isinstance(running, Settles)):
            stages.settle(openings)

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
        landed = landed_mass(context.scenario, context.hours, context.landings, context.choices, context.opened)
        found: dict[str, float | None] = {"station.landed_mass": landed}
        for base, system in self._systems:
            found |= {base.prefix + name: value for name, value in system.facts().items()}
        return dict(sorted(found.items()))

    def _balances(self) -> Iterator[tuple[str, Balance]]:
        for base, system in self._systems:
            for ledger in system.ledgers():
                ledger.commodity = base.prefix + ledger.commodity
                yield ledger.commodity, ledger.balance()
