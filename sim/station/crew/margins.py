"""Margins: for how long what is in store would last those who are there, if nothing were won back."""

from __future__ import annotations

import math
from functools import partial

from sim.scenario.schema.crew_people import MARGIN, VITAL
from sim.station.base import Base
from sim.station.crew.needs import Needs
from sim.station.crew.people import People
from sim.station.resources.system import Resources


class Margins:
    """Days that oxygen, water and food in store last.

    A margin is a straight line between the moments at which a flow or the number of people changes, so that its least
    value is at one of them.

    Args:
        base: The base.
        resources: Its stores.
        people: Who is there.
        needs: What they need.
    """

    def __init__(self, base: Base, resources: Resources, people: People, needs: Needs) -> None:
        self._env = base.env
        self._people = people
        self._needs = needs
        stocks = {name: resources.stock(name) for name in VITAL}
        self._tanks = {name: stock.tank for name, stock in stocks.items() if stock is not None}
        self._recorders = {name: base.recorder(MARGIN + name, "d", "linear") for name in self._tanks}
        self._count = 0
        self.lowest: dict[str, float] = {}
        """Least margin of each while anybody was there [h]."""
        for name, tank in self._tanks.items():
            self._recorders[name].record(0.0, 0.0)  # before anything flows
            tank.listen(partial(self._at_point, name))
        people.when_population_changes(self._population_changed)

    def close(self) -> None:
        """Record them as they are at the end."""
        for name, tank in self._tanks.items():
            self._note(name, tank.level)

    def _at_point(self, name: str, point: tuple[float, float]) -> None:
        self._note(name, point[1])

    def _days(self, name: str, level: float) -> float:
        use = self._needs.use(name) * self._count
        return level / use / 24.0 if use > 0.0 else 0.0

    def _population_changed(self) -> None:
        for name, tank in self._tanks.items():
            self._note(name, tank.level)
        self._count = len(self._people.present)
        for name, tank in self._tanks.items():
            self._note(name, tank.level)

    def _note(self, name: str, level: float) -> None:
        days = self._days(name, level) if self._count else 0.0
        self._recorders[name].record(self._env.now, days)
        if self._count and 24.0 * days < self.lowest.get(name, math.inf):
            self.lowest[name] = 24.0 * days
