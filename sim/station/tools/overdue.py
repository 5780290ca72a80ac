"""Spare parts that should have come with a mission: who waits for them waits for transport."""

from __future__ import annotations

from sim.engine import Machine
from sim.station.states import State


class Overdue:
    """Deliveries of one kind of spare part that are late, and the machines that wait for a piece meanwhile."""

    def __init__(self) -> None:
        self._missing: set[str] = set()
        self._waiting: dict[Machine, None] = {}

    def misses(self, key: str) -> None:
        """A delivery is late from now on."""
        self._missing.add(key)
        self._show()

    def came(self, key: str) -> None:
        """A delivery is there."""
        self._missing.discard(key)
        self._show()

    def waits(self, machine: Machine, waits: bool) -> None:
        """A machine waits for a piece from now on, or no longer."""
        if waits:
            self._waiting[machine] = None
        else:
            self._waiting.pop(machine, None)
            machine.clear(State.SPARE_AWAITED)
        self._show()

    def _show(self) -> None:
        for machine in list(self._waiting):
            if not machine.in_service or not machine.holds(State.WAITING_SPARE):
                # It left service while it waited.
                del self._waiting[machine]
                machine.clear(State.SPARE_AWAITED)
            else:
                machine.set(State.SPARE_AWAITED, bool(self._missing))
