"""Every file that comes with the program loads, and every entry of the library can be used."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from sim.scenario import diff, files, load, shipped, shipped_names
from sim.scenario.assets import landed_mass
from sim.scenario.brickwork import bricks_needed
from sim.scenario.catalogue import kinds
from sim.scenario.layers import CATALOGUE, REFERENCES
from sim.scenario.quantity import Quantity
from sim.scenario.schema.fields import FieldSpec, fields_of, leaves
from sim.scenario.schema.scenario import Reference, ScenarioTable


def _library(name: str) -> dict[str, Any]:
    return tomllib.loads((files.shipped_folder() / name).read_text(encoding="utf-8"))


def _entries() -> list[tuple[str, str]]:
    return [(kind, name) for kind, entries in _library(CATALOGUE).items() for name in entries]


@pytest.mark.slow
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
    return kinds()[kind]


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


def _quantity(kind: str, name: str, key: str) -> Quantity:
    form = fields_of(*_spec(kind).tables)[key].form
    assert form is not None
    found, problems = form.read(_library(CATALOGUE)[kind][name][key])
    assert isinstance(found, Quantity), problems
    return found


def test_excavators_are_the_published_ones() -> None:
    rate, mass = _quantity("excavators", "ipex-class", "rate"), _quantity("excavators", "ipex-class", "mass")
    assert (rate.value, rate.basis, rate.source, mass.value) == (42, "sourced", "nasa-ipex", 30)
    # 10 t over a lunar day is the mean, and the least that it may do at work.
    assert rate.given_range == (28, 42)
    assert rate.given_range[0] == pytest.approx(10_000 / 354, rel=0.01)
    rassor = {key: _quantity("excavators", "rassor-2-class", key) for key in ("mass", "rate", "specific_energy")}
    assert rassor["mass"].value == 66
    assert (rassor["rate"].value, rassor["rate"].basis) == (2700 / 24, "derived")
    assert rassor["specific_energy"].given_value == 4


def test_the_head_is_240_spots_or_25_to_50_demonstrations() -> None:
    head = _quantity("printers", "solar-concentrator", "head_rate")
    # 30 mm/min of a track 3 mm wide and 2 mm deep at 2310 kg/m3 (Yang et al. 2025).
    spot = 0.030 * 60 * 0.003 * 0.002 * 2310
    assert spot == pytest.approx(0.025, abs=5e-4)
    assert head.value / spot == pytest.approx(240, rel=0.01)
    recipe = load("ilrs:baseline").bricks
    block = float(recipe.length) * float(recipe.width) * float(recipe.height) * float(recipe.density)
    assert block == pytest.approx(1.2)
    assert [head.value / (block / 5), head.value / (block / 2 / 5)] == pytest.approx([25, 50])
    assert (recipe.density.basis, recipe.density.known) == ("assumption", "estimated")


def test_arrays_lose_the_published_total_and_little_beyond_it() -> None:
    dust, wear = (_quantity("arrays", "vertical-module", key) for key in ("dust_loss", "wear_loss"))
    # 4 to 10 % in 2000 days, of all causes.
    assert dust.given_range == pytest.approx((0.04 / 2000 * 365.25, 0.10 / 2000 * 365.25), abs=5e-4)
    assert (dust.given_value, wear.given_value, wear.given_range) == (0.013, 0.005, (0, 0.015))


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
