"""The simulation's clock: a SimPy environment, wake-ups that can be moved, and work due at the end of an instant."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any

import numpy as np
import simpy
from numpy.typing import NDArray
from simpy.core import EmptySchedule
from simpy.events import NORMAL, Event

_ALMOST = 1.0 + 2.0**-50
"""A time times this is more than two roundings later."""

_GRID = 2.0**32
_EXACT = 2.0**19
_ROUNDER = 1.5 * 2.0**20
"""In the middle of the numbers whose last digit is 2**-32."""


def on_grid(rate: float) -> float:
    """``rate`` rounded to a multiple of 2**-32 (2.3e-10) of its unit.

    Sums and differences of such numbers below 2**20 are exact in double precision, in whatever order they are
    formed. Totals that are kept up to date by adding changes therefore never drift, and flows that cancel leave
    exactly zero.
    """
    if -_EXACT < rate < _EXACT:
        # Where such numbers are as fine as doubles get, adding and taking away rounds to the nearest, ties to even.
        return (rate + _ROUNDER) - _ROUNDER
    return round(rate * _GRID) / _GRID


def all_on_grid(rates: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same of many rates, an array of any shape."""
    return np.rint(rates * _GRID) / _GRID


def reached(due: float, now: float) -> bool:
    """Whether the moment ``due`` [h] has come, but for two roundings of the clock.

    A moment that is computed twice, from two sides, may come out two roundings apart.
    """
    # Most are far off: twice two roundings are looked at first, which takes no function.
    return due <= now * _ALMOST and now >= due - 2.0 * math.ulp(now)


class Environment(simpy.Environment):
    """A SimPy environment in hours that also rings alarms and calls what is due at the end of an instant.

    Processes, resources and events of SimPy run in it as they do in SimPy's own. Alarms lie in the same queue without
    an event around them; what is due at the end of an instant is called once no event of that instant is left.
    """

    now: float = 0.0
    """Present time [h]. An attribute and no property as in SimPy: it is read ten times an event."""

    def __init__(self, initial_time: float = 0.0) -> None:
        super().__init__(initial_time)
        self.now = initial_time
        # SimPy's own queue, in which alarms lie among the events.
        self._entries: list[tuple[float, int, int, Any]] = self._queue  # type: ignore[assignment]
        self.late: deque[Callable[[], None]] = deque()
        """What is due at the end of the instant, see :meth:`at_end_of_instant`."""

    @property
    def scheduled_events(self) -> int:
        """Number of events and wake-ups scheduled so far."""
        # SimPy numbers events with an itertools.count, whose repr shows the next number without drawing it.
        return int(repr(self._eid)[6:-1])

    def at_end_of_instant(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` after all events of this instant, those that are scheduled meanwhile included."""
        self.late.append(callback)

    def peek(self) -> float:
        """Time of what comes next [h], infinity if nothing does."""
        return self.now if self.late else super().peek()

    def step(self) -> None:
        """Process what comes next: an event, an alarm, or what is due at the end of the instant.

        Raises:
            EmptySchedule: Nothing does.
        """
        queue = self._entries
        if self.late and not (queue and queue[0][0] <= self.now):
            self.late.popleft()()
            return
        if not queue:
            raise EmptySchedule
        self.now = self._now = queue[0][0]
        event = heappop(queue)[3]
        if type(event) is Alarm:
            event.arrive(self.now)
        else:
            self._process(event)

    def run(self, until: float | Event | None = None) -> Any:  # noqa: PLR0912  # written out, see below
        """Run until a time [h], whose own events are left out, until an event, or until nothing is left to do.

        Returns:
            The event's value where ``until`` is one.

        Raises:
            ValueError: ``until`` is a time before now.
        """
        if isinstance(until, Event):
            return super().run(until)
        end = math.inf if until is None else float(until)
        if end <= self.now:
            raise ValueError(f"until {end} h: must be later than the present time, {self.now} h")
        queue, late, never = self._entries, self.late, math.inf
        while queue or late:
            if not late:
                now = queue[0][0]
                if now >= end:
                    break
                self.now = self._now = now
            else:
                now = self.now  # left over from before this run
            while True:
                while queue and queue[0][0] <= now:
                    event = heappop(queue)[3]
                    if type(event) is Alarm:
                        # What Alarm.arrive does, written out: most of what happens goes through here.
                        if event.entered == now:
                            event.entered = never
                            due = event.due
                            if due <= now:
                                event.due = never
                                callback = event.callback
                                callback()
                            elif due < never:
                                event.set(due)
                    else:
                        self._process(event)
                if not late:
                    break
                late.popleft()()
        if end < math.inf:
            self.now = self._now = end
        return None

    @staticmethod
    def _process(event: Event) -> None:
        callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment]
        for callback in callbacks:
            callback(event)
        if not event._ok and not event.defused:
            raise event._value


class Alarm:
    """One wake-up that can be moved at will.

    SimPy cannot take an event back. Moving an alarm to a later time costs nothing: the entry already in the queue
    comes, finds that it is too early, and is entered anew if it is still needed; moving it forward enters one more.
    So entries that come too early or for nothing stay few, however often the alarm is moved.

    Args:
        env: The environment.
        callback: Called when the alarm goes off.
    """

    __slots__ = ("_env", "callback", "due", "entered")

    def __init__(self, env: Environment, callback: Callable[[], None]) -> None:
        self._env = env
        self.callback = callback
        self.entered = math.inf
        """Time of its first entry in the queue [h], infinity if there is none; later ones are void."""
        self.due = math.inf
        """Time at which the alarm goes off [h]; infinite while it is not set."""

    def set(self, time: float) -> None:
        """Go off at ``time`` [h], and at no other time set before; infinity cancels."""
        self.due = time
        if time < self.entered:
            self.enter(time)

    def cancel(self) -> None:
        """Do not go off."""
        self.due = math.inf

    def enter(self, time: float) -> None:
        """Enter the queue at ``time`` [h], ahead of what is there already (called by :meth:`set`, and where it is
        written out).
        """
        env = self._env
        self.entered = time = time if time > env.now else env.now
        heappush(env._entries, (time, NORMAL, next(env._eid), self))

    def arrive(self, now: float) -> None:
        """Go off, or set out again (called by the environment)."""
        if now != self.entered:
            return
        self.entered = math.inf
        due = self.due
        if due <= now:
            self.due = math.inf
            self.callback()
        elif due < math.inf:
            self.set(due)
