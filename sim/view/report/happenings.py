"""The events of all runs, small enough for a page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sim.result import Result
from sim.scenario.assets import words
from sim.scenario.schema.energy import Load
from sim.station import Event
from sim.view.kit.text import plain
from sim.view.report.subject import Subject

_AMOUNT = re.compile(r"(?<![\w.,-])\d{4,}(?=(?:\.\d+)? [^\W\d])")
"""A large number with a word after it: no year, and no part of a name."""
_FAILED = "failed"


def as_data(subject: Subject) -> dict[str, Any]:
    """Events for the program of the page.

    ``kinds`` are (system, subject, event, what the subject is) and ``details`` texts; each run is a list of (seconds
    after its start, number of the kind, number of the detail), flat, in order of time.
    """
    kinds: dict[tuple[str, str, str, str], int] = {}
    details: dict[str, int] = {"": 0}
    runs = []
    for run in subject.runs:
        assets = _assets(run)
        flat: list[int] = []
        for event in run.events:
            kind = (event.system, plain(event.subject), _words(event), _asset(event, assets))
            number = kinds.setdefault(kind, len(kinds))
            detail = _AMOUNT.sub(lambda found: f"{int(found[0]):,}", plain(event.detail))
            flat += [round(event.time_h * 3600), number, details.setdefault(detail, len(details))]
        runs.append(flat)
    return {"kinds": [list(kind) for kind in kinds], "details": list(details), "runs": runs}


def systems(subject: Subject) -> tuple[tuple[str, int], ...]:
    """Systems with events, with how many there are in all runs, by name."""
    found: dict[str, int] = {}
    for run in subject.runs:
        for event in run.events:
            found[event.system] = found.get(event.system, 0) + 1
    return tuple(sorted(found.items()))


def example(subject: Subject) -> str:
    """Words that find an event of the runs: of a failure, where there was one; "" without events."""
    events = [(run, event) for run in subject.runs for event in run.events]
    if not events:
        return ""
    run, event = next((entry for entry in events if entry[1].event == _FAILED), events[0])
    return f"{_asset(event, _assets(run)) or plain(event.subject)} {_words(event)}"


def _words(event: Event) -> str:
    return event.event.replace("_", " ")


Assets = Mapping[tuple[str, str], str]


def _assets(run: Result) -> Assets:
    """What each asset of a scenario is, by system and name: ``solar`` of the tools a printer; loads need no word."""
    return {key: what for key, what in words(run.scenario).items() if what != Load.word}


def _asset(event: Event, assets: Assets) -> str:
    """What the subject of an event is; "" where that is not known, or where its name says it."""
    stem, _, number = event.subject.rpartition("-")
    what = assets.get((event.system, event.subject), "")
    if not what and number.isdecimal():
        what = assets.get((event.system, stem), "")
    return "" if what in event.subject else what
