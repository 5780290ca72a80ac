"""From proposal to launch pad: what institutions propose, what calls select, how it is built."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from heapq import heapify, heappop, heappush
from itertools import accumulate

from sim.engine import Ahead, Alarm, Work
from sim.scenario.schema.partners import Partners as Table
from sim.station.base import Base
from sim.station.partners.community import Community
from sim.station.partners.diffusion import Arrivals
from sim.station.partners.experiment import Books, Experiment, Kind, Stage


class Proposals:
    """Experiments that institutions propose, each of them as often as every other.

    Kind, institution and luck of a proposal are drawn together, so that the proposal of a number is the same in every
    scenario that has as many partners.

    Args:
        base: The base.
        table: What the scenario says of experiments.
        community: Who proposes.
        books: Where they are kept account of.
        on_proposal: Called with each.
    """

    def __init__(
        self,
        base: Base,
        table: Table,
        community: Community,
        books: Books,
        on_proposal: Callable[[Experiment], None],
    ) -> None:
        self._env = base.env
        self._rate = float(table.calls.proposals)
        self._community = community
        self._books = books
        self._on_proposal = on_proposal
        chosen = [one for _, one in sorted(table.experiments.items()) if float(one.share) > 0.0]
        self._kinds = tuple(Kind.of(one) for one in chosen)
        self._marks = list(accumulate(float(one.share) for one in chosen))
        self._number = 0
        dice = base.stream("partners.experiments")
        self._dice = Ahead(lambda number: dice.random((number, 4)))
        self._arrivals = Arrivals(base.env, Ahead(base.stream("partners.proposals").standard_exponential))
        self._arrivals.on_arrival = self._propose
        community.when_joins(self._look)
        self._look()

    def _look(self) -> None:
        self._arrivals.set_rate(self._rate * self._community.institutions if self._kinds else 0.0)

    def _propose(self) -> None:
        which, who, *luck = self._dice.next()
        index = bisect_right(self._marks, which * self._marks[-1], hi=len(self._marks) - 1)
        partner = int(who * self._community.institutions)
        made = Experiment(self._number, partner, self._kinds[index], (luck[0], luck[1]), self._env.now)
        self._number += 1
        self._books.open(made)
        self._on_proposal(made)


class Calls:
    """Calls at which proposals are selected: whose institution has had least selected comes first, then the oldest.

    Args:
        base: The base.
        table: What the scenario says of calls.
        books: Where experiments are kept account of.
        on_built: Called with each when it is ready to fly.
    """

    def __init__(self, base: Base, table: Table, books: Books, on_built: Callable[[Experiment], None]) -> None:
        self._base = base
        self._spec = table.calls
        self._books = books
        self._on_built = on_built
        self._open: list[Experiment] = []
        self._selected: dict[int, int] = {}
        self._rank = 0
        self._alarm = Alarm(base.env, self._call)
        self._alarm.set(float(self._spec.every))

    def propose(self, experiment: Experiment) -> None:
        """Take in a proposal."""
        self._open.append(experiment)

    def _call(self) -> None:
        spec, books = self._spec, self._books
        had = self._selected
        waiting = [(had.get(one.partner, 0), one.number, one) for one in self._open]
        heapify(waiting)
        left = int(spec.slots)
        passed: list[Experiment] = []
        while waiting and left:
            before, number, first = heappop(waiting)
            now = had.get(first.partner, 0)
            if now > before:
                # Its institution has had another selected at this call: it steps back.
                heappush(waiting, (now, number, first))
                continue
            had[first.partner] = now + 1
            left -= 1
            self._select(first)
        passed = sorted((one for _, _, one in waiting), key=lambda one: one.number)
        self._open = []
        for one in passed:
            one.calls += 1
            if one.calls < int(spec.stands):
                self._open.append(one)
            else:
                books.move(one, Stage.REJECTED)
        self._base.log(
            "partners", "call", "call_closed", f"{int(spec.slots) - left} selected, {len(self._open)} still stand"
        )
        self._alarm.set(self._base.env.now + float(spec.every))

    def _select(self, experiment: Experiment) -> None:
        experiment.rank, self._rank = self._rank, self._rank + 1
        self._books.move(experiment, Stage.BUILDING)
        spread = float(self._spec.build_spread)
        hours = experiment.kind.build * (1.0 + spread * (2.0 * experiment.build_luck - 1.0))
        experiment.work = Work(self._base.env, hours, lambda: self._on_built(experiment))
        experiment.work.set_rate(1.0)
