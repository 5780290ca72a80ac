"""Power buses: what the state of charge decides, to the exact time."""

import math
import random

import pytest

from sim.engine import Environment, Load, LoadClass, PowerBus, Storage
from tests.engine.parts import at, make_bus, make_storage


@pytest.mark.parametrize(("hours", "expected"), [(72.0, 947.4), (120.0, 1578.9), (354.0, 4657.9)])
def test_the_battery_that_a_night_needs_carries_it_and_one_a_hundredth_smaller_does_not(
    hours: float, expected: float
) -> None:
    """E = P t / (depth of discharge x discharge efficiency), here 10 kW, 0.8 and 0.95."""
    capacity = 10.0 * hours / (0.8 * 0.95)
    assert capacity == pytest.approx(expected, rel=1e-3)

    def night(capacity: float) -> tuple[float, Load, PowerBus]:
        env = Environment()
        bus = make_bus(env)
        emptied: list[float] = []
        battery = Storage(
            env,
            "battery",
            capacity=capacity,
            level=capacity,
            charge_power=50.0,
            discharge_power=50.0,
            charge_efficiency=0.95,
            discharge_efficiency=0.95,
            floor=0.2 * capacity,
            resume=0.3 * capacity,
            on_exhausted=lambda exhausted: emptied.append(env.now if exhausted else math.nan),
        )
        bus.add_storage(battery)
        load = bus.add_load("base", "critical")
        load.request(10.0)
        env.run(until=1.5 * hours)
        assert len(emptied) == 1
        assert battery.level == pytest.approx(0.2 * capacity, abs=0.0)
        return emptied[0], load, bus

    emptied, load, bus = night(capacity)
    # The flow out of the battery lies on a grid of 2.3e-10 kW.
    assert emptied == pytest.approx(hours, rel=1e-9)
    assert load.energy == pytest.approx(10.0 * hours, rel=1e-9)
    assert bus.unserved == 10.0

    emptied, _, _ = night(0.99 * capacity)
    assert emptied == pytest.approx(0.99 * hours, rel=1e-9)


def test_a_class_is_shed_and_restored_at_its_states_of_charge() -> None:
    env = Environment()
    changes: list[tuple[float, bool]] = []
    deferrable = LoadClass(
        "deferrable", shed_below=0.3, restore_above=0.6, on_shed=lambda shed: changes.append((env.now, shed))
    )
    bus = PowerBus(env, [LoadClass("critical"), deferrable])
    battery = make_storage(env)
    bus.add_storage(battery)
    sun = bus.add_source("sun")
    base, extra = bus.add_load("base", "critical"), bus.add_load("extra", "deferrable")
    base.request(1.0)
    extra.request(4.0)
    # 50 kWh fall at 5 kW to 30 kWh, then at 1 kW to 26 kWh; then the sun gives 5 kW: up at 4 kW to 60 kWh, which the
    # deferrable load then takes again in full.
    at(env, 8.0, lambda: sun.set_power(5.0))
    env.run(until=30.0)
    assert changes == [(pytest.approx(4.0), True), (pytest.approx(8.0 + 34.0 / 4.0), False)]
    assert battery.level == pytest.approx(60.0)
    assert bus.unserved == 0.0
    assert extra.energy == pytest.approx(4.0 * (4.0 + 30.0 - 16.5))


def test_a_shed_class_does_not_chatter_though_its_load_turns_the_battery() -> None:
    """With the load the battery falls, without it rises: a cycle between the two thresholds, with few events."""
    env = Environment()
    changes: list[float] = []
    extra_class = LoadClass("extra", shed_below=0.4, restore_above=0.5, on_shed=lambda _shed: changes.append(env.now))
    bus = PowerBus(env, [extra_class])
    bus.add_storage(make_storage(env))
    bus.add_source("sun").set_power(1.0)
    bus.add_load("extra", "extra").request(3.0)
    env.run(until=1496.0)
    # 10 kWh down at 2 kW, 10 kWh up at 1 kW.
    assert changes == pytest.approx([5.0 + 15.0 * (i // 2) + 10.0 * (i % 2) for i in range(199)])
    assert env.scheduled_events < 6 * len(changes)


def test_an_emptied_storage_gives_nothing_until_its_resume_level() -> None:
    env = Environment()
    bus = make_bus(env)
    battery = make_storage(env, level=20.0, floor=10.0, resume=30.0)
    bus.add_storage(battery)
    sun = bus.add_source("sun")
    load = bus.add_load("load", "critical")
    load.request(5.0)
    told: list[tuple[float, float]] = []
    bus.on_solved = lambda *_: told.append((env.now, load.granted))
    # Empty at 2 h. From 3 h on 4 kW are not enough for the load and charge the battery up to 30 kWh at 8 h; then it
    # gives the missing 1 kW until it is empty again, 20 h later.
    at(env, 3.0, lambda: sun.set_power(4.0))
    env.run(until=31.0)
    assert told == [(0.0, 5.0), (2.0, 0.0), (3.0, 0.0), (8.0, 5.0), (28.0, 0.0)]
    assert battery.exhausted
    assert battery.level == 10.0 + 3.0 * 4.0


def test_a_class_shed_by_charge_is_served_again_when_the_last_storage_has_gone() -> None:
    env = Environment()
    bus = make_bus(env, deferrable=(0.5, 0.9))
    battery = make_storage(env, level=40.0)
    bus.add_storage(battery)
    bus.add_source("sun").set_power(2.0)
    load = bus.add_load("load", "deferrable")
    load.request(2.0)
    at(env, 3.0, lambda: bus.remove_storage(battery))
    env.run(until=4.0)
    assert load.granted == 2.0
    assert load.energy == 2.0
    assert math.isnan(bus.state_of_charge)
    assert battery.level == 46.0


def test_a_storage_that_comes_at_the_instant_of_shedding_is_counted() -> None:
    env = Environment()
    bus = make_bus(env, deferrable=(0.25, 0.9))
    bus.add_storage(make_storage(env))
    load = bus.add_load("load", "deferrable")
    load.request(5.0)
    late = make_storage(env, "late", level=100.0)
    at(env, 5.0, lambda: bus.add_storage(late))
    env.run(until=6.0)
    # 25 of 100 kWh at 5 h, but 125 of 200 from that instant on.
    assert load.granted == 5.0
    assert bus.state_of_charge == pytest.approx(120.0 / 200.0)


CAPACITIES = [100.0 + 0.1 * i for i in range(40)]


@pytest.mark.parametrize("capacity", CAPACITIES)
def test_classes_with_one_threshold_are_shed_and_restored_together(capacity: float) -> None:
    env = Environment()
    changes: list[tuple[float, str, bool]] = []
    bus = PowerBus(
        env,
        [
            LoadClass(
                name,
                shed_below=0.3,
                restore_above=0.6,
                on_shed=lambda shed, name=name: changes.append((env.now, name, shed)),
            )
            for name in "ab"
        ],
    )
    bus.add_storage(make_storage(env, capacity=capacity, level=0.9 * capacity, floor=0.0))
    bus.add_source("sun").set_power(1.0)
    bus.add_load("first", "a").request(1.5)
    bus.add_load("second", "b").request(0.7)
    # 0.6 of the capacity down at 1.2 kW, then 0.3 up at 1 kW.
    down, up = 0.6 * capacity / 1.2, 0.3 * capacity
    env.run(until=down + up + 1.0)
    assert changes == [
        (pytest.approx(time, abs=1e-6), name, shed)
        for time, shed in ((down, True), (down + up, False))
        for name in "ab"
    ]


@pytest.mark.parametrize("share", [0.05, 0.1, 0.2, 0.3, 0.4])
def test_a_class_that_is_shed_where_the_battery_is_empty_is_shed_and_the_battery_is_empty(share: float) -> None:
    """1 - 0.7 is 0.30000000000000004 and 1 - 0.9 is 0.09999999999999998: the floor lies beside the threshold.

    Whichever is seen first, shedding makes the battery rise: the other must not be missed.
    """
    dice = random.Random(3)
    for _ in range(300):
        capacity, start, power = dice.uniform(10.0, 2000.0), dice.uniform(0.5, 1.0), dice.uniform(1.0, 5.0)
        efficiency = dice.choice([1.0, 0.975, 0.9, 0.333])
        env = Environment()
        told: list[str] = []
        extra = LoadClass(
            "extra",
            shed_below=share,
            restore_above=0.7,
            on_shed=lambda shed, told=told: told.append(f"shed {shed}"),
        )
        bus = PowerBus(env, [LoadClass("base"), extra])
        battery = Storage(
            env,
            "battery",
            capacity=capacity,
            level=start * capacity,
            charge_power=100.0,
            discharge_power=100.0,
            charge_efficiency=efficiency,
            discharge_efficiency=efficiency,
            floor=(1.0 - (1.0 - share)) * capacity,
            resume=0.6 * capacity,
            on_exhausted=lambda empty, told=told: told.append(f"empty {empty}"),
        )
        bus.add_storage(battery)
        bus.add_source("sun").set_power(1.5 * power)
        bus.add_load("base", "base").request(power)
        bus.add_load("extra", "extra").request(power)
        env.run(until=(start - share) * capacity * efficiency / (0.5 * power) + 1e-3)
        assert sorted(told) == ["empty True", "shed True"]
        assert battery.exhausted


def test_a_class_is_restored_when_all_of_several_batteries_are_full() -> None:
    """Of three thirds the sum may miss the whole by a digit."""
    for third in CAPACITIES:
        env = Environment()
        bus = make_bus(env, deferrable=(0.5, 1.0))
        for name in "abc":
            bus.add_storage(make_storage(env, name, capacity=third / 3, level=third / 7, resume=0.1 * third))
        bus.add_source("sun").set_power(5.0)
        load = bus.add_load("load", "deferrable")
        load.request(4.0)
        env.run(until=10.0)
        assert load.granted == 0.0
        env.run(until=15.0)
        assert load.granted == 4.0


@pytest.mark.parametrize(("joins_with", "granted"), [(80.0, 0.0), (90.0 - 1e-3, 0.0), (90.0, 5.0), (90.2, 5.0)])
def test_a_class_is_restored_by_a_storage_that_lifts_the_charge_just_to_its_threshold(
    joins_with: float, granted: float
) -> None:
    env = Environment()
    bus = make_bus(env, deferrable=(0.25, 0.5))
    bus.add_storage(make_storage(env, level=10.0, resume=20.0))
    load = bus.add_load("load", "deferrable")
    load.request(5.0)
    late = make_storage(env, "late", level=joins_with)
    at(env, 5.0, lambda: bus.add_storage(late))
    env.run(until=5.5)
    assert load.granted == granted


def test_a_battery_that_arrives_at_its_floor_is_empty_from_the_start() -> None:
    for depth in (0.55, 0.7, 0.9, 0.95):
        for capacity in CAPACITIES:
            levels = {"level": round(1.0 - depth, 2) * capacity, "floor": (1.0 - depth) * capacity}
            battery = make_storage(Environment(), capacity=capacity, resume=0.6 * capacity, **levels)
            assert battery.exhausted
