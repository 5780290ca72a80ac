"""Wear, spares and the workshop."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine import Environment, Machine, Operators, Recorder, SpareStock, Wear, Workshop
from sim.station.states import STATES, State
from tests.engine.parts import at


class Worn:
    """A machine that wears out by given lives and is repaired in given times; counts its failures."""

    def __init__(
        self,
        workshop: Workshop,
        name: str,
        lives: Callable[[], float],
        repairs: Callable[[], float],
        spare: SpareStock | None = None,
        priority: int = 0,
    ) -> None:
        self.recorder = Recorder(name, "1", "step")
        self.machine = Machine(workshop._env, name, STATES, recorder=self.recorder)
        self.failures: list[float] = []
        self.repaired: list[float] = []

        def fail() -> None:
            self.failures.append(workshop._env.now)
            workshop.repair(self.machine, repairs(), spare=spare, priority=priority, on_done=done)

        def done() -> None:
            self.repaired.append(workshop._env.now)
            self.wear.renew()

        self.wear = Wear(self.machine, lives, fail)


def constant(value: float) -> Callable[[], float]:
    return lambda: value


def test_wear_counts_operating_hours_only() -> None:
    env = Environment()
    machine = Machine(env, "m", STATES)
    failed: list[float] = []
    wear = Wear(machine, constant(10.0), lambda: (failed.append(env.now), wear.renew()))
    for start in (4.0, 20.0, 40.0):
        at(env, start, lambda: machine.hold(State.NO_SUNLIGHT))
        at(env, start + 9.0, lambda: machine.clear(State.NO_SUNLIGHT))
    env.run(until=18.5)
    assert failed == []
    assert wear.operating_hours == 9.5
    env.run(until=60.0)
    # 4 h and 6 h from 13 h on; 1 h and 9 h from 29 h on; 2 h and 8 h from 49 h on.
    assert failed == [19.0, 38.0, 57.0]
    assert wear.operating_hours == 60.0 - 27.0


@pytest.mark.parametrize("stop_comes_first", [True, False])
def test_a_life_that_ends_as_the_machine_stops_has_ended(stop_comes_first: bool) -> None:
    env = Environment()
    machine = Machine(env, "m", STATES)
    failed: list[float] = []
    if stop_comes_first:
        at(env, 10.0, lambda: machine.hold(State.NO_SUNLIGHT))
    Wear(machine, iter((10.0, 100.0)).__next__, lambda: (failed.append(env.now), machine.hold(State.IN_REPAIR)))
    if not stop_comes_first:
        at(env, 10.0, lambda: machine.hold(State.NO_SUNLIGHT))
    env.run(until=30.0)
    assert failed == [10.0]
    assert machine.state is State.IN_REPAIR


def test_a_machine_that_never_fails() -> None:
    env = Environment()
    machine = Machine(env, "m", STATES)
    wear = Wear(machine, constant(math.inf), lambda: pytest.fail("it failed"))
    at(env, 3.0, lambda: machine.hold(State.IDLE))
    at(env, 4.0, lambda: machine.clear(State.IDLE))
    env.run(until=1e6)
    assert wear.operating_hours == 1e6 - 1.0


def test_a_life_runs_at_the_pace_of_the_work() -> None:
    """Life 10 h: 2 h at full pace, 8 h at half of it, a pause, 2 h at full pace, 8 h at a quarter."""
    env = Environment()
    machine = Machine(env, "printer", STATES)
    failed: list[float] = []
    wear = Wear(machine, iter((10.0, 100.0)).__next__, lambda: (failed.append(env.now), wear.renew()))
    at(env, 2.0, lambda: wear.set_pace(0.5))
    at(env, 10.0, lambda: machine.hold(State.NO_SUNLIGHT))
    at(env, 12.0, lambda: wear.set_pace(1.0))
    at(env, 15.0, lambda: machine.clear(State.NO_SUNLIGHT))
    at(env, 17.0, lambda: wear.set_pace(0.25))
    env.run(until=30.0)
    assert failed == [25.0]
    assert wear.operating_hours == 25.0
    with pytest.raises(ValueError, match="positive and finite"):
        wear.set_pace(0.0)


@pytest.mark.parametrize("change_comes_first", [True, False])
def test_a_life_that_ends_as_its_pace_changes_has_ended(change_comes_first: bool) -> None:
    env = Environment()
    machine = Machine(env, "printer", STATES)
    failed: list[float] = []
    if change_comes_first:
        at(env, 10.0, lambda: wear.set_pace(0.001))
    wear = Wear(machine, iter((10.0, 100.0)).__next__, lambda: (failed.append(env.now), wear.renew()))
    if not change_comes_first:
        at(env, 10.0, lambda: wear.set_pace(0.001))
    env.run(until=500.0)
    assert failed == [10.0]


@given(
    lives=st.lists(st.floats(0.5, 20.0), min_size=1, max_size=5),
    history=st.lists(st.tuples(st.floats(0.01, 3.0), st.sampled_from([0.05, 0.3, 1.0]), st.booleans()), max_size=12),
)
def test_in_any_light_a_life_is_as_long_as_it_was_drawn(lives, history) -> None:
    """What was worked, weighed with the pace, is at each failure the sum of the lives until then."""
    env = Environment()
    machine = Machine(env, "printer", STATES)
    done, since, pace = 0.0, 0.0, 1.0
    failed: list[float] = []

    def note() -> None:
        nonlocal done, since
        done += (env.now - since) * pace if machine.working else 0.0
        since = env.now

    def fail() -> None:
        note()
        failed.append(done)
        wear.renew()

    def turn(new_pace: float, dark: bool) -> None:
        nonlocal pace
        note()
        pace = new_pace
        wear.set_pace(new_pace)
        machine.set(State.NO_SUNLIGHT, dark)

    wear = Wear(machine, itertools.cycle(lives).__next__, fail)
    time = 0.0
    for span, new_pace, dark in history:
        time += span
        at(env, time, lambda new_pace=new_pace, dark=dark: turn(new_pace, dark))
    env.run(until=60.0)
    assert failed == pytest.approx(list(itertools.accumulate(itertools.islice(itertools.cycle(lives), len(failed)))))
    note()
    assert done < sum(itertools.islice(itertools.cycle(lives), len(failed) + 1)) * (1 + 1e-12)


def test_first_the_spare_then_the_technician_then_the_repair() -> None:
    env = Environment()
    told: list[tuple[float, str, str]] = []
    workshop = Workshop(env, 0, lambda machine, event, _detail: told.append((env.now, machine.name, event)))
    spares = SpareStock(env, 0)
    worn = Worn(workshop, "printer", constant(10.0), constant(4.0), spares)
    at(env, 20.0, workshop.add_technician)
    at(env, 15.0, lambda: spares.deliver(2))
    env.run(until=60.0)
    # Fails at 10, the part comes at 15, the technician at 20; repaired at 24, fails again at 34, repaired at 38, at
    # 48 there is no part left.
    assert worn.failures == [10.0, 34.0, 48.0]
    assert worn.repaired == [24.0, 38.0]
    channel = worn.recorder.channel(60.0)
    states = [State(int(code)) for code in channel.values[:-1]]
    assert list(zip(channel.times.tolist(), states, strict=False)) == [
        (0.0, State.WORKING),
        (10.0, State.WAITING_SPARE),
        (15.0, State.WAITING_TECHNICIAN),
        (20.0, State.IN_REPAIR),
        (24.0, State.WORKING),
        (34.0, State.IN_REPAIR),
        (38.0, State.WORKING),
        (48.0, State.WAITING_SPARE),
    ]
    assert told == [
        (time, "printer", event)
        for time, event in [(20, "repair_started"), (24, "repaired"), (34, "repair_started"), (38, "repaired")]
    ]
    assert (spares.used, spares.in_stock, workshop.repairs) == (2, 0, 2)


def test_the_most_urgent_repair_comes_first_and_none_is_interrupted() -> None:
    env = Environment()
    workshop = Workshop(env, 1)
    order = [
        Worn(workshop, name, constant(life), constant(10.0), priority=priority)
        for name, life, priority in (("slow", 1.0, 5), ("low", 2.0, 5), ("high", 3.0, 1))
    ]
    env.run(until=40.0)
    assert [worn.repaired[0] for worn in order] == [11.0, 31.0, 21.0]


def test_what_a_technician_who_leaves_has_at_hand_waits_for_another() -> None:
    """The first is begun at 10 h and dropped at 12 h with 3 h to do; it is before the second in line."""
    env = Environment()
    stock = SpareStock(env, 5)
    workshop = Workshop(env)
    hand = workshop.add_technician()
    lives = (("a", 10.0), ("b", 11.0))
    first, second = (Worn(workshop, name, constant(life), constant(5.0), stock) for name, life in lives)
    at(env, 12.0, lambda: workshop.dismiss(hand))
    at(env, 20.0, workshop.add_technician)
    env.run(until=19.0)
    assert [one.machine.state for one in (first, second)] == [State.WAITING_TECHNICIAN] * 2
    assert workshop.busy == 0
    env.run(until=28.5)
    assert (first.repaired, second.repaired) == ([23.0], [28.0])
    assert stock.used == 2


def test_no_repair_ends_after_the_only_technician_has_left() -> None:
    env = Environment()
    workshop = Workshop(env)
    hand = workshop.add_technician()
    worn = Worn(workshop, "a", constant(10.0), constant(5.0))
    at(env, 12.0, lambda: workshop.dismiss(hand))
    env.run(until=1000.0)
    assert worn.repaired == []
    assert worn.machine.state is State.WAITING_TECHNICIAN


def test_a_repair_that_is_done_as_its_technician_leaves_is_done() -> None:
    env = Environment()
    workshop = Workshop(env)
    hand = workshop.add_technician()
    at(env, 15.0, lambda: workshop.dismiss(hand))
    worn = Worn(workshop, "a", constant(10.0), constant(5.0))
    env.run(until=100.0)
    assert worn.repaired == [15.0]
    assert workshop.repairs == 1


def test_a_technician_who_is_free_leaves_at_once() -> None:
    env = Environment()
    workshop = Workshop(env, 1)
    workshop.dismiss(workshop.add_technician())
    worn = [Worn(workshop, name, constant(1.0), constant(3.0)) for name in "ab"]
    env.run(until=5.0)
    assert [len(one.repaired) for one in worn] == [1, 0]


def test_spares_go_out_in_the_order_of_asking_and_are_recorded() -> None:
    env = Environment()
    recorder = Recorder("spares", "1", "step")
    stock = SpareStock(env, 1, recorder)
    got: list[tuple[float, str]] = []

    def user(name: str, time: float):
        yield env.timeout(time)
        yield from stock.take()
        got.append((env.now, name))

    for name, time in (("late", 2.0), ("first", 1.0), ("last", 3.0)):
        env.process(user(name, time))
    at(env, 5.0, lambda: stock.deliver(1))
    at(env, 6.0, lambda: stock.deliver(3))
    at(env, 7.0, lambda: stock.deliver(0))
    env.run(until=8.0)
    assert got == [(1.0, "first"), (5.0, "late"), (6.0, "last")]
    channel = recorder.channel(8.0)
    assert channel.times.tolist() == [0.0, 1.0, 6.0, 8.0]
    assert channel.values.tolist() == [1.0, 0.0, 2.0, 2.0]
    with pytest.raises(ValueError, match="must not be negative"):
        SpareStock(env, -1)


TIMES = st.one_of(st.integers(1, 10).map(float), st.floats(0.01, 20.0))


@pytest.mark.slow
@given(
    machines=st.lists(
        st.tuples(
            st.lists(TIMES, min_size=1, max_size=4),
            st.lists(TIMES, min_size=1, max_size=4),
            st.booleans(),
            st.integers(0, 2),
        ),
        min_size=1,
        max_size=5,
    ),
    technicians=st.integers(0, 2),
    supervised=st.integers(0, 2),
    operators=st.integers(0, 2),
    links=st.lists(st.floats(0.0, 60.0), max_size=6),
    initial=st.integers(0, 5),
    deliveries=st.lists(st.tuples(st.floats(0.0, 60.0), st.integers(0, 3)), max_size=4),
    darkness=st.lists(st.floats(0.0, 60.0), max_size=6),
)
@settings(max_examples=400)
def test_any_history_of_failures_keeps_the_books(
    machines, technicians, supervised, operators, links, initial, deliveries, darkness
) -> None:
    env = Environment()
    workshop = Workshop(env, technicians)
    watchers = Operators(operators)
    for _ in range(supervised):
        workshop.add_technician(watchers)
    stock = SpareStock(env, initial)
    worn = [
        Worn(
            workshop,
            str(index),
            itertools.cycle(lives).__next__,
            itertools.cycle(repairs).__next__,
            stock if needs_spare else None,
            priority,
        )
        for index, (lives, repairs, needs_spare, priority) in enumerate(machines)
    ]
    for time, pieces in deliveries:
        at(env, time, lambda pieces=pieces: stock.deliver(pieces))
    for index, time in enumerate(sorted(darkness)):
        for one in worn:
            at(env, time, lambda one=one, index=index: one.machine.set(State.NO_SUNLIGHT, index % 2 == 0))
    for index, time in enumerate(sorted(links)):
        at(env, time, lambda index=index: workshop.connect(index % 2 == 1))
    linked = len(links) % 2 == 0
    end = 73.0
    env.run(until=end)
    open_ones = [one for one in worn if one.machine.failed]
    for one, (lives, repairs, _, _) in zip(worn, machines, strict=True):
        machine = one.machine
        assert len(one.failures) == len(one.repaired) + machine.failed
        assert machine.service_time == pytest.approx(end)
        assert one.wear.operating_hours == pytest.approx(machine.time_in(State.WORKING), abs=1e-9)
        cycle = itertools.cycle(lives)
        worked = sum(next(cycle) for _ in one.failures)
        left = 0.0 if machine.failed else one.wear.operating_hours - worked
        assert one.wear.operating_hours == pytest.approx(worked + left, abs=1e-9)
        assert -1e-9 <= left <= next(cycle) + 1e-9
        cycle = itertools.cycle(repairs)
        done = sum(next(cycle) for _ in one.repaired)
        under_way = machine.time_in(State.IN_REPAIR) - done
        at_hand = machine.state in (State.IN_REPAIR, State.REPAIR_HALTED)
        assert -1e-9 <= under_way <= (next(cycle) if at_hand else 0.0) + 1e-9
    assert workshop.repairs == sum(len(one.repaired) for one in worn)
    assert sum(len(one.failures) for one in worn) == workshop.repairs + len(open_ones)
    under_repair, halted = (
        sum(one.machine.state is state for one in worn) for state in (State.IN_REPAIR, State.REPAIR_HALTED)
    )
    in_line = sum(one.machine.state is State.WAITING_TECHNICIAN for one in worn)
    busy = under_repair + halted
    assert workshop.busy == busy == min(technicians + supervised, busy + in_line)
    # Autonomous technicians are taken first, and a repair that halts does so for a reason.
    assert watchers.busy <= (operators if linked else 0)
    assert under_repair - technicians <= watchers.busy <= under_repair
    assert halted == 0 or not linked or watchers.busy == operators
    assert stock.in_stock + stock.used == initial + sum(pieces for _, pieces in deliveries)
    waiting = sum(one.machine.state is State.WAITING_SPARE for one in worn)
    assert stock.in_stock == 0 or waiting == 0
