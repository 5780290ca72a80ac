"""Sun, light and Earth in the sky of a place at given times: one table for text, figures and sums."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.moon.constants import EARTH_RADIUS_KM, JULIAN_YEAR_H, SUN_RADIUS_KM
from sim.moon.ephemeris import Moment, Times, coverage, to_utc, utc_hours
from sim.moon.geometry import AzEl, Observer
from sim.moon.horizon import Horizon
from sim.moon.sunlight import lit_fraction_of
from sim.moon.visibility import Flags, above_skyline

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class SkyTable:
    """The sky over a place at ``n`` times.

    Attributes:
        utc: Times (UTC), shape (n,).
        sun: The Sun's centre, arrays of shape (n,).
        lit_fraction: Visible fraction of the Sun's disc, 0 to 1, shape (n,).
        earth: The Earth's centre, arrays of shape (n,).
        earth_visible: Whether the Earth's centre is above the skyline, shape (n,).
    """

    utc: Times
    sun: AzEl
    lit_fraction: Array
    earth: AzEl
    earth_visible: Flags

    def __len__(self) -> int:
        """Number of times."""
        return len(self.utc)

    @cached_property
    def sun_radius(self) -> Array:
        """Apparent radius of the Sun [deg], shape (n,)."""
        return self.sun.apparent_radius(SUN_RADIUS_KM)

    @cached_property
    def earth_radius(self) -> Array:
        """Apparent radius of the Earth [deg], shape (n,)."""
        return self.earth.apparent_radius(EARTH_RADIUS_KM)

    @cached_property
    def mean_earth_azimuth(self) -> float:
        """Mean direction of the Earth, 0 to 360 [deg]: that of the sum of its directions as unit vectors."""
        angles = np.radians(self.earth.azimuth)
        return float(np.degrees(np.arctan2(np.sin(angles).mean(), np.cos(angles).mean()))) % 360.0

    def sun_turns(self, seam: float) -> list[slice]:
        """Stretches of the table between passages of the Sun through azimuth ``seam`` [deg], in order.

        One a turn of the Sun around the horizon; the first and the last may be partial. The times must increase and be
        less than half a turn apart.
        """
        number = np.floor((np.degrees(np.unwrap(np.radians(self.sun.azimuth))) - seam) / 360.0)
        cuts = [0, *(np.flatnonzero(np.diff(number)) + 1).tolist(), len(self)]
        return [slice(begin, end) for begin, end in pairwise(cuts)]

    def light_by_azimuth(self, width: float = 2.0) -> tuple[Array, Array]:
        """Mean visible fraction of the disc while the Sun stands in each direction.

        Args:
            width: Of a direction [deg]; rounded so that a whole number of them fills the circle.

        Returns:
            Edges of azimuth from 0 on [deg], shape (m + 1,), and means, shape (m,); NaN where the Sun never stands.
        """
        count = round(360 / width)
        width = 360.0 / count
        cell = np.minimum((self.sun.azimuth / width).astype(int), count - 1)
        number = np.bincount(cell, minlength=count)
        total = np.bincount(cell, weights=self.lit_fraction, minlength=count)
        means = np.where(number > 0, total / np.maximum(number, 1), np.nan)
        return np.arange(count + 1, dtype=float) * width, np.asarray(means, dtype=float)


def sky_table(observer: Observer, horizon: Horizon, utc: Times) -> SkyTable:
    """The sky at ``utc``, shape (n,), as seen by ``observer`` over ``horizon``.

    Raises:
        EphemerisRangeError: A time lies outside the ephemeris.
    """
    sun, earth = observer.sun(utc), observer.earth(utc)
    return SkyTable(
        utc=utc,
        sun=sun,
        lit_fraction=lit_fraction_of(sun, earth, horizon),
        earth=earth,
        earth_visible=above_skyline(earth, horizon),
    )


def hours_of_year(start: Moment) -> Times:
    """Every hour (8766,) of the Julian year from ``start`` (UTC), or of the last one that the ephemeris holds."""
    left = (coverage()[1] - to_utc(start)) / np.timedelta64(1, "h")
    return utc_hours(start, np.arange(JULIAN_YEAR_H) + min(0.0, float(left) - JULIAN_YEAR_H))
