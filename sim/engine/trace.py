"""Histories: the change points of every quantity that a run keeps."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Kind = Literal["step", "linear"]
FloatArray = NDArray[np.float64]

Spell = tuple[float, float]
"""Start and end of a spell [h]."""


@dataclass(frozen=True)
class Channel:
    """One recorded quantity.

    A ``step`` channel holds each value until the next change point; a ``linear`` one is straight between them, and a
    jump of a linear one is two points at one time. The last point is the end of the recording.

    Attributes:
        name: Dotted name, ``system.quantity``.
        unit: Unit of ``values``, base units of the program.
        kind: ``"step"`` or ``"linear"``.
        times: Change points [h], shape (n,), increasing; a linear channel may hold a time twice, before and after a
            jump.
        values: Values at the change points, shape (n,).
        labels: Names of the codes 0, 1, ... where ``values`` are codes of states, else empty.
    """

    name: str
    unit: str
    kind: Kind
    times: FloatArray
    values: FloatArray
    labels: tuple[str, ...] = ()

    def at(self, time: ArrayLike) -> FloatArray:
        """Values at the given times [h], shape as given.

        Outside the recording the first or the last value holds; at a jump, the value after it.
        """
        t = np.asarray(time, dtype=float)
        last = len(self.times) - 1
        index = np.clip(np.searchsorted(self.times, t, side="right") - 1, 0, last)
        if self.kind == "step":
            return self.values[index]
        after = np.minimum(index + 1, last)
        width = self.times[after] - self.times[index]
        share = np.divide(t - self.times[index], width, out=np.zeros_like(t), where=width > 0)
        share = np.clip(share, 0.0, 1.0)
        return np.asarray(self.values[index] + share * (self.values[after] - self.values[index]), dtype=float)

    def cumulative(self) -> FloatArray:
        """Integral from the first change point to each change point [unit h], shape (n,)."""
        width = np.diff(self.times)
        height = self.values[:-1] if self.kind == "step" else (self.values[:-1] + self.values[1:]) / 2
        return np.concatenate(([0.0], np.cumsum(width * height)))

    def integral(self, start: float, end: float) -> float:
        """Integral of the channel from ``start`` to ``end`` [unit h], both within the recording."""
        sums = self.cumulative()

        def upto(time: float) -> float:
            index = int(np.clip(np.searchsorted(self.times, time, side="right") - 1, 0, len(self.times) - 1))
            height = float(self.values[index])
            if self.kind == "linear":
                height = (height + float(self.at(time))) / 2
            return float(sums[index]) + height * (time - float(self.times[index]))

        return upto(end) - upto(start)

    def mean(self, start: float | None = None, end: float | None = None) -> float:
        """Time mean from ``start`` to ``end`` (default: over the whole recording) [unit]."""
        first = float(self.times[0]) if start is None else start
        last = float(self.times[-1]) if end is None else end
        if last <= first:
            return float(self.at(first))
        return self.integral(first, last) / (last - first)

    def durations(self) -> dict[float, float]:
        """Total time at each distinct value of a step channel [h]."""
        values, index = np.unique(self.values[:-1], return_inverse=True)
        totals = np.bincount(index, weights=np.diff(self.times), minlength=len(values))
        return {float(v): float(t) for v, t in zip(values, totals, strict=True)}

    def spells(
        self,
        *,
        above: float | None = None,
        below: float | None = None,
        start: float | None = None,
        end: float | None = None,
    ) -> tuple[Spell, ...]:
        """Spells in which a step channel is above a level, or below one, in order of time [h].

        Args:
            above: Level that the values exceed [unit]; either this or ``below``.
            below: Level that the values stay under [unit].
            start: Beginning of the span to which the spells are cut [h] (default: of the recording).
            end: End of that span [h] (default: of the recording).

        Raises:
            ValueError: Not just one level was given, or the channel is linear: between its points it has no value that
                holds.
        """
        if self.kind != "step":
            raise ValueError(f"channel '{self.name}': only a step channel has spells")
        # The last point ends the recording: its value holds for no time.
        held = self.values[:-1]
        if above is not None and below is None:
            inside = held > above
        elif below is not None and above is None:
            inside = held < below
        else:
            raise ValueError(f"channel '{self.name}': spells above a level or below one, not both")
        edges = self.times[np.flatnonzero(np.diff(np.concatenate(([False], inside, [False])).astype(int)))]
        first, last = float(self.times[0]) if start is None else start, float(self.times[-1]) if end is None else end
        found = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
        return tuple((max(a, first), min(b, last)) for a, b in found if a < last and b > first)


def longest(spells: Iterable[Spell]) -> Spell | None:
    """The longest spell, the earliest of equals; None if there is none."""
    return max(spells, key=lambda spell: (spell[1] - spell[0], -spell[0]), default=None)


class Recorder:
    """Collects the change points of one channel.

    Recording twice at one time keeps the later value of a step channel and the first and the last of a linear one
    (a jump). A value that repeats adds no point to a step channel.
    """

    __slots__ = ("_times", "_values", "kind", "labels", "name", "unit")

    def __init__(self, name: str, unit: str, kind: Kind, labels: Iterable[str] = ()) -> None:
        self.name = name
        self.unit = unit
        self.kind: Kind = kind
        self.labels = tuple(labels)
        self._times = array("d")
        self._values = array("d")

    def record(self, time: float, value: float) -> None:
        """Record ``value`` [unit] from ``time`` [h] on.

        Raises:
            ValueError: ``time`` lies before the last change point.
        """
        times, values = self._times, self._values
        if times:
            last = times[-1]
            if time > last:
                if values[-1] == value and self.kind == "step":
                    return
            elif time == last:
                if self.kind == "linear" and values[-1] != value and (len(times) < 2 or times[-2] != time):
                    times.append(time)
                    values.append(value)
                    return
                values[-1] = value
                # The point may have become a repetition of the one before it.
                if self.kind == "step" and len(values) > 1 and values[-2] == value:
                    times.pop()
                    values.pop()
                return
            else:
                raise ValueError(f"channel '{self.name}': time {time} h is before the last change point {last} h")
        times.append(time)
        values.append(value)

    def channel(self, end: float) -> Channel:
        """The recording as a :class:`Channel` that ends at ``end`` [h]."""
        times = np.array(self._times, dtype=float)
        values = np.array(self._values, dtype=float)
        if len(times) == 0:
            times, values = np.array([0.0]), np.array([0.0])
        if times[-1] < end:
            times, values = np.append(times, end), np.append(values, values[-1])
        return Channel(self.name, self.unit, self.kind, times, values, self.labels)


class Trace:
    """All recorders of a run, by name."""

    def __init__(self) -> None:
        self._recorders: dict[str, Recorder] = {}

    def recorder(self, name: str, unit: str, kind: Kind = "step", labels: Iterable[str] = ()) -> Recorder:
        """A new channel.

        Raises:
            ValueError: The name is taken.
        """
        if name in self._recorders:
            raise ValueError(f"channel '{name}' exists already")
        self._recorders[name] = Recorder(name, unit, kind, labels)
        return self._recorders[name]

    def channels(self, end: float) -> Mapping[str, Channel]:
        """Every channel up to ``end`` [h], sorted by name."""
        return {name: self._recorders[name].channel(end) for name in sorted(self._recorders)}
