"""A job: an amount of work that is done at a rate which may change."""

from __future__ import annotations

import math
from collections.abc import Callable

import simpy

from sim.engine.clock import Alarm, reached


class Work:
    """Progress of a job; calls ``on_done`` at the moment when ``amount`` is done.

    Args:
        env: The environment, time in h.
        amount: How much there is to do [unit], positive.
        on_done: Called once, when the work is done.

    Raises:
        ValueError: ``amount`` is not positive and finite.
    """

    __slots__ = ("_alarm", "_done", "_env", "_finished", "_on_done", "_rate", "_since", "amount")

    def __init__(self, env: simpy.Environment, amount: float, on_done: Callable[[], None]) -> None:
        if not (math.isfinite(amount) and amount > 0):
            raise ValueError(f"amount of work must be positive and finite, not {amount}")
        self.amount = amount
        self._env = env
        self._on_done = on_done
        self._done = 0.0
        self._rate = 0.0
        self._since = env.now
        self._finished = False
        self._alarm = Alarm(env, self._finish)

    @property
    def done(self) -> float:
        """What is done by now [unit]."""
        if self._finished:
            return self.amount
        return min(self.amount, self._done + self._rate * (self._env.now - self._since))

    @property
    def rate(self) -> float:
        """Present rate [unit/h]."""
        return self._rate

    @property
    def finished(self) -> bool:
        """Whether all is done."""
        return self._finished

    def set_rate(self, rate: float) -> None:
        """Go on at ``rate`` [unit/h], 0 to pause.

        Raises:
            ValueError: The rate is negative or not finite.
        """
        if not 0 <= rate < math.inf:
            raise ValueError(f"rate of work must be finite and not negative, not {rate}")
        if self._finished or rate == self._rate:
            return
        over = reached(self._alarm.due, self._env.now)
        self._done = self.amount if over else self.done
        self._since = self._env.now
        self._rate = rate
        if self._done >= self.amount:
            # Done at this very instant: a pause that begins now comes too late to hold it up.
            self._alarm.set(self._since)
        elif rate > 0:
            self._alarm.set(self._since + (self.amount - self._done) / rate)
        else:
            self._alarm.cancel()

    def _finish(self) -> None:
        self._done = self.amount
        self._rate = 0.0
        self._finished = True
        self._on_done()
