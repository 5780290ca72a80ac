"""Screening: which of many parameters matter at all, for a few dozen runs a parameter (Morris)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.extras import need
from sim.study.statistics.estimate import LEVEL, Estimate, Sample, StatisticsError, checked_level
from sim.study.statistics.plans import EXTRA, Plan, checked_names, checked_seed, usable

LEVELS = 4
"""Levels of a parameter (Saltelli and others, 2008, Global Sensitivity Analysis: The Primer, sec. 3.3)."""
MARGIN = 0.05
"""Quantile of the lowest level; the highest is as far from the other end."""
STEP = (1.0 - 2.0 * MARGIN) * LEVELS / (2.0 * (LEVELS - 1))
"""Step of an elementary effect: two of three distances between levels, which makes all of them equally likely (Morris,
1991, sec. 3). Half of the range would not see what comes again after half of it."""


@dataclass(frozen=True, eq=False)
class MorrisPlan(Plan):
    """Trajectories through the parameters' quantiles: from row to row, one parameter steps."""

    @property
    def block(self) -> int:
        """Rows of a trajectory."""
        return len(self.names) + 1


@dataclass(frozen=True, slots=True)
class Screening:
    """Elementary effects by parameter, in the unit of the values for a whole range of quantiles.

    Attributes:
        names: The parameters.
        mu_star: Mean absolute effect with its interval: how much the parameter matters.
        mu: Mean effect: the way it goes, as far as it goes one way.
        sigma: Standard deviation of its effects: large against ``mu_star`` where the parameter acts together with
            others, or not in proportion.
        constant: Whether all values are the same, so that nothing matters.
        dropped: Trajectories left out because a value is missing.
        cut: Values that were put at the end.
    """

    names: tuple[str, ...]
    mu_star: tuple[Estimate, ...]
    mu: tuple[float, ...]
    sigma: tuple[float, ...]
    constant: bool
    dropped: int
    cut: int

    @property
    def ranked(self) -> tuple[str, ...]:
        """The parameters, what matters most first."""
        order = sorted(range(len(self.names)), key=lambda place: -self.mu_star[place].value)
        return tuple(self.names[place] for place in order)


def morris_plan(names: Sequence[str], trajectories: int, seed: int) -> MorrisPlan:
    """Draw trajectories (M. D. Morris, 1991, Factorial sampling plans, Technometrics 33(2), 161-174).

    The levels are quantiles from 0.05 to 0.95, not from 0 to 1, which ranges without ends do not have.
    Trajectories are not chosen for their distance (Campolongo and others, 2007), for then a larger plan would not begin
    with a smaller one.

    Args:
        names: The parameters.
        trajectories: How many; two at least, ten to fifty are usual.
        seed: What they are drawn from.

    Returns:
        A plan of ``trajectories · (names + 1)`` rows.

    Raises:
        StatisticsError: An argument makes no sense.
        MissingExtraError: SALib is not installed.
    """
    names = checked_names(names)
    if trajectories < 2:
        raise StatisticsError(f"screening needs two trajectories at least, {trajectories} given")
    sample = need("SALib.sample.morris", EXTRA).sample(
        _problem(names), trajectories, num_levels=LEVELS, seed=checked_seed(seed)
    )
    return MorrisPlan(names, np.asarray(sample, dtype=float), seed)


def morris_analyse(
    plan: MorrisPlan, values: Sample, *, end: float | None = None, level: float = LEVEL, resamples: int = 1000
) -> Screening:
    """Elementary effects and their moments.

    An effect is the difference of two values over the step between them. ``mu_star`` is after Campolongo, Cariboni and
    Saltelli, 2007, Environmental Modelling & Software 22(10), 1509-1518; its interval is ``± z s`` of a bootstrap over
    trajectories, and does not go below zero.

    Args:
        plan: The plan.
        values: A value a row of it, shape (rows,); not a number where the evaluation failed: its trajectory is left
            out.
        end: Where values after the end are put, in their unit.
        level: Level of the intervals.
        resamples: Of the bootstrap.

    Raises:
        StatisticsError: The values do not fit the plan, or fewer than two trajectories are whole.
        MissingExtraError: SALib is not installed.
    """
    checked_level(level)
    known = usable(plan, values, end, 2, "trajectories")
    n, count = len(known.values), len(plan.names)
    if known.constant:
        none = (0.0,) * count
        return Screening(
            plan.names, (Estimate(0.0, 0.0, 0.0, level, n),) * count, none, none, True, known.dropped, known.cut
        )
    found = need("SALib.analyze.morris", EXTRA).analyze(
        _problem(plan.names),
        plan.quantiles[np.repeat(known.whole, plan.block)],
        known.values.ravel(),
        num_resamples=resamples,
        conf_level=level,
        num_levels=LEVELS,
        seed=plan.seed,
    )
    # SALib divides by the step on a grid from 0 to 1, whatever the bounds.
    scale = 1.0 / (1.0 - 2.0 * MARGIN)
    mu_star, half, mu, sigma = (
        (np.asarray(found[key], dtype=float) * scale).tolist() for key in ("mu_star", "mu_star_conf", "mu", "sigma")
    )
    estimates = tuple(Estimate(m, max(0.0, m - h), m + h, level, n) for m, h in zip(mu_star, half, strict=True))
    return Screening(plan.names, estimates, tuple(mu), tuple(sigma), False, known.dropped, known.cut)


def _problem(names: tuple[str, ...]) -> dict[str, object]:
    return {"num_vars": len(names), "names": list(names), "bounds": [[MARGIN, 1.0 - MARGIN]] * len(names)}
