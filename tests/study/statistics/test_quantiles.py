"""Quantiles with what is after the end, and how often their intervals hold the truth."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.study.statistics import BANDS, StatisticsError, quantile, quantiles
from sim.study.statistics.quantiles import ranks
from tests.study.statistics.waiting import margin

INF = math.inf


def test_values_are_those_of_numpy() -> None:
    sample = np.random.default_rng(1).normal(size=31)
    assert [q.value for q in quantiles(sample)] == pytest.approx(np.quantile(sample, BANDS).tolist(), abs=1e-12)


def test_a_quantile_may_be_after_the_end() -> None:
    dates = [9.0, INF, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, INF, INF, INF]
    values = [q.value for q in quantiles(dates, (0.5, 0.6, 0.65, 0.9))]
    # The seventh of eleven is the last by the end: the 0.6 quantile. Beyond it nothing is known but that it is late.
    assert values == [6.0, 9.0, INF, INF]
    assert quantile([INF, INF], 0.5).value == INF


@pytest.mark.parametrize("n", [11, 21, 31, 101])
def test_a_place_that_binary_numbers_miss_is_not_put_after_the_end(n: int) -> None:
    for tenth in range(1, 10):
        place = tenth * (n - 1) // 10
        assert quantile([*range(place + 1), *[INF] * (n - place - 1)], tenth / 10).value == place


def test_the_interval_of_the_median_is_that_of_the_printed_table() -> None:
    # Conover, 1999, table A3; the sign test: of 10 values the second and ninth, of 20 the sixth and fifteenth, ...
    for n, below in ((6, 1), (8, 1), (10, 2), (15, 4), (20, 6), (30, 10), (50, 18)):
        assert ranks(n, 0.5, 0.95) == (below - 1, n - below)
    assert ranks(5, 0.5, 0.95) == (None, None)


@pytest.mark.parametrize("share", [0.05, 0.25, 0.5, 0.9])
@pytest.mark.parametrize("n", [7, 40, 500])
def test_intervals_are_as_sure_as_they_say_exactly(n: int, share: float) -> None:
    stats = pytest.importorskip("scipy.stats", reason="the extra study is not installed")
    below, above = ranks(n, share, 0.95)
    if below is not None:
        # The nearest that keep the level: one place further in, the tail is too large.
        assert stats.binom.cdf(below, n, share) <= 0.025 < stats.binom.cdf(below + 1, n, share)
    else:
        assert stats.binom.cdf(0, n, share) > 0.025
    if above is not None:
        assert stats.binom.sf(above, n, share) <= 0.025 < stats.binom.sf(above - 1, n, share)
    else:
        assert stats.binom.sf(n - 1, n, share) > 0.025


@pytest.mark.parametrize("share", [0.25, 0.5, 0.9])
def test_quantiles_are_covered_where_some_are_after_the_end(share: float) -> None:
    dates = np.random.default_rng(2).exponential(1.0, (3000, 60))
    truth, end = -math.log1p(-share), 1.0
    dates[dates > end] = INF  # more than a third
    held = [q.low <= (truth if truth <= end else INF) <= q.high for q in (quantile(d, share) for d in dates)]
    assert np.mean(held) > 0.95 - margin(0.95, len(held))


def test_few_values_have_no_interval_or_half_of_one() -> None:
    low, middle, high = quantiles(list(range(10)), (0.05, 0.5, 0.95))
    assert (low.low, low.high) == (None, 2.0)
    assert (middle.low, middle.high) == (1.0, 8.0)
    assert (high.low, high.high) == (7.0, None)


def test_a_quantile_is_named_by_a_share() -> None:
    with pytest.raises(StatisticsError, match=r"between 0 and 1, such as 0.5; 50 does not"):
        quantile([1.0], 50)
