"""Measured horizons: reading their CSV files, checking them, and putting the angles into the scenario itself."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sim.scenario import files
from sim.scenario.layers import Merged
from sim.scenario.problems import Problem, ScenarioError, dotted

COLUMNS = ("azimuth_deg", "elevation_deg")
#: A horizon is linear between its azimuths; across a wider gap than this [deg] that would be a guess.
WIDEST_GAP = 30.0

Fault = tuple[int, str]


def inline(merged: Merged) -> None:
    """Replace every file named in `site.horizons` by the angles in it, and check those that are given in place."""
    site = merged.tree.get("site")
    horizons = site.get("horizons") if isinstance(site, dict) else None
    if not isinstance(site, dict) or not isinstance(horizons, dict):
        return
    source, _ = merged.locate(("site", "horizons"))
    inlined = {}
    for mast, given in horizons.items():
        path = ("site", "horizons", mast)
        if isinstance(given, str):
            inlined[mast] = _from_file(merged, path, given, source.folder)
        elif isinstance(given, dict) and all(isinstance(given.get(column), list) for column in COLUMNS):
            azimuths, elevations = (given[column] for column in COLUMNS)
            for index, message in faults(azimuths, elevations):
                merged.report((*path, COLUMNS[0], index), message)
                merged.broken.add(path)
            inlined[mast] = given
        else:
            merged.blame(path, "is neither a file name nor a table { azimuth_deg = [...], elevation_deg = [...] }")
            inlined[mast] = given
    site["horizons"] = inlined


def _from_file(merged: Merged, path: tuple[str, ...], name: str, folder: Path) -> dict[str, Any]:
    try:
        return read(files.find(name, folder), key=dotted(path))
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
    text = files.read_text(path, shown)
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
        message = f"the first row must name the columns {','.join(COLUMNS)}, not {','.join(header)[:80]}"
        raise ScenarioError([Problem(shown, header_line, key, message)])
    problems, lines = [], []
    columns: dict[str, list[float]] = {column: [] for column in COLUMNS}
    for number, cells in rows:
        try:
            values = [float(cell) for cell in cells]
        except ValueError:
            problems.append(Problem(shown, number, key, f'"{",".join(cells)[:80]}" is not two numbers'))
            continue
        if len(values) != len(header):
            problems.append(Problem(shown, number, key, f"has {len(values)} values where {len(header)} are due"))
            continue
        lines.append(number)
        for column, value in zip(header, values, strict=True):
            columns[column].append(value)
    if not problems:
        last = lines[-1] if lines else header_line
        found = faults(columns[COLUMNS[0]], columns[COLUMNS[1]])
        problems = [Problem(shown, lines[at] if at < len(lines) else last, key, message) for at, message in found]
    if problems:
        raise ScenarioError(problems)
    return {**columns, "origin": "\n".join(comments)}


def faults(azimuths: Sequence[Any], elevations: Sequence[Any]) -> list[Fault]:
    """Return what is wrong with a horizon as (position, message): numbers, order, limits, gaps of more than 30 deg."""
    if len(azimuths) != len(elevations):
        return [(0, f"{len(azimuths)} azimuths but {len(elevations)} elevations")]
    if len(azimuths) < 2:
        return [(0, "a horizon needs two azimuths at least")]
    found = [
        (at, message)
        for at, (azimuth, elevation) in enumerate(zip(azimuths, elevations, strict=True))
        if (message := _fault(azimuth, elevation)) is not None
    ]
    if found:
        return found
    for at in range(1, len(azimuths)):
        before, here = azimuths[at - 1], azimuths[at]
        if here <= before:
            order = "is there twice" if here == before else f"comes after {before:g}; azimuths must rise"
            found.append((at, f"azimuth {here:g} {order}"))
        elif here - before > WIDEST_GAP:
            found.append((at, f"gap from azimuth {before:g} to {here:g}: more than {WIDEST_GAP:g} deg"))
    around = azimuths[0] + 360.0 - azimuths[-1]
    if not found and around > WIDEST_GAP:
        text = f"gap from azimuth {azimuths[-1]:g} over north to {azimuths[0]:g}: more than {WIDEST_GAP:g} deg"
        found.append((len(azimuths) - 1, text))
    return found


def _fault(azimuth: Any, elevation: Any) -> str | None:
    for name, value in (("azimuth", azimuth), ("elevation", elevation)):
        if isinstance(value, bool) or not isinstance(value, int | float):
            return f"{name} {value!r} is not a number"
        if not math.isfinite(value):
            return f"{name} {value:g} is not a finite number"
    if not 0 <= azimuth < 360:
        return f"azimuth {azimuth:g} is outside [0, 360)"
    if not -90 <= elevation <= 90:
        return f"elevation {elevation:g} is outside [-90, 90]"
    return None
