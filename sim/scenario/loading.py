"""From a file to a checked `Scenario`: read, extend, override, inline, validate, check."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sim.scenario import catalogue, files, formats, horizons
from sim.scenario import overrides as settings
from sim.scenario.assets import systems
from sim.scenario.checks import check
from sim.scenario.chosen import check_manifests, check_waits
from sim.scenario.files import Source
from sim.scenario.layers import COMMODITIES, DEFAULTS, REFERENCES, Merged, gather, library, walk_tables
from sim.scenario.problems import Problem, ScenarioError
from sim.scenario.scenario import Scenario
from sim.scenario.validation import partial, validate
from sim.texts import visible_line

OPTIONAL = {
    COMMODITIES: "resources",
    "library/crew.toml": "crew",
    "library/radiation.toml": "crew",
    "library/crew-time.toml": "crew",
    "library/partners.toml": "partners",
    "library/ground.toml": "ground",
}
"""Defaults of systems that a scenario may lack, with the system: laid where it has it."""

_OF_STUDIES = {"axes", "kind", "scenario", "variants"}
"""Keys that files of studies have, and scenarios have not."""


def load(scenario: str | os.PathLike[str], overrides: Mapping[str, object] | Sequence[str] = ()) -> Scenario:
    """Load a scenario file, with everything that it extends and the library beneath, and check it.

    Args:
        scenario: a path, or "ilrs:<name>" for a file that comes with the program.
        overrides: settings such as `energy.batteries.main.capacity=1500 kWh`, or values by key; highest in precedence.

    Raises:
        ScenarioError: anything is wrong with the files or the overrides; it holds all problems found.
    """
    return _resolved(*_read(os.fspath(scenario)), overrides)


def load_place(scenario: str | os.PathLike[str]) -> Scenario:
    """Load a scenario, or a file that has a site and nothing else: that one lies over the baseline.

    Raises:
        ScenarioError: as of :func:`load`.
    """
    main, path = _read(os.fspath(scenario))
    if "site" in main.table and main.table.keys() <= {"site", "references"}:
        # Beside the baseline and not above it: the baseline may extend this very site.
        both = {"extends": [files.PREFIX + "baseline.toml", str(path.resolve())]}
        return _resolved(replace(main, table=both), path.parent, (), path.stem)
    return _resolved(main, path, ())


def is_study(table: Mapping[str, Any]) -> bool:
    """Whether a TOML table asks for runs of scenarios, and is none itself (:mod:`sim.study.study_file`)."""
    return not table.keys().isdisjoint(_OF_STUDIES)


def load_over(
    names: Sequence[str],
    overrides: Mapping[str, object] | Sequence[str] = (),
    *,
    beside: Path,
    shown: str,
) -> Scenario:
    """Load several scenario files laid over each other, the last on top, as a file that extends them all would.

    Args:
        names: The files, as a scenario names what it extends.
        overrides: settings, as of :func:`load`.
        beside: the file that names them: their paths are relative to its folder, and the scenario is called as it is.
        shown: that file for people.

    Raises:
        ScenarioError: as of :func:`load`; what cannot be read of a file that is named here is a problem of `extends`.
    """
    main = Source(shown, beside.parent, "", {"extends": list(names)}, within=files.confines(beside))
    return _resolved(main, beside, overrides)


def _resolved(
    main: Source, path: Path, overrides: Mapping[str, object] | Sequence[str], name: str | None = None
) -> Scenario:
    """Return the scenario in a file that has been read; it is called by the file's name or by another."""
    if catalogue.is_catalogue(main.table):
        message = f'is a catalogue, not a scenario; a scenario takes it by library = ["{path.name}"]'
        raise ScenarioError([Problem(main.shown, None, "", message)])
    if is_study(main.table):
        message = f"is a study, not a scenario; run it by: ilrs {main.table.get('kind', 'sweep')} {main.shown}"
        raise ScenarioError([Problem(main.shown, None, "", message)])
    problems: list[Problem] = []
    layers = gather(main, path, problems)
    problems += formats.faults(layers)
    wrong_entries: list[Problem] = []
    catalogues = catalogue.gather(layers, wrong_entries)
    problems += wrong_entries
    merged = Merged(main, gaps=bool(problems), catalogues=catalogues, problems=problems)
    if main.table.get("standalone") is not True:
        merged.lay_references(library(REFERENCES))
        for own in catalogues:
            merged.lay_references(own, catalogue.references(own))
        defaults = library(DEFAULTS)
        merged.lay(defaults)
        main_base = {key for layer in layers for key in layer.table}
        for file, key in OPTIONAL.items():
            if key in main_base:
                merged.lay(library(file))
        for base, keys in _systems_of_bases(layers).items():
            merged.lay_defaults_of_base(defaults, base, keys)
            for file, key in OPTIONAL.items():
                if key in keys:
                    merged.lay_defaults_of_base(library(file), base, keys)
    for layer in layers:
        merged.lay(layer)
    _override(merged, overrides)
    horizons.inline(merged)
    _drop_unused_references(merged)
    found = validate(merged)
    _check(found, merged)
    if problems or found is None:
        problems += formats.advice(main, problems)
        # What is wrong with a model is said once, and not of every asset that has it.
        said = {(each.file, each.line) for each in wrong_entries}
        problems = [each for each in problems if each in wrong_entries or (each.file, each.line) not in said]
        raise ScenarioError(_in_order(problems, [main, *layers]))
    # A name need not be text on every system; what becomes of this one is written into files that are.
    found._name = visible_line(os.fsencode(path.stem if name is None else name).decode("utf-8", "replace"))
    found._shown = main.shown
    return found


def _check(found: Scenario | None, merged: Merged) -> None:
    """Look for what does not fit together."""
    if not merged.gaps:
        # What is not known may be what fits.
        check(found if found is not None else partial(merged), merged.report_misfit)
    if found is not None and not merged.problems:
        # By the values as given alone: masses that are drawn fly all the same.
        check_manifests(found, merged.report_misfit)
        check_waits(found, merged.report_misfit)


def _read(name: str) -> tuple[Source, Path]:
    if not name:
        raise ScenarioError([Problem("", None, "", "the name of a scenario file is empty")])
    if name.startswith(files.PREFIX):
        path = files.shipped(name)
        return files.read_toml(path), path
    try:
        path = Path(name).expanduser()
        return files.read_toml(path, shown=name, within=files.confines(path)), path
    except RuntimeError as error:
        raise ScenarioError([Problem(name, None, "", f"cannot be read: {error}")]) from None


def _systems_of_bases(layers: Sequence[Source]) -> dict[str, set[str]]:
    """Return the tables that other bases have in any file, with those that these need and the library gives whole."""
    found: dict[str, set[str]] = {}
    for layer in layers:
        bases = layer.table.get("bases")
        for name, base in bases.items() if isinstance(bases, dict) else ():
            if isinstance(base, dict) and "remove" not in base:
                found.setdefault(name, set()).update(key for key in base if isinstance(base[key], dict))
    known = systems()
    for keys in found.values():
        waiting = [key for key in keys if key in known]
        while waiting:
            more = [key for key in known[waiting.pop()].needs if key not in keys]
            keys.update(more)
            waiting += more
    return found


def _override(merged: Merged, given: Mapping[str, object] | Sequence[str]) -> None:
    layer, problems = settings.read(settings.texts(given), merged)
    if layer.table:
        merged.lay(layer)
    merged.problems.extend(problems)


def _drop_unused_references(merged: Merged) -> None:
    """Leave out the library's references that nothing names: they are no part of this scenario."""
    references = merged.tree.get("references")
    if not isinstance(references, dict):
        return
    used = {source for table in walk_tables(merged.tree) if isinstance(source := table.get("source"), str)}
    for key in list(references):
        origin = merged.origins.get(("references", key))
        if key not in used and origin is not None and origin.source.library:
            del references[key]


def _in_order(problems: list[Problem], layers: list[Source]) -> list[Problem]:
    """Return the problems by file, the one that was asked for first, and by line."""
    rank: dict[str, Any] = {}
    for source in layers:
        rank.setdefault(source.shown, len(rank))
    return sorted(problems, key=lambda each: (rank.get(each.file, len(rank)), each.file, each.line or 0))
