"""What people see of people: who was there, what was missing, and a loss of crew before all else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.result import Result, simulate
from sim.scenario import Scenario, load
from sim.view import crew_facts, figure
from sim.view.figures.overview import headlines
from sim.view.kit.style import ALARM
from tests.view.reading_figures import faults, panels


@pytest.fixture(scope="module")
def resident() -> Result:
    return simulate(load("ilrs:resident-crew"), until=24.0 * 500)


def test_the_overview_shows_people_and_whether_it_was_habitable(resident: Result) -> None:
    drawn = figure("overview", resident)
    axes = panels(drawn)
    assert {"people", "habitable"} <= set(axes)
    stays = crew_facts.stays(resident)
    assert stays
    shown = {text.get_text() for text in axes["people"].texts}
    assert {stay.name for stay in stays} <= shown
    assert any("most missing: shielding" in text.get_text() for text in axes["habitable"].texts)
    assert not faults(drawn)


def test_a_stay_lasts_from_landing_to_leaving(resident: Result) -> None:
    stays = crew_facts.stays(resident)
    days = sum(stay.people * (stay.left - stay.arrived) / 24.0 for stay in stays)
    assert days == pytest.approx(crew_facts.person_days(resident, 0.0, resident.until_h))


def test_a_condition_says_since_when_it_is_missing(resident: Result) -> None:
    held = {one.name: one for one in crew_facts.held(resident, 0.0, 1000.0)}
    assert crew_facts.held_text(resident, held["shielding"], 1000.0) == "never held, missing\nsince 1 Feb 2033"
    assert held["shielding"].share == 0.0
    assert crew_facts.held_text(resident, held["seat"], 1000.0) == "held all the time"


def test_the_first_headline_of_a_run_that_lost_somebody_says_so(resident: Result) -> None:
    assert not any(one.alarm for one in headlines(resident))
    lost = replace(resident.kpis["crew.lost"], value=2)
    run = replace(resident, kpis={**resident.kpis, "crew.lost": lost})
    first = headlines(run)[0]
    assert (first.value, first.alarm) == ("2 died", True)
    drawn = figure("overview", run)
    assert any(text.get_text() == "2 died" and text.get_color() == ALARM for text in drawn.texts)


def test_a_station_without_habitats_shows_none_of_it(baseline: Scenario) -> None:
    run = simulate(baseline, until=48.0)
    assert crew_facts.crewed(run) is None
    assert crew_facts.stays(run) == ()
    assert not {"people", "habitable"} & {ax.get_label() for ax in figure("overview", run).axes}
    assert not any(one.system == "crew" for one in headlines(run))
