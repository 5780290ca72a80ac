"""Where along its orbit a relay certainly connects a site with the Earth, and where it certainly does not.

All is said of cells between two places of the relay, in axes that turn with the Moon. Within a cell the relay leaves
the straight chord between its places by at most the bend, an eighth of the cell's length squared times the largest
second derivative. So what holds along the chord with room for the bend holds in the cell.
"""

from __future__ import annotations

from math import radians, sin
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.moon.constants import R_MOON_KM
from sim.moon.geometry import Observer
from sim.moon.horizon import Horizon

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

EARTH_SIDEWAYS: Final = 0.2
"""Bound of the sine of the angle between the Earth, from the Moon's centre, and the x axis: librations reach 0.19."""

EARTH_NEAREST_KM: Final = 350_000.0
"""Bound of the Earth's distance from the Moon's centre [km]; it comes to 356 400."""

_ROUNDING_KM: Final = 0.01


def above_and_below(
    relay: Array, bend: float, observer: Observer, horizon: Horizon, minimum: float
) -> tuple[Flags, Flags]:
    """Cells in which a relay is above all that may stand in front of it, and those in which it is below.

    Args:
        relay: Its places at the edges of the cells, in order, shape (n + 1, 3) [km].
        bend: How far it may be from the chords [km].
        observer: The site.
        horizon: The skyline as seen from there.
        minimum: Elevation over the site that it needs [deg].

    Returns:
        Two arrays of shape (n,).
    """
    bend += _ROUNDING_KM
    up, distance = observer.height_and_distance(relay)
    # Upwards minus distance times the sine is concave, so along a chord it is lowest at an end.
    sine = max(0.0, sin(radians(max(minimum, float(horizon.elevation.max())))))
    clear = up - sine * distance
    above = np.minimum(clear[1:], clear[:-1]) > (1.0 + sine) * bend
    # No place in a cell is farther than half its chord and the bend from one of its ends.
    reach = 0.5 * np.sqrt(np.square(np.diff(relay, axis=0)).sum(axis=1)) + bend
    sine = sin(radians(max(minimum, float(horizon.elevation.min()))))
    if sine > 0.0:
        least = sine * (np.minimum(distance[1:], distance[:-1]) - reach)
    else:
        least = sine * (np.maximum(distance[1:], distance[:-1]) + bend)
    return above, np.maximum(up[1:], up[:-1]) + bend < least


def unhidden(relay: Array, bend: float) -> Flags:
    """Cells in which the Moon's sphere cannot stand between a relay and the Earth, wherever librations have put that.

    What the sphere hides from the Earth lies within its radius of a ray from its centre away from the Earth. From the
    relay, at r, the Earth is off the x axis by an angle whose sine is at most that at the Moon's centre plus r over the
    Earth's distance. So a hidden relay is off that axis by the radius and r times this sine at most.

    Args:
        relay: Its places at the edges of the cells, in order, shape (n + 1, 3) [km].
        bend: How far it may be from the chords [km].

    Returns:
        Shape (n,).
    """
    bend += _ROUNDING_KM
    x, y, z = relay.T
    r = np.sqrt(x * x + y * y + z * z)
    reach = R_MOON_KM + r * (EARTH_SIDEWAYS + r / EARTH_NEAREST_KM)
    # Sideways along one fixed direction less a convex reach is concave: along a chord it is lowest at an end.
    side_y, side_z = y[1:] + y[:-1], z[1:] + z[:-1]
    length = np.sqrt(side_y * side_y + side_z * side_z)
    here = side_y * y[:-1] + side_z * z[:-1] - length * reach[:-1]
    there = side_y * y[1:] + side_z * z[1:] - length * reach[1:]
    slope = 1.0 + EARTH_SIDEWAYS + 2.0 * (float(r.max(initial=0.0)) + bend) / EARTH_NEAREST_KM
    return np.asarray(np.minimum(here, there) > slope * bend * length)
