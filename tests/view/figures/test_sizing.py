"""The figure of a sizing: the size that was chosen stands where it is, in whatever form it is drawn."""

from __future__ import annotations

import numpy as np
import pytest

from sim.scenario import Scenario
from sim.study.replicates.study import Execution
from sim.study.replicates.variants import Drawing
from sim.study.sizing.run import question_of, size
from sim.study.sizing.sizing import Sizing
from sim.view import figure
from tests.study.sizing.made_up import ARRAYS, BATTERY, MASS, SERVED, UNSERVED, made_up

pytestmark = pytest.mark.slow


def sized(scenario: Scenario, *vary: str, fresh: int = 0, minimise: tuple[str, ...] = ()) -> Sizing:
    drawing = Drawing(1, "both", 800.0)
    meet = ["energy.survival_availability >= 0.999 in 60 %"]
    question = question_of(scenario, drawing, vary, meet, minimise, n=2, fresh=fresh, budget=12)
    return size(scenario, drawing, question, execution=Execution(None, 1))[0]


def test_one_size_has_its_shares_and_its_objective(baseline: Scenario) -> None:
    found = sized(baseline, f"{BATTERY}=20:520:50 kWh", fresh=2)
    drawn = figure("size", found)
    assert [ax.get_label() for ax in drawn.axes] == ["shares", "objective"]
    assert found.chosen is not None
    (chosen,) = found.sizes(found.chosen)
    shares, objective = drawn.axes
    assert chosen in [line.get_xdata()[0] for line in objective.lines if line.get_marker() == "D"]
    points = next(line for line in shares.lines if line.get_marker() == "o")
    there = {found.sizes(one)[0]: 100 * one.shares(found.asked)[0].value for one in found.tried}
    assert dict(zip(points.get_xdata(), points.get_ydata(), strict=True)) == there


def test_several_sizes_have_a_panel_each(baseline: Scenario) -> None:
    found = sized(baseline, f"{BATTERY}=20:520:250 kWh", f"{ARRAYS}=1:2")
    drawn = figure("size", found)
    panels = {ax.get_label(): ax for ax in drawn.axes}
    assert {BATTERY, ARRAYS} <= set(panels)
    assert all(tick == round(tick) for tick in panels[ARRAYS].get_xticks())
    assert panels[BATTERY].get_ylim() == panels[ARRAYS].get_ylim()


def test_a_front_is_drawn_through_its_designs(baseline: Scenario) -> None:
    found = sized(baseline, f"{BATTERY}=220:620:100 kWh", minimise=("station.landed_mass", "energy.unserved"))
    (ax,) = figure("size", found).axes
    assert ax.get_label() == "front"
    line = next(line for line in ax.lines if line.get_marker() == "o")
    mass = [one.values["station.landed_mass"].mean() for one in found.front]
    np.testing.assert_allclose(line.get_xdata(), mass)


@pytest.mark.parametrize(("way", "side"), [("minimise", "left"), ("maximise", "right")])
def test_numbers_of_a_front_stand_where_its_line_does_not_go(way: str, side: str) -> None:
    less, more = ((MASS, UNSERVED), ()) if way == "minimise" else ((MASS,), (SERVED,))
    found = made_up([f"{BATTERY}=100:1900:100 kWh"], (), less, maximise=more)
    (ax,) = figure("size", found).axes
    numbers = [text for text in ax.texts if text.get_text().isdigit()]
    assert len(numbers) > 3
    assert {text.get_ha() for text in numbers} == {side}
    label = "Energy unserved [kWh]" if way == "minimise" else "Survival power served [%]"
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("Mass landed [kg]", label)


def test_nothing_that_is_enough_is_drawn_too(baseline: Scenario) -> None:
    found = sized(baseline, f"{BATTERY}=5:15:5 kWh")
    assert found.chosen is None
    assert [ax.get_label() for ax in figure("size", found).axes] == ["shares", "objective"]
    assert found.tables[0].rows
