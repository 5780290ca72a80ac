"""The command ``ilrs``: each verb is a call into the package; nothing heavy is imported before it is needed."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterator, Sequence

import click

DONE, RUN_FAILED, WRONG_INPUT, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: What follows the command's name (default: those of this process).

    Returns:
        The exit status: 0 done, 1 the run failed, 2 the input is wrong, 130 interrupted.
    """
    from sim.cli.export import export
    from sim.cli.gallery import gallery
    from sim.cli.new import new
    from sim.cli.report import report
    from sim.cli.verbs import ilrs

    for verb in (new, gallery, report, export):
        ilrs.add_command(verb)
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        # What a terminal's encoding lacks is shown by its number rather than ending the program.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    with _termination_interrupts():
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
