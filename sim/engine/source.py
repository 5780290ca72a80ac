"""Sources of a power bus."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Protocol

from sim.engine.clock import Environment, on_grid


class _Bus(Protocol):
    env: Environment

    def source_changed(self, difference: float, name: str) -> None: ...


class Source:
    """A source that offers power, used or not. Made by :meth:`~sim.engine.bus.PowerBus.add_source`."""

    __slots__ = ("_bus", "_cuts", "_energy", "_kept", "_since", "name", "on_cut", "power")

    def __init__(self, bus: _Bus, name: str) -> None:
        self._bus = bus
        self.name = name
        self.power = 0.0
        """Power offered now [kW]."""
        self.on_cut: Callable[[], None] = lambda: None
        """Called when it is cut off and when it is connected again."""
        self._cuts = 0
        self._kept = 0.0  # what it would offer, were it not cut off
        self._energy = 0.0
        self._since = bus.env.now

    @property
    def since(self) -> float:
        """Since when it offers that [h]."""
        return self._since

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
        if self._cuts:
            self._kept = power
            return
        if power == self.power:
            return
        now = self._bus.env.now
        self._energy += self.power * (now - self._since)
        self._since = now
        self._bus.source_changed(power - self.power, self.name)
        self.power = power

    @property
    def cut_off(self) -> bool:
        """Whether it is cut off from the bus."""
        return self._cuts > 0

    def cut(self, off: bool) -> None:
        """Offer nothing from now on, or what it has again once every cut is mended."""
        if off:
            if not self._cuts:
                self._kept = self.power
                self.set_power(0.0)
            self._cuts += 1
        else:
            self._cuts -= 1
            if not self._cuts:
                self.set_power(self._kept)
        self.on_cut()
