"""Sources of a power bus."""

from __future__ import annotations

import math
from typing import Protocol

from sim.engine.clock import Environment, on_grid


class _Bus(Protocol):
    env: Environment

    def source_changed(self, difference: float, name: str) -> None: ...


class Source:
    """A source that offers power, used or not. Made by :meth:`~sim.engine.bus.PowerBus.add_source`."""

    __slots__ = ("_bus", "_energy", "_since", "name", "power")

    def __init__(self, bus: _Bus, name: str) -> None:
        self._bus = bus
        self.name = name
        self.power = 0.0
        """Power offered now [kW]."""
        self._energy = 0.0
        self._since = bus.env.now

    @property
    def energy(self) -> float:
        """Energy offered so far [kWh]."""
        return self._energy + self.power * (self._bus.env.now - self._since)

    def set_power(self, power: float) -> None:
        """Offer ``power`` [kW] from now on.

        Raises:
            ValueError: Negative or not finite.
        """
        if not (power >= 0.0 and power < math.inf):
            raise ValueError(f"source '{self.name}': power must be finite and not negative, not {power}")
        power = on_grid(power)
        if power == self.power:
            return
        now = self._bus.env.now
        self._energy += self.power * (now - self._since)
        self._since = now
        self._bus.source_changed(power - self.power, self.name)
        self.power = power
