"""A queue with one server, whose mean time in the system is known: 1 / (services - arrivals)."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray


def mean_times(
    rng: np.random.Generator, shape: tuple[int, ...], *services: float, arrivals: float = 0.5, customers: int = 200
) -> list[NDArray[np.float64]]:
    """Mean times of the first customers in M/M/1 queues in equilibrium that share their random numbers.

    The wait of the first is drawn from the distribution in equilibrium: zero with 1 - ρ, else exponential. That of the
    next is max(0, W + S - T) (Lindley, 1952, Proceedings of the Cambridge Philosophical Society 48, 277-289).

    Args:
        rng: Where random numbers come from.
        shape: Of the replicates.
        services: Rate of services, of one queue each.
        arrivals: Rate of arrivals, smaller.
        customers: How many of them.

    Returns:
        An array of that shape a queue.
    """
    first = rng.random(shape)
    waits = [np.maximum(0.0, -np.log(first * rate / arrivals) / (rate - arrivals)) for rate in services]
    totals = [np.zeros(shape) for _ in services]
    for _ in range(customers):
        work, gap = rng.standard_exponential((2, *shape))
        for wait, total, rate in zip(waits, totals, services, strict=True):
            wait += work / rate  # noqa: PLW2901 (in place)
            total += wait  # noqa: PLW2901 (in place)
            wait -= gap / arrivals  # noqa: PLW2901 (in place)
            np.maximum(wait, 0.0, out=wait)
    return [total / customers for total in totals]


def margin(level: float, cases: int) -> float:
    """How far the share of intervals that hold the truth may lie from their level by chance: three standard errors."""
    return 3.0 * math.sqrt(level * (1.0 - level) / cases)
