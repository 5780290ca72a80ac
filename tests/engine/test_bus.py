"""Power buses: the rules one by one, on cases whose outcome is known exactly."""

import math

import pytest

from sim.engine import BusError, Environment, Load, LoadClass, PowerBus
from tests.engine.parts import CLASSES, at, make_bus, make_storage


def add_loads(bus: PowerBus, *demands: tuple[str, str, float, bool]) -> dict[str, Load]:
    """Loads (name, class, demand [kW], divisible)."""
    loads = {}
    for name, load_class, demand, divisible in demands:
        loads[name] = bus.add_load(name, load_class, divisible=divisible)
        loads[name].request(demand)
    return loads


def granted(loads: dict[str, Load]) -> dict[str, float]:
    return {name: load.granted for name, load in loads.items()}


def test_loads_are_served_by_class_then_by_name_whatever_the_order_of_their_making() -> None:
    env = Environment()
    bus = make_bus(env)
    loads = add_loads(
        bus,
        ("z", "deferrable", 4.0, False),
        ("b", "operations", 4.0, False),
        ("a", "operations", 4.0, False),
        ("y", "survival", 4.0, False),
    )
    bus.add_source("sun").set_power(9.0)
    env.run(until=1.0)
    assert granted(loads) == {"y": 4.0, "a": 4.0, "b": 0.0, "z": 0.0}


def test_an_indivisible_load_that_does_not_fit_is_skipped_and_a_divisible_one_takes_the_rest() -> None:
    env = Environment()
    bus = make_bus(env)
    loads = add_loads(
        bus,
        ("a", "critical", 3.0, False),
        ("b", "critical", 8.0, False),
        ("c", "critical", 2.0, False),
        ("d", "operations", 5.0, True),
        ("e", "deferrable", 1.0, False),
    )
    bus.add_source("sun").set_power(7.0)
    env.run(until=1.0)
    assert granted(loads) == {"a": 3.0, "b": 0.0, "c": 2.0, "d": 2.0, "e": 0.0}
    assert bus.used == 7.0
    assert bus.unserved == 12.0
    assert not loads["d"].served
    assert loads["c"].served


def test_surplus_charges_the_storages_in_their_order_and_a_deficit_empties_them_in_their_order() -> None:
    env = Environment()
    bus = make_bus(env)
    first = make_storage(env, "z first", charge_power=3.0, discharge_power=2.0)
    second = make_storage(env, "a second", charge_power=4.0, discharge_power=9.0)
    bus.add_storage(first)
    bus.add_storage(second)
    sun = bus.add_source("sun")
    load = bus.add_load("load", "critical")
    load.request(2.0)
    sun.set_power(10.0)
    env.run(until=1.0)
    assert (first.net_rate, second.net_rate, bus.curtailed) == (3.0, 4.0, 1.0)
    sun.set_power(0.0)
    load.request(5.0)
    env.run(until=2.0)
    assert (first.net_rate, second.net_rate, bus.curtailed) == (-2.0, -3.0, 0.0)
    assert bus.curtailed_energy == 1.0


def test_curtailed_energy_is_that_of_the_power_offered_before_a_change() -> None:
    env = Environment()
    bus = make_bus(env)
    sun = bus.add_source("sun")
    sun.set_power(10.0)
    at(env, 10.0, lambda: sun.set_power(0.0))
    at(env, 15.0, lambda: sun.set_power(2.0))
    seen: list[float] = []
    at(env, 10.0, lambda: seen.append(bus.curtailed_energy))
    env.run(until=20.0)
    assert seen == [100.0]
    assert bus.curtailed_energy == sun.energy == 110.0


def test_storages_never_charge_each_other() -> None:
    """One is full, the other empty, there is nothing else: nothing flows."""
    env = Environment()
    bus = make_bus(env)
    full, empty = make_storage(env, "full", level=100.0), make_storage(env, "empty", level=0.0)
    bus.add_storage(full)
    bus.add_storage(empty)
    bus.add_load("load", "critical").request(1.0)
    env.run(until=10.0)
    assert (full.level, empty.level) == (90.0, 0.0)
    assert bus.charging == 0.0


def test_with_enough_power_a_change_touches_the_changed_load_only() -> None:
    env = Environment()
    bus = make_bus(env)
    told: list[str] = []
    loads = [
        bus.add_load(f"{i:03}", CLASSES[i % 4], on_grant=lambda _power, i=i: told.append(f"{i:03}")) for i in range(300)
    ]
    bus.add_source("sun").set_power(1000.0)
    for load in loads:
        load.request(1.0)
    env.run(until=1.0)
    assert len(told) == 300
    granted_by_bus: list[str] = []
    original = Load.grant

    def counted(load: Load, power: float) -> None:
        granted_by_bus.append(load.name)
        original(load, power)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Load, "grant", counted)
        told.clear()
        loads[17].request(2.0)
        loads[203].request(0.0)
        env.run(until=2.0)
    assert told == granted_by_bus == ["017", "203"]


def test_in_shortage_only_loads_that_asked_or_whose_grant_changes_are_told() -> None:
    env = Environment()
    bus = make_bus(env)
    told: list[tuple[str, float]] = []
    loads = {}
    for name in "abcdef":
        loads[name] = bus.add_load(name, "operations", on_grant=lambda power, name=name: told.append((name, power)))
        loads[name].request(2.0)
    sun = bus.add_source("sun")
    sun.set_power(7.0)
    env.run(until=1.0)
    assert told == [("a", 2.0), ("b", 2.0), ("c", 2.0), ("d", 0.0), ("e", 0.0), ("f", 0.0)]
    told.clear()
    loads["b"].request(3.0)
    env.run(until=2.0)
    assert told == [("b", 3.0)]
    told.clear()
    sun.set_power(8.5)
    env.run(until=3.0)
    assert told == []
    loads["c"].request(3.0)
    env.run(until=4.0)
    assert told == [("c", 3.0)]
    told.clear()
    loads["a"].request(1.0)
    env.run(until=5.0)
    assert told == [("a", 1.0)]
    told.clear()
    sun.set_power(100.0)
    env.run(until=6.0)
    assert told == [("d", 2.0), ("e", 2.0), ("f", 2.0)]


def test_changes_of_one_instant_are_solved_once() -> None:
    env = Environment()
    bus = make_bus(env)
    solves: list[float] = []
    bus.on_solved = lambda *_: solves.append(env.now)
    sun = bus.add_source("sun")
    loads = [bus.add_load(str(i), "critical") for i in range(50)]
    for time in (0.0, 1.0, 2.5):
        at(env, time, lambda: (sun.set_power(env.now + 1.0), [load.request(env.now + 0.01) for load in loads]))
    env.run()
    assert solves == [0.0, 1.0, 2.5]


def test_loads_that_answer_each_other_without_end_are_named() -> None:
    """A heater that runs while the radio is off, and a radio that is on while the heater runs."""
    env = Environment()
    bus = make_bus(env)
    bus.add_source("sun").set_power(10.0)
    bystander = bus.add_load("bystander", "deferrable")
    radio = bus.add_load("radio", "operations", on_grant=lambda power: heater.request(1.0 - power))
    heater = bus.add_load("heater", "critical", on_grant=radio.request)
    at(env, 4.0, lambda: (bystander.request(0.5), heater.request(1.0)))
    with pytest.raises(BusError, match=r"more than 100 solves at 4.* h; these answer each other") as caught:
        env.run()
    assert "radio" in str(caught.value)
    assert "heater" in str(caught.value)
    assert "bystander" not in str(caught.value)


def test_few_solves_may_be_allowed_and_the_names_are_still_those_of_the_loop() -> None:
    env = Environment()
    bus = PowerBus(env, [LoadClass("only")], max_solves=5)
    bus.add_source("sun").set_power(10.0)
    calm = [bus.add_load(f"calm {i}", "only") for i in range(3)]
    for time in range(100):
        at(env, time, lambda: [load.request(1.0 + env.now % 2) for load in calm])
    loop = bus.add_load("loop", "only", on_grant=lambda power: loop.request(0.25 - power))
    at(env, 200.0, lambda: loop.request(0.25))
    with pytest.raises(BusError, match=r"more than 5 solves at 200.*: loop$"):
        env.run()


def test_demands_that_change_while_loads_are_told_are_heard_in_the_next_solve() -> None:
    """The first load told wants more for the last: no solve may hand out more than there is."""
    env = Environment()
    bus = make_bus(env)
    seen: list[tuple[float, float]] = []
    bus.on_solved = lambda *_: seen.append((bus.used, bus.curtailed))
    bus.add_source("sun").set_power(5.0)
    bus.add_load("a", "critical", on_grant=lambda _power: last.request(9.0)).request(2.0)
    last = bus.add_load("z", "critical", divisible=True)
    last.request(1.0)
    env.run(until=1.0)
    assert seen == [(3.0, 2.0), (5.0, 0.0)]
    assert last.granted == 3.0


def test_wrong_values_are_refused() -> None:
    env = Environment()
    bus = make_bus(env)
    source, load = bus.add_source("sun"), bus.add_load("load", "critical")
    for wrong in (
        lambda: source.set_power(-1.0),
        lambda: source.set_power(math.nan),
        lambda: source.set_power(math.inf),
        lambda: load.request(-1e-9),
        lambda: load.request(math.nan),
        lambda: bus.add_source("sun"),
        lambda: bus.add_load("load", "survival"),
        lambda: LoadClass("c", shed_below=0.5),
        lambda: LoadClass("c", shed_below=0.5, restore_above=0.5),
        lambda: LoadClass("c", shed_below=0.5, restore_above=0.5 + 1.9e-9),
        lambda: LoadClass("c", shed_below=0.5, restore_above=1.1),
        lambda: make_storage(env, charge_efficiency=0.0),
        lambda: make_storage(env, discharge_efficiency=1.01),
        lambda: make_storage(env, floor=10.0, resume=10.0),
        lambda: make_storage(env, level=101.0),
    ):
        with pytest.raises(ValueError, match=r"must be|exists|needs|belong|not between"):
            wrong()
