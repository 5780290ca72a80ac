"""People's time at a shipped station: it adds up with the people, the stores, the books and the key figures."""

from __future__ import annotations

import math

import pytest

from sim.result import Result, simulate
from sim.scenario import Scenario, load
from sim.station.crew.hours import USES
from sim.station.crew.people import ABOARD, OUTSIDE
from sim.station.crew.system import Crew
from sim.station.station import Station

EARLY = (
    "crew.limits.dose_rate=2000 mSv/yr",
    "crew.rotations.spring-2034.arrives=2033-02-11",
    "crew.rotations.spring-2034.stay=90 d",
    "crew.cabin.nitrogen_valve=0 kg/h",
)
"""Four people from the eleventh day on, for ninety days, whatever falls on them; no nitrogen hides what is lost."""


@pytest.fixture(scope="module")
def resident() -> Scenario:
    return load("ilrs:resident-crew", EARLY)


@pytest.fixture(scope="module")
def result(resident: Scenario) -> Result:
    return simulate(resident, until=120 * 24.0)


def value(result: Result, name: str) -> float:
    found = result.kpis[name].value
    assert isinstance(found, (int, float))
    return float(found)


def test_hours_are_those_of_the_people_who_were_there(result: Result) -> None:
    assert result.channels["crew.person_days"].values[-1] == pytest.approx(4 * 90)
    spent = math.fsum(value(result, f"crew.hours.{use}") for use in USES)
    assert spent == pytest.approx(24 * 4 * 90)
    assert value(result, "crew.hours.science") == value(result, "crew.science") > 0
    for use in USES:
        channel = result.channels[f"crew.hours.{use}"]
        assert channel.values[-1] == pytest.approx(value(result, f"crew.hours.{use}"), abs=1e-9)
        assert (channel.values[1:] >= channel.values[:-1]).all()


def test_evas_take_hours_water_and_air(result: Result) -> None:
    outside, teams = value(result, "crew.hours_outside"), value(result, "crew.evas")
    assert teams > 10
    assert value(result, "crew.dust") == pytest.approx(2 * teams * 0.1)
    assert value(result, "crew.hours.overhead") == pytest.approx(2 * teams * 3)
    share = value(result, "crew.eva_overhead")
    assert share == pytest.approx(6 * teams / (6 * teams + outside))
    suits = result.ledgers["resources.water"].accounts["out.used.crew-suits"]
    assert suits == pytest.approx(0.5 * outside, rel=1e-6)
    assert result.ledgers["resources.condensate"].accounts["out.let_go.crew-suits"] == pytest.approx(suits, rel=1e-6)
    gases = ("oxygen", "nitrogen", "carbon-dioxide")
    lost = math.fsum(result.ledgers[f"resources.cabin-{gas}"].accounts["out.removed"] for gas in gases)
    assert lost == pytest.approx(0.6 * teams, rel=1e-6)


def test_what_people_do_is_what_their_bodies_do(resident: Scenario, result: Result) -> None:
    """Metabolic heat by use gives the carbon dioxide of their stay."""
    scenario = resident
    assert scenario.crew is not None
    watts = {name: float(one.power) for name, one in scenario.crew.activities.items()}
    outside = value(result, "crew.hours_outside")
    heat = math.fsum(value(result, f"crew.hours.{use}") * watts[activity] for use, activity in USES.items())
    # Who is outside is at repair, assembly or science there, which inside is work.
    heat += outside * (watts["eva"] - watts["work"])
    need = scenario.crew.needs_of_people["metabolism"]
    expected = float(need.rate) * heat / float(scenario.crew.metabolic_rate)
    made = result.ledgers["resources.cabin-carbon-dioxide"].accounts["in.made.crew-metabolism"]
    made += result.ledgers["resources.carbon-dioxide"].accounts["in.made.crew-metabolism-outside"]
    assert made == pytest.approx(expected, rel=2e-3)


def test_whose_module_is_shut_while_they_are_outside_comes_back_to_another(resident: Scenario) -> None:
    station = Station(resident, seed=1, replicate=0, hours=30 * 24.0)
    crew = station.bases[0][Crew]
    env = station.context.env
    while not any(one.place == OUTSIDE for one in crew.people.present):
        env.run(until=env.now + 1.0)
    shut = next(home for sortie in crew.time.eva.sorties for home in sortie.homes.values())
    crew.habitats.shut(crew.habitats.modules[shut], "a test")
    env.run(until=env.now + 24.0)
    opened = {one.name for one in crew.habitats.open_modules}
    assert opened
    assert shut not in opened
    assert {one.place for one in crew.people.present} <= opened | {OUTSIDE, ABOARD}
    assert any(sortie.team for sortie in crew.time.eva.sorties) or crew.time.eva.number > 0
