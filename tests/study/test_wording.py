"""What held a run back, in three words."""

from __future__ import annotations

import dataclasses

import pytest

from sim.result import Bottlenecks, Result
from sim.study.wording import held_back
from tests.study.explained_runs import bottlenecks

pytestmark = pytest.mark.usefixtures("made_up_station")


def test_what_held_a_run_back_in_three_words(slower: Result) -> None:
    pace = slower.bottlenecks.pace
    assert pace is not None

    def with_limits(bricks: float, days: float | None) -> Bottlenecks:
        limits = [dataclasses.replace(limit, hours=0.0, bricks=0.0, days=days) for limit in pace.limits]
        tools = dataclasses.replace(pace.limit("tools"), bricks=bricks, days=days)
        limits = [tools if limit.must_have == "tools" else limit for limit in limits]
        return dataclasses.replace(slower.bottlenecks, pace=dataclasses.replace(pace, limits=tuple(limits)))

    assert held_back(with_limits(1234.0, 412.0)) == ("tools", "410 days", pace.limit("tools").chief)
    assert held_back(with_limits(1234.0, 1.2))[1] == "1 day"
    assert held_back(with_limits(1234.0, None))[1] == "1,200 bricks"
    # Hours that cost no brick: all machines tell.
    assert held_back(with_limits(0.0, 0.0))[1].endswith(" % of machine hours")
    without = bottlenecks(60.0, ("energy", "layer", "no_power", 32.0), ("tools", "printer", "in_repair", 8.0))
    assert held_back(without) == ("energy", "32.0 % of machine hours", "laying robots without power")
    assert held_back(bottlenecks(60.0)) == ("nothing", "", "")
