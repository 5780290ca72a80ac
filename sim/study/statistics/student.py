"""Quantiles of the normal distribution and of Student's t."""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist

from sim.study.statistics.estimate import StatisticsError, checked_level

_NORMAL = NormalDist()


def normal_factor(level: float) -> float:
    """Standard deviations on either side of the mean that hold a share ``level`` of a normal distribution."""
    return _NORMAL.inv_cdf(0.5 + checked_level(level) / 2.0)


def normal_share(factor: float) -> float:
    """Share of a normal distribution within ``factor`` standard deviations of the mean."""
    return math.erf(factor / math.sqrt(2.0))


@lru_cache(maxsize=4096)
def t_factor(level: float, freedom: int) -> float:
    """Standard errors on either side of the mean that hold a share ``level`` of Student's t distribution.

    After G. W. Hill, 1970, Algorithm 396: Student's t-quantiles, Communications of the ACM 13(10), 619-620. Exact for
    one and two degrees of freedom; elsewhere right to 1e-5 at levels from 0.5 to 0.999.

    Args:
        level: Share between the two ends.
        freedom: Degrees of freedom.

    Raises:
        StatisticsError: There is no degree of freedom, or the level does not lie between 0 and 1.
    """
    tails = 1.0 - checked_level(level)
    if freedom < 1:
        raise StatisticsError(f"Student's t needs a degree of freedom, {freedom} given")
    if freedom == 1:
        return 1.0 / math.tan(tails * math.pi / 2.0)
    if freedom == 2:
        return math.sqrt(2.0 / (tails * (2.0 - tails)) - 2.0)
    n = float(freedom)
    a = 1.0 / (n - 0.5)
    b = 48.0 / a**2
    c = ((20700.0 * a / b - 98.0) * a - 16.0) * a + 96.36
    d = ((94.5 / (b + c) - 3.0) / b + 1.0) * math.sqrt(a * math.pi / 2.0) * n
    y = (d * tails) ** (2.0 / n)
    if y > 0.05 + a:
        # Near the normal distribution: an expansion about its quantile.
        x = _NORMAL.inv_cdf(tails / 2.0)
        y = x * x
        if freedom < 5:
            c += 0.3 * (n - 4.5) * (x + 0.6)
        c = (((0.05 * d * x - 5.0) * x - 7.0) * x - 2.0) * x + b + c
        y = (((((0.4 * y + 6.3) * y + 36.0) * y + 94.5) / c - y - 3.0) / b + 1.0) * x
        y = math.expm1(a * y * y)
    else:
        # Far out in the tails.
        y = ((1.0 / (((n + 6.0) / (n * y) - 0.089 * d - 0.822) * (n + 2.0) * 3.0) + 0.5 / (n + 4.0)) * y - 1.0) * (
            n + 1.0
        ) / (n + 2.0) + 1.0 / y
    return math.sqrt(n * y)
