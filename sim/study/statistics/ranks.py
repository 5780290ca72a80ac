"""What goes with what: rank correlations of many factors with some outcomes, and how large they are by chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.study.statistics.estimate import LEVEL, StatisticsError, checked_level

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

FEWEST = 8
"""Draws from which on it is asked what goes with what: of fewer, chance alone can look like anything."""
_SHUFFLES = 2000


@dataclass(frozen=True, eq=False)
class RankCorrelations:
    """Rank correlations of factors with outcomes.

    Attributes:
        values: Each factor's with each outcome, shape (factors, outcomes); 0 where one of the two is constant.
        threshold: What none of them exceeds by chance, with the probability of ``level``.
        level: Level at which that holds for all of them together.
        n: Number of draws.
    """

    values: FloatArray
    threshold: float
    level: float
    n: int


def rank_correlations(
    factors: FloatArray,
    outcomes: FloatArray,
    seed: int,
    *,
    left_out: BoolArray | None = None,
    level: float = LEVEL,
) -> RankCorrelations:
    """Spearman's rank correlations of factors with outcomes, and what they come to by chance.

    Equal values share their mean rank (C. Spearman, 1904, American Journal of Psychology 15, 72-101). Of many factors
    some go with an outcome by chance. So the outcomes are shuffled among the draws, all in the same way, and the
    largest correlation of any factor with any of them is noted; what that exceeds in one of twenty shuffles at
    most is the threshold (Westfall and Young, 1993, Resampling-Based Multiple Testing). It allows for how many
    there are, for equal values and for factors that go together.

    Args:
        factors: A row a factor, shape (factors, n).
        outcomes: A row an outcome, shape (outcomes, n); what is after the end is cut there by the caller.
        seed: What the shuffles are drawn from.
        left_out: Which pairs cannot have to do with each other, shape (factors, outcomes); they are 0.
        level: Level at which the threshold holds for all pairs together.

    Raises:
        StatisticsError: There are fewer than :data:`FEWEST` draws, or values that are no numbers.
    """
    checked_level(level)
    n = factors.shape[1]
    if n < FEWEST or outcomes.shape[1] != n:
        raise StatisticsError(f"{n} draws are too few to ask what goes with what: {FEWEST} at least")
    if not (np.isfinite(factors).all() and np.isfinite(outcomes).all()):
        raise StatisticsError("factors and outcomes must be finite numbers")
    first, second = _standardised(factors), _standardised(outcomes)
    kept = np.ones((len(factors), len(outcomes))) if left_out is None else 1.0 - left_out
    values = kept * (first @ second.T)
    generator = np.random.Generator(np.random.PCG64(seed))
    largest = [
        float(np.max(np.abs(kept * (first @ second[:, generator.permutation(n)].T)), initial=0.0))
        for _ in range(_SHUFFLES)
    ]
    return RankCorrelations(values, float(np.quantile(largest, level, method="higher")), level, n)


def ranks(values: FloatArray) -> FloatArray:
    """Ranks of values from 0 on; equal ones have the mean of theirs.

    Args:
        values: Shape (n,).
    """
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return np.asarray((last - (count + 1) / 2.0)[place], dtype=float)


def _standardised(rows: FloatArray) -> FloatArray:
    """Ranks of each row less their mean, of length one; zeros of a row of equal values."""
    found = np.array([ranks(row) for row in rows]).reshape(rows.shape)
    found -= (rows.shape[1] - 1) / 2.0
    length = np.sqrt((found**2).sum(axis=1, keepdims=True))
    return np.asarray(np.divide(found, length, out=np.zeros_like(found), where=length > 0.0), dtype=float)
