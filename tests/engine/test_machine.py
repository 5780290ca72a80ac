"""Machines: exactly one state, the first cause that holds, and nothing taken that could not be used."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine import Environment, LoadClass, Machine, MachineError, Operators, PowerBus, Recorder
from sim.station.states import MUST_HAVES, STATES, State
from tests.engine.parts import at

CAUSES = [
    State.FROZEN, State.WAITING_SPARE, State.WAITING_TECHNICIAN, State.IN_REPAIR, State.DORMANT, State.BLACKOUT,
    State.NO_LINK, State.NO_SUNLIGHT, State.NO_FEEDSTOCK, State.NO_ROOM, State.NO_STRUCTURE, State.IDLE,
]  # fmt: skip


def powered(env: Environment, power: float = 2.0) -> tuple[PowerBus, Machine, Recorder]:
    """A machine on a bus whose source gives nothing yet."""
    bus = PowerBus(env, [LoadClass("operations")])
    bus.add_source("sun")
    recorder = Recorder("state", "1", "step", STATES.names)
    return bus, make_powered(bus, power, recorder=recorder), recorder


def make_powered(bus: PowerBus, power: float, **others) -> Machine:
    return Machine(bus.env, "m", STATES, load=bus.add_load("m", "operations"), power=power, **others)


@given(st.lists(st.sampled_from(CAUSES), max_size=len(CAUSES), unique=True), st.randoms(use_true_random=False))
@settings(max_examples=200)
def test_of_several_causes_the_first_in_the_order_is_the_state(causes: list[State], dice) -> None:
    machine = Machine(Environment(), "m", STATES)
    held: set[State] = set()
    for cause in causes:
        machine.hold(cause)
        held.add(cause)
        assert machine.state is min(held)
    dice.shuffle(causes)
    for cause in causes:
        assert machine.holds(cause)
        machine.clear(cause)
        held.remove(cause)
        assert machine.state is min(held, default=State.WORKING)
        assert machine.failed == any(one <= State.REPAIR_HALTED for one in held)


def test_the_order_of_the_states_is_that_of_the_design() -> None:
    assert STATES.names == (
        "frozen", "stranded", "waiting_spare", "waiting_technician", "in_repair", "repair_halted", "dormant",
        "blackout", "no_operator", "no_link", "no_sunlight", "shed", "no_power", "no_feedstock", "no_room",
        "no_structure", "charging", "idle", "working", "unmended", "held_up", "awaited",
        *(f"{wait}_{name}" for wait in ("unmended", "held_up", "awaited") for name in MUST_HAVES),
        "out_of_service",
    )  # fmt: skip


@pytest.mark.parametrize(
    "state", [State.WORKING, State.NO_OPERATOR, State.NO_POWER, State.AWAITED, State.OUT_OF_SERVICE]
)
def test_what_the_machine_finds_out_itself_cannot_be_held(state: State) -> None:
    machine = Machine(Environment(), "m", STATES)
    with pytest.raises(ValueError, match=f"'m': {state.name} is not a cause"):
        machine.hold(state)


def test_power_is_asked_for_only_when_all_else_is_clear() -> None:
    env = Environment()
    bus, machine, recorder = powered(env)
    load = machine.load
    assert load is not None
    bus.sources["sun"].set_power(5.0)
    asked: list[tuple[float, float]] = []
    bus.on_solved = lambda *_: asked.append((env.now, bus.demand))
    machine.hold(State.NO_FEEDSTOCK)
    at(env, 1.0, lambda: machine.hold(State.NO_SUNLIGHT))
    at(env, 2.0, lambda: machine.clear(State.NO_FEEDSTOCK))
    at(env, 3.0, lambda: machine.clear(State.NO_SUNLIGHT))
    at(env, 5.0, lambda: machine.hold(State.NO_ROOM))
    env.run(until=6.0)
    assert asked == [(0.0, 0.0), (3.0, 2.0), (5.0, 0.0)]
    assert load.energy == 4.0
    channel = recorder.channel(6.0)
    assert [STATES.names[int(code)] for code in channel.values] == [
        "no_feedstock", "no_sunlight", "working", "no_room", "no_room",
    ]  # fmt: skip
    assert channel.times.tolist() == [0.0, 1.0, 3.0, 5.0, 6.0]


def test_states_of_no_length_leave_no_trace() -> None:
    """A grant comes at the end of the instant; until then the machine is without power, for no time at all."""
    env = Environment()
    bus, machine, recorder = powered(env)
    bus.sources["sun"].set_power(5.0)
    for time in (1.0, 2.0, 2.0, 2.0, 7.0):
        at(env, time, lambda: (machine.hold(State.IDLE), machine.hold(State.IN_REPAIR)))
        at(env, time, lambda: (machine.clear(State.IN_REPAIR), machine.clear(State.IDLE)))
    env.run(until=10.0)
    channel = recorder.channel(10.0)
    assert channel.values.tolist() == [State.WORKING] * 2
    assert machine.time_in(State.WORKING) == 10.0
    assert machine.time_in(State.NO_POWER) == 0.0


def test_a_machine_without_power_waits_for_it_and_holds_its_operator() -> None:
    env = Environment()
    operators = Operators(1)
    bus = PowerBus(env, [LoadClass("operations")])
    sun = bus.add_source("sun")
    machine = make_powered(bus, 2.0, operators=operators)
    env.run(until=1.0)
    assert machine.state is State.NO_POWER
    assert operators.busy == 1
    sun.set_power(1.9)
    env.run(until=2.0)
    assert machine.state is State.NO_POWER
    sun.set_power(2.0)
    env.run(until=3.0)
    assert machine.working


def test_an_operator_goes_to_the_next_machine_when_one_cannot_use_him() -> None:
    env = Environment()
    operators = Operators(1)
    first, second = (Machine(env, name, STATES, operators=operators) for name in "ab")
    assert (first.state, second.state) == (State.WORKING, State.NO_OPERATOR)
    at(env, 4.0, lambda: first.hold(State.NO_SUNLIGHT))
    at(env, 6.0, lambda: first.clear(State.NO_SUNLIGHT))
    at(env, 7.0, lambda: second.hold(State.NO_LINK))
    at(env, 7.0, lambda: first.hold(State.NO_LINK))
    at(env, 8.0, lambda: (first.clear(State.NO_LINK), second.clear(State.NO_LINK)))
    env.run(until=10.0)
    assert {state: first.time_in(state) for state in State if first.time_in(state)} == {
        State.WORKING: 6.0, State.NO_SUNLIGHT: 2.0, State.NO_OPERATOR: 1.0, State.NO_LINK: 1.0,
    }  # fmt: skip
    assert {state: second.time_in(state) for state in State if second.time_in(state)} == {
        State.NO_OPERATOR: 6.0, State.WORKING: 3.0, State.NO_LINK: 1.0,
    }  # fmt: skip
    assert operators.busy == 1
    assert len(operators.line) == 1


def test_out_of_service_hides_every_cause_until_the_machine_enters_service() -> None:
    env = Environment()
    recorder = Recorder("state", "1", "step", STATES.names)
    machine = Machine(env, "m", STATES, recorder=recorder, in_service=False)
    machine.hold(State.NO_SUNLIGHT)
    assert machine.state is State.OUT_OF_SERVICE
    at(env, 3.0, machine.enter_service)
    at(env, 5.0, lambda: machine.clear(State.NO_SUNLIGHT))
    at(env, 6.0, machine.leave_service)
    at(env, 7.0, lambda: machine.hold(State.NO_LINK))
    env.run(until=10.0)
    assert machine.service_time == 3.0
    assert machine.time_in(State.NO_SUNLIGHT) == 2.0
    assert machine.time_in(State.OUT_OF_SERVICE) == 7.0
    assert recorder.channel(10.0).values.tolist() == [
        State.OUT_OF_SERVICE, State.NO_SUNLIGHT, State.WORKING, State.OUT_OF_SERVICE, State.OUT_OF_SERVICE,
    ]  # fmt: skip


def test_who_is_told_of_the_start_may_stop_the_machine_at_once() -> None:
    env = Environment()
    machine = Machine(env, "m", STATES)
    told: list[str] = []
    machine.hold(State.IDLE)
    machine.on_start.append(lambda: (told.append("start"), machine.hold(State.NO_FEEDSTOCK)))
    machine.on_stop.append(lambda: told.append("stop"))
    machine.clear(State.IDLE)
    assert machine.state is State.NO_FEEDSTOCK
    assert told == ["start", "stop"]
    assert machine.time_in(State.WORKING) == 0.0


@dataclass(frozen=True)
class Change:
    """At ``time`` ``cause`` of machine ``index`` holds or clears (None: the power of the source changes)."""

    time: float
    index: int
    cause: State | None
    holds: bool
    power: float


@st.composite
def histories(draw: st.DrawFn) -> list[Change]:
    changes, time = [], 0.0
    for _ in range(draw(st.integers(1, 30))):
        changes.append(
            Change(
                time,
                draw(st.integers(0, 3)),
                draw(st.one_of(st.none(), st.sampled_from(CAUSES[3:]))),
                draw(st.booleans()),
                draw(st.integers(0, 8).map(float)),
            )
        )
        time += draw(st.sampled_from([0.0, 0.0, 1.0, 0.7]))
    return changes


@pytest.mark.slow
@given(histories(), st.integers(1, 3))
@settings(max_examples=350)
def test_any_history_keeps_the_rules(changes: list[Change], people: int) -> None:
    """Four machines of 1 to 4 kW share operators and a source of up to 8 kW."""
    env = Environment()
    bus = PowerBus(env, [LoadClass("operations")])
    sun = bus.add_source("sun")
    operators = Operators(people)
    machines: list[Machine] = []
    recorders = [Recorder(str(i), "1", "step") for i in range(4)]
    held: list[set[State]] = [set() for _ in range(4)]
    started, working = [0.0] * 4, [0.0] * 4
    for i in range(4):
        load = bus.add_load(str(i), "operations", on_grant=lambda granted, i=i: machines[i].power_granted(granted))
        machines.append(
            Machine(env, str(i), STATES, load=load, power=i + 1.0, operators=operators, recorder=recorders[i])
        )
        machines[i].on_start.append(lambda i=i: started.__setitem__(i, env.now))
        machines[i].on_stop.append(lambda i=i: working.__setitem__(i, working[i] + env.now - started[i]))

    def settled() -> None:
        ready = [machine for i, machine in enumerate(machines) if not held[i]]
        attended = [machine for machine in ready if machine.state is not State.NO_OPERATOR]
        assert len(attended) == operators.busy == min(people, len(ready))
        for i, machine in enumerate(machines):
            load = machine.load
            assert load is not None
            if held[i]:
                assert machine.state is min(held[i])
            elif machine in attended:
                assert machine.state is (State.WORKING if load.granted == machine.power else State.NO_POWER)
            assert load.demand == (machine.power if machine in attended else 0.0)
            assert machine.service_time == pytest.approx(env.now)
        # An indivisible load is left without only if what is left is too little for it.
        short = [machine.power for machine in machines if machine.state is State.NO_POWER]
        assert not short or min(short) > sun.power - bus.used

    def run():
        for change in changes:
            if change.time > env.now:
                yield env.timeout(change.time - env.now - 1e-3)
                settled()
                yield env.timeout(change.time - env.now)
            if change.cause is None:
                sun.set_power(change.power)
            else:
                machines[change.index].set(change.cause, change.holds)
                (held[change.index].add if change.holds else held[change.index].discard)(change.cause)

    env.process(run())
    end = changes[-1].time + 5.0
    env.run(until=end)
    settled()
    for i, machine in enumerate(machines):
        channel = recorders[i].channel(end)
        for state in State:
            assert machine.time_in(state) == pytest.approx(channel.durations().get(float(state), 0.0), abs=1e-9)
        assert (channel.times[1:] > channel.times[:-1]).all()
        assert (channel.values[1:-1] != channel.values[:-2]).all()
        since = end - started[i] if machine.working else 0.0
        assert working[i] + since == pytest.approx(machine.time_in(State.WORKING), abs=1e-9)


def test_callbacks_that_answer_each_other_without_end_are_named() -> None:
    machine = Machine(Environment(), "quarrel", STATES, in_service=False)
    machine.on_start.append(lambda: machine.hold(State.IDLE))
    machine.on_stop.append(lambda: machine.clear(State.IDLE))
    with pytest.raises(MachineError, match="quarrel"):
        machine.enter_service()
