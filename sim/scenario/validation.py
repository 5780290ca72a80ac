"""From the merged table to the schema's classes, with all that pydantic finds said in the words of a scenario file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any

from pydantic import TypeAdapter, ValidationError

from sim.scenario.layers import KeyPath, Merged
from sim.scenario.limits import MOST_LOOKED_INTO
from sim.scenario.problems import Problem, suggestion
from sim.scenario.scenario import Scenario
from sim.scenario.schema.base import Table
from sim.scenario.schema.fields import FieldSpec, fields_of
from sim.scenario.schema.system import MissingError
from sim.texts import as_given

#: What is due instead, by pydantic's type of error.
_DUE = {
    "string_type": "a text",
    "string_too_short": "a text with something in it",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "greater_than_equal": "0 or more",
    "tuple_type": "a list",
    "list_type": "a list",
}
#: What is no error where it may be in a file that could not be read.
_LACKING = frozenset({"missing", "union_tag_not_found"})


class Partial:
    """A table of which some keys are wrong: it has those that are right and raises `MissingError` for the others."""

    def __init__(self, name: str, parts: Mapping[str, Any]) -> None:
        self.__dict__.update(parts)
        self.__dict__.setdefault("name", name)

    def __getattr__(self, attribute: str) -> Any:
        raise MissingError(attribute)


def validate(merged: Merged) -> Scenario | None:
    """Return the scenario, or None with the problems reported to `merged`."""
    known = merged.tree.get("references")
    # None: whatever a file that could not be read has.
    context = {"references": None if merged.gaps else set(known) if isinstance(known, dict) else set()}
    try:
        return Scenario.model_validate(merged.tree, context=context)
    except ValidationError as error:
        details = error.errors(include_url=False)
    misspelt: set[KeyPath] = set()
    for detail in sorted(details, key=lambda each: each["type"] == "missing")[:MOST_LOOKED_INTO]:
        if merged.gaps and detail["type"] in _LACKING:
            continue
        path, types = _follow(detail["loc"], merged.tree)
        _report(detail, path, types, merged, misspelt)
    if len(details) > MOST_LOOKED_INTO:
        # Each is looked for in the files, and its nearest known name is sought: that takes its time.
        merged.problems.append(
            Problem(merged.main.shown, None, "", f"{len(details):,} keys are wrong or missing; the first are shown")
        )
    return None


def partial(merged: Merged) -> Any:
    """Return what can be read of a scenario that has problems, so that the rest of it can be checked all the same."""
    wrong = {path[:length] for path in merged.wrong for length in range(len(path) + 1)}
    return _partial((), merged.tree, (Scenario,), wrong)


def _partial(path: KeyPath, raw: Any, types: tuple[type[Table], ...], wrong: set[KeyPath]) -> Any:
    parts: dict[str, Any] = {}
    for key, spec in fields_of(*types).items():
        here = (*path, key)
        value = raw.get(key) if isinstance(raw, dict) else None
        if value is None:
            if not spec.required and here not in wrong:
                parts[spec.attribute] = _default(types, spec)
        elif spec.kind == "table" and isinstance(value, dict):
            parts[spec.attribute] = _partial(here, value, spec.tables, wrong)
        elif spec.kind == "keyed" and isinstance(value, dict):
            parts[spec.attribute] = {
                name: _partial((*here, name), table, spec.tables, wrong) for name, table in value.items()
            }
        elif here not in wrong:
            # Read once more by itself: beneath some mistakes, such as an unknown kind, pydantic looks no further.
            known = _again(types, spec, value)
            if known is not None:
                parts[spec.attribute] = known
    return Partial(str(path[-1]) if path else "", parts)


def _again(types: tuple[type[Table], ...], spec: FieldSpec, value: Any) -> Any:
    if spec.form is not None:
        return spec.form.read(value)[0]
    owner = next(item for item in types if spec.attribute in item.model_fields)
    try:
        return _adapter(owner, spec.attribute).validate_python(value)
    except ValidationError:
        return None


@lru_cache(maxsize=256)
def _adapter(owner: type[Table], attribute: str) -> TypeAdapter[Any]:
    field = owner.model_fields[attribute]
    kind: Any = field.annotation
    for item in field.metadata:
        kind = Annotated[kind, item]
    return TypeAdapter(kind)


def _default(types: tuple[type[Table], ...], spec: FieldSpec) -> Any:
    owner = next(item for item in types if spec.attribute in item.model_fields)
    return owner.model_fields[spec.attribute].get_default(call_default_factory=True)


def _follow(location: tuple[str | int, ...], tree: Any) -> tuple[KeyPath, tuple[type[Table], ...]]:
    """Return the key that pydantic's location means, and the classes of the table that it is in.

    The location also names the chosen member of a union ("vault") and marks keys of tables ("[key]"); neither is a key
    of the file.
    """
    path: KeyPath = ()
    holder: tuple[type[Table], ...] = (Scenario,)
    spec: FieldSpec | None = None
    inside: tuple[type[Table], ...] | None = (Scenario,)
    for part in location:
        if part == "[key]":
            continue
        if inside is not None:
            chosen = tuple(item for item in inside if len(inside) > 1 and part in fields_of(item)["kind"].choices)
            if chosen:
                holder = inside = chosen
                continue
            holder = inside
            spec = fields_of(*inside).get(str(part))
            path = (*path, part)
            inside = spec.tables if spec is not None and spec.kind == "table" else None
        elif spec is not None and spec.kind == "keyed":
            path = (*path, part)
            inside = holder = spec.tables
        elif _has(tree, (*path, part)):
            path = (*path, part)
    return path, holder


def _has(tree: Any, path: KeyPath) -> bool:
    for part in path:
        inside = part in tree if isinstance(tree, dict) else isinstance(tree, list) and isinstance(part, int)
        if not inside:
            return False
        tree = tree[part]
    return True


def _report(detail: Any, path: KeyPath, types: tuple[type[Table], ...], merged: Merged, misspelt: set[KeyPath]) -> None:
    kind, given, context = detail["type"], detail["input"], detail.get("ctx", {})
    specs = fields_of(*types)
    key = str(path[-1]) if path else ""
    if kind == "parameter":
        for inner, message in context["problems"]:
            merged.report(path if inner is None else (*path, inner), message)
    elif kind == "missing":
        if path not in misspelt and path[:-1] not in merged.incomplete:
            merged.report_misfit(path, f"is missing{_meaning(specs.get(key))}")
    elif kind == "extra_forbidden":
        tail = suggestion(key, specs)
        if tail.startswith("; did"):
            misspelt.add((*path[:-1], tail.split('"')[1]))
        what = "table" if isinstance(given, dict) and not {"value", "unit", "basis"} & set(given) else "key"
        refused = [table.refused[key] for table in types if key in table.refused]
        merged.report(path, *(refused or [f"unknown {what}{tail}"]))
    elif kind == "union_tag_not_found":
        merged.report_misfit((*path, "kind"), f"is missing: one of {', '.join(_kinds(types))}")
    elif kind == "union_tag_invalid":
        tag = str(given.get("kind"))
        merged.report((*path, "kind"), f'unknown kind "{tag}"{suggestion(tag, _kinds(types))}')
    elif kind == "literal_error":
        choices = specs[key].choices if key in specs else _class_names(path)
        near = suggestion(str(given), choices)
        message = f"{_shown(given)} is not one of {', '.join(choices)}"
        merged.report(path, message + (near if near.startswith("; did") else ""))
    elif kind in {"model_type", "model_attributes_type", "dict_type"}:
        merged.report(path, f"{_shown(given)} is not a table")
    elif kind in _DUE:
        merged.report(path, f"{_shown(given)} is not {_DUE[kind]}")
    else:
        merged.report(path, f"{detail['msg'][:1].lower()}{detail['msg'][1:]}")


def _meaning(spec: FieldSpec | None) -> str:
    if spec is None:
        return ""
    meaning = f": {spec.label}" if spec.label else ""
    if spec.form is None:
        return meaning
    return f"{meaning.rstrip('.')}; write {spec.key} = {spec.form.example()}"


def _kinds(types: tuple[type[Table], ...]) -> list[str]:
    return [choice for item in types for choice in fields_of(item)["kind"].choices]


def _class_names(path: KeyPath) -> tuple[str, ...]:
    """Return the names that a table by fixed names may have, such as those of `energy.classes`."""
    types: tuple[type[Table], ...] = (Scenario,)
    spec = None
    for part in path[:-1]:
        spec = fields_of(*types).get(str(part))
        if spec is None:
            return ()
        types = spec.tables
    return spec.choices if spec is not None else ()


def _shown(given: Any) -> str:
    if isinstance(given, bool):
        return str(given).lower()
    text = f'"{given}"' if isinstance(given, str) else as_given(given)
    return text if len(text) <= 60 else text[:57] + "..."
