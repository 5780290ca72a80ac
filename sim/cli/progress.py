"""How long work shows itself on standard error: a bar at the foot of a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Any, Protocol

import click

from sim.interrupts import heed
from sim.texts import visible, visible_line

_EVERY_S = 5.0


class Tell(Protocol):
    """Is told the share of some work that is done."""

    def __call__(self, share: float, more: str = "") -> None:
        """So much is done, 0 to 1; with a few words more."""


class Progress:
    """Tells how far work has come.

    Args:
        quiet: Say nothing at all.
    """

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> Progress:
        """Begin."""
        if not self._quiet and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, TaskProgressColumn, TextColumn
            from rich.progress import Progress as Bar

            columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn("{task.percentage:3.0f} %"))
            self._bar = Bar(*columns, console=Console(file=_raw(sys.stderr)), transient=True)
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End: the bar goes."""
        if self._bar is not None:
            self._bar.stop()

    def say(self, text: str) -> None:
        """Tell something that is worth a line."""
        heed()
        if self._quiet:
            return
        if self._bar is not None:
            self._bar.console.print(visible(text), markup=False, highlight=False, soft_wrap=True)
        else:
            click.echo(text, err=True)

    def begin(self, text: str) -> None:
        """Begin work that does not report how far it has come; on a terminal its name stands where the bar is."""
        heed()
        if self._bar is not None:
            self._show(text, None)
        else:
            self.say(text)

    def follow(self, text: str) -> Tell:
        """Prepare for work that reports the share that is done, 0 to 1, to the function returned.

        It begins with its first report: work that turns out to be done already reports nothing. A few words more, such
        as the time left, may come with each.
        """
        task: Any = None
        last: float | None = None

        def move(share: float, more: str = "") -> None:
            nonlocal task
            heed()
            if task is None:
                task = self._show(text, 1.0)
            self._bar.update(task, completed=share, description=_plain(f"{text}: {more}" if more else text))

        def tell(share: float, more: str = "") -> None:
            nonlocal last
            heed()
            now = time.monotonic()
            if last is None or now - last >= _EVERY_S:
                said = f"{text}: {100 * share:.0f} %" + (f", {more}" if more else "")
                click.echo(text if last is None and not share else said, err=True)
                last = now

        def nothing(share: float, more: str = "") -> None:  # noqa: ARG001
            heed()

        if self._quiet:
            return nothing
        return tell if self._bar is None else move

    def _show(self, text: str, total: float | None) -> Any:
        """Put a bar in place of the one that is there; without a total it only says that something goes on."""
        if self._task is not None:
            self._bar.remove_task(self._task)
        self._task = self._bar.add_task(_plain(text), total=total)
        return self._task


def _plain(text: str) -> str:
    """Text in which rich finds no markup."""
    from rich.markup import escape

    return escape(visible_line(text))


def _raw(stream: Any) -> Any:
    """The stream itself, for those who draw with its control characters and have made what they draw visible."""
    return getattr(stream, "raw", stream)
