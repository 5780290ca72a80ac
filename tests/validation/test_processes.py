"""Processes against published figures and thermodynamics."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from sim.scenario import load
from sim.scenario.chemistry import balanced, of_formula
from sim.scenario.files import shipped_folder
from sim.scenario.schema.resources import Process, Resources, least_energy, recipes

SOME = 'initial = { value = 1, unit = "kg", basis = "design" }'


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Resources:
    """All processes of the library."""
    return _all(tmp_path_factory.mktemp("all"))


def _all(folder: Path, more: str = "") -> Resources:
    library = tomllib.loads((shipped_folder() / "library/machines.toml").read_text())
    commodities = tomllib.loads((shipped_folder() / "library/commodities.toml").read_text())["resources"]["commodities"]
    text = 'title = "All"\nextends = "ilrs:baseline.toml"\n' + more
    text += "".join(f'[resources.processes.{name}]\nmodel = "{name}"\n' for name in library["processes"])
    text += "".join(f'[resources.stores.{name}]\nmodel = "hopper"\n{SOME}\n' for name in commodities)
    path = folder / "all.toml"
    path.write_text(text)
    found = load(path).resources
    assert found is not None
    return found


def _energy(process: Process) -> float:
    return float(process.electricity) + float(process.heat)


def test_ilmenite_holds_the_oxygen_of_its_formula() -> None:
    """FeTiO3 gives 0.1055 kg of oxygen for a kilogram, by hydrogen or otherwise."""
    composition = {name: of_formula(formula) for name, formula in (("i", "FeTiO3"), ("o", "O2"), ("r", "FeTiO2"))}
    found = balanced({"i": None, "o": 1.0, "r": None}, composition, {"i": -1, "o": 1, "r": 1})
    assert 1 / found["i"] == pytest.approx(0.1055, abs=5e-5)


def test_oxygen_from_regolith_takes_what_leger_published(table: Resources) -> None:
    """24.3 kWh for a kilogram of liquid oxygen, 55 % of it in reduction, 38 % in electrolysis (Leger et al. 2025)."""
    cell = table.processes["leger-electrolysis"]
    water = table.amounts(cell)[0]["water"]
    reduction = water * _energy(table.processes["ilmenite-reduction"])
    whole = reduction + _energy(cell) + _energy(table.processes["oxygen-liquefaction"])
    assert whole == pytest.approx(24.3, rel=0.01)
    assert reduction / whole == pytest.approx(0.55, abs=0.02)
    assert _energy(cell) / whole == pytest.approx(0.38, abs=0.02)
    assert whole * 10_000 / 8766 == pytest.approx(27.7, rel=0.01)  # 10 t a year [kW]


def test_hydrogen_goes_round(table: Resources) -> None:
    """What reduction takes of hydrogen, electrolysis of its water gives back."""
    taken = table.amounts(table.processes["ilmenite-reduction"])[0]["hydrogen"]
    taken_water, given = table.amounts(table.processes["leger-electrolysis"])
    assert taken == pytest.approx(given["hydrogen"] / taken_water["water"], rel=1e-9)


@pytest.mark.parametrize(("share", "least"), [(1, 2.23), (5.6, 1.07), (10, 0.96)])
def test_least_energy_of_water_from_ice(tmp_path: Path, share: float, least: float) -> None:
    """2.23, 1.07 and 0.96 kWh/kg at 1, 5.6 and 10 % of ice, from 110 to 220 K, where no vapour is lost."""
    more = f"""
[resources.commodities.icy-regolith]
share = {{ value = {share}, unit = "%", basis = "design" }}
"""
    table = _all(tmp_path, more)
    oven = table.processes["ice-oven"]
    caught = {key: stream for key, stream in oven.outputs.items() if key != "water-vapour"}
    whole = oven.model_copy(update={"outputs": caught})
    assert least_energy(whole, recipes(table.commodities)) == pytest.approx(least, rel=0.01)


def test_no_process_takes_less_than_its_least(table: Resources) -> None:
    known = recipes(table.commodities)
    for process in table.processes.values():
        least = least_energy(process, known)
        assert least is None or _energy(process) >= least


def test_sabatier_that_lacks_hydrogen_gives_back_half_of_the_oxygen(table: Resources) -> None:
    """Of the oxygen that people breathe, 0.542 (0.82/1.04 kg) and 0.578 (0.84/1.00 kg) come back, by 0.5 n(O2)/n(CO2).

    Hydrogen comes from the electrolysis that gives the oxygen, so water from Sabatier is limited by it.
    """
    sabatier = table.processes["sabatier"]
    taken, given = table.amounts(sabatier)
    water, cell = table.amounts(table.processes["water-electrolysis"])
    hydrogen = cell["hydrogen"]  # for a kilogram of oxygen
    for oxygen, dioxide, expected in ((0.82, 1.04, 0.542), (0.84, 1.00, 0.578)):
        runs = oxygen * hydrogen / taken["hydrogen"]
        assert runs * taken["carbon-dioxide"] <= dioxide
        recovered = runs * given["water"] / water["water"] / (dioxide * 31.998 / 44.009)
        assert recovered == pytest.approx(expected, abs=0.005)


@pytest.mark.parametrize("process", ["sabatier"])
def test_stoichiometry_of_the_textbook(table: Resources, process: str) -> None:
    """CO2 + 4 H2 -> CH4 + 2 H2O, as mole numbers."""
    taken, given = table.amounts(table.processes[process])
    moles = {
        "carbon-dioxide": taken["carbon-dioxide"] / 44.009,
        "hydrogen": taken["hydrogen"] / 2.016,
        "methane": given["methane"] / 16.043,
        "water": given["water"] / 18.015,
    }
    one = moles["methane"]
    assert [round(moles[key] / one, 6) for key in ("carbon-dioxide", "hydrogen", "water")] == [1, 4, 2]


def test_molten_electrolysis_pays_its_mass_back(table: Resources) -> None:
    """7 kg of oxygen a year for a kilogram of system: its own mass in 52 days (Schreiner)."""
    cell = table.processes["molten-electrolysis"]
    days = float(cell.mass) / (float(cell.rate) * 24.0)
    assert days == pytest.approx(52, abs=1)
