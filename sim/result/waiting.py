"""What machines that wait are waiting for, from how many machines of each kind are in each state.

Machines that have the same kind and the same neighbours are interchangeable: what stops one of them depends on how many
of each group are in each state, and not on which. A machine that starves (or is blocked) passes the blame on to its
neighbours, each with an equal share, and so does a neighbour that starves or is blocked itself. So the roots of what
stops a group are a weighted mean of those of the groups beside it, worked out for many moments at once, group after
group along the line.

Only where machines wait for each other in a ring does it matter which of them the search has come by already. Those
moments are searched one by one, still by counts: by how many of each group it has come. Along a line of kinds, that
takes as many steps as there are ways to have gone to and fro between neighbouring kinds: the product, over pairs of
neighbouring kinds of which the first is blocked and the second starves, of the number of machines that do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from sim.result import wording
from sim.station import Topology
from sim.station.states import OUT_OF_SERVICE, OWN_CAUSE, State

Root = tuple[str, str, str]
"""Must-have, kind of the machines at the root of the matter, their state there."""
Floats = NDArray[np.float64]


class Way(IntEnum):
    """Where the search goes on from a state."""

    NOWHERE = 0
    UPSTREAM = 1
    DOWNSTREAM = 2
    NOT_THERE = 3


def way(label: str) -> Way:
    """Where the search goes on from the state of a name."""
    if label in OWN_CAUSE:
        return Way.NOWHERE
    if label == OUT_OF_SERVICE:
        return Way.NOT_THERE
    return Way.UPSTREAM if label == State.NO_FEEDSTOCK.label else Way.DOWNSTREAM


Waiting = tuple[int, Way]
"""A group, and the way in which those of its machines look that wait for a neighbour."""


@dataclass(frozen=True)
class Group:
    """Machines that are interchangeable.

    Attributes:
        kind: Their kind.
        units: Their names.
        upstream: Places of the groups whose output they take.
        downstream: Places of the groups who take their output.
    """

    kind: str
    units: tuple[str, ...]
    upstream: tuple[int, ...]
    downstream: tuple[int, ...]


def lines_of(topology: Topology, units: Sequence[str]) -> list[tuple[Group, ...]]:
    """Machines in groups, those together that feed each other, in however many steps; places count within a line.

    Args:
        topology: Which machines feed which.
        units: The machines that are looked at, in the order of the topology; others are not there.
    """
    there = set(units)
    # Of machines of one kind the neighbours are one tuple: each is looked through once, however many share it.
    numbers: dict[tuple[str, ...], int] = {}
    by_id: dict[int, int] = {}

    def number(names: tuple[str, ...]) -> int:
        if id(names) not in by_id:
            by_id[id(names)] = numbers.setdefault(names, len(numbers))
        return by_id[id(names)]

    looks = {u: (number(topology.upstream.get(u, ())), number(topology.downstream.get(u, ()))) for u in units}
    among: dict[str, list[int]] = {unit: [] for unit in units}
    for names, place in numbers.items():
        for unit in dict.fromkeys(names):
            if unit in there:
                among[unit].append(place)
    alike: dict[object, list[str]] = {}
    for unit in units:
        alike.setdefault((topology.kinds[unit], looks[unit], tuple(among[unit])), []).append(unit)
    groups = list(alike.values())
    of_unit = {group[0]: place for place, group in enumerate(groups)}
    # A group is a neighbour as a whole, so its first machine stands for it.
    beside = [[of_unit[name] for name in dict.fromkeys(names) if name in of_unit] for names in numbers]
    ways = [tuple(beside[place] for place in looks[group[0]]) for group in groups]
    lines = []
    for places in _connected([up + down for up, down in ways]):
        at = {place: index for index, place in enumerate(places)}
        lines.append(
            tuple(
                Group(
                    topology.kinds[groups[place][0]],
                    tuple(groups[place]),
                    *(tuple(at[other] for other in others) for others in ways[place]),
                )
                for place in places
            )
        )
    return lines


def _connected(beside: Sequence[Sequence[int]]) -> list[list[int]]:
    """Sets of places that hang together, each in ascending order."""
    line = list(range(len(beside)))

    def first(place: int) -> int:
        while line[place] != place:
            place = line[place]
        return place

    for place, others in enumerate(beside):
        for other in others:
            a, b = sorted((first(place), first(other)))
            line[b] = a
    found: dict[int, list[int]] = defaultdict(list)
    for place in range(len(beside)):
        found[first(place)].append(place)
    return list(found.values())


_KNOWN = 4096
"""How many cases a search keeps the answers of: a station comes back to few."""


class Search:
    """Finds where the search for what stops the machines of a line comes to.

    Args:
        groups: The line, in the order in which material passes through it.
        labels: Names of the states.

    Attributes:
        roots: All that can be at the root: the states of each group that are a cause by themselves, group by group;
            then for each group that its neighbours are missing, and that it waits in a ring.
        groups: Places of the groups to whose states the first of them belong.
        states: Codes of these states.
    """

    def __init__(self, groups: Sequence[Group], labels: Sequence[str]) -> None:
        ways = [way(label) for label in labels]
        own = [code for code, one in enumerate(ways) if one is Way.NOWHERE]
        self._service = [code for code, one in enumerate(ways) if one is not Way.NOT_THERE]
        self._codes = {
            one: [code for code, other in enumerate(ways) if other is one] for one in (Way.UPSTREAM, Way.DOWNSTREAM)
        }
        # Along a line, who starves is looked into from its beginning on, who is blocked from its end.
        places = range(len(groups))
        self._beside: dict[Waiting, list[int]] = {
            **{(place, Way.UPSTREAM): list(groups[place].upstream) for place in places},
            **{(place, Way.DOWNSTREAM): list(groups[place].downstream) for place in reversed(places)},
        }
        self._order = {one: index for index, one in enumerate(self._beside)}
        self._known: dict[bytes, dict[Waiting, Floats]] = {}
        self.groups = np.repeat(np.arange(len(groups)), len(own))
        self.states = np.tile(np.array(own, dtype=np.intp), len(groups))
        self.roots: list[Root] = [
            (OWN_CAUSE[labels[code]], group.kind, labels[code])
            if labels[code] != State.WORKING.label
            else ("tools", group.kind, wording.SLOWER)
            for group in groups
            for code in own
        ]
        self.roots += [("tools", group.kind, end) for end in (wording.MISSING, wording.RING) for group in groups]

    def reaches(self, counts: Floats) -> dict[Waiting, Floats]:
        """How likely the search comes to a machine, for the machines that wait.

        Args:
            counts: How many machines are in each state at some moments, shape (groups, states, moments).

        Returns:
            For the groups of which some machine waits at any of the moments, in each way: how likely the search comes
            to any one machine of each group that does not wait itself, ends at each group for want of neighbours, and
            ends there in a ring, shape (3 groups, moments). It means nothing where no machine of the group waits.
        """
        groups, _, moments = counts.shape
        service = counts[:, self._service].sum(axis=1)
        waiting = {one: counts[one[0], self._codes[one[1]]].sum(axis=0) for one in self._beside}
        found: dict[Waiting, Floats] = {}
        ring = np.zeros(moments, dtype=bool)
        for one, beside in self._beside.items():
            if not waiting[one].any():
                continue
            neighbours = service[beside].sum(axis=0)
            each = 1.0 / np.maximum(neighbours, 1.0)
            reached = np.zeros((3 * groups, moments))
            for place in beside:
                reached[place] += each
                for other in _waiting_in(place):
                    if other in found:
                        reached += waiting[other] * each * found[other]
                    else:
                        ring |= (waiting[one] > 0) & (waiting[other] > 0)
            reached[groups + one[0], neighbours == 0] = 1.0
            found[one] = reached
        if ring.any():
            # A search knows only how many are there and how many wait: far fewer cases than there are states.
            cases = np.concatenate((service[:, ring], [waiting[one][ring] for one in self._beside]))
            joint, index = np.unique(cases, axis=1, return_inverse=True)
            searched = [self._searched(case) for case in joint.T]
            for one, reached in found.items():
                columns = np.array([by.get(one, np.zeros(3 * groups)) for by in searched])
                reached[:, ring] = columns[index.ravel()].T
        return found

    def _searched(self, case: Floats) -> dict[Waiting, Floats]:
        """The same at one moment, whether or not machines wait for each other.

        Args:
            case: How many machines of each group are there, and behind them how many wait, in the order of the ways.
        """
        key = case.tobytes()
        found = self._known.get(key)
        if found is None:
            service, counted = case[: -len(self._beside)].tolist(), case[-len(self._beside) :].tolist()
            waiting = {one: int(count) for one, count in zip(self._beside, counted, strict=True)}
            found = {one: self._follow(one, service, waiting) for one in self._beside if waiting[one]}
            if len(self._known) >= _KNOWN:
                self._known.clear()
            self._known[key] = found
        return found

    def _follow(self, begin: Waiting, service: Sequence[float], waiting: Mapping[Waiting, int]) -> Floats:
        """The same for one group, without going back to a machine that the search came by."""
        groups = len(service)
        reached = np.zeros(3 * groups)
        heads = {(begin, tuple(int(one == begin) for one in self._order)): 1.0}
        while heads:
            onward: dict[tuple[Waiting, tuple[int, ...]], float] = defaultdict(float)
            for (one, seen), weight in heads.items():
                beside = self._beside[one]
                neighbours = sum(service[place] for place in beside)
                among = [(other, seen[self._order[other]]) for place in beside for other in _waiting_in(place)]
                ahead = neighbours - sum(passed for _, passed in among)
                if ahead <= 0:
                    reached[(2 if neighbours > 0 else 1) * groups + one[0]] += weight
                    continue
                reached[beside] += weight / ahead
                for other, passed in among:
                    if left := waiting[other] - passed:
                        at = self._order[other]
                        onward[other, (*seen[:at], passed + 1, *seen[at + 1 :])] += weight * left / ahead
            heads = onward
        return reached


def _waiting_in(place: int) -> tuple[Waiting, Waiting]:
    """Those of a group that wait, either way."""
    return (place, Way.UPSTREAM), (place, Way.DOWNSTREAM)
