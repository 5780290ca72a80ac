"""Differences of pairs: what is beyond noise, how much it matters, and dates after the end."""

import math

import numpy as np
import pytest

from sim.study.pairs.difference import Difference
from sim.study.replicates.measures import CHIEF
from tests.study.pairs.making import HOURS, MEASURES, days


def difference(name: str, first: list[float], this: list[float], whole: tuple[float, ...] = ()) -> Difference:
    return Difference(MEASURES[name], np.array(first), np.array(this), HOURS, whole)


def test_zero_within_the_interval_is_noise_and_outside_is_none() -> None:
    rng = np.random.default_rng(1)
    luck = rng.normal(0.0, 42.0, 40)
    first = days(*(1000.0 + luck))
    noise = difference(CHIEF, first, days(*(1000.0 + luck + rng.normal(0.5, 12.0, 40))))
    assert noise.within_noise
    assert noise.weight == 0.0
    assert noise.better == 0
    sooner = difference(CHIEF, first, days(*(960.0 + luck + rng.normal(0.0, 12.0, 40))))
    assert not sooner.within_noise
    assert sooner.better == 1
    # Beyond noise lie less than the 40 days of the mean, and a month is what matters.
    assert -40.0 / 30.0 < sooner.weight < -1.0
    assert sooner.paired.mean.value / 24.0 == pytest.approx(-40.0, abs=6.0)
    assert sooner.paired.runs_saved > 100


def test_a_difference_that_is_always_the_same_is_no_noise() -> None:
    lighter = difference("station.landed_mass", [17873.0] * 5, [11099.0] * 5)
    assert lighter.constant
    assert not lighter.within_noise
    # A twentieth of the larger matters, and less mass is better.
    assert lighter.weight == pytest.approx(-6774.0 / 17873.0 / 0.05)
    alike = difference("station.landed_mass", [17873.0] * 5, [17873.0] * 5)
    assert alike.same
    assert not alike.constant
    assert not alike.within_noise
    assert alike.better == 0


def test_one_pair_is_noise_whatever_it_says() -> None:
    assert difference("station.landed_mass", [17873.0], [11099.0]).within_noise


def test_dates_after_the_end_are_cut_there_and_counted_in_who_comes_to_them() -> None:
    first = days(*[1000.0 + i for i in range(20)])
    never = days(*[1000.0 + i for i in range(10)], *[math.inf] * 10)
    late = difference(CHIEF, first, never)
    assert late.paired.cut == 10
    assert late.reached is not None
    assert late.reached.value == -0.5
    assert not late.within_noise
    assert late.better == -1
    # Of what never came, half of the whole run counts as lateness, less the noise.
    assert late.weight > (HOURS / 24.0) * 0.2 / 30.0
    assert late.middles[0] == pytest.approx(24.0 * 1009.5)


def test_nothing_is_said_of_a_date_that_no_run_came_to() -> None:
    never = difference(CHIEF, [math.inf] * 6, [math.inf] * 6)
    assert never.same
    assert never.weight == 0.0


def test_what_is_neither_better_nor_worse_has_no_weight() -> None:
    measure = MEASURES["station.landed_mass"]
    other = type(measure)("energy.generated", "kWh", "Energy generated", "Energy")
    one = Difference(other, np.array([1.0, 2.0, 3.0]), np.array([11.0, 12.0, 13.0]), HOURS)
    assert one.paired.better is None
    assert one.weight == 0.0
