"""Haulers of a station: throughput by hand, what strands them and how they come home, and their link by radio."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.result import Result, simulate
from sim.scenario import Scenario, ScenarioError, load
from sim.scenario.autonomy import worst_dark
from sim.scenario.overview import notes
from sim.station.topology import topology

MINE = """title = "Mine"
extends = "ilrs:ice-mine.toml"
start = 2035-01-01
end = 2035-06-01

[tools]
failures = false

[resources.stores.crater-water]
initial = { value = 20, unit = "t", basis = "design" }
capacity = { value = 20, unit = "t", basis = "design" }

[resources.stores.water]
capacity = { value = 40, unit = "t", basis = "design" }

[resources.processes.electrolyser]
remove = true
[resources.processes.oxygen-cooler]
remove = true
[resources.processes.hydrogen-cooler]
remove = true

[resources.haulers.hauler]
supervised = false
"""
TRIP_H = 40 / 2 + 1 + 40 / 2
"""Way, loading and way back of the shipped hauler [h]."""
TRIP_KWH = 40 * 0.12 + 40 * 0.2 + 0.15 * TRIP_H
"""What they take [kWh]."""


def _load(tmp_path: Path, more: str = "", overrides: list[str] | None = None, text: str = MINE) -> Scenario:
    (tmp_path / "mine.toml").write_text(text)
    top = tmp_path / "top.toml"
    top.write_text(f'extends = "mine.toml"\n{more}')
    return load(top, overrides or [])


def _events(run: Result, kind: str) -> list[tuple[float, str]]:
    return [(event.time_h, event.detail) for event in run.events if (event.subject, event.event) == ("hauler", kind)]


def test_what_is_carried_in_a_month_is_what_the_clock_and_the_charger_allow(tmp_path: Path) -> None:
    """A trip of 41 h and 18.95 kWh, charged in 18.95 / (0.9 x 3) = 7.02 h: 200 kg every 48.02 h."""
    run = simulate(_load(tmp_path), seed=1)
    cycle = TRIP_H + TRIP_KWH / 0.9 / 3
    trips = run.kpis["resources.hauler.trips"].value
    assert trips == math.ceil(run.until_h / cycle)
    carried = run.kpis["resources.hauler.carried"].value
    assert carried == 200 * math.floor((run.until_h - TRIP_H - 1) / cycle + 1)
    done = [200 * number for number in range(1, int(carried / 200) + 1)]
    assert run.channels["resources.stock.water"].last == pytest.approx(done[-1])
    energy = run.kpis["resources.hauler.hauling_energy"].value
    assert energy == pytest.approx(TRIP_KWH / 0.9 / 200, rel=0.03)
    states = run.bottlenecks.states["hauler"]
    assert states["charging"] / trips == pytest.approx(TRIP_KWH / 0.9 / 3 - 1, rel=0.05)


def test_the_books_of_water_and_of_batteries_close(tmp_path: Path) -> None:
    run = simulate(_load(tmp_path), seed=1)
    water, hauling = run.ledgers["resources.water"], run.ledgers["hauling"]
    assert water.closes
    assert hauling.closes
    assert "stock.under_way" in water.accounts
    assert hauling.accounts["out.lost.hauler"] == pytest.approx(0.1 * hauling.accounts["in.charged.hauler"])
    assert run.ledgers["elements.O"].closes


def test_who_wears_out_on_its_way_is_repaired_and_towed_home_with_what_it_carries(tmp_path: Path) -> None:
    overrides = ["tools.failures=true", "resources.haulers.hauler.mttr=0 h", "resources.haulers.hauler.mtbf=160 h"]
    run = simulate(_load(tmp_path, overrides=[*overrides, "tools.technicians.repair.count=5"]), seed=3)
    stranded = _events(run, "stranded")
    assert len(stranded) >= 5
    assert any("200 kg of water on board" in detail for _, detail in stranded)
    repaired = dict.fromkeys(time for time, _ in _events(run, "repaired"))
    for time, detail in stranded:
        away = float(detail.split(" km")[0].split()[-1])
        back = next((one for one in repaired if one > time), math.inf)
        # Out and back at 2 km/h, once a technician is free and has a link.
        assert back - time >= away - 0.06
    assert run.kpis["resources.hauler.stranded"].value == len(stranded)
    assert run.ledgers["resources.water"].closes


def test_a_lost_radio_halts_it_until_the_cold_has_drained_its_battery(tmp_path: Path) -> None:
    """Under way since the start it would be 20 h out; the radio is lost a day later, on the way back."""
    more = """
[communication.radios.crater]
until = 2035-01-02
[resources.haulers.hauler]
supervised = true
"""
    run = simulate(_load(tmp_path, more), seed=1)
    stranded = _events(run, "stranded")
    assert len(stranded) == 1
    time, detail = stranded[0]
    assert "battery empty, no link" in detail
    assert "200 kg of water on board" in detail
    level = 32 - 40 * 0.12 - 0.15 * 24 - 3 * 2 * 0.2
    gaps = time - 24 - level / 0.15
    assert 0 <= gaps + 24 <= 48  # links of the rim come and go as well
    states = run.bottlenecks.states["hauler"]
    assert states["stranded"] > 30
    assert states["no_link"] > 100
    hours = run.bottlenecks.hours["hauler"]
    assert hours["communication"] > 100
    assert hours["energy"] >= states["stranded"]
    # Towed home, it unloads there, where there is a link, and sets out no more.
    assert run.channels["resources.stock.water"].last == pytest.approx(200.0)
    assert run.ledgers["hauling"].closes


def test_without_a_radio_nobody_supervised_works_there(tmp_path: Path) -> None:
    more = "[communication.radios.crater]\nremove = true\n[resources.haulers.hauler]\nsupervised = true\n"
    scenario = _load(tmp_path, more)
    assert any("digger, hauler cannot work at crater: no radio reaches it" in note for note in notes(scenario))
    run = simulate(scenario, seed=1)
    assert run.bottlenecks.states["digger-1"].get("working", 0.0) == 0.0
    assert run.kpis["resources.hauler.trips"].value == 0


def test_a_radio_without_power_is_no_radio(tmp_path: Path) -> None:
    run = simulate(_load(tmp_path, overrides=["communication.radios.crater.power=9000 kW"]), seed=1)
    assert run.bottlenecks.states["digger-1"].get("working", 0.0) == 0.0


def test_the_chain_of_a_goal_goes_through_the_hauler() -> None:
    found = topology(load("ilrs:ice-mine"))
    assert found.upstream["electrolyser-1"] == ("hauler",)
    assert found.upstream["hauler"] == ("oven",)
    assert set(found.downstream["hauler"]) == {"electrolyser-1", "electrolyser-2"}


def test_who_starves_for_want_of_a_haul_passes_it_on(tmp_path: Path) -> None:
    """A hauler that cannot be charged is lost to energy, and so are those who wait for its water."""
    text = MINE.replace("[resources.processes.electrolyser]\nremove = true\n", "")
    text = text.replace("[resources.processes.oxygen-cooler]\nremove = true\n", "")
    text = text.replace("[resources.processes.hydrogen-cooler]\nremove = true\n", "")
    run = simulate(_load(tmp_path, text=text, overrides=["resources.haulers.hauler.charge_power=10 W"]), seed=1)
    assert run.bottlenecks.hours["hauler"]["energy"] > 0.9 * run.until_h
    assert run.bottlenecks.hours["electrolyser-1"]["energy"] > 0.5 * run.until_h


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("battery=20 kWh", "resources.haulers.hauler.battery: 20 kWh is less than a trip takes"),
        ("loads_at=ledge", 'resources.haulers.hauler.loads_at: there is no place "ledge"'),
        ("unloads_at=crater", "resources.haulers.hauler: loads and unloads at one place"),
        ("commodity=oxygen", "there is no store of oxygen at crater; add [resources.stores.crater-oxygen]"),
        ("payload=900 kg", "is more than resources.stores.water holds, 500 kg; carry less, or give it more"),
        ("energy_loaded=0.01 kWh/km", "energy_loaded: 0.01 kWh/km is less than energy_empty"),
    ],
)
def test_what_does_not_fit_is_named(override: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load("ilrs:ice-mine", [f"resources.haulers.hauler.{override}"])
    assert message in str(caught.value)


def test_a_radio_that_does_not_reach_is_refused() -> None:
    with pytest.raises(ScenarioError, match=r"does not reach crater, 26 km away"):
        load("ilrs:ice-mine", ["communication.radios.crater.range=20 km"])


@pytest.mark.slow
@settings(max_examples=12, deadline=None)
@given(
    st.fixed_dictionaries(
        {
            "resources.haulers.hauler.count": st.integers(1, 4),
            "resources.haulers.hauler.payload": st.integers(20, 500).map(lambda kg: f"{kg} kg"),
            "resources.haulers.hauler.mtbf": st.integers(30, 900).map(lambda h: f"{h} h"),
            "resources.haulers.hauler.charge_power": st.floats(0.2, 9).map(lambda kw: f"{kw} kW"),
            "resources.haulers.hauler.battery": st.integers(26, 60).map(lambda kwh: f"{kwh} kWh"),
            "communication.operators": st.integers(0, 4),
            "energy.reactors.fission-a.count": st.integers(0, 1),
            "energy.reactors.fission-b.count": st.integers(0, 1),
        }
    ),
    st.integers(0, 5),
)
def test_whatever_happens_mass_and_energy_close(changes: dict[str, object], seed: int) -> None:
    scenario = load("ilrs:ice-mine", [f"{key}={value}" for key, value in changes.items()])
    run = simulate(scenario, seed=seed, until=24.0 * 60)
    for name, ledger in run.ledgers.items():
        assert ledger.closes, name


def test_the_charger_of_a_hauler_counts_among_what_takes_power_in_the_dark() -> None:
    found = []
    for power in (3, 5):
        tables = load("ilrs:ice-mine", [f"resources.haulers.hauler.charge_power={power} kW"])
        rules = {name: rule for name, rule in tables.energy.classes.items() if name != "operations"}
        energy = tables.energy.model_copy(update={"classes": rules})
        found.append(worst_dark(tables, tables.model_copy(update={"energy": energy})))
    assert found[1].load - found[0].load == pytest.approx(2.0)
