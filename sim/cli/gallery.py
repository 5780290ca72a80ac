"""``ilrs gallery``: the pictures that README and gallery show."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click


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
@click.option("--quiet", is_flag=True, help="Show no progress.")
def gallery(folder: Path, quiet: bool) -> None:
    """Draw every kind of figure from the shipped scenarios."""
    from sim import study
    from sim.cli.progress import Progress
    from sim.result import Case
    from sim.scenario import load
    from sim.view import gallery as pictures

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
        progress.begin(f"running {pictures.REPLICATES} draws of {pictures.CHIEF}")
        pictures.ensemble()
        written = pictures.write(results, folder, wrote=lambda path: progress.say(f"drawn: {path.name}"))
    for path in written:
        click.echo(str(path))
