"""The verb ``sensitivity``: which assumptions decide a figure."""

from __future__ import annotations

import click

from sim.cli import inputs, studies
from sim.cli.study_options import Common, common


@click.command()
@click.argument("scenario", shell_complete=inputs.scenarios)
@click.option(
    "--kpi", "kpis", multiple=True, metavar="K", help="A KPI, or goal.reached; may be repeated [the chief goal]."
)
@click.option("--time", default="20min", show_default=True, metavar="T", help="What it may take, such as 90s or 1.5h.")
@click.option(
    "--trajectories", type=click.IntRange(2, 10_000), metavar="N", help="Size of the screening [what the time buys]."
)
@click.option(
    "--samples", type=click.IntRange(2, 1 << 19), metavar="N", help="Samples for shares, a power of two [the same]."
)
@common("Show all parameters, not only those that move most.", shards=False)
def sensitivity(
    scenario: str,
    kpis: tuple[str, ...],
    time: str,
    trajectories: int | None,
    samples: int | None,
    common: Common,
) -> None:
    """Find out which assumptions decide a figure of a scenario.

    All uncertain parameters are screened; those that matter get a share of the variance each, the others one together.
    What is there already is not run again: the same command goes on, other figures use the same screening.
    """
    from sim.cli.progress import Progress
    from sim.study.asking import drawing_of
    from sim.study.sensitivity.run import effort_of
    from sim.study.sensitivity.run import sensitivity as run

    where = common.where
    effort = effort_of(time, trajectories, samples)
    with Progress(quiet=common.quiet) as progress:
        given = studies.scenario_of(scenario, common.overrides, progress)
        name = given.title
        found, folder = run(
            given,
            drawing_of(given, "both", common.seed, common.until),
            kpis,
            effort,
            execution=where,
            watch=studies.Told(progress, name),
            say=lambda text: progress.say(f"{name}: {text}"),
            command=studies.command_of(),
            figures=studies.draw_figures(progress, common.no_plots),
        )
    studies.finish(found, folder, everything=common.everything)
