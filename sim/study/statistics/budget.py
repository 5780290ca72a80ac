"""How large a sensitivity study may be in the time that there is."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim.study.statistics.estimate import StatisticsError

INFLUENTIAL = 8
"""Parameters that screening is expected to leave: in most models few decide (Saltelli and others, 2008, Global
Sensitivity Analysis: The Primer, ch. 1)."""
TRAJECTORIES = (4, 50)
"""Fewest trajectories that rank parameters (Morris, 1991, has four), and from where on more say little."""
BASE = 64
"""Fewest blocks whose indices are worth their intervals."""

_SCREENING = 1.0 / 3.0


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes of a sensitivity study.

    Attributes:
        trajectories: Trajectories of the screening; zero if there is nothing to sort out.
        base: Blocks of the Sobol plan, a power of two.
        influential: Parameters that the Sobol plan varies.
        runs: Runs of both.
        seconds: What they take [s].
        fits: Whether they fit in the time; if not, they are the smallest that are worth their runs.
    """

    trajectories: int
    base: int
    influential: int
    runs: int
    seconds: float
    fits: bool


def runs_within(budget: float, run: float, workers: int = 1) -> int:
    """How many runs are done in a time.

    Args:
        budget: The time [s].
        run: What a run takes [s].
        workers: Processes that run at the same time.

    Raises:
        StatisticsError: A time or the number of workers is not larger than nothing.
    """
    if not (budget > 0.0 and run > 0.0 and math.isfinite(budget) and math.isfinite(run) and workers >= 1):
        raise StatisticsError(f"no runs in {budget:g} s at {run:g} s a run with {workers} workers: all must be above 0")
    # A whole number of runs must not be missed by rounding.
    return math.floor(budget / run * (1.0 + 1e-12)) * workers


def largest_trajectories(parameters: int, runs: int) -> int:
    """Most trajectories of a Morris plan in so many runs: ``parameters + 1`` each."""
    return runs // (parameters + 1)


def largest_base(parameters: int, runs: int) -> int:
    """Largest power of two of blocks of a Sobol plan in so many runs: ``parameters + 2`` each; zero if none fits."""
    blocks = runs // (parameters + 2)
    return 1 << (blocks.bit_length() - 1) if blocks > 0 else 0


def sensitivity_sizes(
    parameters: int, budget: float, run: float, workers: int = 1, influential: int = INFLUENTIAL
) -> Sizes:
    """The largest screening and Sobol plan that fit in a time.

    A third is for screening, up to fifty trajectories; the rest for the indices of the parameters that it leaves. What
    the power of two leaves over is for more trajectories. Where there are no more parameters than may be left, none
    are sorted out.

    Args:
        parameters: Parameters that are not known.
        budget: The time for all [s].
        run: What a run takes [s].
        workers: Processes that run at the same time.
        influential: Parameters that screening leaves.

    Raises:
        StatisticsError: An argument makes no sense.
    """
    if parameters < 1 or influential < 1:
        raise StatisticsError("a sensitivity study needs a parameter to vary, and one to be left by screening")
    runs = runs_within(budget, run, workers)
    left = min(parameters, influential)
    least, most = TRAJECTORIES if left < parameters else (0, 0)
    trajectories = min(most, max(least, largest_trajectories(parameters, int(_SCREENING * runs))))
    base = max(BASE, largest_base(left, runs - trajectories * (parameters + 1)))
    spare = max(0, runs - base * (left + 2))
    trajectories = min(most, max(least, largest_trajectories(parameters, spare)))
    total = trajectories * (parameters + 1) + base * (left + 2)
    return Sizes(trajectories, base, left, total, math.ceil(total / workers) * run, total <= runs)
