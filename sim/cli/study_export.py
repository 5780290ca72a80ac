"""Tables of studies for ``ilrs export``."""

from __future__ import annotations

import io
from pathlib import Path

import click


def study_table(study: Path, name: str | None, form: str) -> tuple[str, str]:
    """A table of the study in a folder as text, and what it is called.

    Args:
        study: The folder.
        name: Name of the table, or ``replicates``; the first table without it.
        form: ``csv``, ``markdown`` or ``latex``.

    Raises:
        click.UsageError: It is no study, or has no such table.
        StoreError: It cannot be read.
    """
    from sim.export import ExportError, study_text, table_of
    from sim.export.studies import REPLICATES
    from sim.study import open_results
    from sim.study.findings import Findings
    from sim.study.folder import STUDY, holder
    from sim.study.replicates.store import STORE, Store
    from sim.study.study_folder import write_replicates

    found = open_results([study])
    if not isinstance(found, Findings):
        raise click.UsageError(f"{study} is no study: its KPIs are exported by `ilrs export kpis {study}`")
    if name == REPLICATES:
        if form != "csv":
            raise click.UsageError(f"replicates are exported as csv, not as {form}: they are for programs")
        stream = io.StringIO()
        with Store((holder(study, STUDY) or study) / STORE, write=False) as store:
            write_replicates(stream, found.header, store)
        return stream.getvalue(), REPLICATES
    try:
        first = next((table.name for table in found.tables), None)
        table = table_of(found, name or first)
        return study_text(found, table, form), table.title
    except ExportError as error:
        raise click.UsageError(str(error)) from None
