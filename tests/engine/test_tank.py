"""Tanks: single histories whose outcome is known exactly, and the traps that others fell into."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine import Environment, Recorder, Tank, TankError
from tests.engine.parts import at


class Log(list):
    """What a tank told, as (time, what)."""

    def __init__(self, env: Environment) -> None:
        super().__init__()
        self._env = env

    def __call__(self, what: str):
        return lambda: self.append((self._env.now, what))


def test_ten_puts_of_a_tenth_satisfy_who_waits_for_one() -> None:
    """A SimPy Container holds 0.9999999999999999 then, and a get of 1 waits for ever."""
    env = Environment()
    log = Log(env)
    tank = Tank(env, "t", 2.0)
    tank.when_at_least(1.0, log("one"))
    band = tank.band(0.5, 1.0, on_high=log("high"), starts_low=True)
    for _ in range(10):
        tank.put(0.1)
    assert log == [(0.0, "high"), (0.0, "one")]
    assert not band.is_low
    assert tank.level == 1.0
    tank.take(1.0)
    assert tank.level == 0.0


def test_who_asks_after_ten_puts_of_a_tenth_is_served_too() -> None:
    env = Environment()
    log = Log(env)
    tank = Tank(env, "t", 2.0)
    for _ in range(10):
        tank.put(0.1)
    tank.when_at_least(1.0, log("one"))
    assert log == [(0.0, "one")]
    tank.take(1.0)
    assert tank.level == 0.0


def test_puts_that_fill_a_tank_but_for_rounding_fill_it() -> None:
    env = Environment()
    tank = Tank(env, "t", 1000.0)
    for _ in range(10_000):
        tank.put(0.1)
    assert tank.level == 1000.0
    assert tank.room == 0.0


def test_a_large_demand_that_waits_does_not_starve_a_small_one() -> None:
    """In a Container a blocked large get stands in the way of all later ones."""
    env = Environment()
    log = Log(env)
    tank = Tank(env, "t", 100.0)
    tank.when_at_least(80.0, log("large"))
    tank.when_at_least(5.0, log("small"))
    tank.flow("in").set(10.0)
    env.run(until=7.9)
    assert log == [(0.5, "small")]


def test_who_waits_is_called_only_while_the_level_lasts() -> None:
    env = Environment()
    tank = Tank(env, "t", 100.0)
    served: list[tuple[float, str]] = []

    def user(name: str):
        def take() -> None:
            served.append((env.now, name))
            tank.take(50.0)

        return take

    tank.when_at_least(50.0, user("first"))
    tank.when_at_least(50.0, user("second"))
    tank.flow("in").set(10.0)
    env.run(until=20.0)
    assert served == [(5.0, "first"), (10.0, "second")]


def test_a_tank_whose_outflow_starts_as_it_fills_turns_at_its_capacity() -> None:
    """The flow switches direction at the crossing itself; each side is told once a cycle, at the exact time."""
    env = Environment()
    recorder = Recorder("level", "kg", "linear")
    told: list[tuple[float, str, float]] = []

    def full() -> None:
        told.append((env.now, "full", tank.level))
        outflow.set(-5.0)

    def empty() -> None:
        told.append((env.now, "empty", tank.level))
        outflow.set(0.0)

    tank = Tank(env, "t", 6.0, recorder=recorder, on_full=full, on_empty=empty)
    inflow, outflow = tank.flow("in"), tank.flow("out")
    inflow.set(2.0)
    env.run(until=20.5)
    assert told == [
        (pytest.approx(time), what, level)
        for time, what, level in [
            (3, "full", 6.0), (5, "empty", 0.0), (8, "full", 6.0), (10, "empty", 0.0),
            (13, "full", 6.0), (15, "empty", 0.0), (18, "full", 6.0), (20, "empty", 0.0),
        ]
    ]  # fmt: skip
    assert env.scheduled_events < 3 * len(told)
    tank.mark()
    channel = recorder.channel(20.5)
    assert channel.at([1.5, 4.0, 20.5]) == pytest.approx([3.0, 3.0, 1.0])
    assert channel.values.min() == 0.0
    assert channel.values.max() == 6.0


@pytest.mark.parametrize("change_comes_first", [True, False])
@pytest.mark.parametrize("turned", [3.0, 0.0, -1.0])
def test_a_flow_that_changes_at_the_instant_of_filling_does_not_hide_it(
    turned: float, change_comes_first: bool
) -> None:
    """Whether the change or the wake-up of the tank comes first in that instant must not matter."""
    env = Environment()
    log = Log(env)

    def full() -> None:
        log.append((env.now, "full"))
        if flow.rate > 0:
            flow.set(0.0)

    tank = Tank(env, "t", 10.0, on_full=full)
    tank.band(4.0, 10.0, on_high=log("high"), starts_low=True)
    tank.when_at_least(10.0, log("reached"))
    flow = tank.flow("in")
    if change_comes_first:
        at(env, 5.0, lambda: flow.set(turned))
    flow.set(2.0)
    if not change_comes_first:
        # Told already: who starts a flow into a full tank has to look first.
        at(env, 5.0, lambda: flow.set(min(turned, 0.0)))
    env.run(until=6.0)
    assert sorted(log) == [(5.0, "full"), (5.0, "high"), (5.0, "reached")]
    assert tank.level == 10.0 + min(turned, 0.0)


def test_a_level_asked_for_just_before_its_mark_is_not_past_it() -> None:
    """One third has no end in binary: the crossing lies between two moments of the clock."""
    env = Environment()
    log = Log(env)
    tank = Tank(env, "t", 1.0, on_full=lambda: (log.append((env.now, "full")), flow.set(0.0)))
    flow = tank.flow("in")
    flow.set(0.3)
    due = 1.0 / flow.rate
    seen: list[float] = []
    for offset in (-1e-15, -5e-16, 0.0):
        at(env, due + offset, lambda: seen.append(tank.level))
    env.run(until=5.0)
    assert log == [(pytest.approx(due, abs=2e-15), "full")]
    assert max(seen) <= 1.0
    assert tank.level == 1.0


def test_a_slow_flow_into_a_large_stock_is_told_though_the_level_rounds() -> None:
    """Near 1e6 kg a level has steps of 1e-10 kg, which take 1e-7 h at 1e-3 kg/h: it seems to be there too early."""
    env = Environment()
    log = Log(env)
    tank = Tank(env, "t", 2e6, 1e6 - 1e-3)
    tank.band(1.0, 1e6, on_high=log("high"), starts_low=True)
    flow, other = tank.flow("in"), tank.flow("other")
    flow.set(1e-3)
    due = 1e-3 / flow.rate
    at(env, due - 2e-8, lambda: other.set(flow.rate))
    env.run(until=2.0)
    assert log == [(pytest.approx(due, abs=1e-6), "high")]


def test_a_fast_flow_through_a_small_tank_late_in_a_long_run_meets_its_marks() -> None:
    """After five years the clock's last digit is 7e-12 h, in which 1000 kg/h carry more than 1e-9 of 1 kg."""
    env = Environment(43_800.1)
    told: list[str] = []
    tank = Tank(
        env,
        "t",
        1.0,
        on_full=lambda: (told.append("full"), flow.set(-777.77)),
        on_empty=lambda: (told.append("empty"), flow.set(1234.567)),
    )
    flow = tank.flow("in")
    flow.set(1234.567)
    env.run(until=43_801.1)
    assert len(told) > 900
    assert told == ["full", "empty"] * (len(told) // 2) + ["full"] * (len(told) % 2)


def test_a_put_that_fills_the_tank_while_it_is_being_filled_is_told() -> None:
    env = Environment()
    log = Log(env)
    tank = Tank(env, "t", 10.0, on_full=lambda: (log.append((env.now, "full")), flow.set(0.0)))
    flow = tank.flow("in")
    flow.set(1.0)
    at(env, 2.0, lambda: tank.put(8.0))
    env.run(until=4.0)
    assert log == [(2.0, "full")]
    assert tank.level == 10.0


def test_a_tank_that_nobody_stops_filling_is_an_error_not_a_clamp() -> None:
    env = Environment()
    tank = Tank(env, "raw", 10.0)
    tank.flow("excavator").set(2.0)
    env.run(until=6.0)
    with pytest.raises(TankError, match=r"tank 'raw' at 6.* level 12.* not within 0..10.*excavator \+2/h"):
        _ = tank.level


@pytest.mark.parametrize("amount", [-1.01, 9.01, float("nan")])
def test_what_does_not_fit_or_is_not_there_is_an_error(amount: float) -> None:
    tank = Tank(Environment(), "t", 10.0, 1.0)
    with pytest.raises(TankError):
        tank.put(amount)


def test_wrong_set_ups_are_refused() -> None:
    env = Environment()
    tank = Tank(env, "t", 10.0)
    tank.flow("in")
    for wrong in (
        lambda: Tank(env, "t", 0.0),
        lambda: Tank(env, "t", float("inf")),
        lambda: Tank(env, "t", 10.0, -1.0),
        lambda: Tank(env, "t", 10.0, 10.1),
        lambda: Tank(env, "t", float("nan")),
        lambda: tank.flow("in"),
        lambda: tank.band(3.0, 3.0),
        lambda: tank.band(-1.0, 3.0),
        lambda: tank.band(1.0, 10.5),
        lambda: tank.when_at_least(10.5, lambda: None),
    ):
        with pytest.raises(ValueError, match=r"t'|exists"):
            wrong()


def test_a_band_starts_on_the_side_of_its_level_and_says_nothing_of_it() -> None:
    env = Environment()
    log = Log(env)
    tank = Tank(env, "t", 10.0, 5.0)
    sides = [tank.band(low, high, on_low=log("low"), on_high=log("high"), starts_low=starts).is_low
             for low, high, starts in ((6, 7, False), (5, 7, False), (2, 3, True), (2, 5, True),
                                       (4, 6, True), (4, 6, False))]  # fmt: skip
    assert sides == [True, True, False, False, True, False]
    env.run()
    assert log == []


def test_a_threshold_with_two_levels_does_not_chatter() -> None:
    """A consumer that stops at the low level and starts at the high one: one switch each per cycle, few events."""
    env = Environment()
    tank = Tank(env, "t", 100.0, 50.0)
    inflow, outflow = tank.flow("in"), tank.flow("out")
    switches: list[tuple[float, float]] = []

    def switch(rate: float):
        def run() -> None:
            switches.append((env.now, tank.level))
            outflow.set(rate)

        return run

    tank.band(20.0, 30.0, on_low=switch(0.0), on_high=switch(-3.0))
    inflow.set(1.0)
    outflow.set(-3.0)
    env.run(until=999.0)
    # From 50 down to 20 at 2 a unit of time, then cycles of 10 (up at 1) and 5 (down at 2).
    assert [time for time, _ in switches] == pytest.approx([15.0 + 15 * (i // 2) + 10 * (i % 2) for i in range(131)])
    assert {level for _, level in switches} == {20.0, 30.0}
    assert env.scheduled_events <= 2 * len(switches)


def test_a_hundred_thousand_changes_of_flow_leave_few_events() -> None:
    env = Environment()
    tank = Tank(env, "t", 1e6, 5e5)
    flow = tank.flow("in")
    dice = random.Random(2)
    for _ in range(100_000):
        flow.set(dice.uniform(-1.0, 1.0))
    assert len(env._queue) < 50


def test_what_flowed_adds_up_to_the_level() -> None:
    env = Environment()
    tank = Tank(env, "t", 1000.0, 500.0)
    flows = [tank.flow(str(i)) for i in range(4)]
    dice = random.Random(3)
    for step in range(2000):
        at(env, step * 0.1, lambda: dice.choice(flows).set(dice.uniform(-1.0, 1.0)))
    env.run(until=200.0)
    assert tank.level - 500.0 == pytest.approx(sum(flow.total for flow in flows), abs=1e-9)


def test_flows_that_cancel_leave_a_level_that_does_not_creep() -> None:
    env = Environment()
    tank = Tank(env, "t", 10.0, 5.0)
    for index, rate in enumerate((0.1, 0.2, -0.3)):
        tank.flow(str(index)).set(rate)
    # 0.1 + 0.2 - 0.3 = 5.6e-17 in floats; on the grid the three roundings may leave one step of it, never more.
    assert abs(tank.net_rate) <= 2.0**-32
    tank.flow("balance").set(-tank.net_rate)
    assert tank.net_rate == 0.0
    env.run(until=1e5)
    assert tank.level == 5.0


@given(
    st.integers(0, 100),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 40)), max_size=20),
    st.integers(-5, 5),
    st.booleans(),
)
def test_an_exchange_is_a_put_and_a_take_of_which_nobody_hears_in_between(
    level: int, exchanges: list[tuple[int, int]], rate: int, waits: bool
) -> None:
    env = Environment()
    told: dict[str, list[tuple[float, str]]] = {"one": [], "two": []}

    def tank(name: str) -> Tank:
        made = Tank(env, name, 100.0, float(level))
        made.band(
            20.0,
            60.0,
            on_low=lambda: told[name].append((env.now, "low")),
            on_high=lambda: told[name].append((env.now, "high")),
        )
        if waits and level < 80:
            made.when_at_least(80.0, lambda: told[name].append((env.now, "there")))
        made.flow("in").set(float(rate))
        return made

    one, two = tank("one"), tank("two")
    for put, take in exchanges:
        env.run(until=env.now + 0.125)
        if two.room < put or two.level + put < take:
            continue
        before, heard = one.level, len(told["two"])
        done = one.exchange(float(put), float(take))
        two.put(float(put))
        between = len(told["two"]) > heard
        two.take(float(take))
        if not done:
            assert one.level == before
            one.put(float(put))
            one.take(float(take))
        else:
            assert not between
        assert one.level == pytest.approx(two.level, abs=1e-12)
        assert told["one"] == told["two"]
    if rate == 0:
        assert told["one"] == told["two"]
