"""Running a sweep: the same draws of every variant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.result.goals import goals_of
from sim.result.kpis import spec_of, specs
from sim.result.simulation import Until
from sim.scenario import Scenario, ScenarioError
from sim.scenario.overrides import texts
from sim.scenario.problems import suggestion
from sim.study.asking import drawing_of
from sim.study.errors import StudyError
from sim.study.findings import Header
from sim.study.replicates.measures import DATE, Measure, goal_measure
from sim.study.replicates.study import Execution, Watch, each, opened
from sim.study.replicates.variants import Drawing, Variant, Vary
from sim.study.requirement import requirement_of
from sim.study.study_file import LISTED, Axis, Point, StudyFile, read_table, study_at
from sim.study.study_folder import Figures, conclude
from sim.study.sweeps.grid import numbers_of, short_names, swept, variants_of
from sim.study.sweeps.sweep import Sweep

USUAL = 20
"""Replicates where neither the command nor the file says how many."""
VARIED: Vary = "both"
"""What each draws anew where neither says it."""


@dataclass(frozen=True)
class Plan:
    """What a sweep runs and how it is judged.

    Attributes:
        name: What its folder is called.
        title: What it is about.
        summary: What it shows.
        variants: What is run.
        axes: What varies, as its findings keep it.
        drawing: How replicates are drawn.
        n: How many of each variant.
        require: What a variant must meet.
        by: Measure by which variants are ranked; the chief goal without it.
        worst: Whether it is asked above all which variant is worst, against the first.
    """

    name: str
    title: str
    summary: str
    variants: tuple[Variant, ...]
    axes: tuple[Mapping[str, Any], ...]
    drawing: Drawing
    n: int
    require: tuple[str, ...] = ()
    by: str | None = None
    worst: bool = False


def plan(
    source: str,
    overrides: Mapping[str, object] | Sequence[str] = (),
    *,
    n: int | None = None,
    vary: Vary | None = None,
    seed: int | None = None,
    until: Until = None,
    require: Sequence[str] = (),
    by: str | None = None,
) -> Plan:
    """What a sweep runs: of a study file, or of a scenario of which keys get several values.

    Args:
        source: A study file, or a scenario: a path, or ``ilrs:NAME``.
        overrides: Of a study file, settings for all variants; of a scenario, ``KEY=V1,V2`` for an axis, or the list of
            its values by key.
        n, vary, seed, until, by: As of :class:`Plan`, over what the file says.
        require: What a variant must meet beside what the file asks for.

    Raises:
        ScenarioError: The file, or a variant, is wrong.
        StudyError: Nothing varies, or a requirement cannot be read.
    """
    found = study_at(source)
    if found is None:
        study, fixed = swept(source, overrides)
    else:
        study, fixed = read_table(*found), tuple(texts(overrides))
    variants = variants_of(study, fixed)
    scenario = variants[0].scenario
    drawing = drawing_of(
        [one.scenario for one in variants],
        vary or study.vary or VARIED,
        seed if seed is not None else study.seed,
        until or study.until,
    )
    wanted = []
    for text, place in (*study.require, *((text, None) for text in require)):
        try:
            wanted.append(_required(text, scenario, drawing.until_h))
        except StudyError as error:
            if place is None:
                raise
            raise ScenarioError([study.problem(place, str(error))]) from None
    ranked = by or study.by
    if ranked is not None:
        try:
            _ranking(ranked, scenario)
        except StudyError as error:
            if by is not None:
                raise
            raise ScenarioError([study.problem(("by",), str(error))]) from None
    return Plan(
        name=study.name if study.source.text else scenario.name,
        title=study.title or f"{scenario.title}: {' and '.join(short_names(study.axes))}",
        summary=study.summary,
        variants=variants,
        axes=tuple(_kept(study)),
        drawing=drawing,
        n=n or study.n or USUAL,
        require=tuple(dict.fromkeys(wanted)),
        by=ranked,
        worst=study.worst,
    )


def plan_of(scenarios: Mapping[str, Scenario], **asked: Any) -> Plan:
    """What a sweep of loaded scenarios by name runs; ``asked`` as of :func:`plan`, ``n`` among it.

    Raises:
        StudyError: There are fewer than two, or a requirement cannot be read.
    """
    if len(scenarios) < 2:
        raise StudyError(f"a comparison needs two scenarios at least, {len(scenarios)} given")
    variants = tuple(Variant(label, scenario) for label, scenario in scenarios.items())
    drawing = drawing_of(list(scenarios.values()), asked.get("vary") or VARIED, asked.get("seed"), asked.get("until"))
    points = tuple(Point(label) for label in scenarios)
    axes = (_axis(Axis(LISTED, points), LISTED),)
    first = variants[0].scenario
    require = tuple(_required(text, first, drawing.until_h) for text in asked.get("require") or ())
    by = asked.get("by")
    if by is not None:
        _ranking(by, first)
    title = " and ".join(scenarios) if len(scenarios) < 4 else f"{len(scenarios)} scenarios"
    n = asked.get("n") or USUAL
    return Plan(first.name, title, "", variants, axes, drawing, n, require, by)


def sweep(
    asked: Plan,
    *,
    execution: Execution,
    watch: Watch | None = None,
    command: str = "",
    figures: Figures | None = None,
) -> tuple[Sweep | None, Path | None]:
    """Run a sweep.

    Args:
        asked: What it runs.
        execution: Where it runs.
        watch: Told how it goes on.
        command: The command that repeats it.
        figures: Draws its figures into its folder.

    Returns:
        What it found, and its folder; None of a shard, which finds nothing by itself, and without an ``out``.

    Raises:
        StudyError: It cannot be judged as asked.
        StoreError, PoolError, ProgramError: It cannot go on; what was run is kept.
    """
    settings = {
        "n": asked.n,
        "summary": asked.summary,
        "axes": [dict(axis) for axis in asked.axes],
        "require": list(asked.require),
        "by": asked.by,
        **({"worst": True} if asked.worst else {}),
    }
    header = Header("sweep", asked.name, asked.title, asked.drawing, asked.variants, settings, command)
    content = [variant.key for variant in asked.variants]
    with opened("sweep", asked.name, asked.drawing, content, execution, watch) as study:
        study.need(each(asked.variants, range(asked.n)))
        if execution.shard is not None:
            return None, study.folder
        return conclude(Sweep, header, study, figures)


def _required(text: str, scenario: Scenario, until_h: float) -> str:
    """A requirement as it is kept; before anything is run for it, it is looked whether it can be judged.

    Raises:
        StudyError: It cannot.
    """
    found = requirement_of(text, dt.datetime.combine(scenario.start, dt.time()), until_h, "requirement")
    there = _measures(found.measure, scenario)
    if found.measure not in there:
        raise StudyError(f"there is no figure '{found.measure}' of these scenarios{suggestion(found.measure, there)}")
    return found.text


def _ranking(name: str, scenario: Scenario) -> None:
    """Look whether variants can be ranked by a measure.

    Raises:
        StudyError: They cannot.
    """
    there = _measures(name, scenario)
    if name not in there:
        raise StudyError(f"there is no figure '{name}' of these scenarios{suggestion(name, there)}")
    if not there[name].better:
        raise StudyError(f"'{name}' is neither better nor worse where there is more of it: rank by another figure")


def _measures(name: str, scenario: Scenario) -> Mapping[str, Measure]:
    """Measures that runs may have by name, that of this name among them if there is such a one."""
    goals = [goal_measure(goal) for goal in goals_of(scenario)]
    found = {one: Measure(one, DATE, f"goal {one}", "") for one in goals}
    found |= {spec.name: Measure(spec.name, spec.unit, spec.label, spec.definition) for spec in specs()}
    spec = spec_of(name)
    return found if spec is None else {name: Measure(name, spec.unit, spec.label, spec.definition), **found}


def _kept(study: StudyFile) -> list[Mapping[str, Any]]:
    names = short_names(study.axes)
    return [_axis(axis, name) for axis, name in zip(study.axes, names, strict=True)]


def _axis(axis: Axis, name: str) -> Mapping[str, Any]:
    numbers = numbers_of(axis)
    return {
        "name": name,
        "key": axis.name if axis.key else "",
        "labels": [point.label for point in axis.points],
        "values": None if numbers is None else numbers[0],
        "unit": "1" if numbers is None else numbers[1],
    }
