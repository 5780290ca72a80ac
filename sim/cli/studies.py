"""What the verbs that run studies have in common: the scenario, progress with the time left, and what they print."""

from __future__ import annotations

import datetime as dt
import shlex
import shutil
import sys
import textwrap
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.study.replicates.study import Watch

if TYPE_CHECKING:
    from sim.cli.progress import Progress, Tell
    from sim.scenario import Scenario
    from sim.study.findings import Findings, TextTable
    from sim.study.replicates.task import Record


def scenario_of(source: str, overrides: Sequence[str], progress: Progress | None = None) -> Scenario:
    """The scenario that a study is about; what is worth knowing of it is told.

    Raises:
        ScenarioError: It is wrong.
    """
    from sim.result.goal_checks import require_known
    from sim.scenario import load

    scenario = load(source, overrides)
    require_known(scenario)
    if progress is not None:
        for note in scenario.notes():
            progress.say(f"note: {note}")
    return scenario


_FEW = 5
"""Replicates of each worker until the time that has passed says best what is left."""


class Told(Watch):
    """Tells how a study goes on: what it will take before it takes it, then the time left.

    Args:
        progress: Where it is told.
        what: What is run, for people.
    """

    def __init__(self, progress: Progress, what: str) -> None:
        self._progress = progress
        self._what = what
        self._waiting = self._run = self._failed = 0
        self._workers = 1
        self._each = 0.0
        self._tell: Tell | None = None
        self._began = 0.0

    def begin(self, waiting: int, there: int, where: str, workers: int) -> None:
        """Say how many replicates are to be run, and where."""
        before = f" ({there:,d} are there already)" if there else ""
        self._progress.say(f"{self._what}: {_counted(waiting)} to run on {where}{before}")
        self._waiting, self._run, self._workers = waiting, 0, workers
        self._began = time.monotonic()
        self._tell = self._progress.follow(self._what)

    def measured(self, seconds: float) -> None:
        """Say what that will take."""
        self._each = seconds
        left = seconds * max(0, self._waiting - 1) / self._workers
        if self._waiting > 1:
            self._progress.say(f"{self._what}: one takes {lasting(seconds)}, all of them about {lasting(left)}")

    def done(self, record: Record) -> None:
        """Tell how far it has come."""
        self._run += 1
        self._failed += record.error is not None
        if self._tell is None:
            return
        left = self._each * (self._waiting - self._run) / self._workers
        if not left or self._run > _FEW * self._workers:
            # What has passed tells more, but for the start of the workers, which is much of it at first.
            left = (time.monotonic() - self._began) / self._run * (self._waiting - self._run)
        failed = f", {self._failed:,d} failed" if self._failed else ""
        self._tell(self._run / self._waiting, f"{lasting(left)} left{failed}")


def _counted(number: int) -> str:
    return f"{number:,d} replicate{'' if number == 1 else 's'}"


def lasting(seconds: float) -> str:
    """A length of time as people say it: ``0.3 s``, ``40 s``, ``3 min``, ``2.5 h``."""
    if seconds < 0.05:
        return "less than 0.1 s"
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def command_of() -> str:
    """The command as it was given, without where it ran: what repeats a study and its results."""
    context = click.get_current_context()
    parts = ["ilrs", str(context.info_name)]
    for parameter in context.command.params:
        value = context.params.get(str(parameter.name))
        if isinstance(parameter, click.Argument):
            parts += [value] if isinstance(value, str) else list(value or ())
            continue
        if parameter.name in _NOT_REPEATED or value is None or value is False or value == ():
            continue
        flag = max(parameter.opts, key=len)
        if value is True:
            parts.append(flag)
        elif value != parameter.get_default(context):
            for one in value if isinstance(value, tuple) else (value,):
                parts += [flag, _said(one)]
    return shlex.join(parts)


_NOT_REPEATED = {"out", "workers", "cluster", "shard", "no_plots", "quiet", "everything"}


def _said(value: object) -> str:
    return value.isoformat() if isinstance(value, dt.datetime) else str(value)


def finish(findings: Findings | None, folder: Path | None, *, everything: bool = False) -> None:
    """Print what a study found: sentences, remarks, tables, and where all of it is."""
    if findings is None:
        click.echo(f"{folder}: this part is done; when all are, the same command without --shard puts them together")
        return
    screen = sys.stdout.isatty()
    width = min(shutil.get_terminal_size((100, 24)).columns, 100)
    for sentence in (*findings.sentences, *(f"Note: {remark}" for remark in findings.remarks)):
        click.echo(textwrap.fill(sentence, width) if screen else sentence)
    hidden = False
    for table in findings.tables:
        hidden |= table.chief is not None and not everything
        if table.chief is not None and not table.chief and not everything:
            continue
        click.echo()
        _print_table(table, everything, screen)
    click.echo()
    if hidden:
        click.echo("All key figures: --all")
    click.echo(_caveat(findings))
    if folder is not None:
        click.echo(f"All of it: {folder}")
        click.echo(f"for the report: ilrs report {shlex.quote(str(folder))}")


def _print_table(table: TextTable, everything: bool, screen: bool) -> None:
    from sim.cli import output

    places = [place for place in range(len(table.rows)) if everything or table.chief is None or place in table.chief]
    click.echo(table.title + (f". {table.note}" if table.note else ""))
    rows = [table.rows[place] for place in places]
    faint = {number for number, place in enumerate(places) if place in table.faint}
    output.table(table.heads, rows, right=table.right, faint=faint if screen else set())


def _caveat(findings: Findings) -> str:
    """How many parameters are assumptions, over all scenarios of a study."""
    from sim.scenario import assumed

    return f"The model is illustrative: {assumed(*(one.scenario.parameters() for one in findings.variants))}."


def draw_figures(progress: Progress, no_plots: bool) -> Callable[[Any, Path], object] | None:
    """Draws the figures of a study, and says so; None where none are wanted."""
    if no_plots:
        return None

    def draw(findings: Any, folder: Path) -> object:
        from sim.view import save_study_figures

        progress.begin("drawing")
        return save_study_figures(findings, folder)

    return draw
