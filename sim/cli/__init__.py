"""The command ``ilrs``: each verb is a call into the package; nothing heavy is imported before it is needed."""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import sys
from collections.abc import Iterator, Sequence

_INTERRUPTED = 130
_SELDOM = 100_000
"""New objects between two searches for unreachable ones: imports and schemas make many, and nearly all of them stay."""

# What is there when the process ends goes with it: to take it apart before takes a fifth of the time of `ilrs check`.
atexit.register(gc.freeze)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: What follows the command's name (default: those of this process).

    Returns:
        The exit status: 0 done, 1 the run failed, 2 the input is wrong, 130 interrupted.
    """
    lost = _interruptions_caught() if arguments is None else []
    try:
        with _seldom_collected():
            # Not above: whoever interrupts a command that is still being imported is spared the traceback too.
            from sim.cli.command import execute

            if lost:
                raise KeyboardInterrupt
            status = execute(arguments)
    except KeyboardInterrupt:
        if sys.stderr is not None:
            sys.stderr.write("interrupted\n")
        status = _INTERRUPTED
    if arguments is None:
        if status == _INTERRUPTED:
            _leave(status)
        _let_nothing_in()
    return status


def _interruptions_caught() -> list[object]:
    """Catch interruptions that come up where Python can only tell of them, as in what it calls of weak references.

    Returns:
        Where they are put, from now on until the process ends.
    """
    caught: list[object] = []
    tell = sys.unraisablehook

    def hook(found: sys.UnraisableHookArgs) -> None:
        if found.exc_type is KeyboardInterrupt:
            caught.append(found.exc_type)
        else:
            tell(found)

    sys.unraisablehook = hook
    return caught


def _let_nothing_in() -> None:
    """Ignore interruptions from now on: all is done, and a process that Python takes apart would die of one."""
    import signal

    with contextlib.suppress(ValueError):  # not in the main thread
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, signal.SIG_IGN)


def _leave(status: int) -> None:
    """End the process at once: a library in C that was interrupted in its import breaks when it is taken apart."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, OSError, ValueError):
            stream.flush()
    os._exit(status)


@contextlib.contextmanager
def _seldom_collected() -> Iterator[None]:
    """Search for unreachable objects less often than Python does by itself."""
    before = gc.get_threshold()
    gc.set_threshold(max(_SELDOM, before[0]) if before[0] else 0, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
