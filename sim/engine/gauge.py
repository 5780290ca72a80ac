"""Gauges: what is read off several tanks together, with marks that are noticed when the reading crosses them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from sim.engine.clock import Alarm, Environment
from sim.engine.tank import Tank

_TOLERANCE = 1e-10
"""Share of a mark by which a reading may miss it and has reached it."""


class GaugeMark:
    """A watched pair of readings: low is entered at ``low`` from above and left at ``high`` from below.

    Made by :meth:`Gauge.watch`.
    """

    __slots__ = ("high", "is_low", "low", "on_high", "on_low")

    def __init__(
        self, low: float, high: float, is_low: bool, on_low: Callable[[], None], on_high: Callable[[], None]
    ) -> None:
        self.low = low
        self.high = high
        self.is_low = is_low
        """Whether the reading fell to ``low`` and has not been back at ``high`` since."""
        self.on_low = on_low
        self.on_high = on_high

    @property
    def next(self) -> float:
        """The reading at which it turns."""
        return self.high if self.is_low else self.low

    def turned(self, reading: float) -> bool:
        """Whether the reading is on the other side."""
        slack = _TOLERANCE * abs(self.next)
        return reading >= self.high - slack if self.is_low else reading <= self.low + slack


class Gauge:
    """A weighted sum of the levels of some tanks, such as a pressure.

    Between events all levels are linear, and so is the sum: the moment of the next mark is computed. Who changes the
    flow of a tank, or the weights, lets the gauge :meth:`look` once all has changed.

    Args:
        env: The environment, time in h.
        tanks: The tanks.
        weights: What a unit in each adds to the reading.
    """

    __slots__ = ("_alarm", "_env", "_marks", "_tanks", "weights")

    def __init__(self, env: Environment, tanks: Sequence[Tank], weights: Sequence[float]) -> None:
        self._env = env
        self._tanks = tuple(tanks)
        self.weights = tuple(weights)
        """What a unit in each tank adds to the reading."""
        self._marks: list[GaugeMark] = []
        self._alarm = Alarm(env, self.look)

    @property
    def reading(self) -> float:
        """The reading now."""
        return math.fsum(weight * tank.level for weight, tank in zip(self.weights, self._tanks, strict=True))

    @property
    def rate(self) -> float:
        """How fast it changes [1/h]."""
        return math.fsum(weight * tank.net_rate for weight, tank in zip(self.weights, self._tanks, strict=True))

    def watch(self, low: float, high: float, on_low: Callable[[], None], on_high: Callable[[], None]) -> GaugeMark:
        """Watch a pair of readings; a reading between them counts as high. Nobody is called for where it starts.

        Raises:
            ValueError: Not low < high.
        """
        if not low < high:
            raise ValueError(f"a mark needs low < high, not {low} and {high}")
        mark = GaugeMark(low, high, self.reading <= low, on_low, on_high)
        self._marks.append(mark)
        self._plan(self.reading)
        return mark

    def look(self) -> None:
        """See which marks the reading has crossed, tell of them, and set out for the next."""
        reading = self.reading
        for mark in self._marks:
            if mark.turned(reading):
                mark.is_low = not mark.is_low
                (mark.on_low if mark.is_low else mark.on_high)()
        self._plan(reading)

    def _plan(self, reading: float) -> None:
        rate, due = self.rate, math.inf
        for mark in self._marks:
            if mark.is_low == (rate > 0.0) and rate != 0.0:
                due = min(due, (mark.next - reading) / rate)
        self._alarm.set(self._env.now + max(0.0, due))
