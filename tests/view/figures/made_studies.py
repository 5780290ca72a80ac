"""A made-up study for each form that a figure of a study takes; none of them takes a simulation."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pytest

from sim.study.findings import Findings
from sim.study.replicates.measures import CHIEF
from tests.study.ensembles.invented import forty
from tests.study.ensembles.invented_milestones import forty_of_milestones
from tests.study.levers.made_up import made_up as made_levers
from tests.study.pairs.making import Values, days, pairs_of
from tests.study.sensitivity.made_studies import HOURS, Made, parameters
from tests.study.sensitivity.made_studies import study as made_sensitivity
from tests.study.sizing.made_up import ARRAYS, BATTERY, MASS, SERVED, UNSERVED
from tests.study.sizing.made_up import made_up as made_size
from tests.study.sweeps.made_up import HOURS as YEAR
from tests.study.sweeps.made_up import made_up as made_sweep

REQUIRED = f"{SERVED} >= 0.999 in 95 %"
SITES = ("de Gerlache rim", "Connecting Ridge", "Shackleton rim")


def _pairs(count: int) -> Findings:
    rng = np.random.default_rng(3)
    luck = rng.normal(0.0, 42.0, 60)

    def station(later: float, served: float, data: float, mass: float) -> Values:
        reached = 1_640.0 + later + luck + rng.normal(0.0, 12.0, luck.size)
        return {
            CHIEF: [one if one < 24.0 * 1_720.0 else math.inf for one in days(*reached)],
            "bricks.laid": list(9_000.0 - 4.0 * luck - 2.0 * later + rng.normal(0.0, 8.0, luck.size)),
            "tools.availability": list(served + 1e-4 * luck + rng.normal(0.0, 1e-3, luck.size)),
            "communication.delivered": list(data + rng.normal(0.0, 30.0, luck.size)),
            MASS: [mass] * luck.size,
        }

    stations = (
        station(0.0, 0.88, 41_000.0, 17_873.0),
        station(2.0, 0.881, 41_010.0, 11_099.0),
        station(90.0, 0.79, 40_200.0, 16_900.0),
    )
    return pairs_of(*stations[:count])


def _sensitivity(*kpis: str) -> Findings:
    line = parameters(8)

    def value(quantiles: Mapping[str, float], luck: float) -> dict[str, float]:
        laid = sum(f * quantiles.get(name, 0.5) for f, name in zip((60, 40, 20, 6, 6), line, strict=False))
        hours = 1_000.0 + 900.0 * quantiles.get(line[0], 0.5) * quantiles.get(line[5], 0.5) + 30.0 * luck
        return {"bricks.laid": 1_000.0 + laid + 5.0 * luck, "goal.reached": hours if hours <= HOURS else math.inf}

    with pytest.MonkeyPatch.context() as patch:
        Made(patch, value)
        return made_sensitivity(*kpis, trajectories=4, samples=64)


def _reached(later: float, mass: float, served: Sequence[float]) -> dict[str, list[float]]:
    rng = np.random.default_rng(11)
    hours = 0.8 * YEAR + later + rng.normal(0.0, 400.0, len(served))
    return {
        CHIEF: [one if one <= YEAR else math.inf for one in hours.tolist()],
        MASS: (mass + rng.normal(0.0, 20.0, len(served))).tolist(),
        SERVED: list(served),
    }


def _served(share: float, n: int = 40) -> list[float]:
    return [1.0 if k < share * n else 0.97 for k in range(n)]


def _map() -> Findings:
    powers = {"solar and battery": (0.0, 18_000.0, 0.8), "reactor, half the battery": (300.0, 14_500.0, 1.0)}
    powers["reactor alone"] = (350.0, 11_100.0, 1.0)
    axes = [("architecture", "", list(powers), None), ("site", "", list(SITES), None)]
    rows = {
        f"{power}, {site}": _reached(
            later + 500.0 * far, mass + 2_000.0 * far, _served(share - 0.1 * far * (share < 1))
        )
        for power, (later, mass, share) in powers.items()
        for far, site in enumerate(SITES)
    }
    return made_sweep(rows, axes, require=[REQUIRED])


def _lines() -> Findings:
    sizes = [200.0, 400.0, 600.0, 900.0, 1_400.0]
    axes = [("capacity", BATTERY, [f"{size:g} kWh" for size in sizes], sizes)]
    rows = {
        f"{size:g} kWh": _reached(
            900.0 * math.exp(-size / 400.0), 9_000.0 + size / 0.3, _served(min(1.0, size / 900.0))
        )
        for size in sizes
    }
    return made_sweep(rows, axes, require=[REQUIRED])


def _rows() -> Findings:
    names = ("baseline", "nuclear", "one technician", "relay lost", "ridge crest", "two printers, and spares for both")
    rows = {
        name: _reached(220.0 * at, 17_900.0 - 900.0 * at, _served(1.0 - 0.06 * at)) for at, name in enumerate(names)
    }
    return made_sweep(rows)


STUDIES: dict[str, Callable[[], Findings]] = {
    "ensemble": lambda: forty("both"),
    "ensemble_milestones": forty_of_milestones,
    "compare-two": lambda: _pairs(2),
    "compare-three": lambda: _pairs(3),
    "levers": made_levers,
    "sweep-map": _map,
    "sweep-lines": _lines,
    "sweep-rows": _rows,
    "sensitivity-one": lambda: _sensitivity("bricks.laid"),
    "sensitivity-two": lambda: _sensitivity("bricks.laid", "goal.reached"),
    "size-one": lambda: made_size([f"{BATTERY}=400:2400:20 kWh"]),
    "size-two": lambda: made_size([f"{BATTERY}=400:2400:100 kWh", f"{ARRAYS}=1:4"]),
    "size-front": lambda: made_size([f"{BATTERY}=100:1900:100 kWh"], (), (MASS, UNSERVED)),
}
"""Studies by the names of their pictures: that of the kind, and the form."""
