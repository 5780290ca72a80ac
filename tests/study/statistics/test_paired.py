"""Paired comparison: differences, noise, and what common random numbers save."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest

from sim.study.statistics import StatisticsError, paired, proportion
from tests.study.statistics.waiting import margin, mean_times

INF = math.inf


def test_a_table_of_the_textbooks() -> None:
    # Law, 2015, Simulation Modeling and Analysis, example 10.1: five replications of two inventory policies.
    first = [126.97, 124.31, 126.68, 122.66, 127.23]
    second = [118.21, 120.22, 122.45, 122.68, 119.40]
    found = paired(first, second, better=-1)
    assert found.mean.value == pytest.approx(4.98, abs=0.005)
    assert found.standard_error == pytest.approx(math.sqrt(2.44), abs=0.005)
    assert (found.mean.low, found.mean.high) == pytest.approx((0.65, 9.31), abs=0.02)
    assert found.within_noise is False
    assert found.better == proportion(1, 5)


def test_variance_that_a_common_part_takes_away_has_its_known_factor() -> None:
    # a = X, b = X + E: Var a + Var b = 2 + s², Var (a - b) = s².
    rng = np.random.default_rng(1)
    x = rng.normal(size=20000)
    b = x + rng.normal(0.0, 0.5, x.size)
    found = paired(x, b)
    assert found.variance_ratio == pytest.approx(9.0, rel=0.05)
    assert found.unpaired_runs == pytest.approx(9.0 * x.size, rel=0.05)
    assert found.runs_saved == found.unpaired_runs - x.size  # type: ignore[operator]
    alone = paired(x, rng.normal(size=x.size))
    assert alone.variance_ratio == pytest.approx(1.0, rel=0.05)


def test_the_same_draws_stretched_by_another_mean_have_their_known_factor() -> None:
    # Lives of the same quantile with means 1 and 0.8: (1 + 0.64) / 0.2² = 41.
    uniforms = np.random.default_rng(2).random(20000)
    assert paired(-np.log(uniforms), -0.8 * np.log(uniforms)).variance_ratio == pytest.approx(41.0, rel=1e-9)


@pytest.mark.slow
def test_as_many_independent_runs_as_it_says_are_as_sure() -> None:
    rng = np.random.default_rng(3)
    fast, slow = mean_times(rng, (4000, 10), 1.1, 1.0, customers=100)
    pairs = [paired(a, b) for a, b in zip(fast, slow, strict=True)]
    wholly = paired(fast.ravel(), slow.ravel())
    ratio = wholly.variance_ratio
    assert ratio is not None
    assert ratio > 4.0
    # Means of ten pairs spread as the differences of independent means of ten times as many runs as the factor says.
    spread = np.std([pair.mean.value for pair in pairs])
    many = round(10 * ratio)
    apart = [mean_times(rng, (1000, many), services, customers=100)[0].mean(axis=1) for services in (1.1, 1.0)]
    assert np.std(apart[0] - apart[1]) == pytest.approx(spread, rel=0.08)


@pytest.mark.slow
def test_differences_of_queues_are_covered() -> None:
    # Of a skewed figure, such as the difference of two queues, Student's interval needs some tens of replicates.
    fast, slow = mean_times(np.random.default_rng(4), (1500, 60), 1.1, 1.0, customers=300)
    truth = 1 / 0.6 - 1 / 0.5
    found = [paired(a, b, better=-1) for a, b in zip(fast, slow, strict=True)]
    assert np.mean([pair.mean.holds(truth) for pair in found]) == pytest.approx(0.95, abs=margin(0.95, len(found)))
    assert all(pair.better is not None and pair.better.value == 1.0 for pair in found)


@pytest.mark.parametrize("ties", [0.0, 0.5])
def test_how_likely_one_is_better_is_covered(ties: float) -> None:
    rng = np.random.default_rng(5)
    held = []
    # Wilson's interval keeps its level on average over the true share. With ties it is surer than it says.
    for shift in rng.uniform(-2.0, 2.0, 3000):
        truth = (1.0 - ties) * NormalDist().cdf(shift) + ties / 2.0
        differences = rng.normal(shift, 1.0, 50) * (rng.random(50) >= ties)
        better = paired(differences, np.zeros(50), better=1).better
        held.append(better is not None and better.holds(truth))
    assert np.mean(held) > 0.95 - margin(0.95, 3000)


def test_no_difference_is_found_as_often_as_it_says() -> None:
    rng = np.random.default_rng(6)
    a, b = rng.normal(size=(2, 4000, 5))
    noise = np.mean([paired(x, y).within_noise for x, y in zip(a, b, strict=True)])
    assert noise == pytest.approx(0.95, abs=margin(0.95, 4000))


def test_what_is_after_the_end_is_put_there_and_counted() -> None:
    found = paired([10.0, INF, INF, 40.0], [20.0, 30.0, INF, INF], better=-1, end=50.0)
    assert found.mean.value == pytest.approx((-10 + 20 + 0 - 10) / 4)
    assert (found.cut, found.ties, found.n) == (3, 1, 4)
    assert found.better == proportion(2.5, 4)


def test_one_pair_has_no_interval_and_no_noise_that_is_known() -> None:
    found = paired([3.0], [1.0], better=1)
    assert found.mean.value == 2.0
    assert found.mean.low is found.mean.high is found.standard_error is found.variance_ratio is None
    assert found.within_noise is found.runs_saved is None


def test_two_pairs_are_honest() -> None:
    found = paired([1.0, 3.0], [0.0, 1.0])
    assert found.mean.width == pytest.approx(12.706, abs=1e-3)  # ± 12.7 standard errors of 0.5
    assert found.within_noise is True


def test_what_never_changes_is_no_noise() -> None:
    found = paired([0.1, 0.7, 0.3], [0.0, 0.6, 0.2], better=1)
    assert found.within_noise is False
    assert found.variance_ratio == found.unpaired_runs == INF
    same = paired([2.0, 2.0], [2.0, 2.0], better=1)
    assert same.same
    assert same.within_noise is True
    assert same.variance_ratio is None
    assert same.better == proportion(1, 2)


def test_mistakes_say_what_is_wrong() -> None:
    with pytest.raises(StatisticsError, match="2 of the first, 1 of the second"):
        paired([1.0, 2.0], [1.0])
    with pytest.raises(StatisticsError, match="1 of 1 values of the second scenario are after the end"):
        paired([1.0], [INF])
    with pytest.raises(StatisticsError, match="better is 1"):
        paired([1.0], [1.0], better=2)
