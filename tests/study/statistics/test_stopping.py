"""When intervals are narrow enough, and that those which were stopped still hold the truth as often as they say."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.study.statistics import (
    StatisticsError,
    StoppingRule,
    mean,
    quantile,
    runs_needed,
    sequential_interval,
    stops_at,
)
from sim.study.statistics.stopping import widths
from tests.study.statistics.waiting import margin, mean_times

CASES = 4000

Draw = Callable[[np.random.Generator, tuple[int, int]], Any]


def normal(rng: np.random.Generator, shape: tuple[int, int]) -> Any:
    # Far from zero, where sums of squares lose their digits.
    return rng.normal(1e6, 1.0, shape)


def exponential(rng: np.random.Generator, shape: tuple[int, int]) -> Any:
    return rng.exponential(1.0, shape)


def lognormal(rng: np.random.Generator, shape: tuple[int, int]) -> Any:
    return rng.lognormal(0.0, 0.5, shape)


def stopped(samples: Any, rule: StoppingRule) -> tuple[Any, list[Any]]:
    """After how many runs each sample stops, and the interval it has then."""
    looks = rule.looks(samples.shape[-1])
    narrow = widths(samples, looks, rule) <= rule.width
    assert narrow.any(axis=-1).all()
    runs = looks[narrow.argmax(axis=-1)]
    return runs, [sequential_interval(sample[:n], rule) for sample, n in zip(samples, runs, strict=True)]


@pytest.mark.slow
@pytest.mark.parametrize("runs", [40, 90, 160])
@pytest.mark.parametrize(
    ("draw", "truth", "deviation"),
    [
        (normal, 1e6, 1.0),
        (exponential, 1.0, 1.0),
        (lognormal, math.exp(0.125), math.sqrt(math.expm1(0.25)) * math.exp(0.125)),
    ],
)
def test_stopped_means_are_covered(draw: Draw, truth: float, deviation: float, runs: int) -> None:
    rule = StoppingRule(width=2 * 1.96 * deviation / math.sqrt(runs))
    at, found = stopped(draw(np.random.default_rng(runs), (CASES, 4 * runs + 200)), rule)
    assert all(estimate.width <= rule.width * (1 + 1e-9) for estimate in found)
    held = np.mean([estimate.holds(truth) for estimate in found])
    assert held > 0.95 - margin(0.95, CASES)
    # What it costs to look: some ten runs, and some more of a skewed figure.
    assert runs <= at.mean() < runs + 35


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.25, 0.5, 0.9])
@pytest.mark.parametrize("runs", [60, 200])
def test_stopped_quantiles_are_covered(share: float, runs: int) -> None:
    # Of an exponential the density at a quantile is 1 - share. What is far out is after the end.
    rule = StoppingRule(width=2 * 1.96 * math.sqrt(share / (1 - share) / runs), quantile=share)
    dates = np.random.default_rng(runs).exponential(1.0, (CASES, 4 * runs + 200))
    dates[dates > 4.0] = math.inf
    _, found = stopped(dates, rule)
    assert all(estimate.level == 0.95 for estimate in found)
    assert np.mean([estimate.holds(-math.log1p(-share)) for estimate in found]) > 0.95 - margin(0.95, CASES)


@pytest.mark.slow
def test_a_queue_that_is_looked_at_is_covered() -> None:
    (times,) = mean_times(np.random.default_rng(5), (1500, 160), 1.0, customers=100)
    _, found = stopped(times, StoppingRule(width=0.45))
    assert np.mean([estimate.holds(2.0) for estimate in found]) > 0.95 - margin(0.95, len(found))


def test_it_stops_at_a_look_and_only_what_came_before_decides() -> None:
    values = np.random.default_rng(1).normal(size=400)
    rule = StoppingRule(width=0.4, minimum=20, batch=25)
    n = stops_at(values, rule)
    assert n is not None
    assert (n - 20) % 25 == 0
    assert stops_at([*values[:n], *np.full(99, 1e9)], rule) == n
    assert stops_at(values[: n - 1], rule) is None
    assert sequential_interval(values[:n], rule).width <= 0.4  # type: ignore[operator]
    assert sequential_interval(values[: n - 25], rule).width > 0.4  # type: ignore[operator]


def test_looks_follow_each_other() -> None:
    rule = StoppingRule(width=1.0, minimum=30, batch=10)
    assert rule.looks(55).tolist() == [30, 40, 50]
    assert rule.looks(29).tolist() == []
    assert [rule.next_look(n) for n in (0, 29, 30, 39, 40)] == [30, 30, 40, 40, 50]


def test_the_interval_that_is_looked_at_is_wider_than_that_of_a_number_fixed_before() -> None:
    values = np.random.default_rng(2).exponential(size=50)
    for share, plain in ((None, mean(values)), (0.5, quantile(values, 0.5))):
        looked = sequential_interval(values, StoppingRule(width=1.0, quantile=share))
        assert looked.value == plain.value
        assert looked.width > plain.width  # type: ignore[operator]


def test_how_many_it_takes_is_about_right() -> None:
    values = np.random.default_rng(3).normal(size=2000)
    for share in (None, 0.5):
        rule = StoppingRule(width=0.15, quantile=share)
        n = stops_at(values, rule)
        guess = runs_needed(values[:200], rule)
        assert guess == pytest.approx(n, rel=0.4)
        assert runs_needed(values, rule) == n
        assert guess in rule.looks(5000)


def test_what_does_not_vary_or_is_not_reached_does_not_stop() -> None:
    assert stops_at([1.0] * 100, StoppingRule(width=0.5)) is None
    assert runs_needed([1.0] * 100, StoppingRule(width=0.5)) is None
    assert sequential_interval([1.0] * 100, StoppingRule(width=0.5)).width == 0.0
    late = [float(n) if n % 10 < 3 else math.inf for n in range(100)]
    assert stops_at(late, StoppingRule(width=1e9, quantile=0.5)) is None
    assert stops_at([math.inf] * 100, StoppingRule(width=1e9, quantile=0.5)) is None
    assert runs_needed(late, StoppingRule(width=1e9, quantile=0.5)) is None
    assert stops_at(late, StoppingRule(width=1e9, quantile=0.1)) is not None
    with pytest.raises(StatisticsError, match="70 of 100 values are after the end"):
        stops_at(late, StoppingRule(width=1.0))


def test_too_few_runs_do_not_stop() -> None:
    assert stops_at([1.0, 2.0], StoppingRule(width=1e9)) is None
    assert sequential_interval([1.0], StoppingRule(width=1e9)).width is None


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ({"width": 0.0}, "must be larger than nothing, not 0"),
        ({"width": math.inf}, "not inf"),
        ({"width": 1.0, "quantile": 50.0}, "between 0 and 1"),
        ({"width": 1.0, "level": 95.0}, "between 0 and 1"),
        ({"width": 1.0, "minimum": 1}, "two runs at least"),
        ({"width": 1.0, "batch": 0}, "every other one more"),
    ],
)
def test_rules_that_make_no_sense_are_refused(wrong: dict[str, float], text: str) -> None:
    with pytest.raises(StatisticsError, match=text):
        StoppingRule(**wrong)  # type: ignore[arg-type]
