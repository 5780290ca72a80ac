"""Milestones: when a published plan has them, and which document says so."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from sim.scenario import Scenario, ScenarioError, load
from sim.scenario.overview import overview

REFERENCE = '[references.plan]\ntitle = "A plan"\n'


def scenario(folder: Path, keys: str, *settings: str, more: str = REFERENCE) -> Scenario:
    path = folder / "child.toml"
    text = f'title = "Child"\nextends = "ilrs:baseline"\n[goals.road]\nkind = "structure"\nstructure = "road"\n{keys}\n'
    path.write_text(f"{text}{more}", encoding="utf-8")
    return load(path, settings)


@pytest.mark.parametrize("written", ["2032-05-01", "[2032-05-01]"])
def test_one_published_day_is_written_with_or_without_brackets(tmp_path: Path, written: str) -> None:
    goal = scenario(tmp_path, f'published = {written}\nsource = "plan"').goals["road"]
    assert goal.published == (dt.date(2032, 5, 1),)
    assert goal.shown == "road"


def test_plans_may_differ(tmp_path: Path) -> None:
    found = scenario(tmp_path, 'title = "A road"\npublished = [2032-05-01, 2033-05-01]\nsource = "plan"')
    goal = found.goals["road"]
    assert goal.published == (dt.date(2032, 5, 1), dt.date(2033, 5, 1))
    assert goal.shown == "A road"
    assert found.references["plan"].title == "A plan"
    resolved = tmp_path / "resolved.toml"
    resolved.write_text(found.to_toml(), encoding="utf-8")
    assert load(resolved).goals["road"].published == goal.published


def test_what_is_checked_says_when_a_plan_has_it_and_who_says_so(tmp_path: Path) -> None:
    stage = '[stages.core]\ngoals = ["road"]\npublished = [2033-01-01, 2034-01-01]\nsource = "plan"\n'
    found = scenario(tmp_path, 'published = 2032-05-01\nsource = "plan"', more=REFERENCE + stage)
    lines = [line.partition(" ") for line in overview(found)]
    said = {word: text.strip() for word, _, text in lines}
    assert said["goal"] == "road: road stands, published 2032-05-01 (plan)"
    assert said["stage"] == "core: opens with road, published 2033-01-01 or 2034-01-01 (plan); behind it: nothing"


@pytest.mark.parametrize("given", ["2040-01-01,2041-01-01", "[2040-01-01, 2041-01-01]"])
def test_published_days_are_set_on_the_command_line(tmp_path: Path, given: str) -> None:
    goal = scenario(tmp_path, 'published = 2032-05-01\nsource = "plan"', f"goals.road.published={given}").goals["road"]
    assert goal.published == (dt.date(2040, 1, 1), dt.date(2041, 1, 1))


@pytest.mark.parametrize(
    ("keys", "key", "message"),
    [
        ("published = 2032-05-01", "goals.road.source", "name the reference that has the published date"),
        ('source = "plan"', "goals.road.published", "give the date that the source has"),
        ('published = 2032-05-01\nsource = "plans"', "goals.road.source", 'did you mean "plan"?'),
        ('published = "2032-05-01"\nsource = "plan"', "goals.road.published", "write it without quotes"),
    ],
)
def test_a_published_day_has_a_source_and_a_source_a_day(tmp_path: Path, keys: str, key: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        scenario(tmp_path, keys)
    (problem,) = caught.value.problems
    assert problem.key.startswith(key)
    assert problem.line is not None
    assert message in problem.message
