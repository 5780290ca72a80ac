"""Loads of a power bus and the classes that order them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Protocol

import simpy

from sim.engine.clock import on_grid

CHARGE_TOLERANCE = 1e-9
"""How far a state of charge may lie from a threshold by rounding and still count as there.

Levels, capacities and thresholds come from decimals, so that a battery emptied to a depth of discharge of 0.7 rests at
0.30000000000000004 rather than at the 0.3 at which a class is shed.
"""


class _Bus(Protocol):
    env: simpy.Environment

    def demand_changed(self, load: Load) -> None: ...


class LoadClass:
    """A priority class of loads.

    Args:
        name: Name of the class.
        shed_below: State of charge at which the whole class is shed, None for never.
        restore_above: State of charge at which it is served again, above ``shed_below``.
        on_shed: Called with True when the class is shed and with False when it is restored.

    Raises:
        ValueError: Only one threshold, not within 0 to 1, or not apart by more than twice ``CHARGE_TOLERANCE``.
    """

    def __init__(
        self,
        name: str,
        *,
        shed_below: float | None = None,
        restore_above: float | None = None,
        on_shed: Callable[[bool], None] | None = None,
    ) -> None:
        if (shed_below is None) != (restore_above is None):
            raise ValueError(f"class '{name}': shed_below and restore_above belong together")
        if shed_below is not None and restore_above is not None:
            near = restore_above - shed_below <= 2 * CHARGE_TOLERANCE
            if near or not 0 <= shed_below < restore_above <= 1:
                raise ValueError(f"class '{name}': needs 0 <= shed_below < restore_above <= 1, clearly apart")
        self.name = name
        self.shed_below = shed_below
        self.restore_above = restore_above
        self.on_shed = on_shed
        self.shed = False
        self.demand = 0.0
        """Demand of all its loads [kW]."""
        self.granted = 0.0
        """Power granted to all its loads [kW]."""


class Load:
    """A consumer on a bus. Made by :meth:`~sim.engine.bus.PowerBus.add_load`."""

    __slots__ = (
        "_bus",
        "_demand",
        "_energy",
        "_granted",
        "_on_grant",
        "_since",
        "divisible",
        "load_class",
        "name",
    )

    def __init__(
        self,
        bus: _Bus,
        name: str,
        load_class: LoadClass,
        divisible: bool,
        on_grant: Callable[[float], None] | None,
    ) -> None:
        self._bus = bus
        self.name = name
        self.load_class = load_class
        self.divisible = divisible
        self._on_grant = on_grant
        self._demand = 0.0
        self._granted = 0.0
        self._energy = 0.0
        self._since = bus.env.now

    @property
    def demand(self) -> float:
        """Power asked for [kW]."""
        return self._demand

    @property
    def granted(self) -> float:
        """Power granted at the last solve [kW]."""
        return self._granted

    @property
    def served(self) -> bool:
        """Whether all that is asked for is granted."""
        return self._granted >= self._demand

    @property
    def energy(self) -> float:
        """Energy taken so far [kWh]."""
        self._integrate()
        return self._energy

    def request(self, power: float) -> None:
        """Ask for ``power`` [kW] from now on; the grant follows at the end of the instant.

        Raises:
            ValueError: Negative or not finite.
        """
        if not 0 <= power < math.inf:
            raise ValueError(f"load '{self.name}': demand must be finite and not negative, not {power}")
        power = on_grid(power)
        if power == self._demand:
            return
        self._integrate()
        self.load_class.demand += power - self._demand
        self._demand = power
        self._bus.demand_changed(self)

    def grant(self, power: float) -> None:
        """Grant ``power`` [kW] (called by the bus)."""
        if power == self._granted:
            return
        self._integrate()
        self.load_class.granted += power - self._granted
        self._granted = power
        if self._on_grant is not None:
            self._on_grant(power)

    def _integrate(self) -> None:
        span = self._bus.env.now - self._since
        if span > 0:
            self._energy += self._granted * span
            self._since = self._bus.env.now
