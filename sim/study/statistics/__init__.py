"""Statistics of replicates: means, shares and quantiles with their intervals."""

from sim.study.statistics.estimate import LEVEL, Estimate, StatisticsError, cut_at
from sim.study.statistics.quantiles import BANDS, quantile, quantiles
from sim.study.statistics.shares import mean, proportion, share_from, share_up_to

__all__ = [
    "BANDS",
    "LEVEL",
    "Estimate",
    "StatisticsError",
    "cut_at",
    "mean",
    "proportion",
    "quantile",
    "quantiles",
    "share_from",
    "share_up_to",
]
