"""How likely what was measured is at each value that a figure may have. Pure functions that know nothing of the truth.

All return logarithms up to a constant, shape (n,), for values of shape (n,).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def of_readings(readings: Sequence[float], noise: float, values: FloatArray) -> FloatArray:
    """Likelihood of readings that are normal about what is true.

    Args:
        readings: What was read, in the unit of the values.
        noise: Standard deviation of one, as a share of what is true [1].
        values: Values that may be true, positive.
    """
    read = np.array(readings, dtype=float)
    departures = (read[:, np.newaxis] - values) / (noise * values)
    return np.asarray(-0.5 * (departures**2).sum(axis=0) - len(read) * np.log(values))


def of_failures(failures: int, hours: float, means: FloatArray) -> FloatArray:
    """Likelihood of so many failures in so many hours, by Poisson's law.

    Args:
        failures: How many.
        hours: Hours at work, as of a machine that learns nothing in a clean place [h].
        means: Mean times between failures that may be true [h].
    """
    return np.asarray(-failures * np.log(means) - hours / means)


def of_rejects(rejects: int, pieces: int, shares: FloatArray) -> FloatArray:
    """Likelihood of so many rejects among so many pieces, by the binomial law.

    Args:
        rejects: How many.
        pieces: Among how many.
        shares: Shares that may be true [1].
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        bad = np.where(rejects == 0, 0.0, rejects * np.log(shares))
        good = np.where(rejects == pieces, 0.0, (pieces - rejects) * np.log1p(-shares))
    return np.asarray(bad + good)
