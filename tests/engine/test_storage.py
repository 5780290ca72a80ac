"""Storages: converters, self-discharge and what holds a full or an empty one."""

import pytest

from sim.engine import Environment, LoadClass, PowerBus, Recorder, Storage, on_grid


def station(**changes: float) -> tuple[Environment, PowerBus, Storage]:
    env = Environment()
    bus = PowerBus(env, [LoadClass("load")])
    values = {
        "capacity": 100.0, "level": 50.0, "charge_power": 20.0, "discharge_power": 20.0, "charge_efficiency": 0.8,
        "discharge_efficiency": 0.5, "floor": 10.0, "resume": 30.0, "self_discharge": 0.0,
    } | changes  # fmt: skip
    storage = Storage(env, "battery", **values)  # type: ignore[arg-type]
    bus.add_storage(storage)
    bus.add_source("sun")
    bus.add_load("load", "load", divisible=True)
    return env, bus, storage


def test_both_converters_take_their_share() -> None:
    env, bus, storage = station()
    bus.sources["sun"].set_power(10.0)
    env.run(until=3.0)
    assert storage.level == pytest.approx(50.0 + 0.8 * 30.0)
    assert storage.charged_energy == 30.0
    assert storage.lost_energy == pytest.approx(6.0)
    bus.sources["sun"].set_power(0.0)
    load = bus._loads[0]
    load.request(4.0)
    env.run(until=5.0)
    assert storage.level == pytest.approx(74.0 - 8.0 / 0.5)
    assert storage.discharged_energy == 8.0
    assert storage.lost_energy == pytest.approx(14.0)


def test_a_full_storage_takes_just_what_it_loses() -> None:
    env, bus, storage = station(level=98.0, self_discharge=0.4)
    bus.sources["sun"].set_power(3.0)
    env.run(until=1.0 + 1e-6)
    assert storage.level == 100.0
    assert bus.charging == pytest.approx(0.5)
    assert bus.curtailed == pytest.approx(2.5)
    env.run(until=50.0)
    assert storage.level == 100.0
    events = env.scheduled_events
    bus.sources["sun"].set_power(0.1)
    env.run(until=51.0)
    assert storage.level == pytest.approx(100.0 - 0.4 + 0.08)
    assert env.scheduled_events < events + 10


def test_self_discharge_goes_on_below_the_floor_and_ends_at_nothing() -> None:
    env, bus, storage = station(level=12.0, self_discharge=0.5)
    env.run(until=4.5)
    assert storage.exhausted
    env.run(until=100.0)
    assert storage.level == 0.0
    assert storage.net_rate == 0.0
    assert storage.lost_energy == pytest.approx(12.0)
    bus.sources["sun"].set_power(0.5)
    env.run(until=110.0)
    assert storage.level == 0.0, "what trickles in is lost at once"
    assert bus.charging == 0.5
    assert storage.lost_energy == pytest.approx(17.0)
    bus.sources["sun"].set_power(5.0)
    env.run(until=120.0)
    assert storage.level == pytest.approx(10.0 * (4.0 - 0.5))
    assert not storage.exhausted


def test_powers_are_limited() -> None:
    env, bus, storage = station(charge_power=2.0, discharge_power=3.0)
    bus.sources["sun"].set_power(10.0)
    env.run(until=1.0)
    assert (bus.charging, bus.curtailed) == (2.0, 8.0)
    bus.sources["sun"].set_power(0.0)
    bus._loads[0].request(10.0)
    env.run(until=2.0)
    assert (bus.discharging, bus.used, bus.unserved) == (3.0, 3.0, 7.0)
    assert storage.discharge_limit == 3.0


def test_a_removed_storage_keeps_its_energy_and_changes_no_more() -> None:
    env, bus, storage = station(self_discharge=0.5)
    bus._loads[0].request(1.0)
    env.run(until=2.0)
    bus.remove_storage(storage)
    level = storage.level
    env.run(until=50.0)
    assert storage.level == level == pytest.approx(50.0 - 2 * 2.5)
    assert bus.unserved == 1.0
    assert bus.capacity == 0.0


def test_the_level_is_recorded_straight_to_the_end() -> None:
    env = Environment()
    bus = PowerBus(env, [LoadClass("load")])
    recorder = Recorder("stored", "kWh", "linear")
    storage = Storage(
        env, "s", capacity=10.0, level=10.0, charge_power=1.0, discharge_power=1.0, charge_efficiency=1.0,
        discharge_efficiency=1.0, floor=0.0, resume=5.0, recorder=recorder,
    )  # fmt: skip
    bus.add_storage(storage)
    bus.add_load("load", "load").request(0.25)
    env.run(until=8.0)
    storage.mark()
    channel = recorder.channel(8.0)
    assert channel.at([0.0, 4.0, 8.0]) == pytest.approx([10.0, 9.0, 8.0])


def test_exhaustion_is_told_with_its_end() -> None:
    env = Environment()
    bus = PowerBus(env, [LoadClass("load")])
    told: list[tuple[float, bool]] = []
    storage = Storage(
        env, "s", capacity=10.0, level=5.0, charge_power=5.0, discharge_power=5.0, charge_efficiency=1.0,
        discharge_efficiency=1.0, floor=1.0, resume=3.0, on_exhausted=lambda empty: told.append((env.now, empty)),
    )  # fmt: skip
    bus.add_storage(storage)
    sun = bus.add_source("sun")
    bus.add_load("load", "load").request(2.0)
    env.run(until=3.0)
    sun.set_power(1.0)
    env.run(until=5.5)
    assert told == [(2.0, True), (5.0, False)]


def test_powers_too_small_for_the_grid_are_nothing() -> None:
    env, bus, storage = station()
    bus.sources["sun"].set_power(1e-12)
    env.run(until=1000.0)
    assert on_grid(1e-12) == 0.0
    assert storage.level == 50.0
