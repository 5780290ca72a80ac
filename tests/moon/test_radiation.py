"""Radiation: what is left under matter, and how it swings with the Sun."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.moon.radiation import (
    BUILD_UP,
    FALL,
    activity,
    areal_density,
    galactic_rate,
    galactic_share,
    mean_galactic_rate,
    particle_share,
)


def test_the_peak_lies_where_the_law_puts_it() -> None:
    # d/dx (1 + x/60) exp(-x/85) = 0 at x = 85 - 60.
    peak = FALL - BUILD_UP
    depths = np.linspace(0, 200, 20_001)
    assert depths[np.argmax(galactic_share(depths))] == pytest.approx(peak, abs=0.01)
    assert float(galactic_share(peak)) == pytest.approx(1.056, abs=0.001)


@pytest.mark.parametrize(("metres", "left"), [(0.5, 0.91), (1.0, 0.56), (2.0, 0.15), (3.0, 0.032)])
def test_shares_under_loose_regolith(metres: float, left: float) -> None:
    assert float(galactic_share(areal_density(metres, 1600.0))) == pytest.approx(left, abs=0.006)


def test_nothing_overhead_takes_nothing_away() -> None:
    assert float(galactic_share(0.0)) == 1.0
    assert float(particle_share(0.0, 5.0)) == 1.0
    assert float(particle_share(5.0, 5.0)) == pytest.approx(0.5)


def test_the_background_is_strongest_when_the_sun_is_quiet() -> None:
    period = 11 * 8766.0
    assert float(galactic_rate(100.0, 0.04, 0.012, 100.0, period)) == pytest.approx(0.04)
    assert float(galactic_rate(100.0 + period / 2, 0.04, 0.012, 100.0, period)) == pytest.approx(0.012)
    assert float(activity(100.0 + period / 4, 100.0, period)) == pytest.approx(0.5)


@given(st.floats(-1e5, 1e5), st.floats(1.0, 3e4))
def test_the_mean_over_a_span_is_that_of_its_moments(begin: float, length: float) -> None:
    law = (0.04, 0.012, 500.0, 96_426.0)
    moments = begin + (np.arange(2000) + 0.5) / 2000 * length
    exact = float(mean_galactic_rate(begin, begin + length, *law))
    assert exact == pytest.approx(float(galactic_rate(moments, *law).mean()), rel=1e-5)
