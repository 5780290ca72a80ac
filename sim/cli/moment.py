"""``ilrs show RUN --at DATE``: everything of a run at one moment."""

from __future__ import annotations

import datetime as dt

import click


def show_moment(folder: str, at: dt.datetime) -> None:
    """Print the state and cause of everything in a run folder at a moment.

    Raises:
        click.UsageError: It is no single run, or the moment is outside it.
    """
    from sim.cli import output
    from sim.export import ExportError
    from sim.export.moment import moment_table
    from sim.result import Result
    from sim.study import open_runs

    run = open_runs([folder])
    if not isinstance(run, Result):
        raise click.UsageError(f"{folder} holds several runs; name the folder of one")
    try:
        table = moment_table(run, at)
    except ExportError as error:
        raise click.UsageError(f"--at: {error}") from None
    click.echo(f"{table.title}\n")
    output.table(table.headers, table.rows, right=table.right)
