"""Sky of real and of flat sites against published and reference figures (validation targets 2 to 6, 8, 10, 38, 45)."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.moon import (
    Horizon,
    Intervals,
    Observer,
    Sunlight,
    earth_intervals,
    lit_fraction,
    segments,
    sub_points,
    utc_hours,
)
from sim.moon.ephemeris import SubPoints
from sim.moon.sunlight import spans_below

SITES = Path(__file__).parents[2] / "scenarios" / "sites"
EXPECTED = Path(__file__).parent / "data" / "measured_horizons.csv"

START, END = date(2026, 1, 1), date(2045, 1, 1)
HOURS = float((END - START).days * 24)


@dataclass(frozen=True)
class Row:
    """One line of the expected figures; NaN stands for "all"."""

    horizon: str
    lit: float
    half: float
    dark: float
    lunation: float
    earth: float
    gap: float


def read_expected() -> list[Row]:
    with EXPECTED.open(newline="") as file:
        lines = csv.reader(line for line in file if not line.startswith("#"))
        next(lines)
        return [Row(name, *(float("nan") if x == "all" else float(x) for x in figures)) for name, *figures in lines]


ROWS = read_expected()
each_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.horizon)


def read_site(name: str) -> tuple[Observer, Horizon]:
    header: dict[str, float] = {}
    points: list[tuple[float, float]] = []
    for line in (SITES / f"{name}.csv").read_text().splitlines():
        if line.startswith("#"):
            key, _, value = line[1:].strip().partition(" ")
            if key in {"latitude_deg", "longitude_deg_east", "elevation_m", "mast_m"}:
                header[key] = float(value)
        elif not line.startswith("azimuth"):
            azimuth, elevation = line.split(",")
            points.append((float(azimuth), float(elevation)))
    observer = Observer(header["latitude_deg"], header["longitude_deg_east"], header["elevation_m"], header["mast_m"])
    return observer, Horizon(*np.array(points).T)


@cache
def sunlight(name: str) -> Sunlight:
    """Nineteen years at five minutes; computed once for all tests of a horizon."""
    return segments(*read_site(name), START, HOURS, tolerance=0.05)


@cache
def earth(name: str) -> Intervals:
    return Intervals.of(0.0, HOURS, earth_intervals(*read_site(name), START, HOURS))


def flat_earth(latitude: float, longitude: float = 0.0) -> Intervals:
    up = earth_intervals(Observer(latitude, longitude), Horizon.flat(), START, HOURS, step=1.0)
    return Intervals.of(0.0, HOURS, up)


# Measured horizons: targets 5, 6, 8, 10, 45


@pytest.mark.slow
@each_row
def test_shares_of_sunlight(row: Row) -> None:
    light = sunlight(row.horizon)
    assert 100.0 * light.mean() == pytest.approx(row.lit, abs=0.5)
    assert 100.0 * light.half_share() == pytest.approx(row.half, abs=0.5)
    darkest = light.darkest_lunation()
    assert darkest is not None
    assert 100.0 * darkest[1] == pytest.approx(row.lunation, abs=0.5)


@each_row
def test_longest_dark(row: Row) -> None:
    expected = HOURS if np.isnan(row.dark) else row.dark
    assert sunlight(row.horizon).longest_below(0.5) == pytest.approx(expected, abs=1.0)


@each_row
def test_earth_visibility(row: Row) -> None:
    seen = earth(row.horizon)
    expected_gap = HOURS / 24.0 if np.isnan(row.gap) else row.gap
    assert 100.0 * seen.share() == pytest.approx(row.earth, abs=0.5)
    assert seen.longest_gap() / 24.0 == pytest.approx(expected_gap, abs=0.2)


def test_floor_of_a_permanently_shadowed_crater_sees_neither_sun_nor_earth() -> None:
    light = sunlight("shackleton-floor-2m")
    assert not light.samples.any()
    assert not light.fraction.any()
    assert earth("shackleton-floor-2m").pairs() == []


def test_share_with_any_part_of_the_disc_on_the_rim_of_shackleton() -> None:
    # Bussey et al. 2010, Icarus 208, 558: 86 % in 2020 for 88.74 S, 124.5 E, from Kaguya topography.
    share = 100.0 * np.count_nonzero(sunlight("shackleton-rim-2m").samples) / (HOURS * 12.0)
    assert share == pytest.approx(83.0, abs=0.5)
    assert share == pytest.approx(86.0, abs=4.0)


@pytest.mark.parametrize("site", ["malapert-massif", "connecting-ridge"])
def test_a_higher_mast_sees_more(site: str) -> None:
    low, high = (f"{site}-{mast}m" for mast in (2, 10))
    assert sunlight(high).mean() > sunlight(low).mean()
    assert earth(high).share() > earth(low).share()


def test_mast_at_malapert() -> None:
    assert 100.0 * sunlight("malapert-massif-2m").mean() == pytest.approx(57.0, abs=2.0)
    assert 100.0 * sunlight("malapert-massif-10m").mean() == pytest.approx(79.0, abs=2.0)


# Eclipses


@pytest.mark.parametrize(
    ("greatest", "total", "partial"),
    [
        ("2025-03-14T06:58:43", 65.4, 218.3),
        ("2025-09-07T18:11:43", 82.1, 209.4),
        ("2026-03-03T11:33:37", 58.3, 207.2),
        ("2028-12-31T16:51:58", 71.3, 208.8),
    ],
)
def test_total_eclipses_of_the_moon(greatest: str, total: float, partial: float) -> None:
    """Greatest eclipse (UT), minutes of the total and the partial phase: Espenak and Meeus, NASA/TP-2009-214172.

    The figures are from memory of the source. Any place that has the Sun in its sky is in full shadow while all of the
    Moon is, and not while none of it is. The published shadow is widened by a fiftieth for Earth's air.
    """
    moment = np.datetime64(greatest)
    utc = moment + np.arange(-3 * 360, 3 * 360) * np.timedelta64(10, "s")
    centre = Observer(0.0, 0.0, elevation=-1_737_400.0)
    sun, earth = centre.sun(utc), centre.earth(utc)
    turn = np.radians(sun.azimuth - earth.azimuth)
    heights = np.radians(sun.elevation), np.radians(earth.elevation)
    cosine = np.sin(heights[0]) * np.sin(heights[1]) + np.cos(heights[0]) * np.cos(heights[1]) * np.cos(turn)
    assert abs(utc[cosine.argmax()] - moment) < np.timedelta64(2, "m")
    for site in (Observer(-90.0, 0.0), Observer(-88.705, 291.67, 1777.0, 10.0), Observer(0.0, 0.0)):
        dark = utc[lit_fraction(site, Horizon.flat(-20.0), utc) == 0.0]
        assert total - 6.0 < len(dark) / 6.0 < partial
        middle = dark[0] + (dark[-1] - dark[0]) / 2
        assert abs(middle - moment) < np.timedelta64(6, "m")


def test_eclipses_of_five_years() -> None:
    """2031 to 2035 at a place over which nothing else hides the Sun."""
    hours = float((date(2036, 1, 1) - date(2031, 1, 1)).days * 24)
    site = Observer(-88.70486, 291.66596, 1777.2, 10.0)
    light = segments(site, Horizon.flat(-10.0), date(2031, 1, 1), hours, tolerance=0.05)
    dimmed = spans_below(light.samples, 1.0)
    assert len(dimmed) == 8
    assert 5.0 < (dimmed[:, 1] - dimmed[:, 0]).max() * light.step < 5.2
    assert (light.samples < 0.5).sum() * light.step == pytest.approx(19.0, abs=0.5)
    assert light.longest_below(0.5) == pytest.approx(3.86, abs=0.05)
    assert (light.samples == 0.0).sum() * light.step == pytest.approx(9.25, abs=0.3)
    assert 100.0 * (1.0 - light.mean()) == pytest.approx(0.05, abs=0.01)


# Geometry without terrain: targets 2, 3, 4, 38 and the table they come from (JPL DE421, 2026-2044)


def test_sub_solar_latitude() -> None:
    latitude = sub_points(utc_hours(START, np.arange(0.0, HOURS, 1.0))).sun_latitude
    assert latitude.max() == pytest.approx(1.589, abs=0.02)
    assert latitude.min() == pytest.approx(-1.589, abs=0.02)


def test_lunar_seasons() -> None:
    assert mean_period(sub_points_daily().sun_latitude) == pytest.approx(346.61, abs=0.2)


def test_libration_in_latitude() -> None:
    points = sub_points_daily()
    assert mean_period(points.earth_latitude) == pytest.approx(27.21, abs=0.02)
    assert np.abs(points.earth_latitude).max() == pytest.approx(6.86, abs=0.03)
    assert points.earth_longitude.min() == pytest.approx(-8.05, abs=0.05)
    assert points.earth_longitude.max() == pytest.approx(8.08, abs=0.05)


def test_distances() -> None:
    points = sub_points(utc_hours(START, np.arange(0.0, HOURS, 1.0)))
    assert points.earth_distance.min() == pytest.approx(356_445, abs=50)
    assert points.earth_distance.max() == pytest.approx(406_704, abs=50)
    assert points.sun_distance.min() / 149_597_870.7 == pytest.approx(0.9807, abs=1e-4)
    assert points.sun_distance.max() / 149_597_870.7 == pytest.approx(1.0193, abs=1e-4)


@pytest.mark.parametrize(
    ("latitude", "lowest", "highest", "tolerance"), [(-89.5, -2.066, 2.087, 0.03), (-90.0, -1.590, 1.587, 0.01)]
)
def test_sun_elevation_near_the_pole(latitude: float, lowest: float, highest: float, tolerance: float) -> None:
    elevation = Observer(latitude, 0.0).sun(utc_hours(START, np.arange(0.0, HOURS, 1.0))).elevation
    assert elevation.min() == pytest.approx(lowest, abs=tolerance)
    assert elevation.max() == pytest.approx(highest, abs=tolerance)


@pytest.mark.parametrize(("latitude", "extreme"), [(-90.0, 1.5), (-85.0, 6.5)])
def test_sun_elevation_extremes_as_printed(latitude: float, extreme: float) -> None:
    # NASA, sbir.gov/node/2120079: +-1.5 deg at the pole, +-6.5 deg at 85 S.
    elevation = Observer(latitude, 0.0).sun(utc_hours(START, np.arange(0.0, HOURS, 1.0))).elevation
    assert elevation.max() == pytest.approx(extreme, abs=0.1)
    assert elevation.min() == pytest.approx(-extreme, abs=0.1)


@pytest.mark.parametrize(
    ("latitude", "longitude", "share"),
    [(-90.0, 0.0, 48.6), (-89.5, 0.0, 51.0), (-89.45, 222.7, 46.9), (-85.0, 0.0, 74.9)],
)
def test_earth_over_a_flat_horizon(latitude: float, longitude: float, share: float) -> None:
    assert 100.0 * flat_earth(latitude, longitude).share() == pytest.approx(share, abs=1.0)


def test_earth_windows_at_the_pole() -> None:
    seen = flat_earth(-90.0)
    assert seen.lengths().mean() / 24.0 == pytest.approx(13.2, abs=0.3)
    assert seen.longest_gap() / 24.0 == pytest.approx(15.1, abs=0.3)


@pytest.mark.parametrize(("latitude", "night"), [(-90.0, 4276.0), (-89.5, 3970.0), (-85.0, 425.0)])
def test_longest_night_over_a_flat_horizon(latitude: float, night: float) -> None:
    light = segments(Observer(latitude, 0.0), Horizon.flat(), START, HOURS, tolerance=1.0, step=0.5)
    assert 100.0 * light.half_share() == pytest.approx(50.0, abs=0.2)
    assert light.longest_below(0.5) == pytest.approx(night, abs=10.0)


def sub_points_daily() -> SubPoints:
    return sub_points(utc_hours(START, np.arange(0.0, HOURS, 24.0)))


def mean_period(daily: NDArray[np.float64]) -> float:
    """Mean time between rises through zero [d]."""
    k = np.flatnonzero((daily[:-1] < 0.0) & (daily[1:] >= 0.0))
    rises = k - daily[k] / (daily[k + 1] - daily[k])
    return float((rises[-1] - rises[0]) / (rises.size - 1))
