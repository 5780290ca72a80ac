"""Milestones under many draws as a figure: strips, published dates, chances, what decides."""

from __future__ import annotations

import numpy as np
import pytest

from sim.study.ensembles.ensemble import Ensemble
from sim.view import figure, study_kinds
from sim.view.kit import style
from sim.view.report.page import render
from tests.study.ensembles.invented import forty
from tests.study.ensembles.invented_milestones import forty_of_milestones
from tests.view.reading_figures import faults, panels, words


@pytest.fixture(scope="module")
def found() -> Ensemble:
    return forty_of_milestones()


def test_an_ensemble_with_milestones_has_it_and_one_without_has_not(found: Ensemble) -> None:
    assert study_kinds(found) == ("ensemble_milestones", "ensemble")
    assert study_kinds(forty()) == ("ensemble",)
    with pytest.raises(ValueError, match="its scenario has no milestones"):
        figure("ensemble_milestones", forty())


def test_the_figure_of_the_ensemble_begins_with_the_chances_of_the_plan(found: Ensemble) -> None:
    text = words(figure("ensemble", found))
    share = found.by("goal.pad.reached", 24.0 * 1096)
    assert f"a pad to land on\nby 2034-01-01 ({100 * share.low:.0f} to {100 * share.high:.0f})" in text


def test_strips_lie_where_the_runs_do_and_open_marks_where_the_plan_has_them(found: Ensemble) -> None:
    ax = panels(figure("ensemble_milestones", found))["milestones"]
    hollow = {line.get_xdata()[0] for line in ax.lines if line.get_color() == style.PAPER}
    start = found.header.start.toordinal() - 719163
    published = {when / 24.0 for planned, _ in found.milestones for when in planned.plan}
    assert {x - start for x in hollow} == {when for when in published if when <= found.header.drawing.until_h / 24.0}
    low, high = np.quantile(found["goal.pad.reached"] / 24.0, [0.25, 0.75])
    bars = {(round(bar.get_x() - start), round(bar.get_x() + bar.get_width() - start)) for bar in ax.patches}
    assert (round(low), round(high)) in bars


def test_chances_and_what_decides_are_written(found: Ensemble) -> None:
    text = words(figure("ensemble_milestones", found))
    share = found.by("goal.pad.reached", 24.0 * 1096)
    assert f"{100 * share.value:.0f} % ({100 * share.low:.0f} to {100 * share.high:.0f}) by 2034-01-01" in text
    assert "decided by builders late (+" in text
    assert "nothing is told from noise" in text
    assert "may be chance" in text


def test_its_texts_have_room(found: Ensemble) -> None:
    assert faults(figure("ensemble_milestones", found)) == []


def test_the_page_of_the_study_has_it(found: Ensemble) -> None:
    page = render(found)
    assert "study-ensemble_milestones" in page
    assert "When milestones come" in page
