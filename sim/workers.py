"""Processes that call one function, each as often as it is asked to.

They are started before it is known what they will be asked: meanwhile they import what they need, and so does whoever
started them. This module imports little, for the same reason.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import threading
import traceback
from collections.abc import Iterator
from importlib import import_module
from types import TracebackType
from typing import TYPE_CHECKING, Any

from sim.interrupts import interrupts_held

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


RUN = "sim.result.worker:run"
"""What workers call that are to run cases."""


class WorkerLostError(RuntimeError):
    """The process ended before it gave its answer."""


class Worker:
    """One process.

    Args:
        function: What it calls, as ``module:name``.
    """

    def __init__(self, function: str) -> None:
        import multiprocessing

        if hasattr(signal, "pthread_sigmask"):
            from multiprocessing import resource_tracker

            # Where it is not there yet it would be started beside the process, and let the signals in that are to be
            # held back.
            resource_tracker.ensure_running()
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, function, gc.get_threshold()), daemon=True)
        # A terminal sends Ctrl-C to the workers too, and one that is still importing could only die of it, loudly:
        # they are born with it held back.
        with interrupts_held():
            self._process.start()
        theirs.close()

    def call(self, *arguments: Any) -> Any:
        """What the function gives for these arguments.

        Raises:
            WorkerLostError: The process has ended.
            Exception: What the function raised.
        """
        try:
            self._connection.send(arguments)
            done, answer = self._connection.recv()
        except (EOFError, OSError) as error:
            raise WorkerLostError(str(error)) from error
        if not done:
            raise answer
        return answer

    def end(self) -> None:
        """Let it end once it has answered."""
        with contextlib.suppress(OSError):
            self._connection.send(None)

    def stop(self) -> None:
        """Ask it to stop at once, whatever it does."""
        self._process.terminate()

    def kill(self) -> None:
        """End it at once; only for what leaves nothing half-written."""
        self._process.kill()

    def wait(self) -> None:
        """Wait until it has ended."""
        self._process.join()


class Workers:
    """Several of them, which end with the block.

    Args:
        number: How many.
        function: What they call, as ``module:name``.
    """

    def __init__(self, number: int, function: str) -> None:
        self._workers: list[Worker] = []
        try:
            for _ in range(number):
                self._workers.append(Worker(function))
        except BaseException:
            self.stop()
            raise

    def __iter__(self) -> Iterator[Worker]:
        return iter(self._workers)

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop them where something went wrong; else let them end."""
        if kind is not None:
            self.stop()
            return
        for worker in self._workers:
            worker.end()
        for worker in self._workers:
            worker.wait()

    def stop(self) -> None:
        """Ask all to stop at once, and wait until they have."""
        for worker in self._workers:
            worker.stop()
        for worker in self._workers:
            worker.wait()


def default_workers() -> int:
    """Number of processes that suits this machine: one for each core that the process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


class _Asked:
    """What this process, a worker, was asked for by signals."""

    to_stop = False
    busy = False


def heed(_share: float = 0.0) -> None:
    """Stop if that was asked for: what a worker calls looks here now and then."""
    if _Asked.to_stop:
        raise SystemExit(128 + signal.SIGTERM)


def _serve(connection: Connection, function: str, thresholds: tuple[int, int, int]) -> None:
    """What a worker does: answer until it is told that there is no more."""
    begin()
    gc.set_threshold(*thresholds)
    module, _, name = function.partition(":")
    call = getattr(import_module(module), name)
    while True:
        try:
            arguments = connection.recv()
        except EOFError:
            arguments = None
        if arguments is None:
            break
        _Asked.busy = True
        try:
            answer = (True, call(*arguments))
        except Exception as error:
            error.add_note("".join(traceback.format_exception(error)))
            answer = (False, error)
        connection.send(answer)
        _Asked.busy = False
        heed()
    # What is there goes with the process: it need not be taken apart before.
    gc.freeze()


def begin() -> None:
    """Make this process a worker: Ctrl-C is left to its parent, which stops it by another signal and ends it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _stop)
    if hasattr(signal, "pthread_sigmask"):
        # Born with it held back: one that has come meanwhile ends the process here, before it has begun anything.
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    threading.Thread(target=_die_with_parent, daemon=True).start()


def _stop(_number: int, _frame: object) -> None:
    """End at once where nothing is under way; else only note it.

    An exception from here could come up where nobody can catch it, or be swallowed.
    """
    if not _Asked.busy:
        os._exit(128 + signal.SIGTERM)
    _Asked.to_stop = True


def _die_with_parent() -> None:
    """End this process when the parent has ended without a word: killed, it can tell its workers nothing."""
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        # Nothing to tidy up: what is being written is swept by the next who writes there.
        os._exit(1)
