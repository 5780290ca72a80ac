"""What a run without a limit brought, in words: sooner, later, not at all, and of other goals than structures."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from sim.result import Case, RunFolderError, load, produce, simulate
from sim.result.goals import LAST_STRUCTURE, Goal
from sim.result.lifting import has_relief, with_relief
from sim.result.relieved import NOISE, Came, Relieved
from sim.result.simulation import CaseError
from sim.scenario import Scenario
from sim.station import MUST_HAVES

START = dt.datetime(2031, 1, 1)


def came(day: float | None, laid: float = 100.0, value: float | None = None) -> Came:
    hours = None if day is None else 24.0 * day
    return Came(hours, value, laid, None if day is None else "wall", "tools", dict.fromkeys(MUST_HAVES, 0.0))


def relieved(before: Came, after: Came, relief: str = "shelter", goal: Goal = LAST_STRUCTURE) -> Relieved:
    return Relieved(relief, goal, START, before, after)


@pytest.mark.parametrize(
    ("before", "after", "brought"),
    [
        (came(20), came(10), "stand on 2031-01-11, 10 days sooner."),
        (came(20), came(20.1), "stand on 2031-01-21, the same day."),
        (came(20), came(24), f"stand on 2031-01-25, 4 days later; {NOISE}."),
        (came(None, 80), came(10), "stand on 2031-01-11 instead of not by the end."),
        (came(20), came(None, 90), f"not stand by the end, with 90 bricks laid instead of 100; {NOISE}."),
    ],
)
def test_what_came_of_the_last_structure(before: Came, after: Came, brought: str) -> None:
    sentence = relieved(before, after).sentence
    assert sentence == f"Without shelter's limits (structures rise in any order) the wall would {brought}"


def test_where_it_stands_in_neither_run_bricks_tell() -> None:
    more, fewer = (relieved(came(None, 80), came(None, laid), "tools:in_repair") for laid in (95, 70))
    start = "Without tools' limit (repairs take no time) the last structure would still not stand by the end, with "
    assert more.sentence == f"{start}95 bricks laid instead of 80."
    assert fewer.sentence == f"{start}70 bricks laid instead of 80; {NOISE}."
    same = relieved(came(None, 80), came(None, 80), "tools")
    assert same.sentence.endswith("still not stand by the end, with 80 bricks laid as before.")
    assert relieved(came(20), came(10)).brief == "wall 2031-01-11, 10 days sooner"
    assert (more.brief, more.later, fewer.later) == ("not by the end, +15 bricks", False, True)
    assert f"  {NOISE}" in fewer.lines()


def test_a_goal_goes_by_its_name_and_its_own_measure() -> None:
    goal = Goal("home", "communication.delivered", 50.0, unit="Gbit")
    found = relieved(came(None, value=20.0), came(None, value=30.0), "all", goal)
    assert found.sentence.startswith("Without any limit (the whole Sun always shines and power never runs short; no ")
    assert found.sentence.endswith(
        "the goal home would still not be reached by the end, with 30 Gbit instead of 20 Gbit."
    )
    assert "bricks" not in relieved(came(9, 0.0), came(8, 0.0), goal=goal).sentence


def test_only_a_must_have_with_several_causes_is_more_than_one_of_them() -> None:
    words = "all its causes together"
    assert words in relieved(came(20), came(10), "tools").sentence
    for single in ("shelter", "tools:in_repair", "all"):
        assert words not in relieved(came(20), came(10), single).sentence


@pytest.mark.slow
def test_a_relieved_run_is_made_once_and_lies_with_the_run(
    baseline: Scenario, tmp_path: Path, made_up_station: list[dict[str, object]]
) -> None:
    case = Case(baseline, until=1000.0, reliefs=(None, "tools:in_repair"))
    first = produce(case, tmp_path)
    assert list(first.result.relieved) == [first.result.bottlenecks.worst, "tools:in_repair"]
    assert len(made_up_station) == 3
    assert first.result.info.wall_s["relieve"] > 0
    again = produce(case, tmp_path)
    assert again.cached
    assert again.result.relieved == first.result.relieved == load(first.folder).relieved
    assert again.result.sentence == first.result.sentence
    assert len(made_up_station) == 3


@pytest.mark.slow
def test_a_run_that_was_made_without_gets_it_later(
    baseline: Scenario, tmp_path: Path, made_up_station: list[dict[str, object]]
) -> None:
    plain = produce(Case(baseline, until=1000.0), tmp_path)
    assert not plain.result.relieved
    assert not (plain.folder / "relief.json").exists()
    lifted = produce(Case(baseline, until=1000.0, reliefs=(None,)), tmp_path)
    assert (lifted.cached, lifted.folder, len(made_up_station)) == (True, plain.folder, 2)
    assert load(plain.folder).without_worst == lifted.result.without_worst
    assert lifted.result.without_worst is not None
    assert load(plain.folder) == plain.result


@pytest.mark.parametrize(
    "content", ['{"sleep": {}}', '{"tools": {}}', '{"tools": {"before": {"laid": "x"}}}', '{"tools": 3}', "[]", "{"]
)
def test_a_damaged_word_on_a_relief_is_told_as_that(
    baseline: Scenario, tmp_path: Path, made_up_station: object, content: str
) -> None:
    folder = produce(Case(baseline, until=100.0), tmp_path).folder
    (folder / "relief.json").write_text(content)
    with pytest.raises(RunFolderError, match="its files are damaged"):
        load(folder)


def test_where_nothing_held_a_run_back_nothing_is_lifted(baseline: Scenario, made_up_station: object) -> None:
    run = simulate(baseline, until=1000.0)
    free = dataclasses.replace(run, bottlenecks=dataclasses.replace(run.bottlenecks, pace=None, causes=(), hours={}))
    assert has_relief(free)
    assert with_relief(free) is free


def test_what_cannot_be_lifted_is_refused(baseline: Scenario) -> None:
    with pytest.raises(CaseError, match=r"'sleep' cannot be lifted; one of energy, tools, .* all"):
        simulate(baseline, until=24.0, relief="sleep")
