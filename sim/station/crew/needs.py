"""What people take and give: flows from and to stores and cabin, by what each of them does."""

from __future__ import annotations

from collections.abc import Callable

from sim.engine import Stream, Turnover
from sim.scenario.schema.crew import Crew
from sim.scenario.schema.crew_habitats import CABIN
from sim.scenario.schema.crew_people import Need
from sim.station.base import Base
from sim.station.crew.people import AVERAGE, OUTSIDE, People
from sim.station.resources.system import Resources

_WATT = 1e-3
"""Needs that go with what people do are counted by the watt of their metabolic heat [kW]."""


class _Served:
    """A need inside, from cabin and stores; and outside, through a suit, where it goes with what people do."""

    def __init__(self, inside: Turnover, outside: Turnover | None) -> None:
        self.inside = inside
        self.outside = outside


class Needs:
    """The needs of all who are there.

    Inside people breathe the air of the cabin; outside a suit gives oxygen of the store, and what they breathe out is
    let go. Who lives on what a lander brought takes and gives nothing here. What is not there any more is taken from
    the body: that is told to whoever asks.

    Args:
        base: The base.
        table: What the scenario says.
        resources: The stores.
        people: Who is there.
    """

    def __init__(self, base: Base, table: Crew, resources: Resources, people: People) -> None:
        self._people = people
        self._mean = max(1, round(float(table.metabolic_rate) / _WATT))
        self._watts = {name: round(float(one.power) / _WATT) for name, one in table.activities.items()}
        self._watts[AVERAGE] = self._mean
        self._on_missing: list[Callable[[], None]] = []
        self._served: list[_Served] = []
        self.users: list[str] = []
        """Names of the flows of people in the books of the stores."""
        self._use: dict[str, float] = {}
        most = max(1, table.berths())
        for name in sorted(table.needs_of_people):
            need = table.needs_of_people[name]
            self._served.append(self._serve(base, resources, name, need, most))
        people.when_changes(self.update)

    def when_missing(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` where something that people need is out, or there again."""
        self._on_missing.append(callback)

    @property
    def missing(self) -> dict[str, float]:
        """What people who are there take from their bodies, with since when [h]."""
        found: dict[str, float] = {}
        for one in self._served:
            for name, since in one.inside.missing.items():
                found[name] = min(since, found.get(name, since))
        return found

    def use(self, commodity: str) -> float:
        """What a person takes of a commodity on the mean of a day [kg/h]; oxygen is that of the cabin too."""
        return self._use.get(commodity, 0.0)

    def update(self) -> None:
        """Take account of who is there and does what."""
        inside = [one for one in self._people.present if one.inside]
        outside = [one for one in self._people.present if one.place == OUTSIDE and not one.sealed]
        for served in self._served:
            if served.outside is None:
                served.inside.run(len(inside) + len(outside))
            else:
                served.inside.run(sum(self._watts[one.activity] for one in inside))
                served.outside.run(sum(self._watts[one.activity] for one in outside))

    def _serve(self, base: Base, resources: Resources, name: str, need: Need, most: int) -> _Served:
        table = base.tables.resources
        assert table is not None  # crew needs resources
        taken, given = table.amounts(need)
        by_heat = need.with_activity
        rate = float(need.rate) / (self._mean if by_heat else 1)
        for key, amount in taken.items():
            commodity = CABIN.get(key, key)
            self._use[commodity] = self._use.get(commodity, 0.0) + amount * float(need.rate)
        units = most * max(self._watts.values()) if by_heat else most

        def tell() -> None:
            for callback in self._on_missing:
                callback()

        inside = Turnover(
            base.env,
            f"crew-{name}",
            [resources.stream(key, amount * rate) for key, amount in sorted(taken.items())],
            [resources.stream(key, amount * rate) for key, amount in sorted(given.items())],
            most=units,
            on_change=tell,
        )
        resources.users[inside.name] = inside
        self.users.append(inside.name)
        if not by_heat:
            return _Served(inside, None)
        outside = Turnover(
            base.env,
            f"crew-{name}-outside",
            [resources.stream(CABIN.get(key, key), amount * rate) for key, amount in sorted(taken.items())],
            [
                # What a suit holds back comes in with it.
                Stream(CABIN[key], amount * rate, None, vents=True)
                if key in CABIN
                else resources.stream(key, amount * rate)
                for key, amount in sorted(given.items())
            ],
            most=units,
        )
        resources.users[outside.name] = outside
        self.users.append(outside.name)
        return _Served(inside, outside)
