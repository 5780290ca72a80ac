"""What runs must come to: how it is written, in which units, and how it is judged."""

import datetime as dt

import numpy as np
import pytest

from sim.study.errors import StudyError
from sim.study.requirement import Requirement, requirement_of

START = dt.datetime(2031, 1, 1)
SPAN = 8766.0 * 5


def read(text: str) -> Requirement:
    return requirement_of(text, START, SPAN, "--require")


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("energy.survival_availability >= 0.999 in 95 %", 0.999),
        ("energy.survival_availability>=99.9 % in 95%", 0.999),
        ("station.landed_mass <= 18 t in 50 %", 18_000.0),
        ("station.landed_mass <= 18000 in 50 %", 18_000.0),
        ("shelter.wall.complete <= 2031-01-11 in 80 %", 240.0),
    ],
)
def test_bounds_are_in_the_unit_of_the_measure(text: str, bound: float) -> None:
    assert read(text).bound == pytest.approx(bound)


def test_it_is_met_by_a_share_of_the_draws_and_what_is_after_the_end_is_late() -> None:
    by = read("shelter.wall.complete <= 2031-01-11 in 80 %")
    assert by.met(np.array([1.0, 240.0, 241.0, np.inf])).value == 0.5
    least = read("bricks.laid >= 10 in 80 %")
    assert least.met(np.array([9.0, 10.0, 11.0, 12.0])).value == 0.75


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("bricks.laid 10", "write KPI >= VALUE or KPI <= VALUE"),
        ("bricks.laid >= 10 in 0 %", "more than 0 and at most 100 %"),
        ("bricks.laid >= 10 in 101 %", "more than 0 and at most 100 %"),
        ("bricks.lad >= 10 in 90 %", 'did you mean "bricks.laid"?'),
        ("bricks.laid >= 10 kg in 90 %", "a pure number is due, not in kg"),
        ("station.landed_mass <= 10 kWh in 90 %", "it is given in kg, not in kWh"),
        ("station.landed_mass <= ten in 90 %", "'ten' is no number of kg"),
        ("shelter.wall.complete <= 12 in 90 %", "12 is no UTC date"),
    ],
)
def test_what_is_wrong_with_it_is_said(text: str, part: str) -> None:
    with pytest.raises(StudyError) as caught:
        read(text)
    assert part in str(caught.value)
    assert text.split(maxsplit=1)[0] in str(caught.value)
