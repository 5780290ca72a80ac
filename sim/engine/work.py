"""A job: an amount of work that is done at a rate which may change."""

from __future__ import annotations

import math
from collections.abc import Callable

from sim.engine.clock import Alarm, Environment, reached


class Work:
    """Progress of a job; calls ``on_done`` at the moment when ``amount`` is done.

    Args:
        env: The environment, time in h.
        amount: How much there is to do [unit], positive.
        on_done: Called once, when the work is done.

    Raises:
        ValueError: ``amount`` is not positive and finite.
    """

    __slots__ = ("_alarm", "_done", "_env", "_on_done", "_since", "amount", "finished", "rate")

    def __init__(self, env: Environment, amount: float, on_done: Callable[[], None]) -> None:
        if not (math.isfinite(amount) and amount > 0):
            raise ValueError(f"amount of work must be positive and finite, not {amount}")
        self.amount = amount
        self._env = env
        self._on_done = on_done
        self._done = 0.0
        self.rate = 0.0
        """Present rate [unit/h]."""
        self._since = env.now
        self.finished = False
        """Whether all is done."""
        self._alarm = Alarm(env, self._finish)

    @property
    def done(self) -> float:
        """What is done by now [unit]."""
        if self.finished:
            return self.amount
        return min(self.amount, self._done + self.rate * (self._env.now - self._since))

    def begin(self, amount: float, rate: float = 0.0) -> None:
        """Start anew on ``amount`` [unit], not negative, at ``rate`` [unit/h]; for one job after the other."""
        self.amount = amount
        self.finished = False
        self._done = 0.0
        self.rate = rate
        self._since = now = self._env.now
        alarm = self._alarm
        alarm.due = due = now + amount / rate if rate else math.inf
        if due < alarm.entered:
            alarm.enter(due)  # what Alarm.set does, written out

    def set_rate(self, rate: float) -> None:
        """Go on at ``rate`` [unit/h], 0 to pause.

        Raises:
            ValueError: The rate is negative or not finite.
        """
        if self.finished or rate == self.rate:
            return
        if not (rate >= 0.0 and rate < math.inf):
            raise ValueError(f"rate of work must be finite and not negative, not {rate}")
        now = self._env.now
        before = self.rate
        if before:
            over = reached(self._alarm.due, now)
            self._done = self.amount if over else min(self.amount, self._done + before * (now - self._since))
        self._since = now
        self.rate = rate
        alarm = self._alarm
        if self._done >= self.amount:
            # Done at this very instant: a pause that begins now comes too late to hold it up.
            alarm.set(now)
        elif rate > 0.0:
            alarm.due = due = now + (self.amount - self._done) / rate
            if due < alarm.entered:
                alarm.enter(due)  # what Alarm.set does, written out
        else:
            alarm.due = math.inf

    def _finish(self) -> None:
        self._done = self.amount
        self.rate = 0.0
        self.finished = True
        on_done = self._on_done
        on_done()
