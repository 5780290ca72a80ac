"""The sky over sites: a few figures that sum it up, and Sun, light and Earth at regular times as CSV."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import numpy as np
from numpy.typing import NDArray

from sim.export.sampling import time_unit
from sim.moon import SiteSky, SkyTable
from sim.moon.ephemeris import sun_point
from sim.scenario import Scenario
from sim.station import sky_of
from sim.study.wording import span as span_text
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


@dataclass(frozen=True)
class SkySummary:
    """What light and Earth a place has over a span.

    Attributes:
        start: First moment (UTC).
        end: End (UTC).
        mast: Height of the observer [m].
        measured: Height from which the horizon was measured that is used [m].
        lit: Mean visible fraction of the Sun's disc, 0 to 1.
        longest_dark: Longest time with less than half of the disc in view [h].
        worst: Start (UTC) and mean visible fraction of the darkest lunar day, from noon to noon, of those that lie
            wholly within the span; None if none does.
        earth: Share of the time with the Earth's centre in view, 0 to 1.
        longest_without_earth: Longest time without it [h].
    """

    start: dt.datetime
    end: dt.datetime
    mast: float
    measured: float
    lit: float
    longest_dark: float
    worst: tuple[dt.datetime, float] | None
    earth: float
    longest_without_earth: float

    def rows(self) -> list[tuple[str, str]]:
        """Head and value of each figure, for people."""
        worst = "no whole one" if self.worst is None else f"{self.worst[1]:.1%} from {self.worst[0]:%Y-%m-%d}"
        mast = (
            f"{self.mast:g} m" if self.mast == self.measured else f"{self.mast:g} m (horizon from {self.measured:g} m)"
        )
        return [
            ("time", span_text(self.start, self.end)),
            ("mast", mast),
            ("lit", f"{self.lit:.1%}"),
            ("longest dark", f"{self.longest_dark:.1f} h"),
            ("worst lunation", worst),
            ("Earth in view", f"{self.earth:.1%}"),
            ("longest without Earth", f"{self.longest_without_earth:.1f} h"),
        ]


@dataclass(frozen=True, eq=False)
class Place:
    """A site over a span of time.

    Attributes:
        label: What it is called, unlike any other of those it is seen beside.
        scenario: The scenario whose site it is.
        start: First moment (UTC).
        end: End (UTC).
    """

    label: str
    scenario: Scenario
    start: dt.datetime
    end: dt.datetime

    @property
    def sky(self) -> SiteSky:
        """Its sky over that time."""
        hours = (self.end - self.start) / dt.timedelta(hours=1)
        return sky_of(self.scenario.site, self.start, hours)

    def note(self, mast: float | None) -> str | None:
        """What a reader should know where no horizon was measured from ``mast`` [m], else None."""
        note = mast_note(self.sky, mast)
        return None if note is None else f"{self.label}: {note}"

    def summary(self, mast: float | None = None) -> SkySummary:
        """What light and Earth there is.

        Args:
            mast: Height of the observer [m], over the skyline from the nearest measured mast (default: the lowest).

        Raises:
            EphemerisRangeError: The span leaves the ephemeris.
        """
        sky = self.sky
        height = sky.lowest_mast if mast is None else mast
        light, earth = sky.sunlight(height), sky.earth(height)
        edges, means = sky.lunar_days(height).means()
        within = (edges[0] >= -light.step) and (edges[-1] <= sky.hours + light.step)
        darkest = int(np.argmin(means))
        begin = self.start + dt.timedelta(hours=max(0.0, float(edges[darkest])))
        gaps = np.diff([0.0, *(moment for spell in earth for moment in spell), sky.hours])[::2]
        return SkySummary(
            start=self.start,
            end=self.end,
            mast=height,
            measured=sky.nearest_mast(height),
            lit=light.mean(),
            longest_dark=light.longest_below(),
            worst=(begin, float(means[darkest])) if within else None,
            earth=sum(until - since for since, until in earth) / sky.hours,
            longest_without_earth=float(np.max(gaps)),
        )


def places_of(
    scenarios: Sequence[Scenario], start: dt.datetime | None = None, end: dt.datetime | None = None
) -> list[Place]:
    """The sites of scenarios over a span, or over each scenario's own; those of one name with what tells them apart.

    Raises:
        EphemerisRangeError: The first time lies outside the ephemeris table.
        SkyError: There is no time between start and end.
    """
    names = Counter(scenario.site.name for scenario in scenarios)
    found: list[Place] = []
    for scenario in scenarios:
        first, last = span(scenario, start, end)
        if last <= first:
            raise SkyError(f"nothing to see: {last.isoformat()} is not after {first.isoformat()}")
        site = scenario.site.name
        label = site if names[site] == 1 else f"{site} ({scenario.name})"
        taken = {place.label for place in found}
        number, unique = 1, label
        while unique in taken:
            number += 1
            unique = f"{label} ({number})"
        found.append(Place(unique, scenario, first, last))
    return found


def tables(places: Sequence[Place], step: dt.timedelta, mast: float | None = None) -> dict[str, SkyTable]:
    """The sky over places at regular times, by their labels.

    Raises:
        EphemerisRangeError: A time lies outside the ephemeris.
        SkyError: As of :func:`sample_times`.
    """
    return {place.label: place.sky.table(sample_times(place.start, place.end, step), mast) for place in places}


def write_csv(made: Mapping[str, SkyTable], stream: TextIO) -> None:
    """Write tables with the columns :data:`COLUMNS` to an open text file; of several, ``site`` comes first."""
    writer = csv.writer(stream, lineterminator="\n")
    several = len(made) > 1
    writer.writerow(("site", *COLUMNS) if several else COLUMNS)
    for label, table in made.items():
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
        writer.writerows(((label, *row) for row in rows) if several else rows)


def write_csv_file(made: Mapping[str, SkyTable], path: Path) -> None:
    """Write tables as CSV to ``path``: whole, or not at all; what stood there is replaced.

    Raises:
        OSError: The file cannot be written.
    """
    write_text(path, lambda stream: write_csv(made, stream))


def _degrees(angles: NDArray[np.float64]) -> list[str]:
    """Angles to the fifth decimal, a tenth of what the ephemeris is good for."""
    return [f"{angle:.5f}" for angle in angles.tolist()]


def _azimuths(angles: NDArray[np.float64]) -> list[str]:
    """Azimuths, 0 to under 360 even when rounded."""
    return _degrees(np.mod(np.round(angles, 5), 360.0))
