"""`--set key=value`: the highest layer of a scenario, read by what the schema says the key holds."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn, get_args, get_origin

from sim.scenario.choice import Choice
from sim.scenario.files import Source
from sim.scenario.layers import OF_FILE, Merged
from sim.scenario.limits import TOO_DEEP, text_fault, too_deep, too_large
from sim.scenario.problems import Problem, dotted, suggestion
from sim.scenario.quantity import Quantity
from sim.scenario.schema.base import Date, Table
from sim.scenario.schema.fields import FieldSpec, fields_of
from sim.scenario.schema.scenario import ScenarioTable
from sim.scenario.short import ShortError, value_and_unit
from sim.scenario.writing import toml_value
from sim.texts import visible_all

SHOWN = "--set"

_PART = re.compile(r"\s*(?:\"([^\"]*)\"|'([^']*)'|([^.=\"'\s]+))\s*([.=])")
#: Keys that describe the file itself rather than the station.
_FIXED = OF_FILE | {"standalone", "references"}


class _RefusedError(Exception):
    """An override cannot be used; the message says why."""


class _AbsentError(_RefusedError):
    """What it changes is not there."""


def texts(given: Mapping[str, object] | Sequence[str]) -> list[str]:
    """Return overrides as the command line gives them: texts `key=value`, or values by key as Python has them."""
    if isinstance(given, str):
        return [given]
    return [f"{key}={_text(value)}" for key, value in given.items()] if isinstance(given, Mapping) else list(given)


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    # A number of numpy is one of Python's too.
    plain = value.item() if hasattr(value, "item") else value
    if isinstance(plain, Quantity | Choice):
        plain = plain.given()
    return toml_value(list(plain) if isinstance(plain, tuple) else plain)


def read(settings: Sequence[str], merged: Merged) -> tuple[Source, list[Problem]]:
    """Read overrides, each `key=value`, against what the files say.

    A quantity is given by value and unit ("1500 kWh"; the unit may be left out where it is "1"), a choice by its word.
    What is said of the old value is dropped: range, source, note and how well it is known. The basis `design` stays and
    any other becomes `assumption` with a note that says so. Both may also be given as a whole, as an inline table.
    Everything else is given as the file would write it; texts need no quotes.

    Returns:
        The overrides as a layer to be laid over `merged`, and the problems of those that cannot be used.
    """
    layer: dict[str, Any] = {}
    problems = []
    for setting in settings:
        shown = setting.partition("=")[0].strip()
        try:
            path, text = _split(setting)
            shown = dotted(path)
            _set(path, 0, (ScenarioTable,), merged.tree, layer, text)
        except _RefusedError as refused:
            # It may be in the file that could not be read.
            if not (merged.gaps and isinstance(refused, _AbsentError)):
                problems.append(Problem(SHOWN, None, shown, str(refused)))
    return Source(SHOWN, Path.cwd(), "", visible_all(layer)), problems


def _refuse(message: str) -> NoReturn:
    raise _RefusedError(message)


def _split(setting: str) -> tuple[tuple[str, ...], str]:
    """Split an override at its "=" into the parts of the key, which may be quoted, and the value."""
    try:
        setting.encode()
    except UnicodeEncodeError:
        # Bytes of the command line that Python could not decode.
        _refuse("is not text in UTF-8")
    if "=" not in setting or not setting.partition("=")[0].strip():
        _refuse("is not an override; write KEY=VALUE, such as seed=2")
    parts = []
    at = 0
    while (match := _PART.match(setting, at)) is not None:
        parts.append(next(group for group in match.groups()[:3] if group is not None))
        at = match.end()
        if match[4] == "=":
            text = setting[at:].strip()
            return (tuple(parts), text) if text else _refuse("has no value after the =")
    _refuse("is not a key; write its parts with dots between them, such as energy.batteries.main.capacity")


def _set(
    path: tuple[str, ...], depth: int, types: tuple[type[Table], ...], there: Any, into: dict[str, Any], text: str
) -> None:
    key, rest = path[depth], path[depth + 1 :]
    specs = fields_of(*types)
    there = there if isinstance(there, dict) else {}
    if key == "remove" and depth >= 2 and not rest:
        into[key] = _plain(bool, text)
        return
    if depth == 0 and key in _FIXED:
        _refuse("cannot be set here; write a scenario file that extends this one")
    if key not in specs:
        _refuse(f'unknown key "{key}" in {dotted(path[:depth]) or "a scenario"}{suggestion(key, specs)}')
    spec = specs[key]
    inner = there.get(key)
    if spec.kind == "table" and rest:
        _set(path, depth + 1, spec.tables, inner, into.setdefault(key, {}), text)
    elif spec.kind == "keyed" and len(rest) >= 2:
        name = rest[0]
        known = inner if isinstance(inner, dict) else {}
        if name not in known and name not in spec.choices:
            here = dotted(path[: depth + 1])
            raise _AbsentError(f'there is no "{name}" in {here}{suggestion(name, spec.choices or known)}')
        named = into.setdefault(key, {}).setdefault(name, {})
        asset = known.get(name, {})
        _set(path, depth + 2, _narrow(spec.tables, asset), asset, named, text)
    elif spec.kind in {"table", "keyed"}:
        _refuse("is a table, not a value; set a key in it")
    else:
        _set_value(spec, path[: depth + 1], rest, inner, into, text)


def _set_value(
    spec: FieldSpec, here: tuple[str, ...], rest: tuple[str, ...], there: Any, into: dict[str, Any], text: str
) -> None:
    key = spec.key
    if spec.dim is not None:
        if rest:
            _refuse(f'a quantity is set as a whole: {dotted(here)}="VALUE {spec.dim.unit}"')
        into[key] = _quantity(spec, there, text)
    elif spec.kind == "choice":
        if rest:
            _refuse(f"a choice is set as a whole: {dotted(here)}={spec.choices[0]}")
        into[key] = _choice(there, text)
    elif get_origin(spec.type) is dict:
        # Horizons: the whole table, or one of its files; the files of all overrides together replace what was there.
        if len(rest) > 1:
            _refuse("is inside a horizon, which is one value")
        table = {rest[0]: _plain(str, text)} if rest else _toml(text)
        into[key] = {**into.get(key, {}), **table} if isinstance(table, dict) else table
    elif rest:
        _refuse(f"there is nothing inside {dotted(here)}")
    else:
        into[key] = _plain(spec.type, text)


def _narrow(types: tuple[type[Table], ...], asset: Any) -> tuple[type[Table], ...]:
    """Return the one class that an asset is of, where several are possible and it says which."""
    kind = asset.get("kind") if isinstance(asset, dict) else None
    return next(((item,) for item in types if len(types) > 1 and kind in fields_of(item)["kind"].choices), types)


def _quantity(spec: FieldSpec, there: Any, text: str) -> Any:
    assert spec.dim is not None
    if text.startswith("{"):
        return _toml(text)
    try:
        value = value_and_unit(text, spec.dim, _example(there))
    except ShortError as error:
        _refuse(str(error))
    # A count that no file gives is the analyst's decision too.
    decided = not isinstance(there, dict) and not spec.required and spec.key == "count"
    return {**value, "basis": "design"} if decided else {**value, **_owned(there)}


def _choice(there: Any, text: str) -> Any:
    if text.startswith("{"):
        return _toml(text)
    return {"value": _plain(str, text), **_owned(there)}


def _owned(there: Any) -> dict[str, str]:
    """What a parameter rests on once it is set: what was a decision stays one, anything else is an assumption."""
    before = there if isinstance(there, dict) else {}
    if before.get("basis") == "design":
        return {"basis": "design"}
    note = "set by --set"
    if before:
        unit = before.get("unit", "1")
        said = f"{before.get('value')}" if unit == "1" else f"{before.get('value')} {unit}"
        note += f"; the files say {said} ({before.get('basis')})"
    return {"basis": "assumption", "note": note}


def _example(there: Any) -> object:
    return there.get("value", 1) if isinstance(there, dict) else 1


def _toml(text: str) -> Any:
    if (fault := text_fault(text)) is not None:
        _refuse(fault[1])
    try:
        value = tomllib.loads(f"value = {text}")["value"]
    except (ValueError, RecursionError):
        _refuse(f'"{text}" cannot be read; write it as a scenario file would')
    if too_deep(value):
        _refuse(TOO_DEEP)
    return value if too_large(value) is None else _refuse("has a number too large")


def _plain(kind: Any, text: str) -> Any:
    if kind is bool:
        return text == "true" if text in {"true", "false"} else _refuse(f'"{text}" is neither true nor false')
    if kind is int:
        return int(text) if re.fullmatch(r"[+-]?\d{1,18}", text) else _refuse(f'"{text}" is not a whole number')
    if kind is datetime.date:
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            _refuse(f'"{text}" is not a date such as 2032-01-31')
    if get_origin(kind) is tuple:
        if text.startswith("["):
            return _toml(text)
        parts = [part.strip() for part in text.split(",")]
        return [_plain(datetime.date, part) for part in parts] if get_args(kind)[0] == Date else parts
    return _toml(text) if text[0] in "\"'" else text
