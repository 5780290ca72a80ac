"""``ilrs new``: a scenario file to start from."""

from __future__ import annotations

import shlex
from pathlib import Path

import click


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--full", is_flag=True, help="Write out all of the baseline instead of what is turned most often.")
@click.option("--quiet", is_flag=True, help="Say nothing but errors.")
def new(file: Path, full: bool, quiet: bool) -> None:
    """Write a commented scenario to start from."""
    from sim.scenario import files, template

    if str(file).startswith(files.PREFIX):
        raise click.UsageError(f"{file}: names that begin with {files.PREFIX} are those of shipped files")
    try:
        template.new(file, complete=full)
    except FileExistsError:
        raise click.UsageError(f"{file}: is there already and is left as it is; give another name") from None
    if quiet:
        return
    # What begins with a dash would be taken for an option.
    name = shlex.quote(f"./{file}" if str(file).startswith("-") else str(file))
    click.echo(f"{file}: {'the baseline written out' if full else 'the baseline with some of its numbers to change'}")
    click.echo(f"every key is explained in {files.shipped('REFERENCE.md')}")
    click.echo("next:")
    click.echo(f"  ilrs check {name}")
    click.echo(f"  ilrs compare {template.BASELINE} {name}")
