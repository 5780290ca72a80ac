"""``ilrs compare -n``: scenarios under the same draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sim.cli import studies
from sim.cli.request import Request, tell_notes

if TYPE_CHECKING:
    from sim.study.replicates.study import Execution
    from sim.study.replicates.variants import Vary


def compare_paired(
    asked: Request,
    draws: tuple[int | None, Vary, str | None],
    where: Execution,
    *,
    no_plots: bool,
    everything: bool,
    quiet: bool,
) -> None:
    """Run scenarios under the same draws, write and print what they differ in.

    Args:
        asked: What is compared.
        draws: How many draws, what they vary, and how narrow an interval is to be.
        where: Where they are run.
        no_plots: Whether no figures are drawn.
        everything: Whether all KPIs are shown.
        quiet: Whether no progress is shown.

    Raises:
        click.UsageError: A run folder is among the items, which holds one draw only.
    """
    from sim import study
    from sim.cli.progress import Progress
    from sim.study.asking import drawing_of
    from sim.study.ensembles.run import narrow_of
    from sim.study.pairs.run import pairs

    number, vary, until_width = draws
    done = next((folder for item in asked.items if (folder := study.run_folder(item))), None)
    if done is not None:
        raise click.UsageError(f"{done} is one run, and -n draws anew: give the scenario it was run from")
    narrow = None if until_width is None else narrow_of(until_width)
    with Progress(quiet=quiet) as progress:
        scenarios = [studies.scenario_of(item, asked.overrides) for item in asked.items]
        tell_notes(scenarios, progress)
        found, folder = pairs(
            scenarios,
            drawing_of(scenarios, vary, asked.seed, asked.until),
            number,
            narrow=narrow,
            labels=asked.labels or None,
            execution=where,
            watch=studies.Told(progress, f"comparing {len(scenarios)} scenarios"),
            command=studies.command_of(),
            figures=studies.draw_figures(progress, no_plots),
        )
    studies.finish(found, folder, everything=everything)
