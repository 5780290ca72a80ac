"""Hops: level ground by hand, up and down, and what they cost."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.moon.constants import GRAVITY, R_MOON_KM
from sim.moon.hop import ground_distance, hop_delta_v, hop_hours, hop_speeds, propellant


def test_gravity_is_that_of_the_moon() -> None:
    assert pytest.approx(1.624, abs=5e-4) == GRAVITY


def test_a_hop_over_level_ground_by_hand() -> None:
    """10 km: sqrt(1.6242 x 10,000) = 127.44 m/s at either end, 254.9 m/s in all, 111 s of flight at 45 deg."""
    assert hop_speeds(10_000) == pytest.approx((127.44, 127.44), abs=0.01)
    assert hop_delta_v(10_000) == pytest.approx(2 * math.sqrt(GRAVITY * 10_000), rel=1e-12)
    assert hop_hours(10_000) * 3600 == pytest.approx(math.sqrt(2 * 10_000 / GRAVITY), rel=1e-12)


@pytest.mark.parametrize("climb", [-4400.0, -300.0, 250.0, 4400.0])
def test_no_slower_parabola_gets_there(climb: float) -> None:
    distance = 9000.0
    first, last = hop_speeds(distance, climb)
    angles = np.linspace(0.001, math.pi / 2 - 0.001, 200_001)
    drop = distance * np.tan(angles) - climb
    squares = GRAVITY * distance**2 / (2 * np.cos(angles) ** 2 * np.where(drop > 0, drop, np.nan))
    assert first == pytest.approx(math.sqrt(np.nanmin(squares)), rel=1e-6)
    assert first**2 - last**2 == pytest.approx(2 * GRAVITY * climb, rel=1e-9)
    angle = angles[np.nanargmin(squares)]
    assert hop_hours(distance, climb) * 3600 == pytest.approx(distance / (first * math.cos(angle)), rel=1e-4)


def test_there_costs_as_much_as_back() -> None:
    assert hop_delta_v(26_000, -4400) == hop_delta_v(26_000, 4400) > hop_delta_v(26_000)
    assert hop_delta_v(0.0, 0.0) == 0.0


def test_distance_along_the_sphere() -> None:
    """From the rim to the floor of Shackleton: 26 km, a degree of latitude being 30.32 km."""
    degree = 2 * math.pi * R_MOON_KM * 1000 / 360
    assert degree == pytest.approx(30_323, abs=1)
    assert ground_distance(-89, 10, -88, 10) == pytest.approx(degree)
    assert ground_distance(-90, 0, -88, 123) == pytest.approx(2 * degree)
    assert ground_distance(-88.80638, 123.7084, -89.67, 129.78) == pytest.approx(26_300, rel=0.01)
    assert ground_distance(-88.8, 123.4, -88.8, 123.4) == 0.0


def test_propellant_by_tsiolkovsky() -> None:
    """300 s and 254.9 m/s: 1 - exp(-254.9 / 2942.0) = 8.3 % of the mass."""
    assert propellant(100.0, 254.88, 300.0) == pytest.approx(8.299, abs=0.005)
    assert propellant(100.0, 0.0, 300.0) == 0.0
    both = propellant(100.0, 100.0, 300.0)
    both += propellant(100.0 - both, 50.0, 300.0)
    assert both == pytest.approx(propellant(100.0, 150.0, 300.0))
