"""The text files of a run folder. Same result, same bytes: sorted keys, shortest exact numbers, no wall time."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.engine import Balance
from sim.station import Event, Kpi

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
    """The JSON object in ``path``.

    Raises:
        OSError: The file cannot be read.
        ValueError: It does not hold a JSON object.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path}: not JSON ({error})") from error
    if not isinstance(content, dict):
        raise ValueError(f"{path}: not a JSON object")
    return content


def kpis_as_json(kpis: Mapping[str, Kpi]) -> dict[str, dict[str, object]]:
    """``kpis.json``."""
    return {
        name: {"value": kpi.value, "unit": kpi.unit, "label": kpi.label, "definition": kpi.definition}
        for name, kpi in kpis.items()
    }


def kpis_from_json(content: Mapping[str, Any]) -> dict[str, Kpi]:
    """KPIs of ``kpis.json``, by name, sorted."""
    return {name: Kpi(**entry) for name, entry in sorted(content.items())}


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
        name: Balance(
            commodity=name,
            unit=entry["unit"],
            counted=entry["counted"],
            received=entry["in"],
            issued=entry["out"],
            stock_start=entry["stock_start"],
            stock_end=entry["stock_end"],
            throughput=entry["throughput"],
            residual=entry["residual"],
            accounts=dict(entry["accounts"]),
        )
        for name, entry in sorted(content.items())
    }


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
                (repr(event.time_h), utc.isoformat(), event.system, event.subject, event.event, event.detail)
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
        return tuple(
            Event(float(row["time_h"]), row["system"], row["subject"], row["event"], row["detail"]) for row in reader
        )
