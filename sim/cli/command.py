"""From the arguments to the exit status: the verbs put together, and whatever goes wrong said in a line."""

from __future__ import annotations

import contextlib
import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from typing import Any

import click

from sim import interrupts
from sim.cli.verb import VERBS
from sim.texts import VisibleStream, visible

_WIDEST = 100
"""Help texts leave the rest of a wider terminal empty [characters]."""

DONE, RUN_FAILED, WRONG_INPUT, INTERRUPTED = 0, 1, 2, 130


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ilrs-sim", prog_name="ilrs")
def ilrs() -> None:
    """Simulate a lunar south pole station: tools, energy, communication, shelter, and bricks printed with sunlight.

    SCENARIO is a TOML file, or ilrs:NAME for one that comes with the program, such as ilrs:baseline.
    """


for verb in VERBS:
    ilrs.add_command(verb)


def execute(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; as :func:`sim.cli.main`."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    _prepare_streams()
    with _visible_streams(), interrupts.requests_noted(), _folders_said():
        try:
            if question := os.environ.get("_ILRS_COMPLETE"):
                from sim.cli import completion

                raise click.exceptions.Exit(completion.answer(ilrs, question))
            with ilrs.make_context("ilrs", given or ["--help"], terminal_width=_help_width()) as context:
                ilrs.invoke(context)
            sys.stdout.flush()
        except click.exceptions.Exit as end:
            return end.exit_code
        except (KeyboardInterrupt, click.Abort):
            return _interrupted()
        except BrokenPipeError:
            # Whoever read the output has seen enough of it.
            _abandon_output()
            return DONE
        except Exception as error:
            if interrupts.asked() or _comes_of_an_interruption(error):
                return _interrupted()
            status = _report(error)
            try:
                sys.stdout.flush()
            except OSError:
                _abandon_output()
            return status
        # Lost, and everything was done before it came again.
        return _interrupted() if interrupts.asked() else DONE


def _interrupted() -> int:
    """Say so; the exit status."""
    interrupts.settle()
    _say("interrupted")
    return INTERRUPTED


def _comes_of_an_interruption(error: BaseException | None) -> bool:
    """Whether an interruption is the cause: a library in C that is interrupted while it is imported says only so."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__
    return error is not None


def _help_width() -> int:
    """Width of help texts [characters].

    As click finds it, but without importing shutil, which takes a twentieth of the time of ``ilrs --help``.
    """
    columns = os.environ.get("COLUMNS", "")
    width = int(columns) if columns.isdecimal() else 0
    if not width:
        with contextlib.suppress(AttributeError, ValueError, OSError):  # no terminal, or closed
            width = os.get_terminal_size(sys.__stdout__.fileno()).columns  # type: ignore[union-attr]
    return max(min(width or 80, _WIDEST) - 2, 50)


def _prepare_streams() -> None:
    """Let nothing that is printed fail: not for an encoding, nor for a stream that was closed before we began."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  # open to the end
        elif hasattr(stream, "reconfigure"):
            # What a terminal's encoding lacks is shown by its number rather than ending the program.
            stream.reconfigure(errors="backslashreplace")


@contextlib.contextmanager
def _visible_streams() -> Iterator[None]:
    """Show the control characters of whatever is printed: names of files, say, are anybody's."""
    before = sys.stdout, sys.stderr
    mine = VisibleStream(sys.stdout), VisibleStream(sys.stderr)
    sys.stdout, sys.stderr = mine
    try:
        yield
    finally:
        # Whoever put others in their place meanwhile sees to them.
        if (sys.stdout, sys.stderr) == mine:
            sys.stdout, sys.stderr = before


def _abandon_output() -> None:
    """Let what is still to be printed go nowhere: it would fail again, loudly, when the process ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _report(error: Exception) -> int:
    """Say what went wrong, a line a problem; the exit status."""
    from sim.cli import problems

    status, lines = problems.explain(error)
    if status is None:
        import traceback

        _say("".join(traceback.format_exception(error)).rstrip())
        status = RUN_FAILED
    for line in lines:
        _say(f"error: {line}")
    return status


def _say(text: str) -> None:
    """Write a line to standard error, which may be closed."""
    with contextlib.suppress(OSError):
        click.echo(visible(text), err=True)


@contextlib.contextmanager
def _folders_said() -> Iterator[None]:
    """Say in a line what is to know of a run folder; other warnings look as Python has them."""
    before = warnings.showwarning

    def show(message: Warning | str, category: type[Warning], *place: Any, **more: Any) -> None:
        # By name: whoever warns has imported it, and nobody else need.
        if any(kind.__name__ == "RunFolderWarning" for kind in category.__mro__):
            _say(f"note: {message}")
        else:
            before(message, category, *place, **more)

    warnings.showwarning = show
    try:
        yield
    finally:
        warnings.showwarning = before
