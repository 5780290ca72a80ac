"""Recorders: they collect the change points of one channel while a run goes on."""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from sim.engine.channel import Channel, FloatArray, Kind, Summary

drop: Callable[[Any], None] = deque[Any](maxlen=0).append
"""Takes something and keeps nothing of it; quicker than a function of our own."""


class Recorder:
    """Collects the change points of one channel.

    What is recorded twice at one time counts as the later value in a step channel and as the first and the last in a
    linear one (a jump). A value that repeats adds no point to a step channel. All of that is seen to in the end, for
    all points at once.
    """

    __slots__ = ("_points", "add", "kind", "labels", "name", "unit")

    def __init__(self, name: str, unit: str, kind: Kind, labels: Iterable[str] = ()) -> None:
        self.name = name
        self.unit = unit
        self.kind: Kind = kind
        self.labels = tuple(labels)
        self._points = array("d")
        self.add: Callable[[tuple[float, float]], None] = self._points.extend
        """As :meth:`record`, of a pair of time and value: quicker, for what is recorded at every event."""

    def record(self, time: float, value: float) -> None:
        """Record ``value`` [unit] from ``time`` [h] on, which is not before the last change point."""
        self.add((time, value))

    def record_all(self, times: ArrayLike, values: ArrayLike) -> None:
        """Record many change points at once: times [h] and values [unit], both of shape (n,)."""
        self._points.frombytes(np.stack([times, values], axis=1).astype(float).tobytes())

    def channel(self, end: float) -> Channel:
        """The recording as a :class:`Channel` that ends at ``end`` [h].

        Raises:
            ValueError: A time lies before the one recorded before it.
        """
        times, values = self._change_points()
        if len(times) == 0:
            times, values = np.zeros(1), np.zeros(1)
        if times[-1] < end:
            times, values = np.append(times, end), np.append(values, values[-1])
        return Channel(self.name, self.unit, self.kind, times, values, self.labels)

    def _change_points(self) -> tuple[FloatArray, FloatArray]:
        """What was recorded, without what counts for nothing: times [h] and values [unit], both of shape (n,)."""
        times, values = np.array(self._points).reshape(-1, 2).T
        if len(times) == 0:
            return times, values
        # Whether a point is the last of its time: the one after the last has another.
        last = np.ones(len(times), dtype=bool)
        np.not_equal(times[1:], times[:-1], out=last[:-1])
        back = times[1:] < times[:-1]
        if back.any():
            index = int(np.argmax(back))
            raise ValueError(
                f"channel '{self.name}': time {times[index + 1]} h is before the last change point {times[index]} h"
            )
        if self.kind == "step":
            times, values = times[last], values[last]
            keep = np.ones(len(times), dtype=bool)
            np.not_equal(values[1:], values[:-1], out=keep[1:])
        elif last.all():
            return times.copy(), values.copy()
        else:
            first = np.ones(len(times), dtype=bool)
            first[1:] = last[:-1]
            begin = np.maximum.accumulate(np.where(first, np.arange(len(times)), 0))
            keep = first | (last & (values != values[begin]))
        return times[keep], values[keep]


class SummingRecorder(Recorder):
    """A recorder that keeps sums and its last change point only, once it is told to fold what it has."""

    __slots__ = ("_folded", "_hours", "_since", "_total")

    def __init__(self, name: str, unit: str, kind: Kind, labels: Iterable[str] = ()) -> None:
        super().__init__(name, unit, kind, labels)
        self._folded = False
        self._since = 0.0
        self._total = 0.0
        self._hours = np.zeros(len(self.labels))

    def fold(self) -> tuple[FloatArray, FloatArray]:
        """Add up all but the last change point, and keep that.

        Returns:
            The change points since the last time: times [h] and values [unit], both of shape (n,).
        """
        times, values = self._change_points()
        if len(times) == 0:
            return times, values
        if not self._folded:
            self._since = float(times[0])
        width = np.diff(times)
        height = values[:-1] if self.kind == "step" else (values[:-1] + values[1:]) / 2.0
        self._total += float(np.sum(width * height))
        if self.labels:
            self._hours += np.bincount(values[:-1].astype(np.intp), weights=width, minlength=len(self.labels))
        del self._points[:]
        self._points.extend((times[-1], values[-1]))
        fresh = slice(1 if self._folded else 0, None)
        self._folded = True
        return times[fresh], values[fresh]

    def summary(self, end: float) -> Summary:
        """What is left of the recording, which ends at ``end`` [h]."""
        self.fold()
        time, last = self._points if self._points else (0.0, 0.0)
        # The last value holds until the end.
        rest = max(0.0, end - time)
        hours = {float(code): spent for code, spent in enumerate(self._hours.tolist()) if spent}
        if self.labels and rest:
            hours[last] = hours.get(last, 0.0) + rest
        total = self._total + last * rest
        return Summary(self.name, self.unit, self.kind, self.labels, total, end - self._since, last, hours)


class SilentRecorder(Recorder):
    """A recorder of what nobody asks for."""

    __slots__ = ()

    def __init__(self, name: str, unit: str, kind: Kind, labels: Iterable[str] = ()) -> None:
        super().__init__(name, unit, kind, labels)
        self.add = drop

    def record_all(self, times: ArrayLike, values: ArrayLike) -> None:
        """Record nothing."""


class Rows:
    """Several channels that are recorded together: a row of values each time, spread over the channels in the end.

    Args:
        recorders: Of the channels.
        width: Values in a row, if not one for each channel.
        derive: Makes the values of the channels, shape (channels, n), of those of the rows, shape (width, n).
    """

    __slots__ = ("_derive", "_points", "_recorders", "_width", "add")

    def __init__(
        self,
        recorders: Sequence[Recorder],
        width: int | None = None,
        derive: Callable[[FloatArray], Sequence[FloatArray]] | None = None,
    ) -> None:
        self._recorders = tuple(recorders)
        self._width = len(self._recorders) if width is None else width
        self._derive = derive
        self._points = array("d")
        kept = any(not isinstance(one, SilentRecorder) for one in self._recorders)
        self.add: Callable[[tuple[float, ...]], None] = self._points.extend if kept else drop
        """Record a row: the time [h], then its values."""

    def spread(self) -> None:
        """Give every channel what was recorded of it."""
        times, *columns = np.array(self._points, dtype=float).reshape(-1, 1 + self._width).T
        del self._points[:]
        values = columns if self._derive is None else self._derive(np.array(columns))
        for recorder, column in zip(self._recorders, values, strict=True):
            recorder.record_all(times, column)


def kept(recorder: Recorder | Rows | None) -> Callable[[Any], None] | None:
    """What adds to a recorder or to rows, None where nothing of it is kept: then there is nothing to put together."""
    return None if recorder is None or recorder.add is drop else recorder.add
