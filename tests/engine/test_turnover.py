"""Turnovers: what cannot be stopped takes from outside what its tanks do not have, and lets go what finds no room."""

from __future__ import annotations

import pytest

from sim.engine import Alarm, Environment, Stream, Tank, Turnover


def test_it_takes_from_outside_once_its_tank_is_out_and_goes_back_to_it() -> None:
    env = Environment()
    water, bag = Tank(env, "water", 100.0, 6.0), Tank(env, "bag", 5.0, 0.0)
    told: list[tuple[float, bool]] = []
    body = Turnover(
        env,
        "body",
        [Stream("water", 1.0, water)],
        [Stream("waste", 0.5, bag)],
        most=2,
        on_change=lambda: told.append((env.now, "water" in body.missing)),
    )
    body.run(2)
    Alarm(env, lambda: water.put(4.0)).set(5.0)
    env.run(until=8.0)
    # 6 kg last three hours, 4 more from 5 h on two; between and after the body gives it.
    assert told == [(3.0, True), (5.0, False), (7.0, True)]
    assert body.missing == {"water": 7.0}
    take, give = body.takes[0], body.gives[0]
    assert take.total == pytest.approx(16.0)
    assert take.past.total == pytest.approx(6.0)
    assert give.total == pytest.approx(8.0)
    assert give.past.total == pytest.approx(3.0)  # the bag is full after 5 kg
    assert (water.level, bag.level) == (0.0, 5.0)


def test_nobody_takes_nothing() -> None:
    env = Environment()
    tank = Tank(env, "water", 10.0, 5.0)
    body = Turnover(env, "body", [Stream("water", 1.0, tank)], [], most=3)
    env.run(until=4.0)
    body.run(3)
    body.run(0)
    env.run(until=9.0)
    assert (tank.level, body.units, body.missing) == (5.0, 0, {})


def test_a_tank_that_is_empty_from_the_start_is_missing_from_the_start() -> None:
    env = Environment()
    body = Turnover(env, "body", [Stream("food", 1.0, Tank(env, "food", 10.0))], [])
    assert body.missing == {"food": 0.0}
    body.run(1)
    env.run(until=2.0)
    assert body.takes[0].past.total == pytest.approx(2.0)
