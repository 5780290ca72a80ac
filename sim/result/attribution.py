"""Putting machine hours down to must-haves: every hour that a machine did not work counts for one of the four.

A machine's state names what stops it, and :mod:`sim.station.states` says what that counts for. Where it waits for a
neighbour (no feedstock, no room for its output), the hour counts for whatever stops that neighbour, upstream or
downstream, followed to its root and shared equally among the neighbours in service; of those upstream, among those
who give what is out. An idle machine has nothing to do: its hours are not lost.

Four cases end the search for a root. A neighbour that works is only too slow: its capacity is short, which counts for
tools. A neighbour that is idle has nothing to do, so the one that waits for it has not either: idle. A missing
neighbour (none planned, not yet arrived, or gone) is a missing machine: tools. Machines that wait for each other in a
ring (a store between its restart marks) are a matter of the line's balance: tools.

The search is that of :mod:`sim.result.waiting`: roots are kinds of machines. What stops those that wait is added up
over time once for each kind, and a machine's wait takes the difference between its end and its beginning.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.engine import Channel
from sim.result.waiting import Floats, Group, Root, Search, Way, lines_of, way
from sim.station import Topology
from sim.station.states import OUT_OF_SERVICE, OWN_CAUSE, STATES, State, state_channel

Integers = NDArray[np.intp]

BLOCK = 4096
"""Changes that are settled together; more machines than that, as many as there are machines."""


@dataclass(frozen=True)
class Attribution:
    """Machine hours by machine.

    Attributes:
        roots: Hours of each machine in service by root [h]; they sum to its hours in service.
        states: Hours of each machine by state, without ``out_of_service`` [h].
    """

    roots: Mapping[str, Mapping[Root, float]]
    states: Mapping[str, Mapping[str, float]]

    def among(self, units: Collection[str]) -> Attribution:
        """The same of some machines only."""
        some = set(units)
        return Attribution(
            {unit: roots for unit, roots in self.roots.items() if unit in some},
            {unit: states for unit, states in self.states.items() if unit in some},
        )


class Tally:
    """Follows machine hours to their roots while a run goes on, change by change.

    What it holds does not grow with the number of changes, and what comes out does not depend on how they are cut into
    chunks.

    Args:
        topology: Which machines feed which, wants beside them or not.
        units: The machines whose changes will be given (default: all of the topology); others are not there.
        labels: Names of the states by code.

    Attributes:
        units: The machines, and what they want.
        labels: Names of the states by code.
    """

    def __init__(
        self, topology: Topology, units: Collection[str] | None = None, labels: Sequence[str] = STATES.names
    ) -> None:
        some = set(topology.kinds if units is None else units)
        self.units = tuple(unit for unit in topology.kinds if unit in some)
        self.labels = tuple(labels)
        self._wants = topology.all_wants
        place = {unit: index for index, unit in enumerate(self.units)}
        self._lines = [_Line(line, self.labels, place) for line in lines_of(topology, self.units)]
        self._line_of = np.zeros(len(self.units), dtype=np.intp)
        for number, line in enumerate(self._lines):
            self._line_of[line.units] = number
        self._block = max(BLOCK, len(self.units))
        self._begin = np.nan
        self._last = -np.inf
        self._fed: list[tuple[Floats, Integers, Integers]] = []
        self._waiting = 0

    def add(self, times: ArrayLike, units: ArrayLike, codes: ArrayLike) -> None:
        """Take changes of state in the order of time; until its first one a machine is not there.

        Args:
            times: When [h], none before those given already.
            units: Which machine, its place in ``units``; shape as ``times``.
            codes: In which state from then on, its place in ``labels``; shape as ``times``.

        Raises:
            ValueError: A change comes before one that was given already.
        """
        when = np.array(times, dtype=float)
        if not len(when):
            return
        if when[0] < self._last or np.any(np.diff(when) < 0):
            raise ValueError(f"machines' states: a change comes before one at {self._last} h or before its forerunner")
        self._last = float(when[-1])
        if np.isnan(self._begin):
            self._begin = float(when[0])
        self._fed.append((when, np.array(units, dtype=np.intp), np.array(codes, dtype=np.intp)))
        self._waiting += len(when)
        if self._waiting < self._block:
            return
        when, unit, code = self._joined()
        whole = self._waiting - self._waiting % self._block
        for start in range(0, whole, self._block):
            part = slice(start, start + self._block)
            end = float(when[part][-1])
            self._settle(self._lines, when[part], unit[part], code[part], end=end)
            self._begin = end
        self._fed = [(when[whole:].copy(), unit[whole:].copy(), code[whole:].copy())]
        self._waiting -= whole

    def until(self, end: float) -> Attribution:
        """Where the machine hours went until ``end`` [h]; more changes may come afterwards.

        Raises:
            ValueError: A change after ``end`` was given already.
        """
        if end < self._last:
            raise ValueError(f"machines' states: changes up to {self._last} h were given, later than {end} h")
        lines = [line.fork() for line in self._lines]
        if self._fed:
            self._settle(lines, *self._joined(), end=end)
        roots: dict[str, dict[Root, float]] = {}
        states: dict[str, dict[str, float]] = {}
        for line in lines:
            line.tell(roots, states)
        machines = [unit for unit in self.units if unit not in self._wants]
        return Attribution({u: roots[u] for u in machines}, {u: states[u] for u in machines})

    def _joined(self) -> tuple[Floats, Integers, Integers]:
        """All changes that are not settled."""
        times, units, codes = zip(*self._fed, strict=True)
        return np.concatenate(times), np.concatenate(units), np.concatenate(codes)

    def _settle(self, lines: Sequence[_Line], times: Floats, units: Integers, codes: Integers, *, end: float) -> None:
        """Add what happened from the last change that was settled to ``end`` to what is known of ``lines``."""
        for number, line in enumerate(lines):
            own = self._line_of[units] == number
            line.settle(self._begin, times[own], units[own], codes[own], end)


class _Line:
    """Machine hours of one line.

    Args:
        groups: Its machines.
        labels: Names of the states by code.
        place: Where each machine stands in the arrays that are given.
    """

    def __init__(self, groups: Sequence[Group], labels: Sequence[str], place: Mapping[str, int]) -> None:
        self._groups = groups
        self._labels = labels
        self._names = [unit for group in groups for unit in group.units]
        self.units = np.array([place[unit] for unit in self._names], dtype=np.intp)
        self._at = np.zeros(len(place), dtype=np.intp)
        self._at[self.units] = np.arange(len(self.units))
        self._group = np.repeat(np.arange(len(groups)), [len(group.units) for group in groups])
        self._search = Search(groups, labels)
        self._ways = np.array([way(label) for label in labels])
        self._state = np.full(len(self.units), labels.index(OUT_OF_SERVICE))
        self._hours = np.zeros((len(self.units), len(labels)))
        self._passed_on = np.zeros((len(self.units), len(self._search.roots)))
        """Hours in which a machine waited for others, by root."""

    def fork(self) -> _Line:
        """The same, to be settled further on its own; what never changes is shared."""
        other = copy.copy(self)
        other._hours, other._passed_on = self._hours.copy(), self._passed_on.copy()
        return other

    def settle(self, begin: float, times: Floats, units: Integers, codes: Integers, end: float) -> None:
        """Add the hours from ``begin``, up to which all is settled, to ``end`` [h]."""
        count, states = self._hours.shape
        # A stay is a machine's time in one state; that in which it is at the beginning comes first.
        unit = np.concatenate((np.arange(count), self._at[units]))
        order = np.argsort(unit, kind="stable")
        unit = unit[order]
        state = np.concatenate((self._state, codes))[order]
        enters = np.concatenate((np.full(count, begin), times))[order]
        final = np.append(unit[1:] != unit[:-1], True)
        leaves = np.where(final, end, np.append(enters[1:], end))
        self._state = state[final]
        lasts = leaves > enters
        unit, state, enters, leaves = unit[lasts], state[lasts], enters[lasts], leaves[lasts]
        self._hours += np.bincount(unit * states + state, weights=leaves - enters, minlength=self._hours.size).reshape(
            count, states
        )
        waits = (self._ways[state] == Way.UPSTREAM) | (self._ways[state] == Way.DOWNSTREAM)
        if not waits.any():
            return
        moments = np.unique(enters)
        first, after = np.searchsorted(moments, enters), np.searchsorted(moments, leaves)
        counts = self._counts(self._group[unit] * states + state, first, after, len(moments))
        width = np.diff(np.append(moments, end))
        for (group, looks), reached in self._search.reaches(counts).items():
            mine = waits & (self._group[unit] == group) & (self._ways[state] == looks)
            # Only moments count in which one of them waits, and each of their waits lasts through a row of those.
            number = np.bincount(first[mine], minlength=len(moments) + 1)
            number -= np.bincount(after[mine], minlength=len(moments) + 1)
            held = np.cumsum(number[:-1]) > 0
            place = np.append(0, np.cumsum(held))
            self._pass_on(
                counts[:, :, held], reached[:, held] * width[held], unit[mine], place[first[mine]], place[after[mine]]
            )

    def _counts(self, key: Integers, first: Integers, after: Integers, moments: int) -> Floats:
        """How many machines are in each state at each moment, shape (groups, states, moments)."""
        size = len(self._groups) * len(self._labels)
        there, key = np.unique(key, return_inverse=True)
        width = len(there)
        changes = np.bincount(first * width + key, minlength=(moments + 1) * width)
        changes -= np.bincount(after * width + key, minlength=(moments + 1) * width)
        counts = np.zeros((size, moments))
        counts[there] = np.cumsum(changes.reshape(moments + 1, width)[:moments].T, axis=1)
        return counts.reshape(len(self._groups), len(self._labels), moments)

    def _pass_on(self, counts: Floats, reached: Floats, unit: Integers, first: Integers, after: Integers) -> None:
        """Add the hours of waits, sorted by machine.

        Args:
            counts: How many machines are in each state at each moment, shape (groups, states, moments).
            reached: Where the search comes to from those that wait, times how long the moment lasts [h], shape
                (3 groups, moments).
            unit: Which machine waits.
            first: First moment of its wait.
            after: The one after its last.
        """
        causes, ends = reached[: len(self._groups)], reached[len(self._groups) :]
        groups, states = self._search.groups, self._search.states
        columns = np.flatnonzero(np.any(counts[groups, states], axis=1) & np.any(causes, axis=1)[groups])
        ended = np.flatnonzero(np.any(ends, axis=1))
        group = groups[columns]
        hours = np.concatenate((counts[group, states[columns]] * causes[group], ends[ended]))
        columns = np.concatenate((columns, len(groups) + ended))
        sums, rest = _cumulative(hours)
        found = (sums[:, after] - sums[:, first]) + (rest[:, after] - rest[:, first])
        begins = np.flatnonzero(np.append(True, unit[1:] != unit[:-1]))
        self._passed_on[np.ix_(unit[begins], columns)] += np.add.reduceat(found, begins, axis=1).T

    def tell(self, roots: dict[str, dict[Root, float]], states: dict[str, dict[str, float]]) -> None:
        """Put the hours of the machines in their place."""
        kinds = [self._groups[group].kind for group in self._group.tolist()]
        for unit, kind, by_state, passed_on in zip(self._names, kinds, self._hours, self._passed_on, strict=True):
            there = {self._labels[code]: float(by_state[code]) for code in np.flatnonzero(by_state).tolist()}
            there.pop(OUT_OF_SERVICE, None)
            states[unit] = dict(sorted(there.items()))
            found = {(OWN_CAUSE[s], kind, s): hours for s, hours in states[unit].items() if s in OWN_CAUSE}
            for index in np.flatnonzero(passed_on).tolist():
                root = self._search.roots[index]
                found[root] = found.get(root, 0.0) + float(passed_on[index])
            roots[unit] = found


def _cumulative(values: Floats) -> tuple[Floats, Floats]:
    """Sums of the first 0, 1, ... values of each row, and what rounding took from them; both together are exact.

    The error of each addition is itself a number and is added up beside the sum (Knuth 1969, TwoSum), lest a short wait
    drown in the hours before it.
    """
    sums = np.zeros((len(values), values.shape[1] + 1))
    rest = np.zeros_like(sums)
    np.cumsum(values, axis=1, out=sums[:, 1:])
    before, after = sums[:, :-1], sums[:, 1:]
    added = after - before
    np.cumsum((before - (after - added)) + (values - added), axis=1, out=rest[:, 1:])
    return sums, rest


WANT_LABELS = (OUT_OF_SERVICE, State.NO_FEEDSTOCK.label)
"""In which state a want is while its input is there, and while it is out."""


def history(unit: str, wants: Container[str]) -> str:
    """Name of the history of a machine's states, or of a want."""
    return unit if unit in wants else state_channel(unit)


def in_order(points: Sequence[tuple[int, Floats, Floats | Integers]]) -> tuple[Floats, Integers, Integers]:
    """The changes of several machines in one order of time: times [h], places and codes, all of shape (n,).

    Args:
        points: Of each machine its place, and times [h] and codes of its changes in their order; at least one machine.
    """
    times = np.concatenate([when for _, when, _ in points])
    order = np.argsort(times, kind="stable")
    places = np.repeat([place for place, _, _ in points], [len(when) for _, when, _ in points])
    codes = np.concatenate([state for _, _, state in points]).astype(np.intp)
    return times[order], places[order], codes[order]


def gather(channels: Mapping[str, Channel], topology: Topology, end: float | None = None) -> Attribution:
    """Follow every machine hour to its root.

    Args:
        channels: Channels of a run; those of the machines' states (``tools.state.<unit>``) are used.
        topology: Which machines feed which.
        end: Leave out what comes after this time [h].
    """
    return gather_until(channels, topology, (end,))[end]


def gather_until(
    channels: Mapping[str, Channel], topology: Topology, ends: Collection[float | None]
) -> dict[float | None, Attribution]:
    """The same until each of several times [h], None being the end of the recording: once through, for all of them."""
    topology = topology.with_wants(channels)
    wants = topology.all_wants
    units = [unit for unit in topology.kinds if history(unit, wants) in channels]
    found = [channels[history(unit, wants)] for unit in units]
    labels = tuple(dict.fromkeys((*STATES.names, *(label for channel in found for label in channel.labels))))
    tally = Tally(topology, units, labels)
    if not units:
        return {end: tally.until(0.0) for end in ends}
    places = {label: code for code, label in enumerate(labels)}
    codes = [
        np.array([places[label] for label in channel.labels or WANT_LABELS])[channel.values.astype(int)]
        for channel in found
    ]
    for one in codes:
        # The last point ends the recording.
        one[-1] = places[OUT_OF_SERVICE]
    whole = zip((channel.times for channel in found), codes, strict=True)
    times, unit, state = in_order([(place, *points) for place, points in enumerate(whole)])
    last = float(times[-1])
    results: dict[float | None, Attribution] = {}
    given = 0
    for end in sorted(ends, key=lambda one: last if one is None else one):
        until = last if end is None else min(end, last)
        upto = int(np.searchsorted(times, until))
        tally.add(times[given:upto], unit[given:upto], state[given:upto])
        given = upto
        results[end] = tally.until(until)
    return results
