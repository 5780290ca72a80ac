"""Where what is carried lies: payloads that are promised, and what flows from one tank into another."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from functools import partial

from sim.engine.clock import on_grid
from sim.engine.flow import Flow
from sim.engine.tank import Tank


class Depot:
    """Promises payloads of a tank, each once it is there beside all that are promised, in the order of asking.

    Args:
        tank: Where the payloads lie.
    """

    def __init__(self, tank: Tank) -> None:
        self.tank = tank
        self._promised: list[float] = []
        self._line: deque[tuple[float, Callable[[], None]]] = deque()
        self._awaited: set[float] = set()

    def ask(self, amount: float, callback: Callable[[], None]) -> None:
        """Call ``callback`` once ``amount`` [unit] is promised; at once if it is there."""
        self._line.append((amount, callback))
        self._look()

    def release(self, amount: float) -> None:
        """Let ``amount`` [unit] that was promised go: it has been fetched, or nobody comes for it."""
        self._promised.remove(amount)
        self._look()

    def _look(self) -> None:
        while self._line:
            amount, callback = self._line[0]
            wanted = math.fsum([*self._promised, amount])
            if not self.tank.holds(wanted):
                if wanted <= self.tank.capacity and wanted not in self._awaited:
                    self._awaited.add(wanted)
                    self.tank.when_at_least(wanted, partial(self._arrive, wanted))
                return
            self._line.popleft()
            self._promised.append(amount)
            callback()

    def _arrive(self, level: float) -> None:
        self._awaited.discard(level)
        self._look()


class Transfer:
    """What flows from one tank into another, at one rate or not at all."""

    __slots__ = ("_in", "_out", "_rate")

    def __init__(self, source: Tank, target: Tank, name: str, rate: float) -> None:
        self._out: Flow = source.flow(name)
        self._in: Flow = target.flow(name)
        self._rate = on_grid(rate)

    @property
    def total(self) -> float:
        """What has flowed so far [unit]."""
        return self._in.total

    def run(self, runs: bool) -> None:
        """Flow from now on, or not."""
        rate = self._rate if runs else 0.0
        self._out.run(-rate)
        self._in.run(rate)
