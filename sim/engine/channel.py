"""Channels: what is recorded of one quantity, as it is read afterwards."""

from __future__ import annotations

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

    @property
    def last(self) -> float:
        """Value at the end of the recording [unit]."""
        return float(self.values[-1])

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

    def integral(self, start: float | None = None, end: float | None = None) -> float:
        """Integral from ``start`` to ``end``, both within the recording (default: over all of it) [unit h]."""
        start = float(self.times[0]) if start is None else start
        end = float(self.times[-1]) if end is None else end
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


@dataclass(frozen=True)
class Summary:
    """A channel whose history was not kept.

    Attributes:
        name: Dotted name, ``system.quantity``.
        unit: Unit of its values.
        kind: ``"step"`` or ``"linear"``.
        labels: Names of the codes where its values are codes of states, else empty.
        total: Integral over the whole recording [unit h].
        span: Length of the recording [h].
        last: Value at its end [unit].
        hours: Time in each state by its code [h]; empty where values are no codes of states.
    """

    name: str
    unit: str
    kind: Kind
    labels: tuple[str, ...]
    total: float
    span: float
    last: float
    hours: Mapping[float, float]

    def integral(self) -> float:
        """Integral over the whole recording [unit h]."""
        return self.total

    def mean(self) -> float:
        """Time mean over the whole recording [unit]."""
        return self.total / self.span if self.span > 0.0 else self.last

    def durations(self) -> dict[float, float]:
        """Total time in each state by its code [h]."""
        return dict(self.hours)
