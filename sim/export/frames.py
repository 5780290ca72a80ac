"""Results as pandas DataFrames."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sim.export import layout
from sim.export.channels import channel_table
from sim.export.errors import ExportError, need
from sim.export.layout import Subject
from sim.export.studies import study_frame
from sim.station import Event
from sim.study import Comparison
from sim.study.findings import Findings

KINDS = ("kpis", "channels", "events")


def to_frame(subject: Subject | Findings, what: str = "kpis", **options: Any) -> Any:
    """A run or several as a pandas DataFrame.

    - ``kpis``: a row a KPI by name; columns ``label``, ``unit`` and ``value``, or a column a run;
    - ``channels``: a row a cell of a time grid by UTC time, a column a history, or a history and run; ``options`` are
      those of :func:`sim.export.channel_table`;
    - ``events``: a row an event in order of time; of several runs with the column ``run``.

    Of a study: its ``replicates``, or one of its tables (:func:`sim.export.studies.study_frame`).

    Args:
        subject: The run, the comparison or what a study found.
        what: ``kpis``, ``channels`` or ``events``; of a study, the name of a table.
        options: Passed on.

    Raises:
        ExportError: There is no such kind, or ``options`` do not fit.
        MissingExtraError: ``pandas`` is not installed.
    """
    if isinstance(subject, Findings):
        if options:
            raise ExportError(f"a frame of a study takes no {', '.join(sorted(options))}")
        return study_frame(subject, what)
    if what not in KINDS:
        raise ExportError(f"no frame of '{what}'; there are {', '.join(KINDS)}")
    pandas = need("pandas")
    if what == "channels":
        return channel_table(subject, **options).to_frame()
    if options:
        raise ExportError(f"a frame of {what} takes no {', '.join(sorted(options))}")
    if what == "events":
        return pandas.DataFrame(_events(subject))
    rows = layout.kpi_rows(subject)
    several = isinstance(subject, Comparison)
    columns: dict[str, list[object]] = {"label": [row.label for row in rows], "unit": [row.unit for row in rows]}
    for index, (label, _) in enumerate(layout.runs_of(subject)):
        columns[label if several else "value"] = [row.values[index] for row in rows]
    frame = pandas.DataFrame(columns, index=pandas.Index([row.name for row in rows], name="kpi"), dtype=object)
    frame.attrs["notes"] = list(layout.notes(subject))
    return frame


def _events(subject: Subject) -> dict[str, list[object]]:
    """Events by column."""
    columns: dict[str, list[object]] = {}
    events: Sequence[Event] = subject.events
    if isinstance(subject, Comparison):
        columns["run"] = [event.label for event in subject.events]
        columns["utc"] = [event.utc for event in subject.events]
    else:
        columns["utc"] = [subject.start + dt.timedelta(hours=event.time_h) for event in events]
    for name in ("time_h", "system", "subject", "event", "detail"):
        columns[name] = [getattr(event, name) for event in events]
    return columns
