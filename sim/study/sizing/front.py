"""The search for the front of two objectives: designs of which none is better in one without being worse in another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.extras import need
from sim.study.sizing.search import scan
from sim.study.sizing.trials import Point, Score, SpentError, Trials

_SHARE = 0.6
"""Share of the budget that goes to the genetic search; the rest looks around what that found."""
_GENERATIONS = 6
"""Generations at least: fewer breed nothing."""
_CROWD = (8, 40)
"""Designs of a generation, at least and at most."""


def find_front(trials: Trials, seed: int) -> None:
    """Search the front of two objectives; what was tried stays in ``trials``.

    All designs where they are few. Else the genetic search NSGA-II (K. Deb et al., 2002, IEEE Transactions on
    Evolutionary Computation 6(2), 182-197) as pymoo has it, then a Pareto local search (L. Paquete et al., 2004,
    Pareto local optimum sets in the biobjective traveling salesman problem, LNEMS 535, 177-199): the neighbours of all
    designs of the front are tried, at steps that are halved, until none of them is better.

    Args:
        trials: What is tried.
        seed: Seed of the genetic search.

    Raises:
        MissingExtraError: pymoo is not installed and would be needed.
    """
    try:
        if trials.few:
            trials.ask_all()
            return
        trials.ask(scan(trials.shape))
        _breed(trials, seed)
        _look_around(trials)
    except SpentError:
        return


def front_of(found: Mapping[Point, Score]) -> list[Point]:
    """The designs that meet all and that no other such one is better than in one objective and no worse in the others.

    Of designs that come to the same, the smallest. By the first objective, the best first.
    """
    ordered = sorted((score.costs, point) for point, score in found.items() if score.feasible)
    front: list[Point] = []
    least = np.inf
    for costs, point in ordered:
        # What came before is no worse in the first objective.
        if costs[1] < least or not front:
            front.append(point)
            least = costs[1]
    return front


def _breed(trials: Trials, seed: int) -> None:
    size = int(np.clip(_SHARE * trials.left / _GENERATIONS, *_CROWD))
    algorithm, problem, evaluated = _nsga2(trials, size, seed)
    while trials.left > (1.0 - _SHARE) * trials.budget:
        before = len(trials.found)
        crowd = algorithm.ask()
        if crowd is None or not len(crowd):
            return
        points = [tuple(round(place) for place in row) for row in crowd.get("X")]
        scores = trials.ask(points)
        evaluated(problem, crowd, scores)
        algorithm.tell(infills=crowd)
        if len(trials.found) == before and algorithm.n_gen > 4 * _GENERATIONS:
            return  # it only finds again what there is


def _nsga2(trials: Trials, size: int, seed: int) -> tuple[Any, Any, Any]:
    """The genetic search, its problem, and what gives it the values of a generation."""
    # pymoo first: where it is missing, the error names the extra.
    core = need("pymoo.core.problem", "study")
    evaluator = need("pymoo.core.evaluator", "study").Evaluator()
    static = need("pymoo.problems.static", "study").StaticProblem
    rounding = need("pymoo.operators.repair.rounding", "study").RoundingRepair
    problem = core.Problem(
        n_var=len(trials.shape),
        n_obj=2,
        n_ieq_constr=1,
        xl=np.zeros(len(trials.shape)),
        xu=np.array(trials.shape) - 1.0,
        vtype=int,
    )
    chance = np.random.default_rng(seed)
    first = [*trials.found]
    fresh = [tuple(int(chance.integers(number)) for number in trials.shape) for _ in range(max(0, size - len(first)))]
    algorithm = need("pymoo.algorithms.moo.nsga2", "study").NSGA2(
        pop_size=size,
        sampling=np.array([*first, *fresh][: max(size, len(first))], dtype=float),
        crossover=need("pymoo.operators.crossover.sbx", "study").SBX(prob=1.0, eta=3.0, repair=rounding()),
        mutation=need("pymoo.operators.mutation.pm", "study").PM(prob=1.0, eta=3.0, repair=rounding()),
        eliminate_duplicates=True,
    )
    algorithm.setup(problem, seed=seed % 2**32, termination=("n_gen", 10**6), verbose=False)

    def evaluated(problem: Any, crowd: Any, scores: Sequence[Score]) -> None:
        costs = np.array([np.nan_to_num(score.costs, posinf=_FAR) for score in scores])
        missing = np.array([[min(score.shortfall, _FAR)] for score in scores])
        evaluator.eval(static(problem, F=costs, G=missing), crowd)

    return algorithm, problem, evaluated


_FAR = 1e30
"""In place of what is infinite: the genetic search subtracts."""


def _look_around(trials: Trials) -> None:
    step = max(1, max(trials.shape) // 8)
    while True:
        while True:
            points = [near for point in front_of(trials.found) for near in trials.neighbours(point, step)]
            new = [point for point in dict.fromkeys(points) if point not in trials.found]
            if not new:
                break
            trials.ask(new)
        if step == 1:
            return
        step //= 2
