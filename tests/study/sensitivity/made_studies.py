"""Sensitivity studies whose replicates are made up: functions of quantiles stand in for the simulation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest

from sim.scenario import Scenario, load
from sim.scenario.draws import quantiles, uncertain
from sim.study.replicates.measures import DATE, Measure
from sim.study.replicates.study import Execution
from sim.study.replicates.task import Record, Task
from sim.study.replicates.variants import Drawing
from sim.study.sensitivity.run import Effort, sensitivity
from sim.study.sensitivity.sensitivity import Sensitivity

HOURS = 2000.0
SEED = 3
MEASURES = (
    Measure("bricks.laid", "1", "Bricks laid", "", count=True),
    Measure("shelter.progress", "1", "Building progress", ""),
    Measure("goal.reached", DATE, "Last structure stands", ""),
)

Value = Callable[[Mapping[str, float], float], Mapping[str, float]]
"""Values of measures from the quantiles of a row (none of what is as written) and from luck, a normal value."""


class Made:
    """Stands in for the simulation.

    Args:
        monkeypatch: Puts it in place.
        value: What a replicate gives.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, value: Value) -> None:
        self.value = value
        self.ran: list[int] = []
        for place in ("sim.study.replicates.study", "sim.study.replicates.pools"):
            monkeypatch.setattr(f"{place}.evaluate", self)

    def drawn(self, number: int) -> Mapping[str, float]:
        """Quantiles of a replicate."""
        return quantiles(scenario(), SEED, number)

    def __call__(self, task: Task, _progress: object = None) -> Record:
        self.ran.append(task.number)
        # Either all is drawn by number, or parameters are given and nothing else changes.
        assert (task.drawn, task.replicate) == ((task.number, task.number) if task.quantiles is None else (None, 0))
        drawn = self.drawn(task.number) if task.quantiles is None else task.quantiles
        luck = float(np.random.default_rng(task.replicate).normal())
        try:
            values = self.value(drawn, luck)
        except ValueError as error:
            return Record(task.variant, task.number, {}, error=str(error))
        measures = tuple(one for one in MEASURES if one.name in values)
        return Record(task.variant, task.number, dict(values), seconds=0.01, measures=measures)


def scenario() -> Scenario:
    """A shipped one: only its parameters matter."""
    return load("ilrs:baseline")


def parameters(count: int) -> tuple[str, ...]:
    """Names of some of its uncertain parameters, far apart in the schema."""
    names = tuple(uncertain(scenario()))
    return names[10 : 10 + 7 * count : 7]


def study(
    *kpis: str, out: Path | None = None, trajectories: int | None = 6, samples: int | None = 256, time_s: float = 60.0
) -> Sensitivity:
    """A study in this process."""
    found, _ = sensitivity(
        scenario(),
        Drawing(SEED, "both", HOURS),
        kpis,
        Effort(time_s, trajectories, samples),
        execution=Execution(out, 1),
        command="ilrs sensitivity ilrs:baseline",
    )
    return found
