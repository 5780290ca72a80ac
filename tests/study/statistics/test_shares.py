"""Means and shares: their values, and how often their intervals hold the truth."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.study.statistics import Estimate, StatisticsError, cut_at, mean, proportion, share_from, share_up_to
from sim.study.statistics.student import normal_factor, normal_share, t_factor
from tests.study.statistics.waiting import margin, mean_times


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 5, 7, 10, 29, 100, 1000, 100000])
@pytest.mark.parametrize("level", [0.5, 0.8, 0.9, 0.95, 0.99, 0.999])
def test_student_is_that_of_scipy(level: float, freedom: int) -> None:
    stats = pytest.importorskip("scipy.stats", reason="the extra study is not installed")
    assert t_factor(level, freedom) == pytest.approx(float(stats.t.ppf(0.5 + level / 2, freedom)), rel=1e-5)


@pytest.mark.parametrize(
    ("freedom", "value"), [(1, 12.706), (2, 4.303), (3, 3.182), (9, 2.262), (30, 2.042), (120, 1.980)]
)
def test_student_is_that_of_the_printed_table(freedom: int, value: float) -> None:
    assert t_factor(0.95, freedom) == pytest.approx(value, abs=5e-4)


def test_normal_factor_and_share_undo_each_other() -> None:
    assert normal_factor(0.95) == pytest.approx(1.959964, abs=1e-6)
    assert normal_share(normal_factor(0.83)) == pytest.approx(0.83, abs=1e-12)


def test_the_mean_of_a_known_sample() -> None:
    # Darwin's fifteen pairs of maize (Fisher, 1935, The Design of Experiments, ch. 3): a mean of 20.93, t = 2.148.
    estimate = mean([49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48])
    assert estimate.value == pytest.approx(20.933, abs=1e-3)
    assert (estimate.low, estimate.high) == pytest.approx((0.03, 41.84), abs=0.01)
    assert (estimate.n, estimate.level) == (15, 0.95)


def test_one_value_has_no_interval_and_equal_ones_have_one_without_length() -> None:
    alone = mean([3.0])
    assert (alone.value, alone.low, alone.high, alone.width, alone.holds(3.0)) == (3.0, None, None, None, None)
    equal = mean([0.1] * 7)
    assert equal.low == equal.high == equal.value
    assert equal.width == 0.0


@pytest.mark.parametrize("n", [2, 4, 30])
def test_means_of_normal_values_are_covered(n: int) -> None:
    samples = np.random.default_rng(1).normal(3.0, 2.0, (4000, n))
    held = np.mean([mean(sample).holds(3.0) for sample in samples])
    assert held == pytest.approx(0.95, abs=margin(0.95, len(samples)))


@pytest.mark.slow
def test_the_mean_time_in_a_queue_is_covered() -> None:
    # Forty replicates of a queue with load 1/2, two thousand times.
    (times,) = mean_times(np.random.default_rng(2), (2000, 40), 1.0)
    held = np.mean([mean(replicates).holds(2.0) for replicates in times])
    assert held == pytest.approx(0.95, abs=margin(0.95, len(times)))


def test_the_interval_of_a_share_is_wilsons() -> None:
    # Newcombe, 1998, Statistics in Medicine 17, 857-872, table I, method 3.
    for successes, n, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        estimate = proportion(successes, n)
        assert (estimate.low, estimate.high) == pytest.approx((low, high), abs=5e-5)
    assert proportion(20, 20).high == 1.0
    assert proportion(83, 100).low == pytest.approx(1 - proportion(17, 100).high, abs=1e-12)  # type: ignore[operator]


def test_shares_are_covered_on_average() -> None:
    # Exactly, over all outcomes and evenly over the true share: Wilson's interval keeps its level on average.
    n = 40
    shares = (np.arange(500) + 0.5) / 500
    chances = [math.comb(n, k) * shares**k * (1 - shares) ** (n - k) for k in range(n + 1)]
    held = sum(chance * [proportion(k, n).holds(q) is True for q in shares] for k, chance in enumerate(chances))
    assert np.mean(held) == pytest.approx(0.95, abs=0.005)


def test_what_is_after_the_end_is_not_by_any_date() -> None:
    dates = [10.0, 20.0, 30.0, math.inf]
    assert share_up_to(dates, 20.0) == proportion(2, 4)
    assert share_up_to(dates, 1e9) == proportion(3, 4)
    assert share_from(dates, 30.0) == proportion(2, 4)


def test_cutting_says_what_was_cut() -> None:
    values, cut = cut_at([1.0, 5.0, math.inf], 5.0)
    assert values.tolist() == [1.0, 5.0, 5.0]
    assert cut.tolist() == [False, False, True]


def test_what_is_missing_of_an_interval_is_not_known() -> None:
    half = Estimate(5.0, 2.0, None, 0.95, 4)
    assert (half.holds(1.0), half.holds(5.0), half.width) == (False, None, None)
    assert Estimate(5.0, 2.0, math.inf, 0.95, 4).width == math.inf


def test_mistakes_say_what_is_wrong_and_what_to_do() -> None:
    mistakes = [
        (lambda: mean([]), "there are no values"),
        (lambda: mean([1.0, math.nan]), "1 of 2 values are no numbers: leave out replicates that failed"),
        (lambda: mean([1.0, math.inf]), "1 of 2 values are after the end: cut them there, or take quantiles"),
        (lambda: mean([[1.0]]), r"not a table of shape \(1, 1\)"),  # type: ignore[list-item]
        (lambda: mean(["a"]), "values must be numbers"),  # type: ignore[list-item]
        (lambda: mean([1.0], level=95.0), "between 0 and 1, such as 0.95; 95.0 does not"),
        (lambda: proportion(3, 2), "3 of 2 is no share"),
        (lambda: proportion(0, 0), "0 of 0 is no share"),
        (lambda: share_up_to([1.0], math.nan), "bound of a share must be a number"),
        (lambda: cut_at([1.0], math.inf), "end of values must be a number, not inf"),
        (lambda: t_factor(0.95, 0), "a degree of freedom, 0 given"),
    ]
    for make, text in mistakes:
        with pytest.raises(StatisticsError, match=text):
            make()
