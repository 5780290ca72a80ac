"""The verb ``plot``: one figure of a run, of a comparison or of a study."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli import inputs


@click.command()
@click.argument("run", metavar="RUN|COMPARISON|STUDY", type=click.Path(path_type=Path))
@click.argument("kind", metavar="KIND", shell_complete=inputs.figures)
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where to; the ending, .png, .svg or .pdf, says how [KIND.png in the plots of the folder].",
)
@click.option("--quiet", is_flag=True, help="Say nothing but errors.")
def plot(run: Path, kind: str, target: Path | None, quiet: bool) -> None:
    """Draw one figure of a run, a comparison or a study.

    KIND is one that `ilrs list figures` names.
    """
    from sim.scenario.problems import suggestion
    from sim.study import open_results
    from sim.study.writing import replacing
    from sim.view import figure, save_figure
    from sim.view.save import FORMATS, kinds_of

    subject = open_results([run])
    name = kind.replace("-", "_")
    what, kinds = kinds_of(subject)
    if name not in kinds:
        raise click.UsageError(f"no figure '{kind}' of a {what}{suggestion(name, kinds, what='there are')}")
    folder = run.parent if run.is_file() else run
    path = target or folder / "plots" / f"{name}.png"
    if path.suffix.removeprefix(".") not in FORMATS:
        raise click.UsageError(f"{path}: a figure ends in {', '.join(f'.{ending}' for ending in FORMATS)}")
    try:
        drawn = figure(name, subject)
    except ValueError as error:
        raise click.UsageError(f"{run}: {error}") from None
    if target is None:
        path.parent.mkdir(exist_ok=True)
    with replacing(path) as part:
        save_figure(drawn, part)
    if not quiet:
        click.echo(str(path))
