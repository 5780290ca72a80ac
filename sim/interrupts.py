"""Moments in which an interruption has to wait."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator

_NUMBERS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


@contextlib.contextmanager
def interrupts_held() -> Iterator[None]:
    """Hold requests to stop back until the end of the block; processes started in it hold them back for good.

    Outside the main thread, where Python handles no signals, only the latter.
    """
    with _noted() if threading.current_thread() is threading.main_thread() else contextlib.nullcontext(), _masked():
        yield


@contextlib.contextmanager
def _masked() -> Iterator[None]:
    """Block the signals in this thread and in processes that it starts, where the system can (not on Windows)."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _NUMBERS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def _noted() -> Iterator[None]:
    """Let signals that come only be noted, and act on them at the end.

    A mask does not do that: any other thread, such as those of numpy, takes the signal instead, and Python then runs
    its handler in the main thread all the same.
    """
    came: list[int] = []
    # None: a handler that is not Python's and that it could not restore.
    before = {number: signal.getsignal(number) for number in _NUMBERS}
    held = {number: handler for number, handler in before.items() if handler not in (None, signal.SIG_IGN)}
    try:
        for number in held:
            signal.signal(number, lambda number, _frame: came.append(number))
        yield
    finally:
        for number, handler in held.items():
            signal.signal(number, handler)
        for number in dict.fromkeys(came):
            signal.raise_signal(number)
