"""JSON Schemas for editors, made from the classes: as one types, keys are completed, explained and checked.

``python -m sim.scenario.json_schema`` writes both again into the folder of the shipped scenarios:
`schema/scenario.schema.json` describes a complete scenario, such as `ilrs show` prints; `schema/extends.schema.json`
describes a file that builds on others, of which nothing is required. A schema cannot know units, other files or what
keys mean together: `ilrs check` has the last word.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

from pydantic import TypeAdapter

from sim.scenario import files
from sim.scenario.choice import Words
from sim.scenario.formats import PRESENT
from sim.scenario.layers import CATALOGUE, library
from sim.scenario.provenance import Form, properties
from sim.scenario.quantity import DISTRIBUTIONS, Dim
from sim.scenario.schema.base import NAME, Table
from sim.scenario.schema.fields import FieldSpec, fields_of
from sim.scenario.schema.scenario import ScenarioTable
from sim.scenario.schema.site import HorizonTable
from sim.scenario.units import TABLE

Node = dict[str, Any]

FOLDER = "schema"
COMPLETE = "scenario.schema.json"
EXTENDS = "extends.schema.json"

#: Understood by editors for TOML (taplo, Even Better TOML), which know nothing newer.
_DRAFT = "http://json-schema.org/draft-07/schema#"
_TEXT: Node = {"type": "string", "minLength": 1}
_NUMBER: Node = {"type": "number"}
_DECIDED: Node = {
    "description": 'Says that what this table and those in it give in short, such as "900 kWh", are decisions.',
    "const": "design",
}


def schema(*, complete: bool) -> Node:
    """Return the schema of a complete scenario, or of a file that extends others and may leave anything out."""
    return _Writer(complete).document()


def text(*, complete: bool) -> str:
    """Return the schema as its file holds it."""
    return json.dumps(schema(complete=complete), indent=1, ensure_ascii=False) + "\n"


def write(folder: Path) -> list[Path]:
    """Write both schemas into a folder, which is made if it is missing; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, complete in ((COMPLETE, True), (EXTENDS, False)):
        (folder / name).write_text(text(complete=complete), encoding="utf-8", newline="\n")
        written.append(folder / name)
    return written


class _Writer:
    """Writes one of the two schemas: the shape of every class once, under `definitions`."""

    def __init__(self, complete: bool) -> None:
        self._complete = complete
        self._definitions: Node = {"quantity": _quantity(), "choice": _choice()}
        self._models = {} if complete else library(CATALOGUE).table

    def document(self) -> Node:
        """Return the whole schema."""
        body = self._table((ScenarioTable,))
        if not self._complete:
            body["properties"] = {"extends": _extends(), "library": _library(), **body["properties"]}
            # A catalogue of one's own may have other models.
            body["if"] = {"not": {"required": ["library"]}}
            body["then"] = self._shipped_models(ScenarioTable)
        body["properties"] = {"format": _format(), **body["properties"]}
        about = "complete" if self._complete else "one that extends others"
        return {
            "$schema": _DRAFT,
            "title": f"Lunar station scenario, {about}",
            "description": _first_sentence(ScenarioTable),
            **body,
            "definitions": dict(sorted(self._definitions.items())),
        }

    def _shipped_models(self, table: type[Table]) -> Node:
        """Return where a table has models, and which of them the library has."""
        found: Node = {}
        for key, spec in fields_of(table).items():
            if spec.kind == "table":
                found[key] = self._shipped_models(spec.tables[0])
            elif key in self._models:
                model = {"properties": {"model": {"enum": sorted(self._models[key])}}}
                found[key] = {"additionalProperties": model}
            elif spec.kind == "keyed" and len(spec.tables) == 1:
                found[key] = {"additionalProperties": self._shipped_models(spec.tables[0])}
        return {"properties": {key: inner for key, inner in found.items() if inner}}

    def _table(self, types: tuple[type[Table], ...], kind: str = "") -> Node:
        """Return the shape of a table; of several classes, whatever any of them may have."""
        specs = fields_of(*types)
        node: Node = {
            "type": "object",
            "properties": {key: self._field(spec, types, kind) for key, spec in specs.items()},
            "additionalProperties": False,
        }
        if not self._complete:
            node["properties"].setdefault("basis", _DECIDED)
        required = [key for key, spec in specs.items() if spec.required]
        if self._complete and required:
            node["required"] = required
        return node

    def _field(self, spec: FieldSpec, types: tuple[type[Table], ...], kind: str) -> Node:
        explained = {"description": _explanation(spec)}
        if spec.form is not None:
            return {**explained, **self._parameter(spec.form)}
        if spec.kind == "table":
            return {**explained, "allOf": [self._reference(self._define(spec.tables[0]))]}
        if spec.kind == "keyed":
            return {**explained, **self._keyed(spec)}
        if spec.key == "horizons":
            return {**explained, **_horizons()}
        if spec.key == "model" and kind in self._models:
            return {**explained, "anyOf": [{"enum": sorted(self._models[kind])}, _TEXT]}
        return {**explained, **_value(spec, types)}

    def _parameter(self, form: Form[Any]) -> Node:
        """Return the shape of a quantity or a choice."""
        short: Node
        if isinstance(form, Dim):
            whole = {"allOf": [self._reference(self._define_dim(form))], **_limits(form)}
            short = {"type": ["string", "number"] if form.base == "1" else "string", "minLength": 1}
        else:
            words = {"enum": list(form.words)} if isinstance(form, Words) else {}
            whole, short = {"allOf": [self._reference("choice")], "properties": {"value": words}}, words
        # In short only where a table says that its parameters are decisions; which may be one around this one.
        return whole if self._complete else {"if": {"type": "object"}, "then": whole, "else": short}

    def _keyed(self, spec: FieldSpec) -> Node:
        """Return the shape of tables by name."""
        entry = self._reference(self._define_entry(spec))
        if spec.choices:
            return {"type": "object", "properties": dict.fromkeys(spec.choices, entry), "additionalProperties": False}
        return {"type": "object", "propertyNames": {"pattern": f"^{NAME}$"}, "additionalProperties": entry}

    def _define(self, table: type[Table], kind: str = "") -> str:
        """Define the shape of a table; return its name."""
        key = table.__name__
        if key not in self._definitions:
            self._definitions[key] = {"description": _first_sentence(table)}  # holds the place while it is made
            self._definitions[key].update(self._table((table,), kind))
        return key

    def _define_entry(self, spec: FieldSpec) -> str:
        """Define the shape of one of the tables by name; return its name."""
        one_class = len(spec.tables) == 1
        key = self._define(spec.tables[0], spec.key) if one_class else self._define_kinds(spec)
        shape = self._definitions[key]
        if not self._complete and "remove" not in shape["properties"]:
            shape["properties"]["remove"] = {
                "description": "true takes out what an extended file says of this name; it stands alone.",
                "const": True,
            }
            shape.setdefault("allOf", []).append({"if": {"required": ["remove"]}, "then": {"maxProperties": 1}})
        return key

    def _define_kinds(self, spec: FieldSpec) -> str:
        """Define the shape of tables that are of several classes, distinguished by their key `kind`."""
        kinds = {fields_of(table)["kind"].choices[0]: table for table in spec.tables}
        shape = self._table(spec.tables, spec.key)
        shape["properties"]["kind"] = {"description": "What it is.", "enum": list(kinds)}
        if self._complete:
            shape["required"] = ["kind"]
        shape["allOf"] = [
            {
                "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
                "then": self._reference(self._define(table, spec.key)),
            }
            for kind, table in kinds.items()
        ]
        self._definitions[spec.key] = shape
        return spec.key

    def _define_dim(self, dim: Dim) -> str:
        """Define the quantity of a dimension: the general one, with the units that are usual for it."""
        key = f"quantity-{dim.base.replace('/', '-per-').replace('^', '')}"
        units = [dim.unit, *(unit for unit in TABLE[dim.base] if unit != dim.unit)]
        if key not in self._definitions:
            node: Node = {
                "allOf": [self._reference("quantity")],
                "properties": {"unit": {"anyOf": [{"enum": sorted(units)}, _TEXT]}},
            }
            if dim.base != "1":
                node["required"] = ["unit"]
            self._definitions[key] = node
        return key

    def _reference(self, name: str) -> Node:
        return {"$ref": f"#/definitions/{name}"}


def _quantity() -> Node:
    """A number with its provenance."""
    about = "A number with its unit and where it comes from."
    before = {
        "value": {**_NUMBER, "description": "The number, in the unit given beside it."},
        "unit": {**_TEXT, "description": 'Its unit, such as "kWh"; may be left out where it is "1".'},
    }
    after = {
        "range": {
            "description": "Lowest and highest plausible value, in the same unit.",
            "type": "array",
            "items": _NUMBER,
            "minItems": 2,
            "maxItems": 2,
        },
        "distribution": {
            "description": "How studies draw it from its range; without it triangular, with the value as the mode.",
            "enum": list(DISTRIBUTIONS),
        },
    }
    return _parameter(about, before, after)


def _choice() -> Node:
    """A word with its provenance."""
    return _parameter("A word and where it comes from.", {"value": {**_TEXT, "description": "The word."}})


def _parameter(about: str, before: Node, after: Node | None = None) -> Node:
    """A parameter with its provenance. It is replaced as a whole, so that even a file that extends gives all of it."""

    def because(basis: str, then: Node) -> Node:
        return {"if": {"properties": {"basis": {"const": basis}}, "required": ["basis"]}, "then": then}

    return {
        "description": about,
        "type": "object",
        "properties": {**before, **properties(), **(after or {})},
        "required": ["value", "basis"],
        "additionalProperties": False,
        "allOf": [
            because("sourced", {"required": ["source"]}),
            because("assumption", {"required": ["note"]}),
            because("derived", {"required": ["note"]}),
            because("design", {"not": {"required": ["known"]}}),
        ],
    }


def _limits(dim: Dim) -> Node:
    """What a schema can say of the limits of a quantity: only those that hold in whatever unit it is given."""
    value: Node = {}
    if dim.base != "K":
        if dim.gt == 0 or (dim.ge is not None and dim.ge > 0):
            value["exclusiveMinimum"] = 0
        elif dim.ge == 0:
            value["minimum"] = 0
    return {"properties": {"value": value}} if value else {}


def _horizons() -> Node:
    angles: Node = {"type": "array", "items": _NUMBER, "minItems": 2}
    specs = fields_of(HorizonTable)
    properties: dict[str, Node] = {
        "azimuth_deg": {**angles, "description": _explanation(specs["azimuth_deg"])},
        "elevation_deg": {**angles, "description": _explanation(specs["elevation_deg"])},
        "origin": {"type": "string", "description": _explanation(specs["origin"])},
    }
    required = [key for key, spec in specs.items() if spec.required]
    table = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
    file = {"description": "Name of a CSV file with the columns azimuth_deg, elevation_deg.", **_TEXT}
    return {"type": "object", "minProperties": 1, "additionalProperties": {"anyOf": [file, table]}}


def _extends() -> Node:
    return {
        "description": "File or files that this one builds on, such as ilrs:baseline.toml; later ones on top.",
        "anyOf": [_TEXT, {"type": "array", "items": _TEXT}],
    }


def _library() -> Node:
    return {
        "description": "Catalogue or catalogues of one's own, with models of machines and references.",
        "anyOf": [_TEXT, {"type": "array", "items": _TEXT}],
    }


def _format() -> Node:
    about = "Version of the format of this file; without it, the present one."
    return {"description": about, "type": "integer", "minimum": 1, "maximum": PRESENT}


def _value(spec: FieldSpec, types: tuple[type[Table], ...]) -> Node:
    """Return what pydantic says of a text, a date, a flag or a list, without its titles and without null."""
    owner = next(table for table in types if spec.attribute in table.model_fields)
    field = owner.model_fields[spec.attribute]
    annotation: Any = field.annotation
    for item in field.metadata:
        annotation = Annotated[annotation, item]
    node: Node = TypeAdapter(annotation).json_schema()
    members = [member for member in node.pop("anyOf", []) if member != {"type": "null"}]
    if len(members) == 1:
        node.update(members[0])
    elif members:
        node["anyOf"] = members
    default = None if field.is_required() or field.default_factory else field.default
    return {**node, "default": default} if default not in (None, "", ()) else node


def _explanation(spec: FieldSpec) -> str:
    limits = spec.allowed if spec.kind == "quantity" else ""
    return f"{spec.meaning} Value {limits}." if limits else spec.meaning


def _first_sentence(table: type[Table]) -> str:
    return " ".join((table.__doc__ or "").split("\n\n", maxsplit=1)[0].split())


def main() -> None:
    """Write both schemas and say where they are."""
    for path in write(files.shipped_folder() / FOLDER):
        sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main()
