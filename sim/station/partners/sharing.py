"""How evenly something is shared, and quantiles of what was waited."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence


def largest_share(amounts: Collection[float]) -> float | None:
    """Share of the one who has most [1]; None where nobody has anything."""
    total = math.fsum(amounts)
    return max(amounts) / total if total > 0.0 else None


def gini(amounts: Sequence[float]) -> float | None:
    """Gini coefficient [1]: 0 where all have the same, near 1 where one has all; None where nobody has anything.

    Half the mean difference of two over the mean, by ranks: sum of (2 i - n - 1) x_i over n times the sum, x rising.
    """
    number, total = len(amounts), math.fsum(amounts)
    if total <= 0.0:
        return None
    ranked = enumerate(sorted(amounts), start=1)
    return math.fsum((2 * rank - number - 1) * amount for rank, amount in ranked) / (number * total)


def quantile(values: Iterable[float], share: float) -> float | None:
    """Quantile of values, linear between neighbours; None of none."""
    ranked = sorted(values)
    if not ranked:
        return None
    place = share * (len(ranked) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ranked) - 1)
    return ranked[below] + (place - below) * (ranked[above] - ranked[below])
