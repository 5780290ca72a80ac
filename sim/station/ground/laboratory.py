"""The laboratory: samples wait for a bench, take it for a time, and give results."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import simpy

from sim.engine import Environment, Ledger
from sim.engine.channel import Kind
from sim.engine.recorder import Recorder


class Laboratory:
    """Benches for samples, first come, first served.

    Args:
        env: The environment, time in h.
        benches: How many samples are looked at once.
        hours: Time that a sample takes [h].
        recorder: Makes the recorder of a channel of a name, a unit and a kind.
        on_result: Called with each result.
    """

    def __init__(
        self,
        env: Environment,
        benches: int,
        hours: float,
        recorder: Callable[[str, str, Kind], Recorder],
        on_result: Callable[[], None],
    ) -> None:
        self._env = env
        self._hours = hours
        self._benches = simpy.Resource(env, benches)
        self._on_result = on_result
        self._arrived: dict[str, int] = {}
        self._there = 0
        self.results = 0
        """Results so far."""
        self._there_recorder = recorder("ground.samples", "1", "step")
        self._results_recorder = recorder("ground.results", "1", "step")
        self._record()

    def arrive(self, name: str, pieces: int) -> None:
        """Take in samples now."""
        self._arrived[name] = self._arrived.get(name, 0) + pieces
        self._there += pieces
        self._record()
        for _ in range(pieces):
            self._env.process(self._look_at())

    def ledger(self) -> Ledger:
        """The samples' books."""
        ledger = Ledger("samples-on-earth", "1", counted=True)
        for name, pieces in self._arrived.items():
            ledger.receive(name, pieces)
        ledger.issue("results", self.results)
        ledger.stock("laboratory", 0, self._there)
        return ledger

    def _look_at(self) -> Generator[simpy.Event, Any, None]:
        with self._benches.request() as turn:
            yield turn
            yield self._env.timeout(self._hours)
        self._there -= 1
        self.results += 1
        self._record()
        self._on_result()

    def _record(self) -> None:
        now = self._env.now
        self._there_recorder.record(now, self._there)
        self._results_recorder.record(now, self.results)
