"""What missions landed and what it cost, by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.result import Result, simulate
from tests.station.campaign.flying import CARGO, flying

D = 24.0
FLIGHT = 6000 * 0.1
"""Cost of a flight: 6 t of payload at 100 kUSD/kg [MUSD]."""
GOAL = '[goals.pad]\nkind = "structure"\nstructure = "pad"\n[goals.never]\nkind = "structure"\nstructure = "wall"\n'


def value(result: Result, name: str) -> float:
    found = result.kpis[name].value
    assert isinstance(found, int | float)
    return float(found)


@pytest.fixture(scope="module")
def lost_once(tmp_path_factory: pytest.TempPathFactory) -> Result:
    scenario = flying(tmp_path_factory.mktemp("costs"), GOAL, ["campaign.missions.second.lost=true"])
    return simulate(scenario, until=510 * D)


def test_costs_by_hand(lost_once: Result) -> None:
    # The first mission, and the second one twice.
    assert value(lost_once, "campaign.cost") == pytest.approx(3 * FLIGHT)
    assert value(lost_once, "campaign.flown") == 3
    assert value(lost_once, "campaign.lost") == 1
    landed = 30 + 100 + 2 * 400 + 55 * 6
    assert value(lost_once, "campaign.landed_mass") == pytest.approx(landed)
    assert value(lost_once, "campaign.cost_per_tonne") == pytest.approx(3 * FLIGHT / (landed / 1000))
    laid = value(lost_once, "bricks.laid")
    assert value(lost_once, "campaign.cost_per_brick") == pytest.approx(3 * FLIGHT / laid)


def test_mass_by_mission_and_system_adds_up(lost_once: Result) -> None:
    whole = value(lost_once, "campaign.landed_mass")
    for family in ("campaign.landed.", "campaign.mission."):
        names = [name for name in lost_once.kpis if name.startswith(family) and not name.endswith(".late")]
        assert sum(value(lost_once, name) for name in names) == pytest.approx(whole)


def test_days_late_by_hand(lost_once: Result) -> None:
    assert value(lost_once, "campaign.mission.first.late") == 0
    assert value(lost_once, "campaign.mission.second.late") == pytest.approx(105)
    assert value(lost_once, "campaign.late") == pytest.approx(105)


def test_a_goal_costs_what_was_spent_until_it_was_reached(tmp_path: Path, lost_once: Result) -> None:
    assert lost_once.kpis["goal.pad.reached"].value is not None
    assert value(lost_once, "goal.pad.transport_cost") == pytest.approx(3 * FLIGHT)
    assert lost_once.kpis["goal.never.transport_cost"].value is None
    on_time = simulate(flying(tmp_path, GOAL), until=510 * D)
    assert value(on_time, "goal.pad.transport_cost") == pytest.approx(2 * FLIGHT)


def test_a_goal_may_ask_for_a_cost(tmp_path: Path) -> None:
    text = '[goals.cheap]\nkind = "measure"\nmeasure = "campaign.cost"\n'
    text += 'at_most = { value = 1.3e9, unit = "USD", basis = "design" }\n'
    text += '[goals.tonne]\nkind = "measure"\nmeasure = "campaign.cost_per_tonne"\n'
    text += 'at_most = { value = 100, unit = "kUSD/kg", basis = "design" }\n'
    result = simulate(flying(tmp_path, text), until=100 * D)
    assert result.kpis["goal.cheap.reached"].value is not None
    assert result.kpis["goal.tonne.reached"].value is None


def test_what_is_not_there_by_the_end_is_late_until_then(tmp_path: Path) -> None:
    scenario = flying(tmp_path, overrides=["campaign.missions.second.success=0"], cargo=CARGO)
    result = simulate(scenario, until=100 * D)
    assert value(result, "campaign.mission.second.late") == pytest.approx(100 - 59)
    assert value(result, "campaign.mission.second.landed_mass") == 0


def test_several_launches_share_the_cost_of_their_flight(tmp_path: Path) -> None:
    more = '[campaign.pads.south]\nturnaround = { value = 30, unit = "d", basis = "design" }\n'
    scenario = flying(tmp_path, more, ["campaign.launchers.rocket.pad=south", "campaign.missions.second.launches=2"])
    # Launches on days 31, 61 and 91: by day 70 the first flight and one launch of two.
    assert value(simulate(scenario, until=70 * D), "campaign.cost") == pytest.approx(1.5 * FLIGHT)


def test_a_scenario_without_missions_has_none_of_it(baseline: object) -> None:
    result = simulate(baseline, until=10 * D)  # type: ignore[arg-type]
    assert not [name for name in result.kpis if "campaign" in name or "transport" in name]
    assert not [name for name in (*result.channels, *result.ledgers) if "campaign" in name or "cargo" in name]
