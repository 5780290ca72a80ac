"""What set the pace, and what lifting its worst limit should bring: hand-made histories with known answers."""

from __future__ import annotations

import pytest

from sim.engine import Channel
from sim.result.bottlenecks import attribute
from sim.result.pace import Pace, find_pace
from sim.station import Topology
from tests.result.factory import history, step

LINE = Topology(
    kinds={"digger": "excavator", "printer": "printer", "mason": "layer"},
    upstream={"digger": (), "printer": ("digger",), "mason": ("printer",)},
    downstream={"digger": ("printer",), "printer": ("mason",), "mason": ()},
)


def channels(*, laid: float = 100, progress: float = 1.0, done: float = 100.0) -> dict[str, Channel]:
    """100 h: the printer works half of the time, fails 30 h and has no sunlight 20 h; the others wait for it."""
    made = [
        history("digger", ("working", 40), ("no_room", 60)),
        history("printer", ("working", 50), ("in_repair", 30), ("no_sunlight", 20)),
        history("mason", ("working", 30), ("no_feedstock", 70)),
        step("bricks.laid", "1", [0, done, 100], [0, laid, laid]),
        step("shelter.progress", "1", [0, done, 100], [0, progress, progress]),
    ]
    return {channel.name: channel for channel in made}


def found(**options: float) -> Pace:
    pace = find_pace(channels(**options), LINE)
    assert pace is not None
    return pace


def test_the_machines_that_wait_least_set_the_pace() -> None:
    pace = found()
    assert pace.kind == "printer"
    assert (pace.service_hours, pace.working_hours, pace.complete) == (100, 50, 100)
    assert {limit.must_have: limit.hours for limit in pace.limits} == {
        "energy": 20,
        "tools": 30,
        "communication": 0,
        "shelter": 0,
    }
    assert pace.worst == "tools"


def test_hours_won_back_are_spent_as_the_others_are() -> None:
    """Without its 30 h of repair, 50 of 70 h would be worked: the same work takes 70 h instead of 100 h."""
    tools = found().limit("tools")
    assert tools.days == pytest.approx(30 / 24)
    assert tools.bricks == pytest.approx(100 * (100 / 70 - 1))
    assert not tools.completes


def test_what_comes_after_the_last_structure_does_not_count() -> None:
    pace = found(done=80.0)
    assert (pace.service_hours, pace.complete) == (80, 80)
    assert pace.limit("tools").hours == 30
    assert pace.limit("energy").hours == 0


@pytest.mark.parametrize(("progress", "completes"), [(0.75, True), (0.6, False)])
def test_of_an_unfinished_station_it_tells_bricks_and_whether_they_complete_it(
    progress: float, completes: bool
) -> None:
    """43 bricks more: enough where 33 are missing, not where 67 are."""
    tools = found(progress=progress).limit("tools")
    assert tools.days is None
    assert tools.completes is completes


def test_capacity_is_no_limit_that_can_be_lifted() -> None:
    """A mason that waits for a printer at work counts for tools in the shares, but no repair would help it."""
    made = channels()
    made["tools.state.printer"] = history("printer", ("working", 70), ("no_room", 30))
    made["tools.state.mason"] = history("mason", ("no_feedstock", 20), ("working", 80))
    pace = find_pace(made, LINE)
    assert pace is not None
    assert pace.kind == "layer"
    assert pace.limit("tools").hours == 0
    assert pace.worst is None


def test_without_bricks_there_is_no_pace_and_the_sentence_speaks_of_hours() -> None:
    made = channels(laid=0, progress=0)
    assert find_pace(made, LINE) is None
    assert "machine hours in service" in attribute(made, LINE).sentence


def test_the_sentence_names_machines_hours_bricks_and_days() -> None:
    sentence = attribute(channels(), LINE).sentence
    assert sentence == (
        "Tools held the station back most: the printers set its pace and lost 30 of 100 machine hours (30 %) to it, "
        "chiefly printers in repair. "
        "That is about 43 bricks or 1 day of delay; energy 1, communication 0, shelter 0 days."
    )
