"""Two scenarios compared replicate by replicate, with common random numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.study.statistics.estimate import LEVEL, Estimate, Floats, Sample, StatisticsError, cut_at
from sim.study.statistics.quantiles import quantile
from sim.study.statistics.shares import mean, proportion, standard_error


@dataclass(frozen=True, slots=True)
class Paired:
    """What the differences of paired replicates say: a less b.

    Attributes:
        mean: Mean difference with Student's interval; of one pair without.
        median: Median difference with its interval by order; of few pairs without.
        better: How likely a is better in a replicate, a tie counting half; ``None`` if neither way is better.
        standard_error: Standard error of the mean difference; ``None`` of one pair.
        ties: Pairs whose values are the same.
        cut: Pairs in which a value was put at the end. If one of two was, the true difference is larger than the one
            taken.
        variance_ratio: Variance of a plus that of b, over that of their difference: 1 if they have nothing in common,
            less if they run against each other, infinite if the difference is always the same. ``None`` of one pair, or
            if nothing varies.
        n: Pairs.
    """

    mean: Estimate
    median: Estimate
    better: Estimate | None
    standard_error: float | None
    ties: int
    cut: int
    variance_ratio: float | None
    n: int

    @property
    def within_noise(self) -> bool | None:
        """Whether the interval of the mean difference holds zero; ``None`` of one pair, of which that is not known."""
        return self.mean.holds(0.0)

    @property
    def same(self) -> bool:
        """Whether no pair differs."""
        return self.ties == self.n

    @property
    def unpaired_runs(self) -> float | None:
        """Independent runs of each scenario whose means would differ with the same standard error; infinite, ``None``
        as the ratio of variances."""
        if self.variance_ratio is None or math.isinf(self.variance_ratio):
            return self.variance_ratio
        return float(math.ceil(self.n * self.variance_ratio - 1e-9))

    @property
    def runs_saved(self) -> float | None:
        """How many runs of each scenario pairing saved; negative if it cost some."""
        return None if self.unpaired_runs is None else self.unpaired_runs - self.n


def paired(a: Sample, b: Sample, *, better: int = 0, end: float | None = None, level: float = LEVEL) -> Paired:
    """Compare two scenarios by their replicates.

    The differences of n pairs are one sample, whose mean has Student's interval with n - 1 degrees of freedom (the
    paired-t interval; Law, 2015, Simulation Modeling and Analysis, 5th ed., sec. 10.2.1). Without common random numbers
    its variance would be ``(Var a + Var b) / n`` (sec. 11.2), from which follows how many runs pairing saved.

    How likely a is better is ``p = (wins + ties / 2) / n``. The variance of such a score is ``p (1 - p) - t / 4`` for a
    share t of ties, so that Wilson's interval of ``p`` and n is as sure as it says or surer; it is taken.

    Args:
        a: Values of one scenario by replicate, shape (n,); infinite what was not reached by the end.
        b: Values of the other, of the same replicates in the same order.
        better: 1 if more is better, -1 if less is, 0 if neither.
        end: Where values after the end are put, in the unit of the values.
        level: Level of the intervals.

    Raises:
        StatisticsError: The samples are not equally long, hold what is no number, or what is after an end that is not
            given.
    """
    first, first_cut = cut_at(a, end, "values of the first scenario")
    second, second_cut = cut_at(b, end, "values of the second scenario")
    if first.size != second.size:
        raise StatisticsError(
            f"pairs need the same replicates of both scenarios: {first.size} of the first, {second.size} of the second"
        )
    if better not in (-1, 0, 1):
        raise StatisticsError(f"better is 1 (more), -1 (less) or 0 (neither), not {better}")
    difference = first - second
    ties = int(np.sum(difference == 0.0))
    wins = int(np.sum(difference * better > 0.0))
    several = difference.size > 1
    return Paired(
        mean=mean(difference, level),
        median=quantile(difference, 0.5, level),
        better=proportion(wins + ties / 2.0, difference.size, level) if better else None,
        standard_error=standard_error(difference) if several else None,
        ties=ties,
        cut=int(np.sum(first_cut | second_cut)),
        variance_ratio=_variance_ratio(first, second) if several else None,
        n=difference.size,
    )


def _variance_ratio(a: Floats, b: Floats) -> float | None:
    apart = standard_error(a) ** 2 + standard_error(b) ** 2
    together = standard_error(a - b) ** 2
    # What is left of a difference that is always the same is rounding.
    if together <= 1e-24 * apart:
        return math.inf if apart else None
    return apart / together
