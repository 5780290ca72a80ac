"""A relay satellite around the Moon, and when it connects a site with the Earth.

The orbit is a Kepler ellipse at rest in an inertial frame, under which the Moon turns at its mean sidereal rate. The
frame is that of the Moon's mean-Earth axes at the start of the run: z along the pole, x through the prime meridian.

Neglected: the pull of Earth and Sun, which over years swings inclination, perilune and node of so high an orbit by tens
of degrees unless it is kept; the Moon's uneven field; solar pressure; manoeuvres. Neglected, too, is by how much the
Moon's rotation differs from an even turn about a fixed axis: physical librations and the rounding of its rate, 0.05 deg
in five years, and the way of its pole in space, 2.3 deg in five years and 3.2 deg at most. The librations that are seen
from the Earth, up to 8 deg, come from the Moon's way around it, not from its rotation; the direction to the Earth comes
from the ephemeris and has them. Passes are therefore right in kind and number, not to the minute of a date years ahead.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, cos, isfinite, pi, radians, sin, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.moon.between_moments import members
from sim.moon.constants import GM_MOON, HILL_RADIUS_KM, MOON_ECCENTRICITY, R_MOON_KM, SIDEREAL_MONTH_D
from sim.moon.ephemeris import Moment, earth_point, to_utc, utc_hours
from sim.moon.geometry import Observer
from sim.moon.horizon import Horizon
from sim.moon.relay_bounds import above_and_below, unhidden
from sim.moon.visibility import PRECISION_H, Flags, Spans, above_skyline, between, bisect

Array = NDArray[np.float64]

_ROTATION_RAD_H = 2.0 * pi / (SIDEREAL_MONTH_D * 24.0)
_SAMPLES_PER_ORBIT = 144
_LONGEST_STEP_H = 0.5
_GROUP_RAD = 0.27
"""Length of the groups of samples of which it is asked first whether they are in view throughout [rad]."""
_CHUNK = 1 << 13


def longest_lasting_axis(eccentricity: float, inclination: float) -> float:
    """Largest semi-major axis of an orbit around the Moon that the Earth's pull lets last.

    Domingos, Winter and Yokoyama 2006 (MNRAS 373, 1227), equations 5 and 6, from integrations in the plane of the
    Moon's way: the prograde one below an inclination of 90 deg, else the retrograde one.

    Parameters
    ----------
    eccentricity : of the orbit around the Moon, 0..1
    inclination : 0..180 [deg]

    Returns
    -------
    semi-major axis, not above 0 where none lasts [km]
    """
    share, by_moon, by_orbit = (0.4895, 1.0305, 0.2738) if inclination < 90.0 else (0.9309, 1.0764, 0.9812)
    return HILL_RADIUS_KM * share * (1.0 - by_moon * MOON_ECCENTRICITY - by_orbit * eccentricity)


@dataclass(frozen=True)
class KeplerOrbit:
    """An ellipse around the Moon.

    Attributes
    ----------
    perilune_altitude, apolune_altitude : above the sphere of 1737.4 km [km]
    inclination : to the Moon's equator [deg]
    ascending_node : from the Moon's prime meridian at the start, eastwards [deg]
    argument_of_perilune : from the ascending node; at 90 the apolune stands over the south [deg]
    mean_anomaly : at the start [deg]

    Raises
    ------
    ValueError : a figure is not finite, the perilune is not above the surface or above the apolune, or the inclination
        is outside 0..180
    """

    perilune_altitude: float
    apolune_altitude: float
    inclination: float
    ascending_node: float = 0.0
    argument_of_perilune: float = 90.0
    mean_anomaly: float = 0.0

    def __post_init__(self) -> None:
        figures = (
            self.perilune_altitude,
            self.apolune_altitude,
            self.inclination,
            self.ascending_node,
            self.argument_of_perilune,
            self.mean_anomaly,
        )
        if not all(isfinite(figure) for figure in figures):
            raise ValueError("the elements of an orbit must be finite")
        if not 0.0 < self.perilune_altitude <= self.apolune_altitude:
            raise ValueError(
                f"perilune altitude {self.perilune_altitude:g} km must be positive and at most the apolune's,"
                f" {self.apolune_altitude:g} km"
            )
        if not 0.0 <= self.inclination <= 180.0:
            raise ValueError(f"inclination {self.inclination:g} deg is outside 0 to 180")

    @property
    def semi_major_axis(self) -> float:
        """Half the long axis of the ellipse [km]."""
        return R_MOON_KM + 0.5 * (self.perilune_altitude + self.apolune_altitude)

    @property
    def eccentricity(self) -> float:
        """Eccentricity, 0..1."""
        return 0.5 * (self.apolune_altitude - self.perilune_altitude) / self.semi_major_axis

    @property
    def period(self) -> float:
        """Time of one orbit [h] (Kepler's third law)."""
        return 2.0 * pi * sqrt(self.semi_major_axis**3 / GM_MOON) / 3600.0

    def position(self, hours: ArrayLike) -> Array:
        """Positions in the inertial frame.

        Parameters
        ----------
        hours : (n,) since the start [h]

        Returns
        -------
        (n, 3) from the Moon's centre [km]
        """
        return self.position_at(self.eccentric_anomaly(hours))

    def eccentric_anomaly(self, hours: ArrayLike) -> Array:
        """Eccentric anomaly [rad] at `hours` [h], both (n,), counted on from orbit to orbit.

        Kepler's equation, solved by Newton's method.
        """
        mean = radians(self.mean_anomaly) + 2.0 * pi / self.period * np.atleast_1d(np.asarray(hours, dtype=np.float64))
        turns = 2.0 * pi * np.floor(mean / (2.0 * pi))
        part = mean - turns
        # Danby's first guess: within reach of Newton's method for every ellipse.
        anomaly = part + 0.85 * self.eccentricity * np.sign(np.sin(part))
        for _ in range(50):
            step = (anomaly - self.eccentricity * np.sin(anomaly) - part) / (1.0 - self.eccentricity * np.cos(anomaly))
            anomaly -= step
            if anomaly.size == 0 or float(np.abs(step).max()) < 1e-13:
                break
        return np.asarray(anomaly + turns)

    def hours_at(self, anomaly: Array) -> Array:
        """Time since the start [h] at which the eccentric anomaly (n,) [rad] is reached: Kepler's equation itself."""
        mean = anomaly - self.eccentricity * np.sin(anomaly)
        return (mean - radians(self.mean_anomaly)) * (self.period / (2.0 * pi))

    def position_at(self, anomaly: Array) -> Array:
        """Positions (n, 3) in the inertial frame [km] at eccentric anomalies (n,) [rad]."""
        a, e = self.semi_major_axis, self.eccentricity
        along, across = self._axes()
        return np.asarray(
            (a * (np.cos(anomaly) - e))[:, None] * along + (a * sqrt(1.0 - e * e) * np.sin(anomaly))[:, None] * across
        )

    def bend(self, anomaly: float) -> float:
        """Bound of the way between an arc and its chord, in axes that turn with the Moon [km].

        An eighth of the arc's length squared times the largest second derivative: that of the ellipse, a, and what the
        turning axes add.

        Args:
            anomaly: Length of the arc in eccentric anomaly [rad].
        """
        far = 1.0 + self.eccentricity
        # By how much the axes turn for each radian of eccentric anomaly at most.
        turn = _ROTATION_RAD_H * self.period / (2.0 * pi) * far
        return anomaly * anomaly / 8.0 * self.semi_major_axis * (1.0 + 2.0 * turn + (turn * turn + turn) * far)

    def _axes(self) -> tuple[Array, Array]:
        """Unit vectors in the plane of the orbit: towards perilune, and a quarter turn ahead of it."""
        node, tilt, turn = (radians(x) for x in (self.ascending_node, self.inclination, self.argument_of_perilune))
        to_node = np.array([cos(node), sin(node), 0.0])
        ahead = np.array([-sin(node) * cos(tilt), cos(node) * cos(tilt), sin(tilt)])
        return cos(turn) * to_node + sin(turn) * ahead, cos(turn) * ahead - sin(turn) * to_node


def to_moon_fixed(position: Array, hours: Array) -> Array:
    """Positions (n, 3) of the inertial frame in axes that turn with the Moon, `hours` (n,) after the start [h]."""
    angle = _ROTATION_RAD_H * hours
    c, s = np.cos(angle), np.sin(angle)
    x, y, z = position.T
    return np.stack([c * x + s * y, c * y - s * x, z], axis=1)


def from_moon_fixed(position: Array, hours: Array) -> Array:
    """Positions (n, 3) of axes that turn with the Moon in the inertial frame, `hours` (n,) after the start [h]."""
    return to_moon_fixed(position, -hours)


def relay_passes(
    orbit: KeplerOrbit,
    observer: Observer,
    horizon: Horizon,
    start: Moment,
    hours: float,
    minimum_elevation: float = 0.0,
    *,
    needs_earth: bool = True,
) -> Spans:
    """When a relay connects a site with the Earth.

    The site sees the relay above both its skyline and the minimum elevation, and the Moon's sphere does not stand
    between the relay and the Earth. Samples are even in eccentric anomaly, at least 144 an orbit and half an hour
    apart at most; a pass or a break shorter than that may go unseen.

    Parameters
    ----------
    orbit : of the relay
    observer, horizon : the site, and the skyline as seen from there
    start : of the run (UTC; a date means its midnight)
    hours : length of the run [h]
    minimum_elevation : of the relay over the site [deg]
    needs_earth : if false, the Earth is left out of the question

    Returns
    -------
    Begin and end of each pass in order [h since start], to a second; cut at 0 and `hours`

    Raises
    ------
    ValueError : hours is not positive, or the minimum elevation is outside -90..90
    EphemerisRangeError : the run leaves the ephemeris
    """
    if not (isfinite(hours) and hours > 0.0):
        raise ValueError(f"a run of {hours:g} h has no passes to compute")
    if not -90.0 <= minimum_elevation <= 90.0:
        raise ValueError(f"minimum elevation {minimum_elevation:g} deg is outside -90 to 90")
    origin = to_utc(start)

    def earth_at(times: Array) -> Array:
        return _earth(origin, times) if needs_earth else np.empty((times.size, 0))

    def times_at(anomaly: Array) -> Array:
        # Rounding must not push the ends of the run beyond the ephemeris.
        return np.clip(orbit.hours_at(anomaly), 0.0, hours)

    def connected(anomaly: Array, times: Array, earth: Array) -> Flags:
        relay = to_moon_fixed(orbit.position_at(anomaly), times)
        seen = observer.at(relay)
        up = (seen.elevation > minimum_elevation) & above_skyline(seen, horizon)
        return up & _unhidden(relay, earth) if needs_earth else up

    first, last = orbit.eccentric_anomaly([0.0, hours])
    slowest = orbit.period * (1.0 + orbit.eccentricity) / (2.0 * pi)
    step = min(2.0 * pi / _SAMPLES_PER_ORBIT, _LONGEST_STEP_H / slowest)
    grid = np.linspace(first, last, max(2, ceil((last - first) / step) + 1))

    size = max(1, int(_GROUP_RAD / step))
    edges = to_moon_fixed(orbit.position_at(grid[::size]), times_at(grid[::size]))
    bend = orbit.bend(size * step)
    always, never = above_and_below(edges, bend, observer, horizon, minimum_elevation)
    if needs_earth:
        always &= unhidden(edges, bend)
    grouped = always.size * size
    state = np.zeros(grid.size, dtype=np.bool_)
    state[:grouped] = np.repeat(always, size)
    unsure = np.concatenate([members(np.flatnonzero(~(always | never)), size), np.arange(grouped, grid.size)])
    for begin in range(0, unsure.size, _CHUNK):
        part = unsure[begin : begin + _CHUNK]
        times = times_at(grid[part])
        state[part] = connected(grid[part], times, earth_at(times))

    before = np.flatnonzero(state[1:] != state[:-1])
    low, high = grid[before], grid[before + 1]
    earth_low, earth_high = earth_at(times_at(low)), earth_at(times_at(high))

    def state_within(anomaly: Array) -> Flags:
        # Over half an hour the Earth moves 0.1 deg in this sky, evenly to 1e-4 deg: no need to ask the ephemeris again.
        weight = ((anomaly - low) / (high - low))[:, None]
        return connected(anomaly, orbit.hours_at(anomaly), earth_low + weight * (earth_high - earth_low))

    crossings = bisect(state_within, low, high, state[before], PRECISION_H / slowest)
    return between(times_at(crossings), bool(state[0]), hours)


def _earth(origin: np.datetime64, times: Array) -> Array:
    """Positions (n, 3) of the Earth in axes turning with the Moon [km]."""
    point = earth_point(utc_hours(origin, times))
    latitude, longitude = np.radians(point.latitude), np.radians(point.longitude)
    level = point.distance * np.cos(latitude)
    return np.stack([level * np.cos(longitude), level * np.sin(longitude), point.distance * np.sin(latitude)], axis=1)


def _unhidden(relay: Array, earth: Array) -> Flags:
    """Whether the straight line from relay to Earth, both (n, 3) [km], misses the Moon's sphere."""
    to_earth = earth - relay
    # Distance along the line at which it passes the Moon's centre; behind the relay if negative.
    nearest = -np.einsum("ij,ij->i", relay, to_earth) / np.sqrt(np.einsum("ij,ij->i", to_earth, to_earth))
    miss_squared = np.einsum("ij,ij->i", relay, relay) - nearest * nearest
    return np.asarray((nearest < 0.0) | (miss_squared > R_MOON_KM**2))
