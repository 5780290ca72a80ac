"""What a variant must meet: how it is written, in which units, and how it is judged."""

import datetime as dt

import numpy as np
import pytest

from sim.study.errors import StudyError
from sim.study.sweeps.requirement import requirement_of
from tests.study.sweeps.made_up import measure

START = dt.datetime(2031, 1, 1)
NAMES = ("energy.survival_availability", "station.landed_mass", "shelter.wall.complete", "bricks.laid")
MEASURES = {name: measure(name) for name in NAMES}


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
    assert requirement_of(text).bound(MEASURES, START) == pytest.approx(bound)


def test_it_is_met_by_a_share_of_the_draws_and_what_is_after_the_end_is_late() -> None:
    by = requirement_of("shelter.wall.complete <= 2031-01-11 in 80 %")
    assert by.met(np.array([1.0, 240.0, 241.0, np.inf]), 240.0).value == 0.5
    least = requirement_of("bricks.laid >= 10 in 80 %")
    assert least.met(np.array([9.0, 10.0, 11.0, 12.0]), 10.0).value == 0.75


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("bricks.laid 10", "write KPI >= VALUE in SHARE %"),
        ("bricks.laid >= 10 in 0 %", "write KPI >= VALUE in SHARE %"),
        ("bricks.laid >= 10 in 101 %", "write KPI >= VALUE in SHARE %"),
        ("bricks.lad >= 10 in 90 %", 'did you mean "bricks.laid"?'),
        ("bricks.laid >= 10 kg in 90 %", "Bricks laid is a pure number, not in kg"),
        ("station.landed_mass <= 10 kWh in 90 %", "given in kg, not in kWh"),
        ("station.landed_mass <= ten in 90 %", "'ten' is not a number"),
        ("shelter.wall.complete <= 12 in 90 %", "is a date, such as 2034-06-30"),
    ],
)
def test_what_is_wrong_with_it_is_said(text: str, part: str) -> None:
    with pytest.raises(StudyError) as caught:
        requirement_of(text).bound(MEASURES, START)
    assert part in str(caught.value)
    assert text in str(caught.value)
