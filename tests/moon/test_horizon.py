import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.moon import Horizon

NAN = float("nan")


@st.composite
def horizons(draw: st.DrawFn) -> Horizon:
    tenths = draw(st.lists(st.integers(0, 3599), min_size=2, max_size=40, unique=True))
    elevation = draw(st.lists(st.floats(-10, 10), min_size=len(tenths), max_size=len(tenths)))
    return Horizon(np.sort(np.array(tenths)) / 10.0, np.array(elevation))


@given(horizons())
def test_passes_through_its_points(horizon: Horizon):
    np.testing.assert_allclose(horizon.at(horizon.azimuth), horizon.elevation, atol=1e-12)


@given(horizons(), st.floats(0, 360), st.integers(-3, 3))
def test_is_periodic(horizon: Horizon, azimuth: float, turns: int):
    # Steepest slope of the strategy: 20 deg over 0.1 deg; a turn costs the azimuth up to 1e-13 deg.
    assert horizon.at(azimuth + 360.0 * turns) == pytest.approx(float(horizon.at(azimuth)), abs=1e-9)


@given(horizons(), st.floats(-1000, 1000))
def test_stays_within_its_points(horizon: Horizon, azimuth: float):
    assert horizon.elevation.min() - 1e-9 <= horizon.at(azimuth) <= horizon.elevation.max() + 1e-9


def test_is_linear_between_points_and_across_north():
    horizon = Horizon(np.array([10.0, 20.0, 350.0]), np.array([1.0, 3.0, -1.0]))
    np.testing.assert_allclose(horizon.at([15.0, 355.0, 0.0, 5.0, 360.0]), [2.0, -0.5, 0.0, 0.5, 0.0])


def test_keeps_the_shape_of_what_it_is_asked():
    assert Horizon.flat().at(np.zeros((2, 3))).shape == (2, 3)
    assert Horizon.flat().at([]).shape == (0,)


def test_flat():
    np.testing.assert_array_equal(Horizon.flat(1.5).at(np.linspace(-720, 720, 50)), 1.5)


def test_is_a_copy_that_cannot_be_changed():
    elevation = np.zeros(2)
    horizon = Horizon(np.array([0.0, 90.0]), elevation)
    elevation[0] = 5.0
    assert horizon.at(0.0) == 0.0
    with pytest.raises(ValueError, match="read-only"):
        horizon.elevation[0] = 1.0


@pytest.mark.parametrize(
    ("azimuth", "elevation", "message"),
    [
        ([0.0], [1.0], "at least two"),
        ([], [], "at least two"),
        ([0.0, 90.0], [1.0], "one elevation for each"),
        ([[0.0, 90.0]], [[1.0, 2.0]], "one elevation for each"),
        ([0.0, NAN], [1.0, 2.0], "finite"),
        ([0.0, 90.0], [1.0, float("inf")], "finite"),
        ([0.0, 360.0], [1.0, 1.0], "below 360"),
        ([-2.0, 90.0], [1.0, 1.0], "at least 0"),
        ([0.0, 90.0, 90.0], [1.0, 1.0, 1.0], "90 is followed by 90"),
        ([0.0, 90.0, 45.0], [1.0, 1.0, 1.0], "90 is followed by 45"),
        ([0.0, 90.0], [1.0, 91.0], "within -90 to 90"),
    ],
)
def test_unusable_horizons_are_refused(azimuth: list[float], elevation: list[float], message: str):
    with pytest.raises(ValueError, match=message):
        Horizon(np.array(azimuth), np.array(elevation))


@given(horizons(), st.lists(st.tuples(st.floats(-400, 800), st.floats(0, 360)), min_size=1, max_size=5))
def test_extremes_are_those_of_many_azimuths(horizon: Horizon, ranges: list[tuple[float, float]]):
    begin = np.array([first for first, _ in ranges])
    end = begin + np.array([width for _, width in ranges])
    lowest, highest = horizon.extremes(begin, end)
    for k in range(begin.size):
        turns = horizon.azimuth + 360.0 * np.arange(-3, 6)[:, None]
        points = turns[(turns > begin[k]) & (turns < end[k])]
        elevation = horizon.at(np.concatenate([np.linspace(begin[k], end[k], 50), points]))
        assert lowest[k] == pytest.approx(elevation.min(), abs=1e-8)
        assert highest[k] == pytest.approx(elevation.max(), abs=1e-8)
