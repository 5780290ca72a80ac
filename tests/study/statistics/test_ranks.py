"""Rank correlations: their values, and how often chance alone passes their threshold."""

from __future__ import annotations

import numpy as np
import pytest

from sim.study.statistics import StatisticsError, rank_correlations
from sim.study.statistics.ranks import ranks


def normal(rows: int, n: int, seed: int = 1) -> np.ndarray:
    return np.random.Generator(np.random.PCG64(seed)).normal(size=(rows, n))


def test_equal_values_share_their_mean_rank() -> None:
    assert ranks(np.array([3.0, 1.0, 3.0, 7.0])).tolist() == [1.5, 0.0, 1.5, 3.0]


def test_they_are_those_of_scipy_with_equal_values_too() -> None:
    stats = pytest.importorskip("scipy.stats", reason="the extra study is not installed")
    factors, outcomes = np.round(normal(3, 40), 0), np.round(normal(2, 40, 2), 0)
    found = rank_correlations(factors, outcomes, 1).values
    for i, factor in enumerate(factors):
        for k, outcome in enumerate(outcomes):
            assert found[i, k] == pytest.approx(float(stats.spearmanr(factor, outcome).statistic))


def test_any_monotonous_law_is_a_correlation_of_one() -> None:
    factor = normal(1, 20)
    found = rank_correlations(factor, np.concatenate([np.exp(3 * factor), -(factor**3)]), 1)
    assert found.values[0] == pytest.approx([1.0, -1.0])
    assert found.threshold < 1.0


def test_what_does_not_vary_goes_with_nothing() -> None:
    found = rank_correlations(np.vstack([np.ones(20), np.arange(20.0)]), np.ones((1, 20)), 1)
    assert not found.values.any()
    assert found.threshold == 0.0


@pytest.mark.slow
@pytest.mark.parametrize(("factors", "n"), [(5, 20), (300, 50)])
def test_chance_passes_the_threshold_of_all_together_once_in_twenty(factors: int, n: int) -> None:
    passed = 0
    for seed in range(60):
        found = rank_correlations(normal(factors, n, 2 * seed), normal(3, n, 2 * seed + 1), seed)
        passed += bool((np.abs(found.values) > found.threshold).any())
    # Of sixty, three are to be expected; nine and more come in one of five hundred.
    assert passed < 9


def test_the_more_are_asked_the_higher_the_threshold() -> None:
    few, many = (rank_correlations(normal(count, 30), normal(1, 30, 2), 1).threshold for count in (2, 400))
    assert 0.3 < few < many < 0.8


def test_pairs_that_cannot_have_to_do_with_each_other_are_left_out() -> None:
    factor = normal(2, 30)
    out = np.array([[True], [False]])
    found = rank_correlations(factor, factor[:1], 1, left_out=out)
    assert found.values[0, 0] == 0.0
    whole = rank_correlations(factor, factor[:1], 1)
    assert whole.values[0, 0] == pytest.approx(1.0)
    assert found.threshold < whole.threshold


def test_same_seed_same_threshold() -> None:
    given = normal(4, 12), normal(1, 12, 2)
    assert rank_correlations(*given, 5).threshold == rank_correlations(*given, 5).threshold


@pytest.mark.parametrize("bad", [normal(1, 5), np.full((1, 10), np.inf)])
def test_too_few_draws_and_what_is_no_number_are_refused(bad: np.ndarray) -> None:
    with pytest.raises(StatisticsError):
        rank_correlations(bad, normal(1, bad.shape[1]), 1)
