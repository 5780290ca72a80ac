"""Classes that are shed in the light: what charging is owed comes first, and who goes without knows why."""

from __future__ import annotations

import pytest

from sim.engine import Environment, Load, LoadClass, Machine, PowerBus
from tests.engine.parts import at, make_storage
from tests.engine.test_states import Pump, states


def station(charging_share: float | None, charge_power: float = 20.0) -> tuple[Environment, PowerBus]:
    """100 kWh of which 40 are left, so that work is shed, 10 kW of sun and 2 kW of heat."""
    env = Environment()
    bus = PowerBus(
        env,
        [
            LoadClass("survival", draws_reserve=True),
            LoadClass("work", shed_below=0.5, restore_above=0.7, charging_share=charging_share),
        ],
    )
    bus.add_storage(make_storage(env, level=40.0, charge_power=charge_power, floor=10.0, resume=20.0))
    bus.add_source("sun").set_power(10.0)
    bus.add_load("heat", "survival").request(2.0)
    return env, bus


def work(bus: PowerBus, name: str, power: float, *, divisible: bool = False) -> Load:
    load = bus.add_load(name, "work", divisible=divisible, on_grant=lambda _power: None)
    load.request(power)
    return load


def test_charging_has_its_share_and_shed_work_the_rest() -> None:
    env, bus = station(0.5)
    first, second, third = work(bus, "a", 3.0), work(bus, "b", 2.0), work(bus, "c", 1.0)
    env.run(until=1.0)
    assert (first.granted, second.granted, third.granted) == (3.0, 0.0, 1.0), "8 kW are left, half of them are owed"
    assert bus.charging == 4.0
    assert (first.withheld, second.withheld, third.withheld) == (False, True, False)


def test_without_a_share_shed_work_stands_until_it_is_restored() -> None:
    env, bus = station(None)
    load = work(bus, "a", 3.0)
    env.run(until=1.0)
    assert (load.granted, load.withheld, bus.charging) == (0.0, True, 8.0)
    env.run(until=3.76)
    assert (load.granted, load.withheld) == (3.0, False), "30 kWh at 8 kW are there after 3.75 h"


def test_what_the_batteries_cannot_take_is_not_owed() -> None:
    env, bus = station(1.0, charge_power=1.0)
    load = work(bus, "a", 9.0, divisible=True)
    env.run(until=1.0)
    assert (load.granted, bus.charging, bus.curtailed) == (7.0, 1.0, 0.0)


def test_shed_work_never_draws_on_the_batteries() -> None:
    env, bus = station(0.0)
    load = work(bus, "a", 9.0)
    part = work(bus, "b", 9.0, divisible=True)
    at(env, 1.0, lambda: bus.sources["sun"].set_power(1.0))
    env.run(until=0.5)
    assert (load.granted, part.granted, bus.discharging) == (0.0, 8.0, 0.0)
    assert not load.withheld, "8 kW would not do"
    env.run(until=2.0)
    assert (load.granted, part.granted, bus.discharging) == (0.0, 0.0, 1.0)


def test_a_machine_that_is_withheld_says_so_and_for_want_of_light_lacks_power() -> None:
    env, bus = station(None)
    pump = Machine(env, "pump", states(list(Pump)), load=bus.add_load("pump", "work"), power=3.0)
    pump.clear(Pump.FLOODED)
    at(env, 1.0, lambda: bus.sources["sun"].set_power(4.0))
    at(env, 2.0, lambda: bus.sources["sun"].set_power(6.0))
    env.run(until=100.0)
    unpowered, held_back = pump.time_in(Pump.UNPOWERED), pump.time_in(Pump.HELD_BACK)
    assert unpowered == pytest.approx(1.0)
    assert held_back == pytest.approx(1.0 + (30.0 - 8.0 - 2.0) / 4.0)
    assert pump.time_in(Pump.PUMPING) == pytest.approx(100.0 - unpowered - held_back)
