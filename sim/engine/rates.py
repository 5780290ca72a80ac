"""Rates that nobody acts upon: their changes are noted as a run goes by, and what they come to is worked out later."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.engine.recorder import Recorder

FloatArray = NDArray[np.float64]


class RateNotes:
    """Changes of several rates, noted when they happen or beforehand.

    Args:
        count: How many rates there are.
    """

    __slots__ = ("_count", "_notes", "_rates", "add")

    def __init__(self, count: int) -> None:
        self._count = count
        self._rates = np.zeros(count)
        self._notes = array("d")
        self.add: Callable[[Sequence[float]], None] = self._notes.extend
        """Note a time [h], then by how much each rate changes then [unit/h], on the grid of rates."""

    def add_all(self, notes: FloatArray) -> None:
        """Note many changes at once: rows of a time [h] and a change of each rate, shape (n, 1 + count)."""
        self._notes.frombytes(np.ascontiguousarray(notes).tobytes())

    def take(self, until: float) -> tuple[FloatArray, FloatArray]:
        """What was noted of the time until ``until`` [h] and was not taken before.

        Returns:
            The moments at which something changed [h], increasing, shape (n,), and the rates from each of them on
            [unit/h], shape (n, count).
        """
        notes = np.array(self._notes, dtype=float).reshape(-1, 1 + self._count)
        ahead = notes[:, 0] > until
        del self._notes[:]
        self._notes.frombytes(notes[ahead].tobytes())
        notes = notes[~ahead]
        notes = notes[np.argsort(notes[:, 0], kind="stable")]
        last = np.append(notes[1:, 0] != notes[:-1, 0], True)[: len(notes)]
        rates = (self._rates + np.cumsum(notes[:, 1:], axis=0))[last]  # exact: all rates lie on one grid
        if len(rates):
            self._rates = rates[-1]
        return notes[last, 0], rates


class NotedMeters:
    """The running integrals of several rates that change at events, as many :class:`~sim.engine.meter.Meter` would be.

    Args:
        recorders: Where to record each total, linear channels; None for those that are not recorded.
    """

    __slots__ = ("_notes", "_rates", "_recorders", "_since", "add", "totals")

    def __init__(self, recorders: Sequence[Recorder | None]) -> None:
        self._recorders = tuple(recorders)
        self._notes = RateNotes(len(self._recorders))
        self.add = self._notes.add
        """Note a time [h], then by how much each rate changes then [unit/h], on the grid of rates."""
        self._rates = np.zeros(len(self._recorders))
        self._since = 0.0
        self.totals = np.zeros(len(self._recorders))
        """What has passed until the last :meth:`add_up` [unit], shape (count,)."""
        self._record(0.0)

    def add_up(self, now: float) -> tuple[FloatArray, FloatArray]:
        """Bring the totals up to ``now`` [h].

        Returns:
            The moments at which a rate changed since the last time [h], shape (n,), and by how much each did then
            [unit/h], shape (n, count).
        """
        moments, rates = self._notes.take(now)
        times, rates = np.append(moments, now), np.vstack([self._rates, rates])
        totals = np.cumsum(np.vstack([self.totals, rates * np.diff(times, prepend=self._since)[:, None]]), axis=0)[1:]
        for recorder, column, rate in zip(self._recorders, totals.T, rates.T, strict=True):
            if recorder is not None:
                turns = np.flatnonzero(rate[1:] != rate[:-1])
                recorder.record_all(times[turns], column[turns])
        self._rates, self.totals, self._since = rates[-1], totals[-1], now
        return moments, np.diff(rates, axis=0)

    def close(self, now: float) -> None:
        """Bring the totals up to ``now`` [h], the end, and record them."""
        self.add_up(now)
        self._record(now)

    def _record(self, now: float) -> None:
        for recorder, total in zip(self._recorders, self.totals.tolist(), strict=True):
            if recorder is not None:
                recorder.record(now, total)
