"""The replicates of one variant as arrays, and the runs of several side by side."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.study.replicates.measures import FloatArray, Measure, chief_measure
from sim.study.replicates.store import Store
from sim.study.replicates.task import Record
from sim.study.replicates.variants import Variant

IntArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Sample:
    """What came of the replicates of a variant.

    Attributes:
        variant: What was run.
        records: Its replicates that ended well, by number.
        failures: Those that failed, by number.
        measures: What was read from them, by name: goals, then KPIs.
    """

    variant: Variant
    records: tuple[Record, ...]
    failures: tuple[Record, ...]
    measures: Mapping[str, Measure]

    def __len__(self) -> int:
        """How many ended well."""
        return len(self.records)

    @cached_property
    def numbers(self) -> IntArray:
        """Numbers of the replicates, shape (n,)."""
        return np.array([record.number for record in self.records], dtype=np.int64)

    def __getitem__(self, measure: str) -> FloatArray:
        """Values of a measure in the replicates, shape (n,).

        Dates are hours since the start [h], infinite where they are not reached by the end; not a number where a
        replicate does not have the measure.
        """
        return np.array([record.values.get(measure, math.nan) for record in self.records], dtype=float)

    @property
    def chief(self) -> Measure:
        """What its chief goal is judged by."""
        return self.measures[chief_measure(self.variant.scenario)]

    @cached_property
    def bands(self) -> Mapping[str, FloatArray]:
        """Values of the bands in the replicates by channel, shape (n, cells); those that all of them have."""
        if not self.records:
            return {}
        names = [name for name in self.records[0].bands if all(name in one.bands for one in self.records)]
        return {name: np.stack([one.bands[name] for one in self.records]) for name in names}


def sample(store: Store, variant: Variant, numbers: Iterable[int] | None = None) -> Sample:
    """The replicates of a variant that are kept.

    Args:
        store: Where.
        variant: Of which variant.
        numbers: The only numbers that count (default: all).
    """
    wanted = None if numbers is None else set(numbers)
    found = [record for record in store.records(variant.key) if wanted is None or record.number in wanted]
    done = tuple(record for record in found if record.error is None)
    there = {name for record in done for name in record.values}
    measures = {name: one for name, one in store.measures().items() if name in there}
    return Sample(variant, done, tuple(record for record in found if record.error is not None), measures)


def paired(*samples: Sample) -> tuple[Sample, ...]:
    """The same samples with only the replicates that ended well in all of them, so that they pair off."""
    common = set.intersection(*(set(one.numbers.tolist()) for one in samples)) if samples else set()
    return tuple(
        Sample(one.variant, tuple(r for r in one.records if r.number in common), one.failures, one.measures)
        for one in samples
    )
