"""The temperature of a body that relaxes towards a final one: exact between changes, and when it crosses a mark."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from sim.engine import Alarm, Environment, Recorder

_POINTS = 6
"""Points recorded for each time constant of a curve: straight lines between them miss it by half a percent at most."""
_MOST_POINTS = 60
_NEAR = 1e-9
"""Share of a mark by which a temperature may miss it and has reached it."""


class Warmth:
    """A temperature ``T``: ``dT/dt = (final - T) / time_constant``.

    Args:
        env: The environment, time in h.
        temperature: At the start [K].
        time_constant: Of the body [h].
        recorder: Of the temperature above ``zero`` [K]; linear.
        zero: What the recorded temperature is above [K].
    """

    def __init__(
        self, env: Environment, temperature: float, time_constant: float, recorder: Recorder, zero: float
    ) -> None:
        self._env = env
        self._time_constant = time_constant
        self._recorder = recorder
        self._zero = zero
        self._since = env.now
        self._start = self._final = temperature
        self._marks: list[tuple[float, Callable[[], None]]] = []
        self._alarm = Alarm(env, self._arrive)
        self._due: tuple[float, Callable[[], None]] | None = None
        recorder.record(env.now, temperature - zero)

    @property
    def now(self) -> float:
        """Temperature now [K]."""
        return self._after(self._env.now - self._since)

    def towards(self, final: float) -> None:
        """Relax towards another temperature [K] from now on."""
        if final != self._final:
            self._keep()
            self._final = final
            self._plan()

    def watch(self, mark: float, callback: Callable[[], None]) -> None:
        """Call ``callback`` whenever the temperature crosses ``mark`` [K], in either direction."""
        self._marks.append((mark, callback))
        self._plan()

    def close(self) -> None:
        """Record the curve until now, at the end of the run."""
        self._keep()

    def _after(self, hours: float) -> float:
        return self._final + (self._start - self._final) * math.exp(-hours / self._time_constant)

    def _keep(self) -> None:
        """Record the curve since the last change, and begin anew from here."""
        now, since = self._env.now, self._since
        span = now - since
        if span > 0.0:
            # Beyond some time constants nothing moves any more.
            bent = min(span, 12.0 * self._time_constant)
            points = min(_MOST_POINTS, 1 + math.ceil(_POINTS * bent / self._time_constant))
            hours = np.linspace(0.0, bent, points + 1)[1:]
            hours = hours if bent == span else np.append(hours, span)
            values = self._final + (self._start - self._final) * np.exp(-hours / self._time_constant)
            times = since + hours
            times[-1] = now
            self._recorder.record_all(times, values - self._zero)
        self._start, self._since = self._after(span), now

    def _plan(self) -> None:
        """Find the first mark on the way."""
        self._due, first = None, math.inf
        now = self.now
        for mark, callback in self._marks:
            ahead, beyond = now - self._final, mark - self._final
            if abs(now - mark) <= _NEAR * mark or ahead * beyond <= 0.0 or abs(beyond) >= abs(ahead):
                continue
            hours = self._time_constant * math.log(ahead / beyond)
            if hours < first:
                first, self._due = hours, (mark, callback)
        self._alarm.set(self._env.now + first)

    def _arrive(self) -> None:
        assert self._due is not None
        mark, callback = self._due
        self._keep()
        self._start = mark
        self._plan()
        callback()
