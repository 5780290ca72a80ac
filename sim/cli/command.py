"""From the arguments to the exit status: the verbs put together, and whatever goes wrong said in a line."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from typing import Any

import click

from sim.cli.export import export
from sim.cli.gallery import gallery
from sim.cli.new import new
from sim.cli.report import report
from sim.cli.verbs import ilrs

DONE, RUN_FAILED, WRONG_INPUT, INTERRUPTED = 0, 1, 2, 130

for verb in (new, gallery, report, export):
    ilrs.add_command(verb)


def execute(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; as :func:`sim.cli.main`."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    _prepare_streams()
    with _termination_interrupts(), _no_interruption_lost():
        try:
            with ilrs.make_context("ilrs", given or ["--help"]) as context:
                ilrs.invoke(context)
            sys.stdout.flush()
        except click.exceptions.Exit as end:
            return end.exit_code
        except (KeyboardInterrupt, click.Abort):
            _say("interrupted")
            return INTERRUPTED
        except BrokenPipeError:
            # Whoever read the output has seen enough of it.
            _abandon_output()
            return DONE
        except Exception as error:
            status = _report(error)
            try:
                sys.stdout.flush()
            except OSError:
                _abandon_output()
            return status
    return DONE


def _prepare_streams() -> None:
    """Let nothing that is printed fail: not for an encoding, nor for a stream that was closed before we began."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  # open to the end
        elif hasattr(stream, "reconfigure"):
            # What a terminal's encoding lacks is shown by its number rather than ending the program.
            stream.reconfigure(errors="backslashreplace")


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
        click.echo(text, err=True)


@contextlib.contextmanager
def _termination_interrupts() -> Iterator[None]:
    """Let a request to end, or a closed terminal, tidy up as Ctrl-C does."""

    def interrupt(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    names = [n for n in ("SIGTERM", "SIGHUP") if hasattr(signal, n)]
    taken = []
    for number in (getattr(signal, name) for name in names):
        with contextlib.suppress(ValueError):  # not in the main thread
            # Whoever had a signal ignored (nohup) or handled keeps that.
            if signal.getsignal(number) == signal.SIG_DFL:
                signal.signal(number, interrupt)
                taken.append(number)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, signal.SIG_DFL)


@contextlib.contextmanager
def _no_interruption_lost() -> Iterator[None]:
    """Interrupt again where it came up in a place that lets nothing through, such as a callback of the imports."""
    before = sys.unraisablehook

    def hook(lost: Any) -> None:
        if lost.exc_type is KeyboardInterrupt and os.name == "posix":
            # In a moment: here it would be lost again. To the process: that wakes the main thread too.
            threading.Timer(0.01, os.kill, [os.getpid(), signal.SIGINT]).start()
        else:
            before(lost)

    sys.unraisablehook = hook
    try:
        yield
    finally:
        sys.unraisablehook = before
