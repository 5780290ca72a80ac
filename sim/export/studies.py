"""What studies found as text, as DataFrames and for notebooks: their tables, and every replicate as a row."""

from __future__ import annotations

import datetime as dt
import io
import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sim.export import markup
from sim.export.errors import ExportError, need
from sim.export.layout import Table
from sim.scenario import assumed
from sim.scenario.problems import suggestion
from sim.study.ensembles.ensemble import ordered_measures
from sim.study.findings import Findings, TextTable
from sim.study.study_folder import write_table

REPLICATES = "replicates"
"""Name of the table that has a row for every replicate."""
AFTER_END = "after_end"
"""Ends the name of the column that says of a date whether it lies after the end."""


def table_of(found: Findings, name: str | None = None, measures: Sequence[str] | None = None) -> TextTable:
    """One table of a study.

    Args:
        found: What the study found.
        name: Which (default: the one that has a row for most KPIs, else the first).
        measures: Only the rows of these KPIs, in this order.

    Raises:
        ExportError: There is no such table, or no such row in it.
    """
    tables = {table.name: table for table in found.tables}
    if name is None:
        if not tables:
            raise ExportError("this study has no tables: none of its replicates ended well")
        name = max(tables, key=lambda one: sum("measure" in record for record in tables[one].records))
    if name not in tables:
        near = suggestion(name, [*tables, REPLICATES], what="there are")
        raise ExportError(f"no table '{name}' of this study{near}")
    return tables[name] if measures is None else _rows_of(tables[name], measures)


def _rows_of(table: TextTable, measures: Sequence[str]) -> TextTable:
    places = {str(record["measure"]): place for place, record in enumerate(table.records) if "measure" in record}
    for name in measures:
        if name not in places:
            near = suggestion(name, places, what="there are") if places else "; its rows are no KPIs"
            raise ExportError(f"no KPI '{name}' in the table '{table.name}'{near}")
    chosen = [places[name] for name in measures]
    return replace(
        table,
        rows=tuple(table.rows[place] for place in chosen),
        records=tuple(table.records[place] for place in chosen),
        faint=frozenset(new for new, place in enumerate(chosen) if place in table.faint),
        chief=None,
    )


def study_text(found: Findings, table: TextTable, form: str) -> str:
    """A table of a study as text.

    Args:
        found: What the study found.
        table: One of its tables.
        form: ``csv``, with every digit; ``markdown``, ``latex`` or ``html``, as people read it.

    Raises:
        ExportError: There is no such form.
    """
    if form == "csv":
        stream = io.StringIO()
        write_table(stream, table)
        return stream.getvalue()
    writers = {"markdown": markup.markdown, "latex": markup.latex, "html": markup.html_table}
    if form not in writers:
        raise ExportError(f"no form '{form}' of tables; there are csv, {', '.join(writers)}")
    return writers[form](_laid_out(found, table, notes=True))


def _laid_out(found: Findings, table: TextTable, *, notes: bool) -> Table:
    below = (*([table.note] if table.note else []), *(found.remarks if notes else ()), *([_caveat(found)] * notes))
    return Table(
        title=f"{table.title}: {found.title}", headers=table.heads, rows=table.rows, right=table.right, notes=below
    )


def _caveat(found: Findings) -> str:
    return f"{assumed(*(one.scenario.parameters() for one in found.variants))}."


def study_frame(found: Findings, what: str) -> Any:
    """A table of a study as a pandas DataFrame.

    Of ``replicates``: a row a replicate with its variant, number and error, and a column a measure. Dates are
    datetimes (UTC); one after the end is NaT, and true in the column ``NAME.after_end`` beside it. Of other tables:
    their rows in base units; dates are datetimes too, but where a column holds several units they are hours since the
    start, infinite for after the end.

    Args:
        found: What the study found.
        what: ``replicates``, or the name of a table.

    Raises:
        ExportError: There is no such table.
        MissingExtraError: ``pandas`` is not installed.
    """
    if what == REPLICATES:
        columns = _replicates(found)
        return need("pandas").DataFrame(columns)
    table = table_of(found, what)
    pandas = need("pandas")
    frame = pandas.DataFrame(list(table.records))
    for name in frame.columns:
        texts = [value for value in frame[name] if value is not None]
        if texts and all(isinstance(value, str) and _is_moment(value) for value in texts):
            frame[name] = pandas.to_datetime(frame[name])
    frame.attrs["title"] = table.title
    frame.attrs["notes"] = [table.note, *found.remarks, _caveat(found)]
    return frame


def _is_moment(text: str) -> bool:
    try:
        dt.datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _replicates(found: Findings) -> dict[str, Any]:
    """Every replicate by column."""
    pandas = need("pandas")
    samples = found.held
    if not samples:
        raise ExportError(f"this study keeps no replicates by itself; its tables are {_names(found)}")
    records = [
        (one, record)
        for one in samples
        for record in sorted((*one.records, *one.failures), key=lambda record: record.number)
    ]
    columns: dict[str, Any] = {
        "variant": [one.variant.label for one, _ in records],
        "replicate": [record.number for _, record in records],
        "error": pandas.array([record.error for _, record in records], dtype="string"),
    }
    for name, measure in ordered_measures(*samples).items():
        values = [record.values.get(name, math.nan) for _, record in records]
        if measure.is_date:
            moments = [_moment(found, value) for value in values]
            columns[name] = pandas.to_datetime(pandas.Series(moments, dtype="datetime64[ns]"))
            after = [pandas.NA if math.isnan(value) else math.isinf(value) for value in values]
            columns[f"{name}.{AFTER_END}"] = pandas.array(after, dtype="boolean")
        elif measure.count:
            whole = [pandas.NA if math.isnan(value) else round(value) for value in values]
            columns[name] = pandas.array(whole, dtype="Int64")
        else:
            columns[name] = values
    return columns


def _moment(found: Findings, hours: float) -> dt.datetime | None:
    if not math.isfinite(hours):
        return None
    return found.header.start + dt.timedelta(hours=round(hours, 6))


def _names(found: Findings) -> str:
    return ", ".join(table.name for table in found.tables)


def study_display(found: Findings) -> str:
    """The HTML that a notebook shows for a study: what it found, in sentences and tables, long ones folded."""
    parts = [f"<p>{markup.html_text(line)}</p>" for line in (*found.sentences, *found.remarks)]
    for table in found.tables:
        every = _laid_out(found, table, notes=False)
        if table.chief is None:
            parts.append(markup.html_table(every))
            continue
        chief = replace(every, rows=tuple(row for place, row in enumerate(table.rows) if place in table.chief))
        parts.append(markup.html_table(chief))
        parts.append(f"<details><summary>all {len(table.rows)} rows</summary>{markup.html_table(every)}</details>")
    parts.append(f"<p>{markup.html_text(_caveat(found))}</p>")
    return f"<div>{''.join(parts)}</div>"
