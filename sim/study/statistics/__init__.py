"""Statistics of replicates: intervals, paired differences, when there are enough, and which parameters matter.

Functions of arrays. Plans of sensitivity studies and their analysis need the extra ``study``, and import it when they
are called.
"""

from sim.study.statistics.budget import Sizes, largest_base, largest_trajectories, runs_within, sensitivity_sizes
from sim.study.statistics.estimate import LEVEL, Estimate, StatisticsError, cut_at
from sim.study.statistics.morris import MorrisPlan, Screening, morris_analyse, morris_plan
from sim.study.statistics.paired import Paired, paired
from sim.study.statistics.quantiles import BANDS, quantile, quantiles
from sim.study.statistics.ranks import RankCorrelations, rank_correlations
from sim.study.statistics.shares import mean, proportion, share_from, share_up_to
from sim.study.statistics.sobol import Indices, SobolPlan, sobol_analyse, sobol_plan
from sim.study.statistics.stopping import StoppingRule, runs_needed, sequential_interval, stops_at

__all__ = [
    "BANDS",
    "LEVEL",
    "Estimate",
    "Indices",
    "MorrisPlan",
    "Paired",
    "RankCorrelations",
    "Screening",
    "Sizes",
    "SobolPlan",
    "StatisticsError",
    "StoppingRule",
    "cut_at",
    "largest_base",
    "largest_trajectories",
    "mean",
    "morris_analyse",
    "morris_plan",
    "paired",
    "proportion",
    "quantile",
    "quantiles",
    "rank_correlations",
    "runs_needed",
    "runs_within",
    "sensitivity_sizes",
    "sequential_interval",
    "share_from",
    "share_up_to",
    "sobol_analyse",
    "sobol_plan",
    "stops_at",
]
