"""Physical constants of the Moon, the Sun, the Earth, light and the elements, each with its source.

Only what nature fixes stands here; anything an analyst may choose is a scenario parameter. The laws of the material
underfoot, with their coefficients, stand in :mod:`sim.moon.regolith`.
"""

from collections.abc import Mapping
from typing import Final

R_MOON_KM: Final = 1737.4
"""Radius of the reference sphere of lunar topography [km] (LOLA products; IAU WGCCRE report, Archinal et al. 2018)."""

GM_MOON: Final = 4902.80008
"""Gravitational parameter of the Moon [km^3/s^2] (DE421: Folkner, Williams and Boggs 2009, IPN PR 42-178)."""

GRAVITY: Final = GM_MOON * 1e9 / (R_MOON_KM * 1e3) ** 2
"""Gravity at the reference sphere [m/s^2]: GM / R^2, 1.624."""

STANDARD_GRAVITY: Final = 9.80665
"""Standard gravity of the Earth [m/s^2], by which a specific impulse is given in seconds (3rd CGPM, 1901, exact)."""

SUN_RADIUS_KM: Final = 695_700.0
"""Nominal solar radius [km] (IAU 2015 Resolution B3)."""

EARTH_RADIUS_KM: Final = 6378.1
"""Nominal equatorial radius of the Earth [km] (IAU 2015 Resolution B3)."""

WGS84_RADIUS_KM: Final = 6378.137
"""Equatorial radius of the ellipsoid that coordinates on Earth refer to [km] (WGS 84: NIMA TR8350.2, 3rd ed.)."""

EARTH_FLATTENING: Final = 1.0 / 298.257223563
"""Flattening of that ellipsoid (WGS 84: NIMA TR8350.2, 3rd ed.)."""

AU_KM: Final = 149_597_870.7
"""Astronomical unit [km] (IAU 2012 Resolution B2, exact)."""

C_KM_S: Final = 299_792.458
"""Speed of light in vacuum [km/s] (SI, exact)."""

SYNODIC_MONTH_D: Final = 29.530588853
"""Mean synodic month, one lunar day [d] (Chapront-Touze and Chapront 1988, ELP 2000-82, epoch 2000)."""

JULIAN_YEAR_H: Final = 8766.0
"""Julian year of 365.25 d [h] (IAU style manual)."""

SIDEREAL_MONTH_D: Final = 27.321661
"""Mean sidereal month, the Moon's period of rotation too [d] (Allen's Astrophysical Quantities, 4th ed.)."""

TDB_MINUS_UTC_S: Final = 69.184
"""Barycentric dynamical time minus UTC [s]: 32.184 s (TT - TAI) + 37 s of leap seconds (IERS Bulletin C).

None has been added since 2017; one still to come would move the Sun by 0.0002 deg at most. TDB - TT stays below 2 ms.
"""

MOON_ECCENTRICITY: Final = 0.0549
"""Mean eccentricity of the Moon's orbit (Allen's Astrophysical Quantities, 4th ed.)."""

HILL_RADIUS_KM: Final = 61_500.0
"""Radius of the Moon's Hill sphere [km]: a (m / 3 M)^(1/3), a = 384,400 km, m / M = 0.0123 (Hill 1878)."""

ATOMIC_WEIGHTS: Final[Mapping[str, float]] = {
    "H": 1.008,
    "C": 12.011,
    "N": 14.007,
    "O": 15.999,
    "Na": 22.98976928,
    "Mg": 24.305,
    "Al": 26.9815384,
    "Si": 28.085,
    "P": 30.973761998,
    "S": 32.06,
    "Cl": 35.45,
    "K": 39.0983,
    "Ca": 40.078,
    "Ti": 47.867,
    "Cr": 51.9961,
    "Mn": 54.938043,
    "Fe": 55.845,
}
"""Abridged standard atomic weights [g/mol] (IUPAC, Prohaska et al. 2022, Pure Appl. Chem. 94, 573)."""

ICE_SUBLIMATION_MJ_KG: Final = 2.834
"""Heat of sublimation of water ice near 220 K [MJ/kg] (Feistel and Wagner 2007, Geochim. Cosmochim. Acta 71, 36)."""

ICE_HEAT_KJ_KG_K2: Final = 0.00916
"""Heat capacity of ice, as a slope through the origin [kJ/kg/K^2]: 1.374 at 150 K (Feistel and Wagner 2006)."""

GAS_CONSTANT: Final = 8.314462618
"""Molar gas constant [J/mol/K] (CODATA 2018, exact)."""
