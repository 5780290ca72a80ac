"""Statistics of replicates: intervals, paired differences, and when there are enough."""

from sim.study.statistics.estimate import LEVEL, Estimate, StatisticsError, cut_at
from sim.study.statistics.paired import Paired, paired
from sim.study.statistics.quantiles import BANDS, quantile, quantiles
from sim.study.statistics.shares import mean, proportion, share_from, share_up_to
from sim.study.statistics.stopping import StoppingRule, runs_needed, sequential_interval, stops_at

__all__ = [
    "BANDS",
    "LEVEL",
    "Estimate",
    "Paired",
    "StatisticsError",
    "StoppingRule",
    "cut_at",
    "mean",
    "paired",
    "proportion",
    "quantile",
    "quantiles",
    "runs_needed",
    "sequential_interval",
    "share_from",
    "share_up_to",
    "stops_at",
]
