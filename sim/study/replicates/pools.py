"""Where replicates run: in this process, in others on this machine, or on a cluster. All take and give the same."""

from __future__ import annotations

import contextlib
import multiprocessing
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Protocol

from sim.interrupts import heed, interrupts_held
from sim.scenario.provenance import shown
from sim.study.errors import StudyError
from sim.study.replicates.task import Record, Task, evaluate
from sim.workers import begin, default_workers

_AHEAD = 2
"""Replicates in flight for each worker: one that it runs and one that waits for it."""


class PoolError(StudyError):
    """There is nowhere to run replicates; the text says why."""


class Pool(Protocol):
    """Where replicates run."""

    workers: int
    """How many run at once."""
    window: int
    """Most that are in flight at a time."""

    @property
    def words(self) -> str:
        """Where that is, for people: ``2 workers``."""

    def submit(self, task: Task) -> Future[Record]:
        """Begin to run a replicate."""

    def lost(self, error: BaseException) -> bool:
        """Whether an error says that the worker died."""

    def renew(self) -> None:
        """Replace workers that died."""

    def stop(self) -> None:
        """Let nothing go on."""

    def close(self) -> None:
        """End when nothing is left to run."""


class Here:
    """This process, one replicate after the other."""

    workers = 1
    window = 1
    words = "1 worker"

    def submit(self, task: Task) -> Future[Record]:
        """Run it."""
        future: Future[Record] = Future()
        future.set_result(evaluate(task, heed))
        return future

    def lost(self, error: BaseException) -> bool:  # noqa: ARG002
        """It would have taken this process with it."""
        return False

    def renew(self) -> None:
        """There is nothing to replace."""

    def stop(self) -> None:
        """Nothing goes on beside this process."""

    close = stop


class Processes:
    """Other processes of this machine; a calling script needs the usual ``if __name__ == "__main__":``.

    Args:
        workers: How many.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.window = _AHEAD * workers
        self.words = f"{workers} workers"
        self._others = {process.pid for process in multiprocessing.active_children()}
        self._pool = self._fresh()

    def _fresh(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self.workers, mp_context=context, initializer=begin)

    def submit(self, task: Task) -> Future[Record]:
        """Begin to run a replicate."""
        # Workers are started as they are needed. A terminal sends Ctrl-C to them too, and one that is still importing
        # could only die of it, loudly: they are born with it held back.
        with interrupts_held():
            return self._pool.submit(evaluate, task)

    def lost(self, error: BaseException) -> bool:
        """Whether an error says that a worker died."""
        return isinstance(error, BrokenProcessPool)

    def renew(self) -> None:
        """Replace workers that died; a pool without one of its workers is none."""
        self.stop()
        self._pool = self._fresh()

    def stop(self) -> None:
        """Let nothing go on: a replicate that runs is worth less than an end at once."""
        with interrupts_held():
            self._pool.shutdown(wait=False, cancel_futures=True)
            mine = [process for process in multiprocessing.active_children() if process.pid not in self._others]
            for process in mine:
                process.terminate()
            for process in mine:
                process.join(1.0)
                if process.is_alive():
                    process.kill()
                    process.join()

    def close(self) -> None:
        """End when nothing is left to run."""
        self._pool.shutdown(wait=True)


class Cluster:
    """A Dask cluster; needs the extra ``cluster``, and the same program on its workers.

    Args:
        address: Address of its scheduler, such as ``tcp://10.0.0.1:8786``.

    Raises:
        PoolError: Dask is not installed, nobody answers there, or there is no worker.
    """

    def __init__(self, address: str) -> None:
        try:
            from distributed import Client
        except ImportError:
            raise PoolError("--cluster needs Dask: pip install 'ilrs-sim[cluster]'") from None
        try:
            self._client: Any = Client(address, timeout=_ANSWERS_S)
        except (OSError, ValueError, TimeoutError) as error:
            raise PoolError(f"no Dask scheduler answers at {shown(address)}: {error or 'no answer'}") from None
        threads = self._client.nthreads()
        if not threads:
            self._client.close()
            raise PoolError(f"the Dask scheduler at {shown(address)} has no workers")
        self.workers = sum(threads.values())
        self.window = _AHEAD * self.workers
        self.words = f"{self.workers} workers of the cluster at {address}"
        # The same task asked for twice is run twice: what is kept is kept by us.
        self._executor: Executor = self._client.get_executor(pure=False)

    def submit(self, task: Task) -> Future[Record]:
        """Begin to run a replicate."""
        return self._executor.submit(evaluate, task)

    def lost(self, error: BaseException) -> bool:
        """Whether an error says that workers died: Dask tries elsewhere before it says so."""
        return type(error).__name__ in {"KilledWorker", "CancelledError", "FutureCancelledError"}

    def renew(self) -> None:
        """Dask does that."""

    def stop(self) -> None:
        """Let nothing of ours go on."""
        with contextlib.suppress(Exception):
            self._executor.shutdown(wait=False, cancel_futures=True)
        self._client.close()

    def close(self) -> None:
        """Leave the cluster to others."""
        self._executor.shutdown(wait=True)
        self._client.close()


_ANSWERS_S = 10.0
"""How long a scheduler may take to answer [s]."""


@contextlib.contextmanager
def pool(workers: int | None = None, cluster: str | None = None) -> Iterator[Pool]:
    """Where replicates run; stopped at once where the block ends with an exception.

    Args:
        workers: Processes on this machine (default: one for each core).
        cluster: Address of the scheduler of a Dask cluster, to run there instead.

    Raises:
        PoolError: There is no such cluster.
    """
    there: Pool
    if cluster is not None:
        there = Cluster(cluster)
    else:
        number = default_workers() if workers is None else workers
        there = Here() if number <= 1 else Processes(number)
    try:
        yield there
    except BaseException:
        there.stop()
        raise
    there.close()
