"""The skyline around a site: elevation of the terrain against azimuth."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Horizon:
    """Elevation of the skyline, linear between the given azimuths and periodic over the circle.

    Attributes
    ----------
    azimuth : (n,) strictly increasing, clockwise from lunar north, 0 <= azimuth < 360 [deg]
    elevation : (n,) of the terrain above the horizontal, as seen from the mast the horizon was made for [deg]

    Raises
    ------
    ValueError : fewer than two points, lengths that differ, values that are not finite, azimuths unsorted, repeated or
        outside 0..360, elevations outside -90..90
    """

    azimuth: Array
    elevation: Array

    def __post_init__(self) -> None:
        azimuth = np.array(self.azimuth, dtype=np.float64)
        elevation = np.array(self.elevation, dtype=np.float64)
        if azimuth.ndim != 1 or azimuth.shape != elevation.shape:
            raise ValueError("a horizon needs one elevation for each azimuth")
        if azimuth.size < 2:
            raise ValueError(f"a horizon needs at least two points, this one has {azimuth.size}")
        if not (np.isfinite(azimuth).all() and np.isfinite(elevation).all()):
            raise ValueError("azimuths and elevations of a horizon must be finite")
        if azimuth[0] < 0.0 or azimuth[-1] >= 360.0:
            raise ValueError("azimuths of a horizon must be at least 0 and below 360 deg")
        steps = np.diff(azimuth)
        if (steps <= 0.0).any():
            k = int(np.argmax(steps <= 0.0))
            raise ValueError(f"azimuths of a horizon must increase: {azimuth[k]:g} is followed by {azimuth[k + 1]:g}")
        if (np.abs(elevation) > 90.0).any():
            raise ValueError("elevations of a horizon must be within -90 to 90 deg")
        for name, values in (("azimuth", azimuth), ("elevation", elevation)):
            values.setflags(write=False)
            object.__setattr__(self, name, values)

    @classmethod
    def flat(cls, elevation: float = 0.0) -> Horizon:
        """A skyline of one height all around [deg]; 0 is the horizontal plane."""
        return cls(np.array([0.0, 180.0]), np.full(2, elevation))

    def at(self, azimuth: ArrayLike) -> Array:
        """Elevation of the skyline [deg] at azimuths of any shape [deg], which may lie outside 0..360."""
        given = np.asarray(azimuth, dtype=np.float64)
        if given.size and (given.min() < 0.0 or given.max() > 360.0):
            given = np.mod(given, 360.0)
        return np.asarray(np.interp(given, *self._closed), dtype=np.float64)

    def extremes(self, begin: Array, end: Array) -> tuple[Array, Array]:
        """Lowest and highest elevation of the skyline between azimuths.

        Args:
            begin: Shape (n,), any turn of the circle [deg].
            end: Shape (n,), from ``begin`` to 360 deg beyond it [deg].

        Returns:
            Lowest and highest [deg], shape (n,) each.
        """
        at_begin, at_end = self.at(begin), self.at(end)
        lowest, highest = np.minimum(at_begin, at_end), np.maximum(at_begin, at_end)
        # The skyline is linear, so what lies beyond its values at both ends is one of the points between them.
        turns = 360.0 * np.floor(begin / 360.0)
        azimuth, elevation = self._twice
        first, last = azimuth.searchsorted(begin - turns), azimuth.searchsorted(end - turns, side="right")
        some = np.flatnonzero(last > first)
        pairs = np.stack([first[some], last[some]], axis=1).ravel()
        if some.size:
            lowest[some] = np.minimum(lowest[some], np.minimum.reduceat(elevation, pairs)[::2])
            highest[some] = np.maximum(highest[some], np.maximum.reduceat(elevation, pairs)[::2])
        return lowest, highest

    def once_around(self, left: float) -> tuple[Array, Array]:
        """Azimuth and elevation [deg] of the skyline's points, at most n + 2, from `left` to `left` + 360 deg."""
        azimuth = np.unique(np.concatenate([[left, left + 360.0], (self.azimuth - left) % 360.0 + left]))
        return azimuth, self.at(azimuth % 360.0)

    @cached_property
    def _closed(self) -> tuple[Array, Array]:
        """The points, the last repeated before the first and the first after the last.

        np.interp(period=360) would sort them anew at each call.
        """
        azimuth = np.concatenate([[self.azimuth[-1] - 360.0], self.azimuth, [self.azimuth[0] + 360.0]])
        elevation = np.concatenate([self.elevation[-1:], self.elevation, self.elevation[:1]])
        return azimuth, elevation

    @cached_property
    def _twice(self) -> tuple[Array, Array]:
        """The points of two turns, for ranges that begin within the first; one elevation more ends the last range."""
        azimuth = np.concatenate([self.azimuth, self.azimuth + 360.0])
        return azimuth, np.concatenate([self.elevation, self.elevation, self.elevation[:1]])
