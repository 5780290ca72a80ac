"""The clock: alarms that can be moved at will, and what is due at the end of an instant."""

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine import Alarm, Environment, on_grid

RATES = st.floats(-1e5, 1e5, allow_nan=False)


@given(st.lists(RATES, min_size=1, max_size=20), st.randoms(use_true_random=False))
@settings(max_examples=200)
def test_sums_on_the_grid_do_not_depend_on_their_order(rates: list[float], shuffler: random.Random) -> None:
    rates = [on_grid(rate) for rate in rates]
    total = math.fsum(rates)
    shuffler.shuffle(rates)
    assert sum(rates) == total
    for rate in rates:
        total -= rate
    assert total == 0.0


@given(RATES)
def test_the_grid_is_fine_and_keeps_its_own(rate: float) -> None:
    assert abs(on_grid(rate) - rate) <= 2.0**-33
    assert on_grid(on_grid(rate)) == on_grid(rate)


@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.one_of(st.none(), st.integers(0, 60))),
        min_size=1,
        max_size=30,
    )
)
@settings(max_examples=300)
def test_an_alarm_goes_off_at_the_time_set_last_and_no_other(moves: list[tuple[int, int | None]]) -> None:
    """Each move: at a time, set the alarm to a time not before it, or cancel it (None)."""
    env = Environment()
    rings: list[float] = []
    alarm = Alarm(env, lambda: rings.append(env.now))
    moves = sorted(moves, key=lambda move: move[0])

    def mover():
        for time, target in moves:
            if time > env.now:
                yield env.timeout(time - env.now)
            if target is None:
                alarm.cancel()
            else:
                alarm.set(max(target, time))

    env.process(mover())
    env.run()

    expected: list[float] = []
    due = math.inf
    for time, target in moves:
        if due < time:
            expected.append(due)
            due = math.inf
        # At one instant the alarm and the next move may come in either order; see below.
        due = math.inf if target is None else max(target, time)
    if due < math.inf:
        expected.append(due)
    # A ring at the very instant of a later move may or may not come before that move.
    instants = {time for time, _ in moves}
    assert set(expected) <= set(rings)
    assert {ring for ring in rings if ring not in instants} <= set(expected)
    assert all(rings.count(ring) == 1 for ring in expected if ring not in instants)
    assert alarm.due == math.inf


def test_moving_an_alarm_a_hundred_thousand_times_leaves_few_events() -> None:
    """An interrupted timeout stays in SimPy's heap; 100,000 interrupts would leave 100,000 dead events."""
    env = Environment()
    alarm = Alarm(env, lambda: None)
    dice = random.Random(1)
    for _ in range(100_000):
        alarm.set(dice.uniform(0.0, 1000.0))
    # New events are due to new minima of the drawn times only: about ln(100,000) + 0.58 = 12 of them.
    assert len(env._queue) < 30
    for step in range(100_000):
        alarm.set(1000.0 + step)
    assert len(env._queue) < 30


def test_an_alarm_moved_later_again_and_again_costs_events_by_the_clock_not_by_the_move() -> None:
    env = Environment()
    rings: list[float] = []
    alarm = Alarm(env, lambda: rings.append(env.now))

    def postpone():
        for _ in range(10_000):
            alarm.set(env.now + 10.0)
            yield env.timeout(0.01)

    env.process(postpone())
    env.run()
    assert rings == [pytest.approx(10_000 * 0.01 + 10.0 - 0.01)]
    # 10,000 timeouts, the process's start and end, and one wake-up about every 10 h of 100 h.
    assert env.scheduled_events < 10_000 + 2 + 15


@pytest.mark.slow
@given(st.floats(0, 1e5), st.floats(1e-9, 1e4))
@settings(max_examples=300)
def test_an_alarm_rings_once_and_within_two_roundings_of_its_time(start: float, delay: float) -> None:
    env = Environment(start)
    rings: list[float] = []
    alarm = Alarm(env, lambda: rings.append(env.now))
    due = start + delay
    alarm.set(due)
    env.run()
    assert len(rings) == 1
    assert abs(rings[0] - due) <= 2 * math.ulp(due)


def test_an_alarm_in_the_past_goes_off_at_once() -> None:
    env = Environment(5.0)
    rings: list[float] = []
    Alarm(env, lambda: rings.append(env.now)).set(3.0)
    env.run()
    assert rings == [5.0]


def test_the_end_of_an_instant_comes_after_all_its_events() -> None:
    """Also after those that are scheduled in it, alarms among them; in the order of asking."""
    env = Environment()
    seen: list[str] = []
    alarm = Alarm(env, lambda: seen.append("alarm"))

    def user(name: str):
        yield env.timeout(1.0)
        env.at_end_of_instant(lambda: seen.append("end of " + name))
        seen.append(name)
        yield env.timeout(0.0)
        alarm.set(env.now)
        seen.append(name + " again")

    for name in "ab":
        env.process(user(name))
    env.run()
    assert seen == ["a", "b", "a again", "b again", "alarm", "end of a", "end of b"]


@pytest.mark.parametrize("stepwise", [False, True])
def test_asking_from_the_end_of_an_instant_gives_another_end(stepwise: bool) -> None:
    """What the first end schedules for this instant comes before the second."""
    env = Environment()
    calls: list[tuple[float, str]] = []
    env.timeout(2.0)

    def end() -> None:
        calls.append((env.now, "end"))
        if len(calls) < 4:
            Alarm(env, lambda: calls.append((env.now, "alarm"))).set(env.now)
            env.at_end_of_instant(end)

    env.at_end_of_instant(end)
    if stepwise:
        while env.peek() < math.inf:
            env.step()
    else:
        env.run()
    assert calls == [(0.0, "end"), (0.0, "alarm"), (0.0, "end"), (0.0, "alarm"), (0.0, "end")]
    assert env.now == 2.0


def test_events_at_the_end_of_a_run_are_left_for_the_next() -> None:
    env = Environment()
    rings: list[float] = []
    for time in (1.0, 2.0, 3.0):
        Alarm(env, lambda: rings.append(env.now)).set(time)
    env.run(until=2.0)
    assert (env.now, rings) == (2.0, [1.0])
    env.run(until=2.5)
    assert rings == [1.0, 2.0]
    with pytest.raises(ValueError, match="later than the present time"):
        env.run(until=2.5)
    assert env.run(until=env.timeout(1.0, "done")) == "done"
    assert (env.now, rings) == (3.5, [1.0, 2.0, 3.0])


def test_what_goes_wrong_in_a_process_is_raised() -> None:
    env = Environment()

    def fails():
        yield env.timeout(1.0)
        raise KeyError("lost")

    env.process(fails())
    with pytest.raises(KeyError, match="lost"):
        env.run()


def test_scheduled_events_are_counted_without_being_drawn() -> None:
    env = Environment()
    for _ in range(5):
        env.timeout(1.0)
    assert env.scheduled_events == env.scheduled_events == 5
    env.run()
    assert env.scheduled_events == 5
