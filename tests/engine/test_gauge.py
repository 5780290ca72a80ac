"""Gauges: what is read off several tanks together crosses its marks at the computed moment."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine import Alarm, Environment, Gauge, Tank


def _gauge(env: Environment, weights: tuple[float, float] = (1.0, 2.0)) -> tuple[Gauge, Tank, Tank]:
    one, two = Tank(env, "one", 100.0, 50.0), Tank(env, "two", 100.0, 20.0)
    gauge = Gauge(env, [one, two], weights)
    for tank in (one, two):
        tank.listen(lambda _: env.at_end_of_instant(gauge.look))
    return gauge, one, two


def test_a_mark_is_crossed_when_the_sum_is_there() -> None:
    env = Environment()
    gauge, one, two = _gauge(env)
    told: list[tuple[str, float]] = []
    gauge.watch(70.0, 80.0, lambda: told.append(("low", env.now)), lambda: told.append(("high", env.now)))
    falls, rises = one.flow("out"), two.flow("in")
    falls.set(-4.0)  # 90 falls by 4 an hour

    def turn() -> None:
        falls.set(0.0)
        rises.set(1.0)

    Alarm(env, turn).set(7.0)  # 62 then rises by 2
    env.run(until=20.0)
    assert told[0] == ("low", pytest.approx(5.0))
    assert told[1] == ("high", pytest.approx(7.0 + (80.0 - 62.0) / 2.0))


def test_where_it_starts_nobody_is_told_and_between_the_marks_it_is_high() -> None:
    env = Environment()
    gauge, _, _ = _gauge(env)
    told: list[str] = []
    low = gauge.watch(95.0, 99.0, lambda: told.append("low"), lambda: told.append("high"))
    between = gauge.watch(85.0, 95.0, lambda: told.append("low"), lambda: told.append("high"))
    env.run(until=5.0)
    assert (low.is_low, between.is_low, told) == (True, False, [])
    with pytest.raises(ValueError, match="low < high"):
        gauge.watch(2.0, 2.0, lambda: None, lambda: None)


def test_a_jump_is_noticed() -> None:
    env = Environment()
    gauge, one, _ = _gauge(env)
    told: list[float] = []
    gauge.watch(60.0, 70.0, lambda: told.append(env.now), lambda: None)
    Alarm(env, lambda: one.take(40.0)).set(3.0)
    env.run(until=4.0)
    assert told == [3.0]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(0.1, 5.0), st.floats(-3.0, 3.0), st.floats(-3.0, 3.0)), min_size=1, max_size=12))
def test_marks_turn_as_a_fine_walk_along_the_levels_says(steps: list[tuple[float, float, float]]) -> None:
    env = Environment()
    one, two = Tank(env, "one", 1e4, 5000.0), Tank(env, "two", 1e4, 5000.0)
    gauge = Gauge(env, [one, two], (0.5, 1.5))
    for tank in (one, two):
        tank.listen(lambda _: env.at_end_of_instant(gauge.look))
    turns: list[tuple[float, bool]] = []
    low, high = 9995.0, 10003.0
    gauge.watch(low, high, lambda: turns.append((env.now, True)), lambda: turns.append((env.now, False)))
    flows = one.flow("a"), two.flow("b")
    expected: list[tuple[float, bool]] = []
    reading, is_low, now = 10000.0, False, 0.0
    for hours, first, second in steps:
        flows[0].set(first)
        flows[1].set(second)
        rate = 0.5 * flows[0].rate + 1.5 * flows[1].rate
        end = reading + rate * hours
        target = high if is_low else low
        if (end - target) * (1 if is_low else -1) >= 0 and rate:
            expected.append((now + (target - reading) / rate, not is_low))
            is_low = not is_low
        env.run(until=env.now + hours)
        reading, now = end, now + hours
    assert [side for _, side in turns] == [side for _, side in expected]
    for (found, _), (due, _) in zip(turns, expected, strict=True):
        assert found == pytest.approx(due, abs=1e-6)
