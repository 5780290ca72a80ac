"""Options that the verbs that run studies have in common; they import nothing that a verb does not need at once."""

from __future__ import annotations

import re

import click

from sim.cli.verbs import OUT, QUIET, SEED, SET, UNTIL


def _shard(_context: click.Context, _option: click.Parameter, text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    match = re.fullmatch(r"\s*(\d{1,6})\s*/\s*(\d{1,6})\s*", text)
    if match is None or not 1 <= int(match[1]) <= int(match[2]):
        raise click.BadParameter(f"'{text}' is not a part such as 1/4, the first of four")
    return int(match[1]), int(match[2])


VARY = click.option(
    "--vary",
    type=click.Choice(["random", "parameters", "both"]),
    default="both",
    show_default=True,
    help="What each replicate draws anew: failures and rejects, uncertain parameters over their ranges, or both.",
)
WORKERS = click.option(
    "--workers", type=click.IntRange(1, 4096), metavar="N", help="Processes on this machine [one a core]."
)
CLUSTER = click.option("--cluster", metavar="ADDRESS", help="Run on a Dask cluster, such as tcp://10.0.0.1:8786.")
SHARD = click.option(
    "--shard",
    callback=_shard,
    metavar="I/N",
    help="Run only this part; without it, the same command puts the parts that are there together.",
)
FIGURES = click.option("--no-plots", is_flag=True, help="Draw no figures.")

WHERE = (WORKERS, CLUSTER, SHARD)
"""Options that say where a study runs."""
COMMON = (SET, SEED, UNTIL, OUT, *WHERE, FIGURES, QUIET)
"""Options of every study of scenarios."""
