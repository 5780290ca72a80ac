"""The JSON Schemas for editors: up to date, right about every shipped scenario, and strict where it counts."""

from __future__ import annotations

import datetime
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from sim.scenario import files, json_schema, load, shipped, shipped_names
from tests.scenario.drift import drift

pytestmark = pytest.mark.slow

COMMAND = "python -m sim.scenario.json_schema"


def as_json(value: Any) -> Any:
    """TOML as editors hand it to a JSON Schema: dates are texts."""
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def faults(text: str, *, complete: bool) -> list[str]:
    """Where a scenario's text breaks the schema."""
    checker = Draft7Validator(json_schema.schema(complete=complete))
    return [f"{error.json_path}: {error.message}"[:300] for error in checker.iter_errors(as_json(tomllib.loads(text)))]


@pytest.mark.parametrize(("name", "complete"), [(json_schema.COMPLETE, True), (json_schema.EXTENDS, False)])
def test_the_committed_schemas_are_those_of_the_classes(name: str, complete: bool) -> None:
    Draft7Validator.check_schema(json_schema.schema(complete=complete))
    found = drift(files.shipped_folder() / json_schema.FOLDER / name, json_schema.text(complete=complete), COMMAND)
    assert not found, found


def test_the_command_writes_them(tmp_path: Path) -> None:
    written = json_schema.write(tmp_path / "schema")
    assert [path.name for path in written] == [json_schema.COMPLETE, json_schema.EXTENDS]
    assert written[1].read_text(encoding="utf-8") == json_schema.text(complete=False)


SHIPPED = [*shipped_names(), *(f"sites/{path.name}" for path in (files.shipped_folder() / "sites").glob("*.toml"))]


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_every_shipped_file_fits_the_relaxed_schema_and_names_it(name: str) -> None:
    path = shipped(name)
    text = path.read_text(encoding="utf-8")
    assert faults(text, complete=False) == []
    directive, link = text.splitlines()[0].split()
    assert directive == "#:schema"
    assert (path.parent / link).resolve() == files.shipped_folder().resolve() / "schema" / json_schema.EXTENDS


@pytest.mark.parametrize("name", shipped_names())
def test_every_resolved_scenario_fits_the_strict_schema(name: str) -> None:
    assert faults(load(f"ilrs:{name}").to_toml(), complete=True) == []


def test_only_the_strict_schema_asks_for_anything() -> None:
    assert faults("", complete=False) == []
    assert "'title' is a required property" in " ".join(faults("", complete=True))
    assert "'capacity' is a required property" in " ".join(faults("[energy.batteries.main]\n", complete=True))


WRONG = {
    "[energy]\nbateries = 1\n": "bateries",
    '[energy.batteries.main]\ncapacity = { value = 5, unit = "kWh" }\n': "'basis' is a required property",
    '[energy.batteries.main]\ncapacity = { value = 5, basis = "design" }\n': "'unit' is a required property",
    '[energy.batteries.main]\ncapacity = { value = -5, unit = "kWh", basis = "design" }\n': "-5 is less than or equal",
    '[energy.batteries.main]\ncapacity = { value = 5, unit = "kWh", basis = "guess" }\n': "'guess' is not one of",
    '[energy.batteries.main]\ncapacity = { value = 5, unit = "kWh", basis = "assumption" }\n': "'note' is a required",
    '[energy.batteries.main]\ncapacity = { value = 5, unit = "kWh", basis = "sourced" }\n': "'source' is a required",
    '[energy.batteries.main]\ncapacity = { value = 5, unit = "kWh", basis = "derived", note = "n", known = "no" }\n': (
        "'no' is not one of"
    ),
    '[energy.batteries.main]\ncapacity = { value = 5, unit = "kWh", basis = "design", known = "guessed" }\n': (
        "should not be valid under {'required': ['known']}"
    ),
    '[bricks]\nheat_capacity_model = "ledlow"\n': "'ledlow' is not one of",
    '[bricks]\nheat_capacity_model = { value = "ledlow", basis = "design" }\n': "'ledlow' is not one of",
    '[bricks]\nheat_capacity_model = { value = "ledlow-1992", unit = "1", basis = "design" }\n': "'unit' was",
    '[bricks]\nheat_capacity_model = { value = "ledlow-1992", basis = "assumption" }\n': "'note' is a required",
    "[energy.batteries.main]\ncapacity = 5\n": "5 is not of type 'string'",
    '[energy.batteries.main]\nmodel = "perpetual"\n': "'perpetual' is not one of",
    '[energy.batteries."two words"]\nmodel = "li-ion-pack"\n': "two words",
    '[energy.loads.core]\nclass = "vital"\n': "'vital' is not one of",
    "[energy.classes.vital]\n": "vital",
    '[shelter.structures.pad]\nkind = "dome"\n': "'dome' is not one of",
    '[shelter.structures.pad]\nkind = "pad"\nends = true\n': "'ends' was unexpected",
    "[tools.printers.solar]\nremove = true\npower_class = 'critical'\n": "too many properties",
    "[tools.printers.solar]\nremove = false\n": "True was expected",
    "seed = -1\n": "-1 is less than",
    "title = 3\n": "3 is not of type 'string'",
    "[site]\nhorizons = { '10 m' = 3 }\n": "3 is not valid",
}


@pytest.mark.parametrize("text", WRONG)
def test_mistakes_show_in_the_editor(text: str) -> None:
    found = " ".join(faults(text, complete=False))
    assert WRONG[text] in found or "has too many properties" in found or "expected at most" in found, found


@pytest.mark.parametrize(
    "text",
    [
        '[energy.batteries.main]\ncapacity = { value = 5, unit = "MWh", basis = "design" }\n',
        '[energy.batteries.main]\ninitial_charge = { value = 50, unit = "%", basis = "design" }\n',
        '[bricks]\nstart_temperature = { value = -20, unit = "degC", basis = "design" }\n',
        '[bricks]\nheat_capacity_model = { value = "ledlow-1992", basis = "derived", note = "n", known = "guessed" }\n',
        '[energy.batteries.main]\nbasis = "design"\ncapacity = "900 kWh"\ncount = 2\n',
        '[bricks]\nbasis = "design"\nheat_capacity_model = "ledlow-1992"\n',
        '[shelter.structures.pad]\nafter = ["wall"]\n',
        "[tools.printers.solar]\nremove = true\n",
        'extends = ["ilrs:baseline.toml", "mine.toml"]\n',
        "[site]\nhorizons = { '10 m' = { azimuth_deg = [0, 20.5], elevation_deg = [0, 1] } }\n",
        '[references.mine]\ntitle = "Notes"\nauthors = ["A", "B"]\nyear = 2031\naccessed = 2031-01-01\n',
    ],
)
def test_what_is_right_is_not_marked(text: str) -> None:
    assert faults(text, complete=False) == []
