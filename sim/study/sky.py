"""The sky over a site as a table: Sun, light and Earth at regular times."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import numpy as np
from numpy.typing import NDArray

from sim.moon.ephemeris import sun_point
from sim.moon.geometry import Observer
from sim.moon.horizon import Horizon
from sim.moon.sunlight import lit_fraction
from sim.scenario import Scenario
from sim.scenario.schema.site import Site
from sim.study.writing import write_text

FloatArray = NDArray[np.float64]

COLUMNS = (
    "utc",
    "sun_azimuth_deg",
    "sun_elevation_deg",
    "lit_fraction",
    "earth_azimuth_deg",
    "earth_elevation_deg",
    "earth_visible",
)
MAX_ROWS = 20_000_000


class SkyError(ValueError):
    """The times asked for make no table; its text says why."""


@dataclass(frozen=True)
class Sky:
    """The sky at ``n`` times.

    Attributes:
        utc: Times (UTC), shape (n,).
        sun_azimuth: Azimuth of the Sun, clockwise from lunar north [deg], shape (n,).
        sun_elevation: Geometric elevation of the Sun's centre [deg], shape (n,).
        lit_fraction: Visible share of the solar disc, shape (n,).
        earth_azimuth: Azimuth of the Earth, clockwise from lunar north [deg], shape (n,).
        earth_elevation: Geometric elevation of the Earth's centre [deg], shape (n,).
        earth_visible: Whether the Earth's centre is above the horizon, shape (n,).
    """

    utc: NDArray[np.datetime64]
    sun_azimuth: FloatArray
    sun_elevation: FloatArray
    lit_fraction: FloatArray
    earth_azimuth: FloatArray
    earth_elevation: FloatArray
    earth_visible: NDArray[np.bool_]

    def __len__(self) -> int:
        """Number of times."""
        return len(self.utc)

    def write_csv(self, stream: TextIO) -> None:
        """Write the table with the columns :data:`COLUMNS` to an open text file."""
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        micro = self.utc.astype("datetime64[us]")
        whole = np.all(micro == micro.astype("datetime64[s]"))
        times = np.datetime_as_string(micro, unit="s" if whole else "us")
        rows = zip(
            times.tolist(),
            _azimuths(self.sun_azimuth),
            _degrees(self.sun_elevation),
            [f"{fraction:.6f}" for fraction in self.lit_fraction.tolist()],
            _azimuths(self.earth_azimuth),
            _degrees(self.earth_elevation),
            self.earth_visible.astype(int).tolist(),
            strict=True,
        )
        writer.writerows(rows)


def span(
    scenario: Scenario, start: dt.datetime | None = None, end: dt.datetime | None = None
) -> tuple[dt.datetime, dt.datetime]:
    """First time and end of a table: those given, else the scenario's.

    Raises:
        EphemerisRangeError: The first time lies outside the ephemeris table.
        SkyError: One alone was given, and it does not go with the scenario's other.
    """
    first = start or dt.datetime.combine(scenario.start, dt.time())
    last = end or dt.datetime.combine(scenario.end, dt.time())
    sun_point(np.datetime64(first, "us"))
    if last <= first and end is None:
        raise SkyError(f"{first.isoformat()} is not before the scenario's end, {scenario.end}: give the end too (--to)")
    if last <= first and start is None:
        raise SkyError(f"{last.isoformat()} is not after the scenario's start, {scenario.start}: give --from too")
    return first, last


def sample_times(start: dt.datetime, end: dt.datetime, step: dt.timedelta) -> NDArray[np.datetime64]:
    """Times from ``start`` on, each ``step`` after the one before, all before ``end``; shape (n,).

    Raises:
        SkyError: There is none, or there are too many for a table.
    """
    if step <= dt.timedelta(0):
        raise SkyError("the step must be longer than nothing")
    if end <= start:
        raise SkyError(f"nothing to sample: {end.isoformat()} is not after {start.isoformat()}")
    count = -((start - end) // step)
    if count > MAX_ROWS:
        raise SkyError(f"{count:,} samples are more than the {MAX_ROWS:,} that a table may have: take a longer step")
    every = np.timedelta64(step // dt.timedelta(microseconds=1), "us")
    return np.datetime64(start, "us") + np.arange(count) * every


def over_site(site: Site, utc: NDArray[np.datetime64], mast: float | None = None) -> tuple[Sky, str | None]:
    """The sky at ``utc`` over a site.

    Args:
        site: Where to stand.
        utc: Times (UTC), shape (n,).
        mast: Height of the eye above the ground [m] (default: the lowest for which a horizon was measured).

    Returns:
        The sky, and what a reader should know where the horizon was measured from another height.

    Raises:
        EphemerisRangeError: A time lies outside the ephemeris table.
    """
    height = min(horizon.mast for horizon in site.horizons.values()) if mast is None else mast
    measured = site.horizon(height)
    note = None
    if measured.mast != height:
        note = f"no horizon was measured from {height:g} m; the one from {measured.mast:g} m is used"
    observer = Observer(float(site.latitude), float(site.longitude), float(site.elevation), height)
    horizon = Horizon(np.asarray(measured.azimuth_deg), np.asarray(measured.elevation_deg))
    return over(observer, horizon, utc), note


def write_file(sky: Sky, path: Path) -> None:
    """Write the table to ``path``: whole, or not at all.

    Raises:
        OSError: The file cannot be written.
    """
    write_text(path, sky.write_csv)


def over(observer: Observer, horizon: Horizon, utc: NDArray[np.datetime64]) -> Sky:
    """The sky at ``utc`` as seen by ``observer`` over ``horizon``.

    Raises:
        EphemerisRangeError: A time lies outside the ephemeris table.
    """
    sun, earth = observer.sun(utc), observer.earth(utc)
    return Sky(
        utc=utc,
        sun_azimuth=sun.azimuth,
        sun_elevation=sun.elevation,
        lit_fraction=np.asarray(lit_fraction(observer, horizon, utc), dtype=float),
        earth_azimuth=earth.azimuth,
        earth_elevation=earth.elevation,
        earth_visible=np.asarray(earth.elevation > horizon.at(earth.azimuth)),
    )


def _degrees(angles: FloatArray) -> list[str]:
    """Angles to the fifth decimal, a tenth of what the ephemeris is good for."""
    return [f"{angle:.5f}" for angle in angles.tolist()]


def _azimuths(angles: FloatArray) -> list[str]:
    """Azimuths, 0 to under 360 even when rounded."""
    return _degrees(np.mod(np.round(angles, 5), 360.0))
