"""How evenly something is shared, against shares that are known."""

from __future__ import annotations

import pytest

from sim.station.partners.sharing import gini, largest_share, quantile


def test_all_alike_and_one_for_all() -> None:
    assert gini([3, 3, 3, 3]) == 0.0
    assert gini([0, 0, 0, 5]) == pytest.approx(0.75)  # 1 - 1/n
    assert gini([1, 2, 3, 4]) == pytest.approx(0.25)
    assert gini([4, 1, 3, 2]) == gini([1, 2, 3, 4])
    assert gini([]) is None
    assert gini([0, 0]) is None


def test_largest_share() -> None:
    assert largest_share([1, 3, 1]) == 0.6
    assert largest_share([]) is None


def test_quantiles_lie_between_neighbours() -> None:
    assert quantile([4.0, 1.0, 2.0, 3.0], 0.5) == 2.5
    assert quantile(range(11), 0.9) == 9.0
    assert quantile([7.0], 0.9) == 7.0
    assert quantile([], 0.9) is None
