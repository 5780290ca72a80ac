"""The simulation's clock: a SimPy environment, wake-ups that can be moved, and work due at the end of an instant."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable
from typing import Any

import simpy
from simpy.events import NORMAL, Event

LATE = 2
"""SimPy priority of what is due at the end of an instant, after all events of normal priority (1)."""

_GRID = 2.0**32


def on_grid(rate: float) -> float:
    """``rate`` rounded to a multiple of 2**-32 (2.3e-10) of its unit.

    Sums and differences of such numbers below 2**20 are exact in double precision, in whatever order they are
    formed. Totals that are kept up to date by adding changes therefore never drift, and flows that cancel leave
    exactly zero.
    """
    return round(rate * _GRID) / _GRID


def reached(due: float, now: float) -> bool:
    """Whether the moment ``due`` [h] has come.

    SimPy adds delays to the present, and now + (due - now) may miss due by a rounding.
    """
    return now >= due - 2 * math.ulp(now)


class Environment(simpy.Environment):
    """A SimPy environment in hours that knows how many events were scheduled in it."""

    @property
    def scheduled_events(self) -> int:
        """Number of events scheduled so far."""
        # SimPy numbers events with an itertools.count, whose repr shows the next number without drawing it.
        return int(repr(self._eid)[6:-1])


class _Wake(Event):
    """An event that is due ``delay`` hours from now and calls ``callback``; like a Timeout, with a priority."""

    def __init__(self, env: simpy.Environment, delay: float, priority: int, callback: Callable[[Event], None]) -> None:
        # Event.__init__ is left out on purpose, as Timeout does: the event is born triggered.
        self.env = env
        self.callbacks: list[Callable[[Any], None]] = [callback]
        self._ok = True
        self._value = None
        env.schedule(self, priority=priority, delay=delay)  # type: ignore[arg-type]


class Alarm:
    """One wake-up that can be moved at will.

    SimPy cannot take an event back. Moving an alarm to a later time costs nothing: the event already under way
    returns, and sets out again if it is still needed; moving it forward schedules one more event only if none under
    way comes early enough. So events that come too early or for nothing stay few, however often the alarm is moved.
    """

    __slots__ = ("_callback", "_due", "_env", "_under_way")

    def __init__(self, env: simpy.Environment, callback: Callable[[], None]) -> None:
        self._env = env
        self._callback = callback
        self._due = math.inf
        self._under_way: list[float] = []

    @property
    def due(self) -> float:
        """Time at which the alarm goes off [h]; infinite while it is not set."""
        return self._due

    def set(self, time: float) -> None:
        """Go off at ``time`` [h], and at no other time set before; infinity cancels."""
        self._due = time
        if time < math.inf and (not self._under_way or time < self._under_way[0]):
            self._send()

    def cancel(self) -> None:
        """Do not go off."""
        self._due = math.inf

    def _send(self) -> None:
        heapq.heappush(self._under_way, self._due)
        _Wake(self._env, max(0.0, self._due - self._env.now), NORMAL, self._arrive)

    def _arrive(self, _event: Event) -> None:
        heapq.heappop(self._under_way)
        if reached(self._due, self._env.now):
            self._due = math.inf
            self._callback()
        elif self._due < math.inf and (not self._under_way or self._due < self._under_way[0]):
            self._send()


class EndOfInstant:
    """Calls ``callback`` once at the end of the present instant, however often it is asked to."""

    __slots__ = ("_asked", "_callback", "_env")

    def __init__(self, env: simpy.Environment, callback: Callable[[], None]) -> None:
        self._env = env
        self._callback = callback
        self._asked = False

    def ask(self) -> None:
        """See to it that the callback runs after the events of this instant that are already under way."""
        if not self._asked:
            self._asked = True
            _Wake(self._env, 0.0, LATE, self._arrive)

    def _arrive(self, _event: Event) -> None:
        self._asked = False
        self._callback()
