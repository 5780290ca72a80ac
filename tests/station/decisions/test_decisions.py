"""Decisions in a run: what is chosen comes, what is not never does, and until then nothing differs."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario import Scenario, ScenarioError, load
from sim.scenario.chosen import decisions_of
from sim.station import Outcome, run_station
from sim.station.decisions.events import BELIEVED, TRUE
from tests.station.decisions.sites import SITE

BATTERY = """
model = "li-ion-pack"
capacity = { value = 10, unit = "kWh", basis = "design" }
charge_power = { value = 1, unit = "kW", basis = "design" }
discharge_power = { value = 1, unit = "kW", basis = "design" }
"""
SITES = ("shackleton", "near", "west", "none")
BROUGHT = "".join(f'[energy.batteries.of-{name}]\nif_chosen = ["mine:{name}"]{BATTERY}' for name in SITES)
MISSION = """
[campaign.launchers.rocket]
model = "long-march-10"
slip_chance = { value = 0, unit = "1", basis = "design" }
[campaign.cargo_landers.heavy]
model = "heavy-cargo"
success = { value = 1, unit = "1", basis = "design" }
[campaign.missions.cargo]
date = 2027-06-01
launcher = "rocket"
lander = "heavy"
success = { value = 1, unit = "1", basis = "design" }
"""
KILOGRAM = '{ value = 1, unit = "kg", basis = "design" }'
HOURS = 24.0 * 276
DECIDED_H = 24.0 * 214


def deciding(folder: Path, more: str = BROUGHT, *overrides: str, head: str = SITE) -> Scenario:
    path = folder / "decides.toml"
    path.write_text(head + more)
    return load(path, list(overrides))


def problems(folder: Path, more: str, head: str = SITE) -> str:
    with pytest.raises(ScenarioError) as error:
        deciding(folder, more, head=head)
    return "\n".join(str(problem) for problem in error.value.problems)


def run(scenario: Scenario, replicate: int = 0, hours: float = HOURS) -> Outcome:
    return run_station(scenario, seed=7, replicate=replicate, hours=hours)


def arrived(outcome: Outcome) -> dict[str, float]:
    return {
        event.subject: event.time_h
        for event in outcome.events
        if event.event == "arrived" and event.subject[:3] == "of-"
    }


def test_what_a_decision_rests_on_is_recorded_from_the_start_and_only_if_it_is_taken(tmp_path: Path) -> None:
    taken, before = (run(deciding(tmp_path, ""), hours=hours) for hours in (HOURS, DECIDED_H - 24.0))
    found = {name: one for name, one in taken.channels.items() if name.startswith((BELIEVED, TRUE))}
    assert found
    for channel in found.values():
        assert channel.times[0] == 0.0
        assert len(set(channel.values)) == 1
    assert not any(name.startswith((BELIEVED, TRUE)) for name in before.channels)


@pytest.mark.slow
def test_what_is_chosen_comes_and_the_rest_never_does(tmp_path: Path) -> None:
    scenario = deciding(tmp_path)
    bare = run(deciding(tmp_path, ""), 2)
    chosen = set()
    for number in range(6):
        outcome = run(scenario, number)
        (event,) = [each for each in outcome.events if each.event == "decided"]
        name = event.detail.partition(";")[0]
        chosen.add(name)
        assert event.time_h == DECIDED_H
        assert arrived(outcome) == {f"of-{name}": DECIDED_H}
        assert outcome.facts["decisions.mine.regret"] >= 0.0
        if number == 2:
            # What the other alternatives would have brought lands nothing.
            battery = scenario.energy.batteries["of-near"].unit_mass
            assert outcome.facts["station.landed_mass"] == pytest.approx(bare.facts["station.landed_mass"] + battery)
    assert len(chosen) > 1


def test_what_is_decided_on_the_first_day_goes_by_the_prior_and_is_there_at_once(tmp_path: Path) -> None:
    bare = run(deciding(tmp_path, ""), hours=24.0)
    scenario = deciding(tmp_path, BROUGHT, "decisions.mine.date=2027-05-01")
    outcome = run(scenario, hours=24.0)
    (event,) = [each for each in outcome.events if each.event == "decided"]
    assert event.time_h == 0.0
    assert outcome.facts["decisions.mine.gain"] == 0.0
    battery = scenario.energy.batteries["of-near"].unit_mass
    assert outcome.facts["station.landed_mass"] == pytest.approx(bare.facts["station.landed_mass"] + battery)


@pytest.mark.slow
def test_until_its_decision_a_run_is_that_without_it(tmp_path: Path) -> None:
    """The run that finds out what is chosen and the one that is kept are one and the same until then."""
    with_it, without = run(deciding(tmp_path)), run(load("ilrs:change-7", ["end=2028-02-01"]))
    before = [event for event in with_it.events if event.time_h < DECIDED_H and event.event != "decided"]
    assert before == [event for event in without.events if event.time_h < DECIDED_H]
    name = "lander/exploration.believed.shackleton"
    assert with_it.channels[name].at(DECIDED_H - 1) == without.channels[name].at(DECIDED_H - 1)


@pytest.mark.slow
def test_who_heeds_nothing_goes_by_what_was_believed_beforehand(tmp_path: Path) -> None:
    for number in range(4):
        outcome = run(deciding(tmp_path, BROUGHT, "decisions.mine.heeds=false"), number)
        assert outcome.facts["decisions.mine.gain"] == 0.0
        # 0.6 of the mean of a log-uniform content from 0.5 to 10 %, less 1 %, is less than that of west.
        assert "of-west" in arrived(outcome)


@pytest.mark.slow
def test_a_mission_waits_for_what_decides_on_its_cargo(tmp_path: Path) -> None:
    cargo = "".join(
        f'[energy.batteries.of-{name}]\narrives_with = "cargo"\nif_chosen = ["mine:{name}"]{BATTERY}' for name in SITES
    )
    scenario = deciding(tmp_path, MISSION + cargo)
    assert decisions_of(scenario, "cargo") == {"mine"}
    outcome = run(scenario)
    (launched,) = [event.time_h for event in outcome.events if event.event == "launched"]
    assert launched == DECIDED_H
    assert set(arrived(outcome).values()) == {DECIDED_H + 24.0 * 5}
    assert len(arrived(outcome)) == 1
    assert outcome.facts["campaign.mission.cargo.landed_mass"] == scenario.energy.batteries["of-near"].unit_mass


@pytest.mark.slow
def test_a_decision_after_the_end_is_not_taken(tmp_path: Path) -> None:
    outcome = run(deciding(tmp_path), hours=DECIDED_H)
    assert outcome.facts["decisions.taken"] == 0.0
    assert outcome.facts["decisions.mine.choice"] is None
    assert not arrived(outcome)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (
            '[energy.batteries.a]\nif_chosen = ["mine:nera"]' + BATTERY,
            'nothing can be chosen as "mine:nera"; did you mean',
        ),
        ('[energy.batteries.a]\nif_chosen = ["near"]' + BATTERY, "write DECISION:ALTERNATIVE"),
        ('[decisions.mine.alternatives.far]\nabout = "lander/wset"', 'nothing is believed of "lander/wset"'),
        (
            f'[decisions.mine.alternatives.far]\nabout = "lander/west"\ncost = {KILOGRAM}',
            "is in another unit than what lander/west is believed in, 1",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_remedy(tmp_path: Path, more: str, says: str) -> None:
    assert says in problems(tmp_path, more)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("date = 2027-12-01", "", "needs either date, the day on which it is taken, or after"),
        ("date = 2027-12-01", 'after = "cargo"', 'there is no mission "cargo"'),
        ('rule = "most"', 'rule = "enough"', "need: is missing, and the rule enough needs it"),
        ('rule = "most"', 'rule = "most"\nby = 2030-01-01', "by: belongs to the rule enough"),
        ("date = 2027-12-01", "date = 2026-12-01", "is before the start"),
    ],
)
def test_a_decision_has_a_moment_and_what_its_rule_needs(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert says in problems(tmp_path, "", SITE.replace(old, new))


def test_a_decision_that_waits_for_what_waits_for_it_is_refused(tmp_path: Path) -> None:
    head = SITE.replace("date = 2027-12-01", 'after = "cargo"')
    more = MISSION + 'if_chosen = ["mine:near"]\n'
    assert "cargo waits for what mine chooses: neither comes" in problems(tmp_path, more, head)


def test_a_manifest_fits_whatever_is_chosen(tmp_path: Path) -> None:
    """Alternatives share a lander; only the heaviest of them must fit."""
    heavy = BATTERY.replace("value = 10,", "value = 800,")
    both = "".join(
        f'[energy.batteries.of-{name}]\narrives_with = "cargo"\nif_chosen = ["mine:{name}"]{heavy}'
        for name in ("near", "west")
    )
    deciding(tmp_path, MISSION + both)
    too_heavy = both.replace("value = 800,", "value = 1400,", 1)
    assert "where mine:near is chosen" in problems(tmp_path, MISSION + too_heavy)
