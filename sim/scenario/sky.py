"""The sky over a scenario's site, computed once for all who ask for it in a process."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import numpy as np

from sim.moon import Horizon, KeplerOrbit, OrbitSky, SiteSky, Sky
from sim.scenario.schema.base import standing
from sim.scenario.schema.energy import Array
from sim.scenario.schema.orbit import Orbit, orbit_of
from sim.scenario.schema.scenario import Tables
from sim.scenario.schema.site import Site

_SKIES = 16
"""Skies that are kept: runs of many replicates and of a few sites compute each once."""


def base_sky(tables: Tables, start: date, hours: float, computed: float = 0.0, at: str | None = None) -> Sky:
    """The sky over a base during a run, at a place of it or where it is itself: on the ground or in orbit.

    Args:
        tables: Of the base.
        start, hours, computed: As of :func:`sky_of`.
        at: Name of the place, None for the main one.
    """
    orbit = orbit_of(tables)
    if orbit is not None:
        return sky_in_orbit(orbit, start, hours, computed)
    return sky_of(tables.site_at(at), start, hours, computed)


def sky_in_orbit(orbit: Orbit, start: date, hours: float, computed: float = 0.0) -> OrbitSky:
    """The sky over a base in orbit during a run; the arguments are as of :func:`sky_of`."""
    return _orbit_sky(kepler(orbit), start, hours, computed)


def kepler(orbit: Orbit) -> KeplerOrbit:
    """The ellipse of a base in orbit."""
    near, far = orbit.altitudes
    return KeplerOrbit(
        perilune_altitude=near / 1000.0,
        apolune_altitude=far / 1000.0,
        inclination=float(orbit.inclination),
        ascending_node=float(orbit.ascending_node),
        argument_of_perilune=float(orbit.argument_of_perilune),
        mean_anomaly=float(orbit.mean_anomaly),
    )


@lru_cache(maxsize=_SKIES)
def _orbit_sky(orbit: KeplerOrbit, start: date, hours: float, computed: float) -> OrbitSky:
    return OrbitSky(orbit, start, hours, computed)


def sky_of(site: Site, start: date, hours: float, computed: float = 0.0) -> SiteSky:
    """The sky over a scenario's site during a run; asked for again in one process, it is the same one.

    Args:
        site: Where.
        start: Day at whose midnight (UTC) the run begins.
        hours: Length of the run [h].
        computed: For how long the sky is computed before it is cut [h], such as that of the whole scenario.
    """
    horizons = tuple(
        (measured.mast, tuple(measured.azimuth_deg), tuple(measured.elevation_deg))
        for measured in site.horizons.values()
    )
    place = (float(site.latitude), float(site.longitude), float(site.elevation))
    return _sky(*place, horizons, start, hours, float(site.sunlight_tolerance), computed)


@lru_cache(maxsize=_SKIES)
def _sky(
    latitude: float,
    longitude: float,
    elevation: float,
    horizons: tuple[tuple[float, tuple[float, ...], tuple[float, ...]], ...],
    start: date,
    hours: float,
    tolerance: float,
    computed: float,
) -> SiteSky:
    return SiteSky(
        latitude=latitude,
        longitude=longitude,
        elevation=elevation,
        horizons={mast: Horizon(np.asarray(azimuths), np.asarray(heights)) for mast, azimuths, heights in horizons},
        start=start,
        hours=hours,
        tolerance=tolerance,
        computed=computed,
    )


def array_place(arrays: Mapping[str, Array]) -> str | None:
    """The place whose light stands for all arrays: the main one (None), else that of the first array by name."""
    there = standing(arrays)
    return there[min(there)].at if there and all(array.at for array in there.values()) else None


def array_mast(sky: Sky, arrays: Mapping[str, Array]) -> float:
    """The measured mast height nearest to that of the first array by name [m]; without arrays the lowest measured.

    An array of no units is none, and of several places that of :func:`array_place` counts.
    """
    place = array_place(arrays)
    there = {name: array for name, array in standing(arrays).items() if array.at == place}
    return sky.nearest_mast(float(there[min(there)].mast)) if there else sky.lowest_mast
