"""Levers whose replicates are made up: what each brings is known."""

from __future__ import annotations

import numpy as np

from sim.scenario import load
from sim.station.relief import together
from sim.study.findings import Header
from sim.study.levers.findings import Levers, as_record
from sim.study.levers.lever import Lever, Sort
from sim.study.replicates.measures import CHIEF, DATE, FloatArray, Measure
from sim.study.replicates.sample import Sample
from sim.study.replicates.task import Record
from sim.study.replicates.variants import Drawing, Variant

HOURS = 43_824.0
"""Five years [h]."""
REACHED = Measure(CHIEF, DATE, "Last structure stands", "When it was reached")

TRIED: tuple[tuple[str, Sort, str, float, float, float], ...] = (
    ("no limit of tools", "must-have", "tools", 0.0, 520.0, 9.0),
    ("no limit of energy", "must-have", "energy", 0.0, 180.0, 9.0),
    ("no limit of communication", "must-have", "communication", 0.0, 4.0, 9.0),
    ("the whole Sun always shines", "cause", "energy", 0.0, 150.0, 12.0),
    ("repairs take no time", "cause", "tools", 0.0, 90.0, 14.0),
    ("machines last twice as long", "eased", "tools", 0.0, 240.0, 15.0),
    ("one more printer", "unit", "tools", 600.0, 310.0, 20.0),
    ("one more technician", "unit", "tools", 950.0, 35.0, 16.0),
    ("printer mirror area 4 to 6 m^2", "size", "tools", 0.0, 120.0, 14.0),
    ("main battery capacity 1,400 to 2,100 kWh", "size", "energy", 4_667.0, 0.0, 0.0),
    ("modules count 2 to 3", "unit", "energy", 900.0, 6.0, 15.0),
    ("what lands on 2031-03-01 59 days earlier", "delivery", "", 0.0, 44.0, 8.0),
    ("one more excavator", "unit", "tools", 300.0, -28.0, 10.0),
)
"""What is tried: label, sort, must-have, mass [kg], mean and spread of the days that it brings [d]."""
LIFTED = {
    "no limit of tools": "tools",
    "no limit of energy": "energy",
    "no limit of communication": "communication",
    "the whole Sun always shines": "energy:no_sunlight",
    "repairs take no time": "tools:in_repair",
}
"""What is lifted in those that lift something."""
TOGETHER = ((6, 8, 470.0), (6, 7, 345.0), (5, 4, 399.0), (4, 3, 265.0))
"""Pairs of them by their places, and the days that they bring together [d]."""


def made_up(n: int = 20) -> Levers:
    """What comes of :data:`TRIED` and :data:`TOGETHER` in so many draws; one in ten is not done by the end as it is."""
    rng = np.random.default_rng(5)
    base = 24.0 * rng.normal(1_560.0, 130.0, n)
    levers = [
        Lever(label, sort, must_have, f"subject {at}", relief=LIFTED.get(label), mass=mass)
        for at, (label, sort, must_have, mass, _, _) in enumerate(TRIED)
    ]
    days = [base / 24.0, *(base / 24.0 - rng.normal(mean, spread, n) for *_, mean, spread in TRIED)]
    labels = ["Baseline", *(lever.label for lever in levers)]
    reliefs = [None, *(lever.relief for lever in levers)]
    for one, other, mean in TOGETHER:
        days.append(base / 24.0 - rng.normal(mean, 18.0, n))
        labels.append(f"{levers[one].label}, and {levers[other].label}")
        reliefs.append(together(levers[one].relief, levers[other].relief))
    samples = tuple(
        _sample(label, relief, place, 24.0 * one)
        for place, (label, relief, one) in enumerate(zip(labels, reliefs, days, strict=True))
    )
    settings = {
        "n": n,
        "levers": [as_record(lever) for lever in levers],
        "pairs": [[one, other] for one, other, _ in TOGETHER],
        "skipped": [["modules mast 6 to 9 m", "no horizon was measured at 9 m"]],
    }
    variants = tuple(one.variant for one in samples)
    return Levers(Header("levers", "baseline", "Baseline", Drawing(1, "random", HOURS), variants, settings), samples)


def _sample(label: str, relief: str | None, place: int, hours: FloatArray) -> Sample:
    variant = Variant(label, load("ilrs:baseline", [f"seed={place + 1}"]), relief)
    reached = np.where(hours > HOURS, np.inf, hours)
    records = tuple(Record(variant.key, number, {CHIEF: float(one)}) for number, one in enumerate(reached))
    return Sample(variant, records, (), {CHIEF: REACHED})
