"""An asset needs only what has no sensible default; what has one has it in the library, with provenance."""

from __future__ import annotations

from pathlib import Path

from sim.scenario import load
from sim.scenario.assets import kinds
from sim.scenario.layers import CATALOGUE, library
from sim.scenario.schema.fields import fields_of

WITHOUT_DEFAULT = {
    "capacity", "charge_power", "discharge_power", "initial", "commodity", "plan", "carrier",
}  # fmt: skip
"""How large a battery is, how many parts lie in store, what a hauler carries, who goes where: no entry can say."""

ADDED = """
title = "Added"
extends = "ilrs:baseline"

[energy.reactors.r]
model = "fission-10kwe"

[energy.arrays.a]
model = "vertical-module"

[tools.printers.p]
model = "solar-concentrator"

[communication.direct.d]
model = "ka-band-dte"

[shelter.structures.v]
kind = "vault"
inner_radius = { value = 3, unit = "m", basis = "design" }
length = { value = 5, unit = "m", basis = "design" }

[shelter.structures.thick]
kind = "wall"
length = { value = 3, unit = "m", basis = "design" }
height = { value = 3, unit = "m", basis = "design" }
thickness = { value = 1, unit = "m", basis = "design" }
"""


def test_an_entry_of_the_catalogue_gives_all_but_decisions() -> None:
    catalogue = library(CATALOGUE).table
    for kind in kinds():
        required = {spec.key for spec in fields_of(*kind.tables).values() if spec.required}
        for name, entry in catalogue.get(kind.key, {}).items():
            if kind.key != "structures":
                assert required - set(entry) <= WITHOUT_DEFAULT, f"{kind.key}.{name}"


def test_every_kind_of_structure_has_a_thickness_in_the_catalogue() -> None:
    known = library(CATALOGUE).table["structures"]
    (kind,) = (kind for kind in kinds() if kind.key == "structures")
    assert set(known) == {choice for table in kind.tables for choice in fields_of(table)["kind"].choices}


def test_what_is_added_takes_its_figures_from_the_catalogue(tmp_path: Path) -> None:
    path = tmp_path / "added.toml"
    path.write_text(ADDED, encoding="utf-8")
    scenario = load(str(path))
    figures = [
        scenario.energy.reactors["r"].first_outage,
        scenario.energy.arrays["a"].mast,
        scenario.tools.printers["p"].mirror_area,
        scenario.communication.direct["d"].mast,
        scenario.shelter.structures["v"].thickness,
    ]
    assert all(figure.basis == "assumption" and figure.note for figure in figures)
    assert scenario.shelter.structures["v"].thickness.value == 0.3
    assert scenario.shelter.structures["thick"].thickness.value == 1.0


def test_what_a_lower_file_says_goes_before_the_catalogue(tmp_path: Path) -> None:
    """A file that says the kind again does not set what another said of its thickness back."""
    (tmp_path / "low.toml").write_text(ADDED, encoding="utf-8")
    high = tmp_path / "high.toml"
    high.write_text('title = "High"\nextends = "low.toml"\n[shelter.structures.thick]\nkind = "wall"', encoding="utf-8")
    assert load(str(high)).shelter.structures["thick"].thickness.value == 1.0
