"""What people put together outside, one thing after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from sim.engine import Work
from sim.scenario.schema.crew_time import Assembly
from sim.station.base import Base


class Assemblies:
    """Things to put together, the first that can be begun first, then by name; all hands are at one at a time.

    Args:
        base: The base.
        table: What there is to do, by name.
        on_change: Called where one can be begun from then on, and where one is done.
    """

    def __init__(self, base: Base, table: Mapping[str, Assembly], on_change: Callable[[], None]) -> None:
        self._base = base
        self._on_change = on_change
        self._open: list[tuple[str, Work]] = []
        self._people = 0
        self.done = 0
        """How many are done."""
        first = {
            name: 0.0 if one.from_ is None else max(0.0, base.context.hours_of(one.from_))
            for name, one in table.items()
        }
        for name in sorted(table, key=lambda name: (first[name], name)):
            hours = float(table[name].hours)
            if first[name] <= 0.0:
                self._begin(name, hours)
            else:
                base.context.at(first[name], partial(self._begin, name, hours))

    @property
    def waits(self) -> bool:
        """Whether there is anything to do."""
        return bool(self._open)

    def set_people(self, people: int) -> None:
        """Have so many people at it from now on."""
        if people != self._people:
            self._people = people
            if self._open:
                self._open[0][1].set_rate(float(people))

    def _begin(self, name: str, hours: float) -> None:
        self._open.append((name, Work(self._base.env, hours, self._finish)))
        if len(self._open) == 1:
            self._open[0][1].set_rate(float(self._people))
        self._on_change()

    def _finish(self) -> None:
        name, _ = self._open.pop(0)
        self.done += 1
        self._base.log("crew", name, "assembled")
        if self._open:
            self._open[0][1].set_rate(float(self._people))
        self._on_change()
