"""The verbs that run, compare and look into scenarios."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sim.cli import inputs

if TYPE_CHECKING:
    from sim.result import Case
    from sim.scenario import Scenario
    from sim.study.replicates.variants import Vary

F = TypeVar("F", bound=Callable[..., Any])


def options(*options: Callable[[F], F]) -> Callable[[F], F]:
    """Several options as one decorator, in the order given."""

    def decorate(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


SET = click.option(
    "--set", "overrides", multiple=True, metavar="K=V", help="Change one value of the scenario; may be repeated."
)
SEED = click.option("--seed", type=inputs.natural, metavar="N", help="Seed of the random numbers.")
UNTIL = click.option("--until", type=inputs.moment, metavar="DATE", help="Stop earlier than the scenario does (UTC).")
OUT = click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("results"),
    show_default=True,
    metavar="DIR",
    help="Folder under which results go.",
)
NO_RELIEF = click.option(
    "--no-relief", is_flag=True, help="Do not run again to see what the limit cost that cost most."
)
QUIET = click.option("--quiet", is_flag=True, help="Show no progress.")


@click.command()
@click.argument("scenario", shell_complete=inputs.scenarios)
@options(SET, SEED)
@click.option("--replicate", type=inputs.natural, default="0", metavar="N", help="Number of the random draw.")
@click.option(
    "--vary",
    type=click.Choice(inputs.VARY),
    default="random",
    show_default=True,
    help="What that number draws: failures and rejects, uncertain parameters over their ranges, or both.",
)
@options(UNTIL, OUT)
@click.option("--force", is_flag=True, help="Run again what has been run before.")
@click.option("--no-plots", is_flag=True, help="Draw no figures.")
@NO_RELIEF
@click.option(
    "--relieve",
    type=inputs.relief,
    is_flag=False,
    flag_value=inputs.WORST,
    metavar="[CAUSE]",
    help="Say in full what it brings to lift a limit: a must-have, one of its causes, all, or what cost most.",
)
@QUIET
def run(
    scenario: str,
    overrides: tuple[str, ...],
    seed: int | None,
    replicate: int,
    vary: Vary,
    until: dt.datetime | None,
    out: Path,
    force: bool,
    no_plots: bool,
    no_relief: bool,
    relieve: str | None,
    quiet: bool,
) -> None:
    """Run a scenario and write its run folder."""
    from sim.cli import output
    from sim.cli.progress import Progress
    from sim.result import produce
    from sim.study.levers.paying import with_paying

    if no_relief and relieve is not None:
        raise click.UsageError("--relieve and --no-relief exclude each other")
    reliefs = () if no_relief else (None,) if relieve in (None, inputs.WORST) else (None, relieve)
    (case,) = cases([scenario], overrides, seed=seed, replicate=replicate, until=until, reliefs=reliefs)
    if vary != "random":
        from sim.study.replicates.task import drawn_case

        case = drawn_case(case, vary)
    with Progress(quiet=quiet) as progress:
        for note in case.scenario.notes():
            progress.say(f"note: {note}")
        produced = produce(
            case,
            out,
            figures=None if no_plots else _run_figures(progress.begin),
            force=force,
            progress=progress.follow(f"{case.scenario.name}: simulating"),
        )
        if produced.cached:
            progress.say(f"{case.scenario.name}: this case was run before (--force runs it again)")
    output.run_summary(with_paying(produced.result, out), produced.folder)
    if relieve is not None:
        chosen = produced.result.bottlenecks.worst if relieve == inputs.WORST else relieve
        output.relief_summary(produced.result.relieved.get(chosen or ""))
        for luck in output.relief_luck(produced.result, chosen, out) if relieve != inputs.WORST else ():
            click.echo(luck)


@click.command()
@click.argument("scenarios", nargs=-1, required=True, metavar="SCENARIO...", shell_complete=inputs.scenarios)
@QUIET
def check(scenarios: tuple[str, ...], quiet: bool) -> None:
    """Validate scenarios, or catalogues, and print what they describe."""
    from sim.scenario import Problem, ScenarioError, catalogue, load

    problems: list[Problem] = []
    for number, name in enumerate(scenarios):
        try:
            lines = catalogue.overview(name)
            scenario = load(name) if lines is None else None
            if scenario is not None and scenario.measures:
                # Which figures there are is known to what runs, and importing that takes longer than the whole check.
                from sim.result.goal_checks import require_known

                require_known(scenario)
        except ScenarioError as error:
            problems += error.problems
            continue
        if quiet:
            continue
        if number:
            click.echo()
        for line in scenario.overview() if scenario is not None else lines or ():
            click.echo(line)
    if problems:
        raise ScenarioError(problems)


@click.command()
@click.argument("scenario", metavar="SCENARIO|RUN", shell_complete=inputs.scenarios)
@click.option(
    "--diff", "other", metavar="OTHER", shell_complete=inputs.scenarios, help="Print what OTHER differs in instead."
)
@click.option(
    "--at",
    type=inputs.moment,
    metavar="DATE",
    help="Print state and cause of everything in the run folder RUN at that moment (UTC) instead.",
)
@QUIET
def show(scenario: str, other: str | None, at: dt.datetime | None, quiet: bool) -> None:  # noqa: ARG001
    """Print the resolved scenario, or what another differs in, or a run at one moment."""
    if at is not None:
        if other is not None:
            raise click.UsageError("--diff compares scenarios and --at looks into one run: give one of the two")
        from sim.cli.moment import show_moment

        show_moment(scenario, at)
        return
    from sim.cli import output
    from sim.scenario import diff

    first, *others = (loaded for loaded, _ in _load([scenario] if other is None else [scenario, other]))
    if not others:
        click.echo(first.to_toml(), nl=False)
    for second in others:
        output.differences(diff(first, second), first.name, second.name)


@click.command()
@click.argument("scenario", shell_complete=inputs.scenarios)
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@QUIET
def assumptions(scenario: str, form: str, quiet: bool) -> None:
    """Print every parameter with its value and where it comes from."""
    from sim.cli import output
    from sim.scenario import assumed, load

    parameters = load(scenario).parameters()
    output.register(parameters, form)
    if form == "table" and not quiet:
        click.echo(f"{assumed(parameters)}.", err=True)


def _load(sources: Iterable[str], overrides: Sequence[str] = ()) -> list[tuple[Scenario, float]]:
    """Scenarios, with the wall time that loading each took [s]; what is wrong with any of them comes at once."""
    from sim.scenario import Problem, ScenarioError, load

    loaded = []
    problems: list[Problem] = []
    for source in sources:
        begun = time.perf_counter()
        try:
            scenario = load(source, overrides)
        except ScenarioError as error:
            problems += error.problems
        else:
            loaded.append((scenario, time.perf_counter() - begun))
    if problems:
        raise ScenarioError(problems)
    return loaded


def cases(
    sources: Iterable[str],
    overrides: Sequence[str],
    *,
    seed: int | None = None,
    replicate: int = 0,
    until: dt.datetime | None = None,
    reliefs: tuple[str | None, ...] = (),
) -> list[Case]:
    """What is to be run; refused here already where it cannot be."""
    from sim.result import Case
    from sim.result.goal_checks import require_known

    found = [
        Case(scenario, seed, replicate, until, load_s=wall, reliefs=reliefs)
        for scenario, wall in _load(sources, overrides)
    ]
    for case in found:
        # The span and the goals are judged before anything long begins.
        _ = case.run_id
        require_known(case.scenario)
    return found


def _run_figures(say: Callable[[str], None]) -> Callable[[Any, Path], object]:
    """Draws the figures of a run, and says so."""

    def draw(result: Any, folder: Path) -> object:
        from sim.view import save_run_figures

        say(f"{result.name}: drawing")
        return save_run_figures(result, folder)

    return draw
