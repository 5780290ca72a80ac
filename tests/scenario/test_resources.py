"""What a user can get wrong in `[resources]`: each fault is named with its place before the run."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario import ScenarioError, load
from sim.scenario.scenario import Scenario

HEAD = """title = "Loop"
extends = "ilrs:baseline.toml"
"""
STORES = """
[resources.stores.water]
model = "water-tank"
initial = { value = 10, unit = "kg", basis = "design" }
[resources.stores.oxygen]
model = "gas-bottle"
[resources.processes.cell]
model = "water-electrolysis"
"""


def _load(tmp_path: Path, text: str) -> Scenario:
    path = tmp_path / "loop.toml"
    path.write_text(HEAD + text)
    return load(path)


def _problem(tmp_path: Path, text: str) -> str:
    with pytest.raises(ScenarioError) as error:
        _load(tmp_path, text)
    return str(error.value)


def test_every_process_of_the_library_balances(tmp_path: Path) -> None:
    import tomllib

    from sim.scenario.files import shipped_folder

    library = tomllib.loads((shipped_folder() / "library/machines.toml").read_text())
    commodities = tomllib.loads((shipped_folder() / "library/commodities.toml").read_text())["resources"]["commodities"]
    text = "".join(f'[resources.processes.x-{name}]\nmodel = "{name}"\n' for name in library["processes"])
    some = 'initial = { value = 1, unit = "kg", basis = "design" }'
    text += "".join(f'[resources.stores.{name}]\nmodel = "hopper"\n{some}\n' for name in commodities)
    table = _load(tmp_path, text).resources
    assert table is not None
    for process in table.processes.values():
        taken, given = table.amounts(process)
        assert sum(taken.values()) == pytest.approx(sum(given.values()), rel=1e-12)
        assert given[process.product] == 1.0


def test_a_scenario_without_resources_has_none_of_the_library(tmp_path: Path) -> None:
    assert _load(tmp_path, "").resources is None


def test_an_unbalanced_process_names_line_process_element_and_gap(tmp_path: Path) -> None:
    bad = 'outputs.hydrogen = { vent = true, amount = { value = 0.2, unit = "1", basis = "design" } }\n'
    bad += 'inputs.water = { amount = { value = 1.2, unit = "1", basis = "design" } }\n'
    said = _problem(tmp_path, STORES + bad)
    assert "loop.toml" in said
    assert "resources.processes.cell" in said
    assert "does not balance in H" in said
    assert "kg more than it takes" in said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (STORES + 'electricity = { value = 4, unit = "kWh/kg", basis = "design" }', "minimum of 4.96 kWh/kg by 0.96"),
        (STORES + "outputs.hydrogen = { vent = false }", "there is no store of hydrogen"),
        (STORES + 'product = "helium"', '"helium" is none of its outputs'),
        (STORES + "outputs.helum = { vent = true }", 'there is no commodity "helum"'),
        (STORES + 'spare = "drive-kitt"', 'did you mean "drive-kit"'),
        (STORES + 'restart = { value = 100, unit = "h", basis = "design" }', "it would never go on"),
        (
            STORES + '[resources.commodities.gas]\ncomposition = "Qq2"\nphase = "gas"',
            "unknown element Qq",
        ),
        (
            '[resources.stores.water]\nmodel = "water-tank"\n[resources.stores.oxygen]\nmodel = "gas-bottle"\n'
            '[resources.processes.cell]\nmodel = "water-electrolysis"',
            "nobody makes water",
        ),
        ('[resources.stores.helium]\nmodel = "gas-bottle"', "a store is named by what it holds"),
        (
            '[resources.stores.water]\nmodel = "water-tank"\ninitial = { value = 1, unit = "t", basis = "design" }',
            "is more than the store holds",
        ),
        (
            STORES + '[goals.air]\nkind = "measure"\nmeasure = "resources.stock.oxygen"\n'
            'at_least = { value = 1, unit = "t", basis = "design" }',
            "is less than goals.air asks for, 1 t",
        ),
        ('[resources.processes.cell]\nmodel = "water-elektrolysis"', 'did you mean "water-electrolysis"'),
    ],
)
def test_a_fault_is_named_before_the_run(tmp_path: Path, text: str, words: str) -> None:
    assert words in _problem(tmp_path, text)


def test_amounts_follow_a_share_that_is_drawn(tmp_path: Path) -> None:
    text = """
[resources.stores.icy-regolith]
model = "hopper"
[resources.stores.water]
model = "water-tank"
[resources.processes.dig]
model = "ice-digger"
[resources.processes.oven]
model = "ice-oven"
[resources.commodities.icy-regolith]
share = { value = 8, unit = "%", basis = "assumption", note = "another place" }
"""
    table = _load(tmp_path, text).resources
    assert table is not None
    taken, given = table.amounts(table.processes["oven"])
    assert taken["icy-regolith"] * 0.08 == pytest.approx(given["water"] + given["water-vapour"], rel=1e-9)


def test_a_plant_that_nobody_repairs_says_so(tmp_path: Path) -> None:
    gone = ["tools.technicians.repair.count=0"]
    notes = list(load("ilrs:oxygen-from-regolith", gone).notes())
    assert "resources: there is no technician, so nothing is ever repaired" in notes
    assert not list(load("ilrs:oxygen-from-regolith").notes())


def test_a_commodity_that_cannot_be_read_is_reported_by_itself(tmp_path: Path) -> None:
    path = tmp_path / "wrong.toml"
    text = 'title = "Wrong"\nextends = "ilrs:resident-crew.toml"\n[resources.commodities.methane]\ncomposition = 3\n'
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"resources\.commodities\.methane\.composition: 3 is not a text"):
        load(path)
