"""The day of people: which part of it is on, and when the next begins."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from sim.engine import Alarm
from sim.engine.clock import Environment
from sim.scenario.schema.crew_time import Time, blocks, outing

_DAY_H = 24.0


class Day:
    """Rings at the boundaries of the day's parts, while anybody is there whose day it is.

    Args:
        env: The environment; runs begin at 00:00 UTC.
        spec: What the scenario says of the day.
        on_turn: Called at the boundaries.
    """

    def __init__(self, env: Environment, spec: Time, on_turn: Callable[[], None]) -> None:
        self._env = env
        self._begins = float(spec.begins)
        parts = blocks(spec)
        self._edges = [begin for begin, _, _ in parts]
        self._parts = [name for _, _, name in parts]
        self._out, self._back = outing(spec)
        self._on_turn = on_turn
        self._alarm = Alarm(env, self._turn)
        self._index = 0
        self._on = False

    @property
    def part(self) -> str:
        """The part of the day that is on; looked at while it runs only."""
        return self._parts[self._index % len(self._parts)]

    @property
    def opens_outing(self) -> bool:
        """Whether the time in which people may go outside begins with this part."""
        return self._out < self._back and self._edges[self._index % len(self._parts)] == self._out

    @property
    def outing_ends(self) -> float:
        """When the time in which people may go outside ends on this day [h]."""
        return self._time(self._index - self._index % len(self._parts)) + self._back

    def run(self, on: bool) -> None:
        """Ring from now on, or no more."""
        if on == self._on:
            return
        self._on = on
        if not on:
            self._alarm.cancel()
            return
        since = self._env.now - self._begins + _DAY_H  # of the first day, which may have begun before the run
        days = int(since // _DAY_H)
        self._index = days * len(self._parts) + bisect_right(self._edges, since - days * _DAY_H) - 1
        self._alarm.set(self._time(self._index + 1))

    def _turn(self) -> None:
        self._index += 1
        self._alarm.set(self._time(self._index + 1))
        self._on_turn()

    def _time(self, index: int) -> float:
        """When a part begins [h]: of whole days and edges, so that nothing drifts."""
        days, part = divmod(index, len(self._parts))
        return (days - 1) * _DAY_H + self._begins + self._edges[part]
