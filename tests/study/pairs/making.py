"""Made-up replicates of two scenarios, in pairs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from sim.scenario import load
from sim.study.findings import Header
from sim.study.pairs.pairs import Pairs
from sim.study.replicates.measures import CHIEF, DATE, Measure
from sim.study.replicates.sample import Sample
from sim.study.replicates.task import Record
from sim.study.replicates.variants import Drawing, Variant

HOURS = 43824.0
"""Five years [h]."""
MEASURES = {
    one.name: one
    for one in (
        Measure(CHIEF, DATE, "Last structure stands", "When it was reached"),
        Measure("shelter.wall.complete", DATE, "wall stands", "Date"),
        Measure("bricks.laid", "1", "Bricks laid", "Count", count=True),
        Measure("tools.availability", "1", "Machine availability", "Share"),
        Measure("communication.delivered", "Gbit", "Data delivered", "Amount"),
        Measure("station.landed_mass", "kg", "Mass landed", "Mass"),
    )
}
NAMES = ("baseline", "nuclear", "one-technician")

Values = Mapping[str, Sequence[float]]


def sample_of(name: str, values: Values, failed: Sequence[int] = ()) -> Sample:
    """Replicates of a shipped scenario with these values by measure."""
    variant = Variant(name, load(f"ilrs:{name}"))
    n = len(next(iter(values.values())))
    records = tuple(
        Record(variant.key, i, {measure: float(row[i]) for measure, row in values.items()})
        for i in range(n)
        if i not in failed
    )
    failures = tuple(Record(variant.key, i, {}, error="it broke") for i in failed)
    return Sample(variant, records, failures, {name: MEASURES[name] for name in values})


def pairs_of(*values: Values) -> Pairs:
    """A study of as many of the shipped scenarios."""
    samples = tuple(sample_of(name, one) for name, one in zip(NAMES, values, strict=False))
    n = len(samples[0])
    variants = tuple(one.variant for one in samples)
    return Pairs(Header("compare", "baseline", "made up", Drawing(1, "random", HOURS), variants, {"n": n}), samples)


def days(*values: float) -> list[float]:
    """Days since the start as hours; infinite what is after the end."""
    return [24.0 * value if math.isfinite(value) else value for value in values]
