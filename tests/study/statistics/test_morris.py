"""Screening of functions whose elementary effects are known."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest

from sim.extras import MissingExtraError
from sim.study.statistics import StatisticsError, morris_analyse, morris_plan
from sim.study.statistics.morris import LEVELS, MARGIN, STEP
from tests.study.statistics.known_functions import ISHIGAMI, G, ishigami, sobol_g

pytest.importorskip("SALib", reason="the extra study is not installed")


def all_effects(function: Callable[[Any], Any], count: int) -> list[Any]:
    """Every elementary effect of a function on the grid, by parameter."""
    grid = np.array(list(product(np.linspace(MARGIN, 1.0 - MARGIN, LEVELS), repeat=count)))
    effects = []
    for place in range(count):
        below = grid[grid[:, place] < 0.5]
        above = below.copy()
        above[:, place] += STEP
        effects.append((function(above) - function(below)) / STEP)
    return effects


def first_two(quantiles: Any) -> Any:
    rest = np.full((len(quantiles), len(G) - 2), 0.25)
    return sobol_g(np.hstack((quantiles, rest)))


@pytest.mark.parametrize(("function", "count"), [(ishigami, 3), (first_two, 2)])
def test_effects_are_those_of_the_whole_grid(function: Callable[[Any], Any], count: int) -> None:
    held = []
    for seed in range(40):
        plan = morris_plan([f"x{number}" for number in range(count)], 60, seed)
        found = morris_analyse(plan, function(plan.quantiles))
        for place, effects in enumerate(all_effects(function, count)):
            # Effects that are all as large, as those of x2 of Ishigami, have an interval without length.
            gap = abs(found.mu_star[place].value - np.abs(effects).mean())
            held.append(gap <= found.mu_star[place].width / 2 + 1e-9)
            error = 4.5 * effects.std() / math.sqrt(60)
            assert found.mu[place] == pytest.approx(effects.mean(), abs=error + 1e-9)
            assert found.sigma[place] == pytest.approx(effects.std(), rel=0.35, abs=1e-9)
    assert np.mean(held) > 0.9


def test_of_a_plane_the_effects_are_its_slopes() -> None:
    slopes = np.array([3.0, -2.0, 0.0])
    plan = morris_plan(("a", "b", "c"), 10, seed=0)
    found = morris_analyse(plan, 5.0 + plan.quantiles @ slopes)
    assert [effect.value for effect in found.mu_star] == pytest.approx([3.0, 2.0, 0.0], abs=1e-9)
    assert [effect.width for effect in found.mu_star] == pytest.approx([0.0, 0.0, 0.0], abs=1e-9)
    assert found.mu == pytest.approx(slopes, abs=1e-9)
    assert found.sigma == pytest.approx([0.0, 0.0, 0.0], abs=1e-9)
    assert found.ranked == ("a", "b", "c")


def test_the_parameters_of_the_g_function_come_in_their_order() -> None:
    plan = morris_plan(G, 50, seed=2)
    found = morris_analyse(plan, sobol_g(plan.quantiles))
    assert found.ranked[:4] == G[:4]
    assert found.mu_star[0].low > found.mu_star[4].high  # type: ignore[operator]


def test_trajectories_step_in_one_parameter_at_a_time_inside_the_range() -> None:
    plan = morris_plan(ISHIGAMI, 12, seed=5)
    assert plan.quantiles.shape == (48, 3)
    assert (plan.block, plan.blocks) == (4, 12)
    steps = np.abs(np.diff(plan.quantiles.reshape(12, 4, 3), axis=1))
    assert np.sort(steps, axis=2) == pytest.approx(np.broadcast_to([0.0, 0.0, STEP], (12, 3, 3)))
    assert (steps.sum(axis=1) == pytest.approx(np.full((12, 3), STEP))) is True
    assert np.unique(plan.quantiles.round(9)).tolist() == [0.05, 0.35, 0.65, 0.95]


def test_a_seed_gives_everything_and_a_larger_plan_begins_with_a_smaller() -> None:
    for seed in (0, 7):
        small, large = morris_plan(ISHIGAMI, 5, seed), morris_plan(ISHIGAMI, 9, seed)
        assert (large.quantiles[: len(small.quantiles)] == small.quantiles).all()
        values = ishigami(small.quantiles)
        assert morris_analyse(small, values) == morris_analyse(morris_plan(ISHIGAMI, 5, seed), values)


def test_trajectories_that_lack_a_value_are_left_out_and_counted() -> None:
    slopes = np.array([3.0, -2.0, 0.0])
    plan = morris_plan(ISHIGAMI, 10, seed=0)
    values = plan.quantiles @ slopes
    values[[0, 3, 39]] = math.nan
    found = morris_analyse(plan, values)
    assert found.dropped == 2
    assert {effect.n for effect in found.mu_star} == {8}
    assert found.mu == pytest.approx(slopes, abs=1e-9)
    with pytest.raises(StatisticsError, match="1 of 10 trajectories have all their values, 2 are needed"):
        morris_analyse(plan, [1.0] * 4 + [math.nan] * 36)


def test_values_that_are_all_the_same_show_no_effect() -> None:
    found = morris_analyse(morris_plan(ISHIGAMI, 4, seed=0), [7.0] * 16)
    assert found.constant
    assert [(effect.value, effect.low, effect.high) for effect in found.mu_star] == [(0.0, 0.0, 0.0)] * 3
    assert found.mu == found.sigma == (0.0, 0.0, 0.0)


def test_what_is_after_the_end_is_put_there() -> None:
    plan = morris_plan(("a", "b"), 6, seed=0)
    values = np.where(plan.quantiles[:, 0] > 0.5, math.inf, 1.0)
    found = morris_analyse(plan, values, end=3.0)
    assert found.cut == np.isinf(values).sum()
    assert [effect.value for effect in found.mu_star] == pytest.approx([2.0 / STEP, 0.0])


def test_one_parameter_can_be_screened() -> None:
    plan = morris_plan(("a",), 3, seed=0)
    assert morris_analyse(plan, plan.quantiles[:, 0] * 4).mu_star[0].value == pytest.approx(4.0)


def test_mistakes_say_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StatisticsError, match="two trajectories at least, 1 given"):
        morris_plan(ISHIGAMI, 1, seed=0)
    plan = morris_plan(ISHIGAMI, 2, seed=0)
    for module in ("SALib.sample.morris", "SALib.analyze.morris"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtraError, match=r"SALib is not installed.*pip install 'ilrs-sim\[study\]'"):
        morris_plan(ISHIGAMI, 2, seed=0)
    with pytest.raises(MissingExtraError, match="SALib is not installed"):
        morris_analyse(plan, ishigami(plan.quantiles))
