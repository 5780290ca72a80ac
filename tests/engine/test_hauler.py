"""Haulers: they carry all that they take, keep to their battery, and are lost nowhere."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine import Depot, Environment, Hauler, Leg, Route, Tank

ROUTE = Route(
    payload=200.0,
    distance=6.0,
    speed=3.0,
    empty=0.5,
    loaded=1.0,
    heat=0.5,
    loading=1.0,
    unloading=0.5,
    reserve=1.0,
)
"""Lengths here are in km. Drives 2 h either way; a round trip takes 3 kWh empty, 6 kWh loaded and 2.5 kWh of heat."""


class Driver:
    """Lets a hauler work while nothing keeps it, and charges it at its charger."""

    def __init__(
        self,
        env: Environment,
        source: Depot,
        target: Tank,
        route: Route = ROUTE,
        capacity: float = 15.0,
        name: str = "rover",
    ) -> None:
        self.power, self.link, self.works = 3.0, True, False
        self.drained: list[float] = []
        self.docks: list[tuple[float, bool]] = []
        self.hauler = Hauler(
            env,
            name,
            source,
            target,
            route,
            capacity,
            on_change=self.look,
            on_dock=self._dock,
            on_drained=lambda: self.drained.append(env.now),
        )
        self._env = env
        self.hauler.begin()
        self.look()

    def look(self) -> None:
        """Start or stop it."""
        hauler = self.hauler
        works = self.link and not (hauler.starved or hauler.blocked or hauler.charging)
        if works != self.works:
            self.works = works
            (hauler.start if works else hauler.stop)()

    def connect(self, link: bool) -> None:
        """Have a link, or none."""
        self.link = link
        self.look()

    def _dock(self, docked: bool) -> None:
        self.docks.append((self._env.now, docked))
        if docked:
            self.hauler.charge(self.power)


def _at(env: Environment, time: float, what: object) -> None:
    def process():  # type: ignore[no-untyped-def]
        yield env.timeout(time - env.now)
        what()  # type: ignore[operator]

    env.process(process())


def test_trips_are_as_long_as_way_loading_unloading_and_charging() -> None:
    """Of 24 h: 2 out, 1 loading, 2 back, then 11.5 kWh from 3 kW, in which it unloads: 8.833 h a trip."""
    env = Environment()
    source, target = Tank(env, "ice", 1e5, 1e5), Tank(env, "rim", 1e5)
    driver = Driver(env, Depot(source), target)
    trip = 2 + 1 + 2 + 11.5 / 3
    env.run(until=10 * trip - 1e-6)
    assert driver.hauler.trips == 10
    assert target.level == pytest.approx(2000.0)
    assert driver.hauler.route.trip == pytest.approx(11.5)
    assert driver.hauler.driven_energy == pytest.approx(90.0)
    assert driver.hauler.heat_energy == pytest.approx(25.0)
    assert driver.hauler.charged_energy == pytest.approx(115.0, rel=1e-6)
    departures = [time for time, docked in driver.docks if not docked]
    assert departures == pytest.approx([trip * number for number in range(10)])


def test_it_leaves_only_for_a_payload_that_is_there_beside_what_is_promised() -> None:
    env = Environment()
    source, target = Tank(env, "ice", 1000.0, 350.0), Tank(env, "rim", 1e5)
    depot = Depot(source)
    first, second = Driver(env, depot, target), Driver(env, depot, target, name="second")
    assert (first.hauler.leg, second.hauler.leg) == (Leg.OUT, Leg.HOME)
    assert second.hauler.starved
    source.flow("digs").set(25.0)
    env.run(until=2.0)
    assert second.hauler.starved
    env.run(until=2.1)
    assert second.hauler.leg is Leg.OUT


def test_it_waits_for_a_payload_that_others_took_and_turns_back_in_time() -> None:
    env = Environment()
    source, target = Tank(env, "ice", 1000.0, 200.0), Tank(env, "rim", 1e5)
    driver = Driver(env, Depot(source), target)
    env.run(until=1.0)
    source.take(150.0)
    env.run(until=4.0)
    assert driver.hauler.cargo.level == 50.0
    assert driver.hauler.starved
    # 11 kWh on arrival, of which the way back, as with a payload, takes 7 and 1 is kept: 3 kWh of heat are 6 h.
    env.run(until=8.0 - 1e-6)
    assert driver.hauler.leg is Leg.FAR
    env.run(until=8.1)
    assert driver.hauler.leg is Leg.BACK
    env.run(until=12.0)
    assert target.level == pytest.approx(50.0)
    assert not driver.drained


def test_without_a_link_its_heat_drains_it_where_it_stands_until_it_is_towed() -> None:
    env = Environment()
    source, target = Tank(env, "ice", 1000.0, 400.0), Tank(env, "rim", 1e5)
    driver = Driver(env, Depot(source), target)
    _at(env, 4.0, lambda: driver.connect(False))
    # 15 - 3 - 1.5 = 10.5 kWh after way and loading; an hour of way back takes 3.5; 7 kWh of heat are 14 h.
    env.run(until=18.1)
    assert driver.drained == [pytest.approx(18.0)]
    assert driver.hauler.from_home == pytest.approx(3.0)
    assert driver.hauler.cargo.level == 200.0
    driver.connect(True)
    env.run(until=30.0)
    assert driver.hauler.from_home == pytest.approx(3.0)
    driver.hauler.tow_home()
    env.run(until=31.0)
    assert target.level == pytest.approx(200.0)
    assert driver.hauler.charging


def test_who_brings_loads_at_its_charger() -> None:
    env = Environment()
    source, target = Tank(env, "rim", 1000.0, 450.0), Tank(env, "crater", 300.0)
    route = Route(200.0, 6.0, 3.0, 0.5, 1.0, 0.5, 1.0, 0.5, 1.0, fetches=False)
    driver = Driver(env, Depot(source), target, route, 20.0)
    assert route.trip == pytest.approx(14.25)
    env.run(until=100.0)
    # The second payload finds room for half of it and comes home with the rest, which is topped up to go again.
    assert target.level == 300.0
    assert driver.hauler.cargo.level == pytest.approx(100.0)
    assert source.level + target.level + driver.hauler.cargo.level == pytest.approx(450.0)
    assert not driver.drained


def test_a_tank_smaller_than_a_payload_is_refused() -> None:
    env = Environment()
    with pytest.raises(ValueError, match="holds less than its payload of 200"):
        Hauler(env, "rover", Depot(Tank(env, "ice", 100.0)), Tank(env, "rim", 1e3), ROUTE, 10.0)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(0.05, 20), st.sampled_from(["link", "no link", "take", "put", "use", "tow"])), max_size=60
    ),
    st.integers(1, 3),
    st.booleans(),
    st.floats(9.0, 25.0),
    st.floats(50.0, 500.0),
)
def test_whatever_happens_nothing_is_lost(
    moments: list[tuple[float, str]], number: int, fetches: bool, battery: float, start: float
) -> None:
    """What is in the tanks and under way is what was put in less what was taken; a battery holds what it was given."""
    env = Environment()
    source, target = Tank(env, "ice", 600.0, start), Tank(env, "rim", 700.0)
    route = Route(200.0, 6.0, 3.0, 0.5, 1.0, 0.5, 1.0, 0.5, 1.0, fetches)
    depot = Depot(source)
    drivers = [Driver(env, depot, target, route, battery, f"rover-{index}") for index in range(number)]
    total = start
    for wait, what in moments:
        env.run(until=env.now + wait)
        if what in ("link", "no link"):
            for driver in drivers:
                driver.connect(what == "link")
        elif what == "take":
            part = source.level / 2
            source.take(part)
            total -= part
        elif what == "put":
            part = source.room / 3
            source.put(part)
            total += part
        elif what == "use":
            part = target.level / 2
            target.take(part)
            total -= part
        else:
            drivers[0].hauler.tow_home()
        held = math.fsum([source.level, target.level, *(driver.hauler.cargo.level for driver in drivers)])
        assert held == pytest.approx(total, rel=1e-9, abs=1e-9)
        for driver in drivers:
            hauler = driver.hauler
            spent = hauler.driven_energy + hauler.heat_energy
            assert hauler.battery.level == pytest.approx(battery + hauler.charged_energy - spent, rel=1e-9, abs=1e-9)
            assert hauler.docked or hauler.battery.level > 0 or driver.drained
