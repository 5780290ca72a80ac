"""Histories: the change points of every quantity that a run keeps."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from sim.engine.channel import Channel, FloatArray, Kind, Summary
from sim.engine.recorder import Recorder, Rows, SilentRecorder, SummingRecorder


class Trace:
    """All recorders of a run, by name.

    Args:
        kept: Says by its name what recorder a channel gets: one that keeps its history, sums or nothing (default: all
            keep their histories).
    """

    def __init__(self, kept: Callable[[str], type[Recorder]] | None = None) -> None:
        self._kept = kept
        self._recorders: dict[str, Recorder] = {}
        self._rows: list[Rows] = []

    def recorder(self, name: str, unit: str, kind: Kind = "step", labels: Iterable[str] = ()) -> Recorder:
        """A new channel.

        Raises:
            ValueError: The name is taken.
        """
        if name in self._recorders:
            raise ValueError(f"channel '{name}' exists already")
        made = Recorder if self._kept is None else self._kept(name)
        self._recorders[name] = made(name, unit, kind, labels)
        return self._recorders[name]

    def spread(self, rows: Rows) -> Rows:
        """Spread these rows over their channels in the end; nobody else records those."""
        self._rows.append(rows)
        return rows

    def fold(self) -> Mapping[str, tuple[FloatArray, FloatArray]]:
        """Add up what is only summed, so that memory stays as it is however long a run goes on.

        Returns:
            The change points of each of these channels since the last time: times [h] and values [unit].
        """
        self._spread()
        return {name: one.fold() for name, one in self._recorders.items() if isinstance(one, SummingRecorder)}

    def channels(self, end: float, names: Collection[str] | None = None) -> Mapping[str, Channel]:
        """Every channel whose history is kept, or those of some names, up to ``end`` [h], sorted by name."""
        self._spread()
        summed = (SummingRecorder, SilentRecorder)
        wanted = self._recorders if names is None else [name for name in names if name in self._recorders]
        kept = {name: self._recorders[name] for name in wanted if not isinstance(self._recorders[name], summed)}
        return {name: kept[name].channel(end) for name in sorted(kept)}

    def units(self) -> Mapping[str, str]:
        """The unit of every channel, whatever is kept of it, sorted by name."""
        return {name: self._recorders[name].unit for name in sorted(self._recorders)}

    def summaries(self, end: float) -> Mapping[str, Summary]:
        """What is left of every channel that is only summed, up to ``end`` [h], sorted by name."""
        summed = {name: one for name, one in self._recorders.items() if isinstance(one, SummingRecorder)}
        return {name: summed[name].summary(end) for name in sorted(summed)}

    def _spread(self) -> None:
        for rows in self._rows:
            rows.spread()
