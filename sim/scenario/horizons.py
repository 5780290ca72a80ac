"""Measured horizons: reading their CSV files, checking them, and putting the angles into the scenario itself."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from sim.scenario import files
from sim.scenario.files import Source
from sim.scenario.layers import Merged
from sim.scenario.problems import Problem, ScenarioError, dotted
from sim.texts import as_given, is_number, visible

COLUMNS = ("azimuth_deg", "elevation_deg")
#: A horizon is linear between its azimuths; across a wider gap than this [deg] that would be a guess.
WIDEST_GAP = 30.0

Fault = tuple[int, str]
Row = tuple[Any, Any] | None
"""Azimuth and elevation [deg]; None for one that cannot be read."""


def inline(merged: Merged) -> None:
    """Replace every file named in the `horizons` of a site or place by the angles in it; check those given here."""
    _of_base(merged, (), merged.tree)
    bases = merged.tree.get("bases")
    for name, base in bases.items() if isinstance(bases, dict) else ():
        _of_base(merged, ("bases", name), base)


def _of_base(merged: Merged, at: tuple[str, ...], base: Any) -> None:
    """Do so for the site of a base, its other places and its craters."""
    if not isinstance(base, dict):
        return
    _inline(merged, (*at, "site"), base.get("site"))
    for system, key in (("energy", "places"), ("exploration", "craters")):
        table = base.get(system)
        there = table.get(key) if isinstance(table, dict) else None
        for name, place in there.items() if isinstance(there, dict) else ():
            _inline(merged, (*at, system, key, name), place)


def _inline(merged: Merged, at: tuple[str, ...], place: Any) -> None:
    horizons = place.get("horizons") if isinstance(place, dict) else None
    if not isinstance(place, dict) or not isinstance(horizons, dict):
        return
    source, _ = merged.locate((*at, "horizons"))
    inlined = {}
    for mast, given in horizons.items():
        path = (*at, "horizons", mast)
        if isinstance(given, str):
            inlined[mast] = _from_file(merged, path, given, source)
        elif isinstance(given, dict) and all(isinstance(given.get(column), list) for column in COLUMNS):
            azimuths, elevations = (given[column] for column in COLUMNS)
            found = faults(azimuths, elevations)
            for index, message in found:
                merged.report((*path, COLUMNS[0], index), message)
            if found:
                merged.broken.add(path)
            inlined[mast] = given
        else:
            merged.blame(path, "is neither a file name nor a table { azimuth_deg = [...], elevation_deg = [...] }")
            inlined[mast] = given
    place["horizons"] = inlined


def _from_file(merged: Merged, path: tuple[str, ...], name: str, source: Source) -> dict[str, Any]:
    try:
        return read(files.find(name, source), key=dotted(path))
    except ScenarioError as error:
        for problem in error.problems:
            if problem.line is None:
                merged.report(path, f'"{name}": {problem.message}')
            else:
                merged.problems.append(replace(problem, key=dotted(path)))
        merged.broken.add(path)
    except (OSError, ValueError, RuntimeError) as error:
        merged.blame(path, f'"{name}" cannot be read: {error}')
    return {column: [] for column in COLUMNS}


def read(path: Path, *, key: str = "") -> dict[str, Any]:
    """Read a horizon file: lines starting with # (kept as the origin), a header, rows of azimuth and elevation [deg].

    Returns:
        A table with the lists `azimuth_deg` and `elevation_deg` and the text `origin`.

    Raises:
        ScenarioError: the file cannot be read, or a row is wrong; each with its line.
    """
    shown = files.shown_path(path)
    text = visible(files.read_text(path, shown))
    comments, rows = [], []
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("#"):
            comments.append(line.lstrip("# \t").rstrip())
        elif line.strip():
            rows.append((number, [cell.strip() for cell in next(csv.reader([line]))]))
    if not rows:
        raise ScenarioError([Problem(shown, None, key, "has no rows: a horizon needs azimuths and elevations")])
    header_line, header = rows.pop(0)
    if sorted(header) != sorted(COLUMNS):
        # Not what it says instead: the file may be anything, and an error is passed on.
        message = f"is no horizon: the first row must name the columns {','.join(COLUMNS)}"
        raise ScenarioError([Problem(shown, header_line, key, message)])
    problems: list[Problem] = []
    values: list[Row] = []
    for number, cells in rows:
        try:
            by_column = dict(zip(header, [float(cell) for cell in cells], strict=True))
        except ValueError:
            problems.append(Problem(shown, number, key, _unread(cells, len(header))))
            values.append(None)
        else:
            values.append((by_column[COLUMNS[0]], by_column[COLUMNS[1]]))
    lines = [number for number, _ in rows] or [header_line]
    problems += [Problem(shown, lines[at], key, message) for at, message in _row_faults(values)]
    if problems:
        raise ScenarioError(sorted(problems, key=lambda problem: problem.line or 0))
    columns = {column: [row[at] for row in values if row is not None] for at, column in enumerate(COLUMNS)}
    return {**columns, "origin": "\n".join(comments)}


def _unread(cells: Sequence[str], due: int) -> str:
    if len(cells) != due and all(is_number(cell) for cell in cells):
        return f"has {len(cells)} values where {due} are due"
    return f'"{",".join(cells)[:80]}" is not two numbers'


def faults(azimuths: Sequence[Any], elevations: Sequence[Any]) -> list[Fault]:
    """Return what is wrong with a horizon as (position, message): numbers, limits, order, gaps of more than 30 deg."""
    if len(azimuths) != len(elevations):
        return [(0, f"{len(azimuths)} azimuths but {len(elevations)} elevations")]
    return _row_faults(list(zip(azimuths, elevations, strict=True)))


def _row_faults(rows: Sequence[Row]) -> list[Fault]:
    """Return what is wrong with the rows of a horizon; of one that cannot be read only what it hides in the others."""
    if len(rows) < 2:
        return [(0, "a horizon needs two azimuths at least")]
    found = []
    sound: list[tuple[int, float]] = []
    for at, row in enumerate(rows):
        if row is None:
            continue
        azimuth, elevation = row
        if not (wrong := _azimuth_fault(azimuth)):
            sound.append((at, azimuth))
        found += [(at, message) for message in (wrong, _elevation_fault(elevation)) if message]
    for (earlier, before), (at, here) in pairwise(sound):
        if here <= before:
            order = "is there twice" if here == before else f"comes after {before:g}; azimuths must rise"
            found.append((at, f"azimuth {here:g} {order}"))
        elif here - before > WIDEST_GAP and at == earlier + 1:
            found.append((at, f"gap from azimuth {before:g} to {here:g}: more than {WIDEST_GAP:g} deg"))
    if not found and len(sound) == len(rows):
        first, last = sound[0][1], sound[-1][1]
        if first + 360.0 - last > WIDEST_GAP:
            text = f"gap from azimuth {last:g} over north to {first:g}: more than {WIDEST_GAP:g} deg"
            found.append((len(rows) - 1, text))
    return found


def _azimuth_fault(azimuth: Any) -> str:
    outside = f"azimuth {_shown(azimuth)} is outside [0, 360)"
    return _number_fault("azimuth", azimuth) or ("" if 0 <= azimuth < 360 else outside)


def _elevation_fault(elevation: Any) -> str:
    outside = f"elevation {_shown(elevation)} is outside [-90, 90]"
    return _number_fault("elevation", elevation) or ("" if -90 <= elevation <= 90 else outside)


def _number_fault(name: str, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return f"{name} {_shown(value)} is not a number"
    # A whole number may be too large for a float.
    if isinstance(value, float) and not math.isfinite(value):
        return f"{name} {value} is not a finite number"
    return ""


def _shown(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else as_given(value, 40)
