"""``ilrs export``: results for other programs and for print."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli import inputs

if TYPE_CHECKING:
    from sim.export.grid import Grid

_QUIET = click.option("--quiet", is_flag=True, help="Say nothing but errors.")
_FILE = click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write to FILE instead, whole or not at all; what stands there is replaced.",
)
_FORM_OF = {".csv": "csv", ".md": "markdown", ".tex": "latex", ".parquet": "parquet"}


@click.group(invoke_without_command=True, subcommand_metavar="COMMAND [ARGS]...")
@click.pass_context
def export(context: click.Context) -> None:
    """Export what the folders of runs, comparisons and studies hold."""
    # As `ilrs` alone does; click's own way is an error whose text is the whole help.
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@export.command()
@click.argument("runs", nargs=-1, required=True, metavar="RUN|COMPARISON...", shell_complete=inputs.files)
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "markdown", "latex"]),
    help="Form of the table [from the name of FILE, else csv].",
)
@click.option("--kpis", "names", type=inputs.names, metavar="A,B", help="Only these KPIs, in this order.")
@_FILE
@_QUIET
def kpis(runs: tuple[str, ...], form: str | None, names: list[str] | None, target: Path | None, quiet: bool) -> None:
    """Export the KPIs of a run, of several against the first, or of a study.

    CSV has every digit of every KPI. Markdown and LaTeX (booktabs) are rounded, with units; more than six runs have a
    row each there, with the headline KPIs. Of a study it is the table that has most KPIs; `ilrs export table` has all.
    """
    from sim.export import ExportError, kpi_table
    from sim.study import open_results
    from sim.study.writing import write_text

    subject = open_results(runs)
    chosen = form or _form(target, {"csv", "markdown", "latex"})
    try:
        text = kpi_table(subject, chosen, names)
    except ExportError as error:
        raise click.UsageError(str(error)) from None
    if target is None:
        click.echo(text, nl=False)
        return
    write_text(target, lambda stream: stream.write(text))
    if not quiet:
        click.echo(f"{target}: KPIs as {chosen}")


@export.command()
@click.argument("runs", nargs=-1, required=True, metavar="RUN|COMPARISON...", shell_complete=inputs.files)
@click.option(
    "--grid",
    type=inputs.grid,
    default="1h",
    show_default=True,
    metavar="STEP",
    help="Width of a cell; 1month and 1year are those of the calendar (UTC).",
)
@click.option(
    "--channels",
    "names",
    type=inputs.names,
    metavar="A,B",
    help="Only these histories, in this order; patterns such as 'energy.*' are understood.",
)
@click.option("--from", "start", type=inputs.moment, metavar="T", help="Start of the first cell (UTC) [run's start].")
@click.option("--to", "end", type=inputs.moment, metavar="T", help="End of the last cell (UTC) [run's end].")
@click.option(
    "--sample",
    "sampling",
    type=click.Choice(["natural", "mean", "start", "end"]),
    default="natural",
    show_default=True,
    help="What of each cell: natural is the mean of what flows, and the value at the start of what is there.",
)
@click.option("--format", "form", type=click.Choice(["csv", "parquet"]), help="[from the name of FILE, else csv]")
@_FILE
@_QUIET
def channels(
    runs: tuple[str, ...],
    grid: Grid,
    names: list[str] | None,
    start: dt.datetime | None,
    end: dt.datetime | None,
    sampling: str,
    form: str | None,
    target: Path | None,
    quiet: bool,
) -> None:
    """Export the histories of a run, or of several, on a time grid.

    A row is a cell of the grid: utc and time_h (hours since the start of the run) are its start. The head of each
    further column names the history, its unit and what of the cell it tells: [kW mean] is a time mean, [kWh start] a
    value at the start. Powers, data rates, sunlight and links are means; stocks, counts and states are at the start.
    Of a grid of months or years the first cell is shorter where the run does not begin with one, and the last likewise.
    """
    from sim.export import ExportError, channel_table
    from sim.study import open_runs

    chosen = form or _form(target, {"csv", "parquet"})
    if chosen == "parquet" and target is None:
        raise click.UsageError("Parquet is no text: name a file with -o FILE")
    subject = open_runs(runs)
    try:
        table = channel_table(subject, grid, names, start=start, end=end, sampling=sampling)
        if chosen == "parquet" and target is not None:
            table.write_parquet(target)
        elif target is not None:
            table.write_csv_file(target)
        else:
            table.write_csv(sys.stdout)
    except ExportError as error:
        raise click.UsageError(str(error)) from None
    if quiet:
        return
    for note in table.notes:
        click.echo(f"note: {note}", err=True)
    if target is not None:
        click.echo(f"{target}: {len(table):,} cells of {len(table.columns)} histories as {chosen}")


@export.command()
@click.argument("study", type=click.Path(path_type=Path), shell_complete=inputs.files)
@click.argument("name", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "markdown", "latex"]),
    help="Form of the table [from the name of FILE, else csv].",
)
@_FILE
@_QUIET
def table(study: Path, name: str | None, form: str | None, target: Path | None, quiet: bool) -> None:
    """Export the table NAME of a STUDY [its first], or its `replicates`.

    CSV has every digit; dates in it are UTC, or hours since the start where a column holds several units, and `inf`
    after the end. Markdown and LaTeX (booktabs) are as printed, with units.
    """
    from sim.cli.study_export import study_table
    from sim.study.writing import write_text

    chosen = form or _form(target, {"csv", "markdown", "latex"})
    text, what = study_table(study, name, chosen)
    if target is None:
        click.echo(text, nl=False)
        return
    write_text(target, lambda stream: stream.write(text))
    if not quiet:
        click.echo(f"{target}: {what} as {chosen}")


def _form(target: Path | None, known: set[str]) -> str:
    """The form that a file's name asks for; CSV where it asks for none."""
    form = "csv" if target is None else _FORM_OF.get(target.suffix.lower(), "csv")
    if form not in known:
        raise click.UsageError(f"{target}: {form} is not a form of this export; there are {', '.join(sorted(known))}")
    return form
