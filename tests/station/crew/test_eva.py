"""Going outside: the cap over seven days, teams, suits, overhead, breaking off, and what people put together there."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.station.crew.eva import WEEK_H
from sim.station.crew.people import ABOARD, OUTSIDE
from sim.station.crew.time_use import TimeUse
from tests.station.crew.people_at_work import Stay, eva_table, time_table
from tests.station.crew.people_at_work import given as quantity
from tests.station.small_stations import day, excavator, make

Spans = Sequence[tuple[float, float]]


def outside(stay: Stay, person: str) -> Spans:
    """When somebody was outside [h]."""
    began, found = math.nan, []
    for time, names, event, detail in stay.log("eva_started", "eva_ended", "eva_broken_off"):
        if person in names.split(", "):
            if event == "eva_started":
                began = time
            elif detail.startswith("after"):
                found.append((began, time))
    return found


def most_in_a_week(spans: Spans) -> float:
    """Largest number of hours in any seven days."""
    ends = [end for _, end in spans]
    return max((sum(max(0.0, min(e, end) - max(b, end - WEEK_H)) for b, e in spans) for end in ends), default=0.0)


def test_for_science_people_go_outside_up_to_their_hours_in_seven_days(tmp_path: Path) -> None:
    """Two hours to get ready, seven outside, one to clean up: twice in seven days, from the first day on."""
    stay = Stay(make(tmp_path, 15), 2).run()
    spans = outside(stay, "alpha-1")
    assert spans == [(8 + 24 * n, 15 + 24 * n) for n in (0, 1, 7, 8, 14)]
    assert outside(stay, "alpha-2") == spans
    assert stay.time.hours.of("overhead") == 5 * 2 * 3
    assert stay.time.facts()["crew.hours_outside"] == 5 * 2 * 7
    assert stay.time.facts()["crew.evas"] == 5
    assert stay.air == [0.6] * 5
    assert stay.time.eva.dust == pytest.approx(5 * 2 * 0.1)


@settings(deadline=None, max_examples=25)
@given(
    cap=st.floats(3, 40),
    sortie=st.floats(1, 8),
    science=st.floats(0, 30),
    people=st.integers(2, 4),
    suits=st.integers(0, 5),
    broken=st.booleans(),
)
def test_nobody_is_outside_for_longer_than_the_cap_in_any_seven_days(
    tmp_path_factory: pytest.TempPathFactory,
    cap: float,
    sortie: float,
    science: float,
    people: int,
    suits: int,
    broken: bool,
) -> None:
    machines = {"digger": excavator(0.001, mtbf=(20, "h"), mttr=(200, "h"))} if broken else {}
    scenario = make(tmp_path_factory.mktemp("cap"), 40, tools={"excavators": machines})
    stay = Stay(scenario, people, eva=eva_table(cap=cap, sortie=sortie, science=min(science, cap), suits=suits)).run()
    crew = [outside(stay, person.name) for person in stay.crew]
    assert all(most_in_a_week(spans) <= cap + 1e-9 for spans in crew)
    assert all(end - begin <= sortie + 1e-9 for spans in crew for begin, end in spans)
    if not broken:
        assert all(most_in_a_week(spans) <= science + 1e-9 for spans in crew)
    edges = sorted({edge for spans in crew for span in spans for edge in span})
    for first, last in itertools.pairwise(edges):
        there = sum(begin <= (first + last) / 2 < end for spans in crew for begin, end in spans)
        assert there <= suits
        assert there % 2 == 0


def test_those_who_were_outside_least_go_first(tmp_path: Path) -> None:
    stay = Stay(make(tmp_path, 5), 4).run()
    first, last = outside(stay, "alpha-1"), outside(stay, "alpha-3")
    assert [begin for begin, _ in first] == [8, 56]
    assert [begin for begin, _ in last] == [32, 80]


def test_two_broken_machines_take_one_team_three_take_two(tmp_path: Path) -> None:
    for number, teams in ((2, 1), (3, 2)):
        machine = excavator(0.001, mtbf=(1, "h"), mttr=(600, "h"), count=(number, "1"))
        scenario = make(tmp_path, 2, tools={"excavators": {"digger": machine}})
        stay = Stay(scenario, 5, eva=eva_table(suits=4), seed=3)
        stay.run(9.0)
        assert len(stay.log("eva_started")) == teams
        assert [stay.time.use(one) for one in stay.people.present].count("repair") == number
        assert sum(not one.inside for one in stay.people.present) == 2 * teams


def test_the_one_who_is_alone_stays_inside(tmp_path: Path) -> None:
    assert Stay(make(tmp_path, 10), 1).run().time.eva.number == 0
    assert Stay(make(tmp_path, 10), 1, eva=eva_table(team=1)).run().time.eva.number > 0


def test_who_may_not_go_outside_any_more_stays(tmp_path: Path) -> None:
    stay = Stay(make(tmp_path, 10), 3)
    stay.crew[0].grounded = True
    stay.run()
    assert not outside(stay, "alpha-1")
    assert outside(stay, "alpha-2")


@pytest.mark.parametrize("moment", [6.5, 8.5, 12.0, 15.5])
def test_who_leaves_or_dies_takes_the_partner_back(tmp_path: Path, moment: float) -> None:
    stay = Stay(make(tmp_path, 3), 2)
    stay.at(moment, lambda: stay.people.die(stay.crew[:1]))
    stay.run()
    partner = stay.crew[1]
    assert partner.place == "hut"
    assert stay.suits == 0
    spans = outside(stay, "alpha-2")
    assert spans == ([] if moment < 8 else [(8.0, min(moment, 15.0))])
    assert len(stay.log("eva_broken_off")) == (moment < 15)
    stay.time.close()


def test_who_is_called_into_a_lander_while_getting_ready_does_not_go_outside(tmp_path: Path) -> None:
    stay = Stay(make(tmp_path, 1), 2)
    stay.at(7.0, lambda: [stay.people.move(one, ABOARD) for one in stay.crew])
    stay.run()
    assert not stay.log("eva_started")
    assert all(one.place == ABOARD for one in stay.crew)


def test_people_outside_are_outside(tmp_path: Path) -> None:
    stay = Stay(make(tmp_path, 1), 2)
    seen = []
    for time in (7.9, 8.1, 14.9, 15.1):
        stay.run(time)
        seen.append((stay.crew[0].place, stay.crew[0].activity, stay.suits))
    assert seen == [("hut", "work", 0), (OUTSIDE, "eva", 2), (OUTSIDE, "eva", 2), ("hut", "work", 0)]


def test_things_are_put_together_outside_before_science_up_to_the_cap(tmp_path: Path) -> None:
    """The tower takes 30 h from the third day: two people are 15 h at it, on that day, the next and the one after."""
    tower, mast = {"hours": quantity(30, "h"), "from": day(2)}, {"hours": quantity(4, "h"), "from": day(3)}
    stay = Stay(make(tmp_path, 9), 2, eva=eva_table(science=0, assemblies={"tower": tower, "mast": mast})).run()
    done = {name: time for time, name, _, _ in stay.log("assembled")}
    assert done == {"tower": pytest.approx(24 * 4 + 9.0), "mast": pytest.approx(24 * 4 + 11.0)}
    assert stay.time.hours.of("build") == pytest.approx(34)
    assert stay.time.facts()["crew.assembled"] == 2
    # With nothing left they come back.
    assert outside(stay, "alpha-1")[-1][1] == pytest.approx(24 * 4 + 11.0)


def test_urgency_says_whether_supervision_keeps_people_from_going_outside(tmp_path: Path) -> None:
    """Without a link one of two watches, unless EVAs come first."""
    tools = {"excavators": {"digger": excavator(0.001, supervised=True)}}
    scenario = make(tmp_path, 10, tools=tools)
    assert Stay(scenario, 2).run().time.eva.number == 0
    assert Stay(scenario, 3).run().time.eva.number > 0
    first = time_table(urgency=["eva", "repair", "supervise"])
    stay: TimeUse = Stay(scenario, 2, time=first).run().time
    assert stay.eva.number > 0
    assert stay.hours.of("supervise") > 0
