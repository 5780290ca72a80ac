"""One measure of two scenarios under the same draws: how they differ, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.result import kpis
from sim.study.replicates.measures import CHIEF, FloatArray, Measure
from sim.study.replicates.sample import Sample
from sim.study.statistics import Estimate, Paired, mean, paired, quantile
from sim.study.statistics.estimate import cut_at


@dataclass(frozen=True, eq=False)
class Difference:
    """How a measure of one scenario differs from that of the first, replicate by replicate.

    Attributes:
        measure: What is measured.
        first: Values of the first scenario, shape (n,); infinite where a date is after the end.
        this: Values of the other in the same replicates, shape (n,).
        until_h: Where the runs end: a date after it is put there [h].
        whole: Mean of what the measure is a part of, in either scenario; none where it is no part.
    """

    measure: Measure
    first: FloatArray
    this: FloatArray
    until_h: float
    whole: tuple[float, ...] = ()

    @cached_property
    def paired(self) -> Paired:
        """What the differences say, the other less the first; of dates in hours, cut at the end."""
        return paired(self.this, self.first, better=self.measure.better, end=self._end)

    @cached_property
    def values(self) -> FloatArray:
        """The differences, shape (n,); of dates in hours, cut at the end."""
        return cut_at(self.this, self._end)[0] - cut_at(self.first, self._end)[0]

    @property
    def _end(self) -> float | None:
        return self.until_h if self.measure.is_date else None

    @property
    def middles(self) -> tuple[float, float]:
        """Medians of a date, else means, of the first and of the other."""
        if self.measure.is_date:
            return quantile(self.first, 0.5).value, quantile(self.this, 0.5).value
        return float(np.mean(self.first)), float(np.mean(self.this))

    @cached_property
    def reached(self) -> Estimate | None:
        """By how much larger a share of the runs comes to a date by the end; None of what is no date."""
        if not self.measure.is_date:
            return None
        # A pair counts 1 where only the other comes to it, -1 where only the first does.
        return mean(np.isfinite(self.this).astype(float) - np.isfinite(self.first))

    @property
    def same(self) -> bool:
        """Whether no pair differs."""
        return self.paired.same

    @property
    def constant(self) -> bool:
        """Whether all pairs differ by the same, which is not nothing."""
        return not self.same and self.paired.n > 1 and self.paired.mean.width == 0.0

    @property
    def within_noise(self) -> bool:
        """Whether these pairs do not tell the difference from none: zero lies in its interval, or there is none.

        Where dates are cut at the end, a difference in how many come to them counts too.
        """
        known = [self.paired.within_noise, None if self.reached is None else self.reached.holds(0.0)]
        return not self.same and all(one is not False for one in known)

    @cached_property
    def size(self) -> float:
        """The size of a change that matters, in the unit of the differences; 0 where all values are."""
        scale = kpis.scale(kpis.GOAL.name if self.measure.name == CHIEF else self.measure.name)
        if scale.relative:
            among = (*self.middles, *self.whole)
            return scale.amount * max(abs(value) for value in among)
        return scale.amount * (24.0 if self.measure.is_date else 1.0)

    @cached_property
    def weight(self) -> float:
        """How much of the difference is beyond noise, in sizes of a change that matters: positive where this is worse.

        The size is that of :class:`~sim.station.kpi.Scale`. What is beyond noise is the end of the interval that lies
        nearer to none. A date that never came is late by the whole run.
        """
        if self.same or self.within_noise or not self.size:
            return 0.0
        found = -self.measure.better * _beyond(self.paired.mean) / self.size
        if self.reached is not None:
            late = self.measure.better * _beyond(self.reached) * self.until_h / self.size
            found = max(found, late, key=abs)
        return found

    @property
    def better(self) -> int:
        """Whether this is better than the first: 1 yes, -1 no, 0 neither, or that is within noise."""
        return int(self.weight < 0.0) - int(self.weight > 0.0)


def differences(first: Sample, this: Sample, until_h: float, measures: Mapping[str, Measure]) -> dict[str, Difference]:
    """How each measure of a scenario differs from that of the first, by name.

    Args:
        first: Replicates of the first scenario.
        this: Those of the other, of the same numbers.
        until_h: Where the runs end [h].
        measures: The measures that are looked at; what either scenario has not is left out.
    """
    found = {}
    for name, measure in measures.items():
        if name not in first.measures or name not in this.measures:
            continue
        a, b = first[name], this[name]
        there = ~np.isnan(a) & ~np.isnan(b)
        if not there.any():
            continue
        part_of = kpis.whole(name)
        whole = () if part_of is None else tuple(_mean(one, part_of) for one in (first, this))
        found[name] = Difference(measure, a[there], b[there], until_h, tuple(w for w in whole if math.isfinite(w)))
    return found


def _beyond(estimate: Estimate) -> float:
    """The end of an interval that lies nearer to zero; zero where it holds that, or has no ends."""
    if estimate.low is None or estimate.high is None or estimate.holds(0.0):
        return 0.0
    return min(estimate.low, estimate.high, key=abs)


def _mean(sample: Sample, measure: str) -> float:
    values = sample[measure]
    values = values[np.isfinite(values)]
    return float(np.mean(values)) if values.size else math.nan
