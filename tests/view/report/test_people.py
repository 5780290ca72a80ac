"""The report on people: whether all live comes first, then what was missing, what came back, their hours and dose."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim import study
from sim.result import Result, simulate
from sim.scenario import Scenario, load
from sim.study.explanation import words
from sim.view import figure
from sim.view.report.page import render
from sim.view.report.people import lives, missing, people_of, put_off
from sim.view.report.subject import subject_of
from sim.view.report.summary import answer, together
from tests.view.reading_figures import faults

HOLE = """
title = "A hole in the night"
extends = "ilrs:first-crew.toml"
[crew.emergencies.hole]
kind = "leak"
date = 2033-06-10
hour = { value = 3, unit = "h", basis = "design" }
module = "module"
rate = { value = 500, unit = "kg/h", basis = "design" }
[crew.emergencies.lander]
kind = "lander"
lander = "lander"
date = 2033-06-10
"""


@pytest.fixture(scope="module")
def visit() -> Result:
    return simulate(load("ilrs:first-crew"))


@pytest.fixture(scope="module")
def lost(tmp_path_factory: pytest.TempPathFactory) -> Result:
    path = tmp_path_factory.mktemp("lost") / "hole.toml"
    path.write_text(HOLE)
    return simulate(load(path))


@pytest.fixture(scope="module")
def without(baseline: Scenario) -> Result:
    return simulate(baseline, until=24.0 * 40)


def test_the_answer_begins_with_whether_all_live(visit: Result, lost: Result, without: Result) -> None:
    assert answer(visit)[0].text == "All 2 who came live: 1 rotation, 42 person-days."
    first = answer(lost)[0].text
    assert first.startswith("2 of 2 who came died (1 rotation, 26 person-days). Two people died on 2033-06-14: ")
    assert "hole in module" in first
    assert not any("died" in sentence.text for sentence in answer(lost)[1:])
    assert len(answer(without)) == 3


def test_what_was_missing_is_said_with_the_longest_first(visit: Result, lost: Result) -> None:
    assert missing(visit) == "All that they need held for as long as they were there."
    said = missing(lost)
    assert said.index("no seat home for all") < said.index("too little pressure")
    assert put_off(visit) == ""


def test_a_landing_that_was_put_off_says_why(visit: Result) -> None:
    early = simulate(load("ilrs:resident-crew"), until=24.0 * 425)
    assert lives(early) == "Nobody came."
    assert "put off" in put_off(early)
    assert "shielding" in put_off(early)
    assert people_of([early, visit])[0].lost is False


def test_the_tables_hold_closure_margins_hours_and_doses(visit: Result, without: Result) -> None:
    assert people_of([without]) == ()
    (one,) = people_of([without, visit])
    assert one.number == 1
    tables = {table.title: table for table in one.tables}
    assert tables["Won back of what they used"].rows[0] == ("water", "0.0 %")
    hours = tables["Hours by use"].rows
    assert sum(float(row[2]) for row in hours) == pytest.approx(24.0, abs=0.05)
    assert tables["Rotations and their dose"].rows[0][:2] == ("first", "2")


@pytest.mark.slow
def test_the_page_has_a_section_for_people_only_where_there_are_any(lost: Result, without: Result) -> None:
    page = render(lost)
    assert '<section id="people"' in page
    assert page.index("2 of 2 who came died") < page.index("Did it keep its lights on?")
    assert '<strong class="worse">2 died</strong>' in page
    assert 'id="people"' not in render(without)


@pytest.mark.slow
def test_crew_and_no_crew_are_compared(visit: Result, lost: Result, without: Result) -> None:
    comparison = study.compare([visit, lost, without])
    first = together(subject_of(comparison))[0].text
    assert first.startswith("2 died in ")
    assert "nobody lives in" in first
    page = render(comparison)
    assert "Person-days" in page
    assert not faults(figure("comparison", comparison))


def test_a_loss_of_crew_leads_what_is_said_of_a_comparison(visit: Result, lost: Result) -> None:
    comparison = study.compare([visit, lost])
    said = words.sentence(comparison.explain(comparison.labels[1]))
    assert "worse above all in People lost" in said


def test_a_run_that_lost_nobody_says_nothing_of_loss(visit: Result) -> None:
    none = replace(visit, kpis={name: kpi for name, kpi in visit.kpis.items() if name != "crew.lost"})
    assert lives(none).startswith("All 2 who came live")
