"""Axes that figures share: hours of a run as UTC dates, shares in percent, grouped numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:  # matplotlib takes most of a second to import: only figures pay for it
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

FloatArray = NDArray[np.float64]

AXIS_BAND = 0.36
"""Height under a panel for one line of dates and the name of the axis [in]."""
HOURS_D = 2.0
"""Longest span with hours at its ticks [d]."""
CLOCKS = ((1, 5), (5, 15), (10, 30), (15, 60), (60, 180), (60, 360))
"""Minutes between minor and between major ticks of such a span."""


@dataclass(frozen=True)
class TimeAxis:
    """Hours of a run on an axis of UTC dates (matplotlib date numbers).

    Attributes:
        start: Moment of hour 0 (UTC, naive).
        first: Left end [h].
        last: Right end [h].
    """

    start: datetime
    first: float
    last: float

    def x(self, hours: float | FloatArray) -> FloatArray:
        """Position of hours of the run [days since 1970-01-01]."""
        return np.asarray(_number(self.start) + np.asarray(hours, dtype=float) / 24, dtype=float)

    @property
    def band(self) -> float:
        """Height under a panel for its dates and their name [in]."""
        return AXIS_BAND + (0.14 if any("\n" in text for text in self.ticks()[1]) else 0.0)

    def ticks(self) -> tuple[list[datetime], list[str], list[datetime], str]:
        """Major ticks, their texts, minor ticks and the name of the axis."""
        begin = self.start + timedelta(hours=self.first)
        end = self.start + timedelta(hours=self.last)
        days = (self.last - self.first) / 24
        if days > 2.5 * 365:
            step = 1 if days < 16 * 365 else 5
            major = [m for m in _months(begin, end, 12) if m.year % step == 0]
            return major, [f"{m:%Y}" for m in major], _months(begin, end, 3), "date (UTC, 1 January at each year)"
        if days > 100:
            step = 1 if days < 240 else 2 if days < 500 else 3
            major = _months(begin, end, step)
            texts = [f"{m:%b}\n{m:%Y}" if m.month == 1 or i == 0 else f"{m:%b}" for i, m in enumerate(major)]
            return major, texts, _months(begin, end, 1), "date (UTC)"
        if days <= HOURS_D:
            return _hours(begin, end)
        step = 1 if days <= 12 else 3 if days <= 36 else 7
        years = f"{begin.year}" if begin.year == end.year else f"{begin.year} and {end.year}"
        midnight = datetime(begin.year, begin.month, begin.day)
        every = [midnight + timedelta(days=i) for i in range(int(days) + 2)]
        every = [m for m in every if begin <= m <= end]
        major = every[::step]
        return major, [f"{m.day} {m:%b}" for m in major], every, f"date in {years} (UTC)"


def _hours(begin: datetime, end: datetime) -> tuple[list[datetime], list[str], list[datetime], str]:
    """Ticks of a span of hours; the date is under the first and under each midnight."""
    fine, step = next(
        ((fine, step) for fine, step in CLOCKS if (end - begin) / timedelta(minutes=step) <= 12), CLOCKS[-1]
    )
    midnight = datetime(begin.year, begin.month, begin.day)

    def every(minutes: int) -> list[datetime]:
        moments = (midnight + timedelta(minutes=minutes * i) for i in range(int(72 * 60 / minutes) + 1))
        return [moment for moment in moments if begin <= moment <= end]

    major = every(step)
    texts = [
        f"{m:%H:%M}\n{m.day} {m:%b %Y}" if i == 0 or m.hour == m.minute == 0 else f"{m:%H:%M}"
        for i, m in enumerate(major)
    ]
    return major, texts, every(fine), "time (UTC)"


def _number(moment: datetime) -> float:
    """matplotlib's date number: days since 1970-01-01."""
    return (moment - datetime(1970, 1, 1)).total_seconds() / 86400


def _months(begin: datetime, end: datetime, step: int) -> list[datetime]:
    """First days of every ``step``-th month of the year within a span."""
    months = (datetime(y, m, 1) for y in range(begin.year, end.year + 1) for m in range(1, 13, step))
    return [m for m in months if begin <= m <= end]


def time_axis(ax: Axes, axis: TimeAxis, *, labelled: bool) -> None:
    """Give a panel the time axis; only the lowest one is labelled."""
    from matplotlib.ticker import FixedFormatter, FixedLocator

    major, texts, minor, name = axis.ticks()
    ax.set_xlim(*axis.x(np.array([axis.first, axis.last])))
    ax.xaxis.set_major_locator(FixedLocator([_number(m) for m in major]))
    if labelled:
        ax.xaxis.set_minor_locator(FixedLocator([_number(m) for m in minor if m not in major]))
        ax.xaxis.set_major_formatter(FixedFormatter(texts))
        ax.set_xlabel(name)
    else:
        ax.xaxis.set_major_formatter(FixedFormatter([""] * len(texts)))
        ax.tick_params(axis="x", which="both", length=0)


def ticks_at(axis: Axis, places: Sequence[float], names: Sequence[str] | None = None) -> None:
    """Give an axis, the limits of which are set, ticks at places; with names, which are no formulas, if it has any."""
    from matplotlib.ticker import FixedFormatter, FixedLocator

    axis.set_major_locator(FixedLocator(places))
    if names is not None:
        axis.set_major_formatter(FixedFormatter(names))


def percent_axis(ax: Axes, name: str, *, step: int = 50, low: float = 0.0) -> None:
    """Give a panel a vertical axis of shares, from ``low`` to all of it, with a tick each ``step`` [%]."""
    ax.set_ylim(low, 104)
    ticks_at(ax.yaxis, range(0, 101, step))
    ax.set_ylabel(name)


def group_thousands(axis: Axis) -> None:
    """Group the thousands in the numbers of an axis."""
    from matplotlib.ticker import FuncFormatter

    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
