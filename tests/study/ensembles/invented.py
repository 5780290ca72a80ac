"""Ensembles made by hand: what their replicates came to is known without running any."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from sim.scenario import Scenario, load
from sim.study.ensembles.ensemble import Ensemble
from sim.study.findings import Header
from sim.study.replicates.measures import CELLS, CHIEF, DATE, Measure
from sim.study.replicates.sample import Sample
from sim.study.replicates.task import Record
from sim.study.replicates.variants import Drawing, Variant, Vary

UNTIL = 43_824.0
"""Span of the baseline [h]."""

MEASURES = {
    CHIEF: Measure(CHIEF, DATE, "Last structure stands", "When it was reached that the last structure stands"),
    "shelter.pad.complete": Measure("shelter.pad.complete", DATE, "pad stands", "When the pad stood"),
    "bricks.laid": Measure("bricks.laid", "1", "Bricks laid", "Bricks laid in structures", count=True),
    "energy.survival_availability": Measure("energy.survival_availability", "1", "Survival power served", "Share"),
    "communication.lost": Measure("communication.lost", "Gbit", "Data lost", "Data lost"),
    "station.landed_mass": Measure("station.landed_mass", "kg", "Mass landed", "Mass landed"),
}


def ensemble(
    values: Mapping[str, Sequence[float]],
    *,
    failed: Mapping[int, str] | None = None,
    vary: Vary = "random",
    scenario: Scenario | None = None,
    bands: bool = True,
) -> Ensemble:
    """An ensemble with these values of measures; replicates in ``failed`` failed of what it says."""
    scenario = scenario or load("ilrs:baseline")
    variant = Variant(scenario.title, scenario)
    count = max((len(one) for one in values.values()), default=0)
    failed = failed or {}
    numbers = [number for number in range(count + len(failed)) if number not in failed]
    records = tuple(
        Record(
            variant.key,
            number,
            {name: float(one[place]) for name, one in values.items()},
            _bands(place, count) if bands else {},
        )
        for place, number in enumerate(numbers)
    )
    failures = tuple(Record(variant.key, number, {}, error=error) for number, error in failed.items())
    measures = {name: one for name, one in MEASURES.items() if name in values}
    header = Header(
        "ensemble",
        scenario.name,
        variant.label,
        Drawing(1, vary, UNTIL),
        (variant,),
        {"n": count + len(failed)},
        f"ilrs ensemble ilrs:{scenario.name} -n {count + len(failed)}",
    )
    return Ensemble(header, Sample(variant, records, failures, measures))


def _bands(place: int, count: int) -> dict[str, np.ndarray]:
    """Histories that rise, the later replicates slower, and a charge with a night each month."""
    hours = np.linspace(0.0, UNTIL, CELLS + 1)[1:]
    pace = 1.2 - 0.5 * place / max(count, 1)
    grown = np.minimum(1.0, pace * hours / UNTIL)
    charge = np.clip(0.6 + 0.5 * np.cos(2 * math.pi * hours / 708.7) - 0.2 * place / max(count, 1), 0.0, 1.0)
    return {"energy.usable_charge": charge, "shelter.progress": grown, "bricks.laid": np.floor(190_000 * grown)}


def forty(vary: Vary = "random") -> Ensemble:
    """Forty replicates, ten of which do not reach their goal; one lost data, three failed."""
    days = [1400.0 + 10.0 * place for place in range(30)]
    return ensemble(
        {
            CHIEF: [24 * day for day in days] + [math.inf] * 10,
            "shelter.pad.complete": [24 * (300.0 + place) for place in range(40)],
            "bricks.laid": [190_000 - 1000 * place for place in range(40)],
            "energy.survival_availability": [1.0] * 40,
            "communication.lost": [0.0] * 39 + [25.0],
            "station.landed_mass": [18_000.0 + 50 * (place * 7 % 40) for place in range(40)],
        },
        failed={3: "the values drawn do not go together", 11: "the values drawn do not go together", 40: "no"},
        vary=vary,
    )
