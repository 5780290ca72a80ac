"""Honest thinning of long histories: means, shares and envelopes over bins of time.

Five years hold more change points than a figure has pixels. A mean over whole lunar days keeps the seasons and drops
the swing of day and night; an envelope keeps the extremes that a mean hides. Both are exact integrals and exact
extremes of the recorded history, not of samples.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine import Channel

FloatArray = NDArray[np.float64]

LUNAR_DAY_H = 29.530589 * 24
"""Mean synodic month [h], Astronomical Almanac: from one noon to the next."""

FULL_DETAIL_H = 60 * 24.0
"""Longest span that is drawn as recorded [h]."""
DAILY_DETAIL_H = 400 * 24.0
"""Longest span that is drawn as daily means [h]."""


@dataclass(frozen=True)
class Bins:
    """Bins of equal width from the start of a span; the last one may be shorter.

    Attributes:
        edges: Bin edges [h], shape (n + 1,).
        width: Width of a whole bin [h].
        label: What a figure calls one bin: ``"hour"``, ``"day"``, ``"lunar day"``.
    """

    edges: FloatArray
    width: float
    label: str

    @property
    def centres(self) -> FloatArray:
        """Middle of each bin [h], shape (n,)."""
        return np.asarray((self.edges[:-1] + self.edges[1:]) / 2, dtype=float)


def bins(start: float, end: float, width: float, label: str) -> Bins:
    """Bins of ``width`` [h] from ``start`` to ``end`` [h].

    A rest of less than a quarter of a bin joins the bin before it, so that no bin rests on a sliver of time.

    Raises:
        ValueError: The span is empty.
    """
    if not end > start:
        raise ValueError(f"empty span: {start} h to {end} h")
    count = int(np.ceil((end - start) / width - 1e-9))
    edges = start + width * np.arange(count + 1, dtype=float)
    edges[-1] = end
    if count > 1 and edges[-1] - edges[-2] < width / 4:
        edges = np.delete(edges, -2)
    return Bins(edges, width, label)


def natural_bins(start: float, end: float) -> Bins | None:
    """The bins a span is shown in: none up to 60 d (as recorded), days up to 400 d, lunar days beyond."""
    span = end - start
    if span <= FULL_DETAIL_H:
        return None
    if span <= DAILY_DETAIL_H:
        return bins(start, end, 24.0, "day")
    return bins(start, end, LUNAR_DAY_H, "lunar day")


def integral_to(channel: Channel, times: FloatArray) -> FloatArray:
    """Integral of a channel from its first change point to each time [unit h], shape as ``times``.

    Outside the recording the first or the last value holds.
    """
    known = channel.times
    inside = np.clip(times, known[0], known[-1])
    if len(known) == 1:
        whole = np.zeros_like(times, dtype=float)
    elif channel.kind == "step":
        whole = np.interp(inside, known, channel.cumulative())
    else:
        index = np.clip(np.searchsorted(known, inside, side="right") - 1, 0, len(known) - 2)
        here = channel.values[index]
        part = inside - known[index]
        whole = channel.cumulative()[index] + part * (here + np.interp(inside, known, channel.values)) / 2
    outside = np.where(times > known[-1], channel.values[-1], channel.values[0]) * (times - inside)
    return np.asarray(whole + outside, dtype=float)


def means(channel: Channel, edges: FloatArray) -> FloatArray:
    """Mean of a channel in each bin [unit], shape (n,) for (n + 1,) edges [h]."""
    return np.asarray(np.diff(integral_to(channel, edges)) / np.diff(edges), dtype=float)


def increments(channel: Channel, edges: FloatArray) -> FloatArray:
    """Growth of a cumulative channel in each bin [unit], shape (n,)."""
    return np.asarray(np.diff(channel.at(edges)), dtype=float)


def envelope(channel: Channel, edges: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Smallest and largest value of a channel in each bin [unit], shapes (n,)."""
    times = np.union1d(channel.times, edges)
    values = channel.at(times)
    first = np.searchsorted(times, edges[:-1])
    stop = int(np.searchsorted(times, edges[-1]))
    low = np.minimum.reduceat(values[:stop], first)
    high = np.maximum.reduceat(values[:stop], first)
    if channel.kind == "linear":
        at_end = channel.at(edges[1:])
        low, high = np.minimum(low, at_end), np.maximum(high, at_end)
    return np.asarray(low, dtype=float), np.asarray(high, dtype=float)


def shares(channel: Channel, edges: FloatArray, codes: tuple[int, ...]) -> FloatArray:
    """Share of each bin that a state channel spends in any of ``codes`` [1], shape (n,)."""
    inside = np.isin(channel.values, np.asarray(codes, dtype=float)).astype(float)
    return means(Channel(channel.name, "1", "step", channel.times, inside), edges)


def line(channel: Channel, start: float, end: float, columns: int = 1400) -> tuple[FloatArray, FloatArray]:
    """Points of a polyline that looks like the channel between two times [h] on ``columns`` pixels.

    With few change points these are the points themselves (steps drawn as steps). With many, each column contributes
    its smallest and largest value in the order that joins it best, so no peak and no dip is lost.
    """
    inside = (channel.times > start) & (channel.times < end)
    times = np.concatenate(([start], channel.times[inside], [end]))
    if len(times) <= 2 * columns:
        if channel.kind == "linear":
            # Not as of the times alone: a jump has two values at one of them.
            first, last = channel.at([start, end])
            return times, np.concatenate(([first], channel.values[inside], [last]))
        values = channel.at(times)
        # The value at the very end would be a change at the moment the picture stops.
        return np.repeat(times, 2)[1:-1], np.repeat(values[:-1], 2)
    edges = np.linspace(start, end, columns + 1)
    low, high = envelope(channel, edges)
    middle = (edges[:-1] + edges[1:]) / 2
    rising = channel.at(edges[1:]) >= channel.at(edges[:-1])
    y = np.empty(2 * columns)
    y[0::2] = np.where(rising, low, high)
    y[1::2] = np.where(rising, high, low)
    return np.repeat(middle, 2), y
