"""The store of finished bricks between printers and laying robots."""

from __future__ import annotations

from collections.abc import Callable

import simpy
from simpy.resources.container import ContainerGet, ContainerPut

from sim.engine import Recorder


class BrickStore:
    """Whole bricks, put in and taken out in the order in which it is asked for.

    Args:
        env: The environment, time in h.
        capacity: Bricks that fit.
        recorder: Where to record the number in store.
    """

    def __init__(self, env: simpy.Environment, capacity: int, recorder: Recorder) -> None:
        # A Container of integers, which are exact.
        self._bricks = simpy.Container(env, capacity=capacity)
        self._env = env
        self._recorder = recorder
        self._record()

    @property
    def level(self) -> int:
        """Bricks in store."""
        return int(self._bricks.level)

    def put(self, bricks: int, then: Callable[[], None]) -> Waiting:
        """Put bricks in as soon as there is room for all, and call ``then``."""
        return Waiting(self._bricks.put(bricks), self._finish(then))

    def take(self, bricks: int, then: Callable[[], None]) -> Waiting:
        """Take bricks out as soon as there are that many, and call ``then``."""
        return Waiting(self._bricks.get(bricks), self._finish(then))

    def _finish(self, then: Callable[[], None]) -> Callable[[], None]:
        def done() -> None:
            self._record()
            then()

        return done

    def _record(self) -> None:
        self._recorder.record(self._env.now, self.level)


class Waiting:
    """A put or take that may still be waiting."""

    def __init__(self, event: ContainerPut | ContainerGet, done: Callable[[], None]) -> None:
        self._event = event
        self.pending = not event.triggered
        """Whether it still waits."""
        self._done = done
        if self.pending:
            event.callbacks.append(lambda _event: self._finish())
        else:
            done()

    def cancel(self) -> None:
        """Wait no longer; without effect if it is done. What was granted at this very instant is done first."""
        if not self.pending:
            return
        if self._event.triggered:
            self._finish()
            return
        self.pending = False
        # Left alone, it would still take or put later on.
        self._event.cancel()

    def _finish(self) -> None:
        if self.pending:
            self.pending = False
            self._done()
