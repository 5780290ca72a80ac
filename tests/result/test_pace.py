"""What set the pace, and what lifting its worst limit should bring: hand-made histories with known answers."""

from __future__ import annotations

import pytest

from sim.engine import Channel
from sim.result.bottlenecks import attribute
from sim.result.pace import Limit, Pace, find_pace
from sim.station import Topology
from tests.result.made_up_outcomes import history, step

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
    assert tools.stands == pytest.approx(70)


def test_what_comes_after_the_last_structure_does_not_count() -> None:
    pace = found(done=80.0)
    assert (pace.service_hours, pace.complete) == (80, 80)
    assert pace.limit("tools").hours == 30
    assert pace.limit("energy").hours == 0


@pytest.mark.parametrize(("progress", "missing", "stands"), [(0.75, 100 / 3, 70 / 0.75), (0.6, 200 / 3, None)])
def test_of_an_unfinished_station_it_tells_what_is_missing_and_when_it_would_stand(
    progress: float, missing: float, stands: float | None
) -> None:
    """43 bricks more: enough where 33 are missing, not where 67 are."""
    pace = found(progress=progress)
    tools = pace.limit("tools")
    assert (pace.missing, tools.days) == (pytest.approx(missing), None)
    assert tools.stands == (None if stands is None else pytest.approx(stands))


def test_a_kind_of_machine_is_weighed_by_its_share_however_many_there_are() -> None:
    """Three printers wait 30 h of 300 h; one mason waits 20 h of 100 h and sets no pace."""
    made = channels()
    line = Topology(
        kinds={"p1": "printer", "p2": "printer", "p3": "printer", "mason": "layer"},
        upstream={"mason": ("p1", "p2", "p3")},
        downstream=dict.fromkeys(("p1", "p2", "p3"), ("mason",)),
    )
    for unit in ("p1", "p2", "p3"):
        made[f"tools.state.{unit}"] = history(unit, ("working", 60), ("in_repair", 30), ("no_room", 10))
    made["tools.state.mason"] = history("mason", ("no_feedstock", 20), ("working", 80))
    pace = find_pace(made, line)
    assert pace is not None
    assert (pace.kind, pace.service_hours) == ("printer", 300)


def test_the_next_kind_of_machine_ends_what_a_lifted_limit_brings() -> None:
    """Without repairs the printer would do 1.43 times as much; the mason, busy 80 of its 90 h at hand, 1.125 times."""
    made = channels()
    made["tools.state.mason"] = history("mason", ("no_feedstock", 10), ("no_link", 10), ("working", 80))
    made["tools.state.printer"] = history("printer", ("in_repair", 30), ("working", 70))
    pace = find_pace(made, LINE)
    assert pace is not None
    assert pace.kind == "printer"
    assert pace.limit("tools").bricks == pytest.approx(100 * (90 / 80 - 1))


def test_spare_parts_end_what_more_light_brings() -> None:
    """Two parts at the start and one on the way, two used: twice the work would take four, but for the third in time.

    The first two are used up at the first failure already, the third comes after it: three parts instead of two.
    """
    made = channels()
    made["tools.state.printer"] = history("printer", ("working", 50), ("no_sunlight", 50))
    line = Topology(LINE.kinds, LINE.upstream, LINE.downstream, spares={"printer": "kit"})
    energy = found_on(made, line)
    assert energy.bricks == pytest.approx(100)
    made["tools.spares.kit"] = step("tools.spares.kit", "1", [0, 20, 40, 60, 100], [2, 1, 2, 1, 1])
    assert found_on(made, line).bricks == pytest.approx(50)


def test_parts_that_went_into_frozen_machines_are_saved_by_power() -> None:
    """Two parts, one of them for a machine that froze: the other is enough for as much work as it was good for."""
    made = channels()
    made["tools.state.printer"] = history("printer", ("working", 50), ("in_repair", 10), ("frozen", 40))
    made["tools.spares.kit"] = step("tools.spares.kit", "1", [0, 50, 60, 100], [2, 1, 0, 0])
    line = Topology(LINE.kinds, LINE.upstream, LINE.downstream, spares={"printer": "kit"})
    assert found_on(made, line).bricks == pytest.approx(100 * (100 / 60 - 1))


def found_on(made: dict[str, Channel], line: Topology) -> Limit:
    pace = find_pace(made, line)
    assert pace is not None
    return pace.limit("energy")


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


def test_the_sentence_names_machines_hours_days_and_bricks() -> None:
    assert attribute(channels(), LINE).sentence == (
        "Tools held the station back most: the printers set its pace and lost 30 of 100 machine hours (30 %) to it, "
        "chiefly printers in repair, which cost about 1 day, or the work of 43 bricks "
        "(the others: energy 1, communication 0, shelter 0 days)."
    )


@pytest.mark.parametrize(
    ("progress", "cost"), [(0.75, "43 bricks, more than the 33 that were"), (0.6, "43 bricks of the 67 that were")]
)
def test_of_an_unfinished_station_the_sentence_names_the_missing_bricks(progress: float, cost: str) -> None:
    sentence = attribute(channels(progress=progress), LINE).sentence
    assert f"which cost the work of about {cost} missing at the end (the others: energy 25, " in sentence


def test_the_sentence_says_who_starved_the_pace_setters() -> None:
    made = channels()
    made["tools.state.printer"] = history("printer", ("waiting_spare", 40), ("no_room", 60))
    made["tools.state.mason"] = history("mason", ("no_feedstock", 40), ("working", 60))
    assert "the laying robots set its pace and lost 40 of 100" in attribute(made, LINE).sentence
    assert "chiefly starved by printers waiting for a spare part" in attribute(made, LINE).sentence
    made["tools.state.digger"] = history("digger", ("no_room", 40), ("working", 60))
    made["tools.state.mason"] = history("mason", ("no_link", 40), ("no_feedstock", 60))
    made["tools.state.printer"] = history("printer", ("no_room", 40), ("working", 60))
    sentence = attribute(made, LINE).sentence
    assert "chiefly blocked by laying robots without a link" in sentence
