"""When an interval is narrow enough, so that no more replicates are needed.

Who looks at an interval again and again and stops when it is narrow, stops too early more often than too late: where
chance made the sample look calm. Chow and Robbins (1965, On the asymptotic theory of fixed-width sequential confidence
intervals for the mean, Annals of Mathematical Statistics 36(2), 457-462) stop at the first n with ``z² (s² + 1/n) / n
<= d²`` for half a width d. Their 1/n, which vanishes faster than the interval, keeps it from stopping by luck. Any
such term leaves the rule valid as the width goes to zero (Glynn and Whitt, 1992, Annals of Applied Probability 2(1),
180-198). 1/n depends on the unit of the values; here the term is a share of the interval itself:

    half = t s / √n · (1 + (3 + 4 g²) / n),   n = 30, 40, 50, ...

with Student's t of n - 1 degrees of freedom and the skewness g of the sample. The skewness is there because the
interval of a skewed mean covers less by φ(z) z g² (z⁴ + 2 z² - 3) / (9 n) (Hall, 1992, The Bootstrap and Edgeworth
Expansion, ch. 2), and less again if it is stopped, for the calm samples of a skewed figure are those with a mean too
small. Both numbers are chosen so that intervals stopped at forty to two hundred runs keep their level for normal
values and for skewed ones up to the exponential (g = 2), which the tests show. They cost some ten runs of a normal
figure and up to thirty of an exponential one. Of a log-normal with a g of six, stopped intervals of 95 % cover 91 to
94 %: what has tails like that is better asked for its median.

An interval by order is as sure as it says at one n, but its length comes from two values only, and who waits for a
short one finds it: stopped intervals of 95 % cover 93 to 94 %. So the interval of a quantile that is looked at is that
of the level whose normal factor is larger by a share of 1/√n, which covers for any quantile and distribution that the
tests try.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.study.statistics.estimate import LEVEL, Estimate, Floats, Sample, StatisticsError, checked_level, sample_of
from sim.study.statistics.quantiles import quantile, ranks
from sim.study.statistics.shares import mean
from sim.study.statistics.student import normal_factor, normal_share, t_factor

_LUCK, _SKEW = 3.0, 4.0
_LUCK_OF_ORDER = 1.0


@dataclass(frozen=True, slots=True)
class StoppingRule:
    """How narrow an interval has to be, and when that is looked at.

    Attributes:
        width: Length that the interval may have, in the unit of the values.
        quantile: Of which quantile; ``None`` for the mean.
        level: Level of the interval.
        minimum: Runs at the first look.
        batch: Runs between two looks.

    Raises:
        StatisticsError: One of them makes no sense.
    """

    width: float
    quantile: float | None = None
    level: float = LEVEL
    minimum: int = 30
    batch: int = 10

    def __post_init__(self) -> None:
        checked_level(self.level)
        if not (self.width > 0.0 and math.isfinite(self.width)):
            raise StatisticsError(f"the width of an interval must be larger than nothing, not {self.width:g}")
        if self.quantile is not None and not 0.0 < self.quantile < 1.0:
            raise StatisticsError(f"a quantile lies between 0 and 1, such as 0.5; {self.quantile} does not")
        if self.minimum < 2 or self.batch < 1:
            raise StatisticsError("the first look needs two runs at least, and every other one more")

    def next_look(self, n: int) -> int:
        """The first look after ``n`` runs."""
        if n < self.minimum:
            return self.minimum
        return self.minimum + ((n - self.minimum) // self.batch + 1) * self.batch

    def looks(self, n: int) -> NDArray[np.int_]:
        """Runs at every look that ``n`` runs allow."""
        return np.arange(self.minimum, n + 1, self.batch)


def stops_at(values: Sample, rule: StoppingRule) -> int | None:
    """After how many runs a rule stops.

    It depends on the values in order of replicate only: not on how many ran at the same time, in which order they
    ended, or how many there are beyond. Values that do not vary at all do not stop: of them it is not known how much
    they vary.

    Args:
        values: Values by replicate, shape (n,); infinite what was not reached by the end.
        rule: The rule.

    Returns:
        How many of the first runs are enough, which is a look of the rule; ``None`` if all are too few.

    Raises:
        StatisticsError: A value is no number; or is after the end, of which there is no mean.
    """
    sample = sample_of(values, finite=rule.quantile is None)
    looks = rule.looks(sample.size)
    enough = np.flatnonzero(widths(sample, looks, rule) <= rule.width)
    return int(looks[enough[0]]) if enough.size else None


def sequential_interval(values: Sample, rule: StoppingRule) -> Estimate:
    """The interval of all ``values`` that a rule looks at: one widened by what stopping takes from its level."""
    if rule.quantile is not None:
        wider = quantile(values, rule.quantile, _wider_level(rule.level, len(values)))
        return dataclasses.replace(wider, level=rule.level)
    plain = mean(values, rule.level)
    if plain.low is None:
        return plain
    sample = np.asarray(values, dtype=float)
    half = 0.0 if sample.min() == sample.max() else float(widths(sample, np.array([sample.size]), rule)[0]) / 2.0
    return Estimate(plain.value, plain.value - half, plain.value + half, rule.level, plain.n)


def runs_needed(values: Sample, rule: StoppingRule) -> int | None:
    """About how many runs a rule will need, from those there are: an interval narrows with the root of their number.

    Args:
        values: Values by replicate, shape (n,).
        rule: The rule.

    Returns:
        Runs at a look of the rule; ``None`` if the runs there are do not say.
    """
    known = stops_at(values, rule)
    if known is not None:
        return known
    n = len(values)
    width = float(widths(sample_of(values), np.array([n]), rule)[0])
    if not math.isfinite(width):
        return None
    return rule.next_look(max(n, math.ceil(n * (width / rule.width) ** 2) - 1))


def widths(samples: Floats, looks: NDArray[np.int_], rule: StoppingRule) -> Floats:
    """Lengths of the intervals of the first values of samples.

    Args:
        samples: Values by replicate, shape (..., n).
        looks: How many of the first values, shape (k,); at most n.
        rule: The rule.

    Returns:
        Lengths, shape (..., k); infinite where there is no interval.
    """
    if rule.quantile is None:
        return _mean_widths(samples, looks, rule.level)
    found = np.full((*samples.shape[:-1], looks.size), np.inf)
    for place, n in enumerate(looks):
        below, above = ranks(int(n), rule.quantile, _wider_level(rule.level, int(n)))
        if below is None or above is None:
            continue
        ordered = np.sort(samples[..., :n], axis=-1)
        low, high = ordered[..., below], ordered[..., above]
        # Between two values after the end nothing is known, and nothing is subtracted.
        found[..., place] = np.where(np.isfinite(high), high - np.where(np.isfinite(low), low, 0.0), np.inf)
    return found


def _wider_level(level: float, n: int) -> float:
    return normal_share(normal_factor(level) * (1.0 + _LUCK_OF_ORDER / math.sqrt(n)))


def _mean_widths(samples: Floats, looks: NDArray[np.int_], level: float) -> Floats:
    # Sums of powers lose digits far from zero. The first value is near enough, and the same however many follow.
    moved = samples - samples[..., :1]
    sums = [np.cumsum(moved**power, axis=-1)[..., looks - 1] / looks for power in (1, 2, 3)]
    centre, square, cube = sums
    variance = np.maximum(square - centre**2, 0.0)
    third = cube - 3.0 * centre * square + 2.0 * centre**3
    varies = variance > 1e-12 * np.maximum(square, np.finfo(float).tiny)
    skewness_squared = np.divide(third**2, variance**3, out=np.zeros_like(variance), where=varies & (variance**3 > 0.0))
    factors = np.array([t_factor(level, int(n) - 1) if n > 1 else np.inf for n in looks])
    half = factors * np.sqrt(variance / np.maximum(looks - 1, 1)) * (1.0 + (_LUCK + _SKEW * skewness_squared) / looks)
    return np.where(varies, 2.0 * half, np.inf)
