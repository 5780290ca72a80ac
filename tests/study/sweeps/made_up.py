"""Sweeps whose replicates are made up, so that what is said of them can be worked out by hand."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from sim.result.kpis import spec_of
from sim.scenario import load
from sim.study.findings import Header
from sim.study.replicates.measures import CHIEF, DATE, Measure
from sim.study.replicates.sample import Sample
from sim.study.replicates.task import Record
from sim.study.replicates.variants import Drawing, Variant
from sim.study.sweeps.sweep import Sweep

LATE = math.inf
HOURS = 8760.0


def measure(name: str) -> Measure:
    if name == CHIEF:
        return Measure(CHIEF, DATE, "Last structure stands", "")
    spec = spec_of(name)
    assert spec is not None
    return Measure(name, spec.unit, spec.label, spec.definition, name == "bricks.laid")


def made_up(
    variants: Mapping[str, Mapping[str, Sequence[float]]],
    axes: Sequence[tuple[str, str, Sequence[str], Sequence[float] | None]] | None = None,
    require: Sequence[str] = (),
    by: str | None = None,
    missing: Mapping[str, Sequence[int]] | None = None,
) -> Sweep:
    """A sweep of variants by label, each with its values by measure; ``missing`` replicates failed."""
    given = axes or [("variant", "", list(variants), None)]
    samples, kept = [], []
    for place, (label, values) in enumerate(variants.items()):
        variant = Variant(label, load("ilrs:baseline", [f"seed={place + 1}"]))
        kept.append(variant)
        n = len(next(iter(values.values())))
        failed = set((missing or {}).get(label, ()))
        done = [
            Record(variant.key, number, {name: float(of[number]) for name, of in values.items()})
            for number in range(n)
            if number not in failed
        ]
        wrong = [Record(variant.key, number, {}, error="broken") for number in sorted(failed)]
        samples.append(Sample(variant, tuple(done), tuple(wrong), {name: measure(name) for name in values}))
    settings = {
        "n": max(len(next(iter(values.values()))) for values in variants.values()),
        "axes": [
            {"name": name, "key": key, "labels": list(labels), "values": numbers, "unit": "kWh" if key else "1"}
            for name, key, labels, numbers in given
        ],
        "require": list(require),
        "by": by,
        "summary": "",
    }
    header = Header("sweep", "made-up", "Made up", Drawing(1, "random", HOURS), tuple(kept), settings)
    return Sweep(header, tuple(samples))
