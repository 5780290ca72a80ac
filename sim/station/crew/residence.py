"""Residence: how long people have been at a base without a break, and what they lived on over the last year."""

from __future__ import annotations

import math
from collections import deque

from sim.engine import Alarm
from sim.scenario.schema.crew_people import OWN_YEAR, OWNED
from sim.station.base import Base
from sim.station.crew.people import People
from sim.station.resources.system import Resources

RESIDENCE = "crew.residence"
"""Name of the history of days in a row, which is kept where a goal asks for it."""
_DAY = 24.0
_YEAR = 365
"""Days over which it is looked what people lived on."""


class Residence:
    """Days in a row with somebody at the base; 0 while nobody is.

    Args:
        base: The base.
        people: Who is there.
    """

    def __init__(self, base: Base, people: People) -> None:
        self._env = base.env
        self._people = people
        self._since: float | None = None
        self._recorder = base.recorder(RESIDENCE, "d", "linear")
        self._recorder.record(0.0, 0.0)
        people.when_population_changes(self._changed)

    def close(self) -> None:
        """Record how long it has been until now."""
        if self._since is not None:
            self._recorder.record(self._env.now, (self._env.now - self._since) / _DAY)

    def _changed(self) -> None:
        if self._people.present and self._since is None:
            self._since = self._env.now
            self._recorder.record(self._env.now, 0.0)
        elif not self._people.present and self._since is not None:
            self.close()
            self._since = None
            self._recorder.record(self._env.now, 0.0)


class LastYear:
    """Share of what people, valves and suits took of a commodity over the last year that no supply had to cover.

    It is looked at 00:00 UTC of each day from the first on which anybody is there, and is 0 until a year has gone by
    since then: stores that last for a while are no supply of one's own.

    Args:
        base: The base.
        people: Who is there.
        resources: Its stores.
        name: The commodity.
    """

    def __init__(self, base: Base, people: People, resources: Resources, name: str) -> None:
        self._env = base.env
        self._people = people
        self._resources = resources
        self._name = name
        self._days: deque[tuple[float, float]] = deque(maxlen=_YEAR + 1)
        self._recorder = base.recorder(OWN_YEAR + name, "1")
        self._recorder.record(0.0, 0.0)
        self._alarm = Alarm(base.env, self._look)
        self._alarm.set(0.0)

    def _look(self) -> None:
        if self._days or self._people.present:
            self._days.append(taken_and_supplied(self._resources, self._name))
        if len(self._days) > _YEAR:
            used, supplied = (now - then for now, then in zip(self._days[-1], self._days[0], strict=True))
            share = 1.0 - min(1.0, max(0.0, supplied) / used) if used > 0.0 else 0.0
            self._recorder.record(self._env.now, share)
        self._alarm.set(self._env.now + _DAY)


def taken_and_supplied(resources: Resources, name: str) -> tuple[float, float]:
    """What people, valves and suits took of a commodity so far, and what came of it from elsewhere and is gone [kg]."""
    stock = resources.stock(name)
    used = math.fsum(line.total for one in resources.users.values() for line in one.takes if line.stream.name == name)
    if stock is None:
        return 0.0, 0.0
    return used, stock.tank.start_level + stock.arrived - stock.gone - stock.tank.level


def kept(base: Base, people: People, resources: Resources) -> Residence | None:
    """Keep those of these histories that a goal asks for; that of days in a row, if it is one."""
    for name in OWNED:
        if base.asks(OWN_YEAR + name):
            LastYear(base, people, resources, name)
    return Residence(base, people) if base.asks(RESIDENCE) else None
