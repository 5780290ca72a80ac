"""The verb ``size``: how large must it be?"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import click

from sim.cli import inputs, studies
from sim.cli.study_options import Common, common
from sim.study.sizing.watch import SizingWatch

if TYPE_CHECKING:
    from sim.cli.progress import Progress, Tell
    from sim.study.replicates.task import Record
    from sim.study.replicates.variants import Vary


@click.command()
@click.argument("scenario", shell_complete=inputs.scenarios)
@click.option(
    "--vary",
    multiple=True,
    required=True,
    metavar="KEY=LOW:HIGH[:STEP]",
    help="A size and its range, such as energy.batteries.main.capacity='600:3000 kWh'; repeatable.",
)
@click.option(
    "--meet",
    multiple=True,
    metavar="'KPI >= X [in P %]'",
    help="What a design must come to, in all of its runs or in P % of them; a date: 'KPI <= 2035-06-01'; repeatable.",
)
@click.option("--minimise", multiple=True, metavar="KPI", help="What is to be least [station.landed_mass].")
@click.option(
    "--maximise", multiple=True, metavar="KPI", help="What is to be most; of two KPIs in all, the front is sought."
)
@click.option("-n", "number", type=click.IntRange(1, 100_000), default=20, metavar="N", help="Runs of a design [20].")
@click.option(
    "--fresh",
    type=click.IntRange(0, 1_000_000),
    metavar="N",
    help="Runs with fresh draws by which the best is checked [5 for each of -n].",
)
@click.option(
    "--budget", type=click.IntRange(1, 100_000), default=150, metavar="N", help="Most designs that are tried [150]."
)
@click.option("--surely", is_flag=True, help="Ask the lower end of the 95 % interval of each share for P %.")
@click.option(
    "--draw",
    type=click.Choice(inputs.VARY),
    default="both",
    show_default=True,
    help="What each run draws anew: failures and rejects, uncertain parameters over their ranges, or both.",
)
@common("Show all KPIs and all designs.", shards=False)
def size(
    scenario: str,
    vary: tuple[str, ...],
    meet: tuple[str, ...],
    minimise: tuple[str, ...],
    maximise: tuple[str, ...],
    number: int,
    fresh: int | None,
    budget: int,
    surely: bool,
    draw: Vary,
    common: Common,
) -> None:
    """Search how large it must be: the sizes that meet what is required at least cost.

    All designs have the same draws. What is there already is not run again, so that it can be stopped at any moment
    and gone on with by the same command.
    """
    from sim.cli.progress import Progress
    from sim.study.asking import drawing_of
    from sim.study.sizing.run import question_of
    from sim.study.sizing.run import size as run

    where = common.where
    with Progress(quiet=common.quiet) as progress:
        given = studies.scenario_of(scenario, common.overrides, progress)
        drawing = drawing_of(given, draw, common.seed, common.until)
        question = question_of(
            given, drawing, vary, meet, minimise, maximise, n=number, fresh=fresh, budget=budget, surely=surely
        )
        found, folder = run(
            given,
            drawing,
            question,
            execution=where,
            watch=_Told(progress, given.title),
            command=studies.command_of(),
            figures=studies.draw_figures(progress, common.no_plots),
        )
    studies.finish(found, folder, everything=common.everything)


class _Told(SizingWatch):
    """Tells how the search goes on: how many designs there are and what they will take, then the time left.

    Args:
        progress: Where it is told.
        what: What is sized, for people.
    """

    def __init__(self, progress: Progress, what: str) -> None:
        self._progress = progress
        self._what = what
        self._designs = self._runs = self._workers = 1
        self._ran = self._every = 0
        self._tell: Tell | None = None
        self._began = 0.0
        self._said = False

    def searching(self, designs: int, runs: int) -> None:
        """Say how many designs will be tried."""
        self._designs, self._runs, self._every = designs, runs, designs * runs
        self._began = time.monotonic()

    def begin(self, waiting: int, there: int, where: str, workers: int) -> None:  # noqa: ARG002
        """Say where they run, once."""
        self._workers = workers
        if self._tell is None:
            self._progress.say(
                f"{self._what}: about {self._designs:,d} designs to try, {self._runs:,d} runs of each, on {where}"
            )
            self._tell = self._progress.follow(self._what)

    def measured(self, seconds: float) -> None:
        """Say what that will take, once."""
        # The time of the sky is taken off, and on a busy machine nothing may be left.
        if not self._said and seconds > 0.0:
            every = seconds * self._every / self._workers
            one, together = studies.lasting(seconds), studies.lasting(every)
            self._progress.say(f"{self._what}: a run takes {one}, all of them about {together}")
            self._said = True

    def done(self, record: Record) -> None:
        """Tell how far it has come; a design of which all runs are there already takes no time."""
        super().done(record)
        self._ran += 1
        if self._tell is None:
            return
        # A search may take more designs than it is likely to.
        every = max(self._every, self._ran)
        passed = time.monotonic() - self._began
        left = studies.lasting(passed / self._ran * (every - self._ran))
        self._tell(self._ran / every, f"{self._ran // self._runs:,d} designs tried, about {left} left")

    def tried(self, designs: int) -> None:
        """Leave out of the time left what needs not be run."""
        self._every = max(self._ran, (self._designs - designs) * self._runs + self._ran)

    def checking(self, label: str, runs: int) -> None:
        """Tell what is checked."""
        self._every = self._ran + runs
        self._progress.say(f"{self._what}: checking {label} with {runs:,d} fresh draws")
