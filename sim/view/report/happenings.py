"""The events of all runs, small enough for a page."""

from __future__ import annotations

from typing import Any

from sim.view import reading
from sim.view.report.subject import Subject


def as_data(subject: Subject) -> dict[str, Any]:
    """Events for the program of the page.

    ``kinds`` are (system, subject, event) triples and ``details`` texts; each run is a list of (seconds after its
    start, number of the kind, number of the detail), flat, in order of time.
    """
    kinds: dict[tuple[str, str, str], int] = {}
    details: dict[str, int] = {"": 0}
    runs = []
    for run in subject.runs:
        flat: list[int] = []
        for event in run.events:
            kind = (event.system, reading.plain(event.subject), event.event.replace("_", " "))
            number = kinds.setdefault(kind, len(kinds))
            flat += [round(event.time_h * 3600), number, details.setdefault(reading.plain(event.detail), len(details))]
        runs.append(flat)
    return {"kinds": [list(kind) for kind in kinds], "details": list(details), "runs": runs}


def systems(subject: Subject) -> tuple[tuple[str, int], ...]:
    """Systems with events, with how many there are in all runs, by name."""
    found: dict[str, int] = {}
    for run in subject.runs:
        for event in run.events:
            found[event.system] = found.get(event.system, 0) + 1
    return tuple(sorted(found.items()))
