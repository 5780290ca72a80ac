"""The air of a cabin: pressures by hand, valves that hold it, leaks that follow it, modules that are shut."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from sim.engine import Alarm
from sim.scenario import load
from sim.scenario.schema.crew_habitats import gas_density
from sim.station.base import Base
from sim.station.crew.system import Crew
from sim.station.resources.system import Resources
from sim.station.station import Station
from tests.station.crew.living import scenario_text

SCENARIO = scenario_text(
    "Cabin",
    "2035-03-01",
    """
[resources.stores.oxygen]
model = "gas-bottle"
initial = { value = 15, unit = "kg", basis = "design" }
[resources.stores.nitrogen]
model = "gas-bottle"
initial = { value = 20, unit = "kg", basis = "design" }
""",
)
MODULES = (
    "crew.habitats.module.count=2",
    "crew.habitats.module.volume=100 m^3",
    "crew.habitats.module.leakage=0 kg/d",
)


def _station(tmp_path: Path, overrides: tuple[str, ...] = ()) -> tuple[Station, Base]:
    path = tmp_path / "cabin.toml"
    path.write_text(SCENARIO, encoding="utf-8")
    scenario = load(path, [*MODULES, *overrides])
    station = Station(scenario, seed=1, replicate=0, hours=scenario.hours)
    return station, station.bases[0]


def test_gases_weigh_what_the_ideal_gas_says() -> None:
    """1 kPa of oxygen in a cubic metre at 295 K: 1000 / (8.314 x 295) mol of 32 g."""
    for gas, molar in (("cabin-oxygen", 31.998), ("cabin-nitrogen", 28.014), ("cabin-carbon-dioxide", 44.009)):
        assert gas_density(gas, 295.0) == pytest.approx(molar / (8.314462618 * 295.0), rel=1e-12)


def test_a_module_brings_its_air(tmp_path: Path) -> None:
    station, base = _station(tmp_path)
    cabin = base[Crew].cabin
    assert cabin.volume == pytest.approx(200.0)
    assert cabin.total.reading == pytest.approx(101.3)
    assert cabin.partial["cabin-oxygen"].reading == pytest.approx(21.3)
    assert base[Resources].stocks["cabin-oxygen"].tank.level == pytest.approx(200 * 21.3 * 0.0130457, rel=1e-4)
    station.run()
    assert cabin.total.reading == pytest.approx(101.3, rel=1e-9)  # nothing leaks and nobody is there
    station.balances()


def test_valves_hold_the_pressures_while_there_is_gas(tmp_path: Path) -> None:
    station, base = _station(tmp_path, ("crew.habitats.module.leakage=0.2 kg/d",))
    station.run()
    crew, stocks = base[Crew], base[Resources].stocks
    assert 100.8 - 1e-6 <= crew.cabin.total.reading <= 101.3 + 1e-6
    assert 20.8 - 1e-6 <= crew.cabin.partial["cabin-oxygen"].reading <= 21.3 + 1e-6
    lost = 35.0 - stocks["oxygen"].tank.level - stocks["nitrogen"].tank.level
    # 59 days of 0.4 kg, at pressures within half a per cent of what is kept up; what is in the cabin makes the rest.
    assert lost == pytest.approx(59 * 0.4, abs=1.6)
    station.balances()


def test_a_hole_empties_a_cabin_as_an_exponential(tmp_path: Path) -> None:
    dry = ("resources.stores.oxygen.initial=0 kg", "resources.stores.nitrogen.initial=0 kg")
    station, base = _station(tmp_path, dry)
    crew, env = base[Crew], base.env
    rate, air = 10.0, crew.cabin.air
    Alarm(env, lambda: crew.cabin.leak("hole", rate)).set(10.0)
    env.run(until=10.0 + air / rate)
    assert crew.cabin.total.reading == pytest.approx(101.3 / math.e, rel=0.02)
    assert not crew.conditions.holds("pressure")
    assert not crew.conditions.holds("oxygen")
    # Below 90 kPa: after ln(101.3 / 90) of the time constant, within its step.
    assert crew.conditions.since["pressure"] == pytest.approx(10.0 + air / rate * math.log(101.3 / 90.0), rel=0.03)
    env.run(until=station.context.hours)
    assert crew.cabin.total.reading < 1.0
    station.balances()


def test_a_module_that_is_shut_keeps_its_air_from_the_others(tmp_path: Path) -> None:
    station, base = _station(tmp_path)
    crew = base[Crew]
    before = crew.cabin.air
    Alarm(base.env, lambda: crew.habitats.shut(crew.habitats.modules["module-2"], "test")).set(5.0)
    base.env.run(until=6.0)
    assert crew.cabin.volume == pytest.approx(100.0)
    assert crew.cabin.air == pytest.approx(before / 2)
    assert crew.cabin.total.reading == pytest.approx(101.3)
    assert crew.habitats.berths == 2
    base.env.run(until=station.context.hours)
    station.balances()


def test_air_that_is_vented_is_made_up_for(tmp_path: Path) -> None:
    station, base = _station(tmp_path)
    crew = base[Crew]
    Alarm(base.env, lambda: crew.cabin.vent(5.0)).set(5.0)
    base.env.run(until=5.1)
    assert crew.cabin.total.reading < 100.0
    base.env.run(until=48.0)
    assert crew.cabin.total.reading == pytest.approx(101.3, abs=0.5)
    base.env.run(until=station.context.hours)
    station.balances()


def test_air_that_is_bad_from_the_start_is_not_taken_for_good(tmp_path: Path) -> None:
    _, base = _station(tmp_path, ("crew.cabin.carbon_dioxide=1 kPa",))
    assert base[Crew].conditions.missing == ["carbon-dioxide"]
    assert base[Crew].conditions.why["carbon-dioxide"] == "1.00 kPa"


def test_where_nothing_falls_any_wall_shields(tmp_path: Path) -> None:
    _, base = _station(tmp_path, ("crew.radiation.quiet_rate=0 mSv/yr", "crew.radiation.active_rate=0 mSv/yr"))
    assert base[Crew].conditions.holds("shielding")


def test_a_second_hole_in_a_module_adds_to_the_first(tmp_path: Path) -> None:
    _, base = _station(tmp_path)
    cabin = base[Crew].cabin
    for change in (1.0, 0.5, -1.0):
        cabin.leak("module-1", change)
    assert cabin.holes["module-1"] == (0.5, 0.0)
    cabin.leak("module-1", -0.5)
    assert not cabin.holes
