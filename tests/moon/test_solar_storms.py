"""Solar particle events: when they come, how much they bring."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.moon.solar_storms import Cycle, DoseLaw, draw_storms

YEAR = 8766.0
CYCLE = Cycle(0.5 / YEAR, 5.0 / YEAR, 0.3 * YEAR, 11 * YEAR)
LAW = DoseLaw(1.0, 2190.0, 0.36)


def _storms(replicate: int, hours: float = 11 * YEAR, cycle: Cycle = CYCLE) -> list[tuple[float, float, float]]:
    drawn = draw_storms(np.random.default_rng([7, replicate]), hours, cycle, LAW, 6.0, 72.0)
    return [(storm.begin, storm.end, storm.dose) for storm in drawn]


def test_the_rate_is_least_when_the_sun_is_quiet() -> None:
    assert float(CYCLE.rate(CYCLE.minimum)) == pytest.approx(CYCLE.least)
    assert float(CYCLE.rate(CYCLE.minimum + CYCLE.period / 2)) == pytest.approx(CYCLE.most)


@given(st.floats(0.0, 1e6), st.floats(-1e6, 1e6))
def test_what_is_expected_is_the_integral_of_the_rate(hours: float, minimum: float) -> None:
    cycle = Cycle(CYCLE.least, CYCLE.most, minimum, CYCLE.period)
    moments = (np.arange(4000) + 0.5) / 4000 * hours
    mean = float(cycle.rate(moments).mean()) * hours
    assert float(cycle.expected(hours)) == pytest.approx(mean, rel=1e-4, abs=1e-9)


@given(st.floats(0.0, 500.0), st.floats(-1e6, 1e6), st.floats(0.0, 1.0))
def test_a_time_is_found_again_by_what_is_expected_until_then(expected: float, minimum: float, quiet: float) -> None:
    cycle = Cycle(CYCLE.most * quiet, CYCLE.most, minimum, CYCLE.period)
    assert float(cycle.expected(cycle.reached(expected))) == pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.slow
def test_events_come_as_a_poisson_process_of_that_rate() -> None:
    # In every eighth of a cycle: the mean number is the integral of the rate, and so is its variance.
    replicates = 2000
    edges = np.linspace(0.0, 11 * YEAR, 9)
    counts = np.array(
        [np.histogram([begin for begin, _, _ in _storms(number)], edges)[0] for number in range(replicates)]
    )
    expected = np.diff(CYCLE.expected(edges))
    assert np.all(np.abs(counts.mean(axis=0) - expected) < 4 * np.sqrt(expected / replicates))
    assert counts.var(axis=0) == pytest.approx(expected, rel=0.15)
    # What one span brings says nothing of the next.
    pairs = np.corrcoef(counts.T) - np.eye(8)
    assert np.abs(pairs).max() < 4 / sqrt(replicates)


@pytest.mark.slow
def test_doses_follow_their_law() -> None:
    doses = np.array([dose for number in range(1000) for _, _, dose in _storms(number)])
    assert len(doses) > 25_000
    assert doses.min() >= LAW.smallest
    assert doses.max() <= LAW.largest
    for level in (2.0, 10.0, 50.0, 250.0, 1000.0, 2000.0):
        share = float(LAW.share_above(level))
        assert np.mean(doses > level) == pytest.approx(share, abs=4 * sqrt(share * (1 - share) / len(doses)))
    assert doses.mean() == pytest.approx(LAW.mean(), abs=4 * doses.std() / sqrt(len(doses)))


@pytest.mark.parametrize("exponent", [0.2, 0.36, 1.0, 2.0])
def test_the_dose_law_and_its_inverse(exponent: float) -> None:
    law = DoseLaw(1.0, 2190.0, exponent)
    shares = np.linspace(0.0, 1.0, 101)
    assert law.share_above(law.dose(shares)) == pytest.approx(shares, abs=1e-9)
    assert float(law.dose(0.0)) == pytest.approx(2190.0)
    assert float(law.dose(1.0)) == pytest.approx(1.0)
    middles = (np.arange(1_000_000) + 0.5) / 1_000_000
    assert law.mean() == pytest.approx(float(law.dose(middles).mean()), rel=1e-3)


def test_all_doses_may_be_one() -> None:
    law = DoseLaw(300.0, 300.0, 0.36)
    assert law.dose([0.0, 0.4, 1.0]) == pytest.approx(300.0)
    assert law.mean() == 300.0
    assert law.share_above([299.0, 300.0]).tolist() == [1.0, 0.0]


def test_each_doubling_of_durations_is_as_likely() -> None:
    lengths = np.array([end - begin for number in range(300) for begin, end, _ in _storms(number)])
    assert lengths.min() >= 6.0 - 1e-9
    assert lengths.max() <= 72.0 + 1e-9
    assert np.median(lengths) == pytest.approx(sqrt(6.0 * 72.0), rel=0.05)


@given(st.integers(0, 50), st.floats(0.0, 11.0))
def test_a_longer_span_has_the_same_events_and_more(replicate: int, years: float) -> None:
    whole = _storms(replicate)
    part = _storms(replicate, years * YEAR)
    assert part == whole[: len(part)]
    assert all(begin >= years * YEAR for begin, _, _ in whole[len(part) :])


def test_another_rate_moves_the_events_and_exchanges_none() -> None:
    oftener = _storms(3, cycle=Cycle(CYCLE.least * 2, CYCLE.most * 2, CYCLE.minimum, CYCLE.period))
    seldom = _storms(3)
    assert len(oftener) > len(seldom)
    for (first, _, dose), (then, _, same) in zip(oftener, seldom, strict=False):
        assert dose == same
        assert first < then


def test_a_quiet_sun_sends_nothing() -> None:
    assert _storms(1, cycle=Cycle(0.0, 0.0, 0.0, 11 * YEAR)) == []
