"""Ballistic hops over the ground of the Moon: how far, how fast, how long, and what they cost in propellant.

A hop is one burn at take-off and one at landing with free flight between them, over flat ground: the least speed that
gets from one point to another is known in closed form. On the sphere it is less by about a quarter of the distance
over the radius, 0.4 % for 26 km.
"""

from __future__ import annotations

import math

from sim.moon.constants import GRAVITY, R_MOON_KM, STANDARD_GRAVITY


def ground_distance(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Distance along the reference sphere between two points [m].

    The haversine form keeps its digits for points that lie close together (Sinnott 1984, Sky and Telescope 68, 159).

    Args:
        latitude: Of the first point [deg].
        longitude: Of the first point [deg].
        other_latitude: Of the second point [deg].
        other_longitude: Of the second point [deg].
    """
    north, other_north = math.radians(latitude), math.radians(other_latitude)
    across = math.radians(other_longitude - longitude)
    half = math.sin((other_north - north) / 2.0) ** 2
    half += math.cos(north) * math.cos(other_north) * math.sin(across / 2.0) ** 2
    return 2.0 * R_MOON_KM * 1e3 * math.asin(math.sqrt(min(1.0, half)))


def hop_speeds(distance: float, climb: float = 0.0) -> tuple[float, float]:
    """Least speed at take-off and the speed at landing [m/s].

    The envelope of all parabolas of one speed v has the reach d and the height h where
    ``v^2 = g (h + sqrt(h^2 + d^2))`` (the parabola of safety, Torricelli 1644);
    energy gives the speed at landing. On level ground both are ``sqrt(g d)``.

    Args:
        distance: Along the ground [m].
        climb: How much higher the landing point is [m], negative where it is lower.
    """
    slant = math.hypot(climb, distance)
    # The smaller of the two squares is a difference of near numbers: it follows from their product, (g d)^2.
    larger = GRAVITY * (abs(climb) + slant)
    smaller = (GRAVITY * distance) ** 2 / larger if larger > 0.0 else 0.0
    squares = (larger, smaller) if climb >= 0.0 else (smaller, larger)
    return math.sqrt(squares[0]), math.sqrt(squares[1])


def hop_delta_v(distance: float, climb: float = 0.0) -> float:
    """Change of speed of a hop, take-off and landing together [m/s]: ``2 sqrt(g d)`` on level ground.

    Arguments as of :func:`hop_speeds`.
    """
    return math.fsum(hop_speeds(distance, climb))


def hop_hours(distance: float, climb: float = 0.0) -> float:
    """Time of free flight at the least speed [h].

    The velocities at both ends of the parabola of least speed stand at right angles, so that their difference, which is
    ``g t``, is the hypotenuse: ``t = sqrt(v1^2 + v2^2) / g``.

    Arguments as of :func:`hop_speeds`.
    """
    return math.hypot(*hop_speeds(distance, climb)) / GRAVITY / 3600.0


def propellant(mass: float, delta_v: float, specific_impulse: float) -> float:
    """Propellant that a change of speed takes [kg] (Tsiolkovsky 1903): ``m (1 - exp(-dv / (g0 Isp)))``.

    Args:
        mass: Before, propellant included [kg].
        delta_v: Change of speed [m/s].
        specific_impulse: Of the engines [s].
    """
    return -mass * math.expm1(-delta_v / (STANDARD_GRAVITY * specific_impulse))
