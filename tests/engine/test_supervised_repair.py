"""Technicians who need a link and an operator: by hand, to the hour."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from sim.engine import UNLIMITED, Environment, Machine, Operators, Recorder, Workshop
from sim.station.states import STATES, State
from tests.engine.parts import at


class Line:
    """A workshop, and machines that fail once at given moments and are repaired once."""

    def __init__(self, operators: float = UNLIMITED, supervised: int = 1, autonomous: int = 0) -> None:
        self.env = Environment()
        self.operators = Operators(operators)
        self.workshop = Workshop(self.env, autonomous)
        self.hands = [self.workshop.add_technician(self.operators) for _ in range(supervised)]
        self.repaired: dict[str, float] = {}
        self._recorders: dict[str, Recorder] = {}

    def machine(self, name: str, fails: float, duration: float) -> Machine:
        self._recorders[name] = Recorder(name, "1", "step")
        machine = Machine(self.env, name, STATES, recorder=self._recorders[name])

        def done() -> None:
            self.repaired[name] = self.env.now

        at(self.env, fails, lambda: self.workshop.repair(machine, duration, on_done=done))
        return machine

    def links(self, *turns: float) -> None:
        """Lose the link at the first of some moments, get it back at the next, and so on."""
        for index, time in enumerate(turns):
            at(self.env, time, lambda up=index % 2 == 1: self.workshop.connect(up))

    def history(self, name: str, until: float) -> Sequence[tuple[float, State]]:
        channel = self._recorders[name].channel(until)
        return [(time, State(int(code))) for time, code in zip(channel.times, channel.values, strict=True)][:-1]


def test_a_repair_halts_without_a_link_and_goes_on_where_it_stopped() -> None:
    line = Line(operators=1)
    machine = line.machine("printer", 5.0, 10.0)
    line.links(8.0, 20.0, 23.0, 30.0)
    busy: list[int] = []
    for time in (4.0, 6.0, 10.0, 21.0, 25.0, 31.0, 35.0):
        at(line.env, time, lambda: busy.append(line.operators.busy))
    line.env.run(until=40.0)
    # 3 h until 8 h, 3 h until 23 h, 4 h from 30 h on.
    assert line.history("printer", 40.0) == [
        (0.0, State.WORKING),
        (5.0, State.IN_REPAIR),
        (8.0, State.REPAIR_HALTED),
        (20.0, State.IN_REPAIR),
        (23.0, State.REPAIR_HALTED),
        (30.0, State.IN_REPAIR),
        (34.0, State.WORKING),
    ]
    assert line.repaired == {"printer": 34.0}
    assert busy == [0, 1, 0, 1, 0, 1, 0]
    assert machine.time_in(State.IN_REPAIR) == 10.0
    assert line.workshop.repairs == 1


def test_a_repair_that_is_taken_on_without_a_link_waits_for_it() -> None:
    line = Line()
    line.links(1.0, 9.0)
    line.machine("printer", 5.0, 10.0)
    line.env.run(until=30.0)
    assert line.history("printer", 30.0) == [
        (0.0, State.WORKING),
        (5.0, State.REPAIR_HALTED),
        (9.0, State.IN_REPAIR),
        (19.0, State.WORKING),
    ]


@pytest.mark.parametrize("link_goes_first", [True, False])
def test_a_repair_that_is_done_as_the_link_goes_is_done(link_goes_first: bool) -> None:
    line = Line()
    if link_goes_first:
        line.links(15.0, 100.0)
    line.machine("printer", 5.0, 10.0)
    line.env.run(until=14.0)
    if not link_goes_first:
        line.links(15.0, 100.0)
    line.env.run(until=50.0)
    assert line.repaired == {"printer": 15.0}
    assert line.history("printer", 50.0)[-1] == (15.0, State.WORKING)


def test_a_repair_that_takes_no_time_needs_a_link_too() -> None:
    line = Line()
    line.machine("early", 0.5, 0.0)
    line.links(1.0, 9.0)
    line.machine("late", 5.0, 0.0)
    line.env.run(until=30.0)
    assert line.repaired == {"early": 0.5, "late": 9.0}


def test_technicians_and_machines_share_the_operators_in_the_order_of_asking() -> None:
    """One operator: a machine at work keeps him, the repairs after it go one by one."""
    line = Line(operators=1, supervised=2)
    digger = Machine(line.env, "digger", STATES, operators=line.operators)
    line.machine("a", 2.0, 10.0)
    line.machine("b", 3.0, 10.0)
    at(line.env, 20.0, lambda: digger.hold(State.NO_ROOM))
    at(line.env, 22.0, lambda: digger.clear(State.NO_ROOM))
    line.env.run(until=60.0)
    assert line.history("a", 60.0)[1:] == [
        (2.0, State.REPAIR_HALTED),
        (20.0, State.IN_REPAIR),
        (30.0, State.WORKING),
    ]
    assert line.history("b", 60.0)[1:] == [
        (3.0, State.REPAIR_HALTED),
        (30.0, State.IN_REPAIR),
        (40.0, State.WORKING),
    ]
    # It asked again at 22 h, behind both.
    assert digger.time_in(State.NO_OPERATOR) == 40.0 - 22.0
    assert digger.time_in(State.WORKING) == 20.0 + 20.0


def test_without_any_operator_nothing_is_repaired() -> None:
    line = Line(operators=0)
    line.machine("printer", 5.0, 10.0)
    line.links(10.0, 20.0)
    line.env.run(until=100.0)
    assert line.repaired == {}
    assert line.history("printer", 100.0)[-1] == (5.0, State.REPAIR_HALTED)


def test_of_those_who_are_free_the_one_who_needs_no_link_is_taken_first() -> None:
    line = Line(supervised=2, autonomous=1)
    line.links(0.5)
    for name, fails in (("a", 1.0), ("b", 2.0), ("c", 3.0)):
        line.machine(name, fails, 10.0)
    line.machine("d", 5.0, 10.0)
    line.env.run(until=40.0)
    # He repairs the first, and then the one who still waits; what the others have taken on stays theirs.
    assert line.repaired == {"a": 11.0, "d": 21.0}
    assert [line.history(name, 40.0)[-1][1] for name in "bc"] == [State.REPAIR_HALTED] * 2


@pytest.mark.parametrize("halted", [True, False])
def test_who_repairs_a_machine_that_leaves_is_free_with_his_operator(halted: bool) -> None:
    line = Line(operators=1)
    if halted:
        line.links(7.0, 12.0)
    lost = line.machine("lost", 5.0, 100.0)
    line.machine("next", 6.0, 3.0)

    def leave() -> None:
        line.workshop.abandon(lost)
        lost.leave_service()

    at(line.env, 10.0, leave)
    line.env.run(until=11.0)
    assert line.workshop.busy == 1
    assert line.operators.busy == (0 if halted else 1)
    line.env.run(until=40.0)
    assert line.repaired == {"next": 15.0 if halted else 13.0}
    assert line.history("lost", 40.0)[-1] == (10.0, State.OUT_OF_SERVICE)
    assert (line.workshop.busy, line.operators.busy) == (0, 0)


def test_a_machine_that_leaves_at_the_instant_at_which_a_technician_comes_keeps_none() -> None:
    line = Line(supervised=0)
    lost = line.machine("lost", 1.0, 5.0)
    line.machine("next", 2.0, 5.0)
    at(line.env, 10.0, lambda: line.workshop.add_technician(line.operators))
    at(line.env, 10.0, lambda: (line.workshop.abandon(lost), lost.leave_service()))
    line.env.run(until=40.0)
    assert line.repaired == {"next": 15.0}


def test_a_technician_who_leaves_a_halted_repair_leaves_what_was_to_do() -> None:
    """3 h of the 10 h are done when the link goes; another, who needs no link, does the other 7 h."""
    line = Line()
    line.machine("printer", 5.0, 10.0)
    line.links(8.0, 20.0)
    at(line.env, 10.0, lambda: line.workshop.dismiss(line.hands[0]))
    at(line.env, 12.0, line.workshop.add_technician)
    line.env.run(until=100.0)
    assert line.repaired == {"printer": 19.0}
    assert (10.0, State.WAITING_TECHNICIAN) in line.history("printer", 100.0)
    assert line.operators.busy == 0


def test_who_comes_while_there_is_no_link_waits_for_it() -> None:
    line = Line(supervised=0)
    line.links(1.0, 12.0)
    line.machine("printer", 5.0, 10.0)
    at(line.env, 8.0, lambda: line.workshop.add_technician(line.operators))
    line.env.run(until=30.0)
    assert line.history("printer", 30.0)[1:] == [
        (5.0, State.WAITING_TECHNICIAN),
        (8.0, State.REPAIR_HALTED),
        (12.0, State.IN_REPAIR),
        (22.0, State.WORKING),
    ]
