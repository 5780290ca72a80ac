"""Independent replicates of a queue and what they tell about its theory."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

REPLICATES = 20
STUDENT_T = 3.8834
"""Quantile 0.9995 of Student's t with 19 degrees of freedom, for two-sided 99.9 % intervals of 20 replicates."""


def interval(seen: Iterable[float]) -> tuple[float, float]:
    """Mean of 20 replicates and half the width of its 99.9 % interval."""
    values = np.array(list(seen))
    assert len(values) == REPLICATES
    return float(values.mean()), STUDENT_T * float(values.std(ddof=1)) / math.sqrt(REPLICATES)


def assert_covers(seen: Iterable[float], theory: float, what: str) -> tuple[float, float]:
    """Assert that the 99.9 % interval covers theory; mean and half-width."""
    mean, half_width = interval(seen)
    assert abs(mean - theory) <= half_width, f"{what}: {mean} +- {half_width} does not cover {theory}"
    return mean, half_width
