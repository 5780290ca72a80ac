"""What distance does to a radio signal."""

from __future__ import annotations

from math import pi

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.moon.constants import C_KM_S

Array = NDArray[np.float64]


def free_space_path_loss(distance_km: ArrayLike, frequency_ghz: ArrayLike) -> Array:
    """Free-space path loss between isotropic antennas, 20 log10(4 pi d f / c) (Friis 1946; ITU-R P.525).

    Parameters
    ----------
    distance_km : any shape [km]
    frequency_ghz : same shape or scalar [GHz]

    Returns
    -------
    loss of the common shape [dB]

    Raises
    ------
    ValueError : a distance or frequency is not positive
    """
    distance = _positive("distance", distance_km)
    frequency = _positive("frequency", frequency_ghz)
    return np.asarray(20.0 * np.log10(4.0 * pi * distance * frequency * 1e9 / C_KM_S))


def light_time(distance_km: ArrayLike) -> Array:
    """One-way light time [s] over distances of any shape [km]. Raises ValueError if one is not positive."""
    return np.asarray(_positive("distance", distance_km) / C_KM_S)


def _positive(name: str, values: ArrayLike) -> Array:
    array = np.asarray(values, dtype=np.float64)
    if not (np.isfinite(array) & (array > 0.0)).all():
        raise ValueError(f"{name} must be positive and finite")
    return array
