"""Milestones: when each was reached, how that lies to the published plan, and what held it back."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from sim.result import Result, simulate
from sim.result.goals import Goal
from sim.result.lacks import lacks_of
from sim.result.milestones import Milestone, Planned, answer, chief, length_words, milestones, planned
from sim.result.number_text import whole_percent
from sim.scenario import Scenario, load
from tests.result.made_up_outcomes import step
from tests.station.stages.gated import HOURS, gated

START = dt.datetime(2030, 1, 1)
DAY = 24.0
PLAN = '[references.plan]\ntitle = "A plan"\n'


def scenario_file(folder: Path, goals: str, extends: str = "baseline") -> Path:
    path = folder / "milestones.toml"
    path.write_text(f'title = "Milestones"\nextends = "ilrs:{extends}"\n{PLAN}{goals}', encoding="utf-8")
    return path


def scenario(folder: Path, goals: str) -> Scenario:
    return load(scenario_file(folder, goals))


def road(keys: str) -> str:
    return f'[goals.road]\nkind = "structure"\nstructure = "road"\n{keys}\n'


def milestone(reached: float | None, *published: float, due: float | None = None, end: float = 3000.0) -> Milestone:
    dates = tuple(DAY * one for one in published)
    about = Planned("core", "Core structure", dates, "plan", due, Goal("core", "x", 1.0))
    return Milestone(about, None if reached is None else DAY * reached, "", DAY * end, START)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """A run with a structure that is late, a stock that is early and data that never come."""
    goals = (
        road('title = "Road to the pad"\npublished = 2031-03-01\nsource = "plan"')
        + '[goals.data]\nkind = "measure"\nmeasure = "communication.delivered"\npublished = 2031-02-01\n'
        'source = "plan"\nat_least = { value = 1e6, unit = "Tbit", basis = "design" }\n'
        + '[goals.first]\nkind = "measure"\nmeasure = "bricks.printed"\npublished = 2031-12-01\nsource = "plan"\n'
        'at_least = { value = 1, unit = "1", basis = "design" }\n'
        + '[goals.many]\nkind = "measure"\nmeasure = "bricks.printed"\npublished = 2032-12-01\nsource = "plan"\n'
        'at_least = { value = 60000, unit = "1", basis = "design" }\n'
        + '[goals.own]\nkind = "measure"\nmeasure = "bricks.rejected"\n'
        'at_most = { value = 1e6, unit = "1", basis = "design" }\n'
    )
    return simulate(scenario(tmp_path_factory.mktemp("run"), goals))


def test_a_goal_without_a_published_date_is_no_milestone(tmp_path: Path, baseline: Scenario) -> None:
    assert planned(baseline) == ()
    assert planned(scenario(tmp_path, road("by = 2032-01-01"))) == ()


def test_a_milestone_has_the_dates_of_all_plans_the_earliest_first(tmp_path: Path) -> None:
    (one,) = planned(scenario(tmp_path, road('published = [2033-01-01, 2032-01-01]\nsource = "plan"')))
    assert one.title == "road"
    assert one.source == "plan"
    assert one.published == (365 * DAY, 731 * DAY)


def test_milestones_come_in_the_order_in_which_they_were_reached_and_the_others_last(run: Result) -> None:
    found = milestones(run)
    assert [one.planned.name for one in found] == ["first", "many", "road", "data"]
    times = [one.reached for one in found[:3]]
    assert times == sorted(t for t in times if t is not None)
    assert found[3].reached is None


def test_the_date_is_that_of_the_goal(run: Result) -> None:
    for one in milestones(run):
        stated = run.kpis[f"goal.{one.planned.name}.reached"].value
        assert stated is None or str(stated) == one.date_words


def test_what_held_a_structure_back_is_what_its_goal_was_held_back_by(run: Result) -> None:
    late = next(one for one in milestones(run) if one.planned.name == "road")
    pace = run.bottlenecks.paces["road"]
    assert pace is not None
    limit = pace.limit(pace.worst or "")
    assert late.held == f"{pace.worst} ({whole_percent(limit.hours / pace.service_hours)} of hours): {limit.chief}"
    assert late.is_late
    assert late.sentence == f"Road to the pad: {late.date_words}, {late.late_words}; {late.held}"


def test_what_grows_by_itself_says_since_when_and_how_far_it_came(run: Result) -> None:
    data = next(one for one in milestones(run) if one.planned.name == "data")
    assert re.fullmatch(r"\d % of it by the end", data.held)
    by_name = {one.planned.name: one for one in milestones(run)}
    assert by_name["first"].held == ""
    assert by_name["many"].held == f"nothing before {by_name['first'].date_words}"
    assert data.date_words == "not by 2036-01-01"


def test_the_latest_mission_until_then_is_named_where_nothing_else_tells(tmp_path: Path) -> None:
    goal = '[goals.data]\nkind = "measure"\nmeasure = "communication.delivered"\npublished = 2031-06-01\n'
    more = 'source = "plan"\nat_least = { value = 1e9, unit = "Gbit", basis = "design" }\n'
    path = scenario_file(tmp_path, goal + more, "cargo-campaign")
    run = simulate(load(path, ["campaign.missions.energy.lost=true"]), until=DAY * 700)
    one = next(one for one in milestones(run) if one.planned.name == "data")
    late = {name: run.kpis[f"campaign.mission.{name}.late"].value for name in run.scenario.planned_landings()}
    assert late["energy"] == max(late.values())
    assert one.held.endswith(f"mission energy {length_words(late['energy'])} late")
    # Builders bring nothing of the link: what is late of them says nothing of data.
    run = simulate(load(path, ["campaign.missions.builders.lost=true"]), until=DAY * 700)
    one = next(one for one in milestones(run) if one.planned.name == "data")
    assert "builders" not in one.held
    # What is lost and not flown again by the end is not only late.
    run = simulate(load(path, ["campaign.missions.energy.lost=true"]), until=DAY * 200)
    one = next(one for one in milestones(run) if one.planned.name == "data")
    assert one.held.endswith("mission energy not landed by the end")


def test_what_only_the_end_can_judge_has_no_date(tmp_path: Path) -> None:
    goal = '[goals.few]\nkind = "measure"\nmeasure = "bricks.rejected"\npublished = 2031-01-15\nsource = "plan"\n'
    given = scenario(tmp_path, goal + 'at_most = { value = 9, unit = "1", basis = "design" }\n')
    (one,) = milestones(simulate(given, until=DAY * 20))
    assert one.date_words == "holds at the end, 2031-01-21"
    assert one.late_words == ""


def test_conditions_that_were_missing_count_up_to_when_it_was_reached() -> None:
    made = {"crew.condition.shielding": step("crew.condition.shielding", "1", [0, 48, 100, 124, 200], [0, 1, 0, 1, 1])}
    whole, part = lacks_of("crew.nights", made), lacks_of("crew.nights", made, 60.0)
    assert whole is not None
    assert part is not None
    assert whole.hours["shielding"] == 72.0
    assert part.hours["shielding"] == 48.0
    assert not part.since
    assert part.before == "missing before: shielding for 2.0 d"


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (milestone(100.2, 100), "on the day planned"),
        (milestone(110, 100), "10 days after plan"),
        (milestone(99, 100), "1 day before plan"),
        (milestone(557, 100), "15 months after plan"),
        (milestone(2000, 100), "5.2 years after plan"),
        (milestone(900, 1000, 2000), "3 months before plan"),
        (milestone(1100, 1000, 2000), "between the plans, 3 months after the first"),
        (milestone(2100, 1000, 2000), "3 months after plan"),
        (milestone(None, 1000, 2000), "33 months late by then"),
        (milestone(None, 2000, 4000), "33 months after the first plan by then"),
        (milestone(None, 4000), ""),
        (milestone(110, due=2400.0), "10 days after due date"),
        (milestone(110), ""),
    ],
)
def test_how_late_it_is_is_said_as_people_say_it(found: Milestone, words: str) -> None:
    assert found.late_words == words


@pytest.mark.parametrize(("days", "words"), [(0.6, "1 day"), (59, "59 days"), (61, "2 months"), (1100, "3.0 years")])
def test_lengths_of_time_are_said_in_days_months_and_years(days: float, words: str) -> None:
    assert length_words(days) == words


STAGES = """
[stages.ground]
title = "Ground is dug"
goals = ["ground", "data"]
planned = 2031-01-10
[stages.bricks]
goals = ["bricks"]
after = ["ground"]
[stages.late]
goals = ["pad"]
latest = 2031-04-01
[stages.shut]
title = "Nothing comes of it"
goals = ["bricks", "pad"]
after = ["late"]
"""


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return simulate(gated(tmp_path_factory.mktemp("staged"), STAGES), until=HOURS)


def test_every_stage_and_every_goal_of_a_scenario_with_stages_is_a_milestone(staged: Result) -> None:
    keys = [one.key for one in planned(staged.scenario)]
    assert set(keys[:4]) == {"stage ground", "stage bricks", "stage late", "stage shut"}
    assert keys[4:] == ["data", "bricks", "pad", "ground"]


def test_a_stage_is_reached_when_its_gate_opens(staged: Result) -> None:
    events = {event.subject: event.time_h for event in staged.events if event.event == "gate_opened"}
    found = {one.planned.name: one.reached for one in milestones(staged) if one.planned.goal is None}
    assert {name: when for name, when in found.items() if when is not None} == pytest.approx(events)
    assert found["shut"] is None


def test_a_stage_says_which_goal_came_last_or_what_it_waits_for(staged: Result) -> None:
    held = {one.planned.name: one.held for one in milestones(staged) if one.planned.goal is None}
    assert held == {
        "ground": "ground came last",
        "bricks": "bricks came last",
        "late": "opened at its latest, without pad",
        "shut": "waits for pad",
    }


def test_a_stage_is_measured_by_its_published_day_or_by_the_planned_one(staged: Result) -> None:
    ground = next(one for one in milestones(staged) if one.planned.key == "stage ground")
    assert ground.planned.plan == (9 * DAY,)
    assert ground.late_words.endswith("after due date")


def test_the_last_stage_that_is_reached_stands_for_all(staged: Result) -> None:
    there = planned(staged.scenario)
    times = {one.planned.key: one.reached for one in milestones(staged)}
    assert chief(there, times.get).key == "stage late"
    assert chief(there, {}.get).key == there[0].key
    assert chief(there[4:], times.get).key == "data"
    assert answer(staged, milestones(staged)) == "late in April 2031; 6 of 8 milestones by May 2031"
