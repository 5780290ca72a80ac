"""Ensembles of milestones made by hand: what their draws came to is known without running any."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from sim.scenario import Scenario
from sim.study.ensembles.ensemble import Ensemble
from sim.study.findings import Header
from sim.study.replicates.measures import DATE, Measure
from sim.study.replicates.sample import Sample
from sim.study.replicates.task import Record
from sim.study.replicates.variants import Drawing, Variant, Vary
from tests.study.ensembles.invented import UNTIL
from tests.view.figures.made_milestones import milestones

DAY = 24.0
N = 40


def ensemble(scenario: Scenario, values: Mapping[str, Sequence[float]], vary: Vary = "random") -> Ensemble:
    """An ensemble with these values; those of goals are dates, those of missions days."""
    measures = {
        name: Measure(name, DATE if name.startswith(("goal.", "stages.")) else "d", name, name) for name in values
    }
    variant = Variant(scenario.title, scenario)
    count = len(next(iter(values.values())))
    records = tuple(
        Record(variant.key, number, {name: float(one[number]) for name, one in values.items()})
        for number in range(count)
    )
    header = Header("ensemble", scenario.name, scenario.title, Drawing(7, vary, UNTIL), (variant,), {"n": count})
    return Ensemble(header, Sample(variant, records, (), measures))


def luck(seed: int, size: int = N) -> np.ndarray:
    return np.random.Generator(np.random.PCG64(seed)).random(size)


def dates(pad: Sequence[float], wall: Sequence[float] | None = None) -> dict[str, Sequence[float]]:
    """Dates of the milestones [d after the start]; the wall is never there if none are given."""
    return {
        "goal.pad.reached": [DAY * day for day in pad],
        "goal.wall.reached": [math.inf] * len(pad) if wall is None else [DAY * day for day in wall],
        "goal.first.reached": [DAY * 40.0] * len(pad),
    }


def forty_of_milestones() -> Ensemble:
    """Forty draws in which one mission decides when the pad stands, and whether the wall does."""
    with tempfile.TemporaryDirectory() as folder:
        scenario = milestones(Path(folder))
    late = np.where(luck(1) > 0.6, 400.0 * luck(2), 0.0)
    wall = 1500.0 + late + 120.0 * luck(3)
    values = {
        **dates(900.0 + late + 30.0 * luck(4), np.where(wall > 1700.0, math.inf, wall)),
        "goal.first.reached": DAY * (20.0 + 40.0 * luck(5)),
        "campaign.mission.builders.late": late,
        "campaign.mission.supply-2032.late": 90.0 * luck(6),
    }
    return ensemble(scenario, values)
