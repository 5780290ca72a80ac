"""A line of experiments in the order of selection, from which the first one that fits is taken."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush

from sim.station.partners.experiment import Experiment, Kind


class Line:
    """Experiments that wait, in the order of their ranks.

    What fits depends on the kind alone, so that only the first of each kind is looked at, however many wait.
    """

    def __init__(self) -> None:
        self._kinds: dict[str, list[tuple[int, Experiment]]] = {}
        self._number = 0

    def __len__(self) -> int:
        """How many wait."""
        return self._number

    def put(self, experiment: Experiment) -> None:
        """Let one wait."""
        heappush(self._kinds.setdefault(experiment.kind.name, []), (experiment.rank, experiment))
        self._number += 1

    def take(self, fits: Callable[[Kind], bool] = lambda _: True) -> Experiment | None:
        """Take the first one whose kind fits; those that do not fit are passed over. None where none does."""
        heads = [line[0] for line in self._kinds.values() if line and fits(line[0][1].kind)]
        if not heads:
            return None
        # Ranks are unique, so that experiments are never compared.
        _, first = min(heads, key=lambda head: head[0])
        heappop(self._kinds[first.kind.name])
        self._number -= 1
        return first
