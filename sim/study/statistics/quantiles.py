"""Quantiles of samples in which something may be after the end, with intervals that assume no distribution."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from sim.study.statistics.estimate import (
    LEVEL,
    Estimate,
    Floats,
    Sample,
    StatisticsError,
    checked_level,
    sample_of,
)

BANDS = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Shares of the quantiles that figures and tables show."""


def quantile(values: Sample, share: float, level: float = LEVEL) -> Estimate:
    """One quantile; see :func:`quantiles`."""
    return quantiles(values, (share,), level)[0]


def quantiles(values: Sample, shares: Sequence[float] = BANDS, level: float = LEVEL) -> tuple[Estimate, ...]:
    """Quantiles of a sample, each with its interval.

    The value lies between neighbours in order, linearly (definition 7 of Hyndman and Fan, 1996, The American
    Statistician 50(4), 361-365; NumPy's own). Between one that is reached and one that is not, nothing can be put: it
    is after the end.

    The interval goes from one value in order to another, the nearest pair whose tails each have at most half of 1 -
    ``level`` under the binomial distribution (Conover, 1999, Practical Nonparametric Statistics, 3rd ed., sec.
    3.2). It holds for any distribution, ties and censoring on the right among them, is never interpolated, and so is
    as sure as it says or surer. Small samples have no such pair: an end that they do not have is ``None``.

    Args:
        values: The sample, shape (n,); infinite what was not reached by the end.
        shares: Which quantiles, each between 0 and 1.
        level: Level of the intervals.

    Returns:
        An estimate a share, in the order of ``shares``. Infinite is "not by the end".

    Raises:
        StatisticsError: There is no value, or one that is no number; or a share does not lie between 0 and 1.
    """
    ordered = np.sort(sample_of(values))
    n = ordered.size
    estimates = []
    for share in shares:
        if not 0.0 < share < 1.0:
            raise StatisticsError(f"a quantile lies between 0 and 1, such as 0.5; {share} does not")
        below, above = ranks(n, float(share), checked_level(level))
        low = None if below is None else float(ordered[below])
        high = None if above is None else float(ordered[above])
        estimates.append(Estimate(_between(ordered, share), low, high, level, n))
    return tuple(estimates)


def _between(ordered: Floats, share: float) -> float:
    # A tenth of thirty is no whole number in binary, and would reach for the neighbour.
    place = round(share * (ordered.size - 1), 9)
    lower = int(place)
    part = place - lower
    if part == 0.0:
        return float(ordered[lower])
    below, above = float(ordered[lower]), float(ordered[lower + 1])
    return below + part * (above - below) if np.isfinite(above) else np.inf


@lru_cache(maxsize=4096)
def ranks(n: int, share: float, level: float) -> tuple[int | None, int | None]:
    """Places in an ordered sample between which a quantile lies.

    With B ~ Bin(n, share) values below the quantile, the lower place is the largest k with ``P(B < k + 1) <= tail`` and
    the upper the smallest k with ``P(B >= k + 1) <= tail``, where ``tail`` is half of 1 - ``level``.

    Args:
        n: Size of the sample.
        share: Which quantile.
        level: Level of the interval.

    Returns:
        Both places, counted from 0; ``None`` where the sample is too small to have one.
    """
    tail = (1.0 - level) / 2.0
    counts = np.arange(n + 1)
    logs = np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, n + 1)))))
    chances = np.exp(logs[n] - logs - logs[::-1] + counts * np.log(share) + (n - counts) * np.log1p(-share))
    at_most, at_least = np.cumsum(chances), np.cumsum(chances[::-1])[::-1]
    below = int(np.sum(at_most <= tail)) - 1
    above = n - int(np.sum(at_least <= tail))
    return (below if below >= 0 else None), (above if above < n else None)
