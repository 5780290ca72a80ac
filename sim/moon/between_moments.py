"""Where a body can stand between two moments at which its place is known: bounds, so that most samples need no sky.

The direction to a body, a unit vector, leaves the straight chord between its places at both ends of a cell by at most
an eighth of the cell's length squared times the largest second derivative, and by what the table of the ephemeris may
jump between two of its polynomials. All bounds follow from this distance, the bend; they are meant to be safe, not
tight, and where they are not safe they are infinite.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.moon.geometry import AzEl
from sim.moon.horizon import Horizon

Array = NDArray[np.float64]
Indices = NDArray[np.intp]

SUN_CURVATURE: Final = 1e-4
"""Bound of the second derivative of the direction to the Sun [rad/h^2].

It turns by 0.0089 rad/h, whose square is 8e-5.
"""

EARTH_CURVATURE: Final = 3e-5
"""Bound of the second derivative of the direction to the Earth [rad/h^2].

Librations of 0.18 rad that swing with 0.0096 rad/h make 1.7e-5; parallax adds some hundredths of it.
"""

_JUMP: Final = 1e-6
"""Bound of jumps within the table of the ephemeris, and far above any rounding [rad]."""

_HIGHEST: Final = 60.0
"""Elevations beyond which nothing is said: near the zenith azimuths turn at any rate [deg]."""

_LARGEST_BEND: Final = 0.01
"""Bends beyond which nothing is said, for the next bound."""

_GROWTH: Final = np.degrees(2.5)
"""By how much elevation and azimuth [deg] may leave the range of both ends for each unit of bend.

The upward component leaves it by the bend at most, and the slope of arcsin is below 2.1 up to 61 deg. The level part is
at least half a unit long at both ends, so its chord passes the vertical at 0.43 or more if the azimuths are within 60
deg of each other, and a bend changes the azimuth by up to 2.4 times as much.
"""


def height_bounds(seen: AzEl, horizon: Horizon, hours: float, curvature: float) -> tuple[Array, Array]:
    """Bounds of the height of a body's centre above the skyline within each cell between two places of it.

    Args:
        seen: At the edges of the cells, in order, shape (n + 1,).
        horizon: The skyline.
        hours: Length of a cell [h].
        curvature: Bound of the second derivative of the direction to the body [rad/h^2].

    Returns:
        Lowest and highest [deg], shape (n,) each; infinite where nothing is certain.
    """
    bend = curvature * hours * hours / 8.0 + _JUMP
    margin = _GROWTH * bend
    here, there = seen.azimuth[:-1], seen.azimuth[1:]
    turn = there - here
    turn -= 360.0 * np.rint(turn / 360.0)
    left = here + np.minimum(turn, 0.0)
    lowest, highest = horizon.extremes(left - margin, left + np.abs(turn) + margin)
    low = np.minimum(seen.elevation[:-1], seen.elevation[1:])
    high = np.maximum(seen.elevation[:-1], seen.elevation[1:])
    unsure = (np.abs(turn) > _HIGHEST) | (low < -_HIGHEST) | (high > _HIGHEST) | (bend > _LARGEST_BEND)
    low, high = low - margin - highest, high + margin - lowest
    low[unsure], high[unsure] = -np.inf, np.inf
    return low, high


def nearness(one: Array, other: Array, hours: float, curvature: float) -> Array:
    """Bound of the least angle between two bodies within each cell between two places of theirs.

    The difference of the directions leaves its straight chord by their bends together; its length is below the angle.

    Args:
        one: Unit vectors to a body at the edges of the cells, in order, shape (3, n + 1).
        other: The same to another body.
        hours: Length of a cell [h].
        curvature: Bound of the second derivative of the difference [rad/h^2].

    Returns:
        The least angle is at least that [rad], shape (n,); it may be negative.
    """
    apart = one - other
    begin, way = apart[:, :-1], np.diff(apart)
    length = np.einsum("in,in->n", way, way)
    along = -np.einsum("in,in->n", begin, way)
    part = np.clip(np.divide(along, length, out=np.zeros_like(along), where=length > 0.0), 0.0, 1.0)
    return np.asarray(np.linalg.norm(begin + part * way, axis=0) - (curvature * hours * hours / 8.0 + 2.0 * _JUMP))


def members(cells: Indices, size: int) -> Indices:
    """Samples in the given cells of `size` samples each, in order."""
    return np.asarray((cells[:, None] * size + np.arange(size)).ravel())


def cubic(values: Array, cells: Indices, size: int) -> Array:
    """Values at `size` even places, the middles of equal parts, within cells between places where they are known.

    The polynomial of third degree through both ends of the cell and their neighbours. Its error is at most 9/384 of the
    fourth power of the cell's length times the fourth derivative: for (1 AU / distance)^2, which swings by half a
    percent in a month, below 2e-12 with cells of an hour.

    Args:
        values: At the edges of the cells, shape (n + 1,).
        cells: Which cells, shape (m,); neither the first nor the last.
        size: Number of values in each cell.

    Returns:
        Shape (m, size).
    """
    x = (np.arange(size) + 0.5) / size
    before, after = x + 1.0, 1.0 - x
    further = 2.0 - x
    weights = np.stack(
        [
            -x * after * further / 6.0,
            before * after * further / 2.0,
            before * x * further / 2.0,
            -before * x * after / 6.0,
        ]
    )
    # A product of matrices would start threads, which take more than they give.
    return np.asarray(np.einsum("ca,as->cs", values[cells[:, None] + np.arange(-1, 3)], weights))
