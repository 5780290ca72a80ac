"""Where replicates run: in this process, in others on this machine, or on a cluster. All take and give the same."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from concurrent.futures import Future
from typing import Protocol

from sim.interrupts import heed
from sim.study.replicates.processes import AHEAD, PoolError, Team
from sim.study.replicates.task import Record, Task, evaluate
from sim.workers import WorkerLostError, default_workers

__all__ = ["Here", "Pool", "PoolError", "Processes", "pool"]


class Pool(Protocol):
    """Where replicates run."""

    workers: int
    """How many run at once."""
    tries: int
    """Times that a replicate is begun before it counts as one that kills its worker."""

    @property
    def window(self) -> int:
        """Most that are in flight at a time."""

    @property
    def words(self) -> str:
        """Where that is, for people: ``2 workers``."""

    def ready(self, number: int) -> None:
        """Prepare to run so many replicates."""

    def submit(self, task: Task) -> Future[Record]:
        """Begin to run a replicate."""

    def lost(self, error: BaseException) -> bool:
        """Whether an error says that the worker died.

        Raises:
            PoolError: It says that all is over.
        """

    def check(self) -> None:
        """Look whether it is still there; called while nothing comes in.

        Raises:
            PoolError: It is not.
        """

    def stop(self) -> None:
        """Let nothing go on."""

    def close(self) -> None:
        """End when nothing is left to run."""


class Here:
    """This process, one replicate after the other."""

    workers = 1
    window = 1
    tries = 1
    words = "1 worker"

    def ready(self, number: int) -> None:
        """It is."""

    def submit(self, task: Task) -> Future[Record]:
        """Run it."""
        future: Future[Record] = Future()
        future.set_result(evaluate(task, heed))
        return future

    def lost(self, error: BaseException) -> bool:  # noqa: ARG002
        """It would have taken this process with it."""
        return False

    def check(self) -> None:
        """It is there."""

    def stop(self) -> None:
        """Nothing goes on beside this process."""

    close = stop


class Processes:
    """Other processes of this machine; a calling script needs the usual ``if __name__ == "__main__":``.

    Args:
        workers: How many.
    """

    tries = 3

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.window = AHEAD * workers
        self.words = f"{workers} workers"
        self._team = Team(workers)

    def ready(self, number: int) -> None:
        """Start workers for so many replicates."""
        self._team.ready(number)

    def submit(self, task: Task) -> Future[Record]:
        """Begin to run a replicate."""
        return self._team.submit(evaluate, task)

    def lost(self, error: BaseException) -> bool:
        """Whether an error says that the worker died; another is started in its place."""
        return isinstance(error, WorkerLostError)

    def check(self) -> None:
        """One that dies is noticed at once."""

    def stop(self) -> None:
        """Let nothing go on: a replicate that runs is worth less than an end at once."""
        self._team.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        """End when nothing is left to run."""
        self._team.shutdown(wait=True)


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
        from sim.study.replicates.cluster import Cluster

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
