"""Values of measures and their estimates as people read them: dates as dates, what is not reached as after the end."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from typing import TypeVar

from sim.result.number_text import number, percent
from sim.study.replicates.measures import Measure
from sim.study.statistics import BANDS, Estimate

Cell = TypeVar("Cell")


class Telling:
    """Writes values of measures of runs of one span.

    Args:
        start: Their first moment (UTC).
        end: Their last.
    """

    def __init__(self, start: dt.datetime, end: dt.datetime) -> None:
        self._start = start
        self._end = end

    @property
    def end(self) -> str:
        """The last day."""
        return f"{self._end:%Y-%m-%d}"

    def value(self, measure: Measure, value: float) -> str:
        """A value: ``2034-05-05``, ``not by 2036-01-01``, ``193,109``, ``98.2 %``; ``-`` for none."""
        if math.isnan(value):
            return "-"
        if measure.is_date:
            return self.date(value)
        if measure.count:
            return number(round(value), measure.unit)
        return number(float(value), measure.unit)

    def date(self, hours: float) -> str:
        """A date from hours since the start."""
        if math.isinf(hours):
            return f"not by {self.end}"
        return f"{self._start + dt.timedelta(hours=hours):%Y-%m-%d}"

    def iso(self, hours: float | None) -> str | None:
        """A date for programs, ISO 8601; None for one after the end."""
        if hours is None or not math.isfinite(hours):
            return None
        return (self._start + dt.timedelta(hours=round(hours, 6))).isoformat(timespec="minutes")

    def interval(self, measure: Measure, estimate: Estimate) -> str:
        """An interval: ``2034-03-01 to 2034-05-05``; ``-`` where the sample is too small for one."""
        if estimate.low is None or estimate.high is None:
            return "-"
        return f"{self.value(measure, estimate.low)} to {self.value(measure, estimate.high)}"

    def difference(self, measure: Measure, value: float) -> str:
        """A difference: ``+12 d`` of dates, tenths of less than one, ``-1,203 kg``, ``+1.20 pt``."""
        if math.isnan(value):
            return "-"
        if measure.is_date:
            return f"{value / 24.0:+,.{0 if abs(value) >= 24.0 else 1}f} d"
        if measure.count:
            return f"{value:+,.1f}" if abs(value) < 100 else f"{value:+,.0f}"
        return number(float(value), measure.unit, signed=True)

    def differences(self, measure: Measure, estimate: Estimate) -> str:
        """The interval of a difference: ``+3 to +21 d``."""
        if estimate.low is None or estimate.high is None:
            return "-"
        low, high = self.difference(measure, estimate.low), self.difference(measure, estimate.high)
        unit = low.rpartition(" ")[2]
        same = bool(unit) and " " in low and high.endswith(f" {unit}")
        return f"{low.removesuffix(f' {unit}') if same else low} to {high}"


def share_text(estimate: Estimate) -> str:
    """A share with its interval: ``83 % (95 % interval 79 to 86)``; ends are cut, not rounded away from the middle."""
    text = percent(estimate.value)
    if estimate.low is None or estimate.high is None:
        return text
    level = percent(estimate.level)
    return f"{text} ({level} interval {100 * estimate.low:.0f} to {100 * estimate.high:.0f})"


QUANTILE_HEADS = tuple(f"{100 * q:.0f} %" for q in BANDS)
"""Heads of the columns of quantiles that tables give."""


def quantile_cells(values: Iterable[Cell]) -> dict[str, Cell]:
    """These quantiles for programs, by name of the column."""
    return {f"q{100 * q:.0f}": value for q, value in zip(BANDS, values, strict=True)}


def share_cells(name: str, share: Estimate | None) -> dict[str, float | None]:
    """A share and the ends of its interval for programs, by name of the column; None where there is none."""
    return {
        name: None if share is None else share.value,
        f"{name}_low": None if share is None else share.low,
        f"{name}_high": None if share is None else share.high,
    }
