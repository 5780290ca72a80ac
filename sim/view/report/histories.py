"""Histories as the charts of the page hold them: exact means and extremes of narrow bins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.engine import Channel
from sim.result import Result
from sim.view.kit import binning
from sim.view.panels import VIEWS
from sim.view.panels.system_view import Chart
from sim.view.report import coding, periods
from sim.view.report.subject import Subject

WIDTHS = (1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 24.0, 48.0, 96.0)
"""Widths of the narrowest bins [h]: those of one report are alike, and as narrow as there is room for."""
ROOM = 1_500_000
"""Most letters that the histories of a report are meant to take."""
LETTERS_A_BIN = 4.5
"""What a bin of one quantity takes, by experience."""


@dataclass(frozen=True)
class Row:
    """A line of a chart's table: a stretch of time, and mean, smallest and largest value of each run (or its total)."""

    period: str
    cells: tuple[tuple[float, ...] | None, ...]


@dataclass(frozen=True)
class PageChart:
    """One chart of the page: what it says, what the program draws, and the same as a table.

    Attributes:
        quantity: What it shows.
        series: What the program draws of each run.
        rows: The same as a table.
        level: The one value of all runs at all times; None where there is something to draw.
    """

    quantity: Chart
    series: tuple[Mapping[str, Any] | None, ...]
    rows: tuple[Row, ...]
    level: float | None = None


def _charts() -> list[Chart]:
    """The charts of all systems, in order; those behind the fold after the chief ones."""
    found = [chart for view in VIEWS for chart in view.charts]
    return [chart for chart in found if chart.chief] + [chart for chart in found if not chart.chief]


def charts(subject: Subject) -> tuple[float, tuple[PageChart, ...]]:
    """Width of the narrowest bins [h], and every chart for which a run has a history."""
    recorded = [(quantity, [quantity.history(run) for run in subject.runs]) for quantity in _charts()]
    there = [(quantity, histories) for quantity, histories in recorded if any(histories)]
    width = _width(subject, [quantity for quantity, _ in there])
    found = []
    for quantity, histories in there:
        series = tuple(
            None if channel is None else _series(quantity, channel, run, width)
            for channel, run in zip(histories, subject.runs, strict=True)
        )
        level = _level(quantity, histories)
        rows = _rows(quantity, histories, subject) if level is None else ()
        found.append(PageChart(quantity, series, rows, level))
    return width, tuple(found)


def _level(quantity: Chart, histories: list[Channel | None]) -> float | None:
    """The value that all histories have at all times; None where they have more than one."""
    found = {float(value) for channel in histories if channel is not None for value in np.unique(channel.values)}
    return quantity.factor * found.pop() if len(found) == 1 else None


def _width(subject: Subject, shown: Sequence[Chart]) -> float:
    """Width of bins with which all that is shown has room in a page [h]."""
    hours = sum(run.until_h for run in subject.runs)
    streams = sum(3 if quantity.mode == "envelope" else 1 for quantity in shown)
    letters = hours * streams * LETTERS_A_BIN / 3
    return next((width for width in WIDTHS if letters / width <= ROOM), WIDTHS[-1])


def _series(quantity: Chart, channel: Channel, run: Result, width: float) -> dict[str, Any]:
    edges = binning.bins(0.0, run.until_h, width, "").edges if run.until_h > 0 else np.array([0.0, 0.0])
    if quantity.mode == "total":
        streams = {"end": quantity.factor * channel.at(edges)}
    else:
        low, high = binning.envelope(channel, edges)
        mean = np.clip(binning.means(channel, edges), low, high)
        streams = {"low": quantity.factor * low, "mean": quantity.factor * mean, "high": quantity.factor * high}
    base = float(min(values.min() for values in streams.values()))
    top = float(max(values.max() for values in streams.values()))
    # A mean of whole things is not whole.
    step = coding.scale(base, top, counted=quantity.counted and quantity.mode == "total")
    letters = {name: coding.encode(coding.steps(values, base, step)) for name, values in streams.items()}
    return {"base": base, "step": step, "bins": len(edges) - 1} | letters


def _rows(quantity: Chart, histories: list[Channel | None], subject: Subject) -> tuple[Row, ...]:
    rows = []
    for period in periods.of(subject.first.start, 0.0, subject.end):
        cells: list[tuple[float, ...] | None] = []
        for channel, run, offset in zip(histories, subject.runs, subject.offsets, strict=True):
            first, last = max(period.first - offset, 0.0), min(period.last - offset, run.until_h)
            if channel is None or last <= first:
                cells.append(None)
            elif quantity.mode == "total":
                cells.append((quantity.factor * float(channel.at(last)),))
            else:
                edges = np.array([first, last])
                low, high = binning.envelope(channel, edges)
                mean = float(binning.means(channel, edges)[0])
                cells.append(tuple(quantity.factor * value for value in (mean, float(low[0]), float(high[0]))))
        rows.append(Row(period.label, tuple(cells)))
    return tuple(rows)
