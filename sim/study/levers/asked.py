"""What levers are asked of: a scenario, or a study file that names one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.scenario import Scenario, ScenarioError, files, load
from sim.scenario.overrides import texts
from sim.study.asking import drawing_of
from sim.study.replicates.variants import Drawing, Vary
from sim.study.study_file import StudyFile, read_table, study_at

KIND = "levers"
USUAL = 20
"""Draws of each change where no number is given."""


@dataclass(frozen=True)
class Asked:
    """What is to be tried.

    Attributes:
        scenario: The scenario that is changed.
        n: Draws of each change.
        drawing: How they are drawn.
    """

    scenario: Scenario
    n: int
    drawing: Drawing


def asked(
    source: str | Scenario,
    overrides: Mapping[str, object] | Sequence[str] = (),
    *,
    n: int | None = None,
    vary: Vary | None = None,
    seed: int | None = None,
    until: dt.date | float | None = None,
) -> Asked:
    """What levers are to be tried of what; options go before what a study file says.

    Args:
        source: A scenario or a study file: a path, or ``ilrs:NAME``; or a loaded scenario, which takes no changes.
        overrides: Changes to the scenario itself.
        n: Draws of each change.
        vary: What each draws anew.
        seed: Seed of the random streams.
        until: Where each run stops.

    Raises:
        ScenarioError: The study or the scenario is wrong.
        CaseError: The span lies outside the scenario's.
    """
    study = None
    if isinstance(source, Scenario):
        scenario = source
    else:
        study = _study(source)
        scenario = load(source, overrides) if study is None else _scenario(study, overrides)
    if study is not None:
        n, vary = n or study.n, vary or study.vary
        seed, until = study.seed if seed is None else seed, study.until if until is None else until
    drawing = drawing_of(scenario, vary or "random", seed, until)
    if n is not None and n < 2 and study is not None:
        raise ScenarioError([study.problem(("n",), "two draws are the fewest that say how sure it is")])
    return Asked(scenario, n or USUAL, drawing)


def _study(source: str) -> StudyFile | None:
    try:
        found = study_at(source)
    except ScenarioError:
        # What is wrong with it is for those to say who read scenarios: run folders are among these.
        return None
    return None if found is None else read_table(*found, kind=KIND)


def _scenario(study: StudyFile, overrides: Mapping[str, object] | Sequence[str]) -> Scenario:
    if study.scenario is None:
        raise ScenarioError([study.problem((), 'has no scenario; give it one: scenario = "ilrs:baseline"')])
    try:
        path = files.find(study.scenario, study.source)
        named = study.scenario if study.scenario.startswith(files.PREFIX) else str(path)
        settings = texts({setting.key: setting.value for setting in study.settings})
        return load(named, [*settings, *texts(overrides)])
    except ScenarioError as error:
        place = ("set",) if study.settings else ("scenario",)
        blamed = [
            study.problem(place, str(one)) if one.file == "--set" or one.line is None else one for one in error.problems
        ]
        raise ScenarioError(blamed) from None
