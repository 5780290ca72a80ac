from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.moon import EphemerisRangeError, Horizon, Intervals, Observer, earth_intervals, earth_visible, utc_hours
from sim.moon.visibility import between, bisect

START = date(2031, 1, 1)
SITE = Observer(-88.705, 291.67, elevation=1777.0, mast=10.0)


@st.composite
def intervals(draw: st.DrawFn) -> Intervals:
    edges = sorted(draw(st.lists(st.floats(0, 100), max_size=20).filter(lambda x: len(x) % 2 == 0)))
    return Intervals(0.0, 100.0, np.array(edges))


@given(intervals())
def test_intervals_and_gaps_fill_the_span(given_: Intervals):
    assert given_.lengths().sum() + given_.gaps().sum() == pytest.approx(100.0)
    assert given_.share() == pytest.approx(1.0 - given_.gaps().sum() / 100.0, abs=1e-12)
    assert given_.longest_gap() <= 100.0
    assert Intervals.of(0.0, 100.0, given_.pairs()).edges.tolist() == given_.edges.tolist()


def test_figures_of_intervals():
    seen = Intervals(0.0, 10.0, np.array([1.0, 4.0, 8.0, 9.0]))
    assert seen.pairs() == [(1.0, 4.0), (8.0, 9.0)]
    assert seen.share() == pytest.approx(0.4)
    assert seen.longest_gap() == 4.0


def test_nothing_and_always():
    never = Intervals.of(0.0, 10.0, [])
    assert (never.share(), never.longest_gap(), never.pairs()) == (0.0, 10.0, [])
    always = Intervals.of(0.0, 10.0, [(0.0, 10.0)])
    assert (always.share(), always.longest_gap()) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("start", "end", "edges", "message"),
    [
        (5.0, 5.0, [], "empty"),
        (0.0, 10.0, [1.0], "begin and an end"),
        (0.0, 10.0, [4.0, 1.0], "increase"),
        (0.0, 10.0, [4.0, 11.0], "within the span"),
        (0.0, 10.0, [-1.0, 11.0], "within the span"),
        (0.0, 10.0, [float("nan"), 5.0], "increase"),
    ],
)
def test_unusable_intervals_are_refused(start: float, end: float, edges: list[float], message: str):
    with pytest.raises(ValueError, match=message):
        Intervals(start, end, np.array(edges))


def test_bisection_finds_many_crossings_at_once():
    roots = np.array([0.1, 1.7, 2.25])
    rising = np.array([True, False, True])
    found = bisect(lambda t: (t > roots) == rising, np.array([0.0, 1.0, 2.0]), np.array([1.0, 2.0, 3.0]), ~rising, 1e-9)
    np.testing.assert_allclose(found, roots, atol=1e-9)
    empty = np.array([])
    assert bisect(lambda t: t > 0, empty, empty, empty.astype(bool), 1e-9).size == 0


@pytest.mark.parametrize(
    ("crossings", "up", "expected"),
    [
        ([], False, []),
        ([], True, [(0.0, 9.0)]),
        ([2.0], False, [(2.0, 9.0)]),
        ([2.0], True, [(0.0, 2.0)]),
        ([2.0, 5.0], True, [(0.0, 2.0), (5.0, 9.0)]),
    ],
)
def test_between(crossings: list[float], up: bool, expected: list[tuple[float, float]]):
    assert between(np.array(crossings), up, 9.0) == expected


def test_earth_crosses_the_skyline_at_the_edges_to_a_second():
    horizon = Horizon(np.array([0.0, 90.0, 180.0, 270.0]), np.array([1.0, -1.0, 2.0, 0.0]))
    hours = 4000.0
    found = earth_intervals(SITE, horizon, START, hours)
    assert len(found) > 3
    inner = np.array([t for pair in found for t in pair if 0.0 < t < hours])
    second = 1.0 / 3600.0
    before = earth_visible(SITE, horizon, utc_hours(START, inner - second))
    after = earth_visible(SITE, horizon, utc_hours(START, inner + second))
    assert (before != after).all()


def test_earth_intervals_agree_with_dense_samples():
    times = (np.arange(20_000) + 0.5) * 0.1
    share = earth_visible(SITE, Horizon.flat(), utc_hours(START, times)).mean()
    found = Intervals.of(0.0, 2000.0, earth_intervals(SITE, Horizon.flat(), START, 2000.0))
    assert found.share() == pytest.approx(share, abs=1e-4)


def test_earth_never_sets_on_the_near_side_nor_rises_on_the_far_side():
    assert earth_intervals(Observer(0.0, 0.0), Horizon.flat(), START, 3000.0) == [(0.0, 3000.0)]
    assert earth_intervals(Observer(0.0, 180.0), Horizon.flat(), START, 3000.0) == []


@pytest.mark.parametrize(("hours", "step"), [(0.0, 0.25), (float("nan"), 0.25), (10.0, 0.0)])
def test_unusable_runs_are_refused(hours: float, step: float):
    with pytest.raises(ValueError, match="positive"):
        earth_intervals(SITE, Horizon.flat(), START, hours, step=step)


def test_a_run_beyond_the_ephemeris_is_refused():
    with pytest.raises(EphemerisRangeError):
        earth_intervals(SITE, Horizon.flat(), date(2055, 12, 31), 25.0)
