"""Running the replicates of a study into its store: a bounded number in flight, and what fails is kept and told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from itertools import chain

from sim.interrupts import heed
from sim.study.replicates.pools import Pool, PoolError
from sim.study.replicates.store import Store
from sim.study.replicates.task import Record, Task

_TRIES = 3
"""Times that a replicate is begun before it counts as one that kills its worker."""
_TICK_S = 0.1
"""How often a request to stop is looked for while nothing comes in [s]."""
_DIED = f"its worker was killed {_TRIES} times, as it is where memory runs out"

Told = Callable[[Record], None]


def run(store: Store, tasks: Iterable[Task], pool: Pool, told: Told | None = None) -> None:
    """Run replicates, and commit each as it comes.

    A worker that dies is replaced and what it ran is tried again, in the end alone; a replicate that fails is kept with
    its error. Nothing depends on the order in which they come.

    Args:
        store: Where they are kept.
        tasks: What is to be run; taken one by one, as there is room.
        pool: Where they run.
        told: Called with each record once it is kept.

    Raises:
        StoreError: A record cannot be kept.
        PoolError: Workers die before they have run anything.
        ProgramError: Workers have another program.
    """
    _Run(store, tasks, pool, told).to_the_end()


class _Run:
    """Replicates in flight, and those that a dead worker took with it."""

    def __init__(self, store: Store, tasks: Iterable[Task], pool: Pool, told: Told | None) -> None:
        self._store = store
        self._waiting = iter(tasks)
        self._pool = pool
        self._told = told
        self._flying: dict[Future[Record], Task] = {}
        self._again: list[Task] = []
        self._tries: dict[tuple[str, int], int] = {}
        """How often a replicate was in flight when a worker died."""
        self._alive = False

    def to_the_end(self) -> None:
        """Run all."""
        while True:
            died = not self._fill()
            if not died and not self._flying:
                return
            done, _ = wait(self._flying, timeout=_TICK_S, return_when=FIRST_COMPLETED)
            heed()
            for future in done:
                died |= not self._take(future, self._flying.pop(future))
            if died:
                self._mourn()

    def _fill(self) -> bool:
        """Put as many into flight as there is room for; whether no worker was found dead."""
        # What may kill its worker is tried alone, so that nothing else goes with it.
        suspects = any(self._tries[_place(task)] >= _TRIES - 1 for task in self._again)
        waiting, self._again = self._again, []
        source: Iterator[Task] = iter(waiting) if suspects else chain(waiting, self._waiting)
        try:
            while len(self._flying) < (1 if suspects else self._pool.window):
                task = next(source, None)
                if task is None:
                    break
                try:
                    self._flying[self._pool.submit(task)] = task
                except BaseException as error:
                    self._again.append(task)
                    if not self._pool.lost(error):
                        raise
                    return False
        finally:
            there = {*map(_place, self._flying.values()), *map(_place, self._again)}
            self._again += [task for task in waiting if _place(task) not in there]
        return True

    def _take(self, future: Future[Record], task: Task) -> bool:
        """Keep what came of a replicate; whether its worker lives."""
        error = CancelledError() if future.cancelled() else future.exception()
        if error is None:
            self._alive = True
            self._tries.pop(_place(task), None)
            self._keep(future.result())
            return True
        if not self._pool.lost(error):
            raise error
        self._again.append(task)
        return False

    def _mourn(self) -> None:
        """Replace workers that died, and see to what was in flight, which is lost with one of them."""
        self._again += self._flying.values()
        self._flying.clear()
        self._pool.renew()
        for task in self._again:
            self._tries[_place(task)] = self._tries.get(_place(task), 0) + 1
        hopeless = [task for task in self._again if self._tries[_place(task)] >= _TRIES]
        if hopeless and not self._alive:
            raise PoolError(
                "the workers die before they have run anything: a script that starts them needs "
                'if __name__ == "__main__": around what it does; --workers 1 runs all in one process'
            )
        self._again = [task for task in self._again if task not in hopeless]
        for task in hopeless:
            self._keep(Record(task.variant, task.number, {}, error=_DIED, lost=True))

    def _keep(self, record: Record) -> None:
        self._store.add(record)
        if self._told is not None:
            self._told(record)


def _place(task: Task) -> tuple[str, int]:
    return task.variant, task.number
