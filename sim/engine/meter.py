"""The running integral of a rate that changes at events."""

from __future__ import annotations

from sim.engine.clock import Environment, on_grid
from sim.engine.recorder import Recorder


class Meter:
    """Adds up what flows past at a rate that is constant between changes.

    Args:
        env: The environment, time in h.
        recorder: Where to record the total, a linear channel.
    """

    __slots__ = ("_env", "_recorder", "_since", "_total", "rate")

    def __init__(self, env: Environment, recorder: Recorder | None = None) -> None:
        self._env = env
        self.rate = 0.0
        """Present rate [unit/h]."""
        self._total = 0.0
        self._since = env.now
        self._recorder = recorder
        if recorder is not None:
            recorder.record(env.now, 0.0)

    @property
    def total(self) -> float:
        """What has passed so far [unit]."""
        return self._total + self.rate * (self._env.now - self._since)

    def set_rate(self, rate: float) -> None:
        """Run at ``rate`` [unit/h] from now on, rounded to the grid of :func:`~sim.engine.clock.on_grid`."""
        self._run(on_grid(rate))

    def add_rate(self, change: float) -> None:
        """Change the rate by ``change`` [unit/h], which must lie on the grid so that adding up stays exact."""
        self._run(self.rate + change)

    def _run(self, rate: float) -> None:
        if rate == self.rate:
            return
        now = self._env.now
        self._total += self.rate * (now - self._since)
        self._since = now
        self.rate = rate
        if self._recorder is not None:
            self._recorder.record(now, self._total)

    def mark(self) -> None:
        """Record the total as it is now."""
        if self._recorder is not None:
            self._recorder.record(self._env.now, self.total)
