"""Requests to stop: none is lost, and there are moments in which they have to wait.

An interruption is an exception that may come up anywhere, and some places let none through: callbacks of the imports,
libraries in C that clear it or say something else instead. So a request is noted too. It is looked at whenever work
tells how far it has come, and a timer interrupts again until the exception has reached whoever ends the command.
"""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Iterator
from typing import Any

_REQUESTS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
_AGAIN = getattr(signal, "SIGALRM", None)
_NUMBERS = [*_REQUESTS, *([] if _AGAIN is None else [_AGAIN])]
_AGAIN_S = 0.3
"""Time after which a request that was lost interrupts again [s]."""


class _Noted:
    """What this process was asked for by signals."""

    to_stop = False


@contextlib.contextmanager
def requests_noted() -> Iterator[None]:
    """Let Ctrl-C, a request to end and a closed terminal interrupt the block, and interrupt again where that was lost.

    Whoever had a signal ignored (``nohup``) or handled keeps that.
    """
    taken: list[tuple[int, Any]] = []
    for number in _NUMBERS:
        with contextlib.suppress(ValueError):  # not in the main thread
            before = signal.getsignal(number)
            if before in (signal.SIG_DFL, signal.default_int_handler):
                signal.signal(number, _again if number == _AGAIN else _stop)
                taken.append((number, before))
    hook = sys.unraisablehook

    def lost(found: Any) -> None:
        if found.exc_type is KeyboardInterrupt:
            _note()
        else:
            hook(found)

    sys.unraisablehook = lost
    try:
        yield
    finally:
        settle()
        _Noted.to_stop = False
        sys.unraisablehook = hook
        for number, before in taken:
            signal.signal(number, before)


def asked() -> bool:
    """Whether this process was asked to stop."""
    return _Noted.to_stop


def heed(_share: float = 0.0) -> None:
    """Stop if that was asked for: work that tells how far it has come looks here.

    Raises:
        KeyboardInterrupt: It was.
    """
    if _Noted.to_stop and not isinstance(sys.exception(), KeyboardInterrupt):
        raise KeyboardInterrupt


def settle() -> None:
    """Interrupt no more: the request has reached whoever ends the command."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, 0.0)


def _note() -> None:
    _Noted.to_stop = True
    if hasattr(signal, "setitimer") and _AGAIN is not None and signal.getsignal(_AGAIN) is _again:
        signal.setitimer(signal.ITIMER_REAL, _AGAIN_S, _AGAIN_S)


def _stop(_number: int, _frame: object) -> None:
    _note()
    raise KeyboardInterrupt


def _again(_number: int, _frame: object) -> None:
    # Not while the exception is on its way: whoever tidies up would be interrupted at it.
    heed()


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
