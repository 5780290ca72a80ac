"""The verb ``levers``: what would help most."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli import inputs, studies
from sim.cli.verbs import options

if TYPE_CHECKING:
    from sim.study.replicates.variants import Vary

_USUAL = 20
"""Replicates of each change where no number is given."""


@click.command()
@click.argument("scenario", shell_complete=inputs.scenarios)
@click.option("-n", "number", type=click.IntRange(2, 100_000), metavar="N", help=f"Draws of each change [{_USUAL}].")
@click.option(
    "--vary",
    type=click.Choice(["random", "parameters", "both"]),
    default="random",
    show_default=True,
    help="What each draw draws anew: failures and rejects, uncertain parameters over their ranges, or both.",
)
@options(*studies.COMMON)
@click.option("--all", "everything", is_flag=True, help="Show all changes, not only the first and those that differ.")
def levers(
    scenario: str,
    number: int | None,
    vary: Vary,
    overrides: tuple[str, ...],
    seed: int | None,
    until: dt.datetime | None,
    out: Path,
    workers: int | None,
    cluster: str | None,
    shard: tuple[int, int] | None,
    no_plots: bool,
    quiet: bool,
    everything: bool,
) -> None:
    """Try single changes one at a time, and pairs of the best: what would help most?

    Each must-have and each cause of standstill is lifted, and what can be decided is varied: one more of each unit,
    half again of each size, a higher mast, an earlier delivery, twice the spare parts. All see the same random numbers.
    What is there already is not run again.
    """
    from sim.cli.progress import Progress
    from sim.study.levers.run import levers as run

    where = studies.execution(out, workers, cluster, shard)
    with Progress(quiet=quiet) as progress:
        given = studies.scenario_of(scenario, overrides, progress)
        found, folder = run(
            given,
            studies.drawing_of(given, vary, seed, until),
            number or _USUAL,
            execution=where,
            watch=studies.Told(progress, given.title or given.name),
            command=studies.command_of(),
            figures=studies.draw_figures(progress, no_plots),
        )
    studies.finish(found, folder, everything=everything)
