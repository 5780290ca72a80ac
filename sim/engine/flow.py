"""What goes into a tank and out of it, and the pairs of levels that are watched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from sim.engine.clock import Environment, on_grid


class _Tank(Protocol):
    def change_rate(self, change: float) -> None: ...


class Flow:
    """One flow into (positive) or out of (negative) a tank. Made by :meth:`~sim.engine.tank.Tank.flow`."""

    __slots__ = ("_env", "_since", "_tank", "_total", "name", "rate")

    def __init__(self, env: Environment, tank: _Tank, name: str) -> None:
        self._env = env
        self._tank = tank
        self.name = name
        self.rate = 0.0
        """Present rate [unit/h], positive into the tank."""
        self._total = 0.0
        self._since = env.now

    @property
    def total(self) -> float:
        """What has flowed so far [unit], positive into the tank."""
        return self._total + self.rate * (self._env.now - self._since)

    def set(self, rate: float) -> None:
        """Flow at ``rate`` [unit/h] from now on, rounded to the grid of :func:`~sim.engine.clock.on_grid`."""
        if rate != self.rate:
            self.run(on_grid(rate))

    def run(self, rate: float) -> None:
        """As :meth:`set`, at a rate that is known to lie on the grid."""
        before = self.rate
        if rate != before:
            now = self._env.now
            self._total += before * (now - self._since)
            self._since = now
            self.rate = rate
            self._tank.change_rate(rate - before)


class Band:
    """A watched pair of levels: low is entered at ``low`` from above and left at ``high`` from below."""

    __slots__ = ("high", "is_low", "low", "on_high", "on_low")

    def __init__(
        self,
        low: float,
        high: float,
        is_low: bool,
        on_low: Callable[[], None] | None,
        on_high: Callable[[], None] | None,
    ) -> None:
        self.low = low
        self.high = high
        self.is_low = is_low
        self.on_low = on_low
        self.on_high = on_high
