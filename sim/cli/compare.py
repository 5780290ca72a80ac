"""The verb ``compare``: scenarios are run, side by side where there are cores for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli import inputs
from sim.cli.verbs import NO_RELIEF, OUT, QUIET, SEED, SET, UNTIL, cases, options

if TYPE_CHECKING:
    from sim.cli.progress import Progress
    from sim.result import Case, Produced
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
    asked = Request(items, labels, overrides, seed, until, out, relief=not no_relief)
    with team_for(items, out) as team:
        _compare(asked, team, everything=everything, quiet=quiet)


@dataclass(frozen=True)
class Request:
    """What is to be compared, and how what has not been run is to be run.

    Attributes:
        items: Scenarios and run folders, in their order.
        labels: What each run is called; empty: its title, or what was changed.
        overrides: Changes of the scenarios.
        seed: Seed of the scenarios' runs (None: their own).
        until: Where these stop (None: at their ends).
        out: Folder under which results go.
        relief: Whether each is run again without the must-have that cost it most.
    """

    items: tuple[str, ...]
    labels: tuple[str, ...]
    overrides: tuple[str, ...]
    seed: int | None
    until: dt.datetime | None
    out: Path
    relief: bool

    @cached_property
    def folders(self) -> dict[str, Path]:
        """The run folders among the items; for these, nothing that changes a scenario may be asked for."""
        from sim import study

        found = {item: folder for item in self.items if (folder := study.run_folder(item))}
        if found and (self.overrides or self.seed is not None or self.until is not None):
            done = next(iter(found.values()))
            raise click.UsageError(f"{done} has been run already: --set, --seed and --until are for scenarios only")
        return found

    @cached_property
    def scenarios(self) -> tuple[str, ...]:
        """The scenarios among the items, each once."""
        return tuple(dict.fromkeys(item for item in self.items if item not in self.folders))

    @cached_property
    def cases(self) -> list[Case]:
        """What is to be run for the scenarios, in their order."""
        reliefs = (None,) if self.relief else ()
        return cases(self.scenarios, self.overrides, seed=self.seed, until=self.until, reliefs=reliefs)


def _compare(asked: Request, team: Workers | None, *, everything: bool, quiet: bool) -> None:
    """Run what has not been run, with workers that have been started; write and tell the comparison."""
    from sim import study
    from sim.cli import compared
    from sim.cli.progress import Progress
    from sim.result import load
    from sim.study.wording import listed

    # What is wrong with any of it is said before there is a bar.
    _ = asked.cases
    with Progress(quiet=quiet) as progress:
        for note, names in _notes(asked.cases).items():
            progress.say(f"note: {listed(names, 4)}: {note}")
        runs = {item: (load(folder), folder) for item, folder in asked.folders.items()}
        produced = _run(asked, team, progress)
        runs |= {item: (one.result, one.folder) for item, one in zip(asked.scenarios, produced, strict=True)}
        comparison = study.compare([runs[item][0] for item in asked.items], asked.labels or None)
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
