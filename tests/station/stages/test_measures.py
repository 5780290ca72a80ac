"""Histories that are kept where a goal asks for them: what milestones of a programme are measured by."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.result.goal_checks import require_known
from sim.scenario import Scenario, ScenarioError, load
from sim.station import Outcome, run_station
from tests.station.crew.stays import NO_FAILURES, TWO
from tests.station.stages.gated import D, gated, run


def asking(measure: str, limit: str, unit: str, name: str = "one") -> str:
    return (
        f'[goals.{name}]\nkind = "measure"\nmeasure = "{measure}"\n'
        f'at_least = {{ value = {limit}, unit = "{unit}", basis = "design" }}\n'
    )


def message(scenario: Scenario) -> str:
    with pytest.raises(ScenarioError) as error:
        require_known(scenario)
    return "\n".join(problem.message for problem in error.value.problems)


def test_a_darkness_counts_until_a_vital_load_is_not_served(tmp_path: Path) -> None:
    """Of every darkness the longest beginning in which survival and critical loads got what they asked for."""
    scenario = gated(
        tmp_path, "", "energy.batteries.main.capacity=150 kWh", head=asking("energy.dark_served", "50", "h")
    )
    outcome = run(scenario, 330 * D)
    found = outcome.channels["energy.dark_served"]
    dark = outcome.channels["sunlight.lit_fraction"].spells(below=0.5)
    unserved = [outcome.channels[f"energy.unserved.{name}"] for name in ("survival", "critical")]
    short = sorted(begin for one in unserved for begin, end in one.spells(above=1e-12) if end > begin)
    broken = 0
    for begin, end in dark:
        if not begin < end < outcome.channels["energy.used"].times[-1]:
            continue
        demand = sum(float(outcome.channels[f"energy.demand.{name}"].at(begin)) for name in ("survival", "critical"))
        out = any(float(one.at(begin)) > 1e-12 for one in unserved)
        until = min([end, *(time for time in short if begin <= time < end)])
        broken += until < end
        expected = 0.0 if out or not demand else until - begin
        inside = (found.times >= begin) & (found.times <= end)
        assert found.values[inside].max(initial=0.0) == pytest.approx(expected, abs=1e-6), (begin, end)
    assert broken
    assert len(dark) > 10


def test_hours_at_work_are_those_of_all_units_in_that_state(tmp_path: Path) -> None:
    outcome = run(gated(tmp_path, "", head=asking("tools.worked.solar", "100", "h")))
    worked = 0.0
    for unit in ("solar-1", "solar-2"):
        state = outcome.channels[f"tools.state.{unit}"]
        worked += state.durations().get(float(state.labels.index("working")), 0.0)
    assert worked > 100.0
    assert outcome.channels["tools.worked.solar"].last == pytest.approx(worked)


def test_what_no_goal_asks_for_is_not_kept(baseline: Scenario) -> None:
    outcome = run_station(baseline, seed=1, hours=1.0)
    assert not [name for name in outcome.channels if name.startswith(("tools.worked", "energy.dark_served"))]


@pytest.fixture(scope="module")
def lived_at(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    path = tmp_path_factory.mktemp("lived") / "lived.toml"
    path.write_text(TWO + asking("crew.residence", "10", "d"), encoding="utf-8")
    return run_station(load(path, [NO_FAILURES]), seed=1)


@pytest.mark.slow
def test_residence_is_days_in_a_row_with_anybody_there(lived_at: Outcome) -> None:
    people, found = lived_at.channels["crew.people"], lived_at.channels["crew.residence"]
    stays = people.spells(above=0.5)
    assert stays
    for begin, end in stays:
        assert float(found.at((begin + end) / 2)) == pytest.approx((end - begin) / 2 / D)
        assert float(found.at(end)) == 0.0 or end == people.times[-1]
    assert found.values.max() == pytest.approx(max(end - begin for begin, end in stays) / D)


@pytest.mark.slow
def test_a_year_on_ones_own_takes_a_year_with_people(tmp_path: Path) -> None:
    """Day by day the share of the last 365 days; with all supplies taken into account, in a run that goes on."""
    path = tmp_path / "lived.toml"
    head = 'title = "Lived"\nextends = "ilrs:resident-crew"\nend = 2035-08-01\n'
    path.write_text(head + asking("crew.own_last_year.oxygen", "0.5", "1", "breath"), encoding="utf-8")
    outcome = run_station(load(path), seed=1)
    found, people = outcome.channels["crew.own_last_year.oxygen"], outcome.channels["crew.people"]
    first = float(people.times[np.argmax(people.values > 0)])
    full = np.ceil(first / D) * D + 365 * D
    before = found.times < full
    assert not found.values[before].any()
    assert float(found.at(full)) > 0.0
    assert 0.0 <= found.values.min() <= found.values.max() <= 1.0


@pytest.mark.parametrize(
    ("measure", "unit", "says"),
    [
        ("tools.failures", "1", 'only the end can tell tools.failures, and the gate of first opens before; '),
        ("crew.lost", "1", "that has a history, such as"),
        ("tools.worked.solra", "h", 'there is no KPI, stock or history "tools.worked.solra"; did you mean'),
        ("tools.state.sieve", "1", 'there is no KPI, stock or history "tools.state.sieve"'),
        ("energy.dark_served", "kg", "energy.dark_served is in h, and its limit, 50 kg, does not convert to that"),
    ],
)  # fmt: skip
def test_a_gate_waits_for_what_has_a_history(tmp_path: Path, measure: str, unit: str, says: str) -> None:
    scenario = gated(tmp_path, '[stages.first]\ngoals = ["one"]\n', head=asking(measure, "50", unit))
    assert says in message(scenario)


@pytest.mark.parametrize(
    ("measure", "unit"),
    [
        ("communication.link_up", "1"),
        ("communication.delivered", "Gbit"),
        ("bricks.laid", "1"),
        ("regolith.raw", "t"),
        ("energy.dark_served", "d"),
        ("tools.worked.solar", "h"),
        ("energy.stored.main", "kWh"),
    ],
)
def test_what_has_a_history_is_a_goal_of_a_gate(tmp_path: Path, measure: str, unit: str) -> None:
    require_known(gated(tmp_path, '[stages.first]\ngoals = ["one"]\n', head=asking(measure, "1", unit)))


def test_without_a_gate_a_figure_of_the_end_is_a_goal_as_ever(tmp_path: Path) -> None:
    require_known(gated(tmp_path, "", head=asking("tools.failures", "1", "1")))


def test_goals_of_a_programme_say_how_late_they_were(tmp_path: Path) -> None:
    from sim.result import simulate
    from tests.station.stages.gated import HOURS

    scenario = gated(tmp_path, '[stages.first]\ngoals = ["data"]\n')
    found = simulate(scenario, until=HOURS).kpis
    reached = simulate(scenario, until=HOURS).channels["bricks.laid"]
    when = float(reached.times[np.argmax(reached.values >= 100)])
    assert found["goal.bricks.late"].value == pytest.approx((when - 63 * D) / D)
    assert found["goal.data.late"].value is None  # nothing says when it is due
    assert found["goal.pad.late"].value is None
    assert "goal.bricks.late" not in simulate(gated(tmp_path, ""), until=HOURS).kpis
