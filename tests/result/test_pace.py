"""What set the pace, and what held it back: hand-made histories with known answers."""

from __future__ import annotations

import pytest

from sim.engine import Channel
from sim.result.bottlenecks import attribute
from sim.result.pace import Pace, find_pace
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


def test_what_comes_after_the_last_structure_does_not_count() -> None:
    pace = found(done=80.0)
    assert (pace.service_hours, pace.complete) == (80, 80)
    assert pace.limit("tools").hours == 30
    assert pace.limit("energy").hours == 0


def test_of_an_unfinished_station_it_tells_what_is_missing() -> None:
    pace = found(progress=0.75)
    assert (pace.complete, pace.missing) == (None, pytest.approx(100 / 3))


def test_must_haves_are_ranked_by_the_hours_of_those_who_set_the_pace() -> None:
    """Over all machines most was lost to communication; the printer, which sets the pace, lost most to the cold."""
    made = channels()
    made["tools.state.printer"] = history("printer", ("working", 50), ("in_repair", 15), ("frozen", 35))
    made["tools.state.mason"] = history("mason", ("no_link", 45), ("no_feedstock", 25), ("working", 30))
    made["tools.state.digger"] = history("digger", ("no_link", 30), ("no_room", 40), ("working", 30))
    result = attribute(made, LINE)
    assert result.pace is not None
    assert result.totals["communication"] > result.totals["energy"]
    assert (result.pace.kind, result.pace.worst, result.worst) == ("printer", "energy", "energy")


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


def test_the_sentence_names_machines_hours_and_causes() -> None:
    assert attribute(channels(), LINE).sentence == (
        "Tools held the station back most: the printers set its pace and lost 30 of 100 machine hours (30 %) to it, "
        "chiefly printers in repair (the others: energy 20, communication 0, shelter 0 h)."
    )


def test_several_causes_of_a_must_have_add_up_only_together() -> None:
    made = channels()
    made["tools.state.printer"] = history(
        "printer", ("working", 50), ("waiting_spare", 8), ("in_repair", 21), ("waiting_technician", 1), ("no_link", 20)
    )
    assert (
        "chiefly printers in repair 21 h, printers waiting for a spare part 8 h, which add up only together (the others"
    ) in attribute(made, LINE).sentence


@pytest.mark.parametrize("progress", [1.0, 0.75, 0.6])
def test_no_sentence_promises_days_or_bricks_that_no_run_has_tried(progress: float) -> None:
    sentence = attribute(channels(progress=progress), LINE).sentence
    assert not {"days", "bricks", "about", "cost"} & set(sentence.replace(",", "").split())


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
