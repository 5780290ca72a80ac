"""Widths of cells of a time grid: lengths of time, and calendar months and years."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass

from sim import durations
from sim.export.errors import ExportError

_CALENDAR = {"month": 1, "year": 12}
_MONTHS = re.compile(rf"(\d+(?:\.\d*)?|\.\d+)\s*({'|'.join(_CALENDAR)})s?")
_YEAR = 12


@dataclass(frozen=True)
class Months:
    """Cells that begin with a calendar month (UTC); the first and the last of a span may be shorter.

    Attributes:
        count: Months of a cell [1]: so many that years are divided evenly, or whole years. Cells are counted from
            January, or from the year 0, so that quarters begin where quarters do.
    """

    count: int

    def __post_init__(self) -> None:
        if self.count < 1 or (_YEAR % self.count and self.count % _YEAR):
            raise ExportError(f"a grid of {self.count} months does not divide a year: take 1, 2, 3, 4, 6 or 12")

    def __str__(self) -> str:
        """As it is written: ``1month``, ``2year``."""
        return f"{self.count // _YEAR}year" if self.count % _YEAR == 0 else f"{self.count}month"

    def borders(self, start: dt.datetime, end: dt.datetime) -> list[dt.datetime]:
        """Where cells part within a span, its ends left out (UTC)."""
        month = _YEAR * start.year + start.month - 1
        ahead = range(month - month % self.count + self.count, _YEAR * (dt.MAXYEAR + 1), self.count)
        found = []
        for month in ahead:
            border = dt.datetime(month // _YEAR, month % _YEAR + 1, 1)
            if border >= end:
                break
            found.append(border)
        return found


Grid = dt.timedelta | Months
"""Width of a cell."""


def grid_of(width: Grid | float | str) -> Grid:
    """The grid that a width names.

    Args:
        width: A grid, hours [h], or a text as the command line takes it: ``1h``, ``30min``, ``1.5 d``, ``1month``,
            ``3 months``, ``1year``.

    Raises:
        ExportError: It is none.
    """
    if isinstance(width, dt.timedelta | Months):
        return width
    if isinstance(width, str):
        return _read(width)
    try:
        return dt.timedelta(hours=width)
    except (OverflowError, ValueError):
        raise ExportError(f"a grid of {width} h is none") from None


def _read(text: str) -> Grid:
    match = _MONTHS.fullmatch(text.strip())
    if match is None:
        try:
            return durations.read(text, "a width such as 1h, 30min, 90s, 1d, 1month or 1year")
        except ValueError as error:
            raise ExportError(str(error)) from None
    number = float(match[1])
    if not number.is_integer() or number > dt.MAXYEAR * _YEAR:
        raise ExportError(f"'{text}' is not a whole number of calendar {match[2]}s")
    return Months(int(number) * _CALENDAR[match[2]])


def count_cells(start: dt.datetime, end: dt.datetime, step: Grid) -> int:
    """How many cells, each ``step`` wide, reach from ``start`` to ``end``; the last may be shorter.

    Raises:
        ExportError: There is no cell.
    """
    if isinstance(step, dt.timedelta) and step <= dt.timedelta(0):
        raise ExportError("the grid must be wider than nothing")
    if end <= start:
        raise ExportError(f"nothing to export: {end.isoformat()} is not after {start.isoformat()}")
    return len(step.borders(start, end)) + 1 if isinstance(step, Months) else math.ceil((end - start) / step)
