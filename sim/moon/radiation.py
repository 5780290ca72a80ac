"""Radiation on the lunar surface: the galactic background over the solar cycle, solar particle events, and shielding.

What falls on the surface is a scenario's parameter; here is how it changes with the Sun and with the matter above.
Three laws, each as simple as what is known allows:

- the galactic background swings between its rates at solar minimum and maximum as a cosine of the cycle. Measured rates
  are broader near the minimum; the mean over a cycle is right, a single year may be a tenth off;
- under matter it first rises a little, by secondary particles, and then falls: ``(1 + x / 60) exp(-x / 85)`` with the
  depth x in g/cm^2. That is a surrogate: it meets what Monte Carlo transport says in words (a small rise within the
  first decimetres, negligible at three metres; REDMoon, Nature Astronomy 2024), and no table of it;
- particles of the Sun are softer: what is left of them halves within a length that is a parameter.
"""

from __future__ import annotations

from math import pi
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.moon.constants import JULIAN_YEAR_H

Array = NDArray[np.float64]

BUILD_UP: Final = 60.0
"""Depth over which secondary particles add as much as there was [g/cm^2] (surrogate, see above)."""
FALL: Final = 85.0
"""Depth over which all of it falls to 1/e [g/cm^2] (surrogate, see above)."""
GRAMS_CM2: Final = 0.1
"""A kilogram on a square metre in grams on a square centimetre."""


def areal_density(thickness: ArrayLike, density: ArrayLike) -> Array:
    """Matter overhead [g/cm^2].

    Args:
        thickness: Thickness [m], any shape.
        density: Density [kg/m^3], of the same shape or one.
    """
    return np.asarray(np.asarray(thickness, dtype=float) * np.asarray(density, dtype=float) * GRAMS_CM2)


def galactic_share(depth: ArrayLike) -> Array:
    """Share of the galactic dose rate at the surface that is left under matter [1].

    Args:
        depth: Matter overhead [g/cm^2], not negative, any shape.
    """
    x = np.asarray(depth, dtype=float)
    return np.asarray((1.0 + x / BUILD_UP) * np.exp(-x / FALL))


def particle_share(depth: ArrayLike, halving: float) -> Array:
    """Share of the dose of a solar particle event that is left under matter [1].

    Args:
        depth: Matter overhead [g/cm^2], not negative, any shape.
        halving: Depth that halves it [g/cm^2].
    """
    return np.asarray(0.5 ** (np.asarray(depth, dtype=float) / halving))


def activity(hours: ArrayLike, minimum: float, period: float) -> Array:
    """Solar activity, 0 at the minimum and 1 at the maximum of the cycle [1].

    Args:
        hours: Times [h], any shape.
        minimum: Time of a solar minimum [h], on the same clock.
        period: Length of the cycle [h].
    """
    phase = 2.0 * pi * (np.asarray(hours, dtype=float) - minimum) / period
    return np.asarray((1.0 - np.cos(phase)) / 2.0)


def galactic_rate(hours: ArrayLike, quiet: float, active: float, minimum: float, period: float) -> Array:
    """Dose equivalent rate of the galactic background at the surface [mSv/h].

    The Sun's wind holds the background off: it is strongest at solar minimum.

    Args:
        hours: Times [h], any shape.
        quiet: Rate at solar minimum [mSv/h].
        active: Rate at solar maximum [mSv/h].
        minimum: Time of a solar minimum [h], on the same clock.
        period: Length of the cycle [h].
    """
    return np.asarray(quiet + (active - quiet) * activity(hours, minimum, period))


def mean_galactic_rate(
    begin: ArrayLike, end: ArrayLike, quiet: float, active: float, minimum: float, period: float
) -> Array:
    """Mean of :func:`galactic_rate` over spans, exact [mSv/h].

    Args:
        begin: Starts of the spans [h], shape (n,).
        end: Their ends [h], each after its start.
        quiet: Rate at solar minimum [mSv/h].
        active: Rate at solar maximum [mSv/h].
        minimum: Time of a solar minimum [h], on the same clock.
        period: Length of the cycle [h].
    """
    a, b = np.asarray(begin, dtype=float) - minimum, np.asarray(end, dtype=float) - minimum
    omega = 2.0 * pi / period
    mean_cosine = (np.sin(omega * b) - np.sin(omega * a)) / (omega * (b - a))
    return np.asarray(quiet + (active - quiet) * (1.0 - mean_cosine) / 2.0)


def yearly(rate: float) -> float:
    """A rate in mSv a year from one in mSv an hour."""
    return rate * JULIAN_YEAR_H
