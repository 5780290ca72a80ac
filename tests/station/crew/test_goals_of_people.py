"""Goals of people: nights, margins in days, and what a station needs no supply for, with their chains."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.result import Result, simulate
from sim.scenario import load
from tests.station.crew.test_stay import run

GOALS = """
[goals.first-night]
kind = "measure"
measure = "crew.nights"
at_least = { value = 2, unit = "1", basis = "design" }
[goals.water-for-a-month]
kind = "measure"
measure = "crew.margin.water"
at_least = { value = 30, unit = "d", basis = "design" }
[goals.own-water]
kind = "measure"
measure = "crew.own.water"
at_least = { value = 50, unit = "%", basis = "design" }
"""


@pytest.fixture(scope="module")
def stayed(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return run(tmp_path_factory.mktemp("goals"), GOALS)


def test_the_first_night_is_counted_at_noon(stayed: Result) -> None:
    assert stayed.kpis["goal.first-night.reached"].value == "2035-02-01"


def test_a_margin_is_asked_for_in_any_unit_of_time(stayed: Result) -> None:
    """500 kg for two people who take 3.2 and 4 kg a day each are 34.6 days when they land."""
    assert stayed.kpis["goal.water-for-a-month.reached"].value == "2035-02-01"
    margin = stayed.channels["crew.margin.water"]
    assert margin.unit == "d"
    assert margin.at([31.0 * 24.0])[0] == pytest.approx(500.0 / (2 * 7.217), rel=0.01)


def test_what_is_drawn_from_supplies_is_no_water_of_ones_own(stayed: Result) -> None:
    assert stayed.kpis["crew.own.water"].value == 0.0
    assert stayed.kpis["goal.own-water.reached"].value is None


def test_no_oxygen_for_want_of_power_at_the_ice_mine_is_energy(tmp_path: Path) -> None:
    """A cable that carries next to nothing leaves the oven cold: the rim loses its hours to energy."""
    path = tmp_path / "mine.toml"
    path.write_text('title = "Mine"\nextends = "ilrs:ice-mine.toml"\nend = 2035-06-01\n', encoding="utf-8")
    scenario = load(path, ["energy.cables.crater.capacity=0.7 kW", "tools.failures=false"])
    result = simulate(scenario)
    lost = result.bottlenecks.hours["electrolyser-1"]
    assert lost["energy"] > 0.9 * result.until_h
    assert lost["energy"] > 10.0 * max(lost[name] for name in ("tools", "communication", "shelter"))
