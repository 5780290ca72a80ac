"""Operators: as many as there are, given in the order in which machines ask."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine import UNLIMITED, Environment, Machine, Operators
from sim.station.states import STATES, State


@given(st.integers(0, 3), st.lists(st.integers(0, 5), max_size=40))
def test_nobody_waits_while_an_operator_is_idle_and_the_line_keeps_its_order(count: int, turns: list[int]) -> None:
    """Each turn lets one of six ask, or leave if it has asked; a list of those who asked is the reference."""
    operators = Operators(count)
    told: list[int] = []
    claims = [operators.claim(lambda who=who: told.append(who)) for who in range(6)]
    asked: list[int] = []
    expected: list[int] = []
    for who in turns:
        before = set(asked[:count])
        if who in asked:
            operators.leave(claims[who])
            asked.remove(who)
        else:
            operators.ask(claims[who])
            asked.append(who)
            before.add(who)  # who gets one at once is not told
        expected += [one for one in asked[:count] if one not in before]
        assert [one for one in range(6) if claims[one].has] == sorted(asked[:count])
        assert [one for one in range(6) if claims[one].waits] == sorted(asked[count:])
        assert operators.busy == len(asked[:count])
        assert told == expected


@given(st.lists(st.one_of(st.integers(0, 5), st.sampled_from(["0", "1", "2", "5"])), max_size=40))
def test_as_operators_come_and_go_the_first_to_have_got_one_keeps_his(turns: list[int | str]) -> None:
    """A number lets one of six ask, or leave if it has asked; a text makes them so many. A list is the reference."""
    operators = Operators(2)
    told: list[tuple[int, bool]] = []
    claims = [operators.claim(lambda who=who: told.append((who, claims[who].has))) for who in range(6)]
    asked: list[int] = []
    count = 2
    for turn in turns:
        told.clear()
        before = asked[:count]
        if isinstance(turn, str):
            count = int(turn)
            operators.resize(count)
        elif turn in asked:
            operators.leave(claims[turn])
            asked.remove(turn)
            before = [one for one in before if one != turn]
        else:
            operators.ask(claims[turn])
            asked.append(turn)
            before = [*before, turn]  # who asks is not told
        now = asked[:count]
        assert list(operators.watched) == [claims[one] for one in now]
        assert [one for one in asked if claims[one].waits] == asked[count:]
        assert list(operators.line) == [claims[one] for one in asked[count:]]
        lost, won = [one for one in before if one not in now and one != turn], [one for one in now if one not in before]
        assert told == [(one, False) for one in lost] + [(one, True) for one in won]


def test_a_machine_that_loses_its_operator_stands_and_goes_on_with_the_next() -> None:
    env = Environment()
    operators = Operators(2)
    first, last = (Machine(env, name, STATES, operators=operators) for name in ("first", "last"))
    operators.resize(1)
    assert (first.state, last.state) == (State.WORKING, State.NO_OPERATOR)
    operators.resize(0)
    assert first.state is State.NO_OPERATOR
    operators.resize(1)
    assert (first.state, last.state) == (State.WORKING, State.NO_OPERATOR)
    first.hold(State.IDLE)
    assert last.state is State.WORKING


def test_without_a_limit_nobody_waits() -> None:
    operators = Operators(UNLIMITED)
    claims = [operators.claim(lambda: None) for _ in range(100)]
    for claim in claims:
        operators.ask(claim)
    assert all(claim.has for claim in claims)


@pytest.mark.parametrize("count", [-1, math.nan])
def test_less_than_none_there_cannot_be(count: float) -> None:
    with pytest.raises(ValueError, match="must not be negative"):
        Operators(count)
    with pytest.raises(ValueError, match="must not be negative"):
        Operators(1).resize(count)
