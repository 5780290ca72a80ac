"""Rates that nobody acts upon: their changes are noted as a run goes by, and what they come to is worked out later."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from sim.engine.channel import FloatArray
from sim.engine.recorder import Recorder


class RateNotes:
    """Changes of several rates, noted when they happen or beforehand.

    Args:
        count: How many rates there are.
    """

    __slots__ = ("_count", "_notes", "add", "rates")

    def __init__(self, count: int) -> None:
        self._count = count
        self.rates = np.zeros(count)
        """What the rates are after all that was taken [unit/h], shape (count,)."""
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
        rates = (self.rates + np.cumsum(notes[:, 1:], axis=0))[last]  # exact: all rates lie on one grid
        if len(rates):
            self.rates = rates[-1]
        return notes[last, 0], rates


class Integral:
    """The running integral of a rate whose changes are given many at a time.

    Args:
        recorder: Where to record it, a linear channel.
    """

    __slots__ = ("_rate", "_recorder", "_since", "total")

    def __init__(self, recorder: Recorder | None = None) -> None:
        self._recorder = recorder
        self._rate = 0.0
        self._since = 0.0
        self.total = 0.0
        """What had passed when it was last added up [unit]."""
        self.mark(0.0)

    def add_up(self, times: ArrayLike, rates: ArrayLike, now: float) -> None:
        """Bring it up to ``now`` [h].

        Args:
            times: Moments since the last time at which the rate may have changed [h], in their order, shape (n,).
            rates: What it is from each of them on [unit/h], shape (n,).
            now: Present time [h].
        """
        moments, steps = np.append(times, now), np.concatenate(([self._rate], rates))
        totals = np.cumsum(np.concatenate(([self.total], steps * np.diff(moments, prepend=self._since))))[1:]
        if self._recorder is not None:
            turns = np.flatnonzero(steps[1:] != steps[:-1])
            self._recorder.record_all(moments[turns], totals[turns])
        self._rate, self._since, self.total = float(steps[-1]), now, float(totals[-1])

    def mark(self, now: float) -> None:
        """Record it as it is ``now`` [h], when it was added up."""
        if self._recorder is not None:
            self._recorder.record(now, self.total)


class NotedMeters:
    """The running integrals of several rates that change at events, as many :class:`~sim.engine.meter.Meter` would be.

    Args:
        recorders: Where to record each total, linear channels; None for those that are not recorded.
    """

    __slots__ = ("_integrals", "_notes", "add")

    def __init__(self, recorders: Sequence[Recorder | None]) -> None:
        self._integrals = [Integral(recorder) for recorder in recorders]
        self._notes = RateNotes(len(self._integrals))
        self.add = self._notes.add
        """Note a time [h], then by how much each rate changes then [unit/h], on the grid of rates."""

    @property
    def totals(self) -> list[float]:
        """What has passed of each until the last :meth:`add_up` [unit]."""
        return [one.total for one in self._integrals]

    def add_up(self, now: float) -> tuple[FloatArray, FloatArray]:
        """Bring the totals up to ``now`` [h].

        Returns:
            The moments at which a rate changed since the last time [h], shape (n,), and by how much each did then
            [unit/h], shape (n, count).
        """
        before = self._notes.rates
        moments, rates = self._notes.take(now)
        for integral, column in zip(self._integrals, rates.T, strict=True):
            integral.add_up(moments, column, now)
        return moments, np.diff(rates, axis=0, prepend=before[None, :])

    def close(self, now: float) -> None:
        """Bring the totals up to ``now`` [h], the end, and record them."""
        self.add_up(now)
        for one in self._integrals:
            one.mark(now)
