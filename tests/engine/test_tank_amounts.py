"""Tanks: amounts however small beside the capacity, and marks however near."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine import Environment, Tank, TankError

CAPACITIES = st.sampled_from([1.0, 97.3, 600.0, 1e12])
SHARES = st.integers(0, 12).map(lambda digits: 10.0**-digits)


@pytest.mark.slow
@given(CAPACITIES, SHARES, st.integers(0, 4), st.lists(st.integers(-5, 5), min_size=1, max_size=60))
@settings(max_examples=800)
def test_a_level_is_the_sum_of_what_went_in_and_out(
    capacity: float, share: float, quarters: int, multiples: list[int]
) -> None:
    start, amount = capacity * quarters / 4, capacity * share
    tank = Tank(Environment(), "t", capacity, start)
    exact = Fraction(start)
    for multiple in multiples:
        change = multiple * amount
        exact += Fraction(change)
        move = tank.put if change > 0 else tank.take
        # An amount that nearly fills or empties the tank was meant to; beyond that the level has but its last digits.
        slack = 1e-9 * abs(change) + 2.0**-49 * capacity
        if not -slack <= exact <= Fraction(capacity) + Fraction(slack):
            with pytest.raises(TankError, match="is not within"):
                move(abs(change))
            return
        exact = min(max(exact, Fraction(0)), Fraction(capacity))
        move(abs(change))
        assert 0.0 <= tank.level <= capacity
        assert tank.level == pytest.approx(float(exact), rel=0.0, abs=slack)


@given(CAPACITIES, SHARES, st.integers(1, 50), st.integers(1, 60))
@settings(max_examples=400)
def test_who_waits_for_some_small_amounts_is_called_when_they_are_there(
    capacity: float, share: float, wanted: int, puts: int
) -> None:
    amount = capacity * share
    if max(wanted, puts) * share > 1:
        return
    called: list[float] = []
    waiting, asking = Tank(Environment(), "t", capacity), Tank(Environment(), "t", capacity)
    waiting.when_at_least(wanted * amount, lambda: called.append(waiting.level))
    for _ in range(puts):
        waiting.put(amount)
        asking.put(amount)
    assert len(called) == (puts >= wanted)
    assert asking.holds(wanted * amount) == (puts >= wanted)
    if puts == wanted:
        asking.take(wanted * amount)
        assert asking.level == 0.0


@pytest.mark.parametrize("capacity", [100.0, 600.0, 1e6, 5e10, 1e15])
def test_a_large_store_gives_no_more_than_was_brought(capacity: float) -> None:
    """48 kg a time, from a store of any size that is filled at 7 kg/h."""
    env = Environment()
    tank = Tank(env, "feedstock", capacity)
    inflow = tank.flow("sieve")
    inflow.set(7.0)
    taken: list[float] = []

    def take() -> None:
        taken.append(env.now)
        tank.take(48.0)
        tank.when_at_least(48.0, take)

    tank.when_at_least(48.0, take)
    env.run(until=1000.0)
    assert taken == pytest.approx([48.0 / 7.0 * count for count in range(1, 146)], rel=1e-12)
    assert tank.level == pytest.approx(7000.0 - 145 * 48.0, abs=1e-6)
    assert inflow.total == pytest.approx(7000.0)


def test_an_empty_store_gives_nothing_however_large_it_is() -> None:
    tank = Tank(Environment(), "t", 1e12)
    called: list[bool] = []
    tank.when_at_least(48.0, lambda: called.append(True))
    assert not called
    assert not tank.holds(48.0)
    assert tank.holds(0.0)
    with pytest.raises(TankError, match=r"level -48\.0 is not within"):
        tank.take(48.0)


def test_small_amounts_fill_a_store() -> None:
    tank = Tank(Environment(), "t", 50.0)
    for _ in range(100_000):
        tank.put(5e-4)
    assert tank.level == 50.0


def test_a_demand_for_all_that_a_tank_holds_may_miss_its_capacity_by_a_rounding() -> None:
    env = Environment()
    tank = Tank(env, "t", 48.0)
    called: list[float] = []
    # 40 bricks of 0.2 m x 0.1 m x 0.03 m and 2000 kg/m3.
    batch = 40 * (0.2 * 0.1 * 0.03 * 2000.0)
    assert batch > 48.0
    tank.when_at_least(batch, lambda: (called.append(env.now), tank.take(batch)))
    tank.flow("in").set(12.0)
    env.run(until=5.0)
    assert called == [4.0]
    assert tank.level == 12.0


def test_looking_at_a_level_does_not_move_it() -> None:
    """Near 1e6 a level has steps of 1e-10: a hundred thousand additions would round off more than was added."""
    env = Environment()
    tank = Tank(env, "t", 2e6, 1e6)
    tank.flow("in").set(2.0**-13)
    for step in range(1, 100_001):
        env.run(until=step * 2.0**-20)
        level = tank.level
    assert level == 1e6 + 100_000 * 2.0**-33


@pytest.mark.parametrize(("capacity", "rate"), [(1e-9, 1e9), (1e-6, 28.0), (1e-3, 5e4)])
@pytest.mark.parametrize("start", [0.0, 40_000.0])
def test_a_tank_that_is_filled_and_emptied_in_no_time_is_named(capacity: float, rate: float, start: float) -> None:
    env = Environment(start)
    tank = Tank(env, "raw store", capacity, on_full=lambda: flow.set(-rate), on_empty=lambda: flow.set(rate))
    flow = tank.flow("digger")
    flow.set(rate)
    with pytest.raises(TankError, match=r"tank 'raw store' .*more than 1000 arrivals .*too small.*digger [+-]\d"):
        env.run(until=start + 1000.0)
    assert env.scheduled_events < 5000
