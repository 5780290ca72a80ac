"""What each calendar month brought, as rows of a table: energy, bricks, data."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from sim.engine import Channel
from sim.export.grid import Months
from sim.export.sampling import cell_means
from sim.result import Result
from sim.result.number_text import typeset
from sim.view.panels import VIEWS
from sim.view.panels.system_view import Sum

MOST_MONTHS = 240
"""Most months that have a row each; of longer runs the years have."""


@dataclass(frozen=True)
class MonthRow:
    """One row: a month, a year, or all of the run.

    Attributes:
        label: What it is.
        cells: A sum a column.
        total: Whether it is a sum of the rows below it.
    """

    label: str
    cells: tuple[str, ...]
    total: bool


@dataclass(frozen=True)
class MonthTable:
    """The sums of a run.

    Attributes:
        heads: Name and unit of each column.
        years: Rows of each year, its sum before its months; the sum of all comes last.
        short: What the first and the last row cover where they are shorter than what they are called by.
    """

    heads: tuple[tuple[str, str], ...]
    years: tuple[tuple[MonthRow, ...], ...]
    short: str


def month_table(run: Result) -> MonthTable | None:
    """The sums of a run by month; None where it has none of what is summed."""
    sums = [one for view in VIEWS for one in view.sums if one.channel in run.channels]
    if not sums or run.until_h <= 0:
        return None
    monthly = len(Months(1).borders(run.start, run.end)) < MOST_MONTHS
    grid = Months(1 if monthly else 12)
    moments = [run.start, *grid.borders(run.start, run.end), run.end]
    hours = np.array([(moment - run.start) / dt.timedelta(hours=1) for moment in moments])
    columns = [of_cells(run.channels[one.channel], hours) for one in sums]
    digits = [_decimals(one, values) for one, values in zip(sums, columns, strict=True)]

    def row(label: str, cells: slice, total: bool = False) -> MonthRow:
        texts = (typeset(f"{values[cells].sum():,.{n}f}") for values, n in zip(columns, digits, strict=True))
        return MonthRow(label, tuple(texts), total)

    years = []
    for year, members in groupby(range(len(hours) - 1), key=lambda cell: moments[cell].year):
        cells = list(members)
        rows = [row(f"{moments[cell]:%b}", slice(cell, cell + 1)) for cell in cells] if monthly else []
        years.append((row(str(year), slice(cells[0], cells[-1] + 1), total=monthly), *rows))
    years.append((row("All", slice(None), total=True),))
    return MonthTable(tuple((one.head, one.unit) for one in sums), tuple(years), _short(run))


def of_cells(channel: Channel, hours: NDArray[np.float64]) -> NDArray[np.float64]:
    """What a history brought in each cell, shape (cells,): the integral of a power, the growth of what is summed up.

    Args:
        channel: The history.
        hours: Edges of the cells [h], shape (cells + 1,), increasing.
    """
    if channel.unit == "kW":
        return np.asarray(cell_means(channel, hours) * np.diff(hours), dtype=float)
    return np.diff(channel.at(hours))


def _decimals(one: Sum, values: NDArray[np.float64]) -> int:
    """Digits after the point of a whole column: then the points are below each other."""
    most = float(np.abs(values).max())
    if one.counted or most == 0 or most >= 100:
        return 0
    return 1 if most >= 10 else 2 if most >= 1 else 3


def _short(run: Result) -> str:
    """When a run began and ended, where that is within a month."""
    first, last = run.start, run.end
    whole = dt.timedelta(0)
    parts = []
    if first - dt.datetime(first.year, first.month, 1) > whole:
        parts.append(f"the first begins on {first:%Y-%m-%d}")
    if last - dt.datetime(last.year, last.month, 1) > whole:
        parts.append(f"the last ends on {last:%Y-%m-%d %H:%M}")
    return " and ".join(parts)
