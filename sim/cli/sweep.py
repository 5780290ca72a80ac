"""The verb ``sweep``: a grid or a list of variants as one comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sim.cli import inputs, studies
from sim.cli.study_options import Common, common

if TYPE_CHECKING:
    from sim.study.replicates.variants import Vary

_SET = click.option(
    "--set",
    "overrides",
    multiple=True,
    metavar="K=V1,V2",
    help="Values of a key, each of which makes a variant; with a study file, or one value, a change to all of them.",
)
_VARY = click.option(
    "--vary",
    type=click.Choice(inputs.VARY),
    help="What each replicate draws anew: failures and rejects, uncertain parameters, or both [both].",
)


@click.command()
@click.argument("scenario", metavar="STUDY|SCENARIO", shell_complete=inputs.scenarios)
@click.option(
    "-n",
    "number",
    type=click.IntRange(1, 1_000_000),
    metavar="N",
    help="Replicates of each variant [20, or the study's].",
)
@_VARY
@click.option(
    "--require",
    multiple=True,
    metavar="KPI>=X in P%",
    help="What a variant must meet to be chosen, such as 'energy.survival_availability >= 0.999 in 95 %'.",
)
@click.option("--by", metavar="KPI", help="Rank by this figure [the chief goal].")
@common("Show all rows, not only those that matter most.", change=_SET)
def sweep(
    scenario: str,
    number: int | None,
    vary: Vary | None,
    require: tuple[str, ...],
    by: str | None,
    common: Common,
) -> None:
    """Compare a grid or a list of variants: which is best, and how sure that is.

    All run the same draws. STUDY is a TOML file that names them, or ilrs:NAME for one that comes with the program. Of a
    SCENARIO, --set with several values makes a grid. What is there already is not run again.
    """
    from sim.cli.progress import Progress
    from sim.study.sweeps.run import plan
    from sim.study.sweeps.run import sweep as run

    where = common.where
    with Progress(quiet=common.quiet) as progress:
        asked = plan(
            scenario,
            common.overrides,
            n=number,
            vary=vary,
            seed=common.seed,
            until=common.until,
            require=require,
            by=by,
        )
        notes = {note: None for variant in asked.variants for note in variant.scenario.notes()}
        for note in notes:
            progress.say(f"note: {note}")
        progress.say(f"{asked.title}: {len(asked.variants):,d} variants, {asked.n:,d} draws of each")
        found, folder = run(
            asked,
            execution=where,
            watch=studies.Told(progress, asked.title),
            command=studies.command_of(),
            figures=studies.draw_figures(progress, common.no_plots),
        )
    studies.finish(found, folder, everything=common.everything)
