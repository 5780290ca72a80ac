"""Means and shares of a sample with their intervals."""

from __future__ import annotations

import math

import numpy as np

from sim.study.statistics.estimate import LEVEL, Estimate, Sample, StatisticsError, checked_level, sample_of
from sim.study.statistics.student import normal_factor, t_factor


def mean(values: Sample, level: float = LEVEL) -> Estimate:
    """The mean of a sample with Student's interval.

    ``m ± t s / √n``, with t of n - 1 degrees of freedom ("Student", 1908, The probable error of a mean, Biometrika 6).
    Exact for normal values; of skewed ones it needs some tens. One value has no interval.

    Args:
        values: The sample, shape (n,); all finite.
        level: Level of the interval.

    Raises:
        StatisticsError: There is no value, or one that is no number or after the end.
    """
    sample = sample_of(values, finite=True)
    checked_level(level)
    centre = float(np.mean(sample))
    if sample.size == 1:
        return Estimate(centre, None, None, level, 1)
    half = t_factor(level, sample.size - 1) * standard_error(sample)
    return Estimate(centre, centre - half, centre + half, level, sample.size)


def standard_error(sample: Sample) -> float:
    """Standard error ``s / √n`` of the mean of two or more finite values; zero of values that are all the same."""
    values = np.asarray(sample, dtype=float)
    # A mean is rounded: the deviations of equal values from it need not be zero.
    if values.min() == values.max():
        return 0.0
    return float(np.std(values, ddof=1)) / math.sqrt(values.size)


def proportion(successes: float, n: int, level: float = LEVEL) -> Estimate:
    """A share with the interval of Wilson's score test.

    The ends solve ``(p - q)² = z² q (1 - q) / n`` for q (E. B. Wilson, 1927, Journal of the American Statistical
    Association 22, 209-212). It keeps its level on average over q, near 0 and 1 too, where the interval of the normal
    approximation fails (Brown, Cai and DasGupta, 2001, Statistical Science 16(2), 101-133).

    Args:
        successes: How many times it happened; need not be whole, as a tie counts half.
        n: How many times it was tried.
        level: Level of the interval.

    Raises:
        StatisticsError: Nothing was tried, or it happened more often than that.
    """
    if n < 1 or not 0.0 <= successes <= n:
        raise StatisticsError(f"{successes:g} of {n} is no share")
    share, square = successes / n, normal_factor(level) ** 2
    scale = 1.0 + square / n
    centre = (share + square / (2.0 * n)) / scale
    half = math.sqrt(square * (share * (1.0 - share) / n + square / (4.0 * n * n))) / scale
    # At the ends the formula gives them but for rounding.
    low = 0.0 if successes == 0 else max(0.0, centre - half)
    high = 1.0 if successes == n else min(1.0, centre + half)
    return Estimate(share, low, high, level, n)


def share_up_to(values: Sample, bound: float, level: float = LEVEL) -> Estimate:
    """How likely a value is ``bound`` or less, such as a date by which something stands.

    What is after the end is above every bound that is a number.

    Args:
        values: The sample, shape (n,); infinite what was not reached by the end.
        bound: The bound, in the unit of the values.
        level: Level of the interval, which is that of :func:`proportion`.
    """
    return proportion(int(np.sum(sample_of(values) <= _bound(bound))), len(values), level)


def share_from(values: Sample, bound: float, level: float = LEVEL) -> Estimate:
    """How likely a value is ``bound`` or more, such as an availability; else as :func:`share_up_to`."""
    return proportion(int(np.sum(sample_of(values) >= _bound(bound))), len(values), level)


def _bound(bound: float) -> float:
    if math.isnan(bound):
        raise StatisticsError("the bound of a share must be a number")
    return bound
