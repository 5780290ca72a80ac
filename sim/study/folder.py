"""The folder of a comparison: ``<out>/comparisons/<id>/``, there whole or not at all."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TextIO

from sim.result import files
from sim.result.folder import PLOTS, place
from sim.result.staging import publish, staging
from sim.scenario import Difference, Provenance
from sim.study.comparison import Comparison
from sim.study.rows import KpiRow
from sim.texts import cell

ROOT = "comparisons"
COMPARISON = "comparison.json"
STUDY = "study.json"
KPIS = "kpis.csv"

Figures = Callable[[Comparison, Path], object]
"""Draws the figures of a comparison into a folder."""


def holder(path: Path, name: str) -> Path | None:
    """The folder that ``path`` is, or is in, if it holds a file ``name``."""
    if path.name == name and path.is_file():
        return path.parent
    return path if (path / name).is_file() else None


def save(comparison: Comparison, out: Path | str, *, figures: Figures | None = None) -> Path:
    """Write a comparison under ``out``, in place of an earlier one of the same runs.

    Args:
        comparison: What to write.
        out: Root under which results go.
        figures: Draws the figures; none are drawn without it.

    Returns:
        The folder.

    Raises:
        OSError: The folder cannot be written.
    """
    root = Path(out)
    final = root / ROOT / comparison.id
    with staging(root) as stage:
        files.write_json(stage / COMPARISON, as_json(comparison))
        write_kpis(stage / KPIS, comparison)
        (stage / PLOTS).mkdir()
        if figures is not None:
            figures(comparison, stage / PLOTS)
        publish(stage, final, keep=lambda _there: False)
    return final


def as_json(comparison: Comparison) -> dict[str, Any]:
    """``comparison.json``."""
    return {
        "id": comparison.id,
        "runs": [
            {
                "label": label,
                "scenario": result.name,
                "run_id": result.info.run_id,
                "folder": os.fsencode(place(Path("."), result.name, result.info.run_id).as_posix()).decode("utf-8"),
                "seed": result.seed,
                "replicate": result.replicate,
                "start": result.start.isoformat(),
                "end": result.end.isoformat(),
                "site": result.scenario.site.name,
                "bottleneck": result.sentence,
                "bottleneck_shares": result.bottlenecks.shares,
            }
            for label, result in comparison.items()
        ],
        "remarks": list(comparison.remarks),
        "changes": {
            label: [_change_as_json(change) for change in changes] for label, changes in comparison.changes.items()
        },
        "kpis": {
            name: {
                "label": row.label,
                "unit": row.unit,
                "definition": row.definition,
                "values": dict(zip(comparison.labels, row.values, strict=True)),
                "differences": dict(zip(comparison.labels, row.differences, strict=True)),
                "difference_unit": row.difference_unit,
            }
            for name, row in comparison.kpis.items()
        },
    }


def write_kpis(path: Path, comparison: Comparison) -> None:
    """Write ``kpis.csv``: a row a KPI; a column a run, then one a difference to the first.

    Raises:
        OSError: The file cannot be written.
    """
    with path.open("w", encoding="utf-8", newline="") as stream:
        write_kpi_rows(stream, comparison.labels, comparison.kpis.values())


def write_kpi_rows(stream: TextIO, labels: Sequence[str], rows: Iterable[KpiRow]) -> None:
    """Write KPIs of several runs to an open text file, as :func:`write_kpis` does."""
    first, *others = labels
    writer = csv.writer(stream, lineterminator="\n")
    against = [f"{label} - {first}" for label in others]
    writer.writerow([cell(head) for head in ("kpi", "label", "unit", *labels, *against, "difference_unit")])
    for row in rows:
        values = ["" if value is None else value for value in (*row.values, *row.differences[1:])]
        writer.writerow([cell(value) for value in (row.name, row.label, row.unit, *values, row.difference_unit)])


def _change_as_json(change: Difference) -> dict[str, Any]:
    return {"key": change.key, "first": _side(change.a, change.a_text), "this": _side(change.b, change.b_text)}


def _side(value: object, text: str) -> object:
    """One side of a changed input: a parameter with its provenance, null where the key is absent, else a value."""
    if isinstance(value, Provenance):
        given = value.given()
        return {
            "value": given["value"],
            "unit": given.get("unit"),
            "basis": value.basis,
            "source": value.source,
            "note": value.note,
            "known": value.known,
        }
    return value if value is None or isinstance(value, bool | int | float | str) else text
