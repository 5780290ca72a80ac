"""Processes of this machine as an executor: one that dies takes only what it ran with it, and another takes its place.

Each has a pipe of its own. With one queue for all, as the pools of the standard library have it, a process that is
killed while it writes into it leaves the others waiting, and all of them have to be replaced.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future
from queue import Empty, SimpleQueue
from typing import Any, ParamSpec, TypeVar

from sim.interrupts import interrupts_held
from sim.result import program
from sim.study.errors import StudyError
from sim.workers import Worker, WorkerLostError

P = ParamSpec("P")
T = TypeVar("T")

AHEAD = 2
"""Replicates in flight for each worker: one that it runs and one that waits for it."""
_STARTS = 3
"""Times that a process is started in a row before there is no use in it."""
_ENDS_S = 1.0
"""How long a thread may take to see that its process has ended [s]."""


class PoolError(StudyError):
    """There is nowhere to run replicates; the text says why."""


class Team(Executor):
    """Processes that call functions, as many at once as there are of them; started as they are needed.

    What a process ran that died raises :class:`~sim.workers.WorkerLostError`; where none can be started, everything
    raises :class:`PoolError`.

    Args:
        most: Largest number of processes.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._asked: SimpleQueue[tuple[Future[Any], tuple[Any, ...]] | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._living: set[Worker] = set()
        self._over = False

    def ready(self, number: int) -> None:
        """Start so many of them, to import what they need until they are asked."""
        # A terminal sends Ctrl-C to them too, and one that is still importing could only die of it, loudly: they are
        # born with it held back, by the thread that starts them. Here it must not come between a thread and its start.
        with interrupts_held():
            while len(self._threads) < min(number, self._most):
                thread = threading.Thread(target=self._feed, daemon=True)
                self._threads.append(thread)
                thread.start()

    def submit(self, function: Callable[P, T], /, *arguments: P.args, **named: P.kwargs) -> Future[T]:
        """Have a function called, which a process can import by its name."""
        if self._over:
            raise RuntimeError("it has been shut down")
        future: Future[T] = Future()
        self._asked.put((future, (function, arguments, named)))
        self.ready(len(self._threads) + 1)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End when nothing is left to call.

        Args:
            wait: Whether to wait for that.
            cancel_futures: End at once instead, whatever is called.
        """
        with interrupts_held():
            self._over = True
            if cancel_futures:
                self._cancel()
                # One that is just being started is ended by the thread that starts it.
                with self._lock:
                    for worker in self._living:
                        worker.kill()
            for _ in self._threads:
                self._asked.put(None)
            if cancel_futures:
                for thread in self._threads:
                    thread.join(_ENDS_S)
        if wait:
            for thread in self._threads:
                thread.join()

    def _cancel(self) -> None:
        with contextlib.suppress(Empty):
            while True:
                asked = self._asked.get_nowait()
                if asked is not None:
                    asked[0].cancel()

    def _feed(self) -> None:
        """Keep one process busy, from a thread of its own."""
        worker: Worker | None = None
        failed: Exception | None = None
        try:
            worker = self._started()
        except Exception as error:
            failed = error
        while (asked := self._asked.get()) is not None:
            future, arguments = asked
            if not future.set_running_or_notify_cancel():
                continue
            try:
                if failed is not None:
                    raise failed
                worker = worker or self._started()
                answer = worker.call(*arguments)
            except WorkerLostError as error:
                if worker is not None:
                    self._ended(worker)
                worker = None
                future.set_exception(error)
            except Exception as error:
                future.set_exception(error)
            else:
                future.set_result(answer)
        if worker is not None:
            worker.end()
            self._ended(worker)

    def _started(self) -> Worker:
        """A process that has answered once: what it runs after that is what it dies of.

        Raises:
            PoolError: It cannot be started, or dies of it each time.
        """
        for _ in range(_STARTS):
            try:
                worker = Worker(f"{__name__}:call")
            except OSError as error:
                raise PoolError(
                    f"a worker cannot be started ({error.strerror or error}): give fewer with --workers"
                ) from error
            with self._lock:
                self._living.add(worker)
                if self._over:
                    worker.kill()
            try:
                worker.call(program.source_digest, (), {})
            except WorkerLostError:
                self._ended(worker)
                if self._over:
                    break
            else:
                return worker
        raise PoolError(
            "the workers die before they have run anything: a script that starts them needs "
            'if __name__ == "__main__": around what it does; --workers 1 runs all in one process'
        )

    def _ended(self, worker: Worker) -> None:
        worker.wait()
        with self._lock:
            self._living.discard(worker)


def call(function: Callable[..., T], arguments: Sequence[Any], named: Mapping[str, Any]) -> T:
    """What a process does when it is asked."""
    return function(*arguments, **named)
