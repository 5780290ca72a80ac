"""Statistics of replicates: intervals, and paired differences."""

from sim.study.statistics.estimate import LEVEL, Estimate, StatisticsError, cut_at
from sim.study.statistics.paired import Paired, paired
from sim.study.statistics.quantiles import BANDS, quantile, quantiles
from sim.study.statistics.shares import mean, proportion, share_from, share_up_to

__all__ = [
    "BANDS",
    "LEVEL",
    "Estimate",
    "Paired",
    "StatisticsError",
    "cut_at",
    "mean",
    "paired",
    "proportion",
    "quantile",
    "quantiles",
    "share_from",
    "share_up_to",
]
