"""The programme and its stages, as shipped: they run to their ends, with each part and without it."""

from __future__ import annotations

from datetime import date

import pytest

from sim.result import Result, simulate
from sim.scenario import Scenario, files, load

pytestmark = pytest.mark.slow

STAGES = ("core-2035", "extended", "mars-hub", "programme")
WITHOUT = ("orbit", "ground", "partners", "hub")
YEAR_H = 8766.0

CORE = ("power", "link", "pad", "road", "vault", "fill", "overnight")
"""Goals that the core structure is made of."""


@pytest.fixture(scope="module")
def core() -> Result:
    return simulate(load("ilrs:core-2035"))


@pytest.fixture(scope="module")
def programme() -> Result:
    return simulate(load("ilrs:programme"))


def closes(result: Result) -> bool:
    return bool(result.ledgers) and all(ledger.closes for ledger in result.ledgers.values())


def without(part: str) -> Scenario:
    return load(f"ilrs:parts/programme-without-{part}")


def test_the_core_runs_to_its_end_with_its_books_closed(core: Result) -> None:
    assert closes(core)
    for goal in CORE:
        assert core.kpis[f"goal.{goal}.reached"].value is not None
    opened = max(str(core.kpis[f"goal.{goal}.reached"].value) for goal in CORE)
    assert str(core.kpis["stages.core.opened"].value) == opened


def test_nobody_stays_overnight_before_the_vault_is_covered_and_stands(core: Result) -> None:
    reached = {goal: str(core.kpis[f"goal.{goal}.reached"].value) for goal in CORE}
    assert max(reached["vault"], reached["fill"]) <= reached["overnight"]


def test_power_plants_and_themes_fly_in_their_published_years() -> None:
    missions = load("ilrs:core-2035").campaign.missions  # type: ignore[union-attr]
    themes = {f"ilrs-{number}": 2030 + number for number in range(1, 6)}
    plants = {f"power-{year}": year for year in (2033, 2034, 2035)}
    assert {name: missions[name].date.year for name in themes | plants} == themes | plants


@pytest.mark.parametrize("name", STAGES[1:])
def test_a_stage_builds_on_the_one_before(name: str) -> None:
    """What counts as the core is the same everywhere, and what is published is measured by its days."""
    scenario, core = load(f"ilrs:{name}"), load("ilrs:core-2035")
    assert scenario.stages["core"] == core.stages["core"]
    assert scenario.stages["core"].published == (date(2035, 12, 31),)
    assert scenario.stages["extended"].published == (date(2045, 12, 31), date(2050, 12, 31))
    assert all(scenario.goals[goal] == core.goals[goal] for goal in CORE)
    behind = [one for one in scenario.campaign.missions.values() if one.behind == "core"]  # type: ignore[union-attr]
    assert behind


def test_the_programme_asks_for_its_milestones() -> None:
    scenario = load("ilrs:programme")
    asked = {"evidence", "first-brick", "crewed-landing", "vault", "overnight", "residence", "institutions"}
    assert asked | {"researchers"} <= set(scenario.goals)
    assert {"core", "own-air", "extended", "departure"} == set(scenario.stages)
    assert scenario.goals["crewed-landing"].published == (date(2030, 1, 1),)


def test_each_part_is_left_out_by_a_file_of_its_own() -> None:
    whole = load("ilrs:programme")
    assert whole.ground is not None
    assert whole.partners is not None
    assert without("ground").ground is None
    assert without("partners").partners is None
    assert "gateway" not in without("orbit").bases
    assert "departure" not in without("hub").stages
    for part in WITHOUT:
        assert set(without(part).stages) - {"departure"} == {"core", "own-air", "extended"}


def test_parts_are_shipped_beside_the_scenarios() -> None:
    parts = {path.stem for path in (files.shipped_folder() / "parts").glob("*.toml")}
    assert {f"programme-without-{part}" for part in WITHOUT} < parts


@pytest.mark.slow
@pytest.mark.parametrize("name", STAGES[1:3])
def test_a_stage_runs_to_its_end_with_its_books_closed(name: str) -> None:
    result = simulate(load(f"ilrs:{name}"), seed=3)
    assert closes(result)
    for stage in result.scenario.stages:
        assert f"stages.{stage}.opened" in result.kpis


@pytest.mark.slow
@pytest.mark.parametrize("part", WITHOUT)
def test_the_programme_runs_without_a_part(part: str) -> None:
    assert closes(simulate(without(part), until=5.5 * YEAR_H))


@pytest.mark.slow
def test_the_programme_closes_its_books_over_all_bases(programme: Result) -> None:
    assert closes(programme)
    assert {"landing", "lander", "change-8", "gateway"} == set(programme.scenario.bases)


@pytest.mark.slow
def test_milestones_are_key_figures(programme: Result) -> None:
    names = {f"goal.{goal}.reached" for goal in programme.scenario.goals}
    names |= {f"stages.{stage}.opened" for stage in programme.scenario.stages}
    assert names <= set(programme.kpis)


@pytest.mark.slow
def test_nothing_that_waits_behind_the_core_flies_before_it_stands(programme: Result) -> None:
    opened = next(one.time_h for one in programme.events if one.event == "gate_opened" and one.subject == "core")
    behind = {name for name, one in programme.scenario.campaign.missions.items() if one.behind == "core"}  # type: ignore[union-attr]
    flown = [one.time_h for one in programme.events if one.event == "launched" and one.subject in behind]
    assert flown
    assert min(flown) >= opened
