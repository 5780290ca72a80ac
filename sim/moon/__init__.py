"""The place: Sun, Earth and relay in the sky of a lunar site, sunlight, visibility, and the regolith underfoot.

Pure functions of numpy arrays. Nothing here knows the station, the scenario files or simulated time beyond "hours
since the start"; the only file read is the ephemeris table that ships with the package.
"""

from sim.moon.ephemeris import EphemerisRangeError, coverage, sub_points, utc_hours
from sim.moon.geometry import AzEl, Observer, horizon_dip
from sim.moon.horizon import Horizon
from sim.moon.lunar_days import LunarDays, lunar_days, lunar_noons
from sim.moon.orbit import KeplerOrbit, relay_passes
from sim.moon.orbit_sky import OrbitSky
from sim.moon.site_sky import SiteSky
from sim.moon.sky_table import SkyTable, sky_table
from sim.moon.sunlight import Sunlight, disc_fraction, lit_fraction, segments
from sim.moon.visibility import Intervals, Spans, earth_intervals, earth_visible

Sky = SiteSky | OrbitSky
"""The sky over a base, on the ground or in orbit."""

__all__ = [
    "AzEl",
    "EphemerisRangeError",
    "Horizon",
    "Intervals",
    "KeplerOrbit",
    "LunarDays",
    "Observer",
    "OrbitSky",
    "SiteSky",
    "Sky",
    "SkyTable",
    "Spans",
    "Sunlight",
    "coverage",
    "disc_fraction",
    "earth_intervals",
    "earth_visible",
    "horizon_dip",
    "lit_fraction",
    "lunar_days",
    "lunar_noons",
    "relay_passes",
    "segments",
    "sky_table",
    "sub_points",
    "utc_hours",
]
