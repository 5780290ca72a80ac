"""Milestones under many draws: their chances, their dates, and what decides them."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest

from sim.scenario import Scenario
from sim.scenario.draws import quantiles, uncertain
from sim.scenario.schema.base import put_names
from sim.scenario.schema.stages import Stage
from tests.study.ensembles.invented import UNTIL, forty
from tests.study.ensembles.invented_milestones import DAY, N, dates, ensemble, luck
from tests.view.figures.made_milestones import milestones


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    return milestones(tmp_path_factory.mktemp("milestones"))


def test_each_published_date_has_its_chance_with_an_interval(scenario: Scenario) -> None:
    # 2034-01-01 is day 1096: three quarters are there by then, all by the end.
    found = ensemble(scenario, dates([1000.0] * 30 + [1200.0] * 10))
    records = {(one["milestone"], one["published"]): one for one in found.table("milestones").records}
    pad = records["pad", "2034-01-01T00:00"]
    assert pad["by_published"] == 0.75
    assert (pad["by_published_low"], pad["by_published_high"]) == pytest.approx((0.598, 0.858), abs=0.001)
    assert (pad["by_end"], pad["source"]) == (1.0, "plan")
    later = [one for one in found.table("milestones").records if one["milestone"] == "wall"]
    assert [one["by_published"] for one in later] == [0.0, None]


def test_the_chief_milestone_is_said_with_its_chance_and_what_decides_it(scenario: Scenario) -> None:
    late = 300.0 * (luck(1) > 0.6)
    found = ensemble(scenario, {**dates(900 + late, 1300 + late), "campaign.mission.energy.late": late})
    first, second = found.sentences
    assert "Core structure stands comes by 2035-01-01, as published, in " in first
    assert first.endswith("in 95 % by 2035-05-20.")
    assert second.startswith("Of 1 mission, these decide when Core structure stands comes, beyond noise")
    assert "mission energy late (10 months later, +1.00)" in second


def test_where_nothing_is_told_from_noise_it_says_so(scenario: Scenario) -> None:
    found = ensemble(
        scenario, {**dates(900 + 99 * luck(1), 1300 + 99 * luck(2)), "campaign.mission.energy.late": 99 * luck(3)}
    )
    assert "none is told from noise in when Core structure stands comes" in found.sentences[1]
    table = found.table("deciding")
    assert table.faint == frozenset(range(len(table.rows)))
    assert all(record["within_noise"] for record in table.records)


def test_a_milestone_that_no_draw_reaches_has_nothing_to_be_ranked_by(scenario: Scenario) -> None:
    found = ensemble(scenario, {**dates(900 + 99 * luck(1)), "campaign.mission.energy.late": 99 * luck(3)})
    assert "is the same in all draws: nothing decides it" in found.sentences[1]
    assert {record["milestone"] for record in found.table("deciding").records} == {"pad"}


def test_what_is_after_the_end_counts_as_the_end(scenario: Scenario) -> None:
    late = 1000.0 * (luck(1) > 0.5)
    pad = np.where(late > 0, math.inf, 1000.0)
    found = ensemble(scenario, {**dates(pad), "campaign.mission.energy.late": late})
    (one,) = found.decided.found["pad"]
    assert one.surely
    assert one.later == pytest.approx(UNTIL / DAY - 1000.0)


def test_an_assumption_decides_by_the_quantile_that_it_was_drawn_with(scenario: Scenario) -> None:
    name, about = next(iter(uncertain(scenario).items()))
    drawn = np.array([quantiles(scenario, 7, number)[name] for number in range(N)])
    found = ensemble(scenario, dates(900 + 500 * drawn), "both")
    first = found.decided.found["pad"][0]
    assert (first.factor.kind, first.factor.name) == ("assumption", about.keys[0])
    assert first.correlation == pytest.approx(1.0)
    assert first.surely
    assert found.decided.assumptions == len(uncertain(scenario))
    assert not ensemble(scenario, dates(900 + 500 * drawn)).decided.assumptions


def test_a_mission_that_is_due_when_a_milestone_has_come_cannot_decide_it(scenario: Scenario) -> None:
    late = 300.0 * (luck(1) > 0.6)
    found = ensemble(scenario, {**dates(100 + late / 10), "campaign.mission.supply-2035.late": late})
    assert "pad" not in found.decided.found or not found.decided.found["pad"]


def test_of_few_draws_nothing_is_said(scenario: Scenario) -> None:
    found = ensemble(scenario, {**dates(900 + luck(1, 5)), "campaign.mission.energy.late": luck(2, 5)})
    assert found.decided.ranked is None
    assert len(found.sentences) == 1
    assert [table.name for table in found.tables][:2] == ["milestones", "goals"]


def test_goals_that_are_milestones_are_listed_once(scenario: Scenario) -> None:
    assert ensemble(scenario, dates([900.0] * N)).table("goals").chief == frozenset()
    assert forty().table("goals").chief is None
    assert forty().milestones == ()


def test_a_stage_has_the_dates_on_which_its_gate_opened(scenario: Scenario) -> None:
    stages = {"core": Stage(goals=("wall", "pad"), published=dt.date(2035, 1, 1), source="plan")}
    staged = scenario.model_copy(update={"stages": put_names(stages)})
    opened = {"stages.core.opened": [DAY * 1300.0] * 10 + [DAY * 1500.0] * 20 + [math.inf] * 10}
    found = ensemble(staged, {**dates([900.0] * N), **opened})
    assert [planned.key for planned, _ in found.milestones] == ["stage core", "wall", "pad", "first"]
    (core,) = [one for one in found.table("milestones").records if one["milestone"] == "stage core"]
    assert (core["by_published"], core["by_end"]) == (0.25, 0.75)
    assert found.sentences[0].startswith("Over 40 draws of lives, repairs, rejects and missions: core comes by ")


def test_a_mission_behind_a_gate_decides_nothing_for_its_gate_makes_it_late(scenario: Scenario) -> None:
    stages = {"core": Stage(goals=("pad",), published=dt.date(2035, 1, 1), source="plan")}
    assert scenario.campaign is not None
    missions = dict(scenario.campaign.missions)
    missions["energy"] = missions["energy"].model_copy(update={"behind": "core"})
    campaign = scenario.campaign.model_copy(update={"missions": missions})
    staged = scenario.model_copy(update={"stages": put_names(stages), "campaign": campaign})
    late = 300.0 * (luck(1) > 0.6)
    values = {**dates(900 + late), "campaign.mission.energy.late": late, "campaign.mission.storage.late": late}
    assert [one.factor.name for one in ensemble(staged, values).decided.found["pad"]] == ["storage"]
    assert len(ensemble(scenario, values).decided.found["pad"]) == 2
