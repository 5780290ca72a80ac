"""Running the replicates of a study into its store: a bounded number in flight, and what fails is kept and told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait

from sim.interrupts import heed
from sim.study.replicates.pools import Pool
from sim.study.replicates.store import Store
from sim.study.replicates.task import Record, Task

_TICK_S = 0.1
"""How often a request to stop is looked for while nothing comes in [s]."""
_DIED = "its worker was killed each time that it was tried, as it is where memory runs out"

Told = Callable[[Record], None]


def run(
    store: Store,
    tasks: Iterable[Task],
    pool: Pool,
    told: Told | None = None,
    meanwhile: Callable[[], object] | None = None,
) -> None:
    """Run replicates, and commit each as it comes.

    What a worker ran that died is tried again, in the end alone; a replicate that fails is kept with its error. Nothing
    depends on the order in which they come.

    Args:
        store: Where they are kept.
        tasks: What is to be run; taken one by one, as there is room.
        pool: Where they run.
        told: Called with each record once it is kept.
        meanwhile: Called once, when others have begun to run them.

    Raises:
        StoreError: A record cannot be kept.
        PoolError: There is nowhere to run them any more.
        ProgramError: Workers have another program.
    """
    running = _Run(store, tasks, pool, told)
    running.fill()
    if meanwhile is not None:
        meanwhile()
    running.to_the_end()


class _Run:
    """Replicates in flight, and those whose worker died."""

    def __init__(self, store: Store, tasks: Iterable[Task], pool: Pool, told: Told | None) -> None:
        self._store = store
        self._waiting = iter(tasks)
        self._pool = pool
        self._told = told
        self._flying: dict[Future[Record], Task] = {}
        self._again: list[Task] = []
        self._tries: dict[tuple[str, int], int] = {}
        """How often the worker of a replicate died, of those that are not done."""

    def to_the_end(self) -> None:
        """Run all."""
        while self._flying:
            done, _ = wait(self._flying, timeout=_TICK_S, return_when=FIRST_COMPLETED)
            heed()
            if not done:
                self._pool.check()
            for future in done:
                self._take(future, self._flying.pop(future))
            self.fill()

    def fill(self) -> None:
        """Put as many into flight as there is room for."""
        # With the last try of one nothing else runs: it has all memory for itself.
        last = next((task for task in self._again if self._tries[_place(task)] == self._pool.tries - 1), None)
        if last is not None:
            if not self._flying:
                self._again.remove(last)
                self._begin(last)
            return
        while len(self._flying) < self._pool.window:
            task = self._again.pop(0) if self._again else next(self._waiting, None)
            if task is None:
                return
            self._begin(task)

    def _begin(self, task: Task) -> None:
        self._flying[self._pool.submit(task)] = task

    def _take(self, future: Future[Record], task: Task) -> None:
        """Keep what came of a replicate, or note that its worker died."""
        error = CancelledError() if future.cancelled() else future.exception()
        if error is None:
            self._tries.pop(_place(task), None)
            self._keep(future.result())
        elif not self._pool.lost(error):
            raise error
        else:
            tries = self._tries[_place(task)] = self._tries.get(_place(task), 0) + 1
            if tries < self._pool.tries:
                self._again.append(task)
            else:
                del self._tries[_place(task)]
                self._keep(Record(task.variant, task.number, {}, error=_DIED, lost=True))

    def _keep(self, record: Record) -> None:
        self._store.add(record)
        if self._told is not None:
            self._told(record)


def _place(task: Task) -> tuple[str, int]:
    return task.variant, task.number
