"""Where the Sun and the Earth stand over the Moon, from a baked table of JPL DE421, offline.

The table is made by :mod:`sim.moon.bake`, which names the sources. It gives sub-solar and sub-Earth points in the
Moon's mean-Earth axes, physical librations, light time and aberration included, from 2025 to the end of 2055.
Reading it agrees with DE421 itself to better than 1e-5 deg. UTC is turned into TDB with the leap seconds known today.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.moon.constants import TDB_MINUS_UTC_S

Array: TypeAlias = NDArray[np.float64]
Times: TypeAlias = NDArray[np.datetime64]
Moment: TypeAlias = date | datetime | np.datetime64

TABLE: Final = Path(__file__).with_name("data") / "moonsky.npz"

_J2000: Final = np.datetime64("2000-01-01T12:00:00", "us")
_SUN: Final = slice(0, 3)
_EARTH: Final = slice(3, 6)
_FEW: Final = 16
"""Times in a block below which a product of matrices does not pay."""


class EphemerisRangeError(ValueError):
    """A date lies outside the ephemeris table."""


@dataclass(frozen=True, eq=False)
class SubPoint:
    """The point of the Moon over which a body stands.

    Attributes
    ----------
    latitude, longitude : (n,) [deg], mean-Earth axes, longitude east positive within -180..180
    distance : (n,) from the Moon's centre [km]
    """

    latitude: Array
    longitude: Array
    distance: Array


@dataclass(frozen=True, eq=False)
class SubPoints:
    """Sub-solar and sub-Earth points, each array (n,): latitude and longitude [deg], distance from the centre [km]."""

    sun_latitude: Array
    sun_longitude: Array
    sun_distance: Array
    earth_latitude: Array
    earth_longitude: Array
    earth_distance: Array


@dataclass(frozen=True, eq=False)
class _Table:
    coefficients: Array
    drift: Array
    first_day: float
    block_days: float
    first: np.datetime64
    last: np.datetime64


@lru_cache(maxsize=1)
def _table() -> _Table:
    with np.load(TABLE) as stored:
        first, last = stored["coverage"].astype("datetime64[us]")
        coefficients = stored["coefficients"].astype(np.float64)
        coefficients *= stored["scale"][:, None]
        coefficients[:, :, 0] += stored["offset"]
        return _Table(
            coefficients=coefficients,
            drift=stored["drift"].astype(np.float64),
            first_day=float(stored["first_day"]),
            block_days=float(stored["block_days"]),
            first=first,
            last=last,
        )


def coverage() -> tuple[np.datetime64, np.datetime64]:
    """First and last moment of the table (UTC, datetime64[us]); both may be asked for."""
    table = _table()
    return table.first, table.last


def to_utc(moment: Moment) -> np.datetime64:
    """Turn a date, a datetime or a datetime64 into datetime64[us], UTC.

    A date means its first midnight; a datetime without a zone is taken as UTC.
    """
    if isinstance(moment, np.datetime64):
        utc: np.datetime64 = moment.astype("datetime64[us]")
        return utc
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    return np.datetime64(moment, "us")


def utc_hours(start: Moment, hours: ArrayLike) -> Times:
    """UTC of moments given in hours after a start.

    Parameters
    ----------
    start : date (its first midnight), datetime or datetime64, UTC
    hours : (n,) or scalar [h]

    Returns
    -------
    datetime64[us] of the same shape

    Raises
    ------
    ValueError : an hour is not finite
    """
    given = np.asarray(hours, dtype=np.float64)
    if not np.isfinite(given).all():
        raise ValueError("hours must be finite")
    return np.asarray(to_utc(start) + np.rint(given * 3.6e9).astype("timedelta64[us]"))


def sub_points(utc: ArrayLike) -> SubPoints:
    """Sub-solar and sub-Earth points.

    Parameters
    ----------
    utc : (n,) or scalar datetime64; increasing times are fastest, any order is right

    Returns
    -------
    SubPoints with arrays (n,); a scalar gives arrays of one

    Raises
    ------
    EphemerisRangeError : a time lies outside :func:`coverage`
    """
    values = _evaluate(utc, slice(0, 6))
    return SubPoints(values[0], _wrap(values[1]), values[2], values[3], _wrap(values[4]), values[5])


def sun_point(utc: ArrayLike) -> SubPoint:
    """Sub-solar point; as :func:`sub_points`, at half the cost."""
    values = _evaluate(utc, _SUN)
    return SubPoint(values[0], _wrap(values[1]), values[2])


def earth_point(utc: ArrayLike) -> SubPoint:
    """Sub-Earth point; as :func:`sub_points`, at half the cost."""
    values = _evaluate(utc, _EARTH)
    return SubPoint(values[0], _wrap(values[1]), values[2])


def pieces(utc: ArrayLike) -> NDArray[np.intp]:
    """Which polynomials of the table serve the times (n,), datetime64 within :func:`coverage`: their number, (n,).

    Within one all is smooth. Between two of them angles may jump by 3e-6 deg and the Sun's distance by 20 km.
    """
    table = _table()
    return np.asarray((_days(table, np.asarray(utc, dtype="datetime64[us]")) // table.block_days).astype(np.intp))


def _days(table: _Table, times: Times) -> Array:
    """Days since the table's first (TDB)."""
    return np.asarray((times - _J2000) / np.timedelta64(1, "D") + (TDB_MINUS_UTC_S / 86_400.0 - table.first_day))


def _wrap(longitude: Array) -> Array:
    """Longitude within -180..180 deg."""
    return np.asarray(longitude - 360.0 * np.rint(longitude / 360.0))


def _evaluate(utc: ArrayLike, rows: slice) -> Array:
    """Rows of the table at any times, in the order of the times."""
    times = np.atleast_1d(np.asarray(utc, dtype="datetime64[us]"))
    table = _table()
    if times.size == 0:
        return np.empty((rows.stop - rows.start, 0))
    # NaT compares false with everything, so ask for what is inside.
    inside = (times >= table.first) & (times <= table.last)
    if not inside.all():
        worst = times[~inside][0]
        raise EphemerisRangeError(
            f"{np.datetime_as_string(worst, unit='m')} is outside the ephemeris, which covers"
            f" {np.datetime_as_string(table.first, unit='D')} to {np.datetime_as_string(table.last, unit='D')}"
        )
    days = _days(table, times)
    if np.all(days[1:] >= days[:-1]):
        return _evaluate_increasing(table, days, rows)
    order = np.argsort(days, kind="stable")
    values = np.empty((rows.stop - rows.start, days.size))
    values[:, order] = _evaluate_increasing(table, days[order], rows)
    return values


def _evaluate_increasing(table: _Table, days: Array, rows: slice) -> Array:
    """Evaluate with one basis for all quantities; `days` count from the table's first day (TDB) and increase.

    Many times in a block share its coefficients in one product, which takes some ten times less time and memory than
    gathering the coefficients of every single time. Where each has a block almost for itself, gathering is faster.
    """
    first, last = (int(days[k] // table.block_days) for k in (0, -1))
    cuts = np.searchsorted(days, table.block_days * np.arange(first, last + 2))
    cuts[0], cuts[-1] = 0, days.size
    blocks = np.repeat(np.arange(first, last + 1), np.diff(cuts))
    coefficients = table.coefficients[:, rows]
    basis = _chebyshev(days * (2.0 / table.block_days) - (2.0 * blocks + 1.0), coefficients.shape[2])
    if days.size < _FEW * (last + 1 - first):
        values = np.einsum("trk,kt->rt", coefficients[blocks], basis)
    else:
        values = np.empty((coefficients.shape[1], days.size))
        for block, (begin, end) in enumerate(pairwise(cuts.tolist()), start=first):
            if begin < end:
                np.matmul(coefficients[block], basis[:, begin:end], out=values[:, begin:end])
    values += table.drift[rows, None] * days
    return np.asarray(values)


def _chebyshev(x: Array, count: int) -> Array:
    """The first `count` Chebyshev polynomials at x: (count, n)."""
    basis = np.empty((count, x.size))
    basis[0] = 1.0
    basis[1] = x
    twice = 2.0 * x
    for k in range(2, count):
        np.multiply(twice, basis[k - 1], out=basis[k])
        basis[k] -= basis[k - 2]
    return basis
