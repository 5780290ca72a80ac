"""``ilrs gallery``: the pictures that README and gallery show."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sim.cli.progress import Progress
    from sim.study.findings import Findings


@click.command()
@click.option(
    "-o",
    "--out",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("results/gallery"),
    show_default=True,
    metavar="DIR",
    help="Folder that the pictures go into.",
)
@click.option(
    "--results",
    "root",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("results"),
    show_default=True,
    metavar="DIR",
    help="Folder of results that the shipped studies are taken from.",
)
@click.option("--with-studies", is_flag=True, help="Run what of the shipped studies is not there yet: some minutes.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
def gallery(folder: Path, root: Path, with_studies: bool, quiet: bool) -> None:
    """Draw every kind of figure from the shipped scenarios.

    The shipped studies take minutes. They are drawn from the folder of results; what that does not hold stays in the
    gallery as it is.
    """
    from sim import study
    from sim.cli.progress import Progress
    from sim.result import Case
    from sim.scenario import load
    from sim.view import gallery as pictures
    from sim.view import gallery_studies as kept

    folder.mkdir(parents=True, exist_ok=True)
    cases = [Case(load(f"ilrs:{name}"), reliefs=(None,)) for name in pictures.scenarios()]
    # The runs are not kept: they would stand beside those that the user asked for.
    with tempfile.TemporaryDirectory() as scratch, Progress(quiet=quiet) as progress:
        tell = progress.follow(f"simulating {', '.join(case.scenario.name for case in cases)}")
        tell(0.0)
        finished = 0

        def done_one(_case: Case, _cached: bool) -> None:
            nonlocal finished
            finished += 1
            tell(finished / len(cases))

        produced = study.run_all(cases, Path(scratch), workers=study.default_workers(), done=done_one)
        results = [each.result for each in produced]
        for exhibit in pictures.exhibits():
            if exhibit.study:
                progress.begin(f"running {kept.SHORT[exhibit.kind]}")
                kept.short_study(exhibit.kind)
        found = _studies(root, with_studies, progress)
        written = pictures.write(results, folder, lambda path: progress.say(f"drawn: {path.name}"), found)
    for path in written:
        click.echo(str(path))


def _studies(root: Path, with_studies: bool, progress: Progress) -> dict[str, Findings]:
    """What the shipped studies found, by name, as far as that is there."""
    from sim.cli.studies import Told
    from sim.view import gallery_studies as kept

    found: dict[str, Findings] = {}
    for study in kept.shipped():
        if with_studies:
            kept.run(study, root, Told(progress, study.title))
        there = kept.found_of(study, root)
        if there is None:
            progress.say(f"{study.file} stays as it is: {root} has no results of `{study.command}`")
        else:
            found[study.name] = there
    return found
