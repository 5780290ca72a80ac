"""Options that the verbs that run studies have in common; they import nothing that a verb does not need at once."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli import inputs
from sim.cli.verbs import OUT, QUIET, SEED, SET, UNTIL

if TYPE_CHECKING:
    from sim.study.replicates.study import Execution

Option = Callable[[Callable[..., Any]], Callable[..., Any]]
"""An option of click, to stand over a verb."""


def _shard(_context: click.Context, _option: click.Parameter, text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    match = re.fullmatch(r"\s*(\d{1,6})\s*/\s*(\d{1,6})\s*", text)
    if match is None or not 1 <= int(match[1]) <= int(match[2]):
        raise click.BadParameter(f"'{text}' is not a part such as 1/4, the first of four")
    return int(match[1]), int(match[2])


VARY = click.option(
    "--vary",
    type=click.Choice(inputs.VARY),
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


@dataclass(frozen=True)
class Common:
    """What is asked of every study.

    Attributes:
        overrides: Changes to the scenario.
        seed: Seed of the random numbers (None: the scenario's).
        until: Where to stop (None: the scenario's end).
        out: Folder under which results go.
        workers: Processes on this machine (None: one for each core).
        cluster: Address of a Dask cluster, to run there instead.
        shard: Which part is run, if not all.
        no_plots: Whether no figures are drawn.
        quiet: Whether nothing is said of how it goes on.
        everything: Whether all rows are shown, not only those that matter most.
    """

    overrides: tuple[str, ...]
    seed: int | None
    until: dt.datetime | None
    out: Path
    workers: int | None
    cluster: str | None
    shard: tuple[int, int] | None
    no_plots: bool
    quiet: bool
    everything: bool

    @property
    def where(self) -> Execution:
        """Where it runs.

        Raises:
            click.UsageError: The options exclude each other.
        """
        return execution(self.out, self.workers, self.cluster, self.shard)


def execution(out: Path, workers: int | None, cluster: str | None, shard: tuple[int, int] | None) -> Execution:
    """Where a study runs, from the options.

    Raises:
        click.UsageError: They exclude each other.
    """
    from sim.study.replicates.study import Execution

    if workers is not None and cluster is not None:
        raise click.UsageError("--workers are processes on this machine and --cluster runs elsewhere: give one of them")
    return Execution(out, workers, cluster, shard)


def common(every: str, *, change: Option = SET, shards: bool = True) -> Option:
    """The options of every study, which the verb gets as one :class:`Common` of that name.

    Args:
        every: What ``--all`` does.
        change: The option ``--set``.
        shards: Whether it can be run in parts.
    """
    everything = click.option("--all", "everything", is_flag=True, help=every)
    where = WHERE if shards else (WORKERS, CLUSTER)

    def decorate(verb: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(verb)
        def gathered(**given: Any) -> Any:
            return verb(common=Common(**{one.name: given.pop(one.name, None) for one in fields(Common)}), **given)

        found: Callable[..., Any] = gathered
        for option in reversed((change, SEED, UNTIL, OUT, *where, FIGURES, everything, QUIET)):
            found = option(found)
        return found

    return decorate
