"""Buses with places beside them, by hand: who draws on what, what cables carry and lose, what charges the storages."""

from __future__ import annotations

import pytest

from sim.engine import Environment, Ledger, LoadClass, StarBus
from tests.engine.parts import CLASSES, at, make_storage


def make_star(env: Environment, cables: dict[str, tuple[float, float]], **classes: dict[str, object]) -> StarBus:
    """A bus with the four classes and a place at the end of each cable, given as (capacity, efficiency)."""
    bus = StarBus(env, [LoadClass(name, **classes.get(name, {})) for name in CLASSES])  # type: ignore[arg-type]
    for name, (capacity, efficiency) in cables.items():
        bus.add_place(name).set_cable(capacity, efficiency)
    return bus


def test_a_load_far_away_takes_what_it_needs_and_what_the_cable_loses() -> None:
    env = Environment()
    bus = make_star(env, {"far": (10.0, 0.8)})
    bus.add_source("pile").set_power(8.0)
    load = bus.add_load("oven", "operations", at="far")
    load.request(4.0)
    env.run(until=10.0)
    place = bus.places["far"]
    assert (load.granted, place.flow, place.lost) == (4.0, 4.0, 1.0)
    assert bus.curtailed == 3.0
    assert (place.sent_energy, place.returned_energy, place.lost_energy) == (50.0, 0.0, 10.0)


def test_a_cable_carries_no_more_than_enters_it() -> None:
    """10 kW enter, 8 leave: a divisible load gets these, one that is not divisible and asks for more gets nothing."""
    env = Environment()
    bus = make_star(env, {"far": (10.0, 0.8)})
    bus.add_source("pile").set_power(100.0)
    whole = bus.add_load("a", "operations", at="far")
    part = bus.add_load("b", "operations", at="far", divisible=True)
    whole.request(9.0)
    part.request(9.0)
    env.run(until=1.0)
    assert (whole.granted, part.granted) == (0.0, 8.0)
    assert bus.curtailed == 90.0
    assert bus.unserved == 10.0


def test_own_sources_come_first_then_the_middle_then_the_others_by_name() -> None:
    env = Environment()
    bus = make_star(env, {"a": (10.0, 1.0), "b": (10.0, 1.0), "c": (10.0, 1.0)})
    for name, place, power in (("sa", "a", 3.0), ("sb", "b", 3.0), ("sc", "c", 3.0), ("hub", None, 3.0)):
        bus.add_source(name, place).set_power(power)
    load = bus.add_load("load", "critical", at="c", divisible=True)
    flows = []
    for demand in (2.0, 5.0, 8.0, 11.0, 14.0):
        at(env, env.now + demand, lambda demand=demand: load.request(demand))
        at(env, env.now + demand + 0.5, lambda: flows.append([bus.places[name].flow for name in "abc"]))
    env.run(until=20.0)
    assert flows == [[0, 0, 0], [0, 0, 2], [-2, 0, 5], [-3, -2, 8], [-3, -3, 9]]
    assert (load.granted, bus.unserved) == (12.0, 2.0)


def test_one_order_holds_for_all_loads_wherever_they_stand() -> None:
    env = Environment()
    bus = make_star(env, {"far": (10.0, 0.5)})
    bus.add_source("pile").set_power(10.0)
    first = bus.add_load("z", "survival", at="far")
    second = bus.add_load("a", "critical")
    third = bus.add_load("b", "critical", at="far")
    for load in (first, second, third):
        load.request(3.0)
    env.run(until=1.0)
    assert [load.granted for load in (first, second, third)] == [3.0, 3.0, 0.0], "6 kW are sent for the first"


def test_who_stands_at_a_source_takes_back_what_was_sent_away() -> None:
    """What a load takes of its own place's sources is not sent out and in again: another place sends in its stead."""
    env = Environment()
    bus = make_star(env, {"a": (4.0, 0.5), "b": (8.0, 0.5)})
    bus.add_source("sa", "a").set_power(4.0)
    bus.add_source("sb", "b").set_power(8.0)
    hub = bus.add_load("hub", "survival")
    here = bus.add_load("here", "critical", at="a", divisible=True)
    hub.request(2.0)
    here.request(4.0)
    env.run(until=1.0)
    assert (hub.granted, here.granted) == (2.0, 4.0)
    assert [bus.places[name].flow for name in "ab"] == [0.0, -4.0]
    assert bus.curtailed == 4.0


def test_sources_elsewhere_spare_the_storage_and_charge_it() -> None:
    env = Environment()
    bus = make_star(env, {"peak": (10.0, 0.9)})
    storage = make_storage(env, charge_power=6.0)
    bus.add_storage(storage)
    source = bus.add_source("array", "peak")
    load = bus.add_load("core", "critical")
    load.request(3.0)
    powers = []
    for time, power in ((1.0, 2.0), (2.0, 5.0), (3.0, 20.0), (4.0, 0.0)):
        at(env, time, lambda power=power: source.set_power(power))
        at(env, time + 0.5, lambda: powers.append((bus.to_storage, bus.places["peak"].flow, bus.curtailed)))
    env.run(until=5.0)
    assert powers == [
        (pytest.approx(-1.2), -2.0, 0.0),
        (pytest.approx(1.5), -5.0, 0.0),
        (6.0, -10.0, 10.0),  # 9 kW arrive: 3 for the load, 6 into the storage
        (-3.0, 0.0, 0.0),
    ]
    assert load.served


def test_no_more_is_sent_than_the_storage_takes() -> None:
    env = Environment()
    bus = make_star(env, {"peak": (10.0, 0.5)})
    bus.add_storage(make_storage(env, charge_power=2.0))
    bus.add_source("pile").set_power(1.0)
    bus.add_source("array", "peak").set_power(20.0)
    env.run(until=1.0)
    assert (bus.to_storage, bus.places["peak"].flow, bus.curtailed) == (2.0, -2.0, 18.0)


def test_a_cable_that_is_cut_leaves_each_side_to_itself() -> None:
    env = Environment()
    bus = make_star(env, {"far": (10.0, 0.8)})
    bus.add_source("pile").set_power(8.0)
    bus.add_source("array", "far").set_power(1.0)
    lamp, oven = bus.add_load("lamp", "critical", at="far"), bus.add_load("oven", "operations", at="far")
    lamp.request(0.5)
    oven.request(3.0)
    at(env, 2.0, lambda: bus.places["far"].set_cable(0.0, 1.0))
    env.run(until=1.0)
    assert (lamp.granted, oven.granted) == (0.5, 3.0)
    env.run(until=3.0)
    assert (lamp.granted, oven.granted, bus.places["far"].flow) == (0.5, 0.0, 0.0)


def test_places_without_a_cable_share_nothing() -> None:
    env = Environment()
    bus = make_star(env, {})
    bus.add_place("island")
    bus.add_source("pile").set_power(8.0)
    load = bus.add_load("lamp", "critical", at="island")
    load.request(1.0)
    env.run(until=1.0)
    assert (load.granted, bus.curtailed) == (0.0, 8.0)


def test_the_last_reserve_is_drawn_on_after_the_other_places() -> None:
    env = Environment()
    bus = make_star(env, {"far": (10.0, 1.0)}, survival={"draws_reserve": True})
    bus.add_storage(make_storage(env, level=20.0, floor=20.0, resume=60.0, reserve=5.0, reserve_resume=10.0))
    bus.add_source("array", "far").set_power(2.0)
    heat = bus.add_load("heat", "survival")
    work = bus.add_load("work", "operations", divisible=True)
    heat.request(3.0)
    work.request(1.0)
    env.run(until=1.0)
    assert (heat.granted, work.granted, bus.to_storage) == (3.0, 0.0, -1.0)


def test_a_shed_class_runs_on_the_light_of_its_place_that_no_cable_can_bring_to_the_storage() -> None:
    """A storage is owed the 2 kW that the cable carries; of 5 kW at the place 3 are left to a load there."""
    env = Environment()
    rule = {"shed_below": 0.6, "restore_above": 0.9, "charging_share": 1.0}
    bus = make_star(env, {"far": (2.0, 1.0)}, operations=rule)
    bus.add_storage(make_storage(env))
    bus.add_source("array", "far").set_power(5.0)
    here = bus.add_load("a", "operations", at="far", divisible=True)
    there = bus.add_load("b", "operations", on_grant=lambda _: None)
    here.request(5.0)
    there.request(1.0)
    env.run(until=1.0)
    assert here.load_class.shed
    assert (here.granted, there.granted, bus.to_storage) == (3.0, 0.0, 2.0)
    assert there.withheld


def test_the_books_close_over_sources_storages_and_cables() -> None:
    env = Environment()
    bus = make_star(env, {"a": (3.3, 0.77), "b": (7.1, 0.913)})
    storage = make_storage(env, charge_efficiency=0.9, discharge_efficiency=0.95, charge_power=4.0, self_discharge=0.1)
    bus.add_storage(storage)
    sources = [bus.add_source("hub"), bus.add_source("sa", "a"), bus.add_source("sb", "b")]
    loads = [bus.add_load(f"load {i}", "operations", at=(None, "a", "b")[i % 3], divisible=i > 2) for i in range(6)]
    for step in range(200):
        at(env, step * 1.37, lambda step=step: sources[step % 3].set_power((step * 7919 % 97) / 11))
        at(env, step * 1.37, lambda step=step: loads[step % 6].request((step * 104729 % 89) / 17))
        if step % 31 == 0:
            at(env, step * 1.37, lambda step=step: bus.places["a"].set_cable(step % 2 * 3.3, 0.77))
    env.run(until=300.0)
    ledger = Ledger("energy", "kWh")
    for source in sources:
        ledger.receive(f"generated.{source.name}", source.energy)
    for load in loads:
        ledger.issue(f"used.{load.name}", load.energy)
    ledger.issue("curtailed", bus.curtailed_energy)
    for place in bus.places.values():
        assert place.lost_energy > 0.0
        assert place.lost_energy == pytest.approx((1 - place.efficiency) * (place.sent_energy + place.returned_energy))
        ledger.issue(f"cable_loss.{place.name}", place.lost_energy)
    ledger.issue("lost", storage.lost_energy)
    ledger.stock("storage", storage.start_level, storage.level)
    balance = ledger.balance()
    assert balance.closes
    assert abs(balance.residual) <= 1e-11 * balance.throughput


@pytest.mark.parametrize(
    ("capacity", "efficiency", "words"),
    [(-1.0, 1.0, "capacity"), (float("inf"), 1.0, "capacity"), (1.0, 0.0, "efficiency"), (1.0, 1.1, "efficiency")],
)
def test_what_no_cable_is(capacity: float, efficiency: float, words: str) -> None:
    place = make_star(Environment(), {}).add_place("far")
    with pytest.raises(ValueError, match=words):
        place.set_cable(capacity, efficiency)
