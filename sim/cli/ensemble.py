"""The verb ``ensemble``: one scenario under many draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sim.cli import inputs, studies
from sim.cli.study_options import VARY, Common, common

if TYPE_CHECKING:
    from sim.study.replicates.variants import Vary

_USUAL = 100
"""Replicates where neither a number nor a width is given."""


@click.command()
@click.argument("scenario", shell_complete=inputs.scenarios)
@click.option("-n", "number", type=click.IntRange(1, 1_000_000), metavar="N", help=f"Replicates [{_USUAL}].")
@VARY
@click.option(
    "--until-width",
    metavar="KPI=W",
    help="Stop as soon as the 95 % interval of a KPI's mean, or of a date's median, is no wider than W.",
)
@click.option(
    "--keep-traces",
    type=click.IntRange(0, 1000),
    default=0,
    metavar="N",
    help="Run N replicates again with their histories, from the best to the worst, into run folders.",
)
@common("Show all KPIs, not only those that sum a run up.")
def ensemble(
    scenario: str,
    number: int | None,
    vary: Vary,
    until_width: str | None,
    keep_traces: int,
    common: Common,
) -> None:
    """Run a scenario under many draws: quantiles, probabilities, bands.

    What is there already is not run again, so that it can be stopped at any moment and gone on with by the same
    command, and N can grow.
    """
    from sim.cli.progress import Progress
    from sim.study.asking import drawing_of
    from sim.study.ensembles.run import ensemble as run
    from sim.study.ensembles.run import keep_traces as keep
    from sim.study.ensembles.run import narrow_of

    where = common.where
    narrow = None if until_width is None else narrow_of(until_width)
    if number is None and narrow is None:
        number = _USUAL
    with Progress(quiet=common.quiet) as progress:
        given = studies.scenario_of(scenario, common.overrides, progress)
        found, folder = run(
            given,
            drawing_of(given, vary, common.seed, common.until),
            number,
            narrow=narrow,
            execution=where,
            watch=studies.Told(progress, given.title),
            command=studies.command_of(),
            figures=studies.draw_figures(progress, common.no_plots),
        )
        traces = (
            [] if found is None else keep(found, keep_traces, common.out, progress.follow("running with histories"))
        )
    studies.finish(found, folder, everything=common.everything)
    for path in traces:
        click.echo(f"with its histories: {path}")
