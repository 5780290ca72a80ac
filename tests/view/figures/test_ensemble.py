"""The figure of an ensemble: bands, the dates of goals with those after the end, key figures."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.scenario import load
from sim.study.replicates.measures import CHIEF, DATE, Measure
from sim.view import figure, study_kinds
from sim.view.figures.spread_panels import by_lunar_day
from tests.study.ensembles import invented
from tests.study.ensembles.invented import ensemble, forty


def panel(drawn: Figure, key: str) -> Axes:
    return next(ax for ax in drawn.axes if ax.get_label() == key)


def texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


@pytest.fixture(scope="module")
def drawn() -> Figure:
    return figure("ensemble", forty("both"))


def test_it_has_bands_goals_dates_and_key_figures(drawn: Figure) -> None:
    assert [ax.get_label() for ax in drawn.axes] == [
        "energy.usable_charge",
        "bricks.laid",
        "shelter.progress",
        CHIEF,
        "dates",
        "kpis",
    ]
    said = " ".join(text.get_text() for text in drawn.texts)
    assert "40 draws" in said
    assert "parameters are assumptions (known: " in said
    assert "3 more draws failed and are not shown" in said


def test_runs_that_do_not_reach_a_goal_stand_after_the_end(drawn: Figure) -> None:
    ax = panel(drawn, CHIEF)
    bars = {bar.get_label(): bar for bar in ax.patches if isinstance(bar, Rectangle)}
    top = ax.get_ylim()[1] / 100
    assert bars["by the end"].get_height() * top == pytest.approx(0.75)
    assert bars["after the end"].get_height() * top == pytest.approx(0.25)
    assert bars["after the end"].get_hatch()
    # Wilson's interval of 30 of 40, by hand.
    assert "by 2036-01-01:\n75 % (60 to 86)" in texts(ax)
    assert "after the end:\n25 % (14 to 40)" in texts(ax)


def test_the_curve_rises_by_one_run_at_each_date(drawn: Figure) -> None:
    (line,) = [line for line in panel(drawn, CHIEF).lines if line.get_label() == "reached"]
    heights = np.asarray(line.get_ydata())
    assert heights[-1] == 75
    assert np.diff(heights[:-1]) == pytest.approx(np.full(30, 2.5))
    # The fifth of a hundred is the second of forty and most of the way to the third; half are there by the 20th.
    assert "50 % by 2035-05-15" in texts(panel(drawn, CHIEF))


def test_dates_say_how_many_are_there() -> None:
    far = ensemble({CHIEF: [math.inf] * 4, "shelter.pad.complete": [100.0, 200.0, 300.0, math.inf]}, bands=False)
    found = texts(panel(figure("ensemble", far), "dates"))[2:]
    # Half lies between the second and the third: 250 h.
    assert found == ["2031-01-11, 75 %"]
    none = ensemble({CHIEF: [1.0] * 4, "shelter.pad.complete": [math.inf] * 4}, bands=False)
    assert texts(panel(figure("ensemble", none), "dates"))[2:] == ["0 % by the end"]


def test_key_figures_are_as_their_quantiles_and_equal_ones_say_so(drawn: Figure) -> None:
    said = texts(panel(drawn, "kpis"))
    laid = [text.get_text() for text in panel(drawn, "kpis").texts if text.get_label() == "bricks.laid"]
    assert laid == ["152,950", "160,750", "170,500", "180,250", "188,050"]
    assert "Mass landed [kg]" in said
    assert said.count("the same in every run") == 1


def test_nights_are_put_together_over_lunar_days() -> None:
    ends = np.linspace(0.0, 43_824.0, 241)[1:]
    values = np.ones((2, 240))
    values[0, 5] = 0.25
    low, middles = by_lunar_day(values, ends)
    # Of 182.6 h each, four cells make 730 h, the first such length beyond a lunar day of 708.7 h.
    assert low.shape == (2, 60)
    assert low[0, 1] == 0.25
    assert low.sum() == pytest.approx(120 - 0.75)
    assert middles[0] == pytest.approx(2 * 182.6)
    short, same = by_lunar_day(values, ends / 20)
    assert short.shape == values.shape
    assert np.all(same < ends / 20)


def test_a_due_date_stands_in_the_panel_of_its_goal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "due.toml"
    goal = '[goals.wall]\nkind = "structure"\nstructure = "wall"\nby = 2035-01-01\n'
    path.write_text(f'extends = "ilrs:baseline"\n{goal}', encoding="utf-8")
    name = "goal.wall.reached"
    monkeypatch.setitem(invented.MEASURES, name, Measure(name, DATE, "Goal wall reached", "When it was reached"))
    dates = [24 * 1400.0, 24 * 1500.0, math.inf, math.inf]
    found = invented.ensemble({name: dates}, scenario=load(str(path)), bands=False)
    said = texts(panel(figure("ensemble", found), name))
    assert "due 2035-01-01: 25 % (5 to 70)" in said


def test_panels_of_nothing_are_left_out() -> None:
    scenario = load("ilrs:baseline")
    bare = scenario.model_copy(update={"shelter": scenario.shelter.model_copy(update={"structures": {}})})
    found = ensemble({CHIEF: [math.inf] * 4, "station.landed_mass": [1.0, 2.0, 3.0, 4.0]}, scenario=bare, bands=False)
    assert [ax.get_label() for ax in figure("ensemble", found).axes] == ["kpis"]


@pytest.mark.slow
@pytest.mark.parametrize("days", [(20.0, 30.0, 40.0), (900.0, 901.0, 902.0), (1800.0, 1810.0, 1820.0)])
def test_words_in_a_panel_stay_in_the_figure(days: tuple[float, ...]) -> None:
    drawn = figure("ensemble", ensemble({CHIEF: [24 * day for day in days] * 10}))
    drawn.canvas.draw()
    for ax in drawn.axes:
        for text in ax.texts:
            box = text.get_window_extent()
            assert box.x0 >= 0, text.get_text()
            assert box.x1 <= drawn.bbox.width, text.get_text()


def test_headline_figures_are_named_in_full_where_there_is_room() -> None:
    name = "energy.unserved.critical"
    label = "Energy unserved, critical"
    measures = {**invented.MEASURES, name: Measure(name, "kWh", label, "")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(invented, "MEASURES", measures)
        drawn = figure("ensemble", ensemble({CHIEF: [1.0] * 4, name: [1.0, 2.0, 3.0, 4.0]}))
    captions = [text.get_text() for text in drawn.texts]
    assert any(text.startswith("energy unserved, critical, median\n") for text in captions)


def test_it_is_not_drawn_of_nothing() -> None:
    nothing = ensemble({}, failed={0: "no"})
    assert study_kinds(nothing) == ()
    with pytest.raises(ValueError, match="no figure 'ensemble' of this study: none of its replicates ended well"):
        figure("ensemble", nothing)
