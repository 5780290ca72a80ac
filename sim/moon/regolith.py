"""Regolith: how much heat it takes.

Heat capacity has two parts. Up to 350 K it is the polynomial of Hayne et al. (2017), from measurements on Apollo soils.
Above, one of two published extrapolations, to be chosen because they differ by 18 % in the heat to 1050 degC:

- ``ledlow-1992``: Ledlow et al. 1992, levels off near 1010 J/kg/K;
- ``colozza-1991``: Colozza 1991 (as used by Schreiner et al. 2016), keeps rising, 1413 J/kg/K at 1300 K.

The parts are joined as they are: at 350 K the capacity steps by -1.5 J/kg/K to the first form and by
-34 J/kg/K to the second. The heat, its integral, is continuous, and is taken from antiderivatives in closed form.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, log, log10
from typing import Final

import numpy as np
from numpy.polynomial import Polynomial
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

COLDEST_K: Final = 20.0
"""Below this the polynomial loses its meaning (it turns negative near 1.3 K) [K]."""

HOTTEST_K: Final = 2000.0
"""Above this neither extrapolation, and no solid or melt of regolith, is meant [K]."""

JOIN_K: Final = 350.0
"""Where the high form takes over [K]."""

_J_PER_KWH: Final = 3.6e6

_LOW: Final = Polynomial([-3.6125, 2.7431, 2.3616e-3, -1.2340e-5, 8.9093e-9])
_LOW_INTEGRAL: Final = _LOW.integ()


@dataclass(frozen=True)
class _HighForm:
    """Heat capacity [J/kg/K] above the join, and the heat from the join to a temperature [J/kg]."""

    capacity: Callable[[Array], Array]
    heat: Callable[[float], float]


def _ledlow() -> _HighForm:
    """4184 (0.2029 + 0.0383 (1 - exp((350 - T) / 100))) (Ledlow et al. 1992)."""
    base, rise, scale = 4184.0 * 0.2029, 4184.0 * 0.0383, 100.0

    def capacity(temperature: Array) -> Array:
        return np.asarray(base + rise * (1.0 - np.exp((JOIN_K - temperature) / scale)))

    def heat(temperature: float) -> float:
        above = temperature - JOIN_K
        return (base + rise) * above - rise * scale * (1.0 - exp(-above / scale))

    return _HighForm(capacity, heat)


def _colozza() -> _HighForm:
    """-1848.5 + 1047.41 log10 T (Colozza 1991)."""
    base, slope = -1848.5, 1047.41

    def capacity(temperature: Array) -> Array:
        return np.asarray(base + slope * np.log10(temperature))

    def antiderivative(temperature: float) -> float:
        return temperature * (base + slope * (log10(temperature) - 1.0 / log(10.0)))

    def heat(temperature: float) -> float:
        return antiderivative(temperature) - antiderivative(JOIN_K)

    return _HighForm(capacity, heat)


_HIGH_FORMS: Final = {"ledlow-1992": _ledlow(), "colozza-1991": _colozza()}

HEAT_CAPACITY_MODELS: Final = tuple(_HIGH_FORMS)
"""Names of the high-temperature forms."""


def heat_capacity_low(temperature: ArrayLike) -> Array:
    """Specific heat capacity of regolith up to 350 K (Hayne et al. 2017, after Hemingway et al. 1981).

    Parameters
    ----------
    temperature : any shape, 20..350 [K]

    Returns
    -------
    same shape [J/kg/K]

    Raises
    ------
    ValueError : a temperature is outside 20..350 K or not finite
    """
    return np.asarray(_LOW(_within(temperature, JOIN_K)))


def heat_capacity(temperature: ArrayLike, model: str) -> Array:
    """Specific heat capacity of regolith, low form up to 350 K and the chosen form above.

    Parameters
    ----------
    temperature : any shape, 20..2000 [K]
    model : one of :data:`HEAT_CAPACITY_MODELS`

    Returns
    -------
    same shape [J/kg/K]

    Raises
    ------
    ValueError : a temperature is outside 20..2000 K or not finite, or the model is unknown
    """
    high = _high_form(model)
    given = _within(temperature, HOTTEST_K)
    return np.where(given <= JOIN_K, _LOW(given), high.capacity(np.maximum(given, JOIN_K)))


def sinter_heat(
    start: float, end: float, model: str, melt_fraction: float = 0.0, latent_heat_kj_kg: float = 0.0
) -> float:
    """Least heat that takes a kilogram of regolith from one temperature to another and melts a part of it.

    Parameters
    ----------
    start, end : temperatures, 20..2000, end not below start [K]
    model : one of :data:`HEAT_CAPACITY_MODELS`
    melt_fraction : share of the mass that melts, 0..1; the caller says so, whatever the end temperature
    latent_heat_kj_kg : of fusion [kJ/kg]

    Returns
    -------
    integral of the heat capacity, plus melt_fraction times the latent heat [kWh/kg]

    Raises
    ------
    ValueError : a temperature outside 20..2000 K, end below start, a melt fraction outside 0..1, a negative latent
        heat, a figure that is not finite, or an unknown model
    """
    high = _high_form(model)
    first, last = float(_within(start, HOTTEST_K)), float(_within(end, HOTTEST_K))
    if last < first:
        raise ValueError(f"end temperature {last:g} K is below the start temperature {first:g} K")
    if not 0.0 <= melt_fraction <= 1.0:
        raise ValueError(f"melt fraction {melt_fraction:g} is outside 0 to 1")
    if not 0.0 <= latent_heat_kj_kg < float("inf"):
        raise ValueError(f"latent heat {latent_heat_kj_kg:g} kJ/kg must be finite and not negative")
    sensible = _heat_above_join(last, high) - _heat_above_join(first, high)
    return (sensible + melt_fraction * latent_heat_kj_kg * 1000.0) / _J_PER_KWH


def _heat_above_join(temperature: float, high: _HighForm) -> float:
    """Heat between the join and a temperature [J/kg], negative below the join."""
    if temperature <= JOIN_K:
        return float(_LOW_INTEGRAL(temperature) - _LOW_INTEGRAL(JOIN_K))
    return high.heat(temperature)


def _high_form(model: str) -> _HighForm:
    try:
        return _HIGH_FORMS[model]
    except KeyError:
        known = ", ".join(HEAT_CAPACITY_MODELS)
        raise ValueError(f"unknown heat capacity model {model!r}; known are {known}") from None


def _within(temperature: ArrayLike, hottest: float) -> Array:
    given = np.asarray(temperature, dtype=np.float64)
    # A comparison with NaN is false, so this refuses what is not a number too.
    if not ((given >= COLDEST_K) & (given <= hottest)).all():
        raise ValueError(f"temperature must be within {COLDEST_K:g} to {hottest:g} K, got {given!s}")
    return given
