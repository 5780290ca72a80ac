"""The verb ``report``: a run, a comparison or a study as one HTML file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sim.result import Result
    from sim.study import Comparison
    from sim.study.findings import Findings

NAME = "report.html"


@click.command()
@click.argument("items", nargs=-1, required=True, metavar="RUN|COMPARISON|STUDY", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Where to [in the folder]."
)
@click.option("--open", "show", is_flag=True, help="Open it in the browser.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
def report(items: tuple[Path, ...], output: Path | None, show: bool, quiet: bool) -> None:
    """Write the report on a run, a comparison or a study: one HTML file that opens anywhere.

    RUN is a run folder, COMPARISON the folder that `ilrs compare` made, STUDY that of `ilrs ensemble` and its like;
    several run folders are compared.
    """
    from sim.cli.progress import Progress
    from sim.study import open_results
    from sim.view.report import write

    with Progress(quiet=quiet) as progress:
        what = open_results(items)
        progress.begin("drawing the figures")
        path = write(what, output or _place(items, what))
    click.echo(str(path))
    if show and not click.launch(path.as_uri()) == 0:
        raise click.ClickException(f"no browser could be started; open {path} yourself")


def _place(items: tuple[Path, ...], what: Result | Comparison | Findings) -> Path:
    """Where the report goes: into the folder that was given, else into the comparison's or the working folder."""
    from sim.study.folder import COMPARISON, ROOT

    here = items[0].parent if items[0].is_file() else items[0]
    if len(items) == 1:
        return here / NAME
    identity = str(getattr(what, "id", "runs"))
    there = here.resolve().parents[1] / ROOT / identity
    return there / NAME if (there / COMPARISON).is_file() else Path(f"report-{identity}.html")
