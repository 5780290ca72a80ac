"""Estimates with their intervals, and the samples that they are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Sample: TypeAlias = Sequence[float] | NDArray[Any]

LEVEL = 0.95
"""Level of an interval for which none is asked: what papers and readers expect."""


class StatisticsError(ValueError):
    """No estimate can be made of what was given; its text says why."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure estimated from a sample, with its confidence interval.

    Attributes:
        value: The figure; infinite if it is "not by the end".
        low: Lower end of the interval; ``None`` if the sample is too small to have one.
        high: Upper end likewise; infinite if it is "not by the end".
        level: How often such intervals hold the truth.
        n: Size of the sample.
    """

    value: float
    low: float | None
    high: float | None
    level: float
    n: int

    @property
    def width(self) -> float | None:
        """Length of the interval; ``None`` if an end is missing, infinite if one is after the end."""
        if self.low is None or self.high is None:
            return None
        return self.high - self.low if np.isfinite(self.low) else np.inf

    def holds(self, value: float) -> bool | None:
        """Whether a value lies in the interval; ``None`` if that cannot be said because an end is missing."""
        if (self.low is not None and value < self.low) or (self.high is not None and value > self.high):
            return False
        return None if self.low is None or self.high is None else True


def sample_of(values: Sample, what: str = "values", *, finite: bool = False) -> Floats:
    """A sample as an array.

    Args:
        values: The values; one that was not reached by the end is infinite.
        what: What they are called if they are none.
        finite: Whether values after the end are refused.

    Raises:
        StatisticsError: They are no list of numbers or an empty one, or hold what is no number.
    """
    try:
        sample = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        raise StatisticsError(f"{what} must be numbers") from None
    if sample.ndim != 1:
        raise StatisticsError(f"{what} must be one list of numbers, not a table of shape {sample.shape}")
    if not sample.size:
        raise StatisticsError(f"there are no {what}: at least one is needed")
    if np.isnan(sample).any() or np.isneginf(sample).any():
        missing = int(np.sum(np.isnan(sample) | np.isneginf(sample)))
        raise StatisticsError(f"{missing} of {sample.size} {what} are no numbers: leave out replicates that failed")
    if finite and np.isinf(sample).any():
        late = int(np.isinf(sample).sum())
        raise StatisticsError(f"{late} of {sample.size} {what} are after the end: cut them there, or take quantiles")
    return sample


def cut_at(values: Sample, end: float | None, what: str = "values") -> tuple[Floats, NDArray[np.bool_]]:
    """A sample in which whatever is after the end is put at the end.

    Args:
        values: The values, shape (n,); one that was not reached by the end is infinite.
        end: The end, in the unit of the values; ``None`` if nothing has one.
        what: What they are called if they are none.

    Returns:
        The smaller of value and end, and which values were cut; both of shape (n,).

    Raises:
        StatisticsError: Something is after the end, and the end is not given; or as in :func:`sample_of`.
    """
    sample = sample_of(values, what, finite=end is None)
    if end is None:
        return sample, np.zeros(sample.shape, dtype=bool)
    if not np.isfinite(end):
        raise StatisticsError(f"the end of {what} must be a number, not {end}")
    return np.minimum(sample, end), sample > end


def checked_level(level: float) -> float:
    """A level of confidence.

    Raises:
        StatisticsError: It does not lie between 0 and 1.
    """
    if not 0.0 < level < 1.0:
        raise StatisticsError(f"a level of confidence lies between 0 and 1, such as 0.95; {level} does not")
    return level
