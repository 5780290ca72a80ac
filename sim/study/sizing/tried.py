"""What came of the runs of a design, read from where replicates are kept."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.study.replicates.measures import FloatArray, Measure
from sim.study.replicates.store import Store
from sim.study.sizing.asked import Asked
from sim.study.sizing.trials import Point, Score
from sim.study.statistics import Estimate, Paired, paired


@dataclass(frozen=True, eq=False)
class Tried:
    """A design and what came of its runs.

    Attributes:
        point: Its place on the grid; None of the scenario as it was written.
        key: Key of its variant; None where its sizes do not go together with the rest.
        error: Why they do not.
        numbers: Numbers of the replicates that ended well, shape (n,).
        values: Values of the measures that are asked for in these, shape (n,), by name.
        failed: How many replicates failed.
    """

    point: Point | None
    key: str | None
    error: str | None
    numbers: NDArray[np.int64]
    values: Mapping[str, FloatArray]
    failed: int = 0

    def __len__(self) -> int:
        """How many replicates ended well."""
        return len(self.numbers)

    def score(self, asked: Asked, measures: Mapping[str, Measure]) -> Score:
        """How far it is from what is asked, and what it costs; one without a run is as far as can be."""
        if not len(self):
            return Score((math.inf,) * max(1, len(asked.requirements)), (math.inf,) * len(asked.objectives))
        return Score(
            tuple(one.shortfall(self.values[one.measure], surely=asked.surely) for one in asked.requirements),
            tuple(one.cost(one.estimate(measures[one.measure], self.values[one.measure])) for one in asked.objectives),
        )

    def shares(self, asked: Asked) -> tuple[Estimate, ...]:
        """In which share of its runs it meets each requirement; nothing of one without a run."""
        return tuple(one.met(self.values[one.measure]) for one in asked.requirements) if len(self) else ()

    def less(self, other: Tried, measure: Measure, end: float) -> Paired | None:
        """What it has more of a measure than another design, by pairs of the same draws; None where there are none.

        Args:
            other: The other design.
            measure: Of what.
            end: Where the runs end [h].
        """
        if measure.name not in self.values or measure.name not in other.values:
            return None
        _, mine, theirs = np.intersect1d(self.numbers, other.numbers, return_indices=True)
        a, b = self.values[measure.name][mine], other.values[measure.name][theirs]
        known = ~(np.isnan(a) | np.isnan(b))
        if not known.any():
            return None
        return paired(a[known], b[known], better=measure.better, end=end if measure.is_date else None)


def read_tried(
    store: Store, names: Sequence[str], point: Point | None, key: str | None, error: str | None, numbers: range
) -> Tried:
    """A design as its replicates are kept.

    Args:
        store: Where.
        names: Names of the measures that are asked for.
        point: Place of the design.
        key: Key of its variant.
        error: Why it cannot be run, if it cannot.
        numbers: The replicates that count.
    """
    found = [] if key is None else [record for record in store.records(key) if record.number in numbers]
    done = [record for record in found if record.error is None]
    return Tried(
        point,
        key,
        error,
        np.array([record.number for record in done], dtype=np.int64),
        {name: np.array([record.values.get(name, math.nan) for record in done], dtype=float) for name in names},
        len(found) - len(done),
    )
