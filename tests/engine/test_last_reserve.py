"""Classes with floors of their own: who may draw on the last reserve, and what a battery loses by age and depth."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine import Environment, LoadClass, PowerBus, Storage
from tests.engine.parts import at, make_storage


def station(**changes: float) -> tuple[Environment, PowerBus, Storage]:
    """100 kWh, exhausted at 30 and of no use below 5; survival may draw on the last reserve, work may not."""
    env = Environment()
    bus = PowerBus(env, [LoadClass("survival", draws_reserve=True), LoadClass("work")])
    storage = make_storage(env, floor=30.0, resume=50.0, reserve=5.0, reserve_resume=10.0, **changes)
    bus.add_storage(storage)
    bus.add_source("sun")
    bus.add_load("heat", "survival")
    bus.add_load("work", "work")
    return env, bus, storage


def test_survival_draws_on_the_last_reserve_and_others_stop_at_the_floor() -> None:
    env, bus, storage = station(level=40.0)
    heat, work = bus.loads
    heat.request(1.0)
    work.request(4.0)
    env.run(until=1.999)
    assert (heat.granted, work.granted) == (1.0, 4.0)
    env.run(until=2.001)
    assert (heat.granted, work.granted) == (1.0, 0.0)
    assert storage.exhausted
    assert not storage.reserve_gone
    env.run(until=26.999)
    assert heat.granted == 1.0
    env.run(until=27.001)
    assert heat.granted == 0.0, "30 - 5 kWh at 1 kW last for 25 h"
    assert storage.level == 5.0
    assert storage.reserve_gone


def test_a_reserve_that_is_gone_is_given_again_at_its_own_level_and_the_rest_at_the_resume_level() -> None:
    env, bus, storage = station(level=6.0)
    heat, work = bus.loads
    heat.request(2.0)
    work.request(0.5)
    env.run(until=1.0)
    assert (storage.level, heat.granted) == (5.0, 0.0)
    bus.sources["sun"].set_power(1.0)  # too little for the heat, so that all of it charges but for the work
    env.run(until=1.5)
    assert (heat.granted, work.granted) == (0.0, 0.5)
    assert storage.level == pytest.approx(5.25)
    env.run(until=11.001)
    assert heat.granted == 2.0, "back at 10 kWh"
    assert work.granted == 0.0, "what the sun gives goes to survival first"
    bus.sources["sun"].set_power(42.0)
    env.run(until=12.0)
    assert storage.exhausted
    assert work.granted == 0.5, "from the sun"
    env.run(until=13.0)
    assert not storage.exhausted


def test_the_reserve_of_exhausted_storages_is_drawn_on_last() -> None:
    env = Environment()
    bus = PowerBus(env, [LoadClass("survival", draws_reserve=True)])
    low = make_storage(env, "a", level=25.0, floor=30.0, resume=50.0, reserve=5.0, reserve_resume=10.0)
    full = make_storage(env, "b", level=50.0, floor=30.0, resume=50.0, reserve=5.0, reserve_resume=10.0)
    bus.add_storage(low)
    bus.add_storage(full)
    bus.add_load("heat", "survival").request(2.0)
    env.run(until=5.0)
    assert (low.level, full.level) == (25.0, pytest.approx(40.0))
    env.run(until=15.0)
    assert (low.level, full.level) == (pytest.approx(15.0), 30.0), "b is exhausted after 10 h, then a is first again"


def test_capacity_shrinks_with_its_marks_and_what_no_longer_fits_is_lost() -> None:
    env, bus, storage = station(level=100.0)
    at(env, 1.0, lambda: (storage.step(80.0, 0.5), bus.storages_stepped("battery")))
    env.run(until=2.0)
    assert storage.capacity == bus.capacity == 80.0
    assert (storage.floor, storage.reserve) == (pytest.approx(24.0), pytest.approx(4.0))
    assert storage.level == pytest.approx(79.5)
    assert storage.lost_energy == pytest.approx(20.5)
    bus.loads[1].request(5.0)
    env.run(until=2.0 + (79.5 - 24.0) / 5.5 + 1e-3)
    assert storage.exhausted
    with pytest.raises(ValueError, match="capacity"):
        storage.step(81.0, 0.0)


def test_every_discharge_is_told_once_with_its_levels() -> None:
    env = Environment()
    bus = PowerBus(env, [LoadClass("load")])
    told: list[tuple[float, float]] = []
    storage = Storage(
        env, "s", capacity=100.0, level=60.0, charge_power=50.0, discharge_power=50.0, charge_efficiency=1.0,
        discharge_efficiency=1.0, floor=0.0, resume=5.0, on_discharged=lambda *levels: told.append(levels),
    )  # fmt: skip
    bus.add_storage(storage)
    sun, load = bus.add_source("sun"), bus.add_load("load", "load")
    load.request(10.0)
    at(env, 1.0, lambda: load.request(20.0))
    at(env, 2.0, lambda: sun.set_power(40.0))
    at(env, 3.0, lambda: sun.set_power(0.0))
    at(env, 3.5, lambda: (storage.account(), storage.step(100.0, 0.0), bus.storages_stepped("s")))
    env.run(until=4.0)
    bus.remove_storage(storage)
    assert told == [(60.0, 30.0), (50.0, 40.0), (40.0, 30.0)]


_HOURS = st.lists(
    st.tuples(st.floats(0.1, 20.0), st.floats(0.0, 12.0), st.floats(0.0, 6.0), st.floats(0.0, 8.0)),
    min_size=3,
    max_size=25,
)


@given(hours=_HOURS, sizes=st.lists(st.floats(2.0, 60.0), min_size=0, max_size=2), more=st.floats(2.0, 60.0))
def test_a_lossless_storage_charged_and_discharged_last_never_raises_unserved_survival_energy(
    hours: list[tuple[float, float, float, float]], sizes: list[float], more: float
) -> None:
    """Without shedding, with divisible loads: those there before do as they did, and survival has more to draw on."""

    def unserved(capacities: list[float]) -> float:
        env = Environment()
        bus = PowerBus(env, [LoadClass("survival", draws_reserve=True), LoadClass("work")])
        for number, capacity in enumerate(capacities):
            efficiency = 1.0 if number == len(sizes) else 0.9
            bus.add_storage(
                make_storage(
                    env, f"s{number}", capacity=capacity, level=0.5 * capacity, charge_power=3.0, discharge_power=2.0,
                    charge_efficiency=efficiency, discharge_efficiency=efficiency, floor=0.0, resume=0.3 * capacity,
                )
            )  # fmt: skip
        sun = bus.add_source("sun")
        heat = bus.add_load("heat", "survival", divisible=True)
        work = bus.add_load("work", "work", divisible=True)
        missing = 0.0
        for span, power, needs, wants in hours:
            sun.set_power(power)
            heat.request(needs)
            work.request(wants)
            before, now = heat.energy, env.now
            env.run(until=now + span)
            missing += heat.demand * span - (heat.energy - before)
        return missing

    assert unserved([*sizes, more]) <= unserved(sizes) + 1e-6
