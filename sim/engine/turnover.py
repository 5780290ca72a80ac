"""Turnovers: what takes and gives at fixed proportions and cannot be stopped, such as a body."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from sim.engine.clock import Environment
from sim.engine.process import Line, Stream


class Turnover:
    """Takes and gives at fixed proportions for a number of units, whatever the tanks hold.

    What a tank does not have any more comes from outside, such as from a body's own reserve, until the tank holds
    something again; what finds no room is let go. Both are booked as such.

    Args:
        env: The environment, time in h.
        name: Its name; its flows bear it.
        takes: What a unit takes.
        gives: What a unit gives.
        most: How many units there may be at a time: what they take in an hour must be there before they take again.
        on_change: Called when something that it takes is out, or there again.
    """

    __slots__ = ("_on_change", "_units", "gives", "missing", "name", "takes")

    def __init__(
        self,
        env: Environment,
        name: str,
        takes: Sequence[Stream],
        gives: Sequence[Stream],
        *,
        most: int = 1,
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        self.name = name
        self.takes = tuple(Line(env, name, stream, -1) for stream in takes)
        self.gives = tuple(Line(env, name, stream, 1) for stream in gives)
        self.missing: dict[str, float] = {}
        """What it takes and does not find in its tank, with since when [h]."""
        self._on_change = on_change
        self._units = 0
        for line in self.takes:
            self._watch(env, line, most, empty=True)
        for line in self.gives:
            self._watch(env, line, most, empty=False)

    @property
    def units(self) -> int:
        """How many units there are now."""
        return self._units

    def run(self, units: int) -> None:
        """Let so many units take and give from now on."""
        if units != self._units:
            self._units = units
            for line in (*self.takes, *self.gives):
                line.run(units)

    def _watch(self, env: Environment, line: Line, most: int, *, empty: bool) -> None:
        tank = line.stream.tank
        if tank is None or line.rate == 0.0:
            return
        band = min(most * line.rate, tank.capacity / 2.0)
        name = line.stream.name

        def out() -> None:
            self.missing[name] = env.now
            line.pass_by(True)
            self._on_change()

        def back() -> None:
            self.missing.pop(name, None)
            line.pass_by(False)
            self._on_change()

        if empty:
            made = tank.band(0.0, band, on_low=out, on_high=back)
            if made.is_low:
                out()
            return
        full = partial(line.pass_by, True)
        made = tank.band(
            tank.capacity - band,
            tank.capacity,
            on_low=partial(line.pass_by, False),
            on_high=full,
            starts_low=True,
        )
        if not made.is_low:
            full()
