"""Stages: each gate opens when its goals have been reached, for what waits behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from sim.engine import Ledger, Recorder
from sim.station.base import Base
from sim.station.opening import Opening
from sim.station.stages.events import OPEN
from sim.station.stages.kpis import late_fact, opened_fact


class Stages:
    """The gates of a run. When those opened that something waits behind was found out beforehand.

    Args:
        base: The main base.
    """

    def __init__(self, base: Base) -> None:
        self._base = base
        self._table = base.context.scenario.stages
        self._gates: Mapping[str, Opening] = base.context.gates
        self._recorders: dict[str, Recorder] = {}
        for name in sorted(self._table):
            self._recorders[name] = base.recorder(OPEN + name, "1")
            self._recorders[name].record(0.0, 0.0)
        self._known = {name: one for name, one in self._gates.items() if one.is_open}
        for name, one in sorted(self._known.items()):
            base.context.at(one.time, partial(self._open, name, one))

    def settle(self, gates: Mapping[str, Opening]) -> None:
        """Learn at the end when all gates opened; those that nothing waits behind show it only then."""
        self._gates = gates
        for name, one in sorted(gates.items()):
            if one.is_open and name not in self._known:
                self._open(name, one)

    def ledgers(self) -> Iterator[Ledger]:
        """None: a gate is no commodity."""
        return iter(())

    def facts(self) -> Mapping[str, float | None]:
        """When each gate opened, how late that was, and how many did."""
        found: dict[str, float | None] = {"stages.open": float(sum(one.is_open for one in self._gates.values()))}
        for name in sorted(self._table):
            opened = self._gates[name].time if name in self._gates and self._gates[name].is_open else None
            found[opened_fact(name)] = opened
            found[late_fact(name)] = None if opened is None else self._late(name, opened)
        return found

    def _late(self, name: str, time: float) -> float | None:
        """How much later than planned a gate opened [d]; None where nothing says when it was to."""
        due = self._table[name].due
        return None if due is None else (time - self._base.context.hours_of(due)) / 24.0

    def _open(self, name: str, one: Opening) -> None:
        self._recorders[name].record(one.time, 1.0)
        self._base.log("stages", name, "gate_opened", self._why(name, one), time=one.time)

    def _why(self, name: str, one: Opening) -> str:
        """Which goal came last and when it was planned, or what was missing still; how late the gate is."""
        parts = [f"{one.last} came last"]
        if one.missing:
            parts = [f"at its latest, without {', '.join(one.missing)}"]
        due = None if one.missing else self._base.context.scenario.goals[one.last].due
        if due is not None:
            parts.append(f"planned for {due}")
        late = self._late(name, one.time)
        if late is not None and late > 0.0:
            parts.append(f"the gate {late:.1f} d late")
        return "; ".join(parts)
