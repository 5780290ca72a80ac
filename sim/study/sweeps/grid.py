"""From what a study asks for to its variants: every combination of the points of its axes, loaded and checked."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sim.result.goal_checks import require_known
from sim.scenario import Problem, Scenario, ScenarioError, load, load_over
from sim.scenario.files import Source
from sim.scenario.overrides import SHOWN, texts
from sim.scenario.problems import dotted
from sim.study.errors import StudyError
from sim.study.replicates.variants import Variant
from sim.study.study_file import Axis, Point, Setting, StudyFile

_CLOSED = {"[": "]", "{": "}", '"': '"', "'": "'"}
_WITH_UNIT = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*([^\d\s].*)?")


def variants_of(study: StudyFile, overrides: Sequence[str] = ()) -> tuple[Variant, ...]:
    """The variants of a study, those of the last axis next to each other.

    Args:
        study: What it asks for.
        overrides: Settings for all of them, over their own.

    Raises:
        ScenarioError: Some cannot be loaded; problems of settings bear file, line and key of the study.
        StudyError: There is one alone, or two are the same.
    """
    found: list[Variant] = []
    problems: list[Problem] = []
    for points in itertools.product(*(axis.points for axis in study.axes)):
        try:
            found.append(Variant(label_of(study.axes, points), _scenario(study, points, overrides)))
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    if len(found) < 2:
        raise StudyError(f"{study.source.shown}: there is one variant; a comparison needs two at least")
    first: dict[str, str] = {}
    for variant in found:
        if variant.key in first:
            raise StudyError(
                f"{study.source.shown}: '{first[variant.key]}' and '{variant.label}' are the same: leave one out"
            )
        first[variant.key] = variant.label
    return tuple(found)


def label_of(axes: Sequence[Axis], points: Sequence[Point]) -> str:
    """What a combination of points is called: ``reactor, Shackleton rim``, ``capacity 900 kWh, count 2``."""
    words = dict(zip((axis.name for axis in axes), short_names(axes), strict=True))
    parts = [
        f"{words[axis.name]} {point.label}" if axis.key else point.label
        for axis, point in zip(axes, points, strict=True)
    ]
    return ", ".join(parts)


def short_names(axes: Sequence[Axis]) -> list[str]:
    """Names of axes for people: of keys, as many of the last parts as tell them apart."""
    split = [axis.name.split(".") if axis.key else [axis.name] for axis in axes]
    most = max((len(parts) for parts in split), default=1)
    for length in range(1, most + 1):
        names = [".".join(parts[-length:]) for parts in split]
        if len(set(names)) == len(names):
            return names
    return [axis.name for axis in axes]


def numbers_of(axis: Axis) -> tuple[list[float], str] | None:
    """The values of an axis as numbers, and their unit; None where they are not all numbers of one unit."""
    if not axis.key:
        return None
    values, units = [], set()
    for point in axis.points:
        value: Any = point.settings[0].value
        if isinstance(value, dict):
            value = f"{value['value']} {value.get('unit', '1')}"
        match = None if isinstance(value, bool) else _WITH_UNIT.fullmatch(str(value))
        if match is None:
            return None
        values.append(float(match[1]))
        units.add((match[2] or "1").strip())
    return (values, units.pop()) if len(units) == 1 else None


def _scenario(study: StudyFile, points: Sequence[Point], overrides: Sequence[str]) -> Scenario:
    holding = [
        where.point
        for where in study.wheres
        if all(
            point.label in where.labels[axis.name]
            for axis, point in zip(study.axes, points, strict=True)
            if axis.name in where.labels
        )
    ]
    layers = [*points, *holding]
    chosen = [layer for layer in layers if layer.scenario is not None]
    if len(chosen) > 1 and len({layer.scenario for layer in chosen}) > 1:
        message = (
            f"names another scenario than {dotted(chosen[0].place)}; let one of them extend it instead: extends = ..."
        )
        raise ScenarioError([study.problem((*chosen[-1].place, "scenario"), message)])
    base = chosen[0].scenario if chosen else study.scenario
    if base is None:
        raise ScenarioError(
            [study.problem(points[0].place if points else (), 'has no scenario; give it one: scenario = "..."')]
        )
    settings = [*study.settings, *(setting for layer in layers for setting in layer.settings)]
    # The last of several settings of a key counts, and is to blame.
    last = {setting.key: setting for setting in _without_removed(settings)}
    given = [*texts({key: setting.value for key, setting in last.items()}), *overrides]
    names = [base, *(name for layer in layers for name in layer.extends)]
    try:
        if not study.source.text:
            found = load(base, given)
        else:
            found = load_over(names, given, beside=study.path, shown=study.source.shown)
        require_known(found)
    except ScenarioError as error:
        raise ScenarioError(_blamed(error.problems, study, last, layers)) from None
    return found


def _without_removed(settings: Sequence[Setting]) -> list[Setting]:
    """The settings without those of what one of them takes out: a site may say how high arrays stand that are none."""
    removed = [one.key.removesuffix(".remove") for one in settings if one.key.endswith(".remove") and one.value is True]
    return [
        one for one in settings if one.key.endswith(".remove") or not any(_within(one.key, table) for table in removed)
    ]


def _blamed(
    problems: Iterable[Problem], study: StudyFile, settings: dict[str, Setting], layers: Sequence[Point]
) -> Iterable[Problem]:
    """Problems of settings and of files that are named, where the study file has them."""
    for problem in problems:
        setting = next((one for key, one in settings.items() if _within(problem.key, key)), None)
        if problem.file == SHOWN and setting is not None and setting.place:
            place = study.problem(setting.place, problem.message)
            # A value in a list says less than the key that it is a value of.
            yield replace(place, key=f"{place.key} = {setting.value}") if place.key.endswith("]") else place
        elif problem.file == study.source.shown and problem.key == "extends" and problem.line is None:
            yield _of_file(problem, study, layers)
        else:
            yield problem


def _within(key: str, setting: str) -> bool:
    return key == setting or key.startswith((f"{setting}.", f"{setting}["))


def _of_file(problem: Problem, study: StudyFile, layers: Sequence[Point]) -> Problem:
    for layer in layers:
        for key, names in (("scenario", (layer.scenario,)), ("extends", layer.extends)):
            if any(name is not None and problem.message.startswith(f'"{name}"') for name in names):
                return study.problem((*layer.place, key), problem.message)
    return study.problem(("scenario",), problem.message)


def swept(scenario: str, settings: Mapping[str, object] | Sequence[str]) -> tuple[StudyFile, tuple[str, ...]]:
    """The study that is asked for without a study file.

    Args:
        scenario: The scenario.
        settings: ``KEY=V1,V2,V3`` for an axis and ``KEY=VALUE`` for what all variants have; or by key the value, or
            the list of values.

    Returns:
        The study, and what is set in all of its variants.

    Raises:
        StudyError: Nothing varies.
    """
    axes: list[Axis] = []
    fixed: list[str] = []
    for key, values, setting in _read(settings):
        if len(values) < 2:
            fixed.append(setting)
            continue
        labels = [value if isinstance(value, str) else texts({"": value})[0][1:] for value in values]
        if len(set(labels)) < len(labels):
            raise StudyError(f"--set {setting}: a value comes twice")
        points = (Point(label, settings=(Setting(key, value),)) for label, value in zip(labels, values, strict=True))
        axes.append(Axis(key, tuple(points), key=True))
    if not axes:
        raise StudyError(
            f"{scenario}: nothing varies: give a key several values, such as --set "
            "energy.batteries.main.capacity='900 kWh,1400 kWh', or a study file"
        )
    names = [axis.name for axis in axes]
    if len(set(names)) < len(names):
        raise StudyError(
            f"--set {max(names, key=names.count)}: is given twice: give its values once, with commas between"
        )
    path = Path(scenario)
    return StudyFile(Source(scenario, path.parent), path, "sweep", "", scenario=scenario, axes=tuple(axes)), tuple(
        fixed
    )


def _read(settings: Mapping[str, object] | Sequence[str]) -> Iterator[tuple[str, list[Any], str]]:
    """Key and values of each setting, and the setting as text."""
    if isinstance(settings, Mapping):
        for key, value in settings.items():
            values = list(value) if isinstance(value, list | tuple) else [value]
            (text,) = texts({key: values[0] if len(values) == 1 else values})
            yield key, values, text
        return
    for setting in [settings] if isinstance(settings, str) else settings:
        key, _, text = setting.partition("=")
        yield key.strip(), list(split_values(text)), setting


def split_values(text: str) -> list[str]:
    """Values with commas between them; commas within brackets, braces and quotes part nothing.

    Numbers without a unit before one that has it share it: ``900,1400 kWh``.
    """
    parts: list[str] = []
    depth: list[str] = []
    begun = 0
    for place, char in enumerate(text):
        if depth and char == depth[-1]:
            depth.pop()
        elif char in _CLOSED and (not depth or depth[-1] not in "\"'"):
            depth.append(_CLOSED[char])
        elif char == "," and not depth:
            parts.append(text[begun:place].strip())
            begun = place + 1
    parts.append(text[begun:].strip())
    found = [part for part in parts if part]
    last = _WITH_UNIT.fullmatch(found[-1]) if found else None
    if last is not None and last[2]:
        bare = [_WITH_UNIT.fullmatch(part) for part in found[:-1]]
        if all(match is not None and not match[2] for match in bare):
            found = [*(f"{part} {last[2].strip()}" for part in found[:-1]), found[-1]]
    return found
