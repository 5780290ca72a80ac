"""What leads a comparison of real stations: who goes dark does not lead with what he saved."""

from __future__ import annotations

import pytest

from sim.export import layout
from sim.result import Result, simulate
from sim.scenario import Scenario, load
from sim.study import Comparison, compare
from sim.study.explanation import words

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def lit(baseline: Scenario) -> Result:
    return simulate(baseline)


@pytest.fixture(scope="module")
def dark() -> Result:
    """The baseline with half of its batteries, in a blackout for 3 % of its time."""
    run = simulate(load("ilrs:baseline", ["energy.batteries.main.capacity=700 kWh"]))
    unserved = run.channels["energy.unserved.critical"].integral()
    assert unserved / run.channels["energy.demand.critical"].integral() == pytest.approx(0.03, abs=0.01)
    return run


def headlines(comparison: Comparison) -> list[str]:
    return [row.name for row in layout.headlines(comparison)]


def test_a_station_that_blacks_out_does_not_lead_with_the_mass_it_saved(lit: Result, dark: Result) -> None:
    comparison = compare([lit, dark], ["lit", "dark"])
    why = comparison.explain()
    assert sum(event.event == "blackout_started" for event in dark.events) == 47
    assert words.sentence(why).startswith(
        "dark against lit: worse above all in Energy unserved, critical (2,643 kWh instead of none); "
        "better above all in Mass landed (-4,375 kg)"
    )
    assert "energy.unserved.critical" in headlines(comparison)


def test_the_other_way_round_light_leads_before_mass(lit: Result, dark: Result) -> None:
    assert words.sentence(compare([dark, lit], ["dark", "lit"]).explain()).startswith(
        "lit against dark: better above all in Energy unserved, critical (none instead of 2,643 kWh); "
        "worse above all in Mass landed (+4,375 kg)"
    )


def test_a_station_that_freezes_leads_with_heat(lit: Result) -> None:
    crowded = simulate(load("ilrs:baseline", ["tools.printers.solar.count=20"]))
    assert sum(event.event == "cold_failure" for event in crowded.events) > 0
    said = words.sentence(compare([lit, crowded], ["lit", "crowded"]).explain())
    assert said.startswith("crowded against lit: worse above all in Survival power served (-0.64 pt) and ")


def test_where_nobody_goes_dark_mass_leads_and_no_row_of_zeros_is_shown(lit: Result) -> None:
    comparison = compare([lit, simulate(load("ilrs:nuclear"))], ["lit", "nuclear"])
    assert words.sentence(comparison.explain()).startswith(
        "nuclear against lit: better above all in Mass landed (-6,774 kg) and Energy unserved (none instead of "
    )
    assert "energy.unserved.critical" not in headlines(comparison)
