"""Every file that comes with the program loads, and every entry of the library can be used."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from sim.scenario import diff, files, load, shipped, shipped_names
from sim.scenario.assets import landed_mass
from sim.scenario.layers import CATALOGUE, REFERENCES
from sim.scenario.schema.communication import Communication
from sim.scenario.schema.energy import Energy
from sim.scenario.schema.fields import FieldSpec, fields_of, leaves
from sim.scenario.schema.scenario import Reference, ScenarioTable
from sim.scenario.schema.shelter import Shelter
from sim.scenario.schema.tools import Tools
from sim.station.shelter.system import bricks_needed


def _library(name: str) -> dict[str, Any]:
    return tomllib.loads((files.shipped_folder() / name).read_text(encoding="utf-8"))


def _entries() -> list[tuple[str, str]]:
    return [(kind, name) for kind, entries in _library(CATALOGUE).items() for name in entries]


@pytest.mark.parametrize("name", shipped_names())
def test_shipped_scenarios_load_and_resolve(name: str, tmp_path: Any) -> None:
    scenario = load(f"ilrs:{name}")
    assert scenario.name == shipped(name).stem
    assert scenario.overview()
    resolved = tmp_path / "resolved.toml"
    resolved.write_text(scenario.to_toml(), encoding="utf-8")
    again = load(resolved)
    assert again.content_hash() == scenario.content_hash()
    assert diff(scenario, again) == []
    assert load(shipped(name)).content_hash() == scenario.content_hash()


@pytest.mark.parametrize("site", sorted(path.name for path in (files.shipped_folder() / "sites").glob("*.toml")))
def test_shipped_sites_can_take_the_baseline(site: str, tmp_path: Any) -> None:
    path = tmp_path / "moved.toml"
    path.write_text(f'extends = ["ilrs:baseline.toml", "ilrs:sites/{site}"]\n', encoding="utf-8")
    for horizon in load(path).site.horizons.values():
        assert "LOLA" in horizon.origin


def _spec(kind: str) -> FieldSpec:
    for system in (Energy, Tools, Communication, Shelter):
        if kind in fields_of(system):
            return fields_of(system)[kind]
    raise KeyError(kind)


@pytest.mark.parametrize(("kind", "name"), _entries())
def test_catalogue_entries_have_known_keys_and_right_quantities(kind: str, name: str) -> None:
    references = set(_library(REFERENCES))
    specs = fields_of(*_spec(kind).tables)
    for key, value in _library(CATALOGUE)[kind][name].items():
        assert key in specs
        form = specs[key].form
        if form is not None:
            assert form.read(value, references)[1] == []


@pytest.mark.parametrize("key", sorted(_library(REFERENCES)))
def test_references_are_complete_and_used(key: str) -> None:
    Reference.model_validate(_library(REFERENCES)[key])
    texts = [path.read_text(encoding="utf-8") for path in files.shipped_folder().rglob("*.toml")]
    assert any(f'source = "{key}"' in text for text in texts)


def test_every_key_of_the_schema_says_what_it_means() -> None:
    def check(*tables: Any) -> None:
        for table in tables:
            for spec in fields_of(table).values():
                assert spec.label, f"{table.__name__}.{spec.key}"
                check(*spec.tables)

    check(ScenarioTable)


def test_places_and_dimensions_are_measured_and_class_values_are_estimated() -> None:
    for site in sorted(path.name for path in (files.shipped_folder() / "sites").glob("*.toml")):
        table = _library(f"sites/{site}")["site"]
        assert {table[key]["known"] for key in ("latitude", "longitude", "elevation")} == {"measured"}, site
    register = {parameter.key: parameter.quantity for parameter in load("ilrs:baseline").parameters()}
    measured = ("bricks.length", "bricks.width", "bricks.height", "energy.arrays.modules.dust_loss")
    assert {register[key].known for key in measured} == {"measured"}
    for key, found in register.items():
        note = found.note or ""
        quoted = "class value" in note or "without the document" in note
        if found.basis == "assumption" and quoted:
            assert found.known == "estimated", key
        if found.basis == "assumption" and note == "no source":
            assert found.known == "guessed", key


def test_labels_give_the_base_unit() -> None:
    for path, spec, _ in leaves(load("ilrs:nuclear")):
        if spec.dim is not None:
            assert f"[{spec.dim.base}]" in spec.label, ".".join(path)


def test_the_large_station_is_ten_baselines() -> None:
    small, large = load("ilrs:baseline"), load("ilrs:large")
    assert small.tools is not None
    assert large.tools is not None
    assert {name: 10 * int(one.count) for name, one in small.tools.machines().items()} == {
        name: int(one.count) for name, one in large.tools.machines().items()
    }
    # All that is landed is ten times as much; what stands in tens is of the same size each.
    assert landed_mass(large, large.hours) == pytest.approx(10 * landed_mass(small, small.hours), rel=1e-3)
    assert large.energy.batteries["main"].capacity == small.energy.batteries["main"].capacity
    for name, load_there in small.energy.loads.items():
        assert float(large.energy.loads[name].power_dark) == pytest.approx(10 * float(load_there.power_dark))
    bricks = bricks_needed(small)
    assert bricks_needed(large) == pytest.approx({name: 10 * count for name, count in bricks.items()}, rel=1e-3)
