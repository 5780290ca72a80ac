"""The verb ``compare``: scenarios are run, side by side where there are cores for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli import inputs
from sim.cli.request import Request, tell_notes
from sim.cli.study_options import FIGURES, WHERE, execution
from sim.cli.verbs import NO_RELIEF, OUT, QUIET, SEED, SET, UNTIL, options

if TYPE_CHECKING:
    from sim.cli.progress import Progress
    from sim.result import Case, Produced
    from sim.study.replicates.variants import Vary
    from sim.workers import Workers


@click.command()
@click.argument("items", nargs=-1, metavar="A B [C]...", shell_complete=inputs.scenarios)
@click.option(
    "--label",
    "labels",
    multiple=True,
    metavar="TEXT",
    help="What a run is called; one for each, in their order [its title, or what was changed].",
)
@click.option(
    "-n", "number", type=click.IntRange(1, 1_000_000), metavar="N", help="Draws of each, the same for all [1]."
)
@click.option(
    "--vary",
    type=click.Choice(inputs.VARY),
    help="With -n, what each draws anew: failures and rejects, uncertain parameters over their ranges, or both [both].",
)
@click.option(
    "--until-width",
    metavar="KPI=W",
    help="Draw until the 95 % interval of a KPI's difference to the first is no wider than W.",
)
@options(SET, SEED, UNTIL, OUT, *WHERE, FIGURES, NO_RELIEF)
@click.option("--all", "everything", is_flag=True, help="Show all KPIs, not only those that sum a run up.")
@QUIET
def compare(
    items: tuple[str, ...],
    labels: tuple[str, ...],
    number: int | None,
    vary: Vary | None,
    until_width: str | None,
    overrides: tuple[str, ...],
    seed: int | None,
    until: dt.datetime | None,
    out: Path,
    workers: int | None,
    cluster: str | None,
    shard: tuple[int, int] | None,
    no_plots: bool,
    no_relief: bool,
    everything: bool,
    quiet: bool,
) -> None:
    """Compare scenarios or run folders, each with the first.

    One run of each may differ by luck. With -n, scenarios are run under the same N draws each, and every difference
    comes with its interval; what is there already is not run again, and N can grow.
    """
    from sim.cli.ahead import team_for

    if len(items) < 2:
        from sim.study.errors import too_few

        raise too_few(len(items))
    if labels:
        from sim.study import check_labels

        labels = check_labels(labels, len(items))
    asked = Request(items, labels, overrides, seed, until, out, relief=not no_relief)
    if (number or 1) > 1 or until_width is not None:
        from sim.cli.paired import compare_paired

        where = execution(out, workers, cluster, shard)
        draws = (number, vary or "both", until_width)
        compare_paired(asked, draws, where, no_plots=no_plots, everything=everything, quiet=quiet)
        return
    _require_draws(vary, workers, cluster, shard, no_plots)
    with team_for(items, out) as team:
        _compare(asked, team, everything=everything, quiet=quiet)


def _require_draws(
    vary: Vary | None, workers: int | None, cluster: str | None, shard: tuple[int, int] | None, no_plots: bool
) -> None:
    """Refuse what says how many draws are run where there is one.

    Raises:
        click.UsageError: Something does.
    """
    given = {"--vary": vary, "--workers": workers, "--cluster": cluster, "--shard": shard, "--no-plots": no_plots}
    for name, value in given.items():
        if value:
            raise click.UsageError(f"{name} is for many draws: say how many with -n, such as -n 100")


def _compare(asked: Request, team: Workers | None, *, everything: bool, quiet: bool) -> None:
    """Run what has not been run, with workers that have been started; write and tell the comparison."""
    from sim import study
    from sim.cli import compared
    from sim.cli.progress import Progress
    from sim.result import load

    # What is wrong with any of it is said before there is a bar.
    _ = asked.cases
    with Progress(quiet=quiet) as progress:
        tell_notes([case.scenario for case in asked.cases], progress)
        runs = {item: (load(folder), folder) for item, folder in asked.folders.items()}
        produced = _run(asked, team, progress)
        runs |= {item: (one.result, one.folder) for item, one in zip(asked.scenarios, produced, strict=True)}
        comparison = study.compare([runs[item][0] for item in asked.items], asked.labels or None)
        comparison = study.with_noise(comparison, asked.out)
        progress.begin("drawing the comparison")
        folder = study.save(comparison, asked.out, figures=_comparison_figures)
    places = [runs[item][1] for item in asked.items]
    # A comparison finds its runs beside itself; those that lie elsewhere are named.
    apart = any(place.resolve().parents[1] != asked.out.resolve() for place in places)
    figures = sorted((folder / "plots").iterdir())
    compared.comparison_summary(comparison, folder, figures, places if apart else (), everything=everything)


def _run(asked: Request, team: Workers | None, progress: Progress) -> list[Produced]:
    """Run the cases of the scenarios, and tell how far they have come."""
    from sim import study
    from sim.cli.ahead import import_drawing
    from sim.study.wording import listed

    shares: list[float] = []
    tell: Callable[[float], None] | None = None

    def begin(waiting: Sequence[Case]) -> None:
        nonlocal tell
        tell = progress.follow(f"simulating {listed([case.scenario.name for case in waiting], 4)}")
        tell(0.0)
        shares.extend((number + 1) / len(waiting) for number in range(len(waiting)))

    def done_one(case: Case, cached: bool) -> None:
        if not cached and tell is not None:
            tell(shares.pop(0))
        progress.say(f"{case.scenario.name}: {'was run before' if cached else 'done'}")

    workers = study.default_workers()
    return study.run_all(
        asked.cases, asked.out, workers=workers, begin=begin, done=done_one, team=team, meanwhile=import_drawing
    )


def _comparison_figures(comparison: Any, folder: Path) -> object:
    """Draw the figures of a comparison."""
    from sim.view import save_comparison_figures

    return save_comparison_figures(comparison, folder)
