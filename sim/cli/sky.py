"""The verb ``sky``: what light and Earth a site has, in a few figures, several side by side, or as CSV."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli import inputs

if TYPE_CHECKING:
    from sim.export.sky import Place
    from sim.scenario import Scenario

_STDOUT = "-"


@click.command()
@click.argument("places", nargs=-1, required=True, metavar="SCENARIO|SITE...", shell_complete=inputs.scenarios)
@click.option("--from", "start", type=inputs.moment, metavar="T", help="First time (UTC) [scenario's start].")
@click.option("--to", "end", type=inputs.moment, metavar="T", help="End (UTC), not sampled [scenario's end].")
@click.option("--step", type=inputs.step, metavar="STEP", help="Time between the rows of the CSV [1h].")
@click.option("--mast", type=inputs.mast, metavar="HEIGHT", help="Observer's height, such as '10 m' [site's lowest].")
@click.option(
    "--csv",
    "target",
    is_flag=False,
    flag_value=_STDOUT,
    metavar="[FILE]",
    help="Write Sun, light and Earth at regular times, to FILE or to standard output.",
)
@click.option("--quiet", is_flag=True, help="Say nothing but the figures.")
def sky(
    places: tuple[str, ...],
    start: dt.datetime | None,
    end: dt.datetime | None,
    step: dt.timedelta | None,
    mast: float | None,
    target: str | None,
    quiet: bool,
) -> None:
    """Sum up light, darkness and Earth over one site or several, or write the sky as CSV.

    SITE is a file with the table [site] alone, such as ilrs:sites/connecting-ridge; it is seen over the years of the
    baseline.
    """
    from sim.export.sky import places_of

    if step is not None and target is None:
        raise click.UsageError("--step is the time between the rows of a CSV: add --csv or --csv FILE")
    if target is not None and (target.startswith("ilrs:") or target.endswith(".toml")):
        raise click.UsageError(f"--csv {target} would write over a scenario: name scenarios first, then --csv")
    found = places_of(_loaded(places), start, end)
    if not quiet:
        for note in (note for place in found if (note := place.note(mast))):
            click.echo(f"note: {note}", err=True)
    if target is not None:
        _csv(found, step or dt.timedelta(hours=1), mast, target, quiet)
    else:
        _summary(found, mast)


def _loaded(names: Sequence[str]) -> list[Scenario]:
    """The scenarios and sites; what is wrong with any of them comes at once."""
    from sim.scenario import Problem, ScenarioError, load_place

    found = []
    problems: list[Problem] = []
    for name in names:
        try:
            found.append(load_place(name))
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    return found


def _csv(places: Sequence[Place], step: dt.timedelta, mast: float | None, target: str, quiet: bool) -> None:
    from sim.export.sky import tables, write_csv, write_csv_file

    made = tables(places, step, mast)
    if target == _STDOUT:
        write_csv(made, sys.stdout)
        return
    path = Path(target)
    write_csv_file(made, path)
    # Into a pipe goes the table alone: it may be that of standard output.
    if not quiet and path.is_file():
        number = sum(len(table) for table in made.values())
        first, last = min(place.start for place in places), max(place.end for place in places)
        click.echo(f"{path}: {number} times from {first.isoformat()} to {last.isoformat()}")


def _summary(places: Sequence[Place], mast: float | None) -> None:
    from sim.cli import output

    rows = [place.summary(mast).rows() for place in places]
    heads = [name for name, _ in rows[0]]
    cells = [[value for _, value in row] for row in rows]
    # A place in two columns reads like a list; several have a row each, to be compared down the columns.
    if len(places) == 1:
        output.table(("", places[0].label), list(zip(heads, cells[0], strict=True)))
    else:
        named = [(place.label, *row) for place, row in zip(places, cells, strict=True)]
        output.table(("site", *heads), named, right=range(3, len(heads) + 1))
