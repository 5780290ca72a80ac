"""Operators: as many as there are, given in the order in which machines ask."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine import UNLIMITED, Operators


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
