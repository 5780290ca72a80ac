"""Thinning that stays honest: exact means, exact extremes."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine import Channel
from sim.view.kit import binning

points = st.lists(st.tuples(st.floats(0.01, 30), st.floats(-50, 50)), min_size=1, max_size=30)
kinds = st.sampled_from(["step", "linear"])


def channel(gaps: list[tuple[float, float]], kind: str) -> Channel:
    times = np.concatenate(([0.0], np.cumsum([g for g, _ in gaps])))
    values = np.array([0.0, *(v for _, v in gaps)])
    if kind == "step":
        values[-1] = values[-2]
    return Channel("x", "kW", kind, times, values)  # type: ignore[arg-type]


@given(points, kinds, st.integers(1, 12))
def test_means_are_those_of_the_channel(gaps: list[tuple[float, float]], kind: str, count: int) -> None:
    history = channel(gaps, kind)
    edges = np.linspace(0.0, history.times[-1], count + 1)
    expected = [history.mean(a, b) for a, b in itertools.pairwise(edges)]
    assert binning.means(history, edges) == pytest.approx(expected, rel=1e-7, abs=1e-7)


@given(points, kinds, st.integers(1, 12))
def test_envelopes_hold_every_value_and_no_more(gaps: list[tuple[float, float]], kind: str, count: int) -> None:
    history = channel(gaps, kind)
    edges = np.linspace(0.0, history.times[-1], count + 1)
    low, high = binning.envelope(history, edges)
    for a, b, lowest, highest in zip(edges[:-1], edges[1:], low, high, strict=True):
        inside = np.concatenate(([a], history.times[(history.times > a) & (history.times < b)]))
        values = history.at(inside)
        if kind == "linear":
            values = np.append(values, history.at(b))
        assert lowest == values.min()
        assert highest == values.max()


def test_shares_of_states_sum_to_one() -> None:
    rng = np.random.default_rng(3)
    times = np.sort(rng.uniform(0, 100, 400))
    history = Channel("s", "state", "step", times, rng.integers(0, 5, 400).astype(float), tuple("abcde"))
    edges = np.linspace(times[0], times[-1], 14)
    assert sum(binning.shares(history, edges, (i,)) for i in range(5)) == pytest.approx(np.ones(13))


@pytest.mark.parametrize("kind", ["step", "linear"])
def test_a_thinned_line_keeps_a_single_spike(kind: str) -> None:
    times = np.arange(200_000.0)
    values = np.sin(times / 900)
    values[123_456] = 40.0
    values[77_777] = -30.0
    x, y = binning.line(Channel("x", "1", kind, times, values), 0.0, times[-1], columns=1000)  # type: ignore[arg-type]
    assert len(x) == len(y) == 2000
    assert y.max() == 40.0
    assert y.min() == -30.0
    assert np.all(np.diff(x) >= 0)


def test_a_short_line_is_what_was_recorded() -> None:
    history = Channel("x", "1", "step", np.array([0.0, 2.0, 5.0]), np.array([1.0, 3.0, 3.0]))
    x, y = binning.line(history, 1.0, 5.0)
    assert x.tolist() == [1.0, 2.0, 2.0, 5.0]
    assert y.tolist() == [1.0, 1.0, 3.0, 3.0]


def test_a_jump_of_a_line_is_no_slope() -> None:
    """A store that a delivery fills at once does not fill up slowly before it, and its highest level is not lost."""
    history = Channel("x", "kg", "linear", np.array([0.0, 4.0, 4.0, 10.0]), np.array([8.0, 9.0, 1.0, 1.0]))
    x, y = binning.line(history, 0.0, 10.0)
    assert x.tolist() == [0.0, 4.0, 4.0, 10.0]
    assert y.tolist() == [8.0, 9.0, 1.0, 1.0]
    low, high = binning.envelope(history, np.array([0.0, 5.0, 10.0]))
    assert (low.tolist(), high.tolist()) == ([1.0, 1.0], [9.0, 1.0])
    low, high = binning.envelope(history, np.array([0.0, 4.0, 10.0]))
    assert (low.tolist(), high.tolist()) == ([1.0, 1.0], [9.0, 1.0])


def test_bins_follow_the_span() -> None:
    day = 24.0
    assert binning.natural_bins(0.0, 60 * day) is None
    days = binning.natural_bins(0.0, 61 * day)
    assert days is not None
    assert (days.label, len(days.centres)) == ("day", 61)
    lunations = binning.natural_bins(0.0, 1826 * day)
    assert lunations is not None
    assert (lunations.label, len(lunations.centres)) == ("lunar day", 62)
    assert lunations.edges[-1] == 1826 * day


def test_a_sliver_at_the_end_joins_the_bin_before() -> None:
    assert binning.bins(0.0, 10.5, 5.0, "x").edges.tolist() == [0.0, 5.0, 10.5]
    assert binning.bins(0.0, 12.0, 5.0, "x").edges.tolist() == [0.0, 5.0, 10.0, 12.0]
    with pytest.raises(ValueError, match="empty span"):
        binning.bins(3.0, 3.0, 1.0, "x")


def test_a_jump_of_a_straight_line_stays_a_jump() -> None:
    """A battery that gives a share at once: before and after it at one time, not a slope from the point before."""
    times, values = np.array([0.0, 4.0, 4.0, 9.0]), np.array([3.0, 3.0, 2.0, 1.0])
    drawn = binning.line(Channel("charge", "kWh", "linear", times, values), 1.0, 8.0)
    assert [each.tolist() for each in drawn] == [[1.0, 4.0, 4.0, 8.0], [3.0, 3.0, 2.0, pytest.approx(1.2)]]
