"""The verb ``levers``: what would help most."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sim.cli import inputs, studies
from sim.cli.study_options import Common, common

if TYPE_CHECKING:
    from sim.study.replicates.variants import Vary


@click.command()
@click.argument("scenario", metavar="SCENARIO|STUDY", shell_complete=inputs.scenarios)
@click.option(
    "-n", "number", type=click.IntRange(2, 100_000), metavar="N", help="Draws of each change [20, or the study's]."
)
@click.option(
    "--vary",
    type=click.Choice(inputs.VARY),
    help="What each draws anew: failures and rejects, uncertain parameters over their ranges, or both [random].",
)
@common("Show all changes, not only the first and those that differ.")
def levers(
    scenario: str,
    number: int | None,
    vary: Vary | None,
    common: Common,
) -> None:
    """Try single changes one at a time, and pairs of the best: what would help most?

    Each must-have and each cause of standstill is lifted, and what can be decided is varied: one more of each unit,
    half again of each size, a higher mast, an earlier delivery, twice the spare parts. All see the same random numbers.
    STUDY is a TOML file of kind "levers". What is there already is not run again.
    """
    from sim.cli.progress import Progress
    from sim.study.levers.asked import asked
    from sim.study.levers.run import levers as run

    where = common.where
    with Progress(quiet=common.quiet) as progress:
        what = asked(scenario, common.overrides, n=number, vary=vary, seed=common.seed, until=common.until)
        for note in what.scenario.notes():
            progress.say(f"note: {note}")
        found, folder = run(
            what.scenario,
            what.drawing,
            what.n,
            execution=where,
            watch=studies.Told(progress, what.scenario.title),
            command=studies.command_of(),
            figures=studies.draw_figures(progress, common.no_plots),
        )
    studies.finish(found, folder, everything=common.everything)
