"""The rule by which machine hours are put down to roots, machine by machine and joint state by joint state.

Its time grows with the cube of the number of machines, and with their factorial where many wait in a ring.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from sim.engine import Channel
from sim.result import wording
from sim.result.attribution import Attribution
from sim.result.waiting import Root
from sim.station import Topology
from sim.station.states import OUT_OF_SERVICE, OWN_CAUSE, State, state_channel


def gather_unit_by_unit(channels: Mapping[str, Channel], topology: Topology, end: float | None = None) -> Attribution:
    units = [unit for unit in topology.kinds if state_channel(unit) in channels]
    roots: dict[str, dict[Root, float]] = {unit: {} for unit in units}
    states: dict[str, dict[str, float]] = {unit: {} for unit in units}
    found = [channels[state_channel(unit)] for unit in units]
    for row, duration in joint_states(found, end).items():
        now = {
            unit: channel.labels[code] if code >= 0 else OUT_OF_SERVICE
            for unit, channel, code in zip(units, found, row, strict=True)
        }
        search = UnitSearch(now, topology)
        for unit, state in now.items():
            if state == OUT_OF_SERVICE:
                continue
            states[unit][state] = states[unit].get(state, 0.0) + duration
            for (must_have, root, root_state), share in search.roots(unit).items():
                key = (must_have, topology.kinds[root], root_state)
                roots[unit][key] = roots[unit].get(key, 0.0) + share * duration
    return Attribution(roots, {unit: dict(sorted(by.items())) for unit, by in states.items()})


def joint_states(channels: Sequence[Channel], end: float | None) -> dict[tuple[int, ...], float]:
    """How long each joint state of all machines held [h]; a machine's code is -1 outside its recording."""
    if not channels:
        return {}
    times = np.unique(np.concatenate([channel.times for channel in channels]))
    if end is not None and end < times[-1]:
        times = np.append(times[times < end], end)
    begin = times[:-1]
    codes = [
        np.where((begin >= channel.times[0]) & (begin < channel.times[-1]), channel.at(begin), -1)
        for channel in channels
    ]
    held: dict[tuple[int, ...], float] = {}
    for row, width in zip(np.stack(codes, axis=1).astype(int).tolist(), np.diff(times).tolist(), strict=True):
        held[tuple(row)] = held.get(tuple(row), 0.0) + width
    return held


UnitRoot = tuple[str, str, str]
"""Must-have, machine at the root, its state."""


class UnitSearch:
    """Roots of what stops each machine in one joint state."""

    def __init__(self, now: Mapping[str, str], topology: Topology) -> None:
        self._now = now
        self._topology = topology
        self._known: dict[str, dict[UnitRoot, float]] = {}

    def roots(self, unit: str) -> dict[UnitRoot, float]:
        """What stops ``unit``, a machine in service: roots and their shares, which sum to 1."""
        return self._follow(unit, frozenset())[0]

    def _follow(self, unit: str, seen: frozenset[str]) -> tuple[dict[UnitRoot, float], bool]:
        """The same, without going back over ``seen``; and whether the answer holds whatever was seen."""
        if unit in self._known:
            return self._known[unit], True
        state = self._now[unit]
        if state in OWN_CAUSE:
            return {(OWN_CAUSE[state], unit, state): 1.0}, True
        ways = self._topology.upstream if state == State.NO_FEEDSTOCK.label else self._topology.downstream
        neighbours = [n for n in ways.get(unit, ()) if self._now.get(n, OUT_OF_SERVICE) != OUT_OF_SERVICE]
        if not neighbours:
            return {("tools", unit, wording.MISSING): 1.0}, True
        seen = seen | {unit}
        ahead = [n for n in neighbours if n not in seen]
        if not ahead:
            return {("tools", unit, wording.RING): 1.0}, False
        general = len(ahead) == len(neighbours)
        found: dict[UnitRoot, float] = {}
        for neighbour in ahead:
            reached: dict[UnitRoot, float] = {("tools", neighbour, wording.SLOWER): 1.0}
            if self._now[neighbour] != State.WORKING.label:
                reached, holds = self._follow(neighbour, seen)
                general = general and holds
            for root, share in reached.items():
                found[root] = found.get(root, 0.0) + share / len(ahead)
        if general:
            self._known[unit] = found
        return found, general
