"""The resolved scenario as a file that stands alone, and the hash of its content."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sim.scenario import formats
from sim.scenario.problems import dotted
from sim.scenario.provenance import Provenance
from sim.scenario.quantity import Quantity
from sim.scenario.schema.base import Table
from sim.scenario.schema.fields import fields_of
from sim.scenario.schema.scenario import ScenarioTable

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def to_toml(scenario: ScenarioTable) -> str:
    """Return a scenario as TOML; loading it gives the same content hash from anywhere, whatever the library says."""
    table = as_table(scenario)
    table = {formats.KEY: formats.PRESENT, **table, "standalone": True}
    lines = ["# Resolved scenario: holds all its figures, horizons and references, and can be run from anywhere."]
    _write((), table, lines)
    return "\n".join(lines) + "\n"


def content_hash(scenario: ScenarioTable) -> str:
    """Return the SHA-256 (hex) of everything that the scenario says, by sorted keys; quantities in base units."""
    content = _canonical(scenario)
    content.pop("standalone", None)
    text = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def as_table(table: Table) -> dict[str, Any]:
    """Return a table of the schema as a file writes it: nested dicts with parameters as given, without unset keys."""
    result: dict[str, Any] = {}
    for spec in fields_of(type(table)).values():
        value = getattr(table, spec.attribute)
        if value is None or value in ({}, (), ""):
            continue
        result[spec.key] = _plain(value)
    return result


def _plain(value: Any) -> Any:
    if isinstance(value, Provenance):
        return value.given()
    if isinstance(value, Table):
        return as_table(value)
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    return list(value) if isinstance(value, tuple) else value


def _canonical(value: Any) -> Any:
    if isinstance(value, Quantity):
        limits = None if value.range is None else list(value.range)
        said = [value.value, value.unit, value.basis, value.source, value.note, limits, value.known]
        return said if value.given_distribution is None else [*said, value.given_distribution]
    if isinstance(value, Provenance):
        return [value.text(), value.basis, value.source, value.note, value.known]
    if isinstance(value, Table):
        pairs = ((spec.key, getattr(value, spec.attribute)) for spec in fields_of(type(value)).values())
        return {key: _canonical(item) for key, item in pairs}
    if isinstance(value, Mapping):
        return {name: _canonical(item) for name, item in value.items()}
    if isinstance(value, tuple | list):
        return [_canonical(item) for item in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def _write(path: tuple[str, ...], table: dict[str, Any], lines: list[str]) -> None:
    inner = {key: value for key, value in table.items() if _is_section(value)}
    plain = {key: value for key, value in table.items() if key not in inner}
    if path and (plain or not inner):
        lines += ["", f"[{dotted(path)}]"]
    lines += [f"{dotted((key,))} = {toml_value(value)}" for key, value in plain.items()]
    for key, value in inner.items():
        _write((*path, key), value, lines)


def _is_section(value: Any) -> bool:
    """Parameters are written in one line, every other table with a header of its own."""
    return isinstance(value, dict) and not {"value", "basis"} <= set(value)


def toml_value(value: Any) -> str:
    """Return a value as TOML writes it: tables and lists in one line."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{dotted((key,))} = {toml_value(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(toml_value(item) for item in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + "".join(_ESCAPES.get(char) or _printable(char) for char in value) + '"'
    return value.isoformat() if isinstance(value, datetime.date) else repr(value)


def _printable(char: str) -> str:
    return char if char >= " " and char != "\x7f" else f"\\u{ord(char):04x}"
