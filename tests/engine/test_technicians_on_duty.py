"""Technicians with a pace, with duty hours and with machines of their own: by hand, to the hour."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine import Environment, Machine, Technician, Workshop
from sim.station.states import STATES, State
from tests.engine.parts import at


class Shop:
    """A workshop, and machines that fail once at given moments."""

    def __init__(self, robots: int = 0) -> None:
        self.env = Environment()
        self.log: list[tuple[float, str, str]] = []
        self.workshop = Workshop(
            self.env, robots, on_event=lambda _, event, detail: self.log.append((self.env.now, event, detail))
        )
        self.repaired: dict[str, float] = {}

    def machine(self, name: str, fails: float, duration: float) -> Machine:
        machine = Machine(self.env, name, STATES)

        def done() -> None:
            self.repaired[name] = self.env.now

        at(self.env, fails, lambda: self.workshop.repair(machine, duration, on_done=done))
        return machine

    def shifts(self, technician: Technician, *turns: float) -> None:
        """Go on duty at the first of some moments, off at the next, and so on."""
        for index, time in enumerate(turns):
            at(self.env, time, lambda on=index % 2 == 0: self.workshop.set_duty(technician, on))


def test_one_of_pace_six_repairs_in_eight_hours_what_takes_others_48() -> None:
    shop = Shop()
    shop.workshop.add_technician(pace=6.0, name="Ana")
    shop.machine("printer", 5.0, 48.0)
    shop.env.run(until=100.0)
    assert shop.repaired == {"printer": 13.0}
    assert shop.log == [(5.0, "repair_started", "8.0 h by Ana"), (13.0, "repaired", "")]


def test_the_quicker_one_is_taken_first() -> None:
    shop = Shop(robots=1)
    shop.workshop.add_technician(pace=6.0)
    shop.machine("a", 5.0, 48.0)
    shop.machine("b", 6.0, 48.0)
    shop.env.run(until=100.0)
    # The robot has done 7 h of "b" when the quicker one comes free and takes it over.
    assert shop.repaired == {"a": 13.0, "b": pytest.approx(13 + 41 / 6)}


def test_a_repair_waits_from_shift_to_shift() -> None:
    """Of 10 h, 4 h are done in the first shift of 6 h, 6 h in the second."""
    shop = Shop()
    technician = shop.workshop.add_technician(on_duty=False)
    shop.shifts(technician, 8.0, 14.0, 32.0, 38.0)
    machine = shop.machine("printer", 10.0, 10.0)
    shop.env.run(until=20.0)
    assert machine.state is State.WAITING_TECHNICIAN
    assert shop.workshop.waiting == [machine]
    shop.env.run(until=100.0)
    assert shop.repaired == {"printer": 38.0}
    assert machine.time_in(State.IN_REPAIR) == 10.0


def test_a_robot_that_is_free_takes_what_is_left_at_the_end_of_a_shift() -> None:
    """3 h at pace 6 leave 30 of 48 h, which a robot that comes free at 14 h does by 44 h."""
    shop = Shop(robots=1)
    technician = shop.workshop.add_technician(pace=6.0)
    shop.shifts(technician, 0.5, 8.0)  # on from the start: the first changes nothing
    shop.machine("a", 5.0, 48.0)
    shop.machine("b", 6.0, 8.0)
    shop.env.run(until=100.0)
    assert shop.repaired == {"b": 14.0, "a": 44.0}
    assert (8.0, "repair_left", "30.0 h to do") in shop.log


def test_one_who_is_back_at_the_same_instant_goes_on() -> None:
    shop = Shop()
    technician = shop.workshop.add_technician(pace=2.0)
    shop.machine("printer", 5.0, 10.0)
    at(shop.env, 7.0, lambda: (shop.workshop.set_duty(technician, False), shop.workshop.set_duty(technician, True)))
    shop.machine("next", 8.0, 2.0)
    shop.env.run(until=100.0)
    assert shop.repaired == {"printer": 10.0, "next": 11.0}
    assert shop.workshop.busy == 0


@pytest.mark.parametrize("back", [True, False])
def test_one_who_goes_as_a_machine_fails_does_not_hold_it(back: bool) -> None:
    """His turn comes and goes at one instant: the machine is not stuck with one who is not there."""
    shop = Shop()
    technician = shop.workshop.add_technician()
    shop.machine("printer", 5.0, 10.0)
    # The repair's process has taken him and has yet to begin when the end of the instant comes.
    at(
        shop.env,
        5.0,
        lambda: shop.env.timeout(0.0).callbacks.append(lambda _: shop.workshop.set_duty(technician, False)),
    )
    at(
        shop.env,
        5.0 if back else 20.0,
        lambda: shop.env.at_end_of_instant(lambda: shop.workshop.set_duty(technician, True)),
    )
    shop.env.run(until=100.0)
    assert shop.repaired == {"printer": 15.0 if back else 30.0}


def test_who_takes_some_machines_only_leaves_the_others_to_wait() -> None:
    shop = Shop()
    inside: set[Machine] = set()
    technician = shop.workshop.add_technician(takes=lambda machine: machine in inside)
    outside = shop.machine("digger", 1.0, 5.0)
    inside.add(shop.machine("still", 2.0, 5.0))
    waits: list[tuple[float, str]] = []
    shop.workshop.on_wait.append(lambda machine: waits.append((shop.env.now, machine.name)))
    shop.env.run(until=50.0)
    assert shop.repaired == {"still": 7.0}
    assert shop.workshop.waiting == [outside]
    assert waits == [(1.0, "digger")]
    # He goes out.
    shop.workshop.set_duty(technician, False)
    inside.clear()
    inside.add(outside)
    shop.workshop.set_duty(technician, True)
    shop.env.run(until=100.0)
    assert shop.repaired == {"still": 7.0, "digger": 55.0}


def test_he_says_when_he_has_a_repair_and_when_no_longer() -> None:
    shop = Shop()
    technician = shop.workshop.add_technician()
    told: list[tuple[float, bool]] = []
    technician.on_busy = lambda: told.append((shop.env.now, technician.busy))
    shop.machine("a", 5.0, 10.0)
    lost = shop.machine("b", 20.0, 10.0)
    at(shop.env, 22.0, lambda: shop.workshop.abandon(lost))
    shop.machine("c", 30.0, 10.0)
    at(shop.env, 33.0, lambda: shop.workshop.dismiss(technician))
    shop.env.run(until=100.0)
    assert told == [(5.0, True), (15.0, False), (20.0, True), (22.0, False), (30.0, True), (33.0, False)]


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), min_size=1, max_size=5),
    st.lists(st.integers(1, 90), min_size=2, max_size=12, unique=True),
    st.sampled_from([0.5, 1.0, 4.0]),
)
def test_what_is_repaired_is_the_time_on_duty_at_his_pace(
    jobs: list[tuple[int, int]], turns: list[int], pace: float
) -> None:
    """With one technician, a job is done once all before it and itself have had their hours of shift."""
    shop = Shop()
    technician = shop.workshop.add_technician(pace=pace, on_duty=False)
    times = sorted(turns)
    # Half an hour off the jobs' moments, so that none of them coincides with a shift's begin.
    shop.shifts(technician, *(time + 0.5 for time in times))
    ordered = sorted(jobs, key=lambda job: job[0])
    for index, (fails, duration) in enumerate(ordered):
        shop.machine(str(index), float(fails), float(duration))
    shop.env.run(until=1000.0)
    spans = [(begin + 0.5, end + 0.5) for begin, end in zip(times[::2], [*times[1::2], math.inf], strict=False)]
    now, expected = 0.0, {}
    for index, (fails, duration) in enumerate(ordered):
        now, left = max(now, float(fails)), duration / pace
        for begin, end in spans:
            if end <= now or (left == 0.0 and str(index) in expected):
                continue
            now = max(now, begin)
            if now + left <= end:
                now += left
                expected[str(index)] = now
                break
            left -= end - now
            now = end
        else:
            break
    assert shop.repaired.keys() == {name for name in expected if expected[name] < 1000.0}
    assert all(shop.repaired[name] == pytest.approx(expected[name]) for name in shop.repaired)


@pytest.mark.parametrize("pace", [0.0, -1.0, math.inf, math.nan])
def test_a_pace_that_is_none_is_refused(pace: float) -> None:
    with pytest.raises(ValueError, match="pace of a technician must be positive"):
        Shop().workshop.add_technician(pace=pace)


def test_whoever_comes_free_takes_over_from_a_slower_one() -> None:
    """The robot has done 3 of 48 h when the person comes on duty, who does half of the rest; the robot the other."""
    shop = Shop(robots=1)
    technician = shop.workshop.add_technician(pace=5.0, on_duty=False)
    shop.machine("a", 5.0, 48.0)
    shop.machine("b", 10.0, 4.0)
    shop.shifts(technician, 8.0, 12.5)
    shop.env.run(until=100.0)
    # At 12.5 h, 22.5 h of 45 h are left, and the robot is on the other machine until 14 h.
    assert shop.repaired == {"b": 14.0, "a": 36.5}
    assert [(time, event) for time, event, _ in shop.log if event == "repair_left"] == [
        (8.0, "repair_left"),
        (12.5, "repair_left"),
    ]


def test_the_longest_repair_is_taken_over_first_and_none_from_an_equal() -> None:
    shop = Shop(robots=2)
    shop.machine("short", 0.0, 20.0)
    shop.machine("long", 0.0, 40.0)
    technician = shop.workshop.add_technician(pace=3.0, on_duty=False)
    equal = shop.workshop.add_technician(pace=1.0, on_duty=False)
    shop.shifts(equal, 1.0)
    shop.shifts(technician, 10.0)
    shop.env.run(until=15.0)
    # 30 h of the long one at pace 3, while the robot's 5 h of the short one are taken over after that.
    assert shop.repaired == {}
    shop.env.run(until=100.0)
    assert shop.repaired == {"long": 20.0, "short": 20.0}


def test_a_machine_that_waits_comes_before_one_that_is_taken_over() -> None:
    shop = Shop(robots=1)
    shop.machine("a", 0.0, 50.0)
    shop.machine("b", 1.0, 20.0)
    technician = shop.workshop.add_technician(pace=2.0, on_duty=False)
    shop.shifts(technician, 10.0)
    shop.env.run(until=100.0)
    # "b" until 20 h; then the 30 h that are left of "a", until 35 h.
    assert shop.repaired == {"b": 20.0, "a": 35.0}


def test_he_takes_over_only_what_he_repairs() -> None:
    shop = Shop(robots=2)
    mine = shop.machine("mine", 0.0, 30.0)
    shop.machine("other", 0.0, 40.0)
    technician = shop.workshop.add_technician(pace=2.0, on_duty=False, takes=lambda machine: machine is mine)
    shop.shifts(technician, 10.0)
    shop.env.run(until=100.0)
    assert shop.repaired == {"mine": 20.0, "other": 40.0}
