"""Sums that only grow, straight between their knots: when they reached what, to the exact moment."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sim.engine.channel import FloatArray

_ROUNDING = 1e-9
"""Share of a total by which sums of rounded numbers may fall short of it."""


class Curve:
    """The sum of a rate since the start, lengthened stretch by stretch."""

    def __init__(self) -> None:
        self._rate = 0.0
        self._times = [np.zeros(1)]
        self._totals = [np.zeros(1)]

    @property
    def total(self) -> float:
        """The sum so far [unit]."""
        return float(self._totals[-1][-1])

    @property
    def until(self) -> float:
        """To when it is known [h]."""
        return float(self._times[-1][-1])

    def extend(self, times: FloatArray, rates: FloatArray, until: float) -> None:
        """Know it until a time [h].

        Args:
            times: Moments since it was known at which the rate may have changed [h], in order, shape (n,).
            rates: What it is from each of them on [unit/h], not negative, shape (n,).
            until: To when [h].
        """
        moments = np.append(times, until)
        steps = np.concatenate(([self._rate], rates))
        totals = self.total + np.cumsum(steps * np.diff(moments, prepend=self.until))
        self._rate = float(steps[-1])
        self.join(moments, totals)

    def join(self, times: FloatArray, totals: FloatArray) -> None:
        """Add knots: times [h] in order, and totals that do not shrink [unit], both of shape (n,)."""
        self._times.append(times)
        self._totals.append(totals)

    def knots(self) -> tuple[FloatArray, FloatArray]:
        """All knots: times [h] and totals [unit]."""
        if len(self._times) > 1:
            self._times = [np.concatenate(self._times)]
            # Rounding may take a last digit back.
            self._totals = [np.maximum.accumulate(np.concatenate(self._totals))]
        return self._times[0], self._totals[0]

    def at(self, time: float) -> float:
        """The sum at a time within what is known [unit]."""
        times, totals = self.knots()
        return float(np.interp(time, times, totals))

    def when(self, total: float) -> float | None:
        """When the sum first was as much, but for rounding [h]; None where it is not."""
        if total > self.total * (1.0 + _ROUNDING):
            return None
        return float(self.first(min(total, self.total)))

    def first(self, totals: ArrayLike) -> FloatArray:
        """When the sum first was so much [h], of totals that it reached, of any shape."""
        return self._found(totals, "left")

    def last(self, totals: ArrayLike) -> FloatArray:
        """When the sum last was so much [h]: later than the first where it stood still there."""
        return self._found(totals, "right")

    def _found(self, totals: ArrayLike, side: str) -> FloatArray:
        times, sums = self.knots()
        wanted = np.asarray(totals, dtype=float)
        after = np.searchsorted(sums, wanted, side=side)  # type: ignore[call-overload]
        after = np.clip(after, 1, len(sums) - 1)
        low, high = sums[after - 1], sums[after]
        share = np.divide(wanted - low, high - low, out=np.zeros_like(low), where=high > low)
        found = times[after - 1] + np.clip(share, 0.0, 1.0) * (times[after] - times[after - 1])
        return np.asarray(np.where(wanted <= sums[0], times[0], found) if side == "left" else found)


def step_at(times: FloatArray, rates: FloatArray, before: float, moments: FloatArray) -> FloatArray:
    """What a rate is at moments [h] in the stretch after its first change, and ``before`` it, shape of the moments."""
    index = np.searchsorted(times, moments, side="right")
    return np.concatenate(([before], rates))[index]
