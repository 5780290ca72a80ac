"""Stores and processes of a base: books that close, boil-off, standstills that are followed to their cause."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.result import Result, simulate
from sim.scenario import load

PLANT = """title = "Plant"
extends = "ilrs:oxygen-from-regolith.toml"
start = 2035-01-01
end = 2035-04-01

[goals.lander-load]
at_least = { value = 200, unit = "kg", basis = "design" }
by = 2035-03-01
"""


def _run(tmp_path: Path, more: str = "", overrides: list[str] | None = None) -> Result:
    path = tmp_path / "plant.toml"
    path.write_text(PLANT + more)
    return simulate(load(path, overrides or []), seed=1)


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return _run(tmp_path_factory.mktemp("plant"))


def test_every_commodity_and_every_element_closes(plant: Result) -> None:
    books = {name: ledger for name, ledger in plant.ledgers.items() if name.startswith(("resources.", "elements."))}
    assert {"resources.water", "resources.liquid-oxygen", "elements.O", "elements.H", "elements.Fe"} <= set(books)
    for ledger in books.values():
        assert ledger.closes
    for name, ledger in books.items():
        if name.startswith("elements."):
            assert abs(ledger.accounts.get("in.rounding", 0.0)) < 1e-5


def test_oxygen_is_what_its_soil_held(plant: Result) -> None:
    oxygen = plant.ledgers["elements.O"].accounts
    kept = sum(amount for name, amount in oxygen.items() if name.startswith("stock."))
    gone = sum(amount for name, amount in oxygen.items() if name.startswith("out."))
    assert kept + gone == pytest.approx(oxygen["in.taken.ilmenite-ground"], rel=1e-9)
    assert kept > 0


def test_hydrogen_goes_round(plant: Result) -> None:
    hydrogen = plant.ledgers["elements.H"].accounts
    assert "in.taken.ilmenite-ground" in hydrogen
    assert hydrogen["in.taken.ilmenite-ground"] == 0.0
    assert sum(amount for name, amount in hydrogen.items() if name.startswith("stock.")) == pytest.approx(0, abs=1e-6)


def test_a_process_takes_the_energy_of_its_recipe_and_its_starts(plant: Result) -> None:
    energy = plant.kpis["resources.reducer.specific_energy"].value
    assert isinstance(energy, float)
    assert 11.87 <= energy < 1.5 * 11.87


def test_a_goal_on_a_stock_has_the_chain_of_its_processes(plant: Result) -> None:
    pace = plant.bottlenecks.paces["lander-load"]
    assert pace is not None
    assert pace.goal.name == "lander-load"
    assert pace.kind in {"digger", "reducer", "electrolyser", "liquefier"}


def test_no_oxygen_for_want_of_power_is_energy(tmp_path: Path) -> None:
    """A reducer that asks for more than there is never works; who starves behind it lost its hours to energy."""
    settings = [
        "resources.processes.reducer.count=1",
        "resources.processes.reducer.rate=5 kg/h",
        "resources.stores.ilmenite-regolith.capacity=40 t",
        "tools.failures=false",
    ]
    run = _run(tmp_path, overrides=settings)
    for unit in ("electrolyser-1", "liquefier-2"):
        assert run.bottlenecks.states[unit] == {"no_feedstock": run.until_h}
        assert run.bottlenecks.hours[unit]["energy"] > 0.99 * run.until_h  # the first soil has to be dug
    assert run.bottlenecks.hours["digger-1"]["energy"] > 0


def test_what_is_not_cooled_boils_off_and_is_booked(tmp_path: Path) -> None:
    more = """
[resources.stores.liquid-oxygen]
initial = { value = 1, unit = "t", basis = "design" }
cooling = { value = 0, unit = "kW", basis = "design" }
[resources.processes.liquefier]
remove = true
"""
    run = _run(tmp_path, more)
    days = run.until_h / 24.0
    assert run.ledgers["resources.liquid-oxygen"].accounts["out.boiled_off"] == pytest.approx(2.5 * days, rel=1e-9)
    assert run.channels["resources.stock.liquid-oxygen"].last == pytest.approx(1000 - 2.5 * days, rel=1e-9)


def test_what_is_cooled_keeps(tmp_path: Path) -> None:
    more = """
[resources.stores.liquid-oxygen]
initial = { value = 1, unit = "t", basis = "design" }
power_class = "critical"
[resources.processes.liquefier]
remove = true
"""
    run = _run(tmp_path, more)
    assert run.channels["resources.stock.liquid-oxygen"].last == pytest.approx(1000.0, abs=1e-9)


def test_a_run_is_the_same_again(plant: Result, tmp_path: Path) -> None:
    again = _run(tmp_path)
    assert {name: kpi.value for name, kpi in again.kpis.items()} == {name: k.value for name, k in plant.kpis.items()}


@settings(max_examples=15, deadline=None)
@given(
    st.fixed_dictionaries(
        {
            "resources.processes.digger.count": st.integers(1, 5),
            "resources.processes.reducer.count": st.integers(1, 5),
            "resources.processes.electrolyser.count": st.integers(1, 4),
            "resources.processes.reducer.start_up": st.integers(0, 9).map(lambda h: f"{h} h"),
            "resources.processes.reducer.mtbf": st.integers(20, 900).map(lambda h: f"{h} h"),
            "resources.stores.water.capacity": st.integers(20, 200).map(lambda kg: f"{kg} kg"),
            "resources.stores.hydrogen.initial": st.integers(0, 20).map(lambda kg: f"{kg} kg"),
            "resources.stores.liquid-oxygen.cooling": st.integers(0, 3).map(lambda kw: f"{kw} kW"),
            "energy.reactors.fission-a.count": st.integers(0, 1),
        }
    ),
    st.integers(0, 5),
)
def test_whatever_stands_there_every_element_closes(changes: dict[str, object], seed: int) -> None:
    scenario = load("ilrs:oxygen-from-regolith", [f"{key}={value}" for key, value in changes.items()])
    run = simulate(scenario, seed=seed, until=24.0 * 40)
    for name, ledger in run.ledgers.items():
        assert ledger.closes, name
        if name.startswith("elements."):
            assert abs(ledger.accounts.get("in.rounding", 0.0)) < 1e-5


def test_who_starves_blames_those_who_give_what_is_out(tmp_path: Path) -> None:
    """A reducer has soil and waits for hydrogen, of which the only giver has no power: no hour is the diggers'."""
    settings = [
        "resources.processes.electrolyser.count=1",
        "resources.processes.electrolyser.rate=60 kg/h",
        "resources.stores.water.initial=400 kg",
        "resources.stores.oxygen.capacity=500 kg",
        "resources.stores.hydrogen.initial=0.5 kg",
        "resources.stores.hydrogen.capacity=60 kg",
        "tools.failures=false",
    ]
    run = _run(tmp_path, overrides=settings)
    hours = run.bottlenecks.hours["reducer-1"]
    states = run.bottlenecks.states["reducer-1"]
    assert states["no_feedstock"] > 0.9 * run.until_h
    short = run.channels["resources.short.reducer.hydrogen"]
    assert short.last == 1.0
    assert hours["energy"] > 0.9 * run.until_h
    assert hours["tools"] < 0.1 * run.until_h


def test_what_is_out_is_followed_without_histories_too(tmp_path: Path) -> None:
    path = tmp_path / "plant.toml"
    path.write_text(PLANT)
    whole, sums = (simulate(load(path), seed=1, histories=keep) for keep in (True, False))
    for unit, by in whole.bottlenecks.hours.items():
        assert sums.bottlenecks.hours[unit] == pytest.approx(by, abs=1e-6)
