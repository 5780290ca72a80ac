"""Putting machine hours down to must-haves: every hour that a machine did not work counts for one of the four.

A machine's state names what stops it, and :mod:`sim.station.states` says what that counts for. Where it waits for a
neighbour (no feedstock, no room for its output), the hour counts for whatever stops that neighbour, upstream or
downstream, followed to its root and shared equally among the neighbours in service. An idle machine has nothing to do:
its hours are not lost.

Four cases end the search for a root. A neighbour that works is only too slow: its capacity is short, which counts for
tools. A neighbour that is idle has nothing to do, so the one that waits for it has not either: idle. A missing
neighbour (none planned, not yet arrived, or gone) is a missing machine: tools. Machines that wait for each other in a
ring (a store between its restart marks) are a matter of the line's balance: tools.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine import Channel
from sim.result import wording
from sim.station import Topology
from sim.station.states import OUT_OF_SERVICE, OWN_CAUSE, State, state_channel

Root = tuple[str, str, str]
"""Must-have, machine at the root of the matter, its state there."""


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
        return Attribution(
            {unit: roots for unit, roots in self.roots.items() if unit in units},
            {unit: states for unit, states in self.states.items() if unit in units},
        )


def gather(channels: Mapping[str, Channel], topology: Topology, end: float | None = None) -> Attribution:
    """Follow every machine hour to its root.

    Args:
        channels: Channels of a run; those of the machines' states (``tools.state.<unit>``) are used.
        topology: Which machines feed which.
        end: Leave out what comes after this time [h].
    """
    units = [unit for unit in topology.kinds if state_channel(unit) in channels]
    if not units:
        return Attribution({}, {})
    codes, durations = _joint_states([channels[state_channel(unit)] for unit in units], end)
    labels = [channels[state_channel(unit)].labels for unit in units]
    roots: dict[str, dict[Root, float]] = {unit: {} for unit in units}
    states: dict[str, dict[str, float]] = {unit: {} for unit in units}
    for row, duration in zip(codes.tolist(), durations.tolist(), strict=True):
        now = {
            unit: names[code] if code >= 0 else OUT_OF_SERVICE
            for unit, names, code in zip(units, labels, row, strict=True)
        }
        search = _Search(now, topology)
        for unit, state in now.items():
            if state == OUT_OF_SERVICE:
                continue
            states[unit][state] = states[unit].get(state, 0.0) + duration
            of_unit = roots[unit]
            for root, share in search.roots(unit).items():
                of_unit[root] = of_unit.get(root, 0.0) + share * duration
    return Attribution(roots, {unit: dict(sorted(by.items())) for unit, by in states.items()})


def _joint_states(channels: Sequence[Channel], end: float | None) -> tuple[NDArray[np.int8], NDArray[np.float64]]:
    """Distinct joint states (k, machines) of all machines up to ``end``, and how long each held [h], shape (k,).

    A machine's code is -1 outside its recording.
    """
    times = np.unique(np.concatenate([channel.times for channel in channels]))
    if end is not None and end < times[-1]:
        times = np.append(times[times < end], end)
    begin = times[:-1]
    codes = [
        np.where((begin >= channel.times[0]) & (begin < channel.times[-1]), channel.at(begin), -1)
        for channel in channels
    ]
    joint = np.ascontiguousarray(np.stack(codes, axis=1).astype(np.int8))
    # Whole rows as opaque bytes: sorting those is far quicker than np.unique over an axis.
    rows = joint.view(np.dtype((np.void, joint.shape[1]))).ravel()
    _, first, index = np.unique(rows, return_index=True, return_inverse=True)
    hours = np.bincount(index.ravel(), weights=np.diff(times), minlength=len(first))
    return joint[first], np.asarray(hours, dtype=float)


class _Search:
    """Roots of what stops each machine in one joint state."""

    def __init__(self, now: Mapping[str, str], topology: Topology) -> None:
        self._now = now
        self._topology = topology
        self._known: dict[str, dict[Root, float]] = {}

    def roots(self, unit: str) -> dict[Root, float]:
        """What stops ``unit``, a machine in service: roots and their shares, which sum to 1."""
        return self._follow(unit, frozenset())[0]

    def _follow(self, unit: str, seen: frozenset[str]) -> tuple[dict[Root, float], bool]:
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
        found: dict[Root, float] = {}
        for neighbour in ahead:
            reached: dict[Root, float] = {("tools", neighbour, wording.SLOWER): 1.0}
            if self._now[neighbour] != State.WORKING.label:
                reached, holds = self._follow(neighbour, seen)
                general = general and holds
            for root, share in reached.items():
                found[root] = found.get(root, 0.0) + share / len(ahead)
        if general:
            self._known[unit] = found
        return found, general
