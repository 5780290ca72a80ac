"""Histories on a regular grid of time."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.engine import Channel
from sim.export.grid import Grid, Months, count_cells
from sim.scenario.base_names import split_base

FloatArray = NDArray[np.float64]

COUNTED = ("bricks", "tools")
"""Systems whose histories of unit 1 are numbers of things; those of others are shares."""

Sampling = Literal["natural", "mean", "start", "end"]
"""What stands for a cell of the grid: see :func:`how`."""

SAMPLINGS: tuple[Sampling, ...] = ("natural", "mean", "start", "end")

SLACK_H = 1e-9
"""How far beyond a recording a time may lie for want of digits [h]."""


def edges(start: dt.datetime, end: dt.datetime, step: Grid) -> NDArray[np.datetime64]:
    """Edges of the cells from ``start`` on, each ``step`` wide; the last ends at ``end`` and may be shorter.

    Calendar months and years begin where the calendar has them, so the first cell may be shorter too.

    Returns:
        UTC times, shape (cells + 1,).

    Raises:
        ExportError: There is no cell.
    """
    count = count_cells(start, end, step)
    if isinstance(step, Months):
        return np.array([start, *step.borders(start, end), end], dtype="datetime64[us]")
    every = np.timedelta64(step // dt.timedelta(microseconds=1), "us")
    found = np.datetime64(start, "us") + np.arange(count + 1) * every
    found[-1] = np.datetime64(end, "us")
    return found


def time_unit(utc: NDArray[np.datetime64]) -> Literal["s", "us"]:
    """To what the times of a column are written: seconds, or microseconds where any has parts of a second."""
    return "s" if np.all(utc == utc.astype("datetime64[s]")) else "us"


def how(channel: Channel, sampling: Sampling) -> Literal["mean", "start", "end"]:
    """What stands for each cell of a history.

    ``natural`` is the time mean of what flows (powers, data rates, sunlight, the share of time with a link) and the
    value at the cell's start of what is there (stocks, counts, states). ``mean``, ``start`` and ``end`` say it for
    all; only states, which have no mean, are taken at the start then.
    """
    if channel.labels:
        return "end" if sampling == "end" else "start"
    if sampling != "natural":
        return sampling
    flows = channel.unit == "kW" or channel.unit.endswith("/h")
    shares = channel.unit == "1" and split_base(channel.name)[1].partition(".")[0] in {"sunlight", "communication"}
    return "mean" if channel.kind == "step" and (flows or shares) else "start"


def is_share(own: str) -> bool:
    """Whether a history of unit 1, by its name at its base, is a share; else it counts things."""
    return own.partition(".")[0] not in COUNTED


def sample(channel: Channel, hours: FloatArray, what: Literal["mean", "start", "end"]) -> FloatArray:
    """One value a cell, shape (cells,); not a number where the recording does not cover what is asked.

    Args:
        channel: The history.
        hours: Edges of the cells [h], shape (cells + 1,), increasing.
        what: The time mean, or the value at the start or the end of each cell; at a jump, the one after it.
    """
    first, last = channel.times[0] - SLACK_H, channel.times[-1] + SLACK_H
    if what == "mean":
        values = cell_means(channel, hours)
        covered = (hours[:-1] >= first) & (hours[1:] <= last)
    else:
        at = hours[1:] if what == "end" else hours[:-1]
        values, covered = channel.at(at), (at >= first) & (at <= last)
    return np.where(covered, values, np.nan)


def cell_means(channel: Channel, hours: FloatArray) -> FloatArray:
    """Exact time mean of a history over each cell, shape (cells,); a constant one is its value to the last digit.

    Args:
        channel: The history.
        hours: Edges of the cells [h], shape (cells + 1,), increasing.
    """
    inside = channel.times[(channel.times > hours[0]) & (channel.times < hours[-1])]
    points = np.union1d(hours, inside)
    left, right = points[:-1], points[1:]
    heights = channel.at(left)
    if channel.kind == "linear":
        heights = (heights + _before(channel, right)) / 2
    widths = right - left
    begin = np.searchsorted(left, hours[:-1])
    # Heights relative to one of the cell: then a constant stretch has no rounding.
    base = heights[begin]
    counts = np.diff(np.append(begin, len(left)))
    excess = np.add.reduceat((heights - np.repeat(base, counts)) * widths, begin)
    return np.asarray(base + excess / np.add.reduceat(widths, begin), dtype=float)


def _before(channel: Channel, times: FloatArray) -> FloatArray:
    """Values of a linear history at the given times; at a jump, the one before it."""
    index = np.minimum(np.searchsorted(channel.times, times, side="left"), len(channel.times) - 1)
    return np.where(channel.times[index] == times, channel.values[index], channel.at(times))
