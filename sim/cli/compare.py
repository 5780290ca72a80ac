"""The verb ``compare``: scenarios are run, side by side where there are cores for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli import inputs
from sim.cli.verbs import NO_RELIEF, OUT, QUIET, SEED, SET, UNTIL, cases, options

if TYPE_CHECKING:
    from sim.result import Case
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
@options(SET, SEED, UNTIL, OUT, NO_RELIEF)
@click.option("--all", "everything", is_flag=True, help="Show all KPIs, not only those that sum a run up.")
@QUIET
def compare(
    items: tuple[str, ...],
    labels: tuple[str, ...],
    overrides: tuple[str, ...],
    seed: int | None,
    until: dt.datetime | None,
    out: Path,
    no_relief: bool,
    everything: bool,
    quiet: bool,
) -> None:
    """Compare scenarios or run folders, each with the first."""
    from sim.cli.ahead import team_for

    if len(items) < 2:
        from sim.study.errors import too_few

        raise too_few(len(items))
    if labels:
        from sim.study import check_labels

        labels = check_labels(labels, len(items))
    with team_for(items, out) as team:
        reliefs = () if no_relief else (None,)
        _compare(items, labels, overrides, seed, until, out, reliefs, everything, quiet, team)


def _compare(
    items: tuple[str, ...],
    labels: tuple[str, ...],
    overrides: tuple[str, ...],
    seed: int | None,
    until: dt.datetime | None,
    out: Path,
    reliefs: tuple[str | None, ...],
    everything: bool,
    quiet: bool,
    team: Workers | None,
) -> None:
    """Do so, with workers that have been started."""
    from sim import study
    from sim.cli import compared
    from sim.cli.ahead import import_drawing
    from sim.cli.progress import Progress
    from sim.result import load
    from sim.study.wording import listed

    folders = [study.run_folder(item) for item in items]
    if any(folders) and (overrides or seed is not None or until is not None):
        done = next(folder for folder in folders if folder)
        raise click.UsageError(f"{done} has been run already: --set, --seed and --until are for scenarios only")
    scenarios = list(dict.fromkeys(item for item, folder in zip(items, folders, strict=True) if folder is None))
    given = cases(scenarios, overrides, seed=seed, until=until, reliefs=reliefs)
    with Progress(quiet=quiet) as progress:
        for note, names in _notes(given).items():
            progress.say(f"note: {listed(names, 4)}: {note}")
        before = {item: load(folder) for item, folder in zip(items, folders, strict=True) if folder}
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

        produced = study.run_all(
            given,
            out,
            workers=study.default_workers(),
            begin=begin,
            done=done_one,
            team=team,
            meanwhile=import_drawing,
        )
        runs = dict(zip(scenarios, (one.result for one in produced), strict=True))
        comparison = study.compare([before.get(item) or runs[item] for item in items], labels or None)
        progress.begin("drawing the comparison")
        folder = study.save(comparison, out, figures=_comparison_figures)
    made = dict(zip(scenarios, (one.folder for one in produced), strict=True))
    places = [there or made[item] for item, there in zip(items, folders, strict=True)]
    # A comparison finds its runs beside itself; those that lie elsewhere are named.
    apart = any(place.resolve().parents[1] != out.resolve() for place in places)
    compared.comparison_summary(
        comparison,
        folder,
        sorted((folder / "plots").iterdir()),
        places if apart else (),
        everything=everything,
    )


def _notes(cases: Iterable[Case]) -> dict[str, list[str]]:
    """What to know about the scenarios: each note with the names of those that it is about."""
    found: dict[str, list[str]] = {}
    for case in cases:
        for note in case.scenario.notes():
            found.setdefault(note, []).append(case.scenario.name)
    return found


def _comparison_figures(comparison: Any, folder: Path) -> object:
    """Draw the figures of a comparison."""
    from sim.view import save_comparison_figures

    return save_comparison_figures(comparison, folder)
