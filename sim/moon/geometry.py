"""What an observer on the Moon sees: azimuth, elevation and distance of a body.

The Moon is a sphere of 1737.4 km; the observer stands at elevation + mast above it, so parallax is included (up to 0.26
deg for the Earth, nothing for the Sun). Azimuths run clockwise from lunar north. Elevations are geometric: there is no
air to bend light, and the terrain enters through :mod:`sim.moon.horizon` alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import acos, cos, degrees, isfinite, radians, sin

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.moon.constants import R_MOON_KM
from sim.moon.ephemeris import SubPoint, earth_point, sun_point

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class AzEl:
    """A body in the sky.

    Attributes
    ----------
    azimuth : (n,) clockwise from lunar north, 0..360 [deg]
    elevation : (n,) above the plane normal to the local vertical [deg]
    distance : (n,) from the observer [km]
    """

    azimuth: Array
    elevation: Array
    distance: Array

    def apparent_radius(self, radius: float) -> Array:
        """Half the angle (n,) that a ball of `radius` [km] fills as seen by the observer [deg]."""
        return np.asarray(np.degrees(np.arcsin(radius / self.distance)))

    def take(self, places: NDArray[np.intp]) -> AzEl:
        """The body at some of the times, given by their places (m,) among all."""
        return AzEl(self.azimuth[places], self.elevation[places], self.distance[places])


@dataclass(frozen=True)
class Observer:
    """A point on or above the lunar surface.

    Attributes
    ----------
    latitude, longitude : mean-Earth axes, longitude positive to the east [deg]
    elevation : of the ground above the sphere of 1737.4 km [m]
    mast : height of the eye, panel or mirror above the ground [m]

    Raises
    ------
    ValueError : a figure is not finite, the latitude is beyond a pole, or the mast is below the ground
    """

    latitude: float
    longitude: float
    elevation: float = 0.0
    mast: float = 0.0

    def __post_init__(self) -> None:
        if not all(isfinite(x) for x in (self.latitude, self.longitude, self.elevation, self.mast)):
            raise ValueError("an observer's latitude, longitude, elevation and mast must be finite")
        if abs(self.latitude) > 90.0:
            raise ValueError(f"latitude {self.latitude:g} deg is outside -90 to 90")
        if self.mast < 0.0:
            raise ValueError(f"mast height {self.mast:g} m is negative")

    @property
    def radius(self) -> float:
        """Distance from the Moon's centre [km]."""
        return R_MOON_KM + (self.elevation + self.mast) / 1000.0

    def sun(self, utc: ArrayLike) -> AzEl:
        """The Sun's centre at `utc`, (n,) datetime64. Raises EphemerisRangeError outside the table."""
        return self.over(sun_point(utc))

    def earth(self, utc: ArrayLike) -> AzEl:
        """The Earth's centre at `utc`, (n,) datetime64. Raises EphemerisRangeError outside the table."""
        return self.over(earth_point(utc))

    def over(self, point: SubPoint) -> AzEl:
        """A body that stands over the given points of the Moon."""
        body_latitude = np.radians(point.latitude)
        hour_angle = np.radians(point.longitude - self.longitude)
        polar, equatorial = point.distance * np.sin(body_latitude), point.distance * np.cos(body_latitude)
        outward = equatorial * np.cos(hour_angle)
        sin_site, cos_site = self._sin_cos_latitude()
        return _az_el(
            east=equatorial * np.sin(hour_angle),
            north=cos_site * polar - sin_site * outward,
            up=sin_site * polar + cos_site * outward - self.radius,
        )

    def at(self, position: ArrayLike) -> AzEl:
        """A body at given places.

        Parameters
        ----------
        position : (n, 3) Moon-centred mean-Earth axes, turning with the Moon [km]
        """
        return _az_el(*self._east_north_up(position))

    def height_and_distance(self, position: ArrayLike) -> tuple[Array, Array]:
        """Height above the horizontal plane and distance [km], (n,) each, of a body at places as in :meth:`at`."""
        east, north, up = self._east_north_up(position)
        return up, np.asarray(np.sqrt(east * east + north * north + up * up))

    def _east_north_up(self, position: ArrayLike) -> tuple[Array, Array, Array]:
        x, y, z = np.atleast_2d(np.asarray(position, dtype=np.float64)).T
        sin_lon, cos_lon = sin(radians(self.longitude)), cos(radians(self.longitude))
        outward = cos_lon * x + sin_lon * y
        sin_site, cos_site = self._sin_cos_latitude()
        return (
            cos_lon * y - sin_lon * x,
            cos_site * z - sin_site * outward,
            sin_site * z + cos_site * outward - self.radius,
        )

    def _sin_cos_latitude(self) -> tuple[float, float]:
        return sin(radians(self.latitude)), cos(radians(self.latitude))


def _az_el(east: Array, north: Array, up: Array) -> AzEl:
    level_squared = east * east + north * north
    distance = np.sqrt(level_squared + up * up)
    azimuth = np.degrees(np.arctan2(east, north))
    azimuth[azimuth < 0.0] += 360.0
    # Rounding can lift the smallest negative angles to exactly 360.
    azimuth[azimuth >= 360.0] = 0.0
    return AzEl(azimuth, np.degrees(np.arctan2(up, np.sqrt(level_squared))), distance)


def horizon_dip(height: float) -> float:
    """How far the horizon of a bare sphere lies below the horizontal.

    Parameters
    ----------
    height : of the eye above the sphere [m]

    Returns
    -------
    acos(R / (R + h)) [deg]

    Raises
    ------
    ValueError : the height is negative or not finite
    """
    if not (isfinite(height) and height >= 0.0):
        raise ValueError(f"height {height:g} m must be finite and not negative")
    return degrees(acos(R_MOON_KM / (R_MOON_KM + height / 1000.0)))
