"""Which variant is best: shares of draws, ties, draws that nobody ends, and what noise leaves open."""

import math

import numpy as np
import pytest

from sim.study.sweeps.race import race, subset

LATE = math.inf


def test_shares_of_draws_are_counted_and_ties_are_shared() -> None:
    found = race(np.array([[1.0, 5.0, 2.0, 7.0], [2.0, 5.0, 1.0, 1.0]]), better=1)
    assert [one.value for one in found.best] == [0.625, 0.375]
    assert found.order == (0, 1)
    assert found.nobody.value == 0.0


def test_of_dates_the_earliest_is_best_and_a_draw_that_nobody_ends_is_nobodys() -> None:
    found = race(np.array([[10.0, LATE, LATE, 30.0], [20.0, 50.0, LATE, LATE]]), better=-1, end=100.0)
    assert [one.value for one in found.best] == [0.5, 0.25]
    assert found.nobody.value == 0.25
    # 10 + 100 + 100 + 30 is less than 20 + 50 + 100 + 100.
    assert found.leader == 0


def test_the_leader_is_sure_where_every_pair_differs_alike_and_not_where_they_cross() -> None:
    noise = np.random.default_rng(1).normal(size=50)
    together = race(np.stack([noise + 1.0, noise, noise - 1.0]), better=1)
    assert together.sure
    assert together.order == (0, 1, 2)
    own = np.random.default_rng(2).normal(size=(2, 50))
    assert not race(own, better=1).sure
    assert race(own, better=1).rivals == (race(own, better=1).order[1],)


def test_one_draw_tells_nothing_of_luck() -> None:
    assert race(np.array([[3.0], [1.0]]), better=1).rivals == (1,)


def test_what_lacks_the_measure_is_never_best() -> None:
    found = race(np.array([[1.0, 2.0, 3.0], [math.nan] * 3]), better=1)
    assert found.leader == 0
    assert found.best[1].value == 0.0
    assert found.sure


def test_a_subset_keeps_the_places_of_all() -> None:
    values = np.array([[9.0, 9.0], [1.0, 1.0], [5.0, 5.0]])
    found = subset(values, [1, 2], better=1)
    assert found.order == (2, 1)
    assert [one.value for one in found.best] == [0.0, 0.0, 1.0]


@pytest.mark.slow
def test_a_sure_leader_is_rarely_wrong() -> None:
    """Of variants that are alike, one is said to be ahead beyond noise in one of twenty studies at most."""
    rng = np.random.default_rng(3)
    said = sum(race(rng.normal(size=(5, 20)), better=1).sure for _ in range(400))
    assert said / 400 <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / 400)


def test_the_share_is_the_known_chance_of_being_best() -> None:
    """Of two normal values whose means differ by d the larger mean is larger in a draw with chance F(d / sqrt 2)."""
    rng = np.random.default_rng(4)
    values = rng.normal(size=(2, 20_000)) + np.array([[1.0], [0.0]])
    chance = 0.5 * (1 + math.erf(1.0 / 2.0))
    best = race(values, better=1).best[0]
    assert best.holds(chance)
    assert best.value == pytest.approx(chance, abs=0.01)
