"""What people see of partners: drawn without faults, with published points and goals, where there are any."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.engine import Channel
from sim.result import Result, simulate
from sim.scenario import Scenario, load
from sim.view import figure, partner_facts, terminal
from sim.view.figures.overview import headlines
from sim.view.panels.campaign import flown
from sim.view.report import render
from sim.view.save import NEEDS, default_kinds
from tests.view.reading_figures import assert_units, faults, panels, words

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def joined() -> Result:
    return simulate(load("ilrs:partners"), until=9 * 8766.0)


def test_the_figure_shows_published_points_goals_stages_and_waits(joined: Result) -> None:
    drawn = figure("partners", joined)
    assert not faults(drawn)
    assert_units(drawn, without=("joined", "researchers", "stages", "brought"))
    assert list(panels(drawn)) == ["joined", "researchers", "stages", "brought", "waited"]
    shown = words(drawn)
    for text in ("nearly 30 in July 2024", "over 50 in April 2025", "goal 500", "goal 5,000", "500 institutions on"):
        assert text in shown, text
    assert "partners" in default_kinds(joined)


def test_the_law_before_the_run_meets_the_history(joined: Result) -> None:
    past = partner_facts.before(joined)
    assert past is not None
    assert past.times[-1] == 0.0
    assert past.joined[0] == pytest.approx(29.0)
    assert joined.channels["partners.institutions"].values[0] == round(past.joined[-1])


def test_layers_add_up_to_all_that_are_not_over(joined: Result) -> None:
    found = partner_facts.stages(joined)
    end = sum(channel.values[-1] for channels in found.values() for channel in channels)
    accounts = joined.ledgers["experiments"].accounts
    assert end == sum(amount for name, amount in accounts.items() if name.startswith("stock."))


def test_bars_of_waits_have_the_mean_of_the_run(joined: Result) -> None:
    bars = panels(figure("partners", joined))["waited"].patches
    begun = joined.channels["partners.begun"]
    years = [bar.get_height() for bar in bars]
    assert 0 < len(years) <= 9
    mean = joined.kpis["partners.wait_mean"].value
    assert isinstance(mean, float)
    assert min(years) <= mean / 8766.0 <= max(years)
    assert joined.channels["partners.waited"].values[-1] == pytest.approx(mean * begun.values[-1])


def test_overview_headline_report_and_terminal_tell_of_them(joined: Result) -> None:
    drawn = figure("overview", joined)
    assert {"institutions", "experiments"} <= set(panels(drawn))
    assert not faults(drawn)
    number = f"{joined.kpis['partners.institutions'].value:,}"
    assert number in [one.value for one in headlines(joined)]
    page = render(joined)
    assert "Institutions from abroad" in page
    assert any("Institutions" in line and number in line for line in terminal.summary(joined))


def test_a_run_before_anything_flew_has_no_panels_of_flights(joined: Result) -> None:
    early = simulate(joined.scenario, until=24.0 * 60)
    drawn = figure("partners", early)
    assert not faults(drawn)
    assert not {"brought", "waited"} & set(panels(drawn))


def test_a_run_without_partners_has_no_figure_of_them(baseline: Scenario) -> None:
    run = simulate(baseline, until=24.0)
    needed, why = NEEDS["partners"]
    assert not needed(run)
    with pytest.raises(ValueError, match=why):
        figure("partners", run)
    assert partner_facts.before(run) is None
    assert partner_facts.goal(run, "partners.institutions") is None


def test_without_goals_the_title_says_how_many_there_are(joined: Result) -> None:
    bare = replace(joined, scenario=joined.scenario.model_copy(update={"goals": {}}))
    shown = words(figure("partners", bare))
    assert "institutions at the end" in shown
    assert "goal" not in shown
    flat = Channel("partners.institutions", "1", "step", np.array([0.0, bare.until_h]), np.array([7.0, 7.0]))
    few = replace(bare, channels={**bare.channels, flat.name: flat})
    assert "7 institutions at the end" in words(figure("partners", few))


RIDING = """
extends = "ilrs:cargo-campaign"
[campaign.missions.supply-2033]
lost = true
[partners.landings.first]
arrives_with = "supply-2032"
[partners.landings.second]
arrives_with = "supply-2033"
room = { value = 100, unit = "kg", basis = "design" }
[partners.experiments.sensor]
build = { value = 30, unit = "d", basis = "design" }
[partners.calls]
every = { value = 90, unit = "d", basis = "design" }
"""


def test_experiments_that_ride_missions_are_seen_to_fly_and_to_be_lost(tmp_path: Path) -> None:
    path = tmp_path / "riding.toml"
    path.write_text(RIDING, encoding="utf-8")
    run = simulate(load(path), until=2.1 * 8766.0)
    lost = run.kpis["partners.lost"].value
    assert isinstance(lost, int)
    assert lost > 0
    drawn = figure("partners", run)
    assert not faults(drawn)
    shown = words(drawn)
    assert f"{lost} lost" in shown
    assert "fly" in shown
    # A mission is said to have landed what was aboard, whatever room there was.
    mass = run.kpis["campaign.mission.supply-2032.landed_mass"].value
    (one,) = (one for one in flown(run) if one.name == "supply-2032")
    assert one.mass == mass == 825.0 + run.kpis["partners.mass"].value
