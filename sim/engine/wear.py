"""Failures on operating hours."""

from __future__ import annotations

import math
from collections.abc import Callable

from sim.engine.clock import Alarm, reached
from sim.engine.machine import Machine


class Wear:
    """A clock that runs while its machine works and goes off when its life is over.

    Args:
        machine: The machine.
        draw_life: Draws the life until the next failure, operating hours at full pace [h]; infinity for never.
        on_failure: Called at the failure.
    """

    __slots__ = ("_alarm", "_draw_life", "_hours", "_left", "_machine", "_on_failure", "_pace", "_started")

    def __init__(self, machine: Machine, draw_life: Callable[[], float], on_failure: Callable[[], None]) -> None:
        self._machine = machine
        self._draw_life = draw_life
        self._on_failure = on_failure
        self._left = draw_life()
        self._pace = 1.0
        self._started = math.nan
        self._hours = 0.0
        self._alarm = Alarm(machine.env, self._fail)
        machine.on_start.append(self._start)
        machine.on_stop.append(self._stop)
        if machine.working:
            self._start()

    @property
    def operating_hours(self) -> float:
        """Hours the machine has worked, at whatever pace [h]."""
        return self._hours + (self._machine.env.now - self._started if self._machine.working else 0.0)

    @property
    def left(self) -> float:
        """What is left of its life, operating hours at full pace [h]."""
        if not self._machine.working:
            return self._left
        return max(0.0, self._left - (self._machine.env.now - self._started) * self._pace)

    def renew(self) -> None:
        """Draw a new life, as good as new."""
        self._left = self._draw_life()
        if self._machine.working:
            self._hours += self._machine.env.now - self._started
            self._start()

    def set_pace(self, pace: float) -> None:
        """Let the clock run at ``pace`` from now on: hours of life that pass in an hour of work [1].

        Raises:
            ValueError: The pace is not positive and finite.
        """
        if pace == self._pace:
            return
        if not 0.0 < pace < math.inf:
            raise ValueError(f"pace of wear must be positive and finite, not {pace}")
        working = self._machine.working
        if working:
            self._stop()
        self._pace = pace
        if working:
            self._start()

    def _start(self) -> None:
        alarm = self._alarm
        self._started = started = self._machine.env.now
        alarm.due = due = started + self._left / self._pace
        if due < alarm.entered:
            alarm.enter(due)  # what Alarm.set does, written out

    def _stop(self) -> None:
        alarm, now = self._alarm, self._machine.env.now
        worked = now - self._started
        self._hours += worked
        if reached(alarm.due, now):
            # Its life ends at this very instant: stopping now comes too late.
            self._left = 0.0
        else:
            left = self._left - worked * self._pace
            self._left = left if left > 0.0 else 0.0
            alarm.due = math.inf

    def _fail(self) -> None:
        self._left = 0.0
        self._on_failure()
