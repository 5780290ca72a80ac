import numpy as np
import pytest

from sim.moon.link import free_space_path_loss, light_time


def test_twice_the_distance_or_frequency_costs_six_decibels():
    base = free_space_path_loss(1000.0, 8.0)
    assert free_space_path_loss(2000.0, 8.0) - base == pytest.approx(20.0 * np.log10(2.0))
    assert free_space_path_loss(1000.0, 16.0) - base == pytest.approx(20.0 * np.log10(2.0))


def test_arrays_keep_their_shape():
    assert free_space_path_loss(np.ones((2, 3)), 26.0).shape == (2, 3)
    assert light_time(np.ones(4)).shape == (4,)


@pytest.mark.parametrize("wrong", [0.0, -1.0, float("nan"), float("inf")])
def test_distances_and_frequencies_must_be_positive(wrong: float):
    with pytest.raises(ValueError, match="distance"):
        free_space_path_loss(wrong, 8.0)
    with pytest.raises(ValueError, match="frequency"):
        free_space_path_loss(1000.0, wrong)
    with pytest.raises(ValueError, match="distance"):
        light_time([1.0, wrong])
