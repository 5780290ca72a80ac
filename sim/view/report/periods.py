"""Stretches of time that tables and buttons name: years of a long span, months of a short one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST_IN_MONTHS_H = 2 * 366 * 24.0


@dataclass(frozen=True)
class Period:
    """A year or a month, as far as it lies within a span, in hours after a moment [h]."""

    label: str
    first: float
    last: float


def of(start: datetime, first: float, last: float) -> tuple[Period, ...]:
    """Years (months up to two years) that a span from ``first`` to ``last`` [h after ``start`` UTC] touches."""
    end = start + timedelta(hours=last)
    moment = start + timedelta(hours=first)
    months = last - first <= LONGEST_IN_MONTHS_H
    here = datetime(moment.year, moment.month if months else 1, 1)
    found = []
    while here < end:
        if months:
            after = datetime(here.year + here.month // 12, here.month % 12 + 1, 1)
            label = f"{here:%b} {here.year}"
        else:
            after = datetime(here.year + 1, 1, 1)
            label = str(here.year)
        low, high = max((here - start) / timedelta(hours=1), first), min((after - start) / timedelta(hours=1), last)
        found.append(Period(label, low, high))
        here = after
    return tuple(found)
