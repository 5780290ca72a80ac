"""Sizings whose replicates are made up: formulas stand in for a station, and the search is the real one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from sim.result.kpis import spec_of
from sim.scenario import load
from sim.study.findings import Header
from sim.study.replicates.measures import FloatArray, Measure
from sim.study.replicates.variants import Drawing, Variant
from sim.study.sizing.front import find_front
from sim.study.sizing.run import question_of
from sim.study.sizing.search import find_best
from sim.study.sizing.sizing import Sizing
from sim.study.sizing.trials import Point, Score, Trials
from sim.study.sizing.tried import Tried
from sim.study.sizing.variables import label_of

HOURS = 43_824.0
"""Five years [h]."""
BATTERY, ARRAYS = "energy.batteries.main.capacity", "energy.arrays.modules.count"
MASS, SERVED, UNSERVED = "station.landed_mass", "energy.survival_availability", "energy.unserved"

Formula = Callable[[Sequence[float], FloatArray], Mapping[str, FloatArray]]
"""Measures of a design from its sizes and from luck, a normal value a draw, shape (n,)."""


def station(sizes: Sequence[float], luck: FloatArray) -> Mapping[str, FloatArray]:
    """Larger batteries and more arrays bridge longer nights, and weigh more."""
    capacity, arrays, *_ = (*sizes, 2.0)
    bridged = (capacity - 60.0 * (4.0 - arrays) * 4.0) / (1_000.0 + 160.0 * luck)
    short = np.clip(1.0 - bridged, 0.0, 1.0)
    return {
        MASS: 8_000.0 + capacity / 0.3 + 900.0 * arrays + 30.0 * luck,
        SERVED: 1.0 - 0.08 * short,
        UNSERVED: 40.0 + 9_000.0 * short**1.5,
    }


def made_up(
    vary: Sequence[str],
    meet: Sequence[str] = (f"{SERVED} >= 0.999 in 90 %",),
    minimise: Sequence[str] = (),
    maximise: Sequence[str] = (),
    formula: Formula = station,
    n: int = 20,
    fresh: int = 100,
    budget: int = 60,
) -> Sizing:
    """A sizing of the baseline by a formula: the best design, or the front, with fresh draws of the best."""
    scenario, drawing = load("ilrs:baseline"), Drawing(1, "both", HOURS)
    question = question_of(scenario, drawing, vary, meet, minimise, maximise, n=n, fresh=fresh, budget=budget)
    measures = {name: _measure(name) for name in question.asked.measures}
    luck = np.random.default_rng(5).normal(size=n + fresh)
    tried: dict[Point, Tried] = {}

    def design(point: Point | None, numbers: range) -> Tried:
        sizes = [one.written if point is None else one.sizes[point[at]] for at, one in enumerate(question.variables)]
        values = {name: np.broadcast_to(one, len(numbers)) for name, one in formula(sizes, luck[numbers]).items()}
        return Tried(point, str(point), None, np.array(numbers), {name: values[name] for name in measures})

    def evaluate(points: Sequence[Point]) -> list[Score]:
        tried.update({point: design(point, range(n)) for point in points})
        return [tried[point].score(question.asked, measures) for point in points]

    trials = Trials([len(one.sizes) for one in question.variables], evaluate, budget)
    if len(question.asked.objectives) > 1:
        find_front(trials, drawing.seed)
    else:
        find_best(trials)
    best = trials.best
    checked = [] if best is None or not fresh or len(question.asked.objectives) > 1 else [best]
    variant = Variant(scenario.title, scenario)
    settings = {
        "n": n,
        "fresh": fresh,
        "budget": budget,
        "spent": trials.spent,
        "variables": [one.as_json for one in question.variables],
        "asked": question.asked.as_json,
        "written": variant.key,
        "tried": [{"point": list(one.point or ()), "key": one.key, "error": None} for one in tried.values()],
        "checked": [list(point) for point in checked],
    }
    variants = tuple(Variant(label_of(question.variables, point), scenario) for point in checked)
    header = Header("size", scenario.name, f"{variant.label}: how large?", drawing, (*variants, variant), settings)
    return Sizing(
        header,
        question.variables,
        question.asked,
        tuple(tried.values()),
        design(None, range(n)),
        {point: design(point, range(n, n + fresh)) for point in checked},
        measures,
        {},
    )


def _measure(name: str) -> Measure:
    spec = spec_of(name)
    assert spec is not None
    return Measure(name, spec.unit, spec.label, spec.definition)
