"""What is to be sized and what is asked of it is read as it is meant, and refused where it says nothing."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest

from sim.scenario import Scenario, ScenarioError
from sim.study.errors import StudyError
from sim.study.replicates.variants import Drawing
from sim.study.requirement import Requirement, requirement_of
from sim.study.sizing.asked import least_runs
from sim.study.sizing.run import question_of
from sim.study.sizing.variables import Designs, variable_of
from sim.study.statistics import proportion

START = dt.datetime(2031, 1, 1)
SPAN = 5 * 8766.0
BATTERY = "energy.batteries.main.capacity"


@pytest.mark.parametrize(
    ("text", "unit", "sizes"),
    [
        (f"{BATTERY}=600 kWh:3000 kWh", "kWh", (600.0, 620.0, 3000.0, 121)),
        (f"{BATTERY}=600:3000 kWh", "kWh", (600.0, 620.0, 3000.0, 121)),
        (f"{BATTERY}=600 kWh:3 MWh:0.5 MWh", "MWh", (0.6, 1.1, 3.0, 6)),
        (f"{BATTERY}=600:3000:500 kWh", "kWh", (600.0, 1100.0, 3000.0, 6)),
        ("energy.arrays.modules.count=1:4", "1", (1.0, 2.0, 4.0, 4)),
        ("tools.excavators.digger.count=1:9:2", "1", (1.0, 3.0, 9.0, 5)),
        ("tools.printers.solar.mirror_area=3:4 m^2", "m^2", (3.0, 3.01, 4.0, 101)),
    ],
)
def test_a_range_is_read_with_its_unit_and_step(
    baseline: Scenario, text: str, unit: str, sizes: tuple[float, float, float, int]
) -> None:
    found = variable_of(baseline, text)
    assert found.unit == unit
    assert (found.sizes[0], found.sizes[1], found.sizes[-1], len(found.sizes)) == sizes


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("energy.batteries.main.capacty=1:2 kWh", "did you mean"),
        (f"{BATTERY}=600:3000", "has no unit"),
        (f"{BATTERY}=600 kWh", "is no range; write LOW:HIGH"),
        (f"{BATTERY}=600 kg:700 kWh", "wrong dimension"),
        (f"{BATTERY}=700:600 kWh", "the smallest comes first"),
        (f"{BATTERY}=-5:600 kWh", "is impossible"),
        (f"{BATTERY}=5:600:0 kWh", "leads nowhere"),
        (f"{BATTERY}=5:600:0.0001 kWh", "more than 100,000 sizes"),
        ("energy.arrays.modules.count=1:4:0.5", "is a count"),
        ("title=1:2", "only numbers can be sized"),
        ("capacity", "write KEY=LOW:HIGH"),
    ],
)
def test_what_is_no_range_is_refused_with_a_remedy(baseline: Scenario, text: str, says: str) -> None:
    with pytest.raises(ScenarioError, match=says) as error:
        variable_of(baseline, text)
    assert str(error.value).startswith("--vary: ")


def test_a_design_of_the_sizes_that_are_written_is_the_scenario_itself(baseline: Scenario) -> None:
    variables = [
        variable_of(baseline, f"{BATTERY}=600:3000 kWh"),
        variable_of(baseline, "energy.arrays.modules.count=1:4"),
    ]
    designs = Designs(baseline, variables)
    assert [one.written for one in variables] == [1400.0, 2.0]
    assert designs.scenario((40, 1)).content_hash() == baseline.content_hash()
    assert designs.scenario((41, 1)).content_hash() != baseline.content_hash()


@pytest.mark.parametrize(
    ("text", "at_least", "bound", "share"),
    [
        ("energy.survival_availability >= 0.999 in 95 %", True, 0.999, 0.95),
        ("energy.survival_availability ≥ 99.9 % in 95% of runs", True, 0.999, 0.95),
        ("energy.unserved <= 4 MWh", False, 4000.0, 1.0),
        ("bricks.laid>=1.5e5 in 50 %", True, 1.5e5, 0.5),
        ("shelter.wall.complete <= 2031-01-11 in 80 %", False, 240.0, 0.8),
        ("goal.reached <= 2031-01-11T12:00", False, 252.0, 1.0),
    ],
)
def test_a_requirement_is_read(text: str, at_least: bool, bound: float, share: float) -> None:
    found = requirement_of(text, START, SPAN, "--meet")
    assert (found.at_least, found.bound, found.share) == (at_least, pytest.approx(bound), pytest.approx(share))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("energy.survival_availability", "is no requirement; write KPI >= VALUE"),
        ("energy.survival_availability > 3", "is no requirement"),
        ("energy.survival_availabilty >= 0.9", "did you mean"),
        ("energy.survival_availability >= 0.9 kg", "a pure number is due"),
        ("energy.unserved <= much", "is no number of kWh"),
        ("energy.survival_availability >= 0.9 in 0 %", "more than 0 and at most 100 %"),
        ("shelter.wall.complete <= soon", "is no UTC date"),
        ("shelter.wall.complete <= 2050-01-01", "the runs go from 2031-01-01 to 2036-01-01"),
        ("shelter.wall.complete >= 2033-01-01", "write <="),
    ],
)
def test_what_is_no_requirement_is_refused_with_a_remedy(text: str, says: str) -> None:
    with pytest.raises(StudyError, match=says):
        requirement_of(text, START, SPAN, "--meet")


def test_a_share_is_met_where_so_many_runs_come_to_the_bound() -> None:
    values = np.array([1.0, 2.0, 3.0, 4.0, math.nan])
    most = Requirement("x", True, 2.0, 0.6, "", "")
    assert most.met(values) == proportion(3, 5)
    assert most.shortfall(values) == 0.0
    assert most.reached(values) == 2.0
    more = Requirement("x", True, 2.0, 0.8, "", "")
    assert more.shortfall(values) == pytest.approx(0.2, abs=2e-3)
    assert more.shortfall(values) > more.shortfall(np.array([1.9, 2.0, 3.0, 4.0, math.nan])) > 0.2
    # The interval of 3 of 5 begins far below 60 %.
    assert most.shortfall(values, surely=True) == pytest.approx(0.6 - proportion(3, 5).low, abs=2e-3)


def test_a_date_after_the_end_is_never_met_and_never_dropped() -> None:
    dates = np.array([100.0, 200.0, math.inf, math.inf])
    assert Requirement("x", False, 1e9, 0.5, "", "").met(dates) == proportion(2, 4)
    assert Requirement("x", False, 1e9, 0.75, "", "").reached(dates) == math.inf
    assert Requirement("x", False, 150.0, 0.5, "", "").reached(dates) == 200.0


def test_a_share_is_surely_met_by_no_fewer_runs_than_it_takes() -> None:
    assert least_runs(1.0) is None
    least = least_runs(0.95)
    assert least == 73
    assert (proportion(73, 73).low or 0) >= 0.95 > (proportion(72, 72).low or 0)


def test_questions_that_cannot_be_answered_are_refused(baseline: Scenario) -> None:
    drawing = Drawing(1, "both", SPAN)
    vary, meet = [f"{BATTERY}=600:3000 kWh"], ["energy.survival_availability >= 0.999 in 95 %"]
    with pytest.raises(StudyError, match="give -n 73 or more"):
        question_of(baseline, drawing, vary, meet, surely=True)
    with pytest.raises(StudyError, match="no number of runs shows all"):
        question_of(baseline, drawing, vary, ["energy.unserved <= 1"], surely=True)
    with pytest.raises(StudyError, match="give one or two"):
        question_of(baseline, drawing, vary, meet, ["station.landed_mass", "energy.unserved", "energy.generated"])
    with pytest.raises(StudyError, match="is given twice"):
        question_of(baseline, drawing, [*vary, *vary], meet)
    with pytest.raises(StudyError, match=r"--minimise: there is no KPI 'station\.landed_mas'"):
        question_of(baseline, drawing, vary, meet, ["station.landed_mas"])
    assert question_of(baseline, drawing, vary, meet).asked.objectives[0].measure == "station.landed_mass"
