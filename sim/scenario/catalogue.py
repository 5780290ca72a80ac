"""Catalogues of one's own: files with models of machines and with references, which a scenario names as its `library`.

They are written like the library's own files, `machines.toml` and `references.toml`: a table under a kind of assets,
such as `[arrays.NAME]`, is a model; any other table with a title, or one under `references`, is a reference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.scenario import files
from sim.scenario.files import Source
from sim.scenario.layers import REFERENCES, KeyPath, at_key, library, named_files
from sim.scenario.problems import Problem, ScenarioError, dotted, suggestion
from sim.scenario.schema.base import Catalogued, Table
from sim.scenario.schema.fields import FieldSpec, fields_of
from sim.scenario.schema.scenario import Reference, ScenarioTable

KEY = "library"
_REFERENCES = "references"


def kinds() -> dict[str, FieldSpec]:
    """Return what a catalogue may have models of, by the key of its tables, as a scenario has them."""
    found: dict[str, FieldSpec] = {}

    def walk(table: type[Table]) -> None:
        for spec in fields_of(table).values():
            if spec.kind == "table":
                walk(spec.tables[0])
            elif spec.kind == "keyed" and any(issubclass(each, Catalogued) for each in spec.tables):
                # A catalogue is by the key alone: two kinds under one key would read each other's models.
                assert found.setdefault(spec.key, spec) == spec, f"two kinds of assets are called {spec.key}"

    walk(ScenarioTable)
    return found


def is_catalogue(table: Mapping[str, Any]) -> bool:
    """Whether a file is a catalogue by what it has: models or references, and nothing that only a scenario has."""
    alone = {*fields_of(ScenarioTable), "extends", KEY} - {_REFERENCES}
    known = kinds()
    return not alone & set(table) and any(key in known or _is_reference(key, table[key]) for key in table)


def gather(layers: Sequence[Source], problems: list[Problem]) -> list[Source]:
    """Return the catalogues that the files of a scenario name, each once, those that win last; checked."""
    found: dict[Path, Source] = {}
    for layer in layers:
        for name in named_files(layer, KEY, "a scenario that says standalone = true has no library", problems):
            try:
                path = files.find(name, layer)
                source = replace(files.read_toml(path), library=True)
                found.pop(path.resolve(), None)
                found[path.resolve()] = source
                problems.extend(faults(source))
            except ScenarioError as error:
                problems.extend(at_key(layer, KEY, f'"{name}": {each.message}', each) for each in error.problems)
            except (OSError, ValueError, RuntimeError) as error:
                problems.append(at_key(layer, KEY, f'"{name}" cannot be read: {error}'))
    return list(found.values())


def references(source: Source) -> dict[str, tuple[KeyPath, Any]]:
    """Return the references of a catalogue by name, each with the path under which the file has it."""
    found: dict[str, tuple[KeyPath, Any]] = {}
    for key, each in source.table.items():
        if key != _REFERENCES and _is_reference(key, each):
            found[key] = ((key,), each)
    nested = source.table.get(_REFERENCES)
    if isinstance(nested, dict):
        found |= {name: ((_REFERENCES, name), each) for name, each in nested.items()}
    return found


def overview(name: str) -> list[str] | None:
    """Return the lines that `ilrs check` prints of a catalogue by itself; None where the file is none.

    Raises:
        ScenarioError: Something is wrong with it; it holds all problems found.
    """
    if name.startswith(files.PREFIX) or not name:
        return None
    source = files.read_toml(Path(name).expanduser(), shown=name)
    if not is_catalogue(source.table):
        return None
    known = set(references(source)) | set(library(REFERENCES).table)
    problems = list(faults(source, known))
    if problems:
        raise ScenarioError(sorted(problems, key=lambda each: each.line or 0))
    models = [f"{kind}: {', '.join(source.table[kind])}" for kind in kinds() if source.table.get(kind)]
    cited = references(source)
    return [
        f'{name}: a catalogue; a scenario beside it takes it by library = ["{Path(name).name}"]',
        *models,
        *([f"references: {', '.join(cited)}"] if cited else []),
    ]


def faults(source: Source, cited: set[str] | None = None) -> Iterator[Problem]:
    """Yield what is wrong with a catalogue.

    Args:
        source: The file.
        cited: References that its parameters may name; None where a scenario may bring more.
    """

    def problem(path: KeyPath, message: str) -> Problem:
        return Problem(source.shown, source.line(path), dotted(path), message)

    known, quoted = kinds(), references(source)
    for key, value in source.table.items():
        if key == _REFERENCES or key in quoted:
            continue
        if key not in known:
            tail = suggestion(key, known, what="kinds of models")
            yield problem((key,), f"is neither a kind of models nor a reference with a title{tail}")
        elif not isinstance(value, dict):
            yield problem((key,), "is not a table of models by name")
        else:
            for name, model in value.items():
                for path, message in _model_faults(model, known[key], cited):
                    yield problem((key, name, *path), message)
    for path, reference in quoted.values():
        for inner, message in _reference_faults(reference):
            yield problem((*path, *inner), message)


def _is_reference(key: str, value: Any) -> bool:
    if key == _REFERENCES:
        return isinstance(value, dict)
    return key not in kinds() and isinstance(value, dict) and "title" in value


def _model_faults(model: Any, spec: FieldSpec, cited: set[str] | None) -> Iterator[tuple[KeyPath, str]]:
    if not isinstance(model, dict):
        yield (), "is not a table"
        return
    specs = fields_of(*spec.tables)
    for key, value in model.items():
        field = specs.get(key)
        if field is None or key == "model":
            yield (key,), f"unknown key{suggestion(key, [each for each in specs if each != 'model'])}"
        elif field.form is not None:
            for inner, message in field.form.read(value, cited)[1]:
                yield ((key,) if inner is None else (key, inner)), message


def _reference_faults(reference: Any) -> Iterator[tuple[KeyPath, str]]:
    if not isinstance(reference, dict):
        yield (), "is not a table"
        return
    try:
        Reference.model_validate(reference)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            key = str(detail["loc"][0])
            if detail["type"] == "extra_forbidden":
                yield (key,), f"unknown key{suggestion(key, fields_of(Reference))}"
            elif detail["type"] == "missing":
                yield (key,), f"is missing: {fields_of(Reference)[key].label}"
            else:
                yield (key,), f"{detail['msg'][:1].lower()}{detail['msg'][1:]}"
