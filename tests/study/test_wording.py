"""What held a run back, in few words."""

from __future__ import annotations

import dataclasses

import pytest

from sim.result import Result
from sim.result.lifting import with_relief
from sim.result.number_text import percent
from sim.study.wording import held_back
from tests.study.explained_runs import bottlenecks

pytestmark = pytest.mark.usefixtures("made_up_station")


def test_what_held_a_run_back_in_few_words(slower: Result) -> None:
    pace = slower.bottlenecks.pace
    assert pace is not None
    limit = pace.limit(pace.worst or "")
    lost = f"{limit.hours:,.0f} h ({percent(limit.hours, of=pace.service_hours)})"
    assert held_back(slower) == (pace.worst, lost, "", limit.chief)
    # Where nobody set a pace, all machines tell.
    without = bottlenecks(60.0, ("energy", "layer", "no_power", 32.0), ("tools", "printer", "in_repair", 8.0))
    assert held_back(dataclasses.replace(slower, bottlenecks=without)) == (
        "energy",
        "32.0 % of machine hours",
        "",
        "laying robots without power",
    )
    assert held_back(dataclasses.replace(slower, bottlenecks=bottlenecks(60.0))) == ("nothing", "", "", "")


def test_what_came_without_it_stands_beside_it(slower: Result) -> None:
    lifted = with_relief(slower)
    assert lifted.without_worst is not None
    assert held_back(lifted)[2] == lifted.without_worst.brief
