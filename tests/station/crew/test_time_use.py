"""Who does what: the day, and the rule by which working hours go to repairs, supervision, EVAs and science."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.scenario import Scenario
from sim.station.communication.system import Communication
from sim.station.crew.hours import USES
from sim.station.crew.people import ABOARD
from sim.station.tools.system import Tools
from tests.station.crew.people_at_work import Stay, eva_table, time_table
from tests.station.small_stations import BRIGHT, DARK, day, direct, excavator, make, technician

SCIENCE_INSIDE = eva_table(science=0)
"""Nobody goes outside for science."""


def empty(tmp_path: Path, days: int = 10) -> Scenario:
    return make(tmp_path, days)


def broken(tmp_path: Path, days: int = 30, *, inside: bool = False, mttr: float = 48, **changes: Any) -> Scenario:
    """A machine that fails within the first hours of work; its repair takes a robot ``mttr`` on the mean."""
    digger = excavator(0.001, mtbf=(1, "h"), mttr=(mttr, "h"), inside=inside) | changes.pop("machine", {})
    return make(tmp_path, days, tools={"excavators": {"digger": digger}, **changes})


def test_a_day_has_its_parts_in_their_order(tmp_path: Path) -> None:
    """Housekeeping from 6 h, work from 7.5 h, exercise from 14.5 h, rest from 16.5 h, sleep from 21.5 h."""
    stay = Stay(empty(tmp_path), 1, eva=SCIENCE_INSIDE)
    moments = (1.0, 5.9, 6.1, 7.4, 7.6, 14.4, 14.6, 16.4, 16.6, 21.4, 21.6, 29.9, 30.1)
    expected = (
        "sleep sleep housekeeping housekeeping science science exercise exercise rest rest sleep sleep housekeeping"
    )
    assert [one[0] for one in stay.uses(*moments)] == expected.split()


def test_hours_add_up_to_those_of_all_people(tmp_path: Path) -> None:
    stay = Stay(empty(tmp_path), 3)
    stay.at(50.0, lambda: stay.people.depart(stay.crew[:1]))
    stay.at(70.3, lambda: stay.people.arrive("beta", 2, "hut"))
    stay.run()
    stay.time.close()
    facts = stay.time.facts()
    assert sum(facts[f"crew.hours.{use}"] or 0.0 for use in USES) == pytest.approx(2 * 240 + 50 + 2 * 169.7)
    assert facts["crew.hours_outside"] == pytest.approx(sum(hours for hours in _outside(stay)))
    channels = stay.base.context.trace.channels(240.0)
    for use in USES:
        assert channels[f"crew.hours.{use}"].values[-1] == facts[f"crew.hours.{use}"]


def _outside(stay: Stay) -> list[float]:
    """Person-hours outside, EVA by EVA."""
    started, ended = stay.log("eva_started"), stay.log("eva_ended")
    return [(end[0] - begin[0]) * len(begin[1].split(", ")) for begin, end in zip(started, ended, strict=True)]


def test_nobody_at_the_station_costs_no_event(tmp_path: Path) -> None:
    stay = Stay(empty(tmp_path, 300), 0)
    before = stay.base.env.scheduled_events
    stay.run()
    alone = stay.base.env.scheduled_events - before
    bare = Stay(empty(tmp_path, 300), 0)
    assert alone <= 10
    bare.at(24.0, lambda: bare.people.arrive("alpha", 2, "hut"))
    bare.at(48.0, lambda: bare.people.depart(bare.people.present))
    bare.run()
    # A day of people rings at the parts of a day, and at an EVA; then nothing does any more.
    assert bare.base.env.scheduled_events - before < alone + 40
    assert bare.time.hours.of("sleep") == pytest.approx(2 * 8.5)


def test_what_stands_inside_is_repaired_in_the_working_hours(tmp_path: Path) -> None:
    """At six times the pace of a robot, from shift to shift, by whoever is free."""
    stay = Stay(broken(tmp_path, inside=True, mttr=60), 1, eva=SCIENCE_INSIDE).run()
    starts = stay.log("repair_started")
    assert starts
    assert all(7.5 <= time % 24 < 14.5 for time, *_ in starts)
    assert all(detail.endswith("by alpha-1") for *_, detail in starts)
    assert all(7.5 <= time % 24 <= 14.5 for time, *_ in stay.log("repaired", "repair_left"))
    unit = stay.base[Tools].units[0]
    repairing = stay.time.hours.of("repair")
    assert repairing == pytest.approx(
        sum(unit.machine.time_in(state) for state in unit.machine.states.order if state.name == "IN_REPAIR")
    )
    assert stay.time.repairs == stay.base[Tools].workshop.repairs > 3


def test_people_take_over_from_a_robot_by_day_and_the_robot_by_night(tmp_path: Path) -> None:
    scenario = broken(tmp_path, inside=True, mttr=200, technicians={"robot": technician()})
    stay = Stay(scenario, 1, eva=SCIENCE_INSIDE).run()
    left = [time for time, *_ in stay.log("repair_left")]
    assert left
    assert {round(time % 24, 6) for time in left} == {7.5, 14.5}
    again = [(time % 24, detail) for time, _, _, detail in stay.log("repair_started") if time in left]
    assert again
    assert all(("by alpha-1" in detail) == (hour < 10) for hour, detail in again)


def test_people_outside_take_over_from_robots_before_they_do_science(tmp_path: Path) -> None:
    """A repair of some hundred hours is under way from the first hours on."""
    scenario = broken(tmp_path, 3, mttr=400, technicians={"robot": technician()})
    stay = Stay(scenario, 2)
    seen = stay.uses(7.9, 8.1, 14.9, 15.1)
    assert seen == [["overhead"] * 2, ["repair", "science"], ["repair", "science"], ["overhead"] * 2]
    # Nobody goes out for it: a robot is at it.
    assert Stay(scenario, 2, eva=SCIENCE_INSIDE).run().time.eva.number == 0


def test_what_stands_outside_waits_for_an_eva(tmp_path: Path) -> None:
    stay = Stay(broken(tmp_path, 90, mttr=30, machine={"mtbf": (80, "h")}), 2, eva=SCIENCE_INSIDE).run()
    starts = stay.log("repair_started")
    out = [(begin[0], end[0]) for begin, end in zip(stay.log("eva_started"), stay.log("eva_ended"), strict=False)]
    assert starts
    assert all(any(begin <= time <= end for begin, end in out) for time, *_ in starts)
    # They come back as soon as nothing outside is broken, with what that takes before and after.
    repaired = {time for time, *_ in stay.log("repaired")}
    early = [end for begin, end in out if end - begin < 7.0 - 1e-9]
    assert early
    assert set(early) <= repaired
    assert stay.time.hours.of("overhead") == pytest.approx(2 * 3 * len(out), abs=6)
    # Of two outside who have one machine to repair, one helps the other.
    assert stay.time.hours.of("repair") == pytest.approx(stay.time.hours.outside.total)
    assert len(stay.air) == len(out)
    assert stay.suits == 0


@pytest.mark.parametrize(("people", "working"), [(1, 1), (2, 2), (3, 2)])
def test_without_a_link_people_watch_over_machines_in_their_working_hours(
    tmp_path: Path, people: int, working: int
) -> None:
    tools = {"excavators": {"digger": excavator(0.001, supervised=True, count=(3, "1"))}}
    scenario = make(tmp_path, 10, DARK, tools=tools, communication={"direct": {"dish": direct()}})
    stay = Stay(scenario, people, time=time_table(supervisors=2), eva=SCIENCE_INSIDE).run()
    worked = sum(unit.wear.operating_hours for unit in stay.base[Tools].units)
    assert worked == pytest.approx(10 * 7 * working)
    assert stay.time.hours.of("supervise") == pytest.approx(worked)
    assert stay.time.facts()["crew.hours_unlinked"] == pytest.approx(worked)
    assert stay.time.hours.of("science") == pytest.approx(10 * 7 * (people - working))


def test_with_a_link_people_watch_only_over_what_those_on_earth_do_not(tmp_path: Path) -> None:
    """Two on Earth for three machines until the sixth day, and nobody after that."""
    tools = {"excavators": {"digger": excavator(0.001, supervised=True, count=(3, "1"))}}
    links = {"direct": {"dish": direct(until=day(5))}}
    stay = Stay(
        make(tmp_path, 10, BRIGHT, tools=tools, communication=links),
        2,
        time=time_table(supervisors=2),
        eva=SCIENCE_INSIDE,
    )
    stay.run()
    assert stay.time.hours.of("supervise") == pytest.approx(5 * 7 * 1 + 5 * 7 * 2)
    assert sum(unit.wear.operating_hours for unit in stay.base[Tools].units) == pytest.approx(
        120 * 2 + 5 * 7 + 5 * 7 * 2
    )


def test_a_link_that_goes_in_the_working_hours_calls_people_to_watch_at_once(tmp_path: Path) -> None:
    """The link of whole days is cut by a blackout of none: the day begins at 12 h here, in the middle of work."""
    tools = {"excavators": {"digger": excavator(0.001, supervised=True)}}
    links = {"direct": {"dish": direct(until=day(5))}}
    early = time_table(begins=20)  # work from 21.5 h to 4.5 h
    stay = Stay(make(tmp_path, 10, BRIGHT, tools=tools, communication=links), 1, time=early, eva=SCIENCE_INSIDE)
    assert stay.uses(119.9, 120.1, 124.4, 124.6) == [["science"], ["supervise"], ["supervise"], ["exercise"]]
    assert stay.base[Communication].watch.link_up is False


def test_urgency_says_whether_repairs_or_supervision_come_first(tmp_path: Path) -> None:
    """One person, one machine to watch, and one inside that fails again and again."""
    tools = {
        "excavators": {
            "digger": excavator(0.001, supervised=True),
            "frail": excavator(0.001, mtbf=(1, "h"), mttr=(600, "h"), inside=True),
        }
    }
    scenario = make(tmp_path, 10, DARK, tools=tools)
    first = Stay(scenario, 1, eva=SCIENCE_INSIDE).run()
    last = Stay(scenario, 1, eva=SCIENCE_INSIDE, time=time_table(urgency=["supervise", "repair", "eva"])).run()
    assert first.time.hours.of("repair") > 60
    assert first.time.hours.of("supervise") < 10
    assert last.time.hours.of("repair") == 0
    assert last.time.hours.of("supervise") == pytest.approx(70)


def test_who_sleeps_in_a_lander_works_like_the_others(tmp_path: Path) -> None:
    stay = Stay(empty(tmp_path), 3, eva=SCIENCE_INSIDE)
    stay.at(24.0, lambda: stay.people.move(stay.crew[0], ABOARD))
    assert stay.uses(33.0, 46.0) == [["science"] * 3, ["sleep"] * 3]
    assert stay.crew[0].place == ABOARD


def test_while_a_reason_holds_nobody_works_or_goes_outside(tmp_path: Path) -> None:
    stay = Stay(empty(tmp_path), 2)
    stay.at(10.0, lambda: stay.time.hold("storm"))
    stay.at(11.0, lambda: stay.time.hold("leak"))
    stay.at(40.0, lambda: stay.time.release("storm"))
    stay.at(60.0, lambda: stay.time.release("leak"))
    seen = stay.uses(9.9, 10.1, 11.1, 18.0, 23.0, 35.0, 42.0, 59.0, 60.1)
    safe = ["safety"] * 2
    assert seen[0] == ["science"] * 2
    assert seen[1:8] == [["overhead"] * 2, safe, ["rest"] * 2, ["sleep"] * 2, safe, ["rest"] * 2, safe]
    assert seen[8] == ["science"] * 2
    assert stay.log("eva_broken_off") == [(10.0, "alpha-1, alpha-2", "eva_broken_off", "after 2.0 h outside: storm")]
    stay.run(200.0)
    assert [time for time, *_ in stay.log("eva_started")][1] == 80.0
