"""The search finds what is known: by formulas in place of a station."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy.optimize import linprog

from sim.study.sizing.front import find_front, front_of
from sim.study.sizing.search import find_best
from sim.study.sizing.trials import Point, Score, Trials

Formula = Callable[[Point], Score]


def tried(formula: Formula, shape: tuple[int, ...], budget: int) -> Trials:
    return Trials(shape, lambda points: [formula(point) for point in points], budget)


def optimum(formula: Formula, shape: tuple[int, ...]) -> tuple[float, float]:
    return min(formula(point).order for point in itertools.product(*map(range, shape)))


def test_all_are_tried_where_they_are_few() -> None:
    rng = np.random.default_rng(3)
    costs = rng.random((5, 6))
    trials = tried(lambda p: Score((0.0,), (float(costs[p]),)), (5, 6), 30)
    find_best(trials)
    assert len(trials.found) == 30
    assert trials.best is not None
    assert costs[trials.best] == costs.min()


def test_one_size_is_found_by_halving() -> None:
    for threshold in range(0, 1001, 111):
        trials = tried(lambda p, t=threshold: Score((max(0.0, t - p[0]),), (float(p[0]),)), (1001,), 150)
        find_best(trials)
        assert trials.best == (threshold,)
        assert len(trials.found) <= 22
        assert not trials.spent


def test_a_size_may_be_too_large_as_well_as_too_small() -> None:
    def formula(p: Point) -> Score:
        return Score((float(not 300 <= p[0] <= 420) * abs(p[0] - 360),), (-float(p[0]),))

    trials = tried(formula, (1001,), 150)
    find_best(trials)
    assert trials.best == (420,)


def test_the_minimum_of_a_bowl_is_found_without_a_requirement() -> None:
    trials = tried(lambda p: Score((), ((p[0] - 71) ** 2 + (p[1] - 18) ** 2 + 0.0,)), (101, 101), 150)
    find_best(trials)
    assert trials.best == (71, 18)


def store_and_source(p: Point) -> Score:
    """Power through a dark: a store of 10 kWh a place and 40 kg each, a reactor of 0.1 kW a place and 60 kg each.

    The load of 5 kW lasts 100 h: ``10 p + 0.1 * 100 q >= 500``.
    """
    return Score((max(0.0, 500.0 - 10.0 * p[0] - 10.0 * p[1]),), (40.0 * p[0] + 60.0 * p[1],))


def test_no_better_than_a_linear_programme_and_as_good() -> None:
    # A linear programme: the store holds at most 300 kWh, so that the reactor carries what is left.
    shape = (31, 61)
    bound = linprog([40.0, 60.0], A_ub=[[-10.0, -10.0]], b_ub=[-500.0], bounds=[(0, 30), (0, 60)]).fun
    trials = tried(store_and_source, shape, 150)
    find_best(trials)
    assert trials.best is not None
    found = trials.found[trials.best]
    assert found.feasible
    assert found.costs[0] == pytest.approx(bound) == 30 * 40 + 20 * 60


def staircase(seed: int, shape: tuple[int, ...]) -> Formula:
    """A made-up sizing: sizes cost what they weigh, and make up for each other less and less."""
    rng = np.random.default_rng(seed)
    weights, powers, needed = rng.uniform(0.5, 2, len(shape)), rng.uniform(0.3, 1.5, len(shape)), rng.uniform(0.2, 0.7)

    def formula(p: Point) -> Score:
        x = np.array(p) / (np.array(shape) - 1)
        given = float(np.prod((x + 0.02) ** (powers / powers.sum())))
        return Score((max(0.0, needed - given),), (float(weights @ x),))

    return formula


@pytest.mark.slow
@pytest.mark.parametrize(("shape", "budget", "mean_gap"), [((61, 61), 150, 0.005), ((21, 6, 31), 150, 0.01)])
def test_what_makes_up_for_each_other_is_weighed(shape: tuple[int, ...], budget: int, mean_gap: float) -> None:
    gaps = []
    for seed in range(5):
        formula = staircase(seed, shape)
        trials = tried(formula, shape, budget)
        find_best(trials)
        assert trials.best is not None
        assert trials.found[trials.best].feasible
        best = optimum(formula, shape)[1]
        gaps.append(trials.found[trials.best].costs[0] / best - 1.0)
    assert np.mean(gaps) < mean_gap
    assert min(gaps) > -1e-12


def test_where_nothing_is_enough_the_nearest_is_found() -> None:
    trials = tried(lambda p: Score((2000.0 - p[0] - p[1],), (float(p[0]),)), (101, 51), 150)
    find_best(trials)
    assert trials.best == (100, 50)
    assert not trials.found[trials.best].feasible


def test_the_budget_is_kept_and_an_end_before_time_is_known() -> None:
    trials = tried(staircase(1, (101, 101)), (101, 101), 40)
    find_best(trials)
    assert len(trials.found) == 40
    assert trials.spent
    trials = tried(staircase(1, (101, 101)), (101, 101), 1000)
    find_best(trials)
    assert not trials.spent


@pytest.mark.slow
def test_the_same_search_tries_the_same_designs() -> None:
    paths = []
    for _ in range(2):
        trials = tried(bnh, BNH, 90)
        find_front(trials, 5)
        paths.append(list(trials.found))
    assert paths[0] == paths[1]
    other = tried(bnh, BNH, 90)
    find_front(other, 6)
    assert list(other.found) != paths[0]


BNH = (101, 61)


def bnh(p: Point) -> Score:
    """Binh and Korn (1997), MOBES: two objectives, two requirements."""
    x, y = 5 * p[0] / 100, 3 * p[1] / 60
    missing = (max(0.0, (x - 5) ** 2 + y**2 - 25), max(0.0, 7.7 - (x - 8) ** 2 - (y + 3) ** 2))
    return Score(missing, (4 * x * x + 4 * y * y, (x - 5) ** 2 + (y - 5) ** 2))


ZDT1 = (41, 41, 41)


def zdt1(p: Point) -> Score:
    """ZDT1 (Zitzler, Deb and Thiele, 2000, Evolutionary Computation 8(2)): the front is ``f2 = 1 - sqrt(f1)``."""
    x = np.array(p) / 40
    g = 1 + 9 * float(np.mean(x[1:]))
    return Score((), (float(x[0]), g * (1 - math.sqrt(x[0] / g))))


def hypervolume(costs: list[tuple[float, ...]], far: tuple[float, float]) -> float:
    """Area that a front dominates, up to a point that is far."""
    area, top = 0.0, far[1]
    for first, second in sorted(costs):
        if first < far[0] and second < top:
            area += (far[0] - first) * (top - second)
            top = second
    return area


@pytest.mark.slow
@pytest.mark.parametrize(("formula", "shape", "far"), [(bnh, BNH, (140.0, 50.0)), (zdt1, ZDT1, (1.1, 1.1))])
def test_known_fronts_are_found(formula: Formula, shape: tuple[int, ...], far: tuple[float, float]) -> None:
    line = shape if formula is bnh else (shape[0], 1, 1)
    every = {point: formula(point) for point in itertools.product(*map(range, line))}
    known = hypervolume([every[point].costs for point in front_of(every)], far)
    for budget, share in ((150, 0.96), (600, 0.99)):
        trials = tried(formula, shape, budget)
        find_front(trials, 1)
        front = front_of(trials.found)
        assert all(trials.found[point].feasible for point in front)
        assert share * known <= hypervolume([trials.found[point].costs for point in front], far) <= known + 1e-9


def test_a_front_holds_no_design_that_another_is_better_than() -> None:
    rng = np.random.default_rng(0)
    found = {
        (i,): Score((max(0.0, float(rng.random()) - 0.7),), (float(rng.integers(20)), float(rng.integers(20))))
        for i in range(200)
    }
    front = front_of(found)
    good = [score.costs for score in found.values() if score.feasible]
    for point in front:
        a, b = found[point].costs
        assert not any((c <= a and d < b) or (c < a and d <= b) for c, d in good)
    best = {found[point].costs for point in front}
    for costs in good:
        assert any(c <= costs[0] and d <= costs[1] for c, d in best)
