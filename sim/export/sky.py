"""The sky over a site as CSV: Sun, light and Earth at regular times."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import TextIO

import numpy as np
from numpy.typing import NDArray

from sim.export.sampling import time_unit
from sim.moon import SiteSky, SkyTable
from sim.moon.ephemeris import sun_point
from sim.scenario import Scenario
from sim.study.writing import write_text

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


def mast_note(sky: SiteSky, mast: float | None) -> str | None:
    """What a reader should know where no horizon was measured from ``mast`` [m], else None."""
    if mast is None or (measured := sky.nearest_mast(mast)) == mast:
        return None
    return f"no horizon was measured from {mast:g} m; the one from {measured:g} m is used"


def write_csv(table: SkyTable, stream: TextIO) -> None:
    """Write a table with the columns :data:`COLUMNS` to an open text file."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    rows = zip(
        np.datetime_as_string(table.utc, unit=time_unit(table.utc)).tolist(),
        _azimuths(table.sun.azimuth),
        _degrees(table.sun.elevation),
        [f"{fraction:.6f}" for fraction in table.lit_fraction.tolist()],
        _azimuths(table.earth.azimuth),
        _degrees(table.earth.elevation),
        table.earth_visible.astype(int).tolist(),
        strict=True,
    )
    writer.writerows(rows)


def write_csv_file(table: SkyTable, path: Path) -> None:
    """Write a table as CSV to ``path``: whole, or not at all; what stood there is replaced.

    Raises:
        OSError: The file cannot be written.
    """
    write_text(path, lambda stream: write_csv(table, stream))


def _degrees(angles: NDArray[np.float64]) -> list[str]:
    """Angles to the fifth decimal, a tenth of what the ephemeris is good for."""
    return [f"{angle:.5f}" for angle in angles.tolist()]


def _azimuths(angles: NDArray[np.float64]) -> list[str]:
    """Azimuths, 0 to under 360 even when rounded."""
    return _degrees(np.mod(np.round(angles, 5), 360.0))
