"""Places of a base: what runs over cables and is lost in them, what a cut does, and the light of each place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.result import simulate
from sim.scenario import Scenario, load
from sim.scenario.schema.tools import Machine
from sim.station import run_station
from tests.station.small_stations import (
    BRIGHT,
    DARK,
    array,
    at,
    battery,
    day,
    events,
    excavator,
    hours_in,
    line,
    load_of,
    make,
    printer,
    reactor,
    run,
    state_at,
    times_of,
)


def place(**changes: Any) -> dict[str, Any]:
    """A place ten kilometres away, under the sky of the site."""
    return {"distance": (10, "km")} | changes


def shadow(horizon: dict[str, list[float]] = DARK) -> dict[str, Any]:
    return place(horizons={"2 m": horizon})


def cable(capacity: float, efficiency: float = 1.0, **changes: Any) -> dict[str, Any]:
    """A cable that loses nothing on its way and the rest in its converters."""
    return {
        "capacity": (capacity, "kW"),
        "mass_per_length": (0.1, "kg/m"),
        "terminal_mass": (0, "kg"),
        "loss_per_length": (0, "1/m"),
        "path_efficiency": (efficiency, "1"),
    } | changes


def test_what_a_cable_loses_is_booked_and_is_a_figure(tmp_path: Path) -> None:
    """Losses: 0.9 in the converters, 1 % a km over 10 km, 0.81 of 5 kW in all arrive; for five days."""
    energy = {
        "reactors": {"r": reactor(8)},
        "loads": {"oven": load_of(4.05, at="crater")},
        "places": {"crater": place()},
        "cables": {"crater": cable(10, 0.9, loss_per_length=(1, "%/km"))},
    }
    result = simulate(make(tmp_path, 5, energy=energy))
    accounts = result.ledgers["energy"].accounts
    assert result.ledgers["energy"].closes
    assert accounts["out.used.critical"] == pytest.approx(4.05 * 120, rel=1e-9)
    assert accounts["out.cable_loss.crater"] == pytest.approx(0.95 * 120, rel=1e-8)
    assert accounts["out.curtailed"] == pytest.approx(3 * 120, rel=1e-8)
    assert result.kpis["energy.cable.crater.through"].value == pytest.approx(5 * 120, rel=1e-8)
    assert result.kpis["energy.cable.crater.lost"].value == pytest.approx(0.95 * 120, rel=1e-8)
    flow, lost = (result.channels[f"energy.{name}.crater"] for name in ("cable", "cable_loss"))
    assert (flow.at(60.0), flow.unit) == (pytest.approx(4.05), "kW")
    assert lost.integral() == pytest.approx(0.95 * 120, rel=1e-8)
    assert result.channels["energy.cable_loss"].at(60.0) == lost.at(60.0)
    sums = [result.channels[f"energy.{name}"].at(60.0) for name in ("used", "charging", "curtailed", "cable_loss")]
    assert result.channels["energy.offered"].at(60.0) == pytest.approx(sum(sums), rel=1e-12)


def test_a_cable_comes_and_is_cut(tmp_path: Path) -> None:
    energy = {
        "reactors": {"r": reactor(8)},
        "places": {"crater": place()},
        "cables": {"line": cable(10, to="crater", **{"from": day(1), "until": day(3)})},
    }
    digger = excavator(1, specific_energy=(1, "kWh/kg"), at="crater")
    outcome = run(make(tmp_path, 5, energy=energy, tools={"excavators": {"digger": digger}}))
    assert times_of(outcome, "arrived", "line") == [24.0]
    assert times_of(outcome, "retired", "line") == times_of(outcome, "cable_cut", "line") == [72.0]
    assert events(outcome, "cable_cut")[0].detail == "no cable is left to crater"
    assert [state_at(outcome, "digger", time) for time in (12, 36, 96)] == ["no_power", "working", "no_power"]
    assert at(outcome, "energy.cable.crater", 36) == pytest.approx(1.0)
    assert at(outcome, "energy.cable.crater", 96) == 0.0


def test_cables_to_one_place_add_up_and_share_by_their_size(tmp_path: Path) -> None:
    """Of 12 kW without and 4 kW with a loss of a half; together 16 kW, of which 14 arrive."""
    energy = {
        "reactors": {"r": reactor(100)},
        "loads": {"oven": load_of(100, at="crater", divisible=True)},
        "places": {"crater": place()},
        "cables": {"crater": cable(6, count=(2, "1"), until=day(2)), "second": cable(4, 0.5, to="crater")},
    }
    outcome = run(make(tmp_path, 4, energy=energy))
    assert at(outcome, "energy.cable.crater", 24) == pytest.approx(14.0)
    assert at(outcome, "energy.cable_loss.crater", 24) == pytest.approx(2.0)
    assert events(outcome, "cable_cut", "crater")[0].detail == "4 kW of cable are left to crater"
    assert at(outcome, "energy.cable.crater", 72) == pytest.approx(2.0)


def test_a_machine_behind_a_full_cable_lacks_power(tmp_path: Path) -> None:
    """Two of 3 kW, and a cable that brings 4: one works, and the hours of the other count for energy."""
    energy = {
        "reactors": {"r": reactor(100)},
        "places": {"crater": place()},
        "cables": {"crater": cable(5, 0.8)},
    }
    digger = excavator(specific_energy=(0.003, "kWh/kg"), at="crater")
    diggers = {"one": digger, "other": digger}
    kept = {"raw": {"capacity": (1e9, "kg"), "low_restart": (0.1, "1"), "high_restart": (0.8, "1")}}
    result = simulate(make(tmp_path, 5, energy=energy, tools={"excavators": diggers, "stores": kept}))
    assert result.bottlenecks.states["one"]["working"] == pytest.approx(120.0)
    assert result.bottlenecks.states["other"]["no_power"] == pytest.approx(120.0)


def test_heat_behind_a_cut_cable_fails_and_the_machine_freezes(tmp_path: Path) -> None:
    energy = {
        "reactors": {"r": reactor(8)},
        "places": {"crater": place()},
        "cables": {"crater": cable(10, until=day(1))},
    }
    digger = excavator(survival_lit=(1, "kW"), survival_dark=(1, "kW"), cold_limit=(10, "h"), at="crater")
    outcome = run(make(tmp_path, 3, energy=energy, tools=line(excavators={"digger": digger})))
    assert times_of(outcome, "survival_shortfall") == [24.0]
    assert times_of(outcome, "cold_failure", "digger") == [34.0]


def test_a_place_in_permanent_shadow_is_always_dark(tmp_path: Path) -> None:
    """Its loads take what they take by night, its arrays give nothing, printers that stand there never print."""
    energy = {
        "reactors": {"r": reactor(50)},
        "arrays": {"up": array(10), "down": array(10, at="crater")},
        "loads": {"up": load_of(1, dark=3), "down": load_of(1, dark=3, at="crater")},
        "places": {"crater": shadow()},
        "cables": {"crater": cable(10)},
    }
    outcome = run(make(tmp_path, 40, energy=energy, tools=line(printers={"printer": printer(at="crater")})))
    assert outcome.channels["energy.used"].values[-1] == pytest.approx(1 + 3)
    assert outcome.channels["energy.offered.down"].integral() == 0.0
    assert outcome.channels["energy.offered.up"].mean() > 2.0
    assert outcome.channels["sunlight.lit_fraction.crater.2 m"].integral() == 0.0
    assert outcome.facts["sunlight.lit_fraction"] == pytest.approx(1.0)
    assert hours_in(outcome, "printer", "no_sunlight") == pytest.approx(40 * 24)


def test_arrays_on_a_peak_feed_a_base_in_the_dark(tmp_path: Path) -> None:
    """What they give spares the battery, and charges it; the light of the run is that at the arrays."""
    energy = {
        "arrays": {"peak": array(50, at="peak")},
        "batteries": {"b": battery(100, initial_charge=(0.6, "1"), charge_power=(1, "kW"))},
        "loads": {"core": load_of(4)},
        "places": {"peak": shadow(BRIGHT)},
        "cables": {"peak": cable(20, 0.8)},
    }
    outcome = run(make(tmp_path, 10, DARK, energy=energy))
    assert outcome.facts["sunlight.lit_fraction"] == pytest.approx(1.0)
    assert outcome.channels["energy.unserved"].integral() == 0.0
    assert at(outcome, "energy.state_of_charge", 39.0) == pytest.approx(0.99)
    assert at(outcome, "energy.cable.peak", 20.0) == pytest.approx(-5 / 0.8)
    assert at(outcome, "energy.cable.peak", 60.0) == pytest.approx(-4 / 0.8)


def test_a_place_without_horizons_has_the_light_of_the_site(tmp_path: Path) -> None:
    energy = {"arrays": {"far": array(10, at="far"), "near": array(10)}, "places": {"far": place()}}
    outcome = run(make(tmp_path, 40, energy=energy))
    far, near = (outcome.channels[f"energy.offered.{name}"] for name in ("far", "near"))
    assert far.integral() == near.integral() > 0
    assert not any(name.startswith("sunlight.lit_fraction.far") for name in outcome.channels)


def test_relief_of_energy_reaches_places_that_no_cable_serves(tmp_path: Path) -> None:
    energy = {
        "loads": {"oven": load_of(7, at="crater")},
        "places": {"crater": shadow()},
        "cables": {"crater": cable(1)},
    }
    scenario = make(tmp_path, 2, DARK, energy=energy)
    assert run(scenario).channels["energy.unserved"].mean() == pytest.approx(7.0)
    relieved = run_station(scenario, seed=1, hours=48.0, relief="energy")
    assert relieved.channels["energy.unserved"].mean() == 0.0


def test_a_store_is_cooled_where_it_stands(tmp_path: Path) -> None:
    dewar = {
        "capacity": (100, "kg"),
        "initial": (50, "kg"),
        "mass": (10, "kg"),
        "boil_off": (0.1, "kg/h"),
        "cooling": (2, "kW"),
        "at": "crater",
    }
    energy = {
        "reactors": {"r": reactor(5)},
        "places": {"crater": place()},
        "cables": {"crater": cable(10, until=day(1))},
    }
    outcome = run(make(tmp_path, 3, energy=energy, resources={"stores": {"liquid-oxygen": dewar}}))
    assert at(outcome, "energy.cable.crater", 12) == pytest.approx(2.0)
    assert at(outcome, "resources.stock.liquid-oxygen", 24) == pytest.approx(50.0)
    assert at(outcome, "resources.stock.liquid-oxygen", 34) == pytest.approx(49.0)


def test_another_base_has_places_under_its_name(tmp_path: Path) -> None:
    node = {
        "energy": {
            "reactors": {"r": reactor(5)},
            "loads": {"lamp": load_of(1, at="hill")},
            "places": {"hill": place()},
            "cables": {"hill": cable(2)},
        }
    }
    outcome = run(make(tmp_path, 2, bases={"node": node}))
    assert at(outcome, "node/energy.cable.hill", 24) == pytest.approx(1.0)
    assert outcome.facts["node/energy.cable.hill.through"] == pytest.approx(48.0)


@pytest.mark.slow
def test_a_cable_without_limit_and_loss_changes_nothing(tmp_path: Path, baseline: Scenario) -> None:
    """The baseline with all its machines at the end of such a cable: every other figure and event is the same."""
    moved = "".join(
        f'[tools.{kind}.{name}]\nat = "yard"\n' for kind, table in baseline.tools.kinds(Machine) for name in table
    )
    path = tmp_path / "moved.toml"
    path.write_text(
        f'title = "Moved"\nextends = "ilrs:baseline"\n{moved}'
        '[energy.places.yard]\ndistance = { value = 1, unit = "km", basis = "design" }\n'
        '[energy.cables.yard]\nmodel = "aluminium-3kv"\n'
        'capacity = { value = 10000, unit = "kW", basis = "design" }\n'
        'loss_per_length = { value = 0, unit = "1/m", basis = "design" }\n'
        'path_efficiency = { value = 1, unit = "1", basis = "design" }\n'
        'mass_per_length = { value = 0, unit = "kg/m", basis = "design" }\n'
        'terminal_mass = { value = 0, unit = "kg", basis = "design" }\n'
        '[communication.radios.yard]\nmodel = "surface-radio"\n'
        'power = { value = 0, unit = "kW", basis = "design" }\n'
        'mass = { value = 0, unit = "kg", basis = "design" }\n'
    )
    here, there = simulate(baseline, until=24.0 * 200), simulate(load(path), until=24.0 * 200)
    through = there.kpis.pop("energy.cable.yard.through").value
    assert isinstance(through, float)
    assert through > 100.0
    assert there.kpis.pop("energy.cable.yard.lost").value == 0.0
    assert there.kpis == here.kpis
    assert there.events == here.events


def test_a_process_draws_on_the_cable_of_its_place(tmp_path: Path) -> None:
    """Of what enters the cable 0.92 (1 - 0.006 x 10) reach the machines: their work, and 0.1 kW of heat all along."""
    path = tmp_path / "digs.toml"
    path.write_text(
        'title = "Digs"\nextends = "ilrs:nuclear"\n'
        '[energy.places.pit]\ndistance = { value = 10, unit = "km", basis = "design" }\n'
        '[energy.cables.pit]\nmodel = "aluminium-3kv"\n'
        '[resources.stores.regolith]\nmodel = "hopper"\nat = "pit"\n'
        'capacity = { value = 1000, unit = "t", basis = "design" }\n'
        '[resources.processes.shovel]\nmodel = "regolith-digger"\nat = "pit"\nsupervised = false\n'
        'survival_lit = { value = 0.1, unit = "kW", basis = "design" }\n',
        encoding="utf-8",
    )
    scenario = load(path)
    outcome = run(scenario, 24.0 * 60)
    work, through = (outcome.facts[name] for name in ("resources.shovel.energy", "energy.cable.pit.through"))
    assert work is not None
    assert through is not None
    assert outcome.channels["energy.unserved"].integral() == 0.0
    assert work > 0.0
    assert through * 0.92 * 0.94 == pytest.approx(work + 0.1 * 24 * 60, rel=1e-6)
