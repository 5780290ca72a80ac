"""Goals: what a scenario is for, when it was reached, and what held back the machines upstream of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from sim.engine import Channel
from sim.result import simulate
from sim.result.bottlenecks import attribute
from sim.result.goal_checks import require_known
from sim.result.goals import LAST_STRUCTURE, Goal, Judged, goals_of, judge
from sim.scenario import Scenario, ScenarioError, load
from sim.scenario.schema.goods import BUILT, FEEDSTOCK
from sim.station import topology
from tests.result.made_up_outcomes import history, step
from tests.result.test_pace import LINE, channels


def scenario(folder: Path, goals: str) -> Scenario:
    path = folder / "goals.toml"
    path.write_text(f'title = "Goals"\nextends = "ilrs:baseline.toml"\n{goals}')
    return load(path)


def measure(name: str, measure: str, limit: str) -> str:
    return f'[goals.{name}]\nkind = "measure"\nmeasure = "{measure}"\n{limit}\n'


def quantity(value: float, unit: str) -> str:
    return f'{{ value = {value}, unit = "{unit}", basis = "design" }}'


def test_without_goals_it_is_that_the_last_structure_stands(baseline: Scenario) -> None:
    assert goals_of(baseline) == (LAST_STRUCTURE,)
    assert attribute(channels(), LINE).pace == attribute(channels(), LINE, [LAST_STRUCTURE]).paces[""]


def test_a_structure_is_reached_when_it_stands_and_what_comes_later_does_not_count(tmp_path: Path) -> None:
    goals = goals_of(scenario(tmp_path, '[goals.road]\nkind = "structure"\nstructure = "road"\nby = 2032-09-01\n'))
    assert [goal.name for goal in goals] == ["road"]
    road = goals[0]
    assert road.bricks is not None
    assert set(road.bricks) == {"shelter.progress.pad", "shelter.progress.road"}
    assert road.due == (dt.date(2032, 9, 1) - dt.date(2031, 1, 1)).days * 24
    made = channels(done=50.0)
    made["shelter.progress.road"] = step("shelter.progress.road", "1", [0, 60, 100], [0, 1, 1])
    made["shelter.progress.pad"] = step("shelter.progress.pad", "1", [0, 20, 100], [0, 1, 1])
    assert road.reached(made) == 60
    found = attribute(made, LINE, goals)
    assert found.pace is not None
    # Its printer worked 50 h, then was in repair: of the 60 h until the road stood only 10 h were lost.
    assert found.pace.service_hours == 60
    assert found.pace.limit("tools").hours == 10
    assert "For the goal road (road stands), tools held the station back most" in found.sentence


def test_of_an_unfinished_structure_the_bricks_of_all_in_its_way_are_missing(tmp_path: Path) -> None:
    goal = goals_of(scenario(tmp_path, '[goals.road]\nkind = "structure"\nstructure = "road"\n'))[0]
    assert goal.bricks is not None
    made = channels()
    made["shelter.progress.pad"] = step("shelter.progress.pad", "1", [0, 100], [0.75, 0.75])
    made["shelter.progress.road"] = step("shelter.progress.road", "1", [0, 100], [0.0, 0.0])
    pad, road = goal.bricks["shelter.progress.pad"], goal.bricks["shelter.progress.road"]
    assert goal.missing(made) == pytest.approx(0.25 * pad + road)


def test_a_goal_has_only_the_machines_upstream_of_it(baseline: Scenario) -> None:
    machines = topology(baseline)
    stock = Goal("stock", FEEDSTOCK.channel, 100.0, unit="kg", goods=FEEDSTOCK)
    assert set(stock.upstream(machines)) == {"digger", "sieve"}
    assert set(LAST_STRUCTURE.upstream(machines)) == set(machines.kinds)
    assert Goal("data", "communication.delivered", 1.0).upstream(machines) == ()


def test_a_stock_is_held_back_by_its_own_chain_and_told_in_hours() -> None:
    made = channels()
    made["tools.state.digger"] = history("digger", ("working", 40), ("no_power", 60))
    goal = Goal("stock", "bricks.in_store", 50.0, goods=BUILT.__class__("bricks", "bricks", "bricks.in_store", "1"))
    made["bricks.in_store"] = step("bricks.in_store", "1", [0, 100], [0, 10])
    found = attribute(made, LINE, [goal])
    assert found.pace is not None
    assert found.pace.kind in {"excavator", "printer"}
    assert set(found.pace.limit("energy").causes) <= {("excavator", "no_power"), ("printer", "no_sunlight")}
    assert "days" not in found.sentence
    assert "bricks" not in found.sentence.partition("lost")[2]


def test_a_crossing_lies_between_the_points_of_a_straight_history() -> None:
    delivered = Channel(
        "communication.delivered", "Gbit", "linear", np.array([0.0, 10.0, 20.0]), np.array([0, 5, 25.0])
    )
    made = {delivered.name: delivered}
    assert Goal("data", delivered.name, 15.0).reached(made) == pytest.approx(15.0)
    assert Goal("data", delivered.name, 26.0).reached(made) is None
    # Whether it stayed at most so much, only the end can say.
    assert Goal("data", delivered.name, 25.0, at_least=False).reached(made) == 20.0
    assert Goal("data", delivered.name, 24.0, at_least=False).reached(made) is None
    assert Goal("data", "no.such", 1.0).reached(made) is None


def test_goals_are_kpis_and_lines_of_a_run(tmp_path: Path) -> None:
    text = '[goals.pad]\nkind = "structure"\nstructure = "pad"\nby = 2031-03-01\n'
    text += measure("alive", "energy.survival_availability", f"at_least = {quantity(99.9, '%')}")
    text += measure("data", "communication.delivered", f"at_least = {quantity(900, 'Tbit')}")
    made = scenario(tmp_path, text)
    run = simulate(made, until=dt.date(2031, 6, 1))
    found = {name: kpi.value for name, kpi in run.kpis.items() if name.startswith("goal.")}
    assert found == {"goal.pad.reached": None, "goal.alive.reached": "2031-06-01", "goal.data.reached": None}
    lines = {goal.name: judge(goal, run.channels, run.kpis, run.until_h).words(run.start) for goal in goals_of(made)}
    assert lines["alive"] == "energy.survival_availability at least 99.9 %: 2031-06-01"
    assert lines["pad"].startswith("pad stands: not by the end, ")
    assert lines["pad"].endswith("laid then (due 2031-03-01)")
    assert "communication.delivered at least 900 Tbit: not by the end, " in lines["data"]


@pytest.mark.parametrize(
    ("reached", "words"),
    [(24.0, "(in time for 2031-01-02)"), (25.0, "(1 day after 2031-01-02)"), (72.0, "(2 days after 2031-01-02)")],
)
def test_how_late_it_was(reached: float, words: str) -> None:
    judged = Judged(Goal("x", "bricks.laid", 1.0, due=24.0, what="x"), reached, 1.0)
    assert judged.words(dt.datetime(2031, 1, 1)).endswith(words)


@pytest.mark.parametrize(
    ("name", "unit", "words"),
    [
        ("communication.deliverd", "Gbit", 'did you mean "communication.delivered"?'),
        ("communication.delivered", "kWh", "is in Gbit"),
        ("shelter.first_complete", "1", "is a date"),
        ("node/bricks.laid", "1", 'there is no base "node"'),
        ("tools.availability", "h", "is a pure number"),
    ],
)
def test_what_no_run_has_is_refused_before_one(tmp_path: Path, name: str, unit: str, words: str) -> None:
    made = scenario(tmp_path, measure("data", name, f"at_least = {quantity(1, unit)}"))
    with pytest.raises(ScenarioError, match=r"goals\.data\.measure") as caught:
        require_known(made)
    assert words in str(caught.value)
    assert caught.value.problems[0].file.endswith("goals.toml")


def test_a_goal_may_ask_for_what_the_whole_station_has_but_not_of_a_base(tmp_path: Path) -> None:
    limit = f"at_most = {quantity(20, 't')}"
    light = scenario(tmp_path, measure("light", "station.landed_mass", limit))
    require_known(light)
    assert simulate(light, until=24.0).kpis["goal.light.reached"].value == "2031-01-02"
    node = "[bases.node.energy.arrays]\n"
    with pytest.raises(ScenarioError, match="is of the whole station, not of a base"):
        require_known(scenario(tmp_path, measure("light", "node/station.landed_mass", limit) + node))


@pytest.mark.parametrize(
    ("goals", "key", "words"),
    [
        ('[goals.x]\nkind = "structure"\nstructure = "rode"\n', "goals.x.structure", 'did you mean "road"?'),
        ('[goals.x]\nkind = "measure"\nmeasure = "bricks.laid"\n', "goals.x", "either at_least or at_most"),
        (
            measure("x", "bricks.laid", f"at_least = {quantity(1, '1')}\nat_most = {quantity(2, '1')}"),
            "goals.x",
            "either at_least or at_most",
        ),
        ('[goals.x]\nkind = "wish"\n', "goals.x.kind", "unknown kind"),
        (
            '[goals.x]\nkind = "structure"\nstructure = "road"\nby = 2030-01-01\n',
            "goals.x.by",
            "is not after the start",
        ),
        (measure("x", "bricks.laid", f"at_least = {quantity(1, 'furlong')}"), "goals.x.at_least", "unit"),
    ],
)
def test_goals_that_make_no_sense_are_refused(tmp_path: Path, goals: str, key: str, words: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        scenario(tmp_path, goals)
    (problem,) = caught.value.problems
    assert problem.key.startswith(key)
    assert words in problem.message
    assert problem.line is not None
