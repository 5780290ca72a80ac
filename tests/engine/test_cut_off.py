"""What is cut off gives nothing until every cut is mended, and then what it would have given."""

from __future__ import annotations

import pytest

from sim.engine import Environment, Process, Stream, Tank
from tests.engine.parts import at, make_bus, make_storage


def test_a_source_that_is_cut_off_offers_nothing_and_then_what_it_was_set_to_meanwhile() -> None:
    env = Environment()
    bus = make_bus(env)
    source = bus.add_source("sun")
    told: list[tuple[float, float]] = []
    source.on_cut = lambda: told.append((env.now, source.power))
    source.set_power(5.0)
    at(env, 1.0, lambda: source.cut(True))
    at(env, 2.0, lambda: source.set_power(7.0))
    at(env, 3.0, lambda: source.cut(True))
    at(env, 4.0, lambda: source.cut(False))
    at(env, 6.0, lambda: source.cut(False))
    env.run(until=2.5)
    assert source.cut_off
    assert (source.power, bus.supply, source.since) == (0.0, 0.0, 1.0)
    env.run(until=8.0)
    assert not source.cut_off
    assert source.energy == pytest.approx(5.0 + 2.0 * 7.0)
    assert told == [(1.0, 0.0), (3.0, 0.0), (4.0, 0.0), (6.0, 7.0)]


def test_a_bus_that_is_cut_off_feeds_no_load_and_keeps_what_is_stored() -> None:
    env = Environment()
    bus = make_bus(env)
    source, storage = bus.add_source("sun"), make_storage(env)
    bus.add_storage(storage)
    source.set_power(2.0)
    load = bus.add_load("core", "survival")
    load.request(3.0)
    at(env, 10.0, lambda: bus.cut(True))
    at(env, 20.0, lambda: source.set_power(4.0))
    at(env, 30.0, lambda: bus.cut(False))
    env.run(until=15.0)
    assert bus.cut_off
    assert (load.granted, bus.to_storage, storage.level) == (0.0, 0.0, 40.0)
    env.run(until=40.0)
    assert not bus.cut_off
    # Ten hours at a deficit of 1 kW, twenty without anything, ten at a surplus of 1 kW.
    assert storage.level == pytest.approx(50.0)
    assert load.energy == pytest.approx(60.0)


def test_a_full_storage_does_not_hide_the_cut() -> None:
    env = Environment()
    bus = make_bus(env)
    storage = make_storage(env, level=100.0)
    bus.add_storage(storage)
    bus.add_source("sun").set_power(9.0)
    load = bus.add_load("core", "critical")
    load.request(3.0)
    at(env, 1.0, lambda: bus.cut(True))
    env.run(until=2.0)
    assert (load.granted, storage.level, bus.curtailed) == (0.0, 100.0, 0.0)


def test_a_process_knows_since_when_something_is_out_or_full() -> None:
    env = Environment()
    ore, fuel, metal = Tank(env, "ore", 10.0, 6.0), Tank(env, "fuel", 10.0, 4.0), Tank(env, "metal", 10.0, 3.0)
    takes = [Stream("ore", 2.0, ore), Stream("fuel", 2.0, fuel)]
    mill = Process(env, "mill", takes, [Stream("metal", 1.0, metal)], on_change=lambda: mill.run(-mill.running))
    mill.run(1)
    env.run(until=2.5)
    assert mill.missing == {"fuel": 2.0}
    fuel.put(2.0)
    assert mill.missing == {}
    metal.put(metal.room)
    assert mill.full == {"metal": 2.5}
    assert mill.blocked
    metal.take(1.0)
    assert not mill.full
