"""The text files of a run folder. Same result, same bytes: sorted keys, shortest exact numbers, no wall time."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from sim.engine import Balance
from sim.result.bottlenecks import Bottlenecks, Cause
from sim.result.conform import build, check
from sim.result.goals import Goal
from sim.result.pace import Limit, Pace
from sim.result.relieved import Came, Relieved
from sim.station import RELIEFS, Event, Kpi
from sim.station.states import CATEGORIES, TRANSPORT, holding_back
from sim.texts import cell, from_cell, visible, visible_all

MOST_BYTES = 256 * 1024**2
"""Largest JSON file that is read [bytes]."""

EVENT_COLUMNS = ("time_h", "utc", "system", "subject", "event", "detail")


def write_json(path: Path, content: object) -> None:
    """Write ``content`` as JSON.

    Raises:
        OSError: The file cannot be written.
        ValueError: A number is not finite.
    """
    text = json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def read_json(path: Path) -> dict[str, Any]:
    """The JSON object in ``path``, with the control characters of its texts shown as what they are.

    Raises:
        OSError: The file cannot be read.
        ValueError: It does not hold a JSON object.
    """
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"{path}: larger than {MOST_BYTES:,} bytes")
    try:
        content = visible_all(json.loads(path.read_text(encoding="utf-8"), parse_constant=_refuse))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path}: not JSON ({error})") from error
    if not isinstance(content, dict):
        raise ValueError(f"{path}: not a JSON object")
    return content


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")


def digest(path: Path) -> str:
    """The SHA-256 of a file, by which damage to it is found.

    Raises:
        OSError: The file cannot be read.
    """
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def kpis_as_json(kpis: Mapping[str, Kpi]) -> dict[str, dict[str, object]]:
    """``kpis.json``."""
    return {
        name: {"value": kpi.value, "unit": kpi.unit, "label": kpi.label, "definition": kpi.definition}
        for name, kpi in kpis.items()
    }


def kpis_from_json(content: Mapping[str, Any]) -> dict[str, Kpi]:
    """KPIs of ``kpis.json``, by name, sorted."""
    return {name: build(Kpi, entry) for name, entry in sorted(content.items())}


def ledgers_as_json(ledgers: Mapping[str, Balance]) -> dict[str, dict[str, object]]:
    """``ledger.json``."""
    return {
        name: {
            "unit": balance.unit,
            "counted": balance.counted,
            "in": balance.received,
            "out": balance.issued,
            "stock_start": balance.stock_start,
            "stock_end": balance.stock_end,
            "throughput": balance.throughput,
            "residual": balance.residual,
            "accounts": balance.accounts,
        }
        for name, balance in ledgers.items()
    }


def ledgers_from_json(content: Mapping[str, Any]) -> dict[str, Balance]:
    """Balances of ``ledger.json``, by name, sorted."""
    return {
        name: build(
            Balance,
            {
                "commodity": name,
                "unit": entry["unit"],
                "counted": entry["counted"],
                "received": entry["in"],
                "issued": entry["out"],
                "stock_start": entry["stock_start"],
                "stock_end": entry["stock_end"],
                "throughput": entry["throughput"],
                "residual": entry["residual"],
                "accounts": dict(entry["accounts"]),
            },
        )
        for name, entry in sorted(content.items())
    }


def bottlenecks_as_json(bottlenecks: Bottlenecks) -> dict[str, object]:
    """``bottlenecks.json``; machines, causes and goals keep their order."""
    return {
        "machines": [
            {
                "name": unit,
                "hours": {name: lost for name, lost in hours.items() if name != TRANSPORT or lost},
                "states": bottlenecks.states[unit],
            }
            for unit, hours in bottlenecks.hours.items()
        ],
        "causes": [dataclasses.asdict(cause) for cause in bottlenecks.causes],
        "paces": [
            {"goal": name, "pace": None if pace is None else _pace_as_json(pace)}
            for name, pace in bottlenecks.paces.items()
        ],
    }


def bottlenecks_from_json(content: Mapping[str, Any], goals: Sequence[Goal]) -> Bottlenecks:
    """The bottlenecks of ``bottlenecks.json``.

    Args:
        content: What the file holds.
        goals: What the run was for.

    Raises:
        ValueError, KeyError, TypeError: It is not that of such a run.
    """
    known = {entry["goal"]: entry["pace"] for entry in content["paces"]}
    paces = {goal.name: None if known[goal.name] is None else _pace_from_json(known[goal.name], goal) for goal in goals}
    return Bottlenecks(
        hours={
            unit["name"]: {name: float(({TRANSPORT: 0.0} | unit["hours"])[name]) for name in CATEGORIES}
            for unit in content["machines"]
        },
        states={unit["name"]: {s: float(h) for s, h in unit["states"].items()} for unit in content["machines"]},
        causes=tuple(build(Cause, cause) for cause in content["causes"]),
        pace=next(iter(paces.values()), None),
        paces=paces,
    )


def _pace_as_json(pace: Pace) -> dict[str, object]:
    limits = [
        {**vars(limit), "causes": [[*cause, hours] for cause, hours in limit.causes.items()]} for limit in pace.limits
    ]
    return {**{name: value for name, value in vars(pace).items() if name != "goal"}, "limits": limits}


def _pace_from_json(content: Mapping[str, Any], goal: Goal) -> Pace:
    limits = tuple(
        build(Limit, {**entry, "causes": {(kind, state): hours for kind, state, hours in entry["causes"]}})
        for entry in content["limits"]
    )
    return build(Pace, {**content, "limits": limits, "goal": goal})


def relieved_as_json(relieved: Mapping[str, Relieved]) -> dict[str, object]:
    """``relief.json``: what came of the run and of those without a limit."""
    return {
        name: {"before": dataclasses.asdict(one.before), "after": dataclasses.asdict(one.after)}
        for name, one in relieved.items()
    }


def relieved_from_json(content: Mapping[str, Any], goal: Goal, start: dt.datetime) -> dict[str, Relieved]:
    """What is in ``relief.json``, by what was lifted.

    Args:
        content: What the file holds.
        goal: The chief goal of the run.
        start: Its first moment (UTC).

    Raises:
        ValueError, KeyError, TypeError: It is not that of such a run.
    """
    if unknown := sorted(content.keys() - RELIEFS.keys()):
        raise ValueError(f"nothing that is called '{unknown[0]}' can be lifted")
    return {
        name: Relieved(name, goal, start, _came(entry["before"]), _came(entry["after"]))
        for name, entry in sorted(content.items())
    }


def _came(entry: Mapping[str, Any]) -> Came:
    """What came of a run."""
    return Came(
        reached=None if entry["reached"] is None else float(entry["reached"]),
        value=None if entry["value"] is None else float(entry["value"]),
        laid=float(entry["laid"]),
        last=None if entry["last"] is None else str(entry["last"]),
        worst=None if entry["worst"] is None else str(entry["worst"]),
        lost={name: float(entry["lost"][name]) for name in holding_back(TRANSPORT in entry["lost"])},
    )


def write_events(path: Path, events: Sequence[Event], start: dt.datetime) -> None:
    """Write ``events.csv``; ``utc`` is to the second, ``time_h`` exact.

    Raises:
        OSError: The file cannot be written.
    """
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(EVENT_COLUMNS)
        for event in events:
            utc = start + dt.timedelta(seconds=round(event.time_h * 3600))
            writer.writerow(
                (
                    repr(event.time_h),
                    utc.isoformat(),
                    *(cell(text) for text in (event.system, event.subject, event.event, event.detail)),
                )
            )


def read_events(path: Path) -> tuple[Event, ...]:
    """The events in ``path``.

    Raises:
        OSError: The file cannot be read.
        ValueError: It is not a file of events.
    """
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        if tuple(reader.fieldnames or ()) != EVENT_COLUMNS:
            raise ValueError(f"{path}: not a file of events")
        try:
            return tuple(_event(row) for row in reader)
        except csv.Error as error:
            raise ValueError(f"{path}: not a file of events ({error})") from error


def _event(row: dict[str, str]) -> Event:
    """An event from its row; one that is too long or too short has other cells than texts."""
    texts = [row[column] for column in EVENT_COLUMNS[2:]]
    if len(row) != len(EVENT_COLUMNS):
        raise ValueError("a row of events is too long")
    return Event(check(float(row["time_h"]), float, "the time of an event"), *map(_text_of, texts))


def _text_of(given: str) -> str:
    """The text of a cell."""
    return visible(from_cell(check(given, str, "a cell of an event")))
