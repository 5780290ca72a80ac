"""Sobol indices of functions for which they are known in closed form."""

from __future__ import annotations

import math
import sys
from typing import Any

import numpy as np
import pytest

from sim.extras import MissingExtraError
from sim.study.statistics import StatisticsError, sobol_analyse, sobol_plan
from tests.study.statistics.known_functions import ISHIGAMI, G, ishigami, ishigami_indices, sobol_g, sobol_g_indices
from tests.study.statistics.waiting import margin

pytest.importorskip("SALib", reason="the extra study is not installed")


KNOWN = pytest.mark.parametrize(
    ("names", "function", "truth"), [(ISHIGAMI, ishigami, ishigami_indices()), (G, sobol_g, sobol_g_indices())]
)


@pytest.mark.slow
@KNOWN
def test_indices_are_those_of_the_closed_form(names: Any, function: Any, truth: Any) -> None:
    plan = sobol_plan(names, 1024, seed=2)
    found = sobol_analyse(plan, function(plan.quantiles))
    for estimates, values in zip((found.first, found.total), truth, strict=True):
        for estimate, value in zip(estimates, values, strict=True):
            assert estimate.holds(value)
            assert estimate.value == pytest.approx(value, abs=0.03)
    assert (found.constant, found.dropped, found.cut) == (False, 0, 0)
    assert found.ranked[:3] == tuple(sorted(names, key=lambda name: -truth[1][names.index(name)]))[:3]


@pytest.mark.slow
@KNOWN
def test_intervals_are_as_sure_as_they_say(names: Any, function: Any, truth: Any) -> None:
    held, large = [], []
    for seed in range(40):
        plan = sobol_plan(names, 512, seed)
        found = sobol_analyse(plan, function(plan.quantiles), resamples=200)
        for estimates, values in zip((found.first, found.total), truth, strict=True):
            for estimate, value in zip(estimates, values, strict=True):
                (large if value > 0.1 else held).append(estimate.holds(value))
    assert np.mean(large) > 0.95
    assert np.mean(held) > 0.95 - margin(0.95, 40)


def test_ishigami_is_that_of_the_literature() -> None:
    first, total = ishigami_indices()
    assert first == pytest.approx((0.314, 0.442, 0.0), abs=5e-4)
    assert total == pytest.approx((0.558, 0.442, 0.244), abs=5e-4)


def test_a_plan_is_balanced_and_lies_inside() -> None:
    plan = sobol_plan(ISHIGAMI, 64, seed=0)
    assert plan.quantiles.shape == (64 * 5, 3)
    assert (plan.block, plan.blocks) == (5, 64)
    assert 0.0 < plan.quantiles.min() < plan.quantiles.max() < 1.0
    blocks = plan.quantiles.reshape(64, 5, 3)
    for corner in (0, -1):
        # Of 64 points of a Sobol sequence, each 64th of every range holds one.
        assert (np.sort(np.floor(blocks[:, corner] * 64), axis=0) == np.arange(64)[:, None]).all()
    for place in range(3):
        changed = blocks[:, place + 1] != blocks[:, 0]
        assert changed.any(axis=0).tolist() == [column == place for column in range(3)]
        assert (blocks[:, place + 1, place] == blocks[:, -1, place]).all()


def test_a_seed_gives_everything_and_a_larger_plan_begins_with_a_smaller() -> None:
    for seed in (0, 7):
        small, large = sobol_plan(ISHIGAMI, 32, seed), sobol_plan(ISHIGAMI, 128, seed)
        assert (large.quantiles[: len(small.quantiles)] == small.quantiles).all()
        values = ishigami(small.quantiles)
        assert sobol_analyse(small, values) == sobol_analyse(sobol_plan(ISHIGAMI, 32, seed), values)
    assert (sobol_plan(ISHIGAMI, 32, 1).quantiles != sobol_plan(ISHIGAMI, 32, 2).quantiles).any()


def test_blocks_that_lack_a_value_are_left_out_and_counted() -> None:
    plan = sobol_plan(ISHIGAMI, 256, seed=3)
    values = ishigami(plan.quantiles)
    values[[0, 1, 17, 1279]] = math.nan
    found = sobol_analyse(plan, values)
    assert found.dropped == 3
    assert {estimate.n for estimate in (*found.first, *found.total)} == {253}
    for estimate, value in zip(found.total, ishigami_indices()[1], strict=True):
        assert estimate.holds(value)


def test_values_that_are_all_the_same_have_no_variance() -> None:
    plan = sobol_plan(ISHIGAMI, 8, seed=3)
    for value in (0.0, 1e9, 0.1):
        found = sobol_analyse(plan, np.full(40, value))
        assert found.constant
        assert [(s.value, s.low, s.high) for s in (*found.first, *found.total)] == [(0.0, 0.0, 0.0)] * 6
    noise = np.random.default_rng(1).choice([1e9, 1e9 * (1 + 1e-15)], 40)
    assert sobol_analyse(plan, noise).constant


def test_too_few_rows_that_differ_say_nothing() -> None:
    plan = sobol_plan(ISHIGAMI, 8, seed=3)
    values = np.ones(40)
    values[1] = 2.0
    found = sobol_analyse(plan, values)
    assert not found.constant
    assert all(math.isnan(s.value) and s.low is s.high is None for s in found.total)
    assert len(found.ranked) == 3


def test_what_is_after_the_end_is_put_there() -> None:
    plan = sobol_plan(("x",), 64, seed=3)
    values = np.where(plan.quantiles[:, 0] > 0.75, math.inf, 10.0 * plan.quantiles[:, 0])
    with pytest.raises(StatisticsError, match="48 values are after the end"):
        sobol_analyse(plan, values)
    found = sobol_analyse(plan, values, end=7.5)
    assert found.cut == 48
    assert found.total[0].value == pytest.approx(1.0, abs=0.05)
    assert found.first[0].holds(1.0)


def test_mistakes_say_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    for base, text in ((96, "power of two, not 96: take 64 or 128"), (0, "not 0: take 2 or 4"), (1, "take 2 or 4")):
        with pytest.raises(StatisticsError, match=text):
            sobol_plan(ISHIGAMI, base, seed=1)
    plan = sobol_plan(ISHIGAMI, 8, seed=1)
    with pytest.raises(StatisticsError, match="a plan of 40 rows needs as many values, 3 given"):
        sobol_analyse(plan, [1.0, 2.0, 3.0])
    with pytest.raises(StatisticsError, match="0 of 8 blocks have all their values, 2 are needed"):
        sobol_analyse(plan, np.full(40, math.nan))
    with pytest.raises(StatisticsError, match="parameter x comes twice"):
        sobol_plan(("x", "x"), 8, seed=1)
    with pytest.raises(StatisticsError, match="no parameters"):
        sobol_plan((), 8, seed=1)
    with pytest.raises(StatisticsError, match="from 0, not -1"):
        sobol_plan(ISHIGAMI, 8, seed=-1)
    for module in ("scipy.stats.qmc", "SALib.analyze.sobol"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtraError, match=r"scipy is not installed.*pip install 'ilrs-sim\[study\]'"):
        sobol_plan(ISHIGAMI, 8, seed=1)
    with pytest.raises(MissingExtraError, match=r"SALib is not installed.*pip install 'ilrs-sim\[study\]'"):
        sobol_analyse(plan, ishigami(plan.quantiles))
