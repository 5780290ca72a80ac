"""The store of finished bricks between printers and laying robots."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from sim.engine import Environment, Recorder, kept


class Waiting:
    """A put or take of whole bricks that waits in line."""

    __slots__ = ("_queue", "bricks", "then")

    def __init__(self, bricks: int, queue: deque[Waiting], then: Callable[[], None]) -> None:
        self._queue = queue
        self.bricks = bricks
        """How many are put or taken."""
        self.then = then
        """Called when they are."""

    def cancel(self) -> None:
        """Wait no longer. Who waited behind it waits for the store's next change."""
        self._queue.remove(self)


class BrickStore:
    """Whole bricks, put in and taken out in the order in which it is asked for: who is first in line is never passed.

    Whoever waited is served within the put or take that made it possible, after it is done.

    Args:
        env: The environment, time in h.
        capacity: Bricks that fit.
        recorder: Where to record the number in store.
    """

    __slots__ = ("_add_point", "_capacity", "_env", "_puts", "_takes", "level")

    def __init__(self, env: Environment, capacity: int, recorder: Recorder | None = None) -> None:
        self._env = env
        self._capacity = capacity
        self._add_point = kept(recorder)
        self._puts: deque[Waiting] = deque()
        self._takes: deque[Waiting] = deque()
        self.level = 0
        """Bricks in store."""
        self._record()

    def put(self, bricks: int, then: Callable[[], None]) -> Waiting | None:
        """Put bricks in and call ``then``; None, or a wait where there is no room for all or others wait before."""
        if self._puts or self.level + bricks > self._capacity:
            return self._wait(self._puts, bricks, then)
        self.level += bricks
        self._record()
        then()
        if self._takes:
            self._serve()
        return None

    def take(self, bricks: int, then: Callable[[], None]) -> Waiting | None:
        """Take bricks out and call ``then``; None, or a wait where there are not as many or others wait before."""
        if self._takes or bricks > self.level:
            return self._wait(self._takes, bricks, then)
        self.level -= bricks
        self._record()
        then()
        if self._puts:
            self._serve()
        return None

    @staticmethod
    def _wait(queue: deque[Waiting], bricks: int, then: Callable[[], None]) -> Waiting:
        waiting = Waiting(bricks, queue, then)
        queue.append(waiting)
        return waiting

    def _serve(self) -> None:
        """Let in and out whoever can be, until nobody at the head of the two lines can."""
        puts, takes = self._puts, self._takes
        while True:
            if puts and self.level + puts[0].bricks <= self._capacity:
                waiting = puts.popleft()
                self.level += waiting.bricks
            elif takes and takes[0].bricks <= self.level:
                waiting = takes.popleft()
                self.level -= waiting.bricks
            else:
                return
            self._record()
            waiting.then()

    def _record(self) -> None:
        add_point = self._add_point
        if add_point is not None:
            add_point((self._env.now, self.level))
