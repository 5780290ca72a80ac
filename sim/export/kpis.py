"""KPI tables as text, and what a notebook shows."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from sim.export import layout, markup
from sim.export.errors import ExportError
from sim.export.layout import Subject
from sim.export.studies import study_display, study_text, table_of
from sim.scenario import KNOWN, assumptions, known
from sim.study import Comparison, KpiRow
from sim.study.findings import Findings
from sim.study.folder import write_kpi_rows
from sim.texts import cell

FORMS = ("csv", "markdown", "latex", "html")


def kpi_table(subject: Subject | Findings, form: str = "markdown", kpis: Sequence[str] | None = None) -> str:
    """The KPIs of a run or of several as text; of a study, its table of KPIs.

    Markdown, LaTeX (``booktabs``) and HTML are for people: numbers rounded, with units; with more than six runs, a row
    a run and the headline KPIs. CSV is for programs: every KPI and every digit; its last rows say how many of the
    inputs are assumptions, and how well those that are no decisions are known.

    Args:
        subject: The run, the comparison or what a study found.
        form: ``csv``, ``markdown``, ``latex`` or ``html``.
        kpis: Names of the KPIs, in this order (default: all, or the headline KPIs).

    Raises:
        ExportError: There is no such form or KPI.
    """
    if isinstance(subject, Findings):
        return study_text(subject, table_of(subject, measures=kpis), form)
    if form == "csv":
        return _csv(subject, layout.kpi_rows(subject, kpis))
    writers = {"markdown": markup.markdown, "latex": markup.latex, "html": markup.html_table}
    if form not in writers:
        raise ExportError(f"no form '{form}' of KPI tables; there are {', '.join(FORMS)}")
    return writers[form](layout.kpi_layout(subject, kpis))


def display(subject: Subject | Findings) -> str:
    """The HTML that a notebook shows for a run or a comparison: headline KPIs, what held it back, all KPIs folded.

    Of a study, what it found, in sentences and tables.
    """
    if isinstance(subject, Findings):
        return study_display(subject)
    chief = layout.headlines(subject)
    parts = [markup.html_table(layout.kpi_layout(subject, [row.name for row in chief]))]
    if isinstance(subject, Comparison):
        if len(subject) <= layout.DETAILED:
            held = [f"{label}: {sentence}" for label, sentence in subject.sentences.items()]
        else:
            held = [_held_back(subject)]
        folds = len(subject) <= layout.MOST_COLUMNS
    else:
        held, folds = [subject.sentence], True
    parts += [f"<p>{markup.html_text(line)}</p>" for line in (*held, *layout.notes(subject))]
    if folds:
        whole = markup.html_table(layout.kpi_layout(subject, named=True))
        parts.append(f"<details><summary>all {len(subject.kpis)} KPIs</summary>{whole}</details>")
    return f"<div>{''.join(parts)}</div>"


def _held_back(comparison: Comparison) -> str:
    """Which must-have held each of many runs back."""
    groups: dict[str, list[str]] = {}
    for label, bottlenecks in comparison.bottlenecks.items():
        groups.setdefault(bottlenecks.worst or "nothing", []).append(label)
    return "Held back most by " + "; ".join(f"{what}: {', '.join(labels)}" for what, labels in groups.items()) + "."


def _csv(subject: Subject, rows: Sequence[KpiRow]) -> str:
    stream = io.StringIO()
    rows = (*rows, *_inputs(subject))
    if isinstance(subject, Comparison):
        write_kpi_rows(stream, subject.labels, rows)
    else:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["kpi", "label", "unit", "value", "definition"])
        for row in rows:
            value = row.values[0]
            cells = (row.name, row.label, row.unit, "" if value is None else value, row.definition)
            writer.writerow([cell(one) for one in cells])
    return stream.getvalue()


def _inputs(subject: Subject) -> tuple[KpiRow, ...]:
    """How many inputs there are, how many of them are assumptions, how well they are known, as rows."""
    runs = layout.runs_of(subject)
    registers = [run.scenario.parameters() for _, run in runs]
    found = [(*assumptions(register), *known(register).values()) for register in registers]
    labels = tuple(label for label, _ in runs)
    texts = (
        ("inputs.assumptions", "Assumed inputs", "Parameters that are assumptions"),
        ("inputs.parameters", "Inputs", "Parameters of the scenario"),
        *((f"inputs.{word}", f"Inputs {word}", f"Parameters that are {word}, decisions left out") for word in KNOWN),
    )
    rows = []
    for index, (name, label, definition) in enumerate(texts):
        values = tuple(one[index] for one in found)
        differences = tuple(value - values[0] for value in values)
        rows.append(KpiRow(name, label, "1", definition, values, differences, "1", labels))
    return tuple(rows)
