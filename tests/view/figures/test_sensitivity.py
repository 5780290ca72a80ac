"""The figure of a sensitivity study shows its shares, with their intervals, and which effects are more than luck."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import pytest

from sim.study.sensitivity.sensitivity import Sensitivity
from sim.view import figure, save_study_figures
from tests.study.sensitivity.made_studies import HOURS, Made, parameters, study

LINE = parameters(8)


def value(quantiles: Mapping[str, float], luck: float) -> dict[str, float]:
    laid = sum(f * quantiles.get(name, 0.5) for f, name in zip((60, 40, 20, 6, 6), LINE, strict=False))
    hours = 1000.0 + 900.0 * quantiles.get(LINE[0], 0.5) * quantiles.get(LINE[5], 0.5) + 30.0 * luck
    return {
        "bricks.laid": 1000.0 + laid + 5.0 * luck,
        "goal.reached": hours if hours <= HOURS else math.inf,
        "shelter.progress": min(1.0, HOURS / hours),
    }


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> Sensitivity:
    Made(monkeypatch, value)
    return study("bricks.laid", "goal.reached", trajectories=4, samples=32)


@pytest.mark.slow
def test_bars_are_the_shares_and_names_those_of_the_assumptions(found: Sensitivity) -> None:
    drawn = figure("sensitivity", found, kpi="bricks.laid")
    shares, effects = drawn.axes
    assert (shares.get_label(), effects.get_label()) == ("shares", "effects")
    outcome = found["bricks.laid"]
    names = [*outcome.ranked, "*"]
    expected = [max(0.0, 100 * one.value) for name in names for one in (outcome.total(name), outcome.first(name))]
    assert [bar.get_width() for bar in shares.patches] == pytest.approx(expected)
    texts = [text.get_text() for text in shares.texts]
    assert f"1  {found.assumptions[outcome.ranked[0]].what}"[:30] == texts[texts.index("luck alone") + 1][:30]
    assert f"the other {len(found.design.others)} together" in texts
    assert "share of the variance [%]" in shares.get_xlabel()
    # Numbers of the effects are those of the bars.
    numbers = [text for text in effects.texts if text.get_text().isdigit()]
    largest = max(numbers, key=lambda text: text.xy[0])
    assert largest.get_text() == "1"
    assert outcome.ranked[0] == LINE[0]


@pytest.mark.slow
def test_several_figures_have_a_row_each_and_dates_are_in_days(found: Sensitivity, tmp_path: Path) -> None:
    drawn = figure("sensitivity", found)
    assert [ax.get_label() for ax in drawn.axes] == [
        "shares bricks.laid",
        "shares goal.reached",
        "effects bricks.laid",
        "effects goal.reached",
    ]
    assert drawn.axes[3].get_xlabel().endswith("[d]")
    written = save_study_figures(found, tmp_path)
    assert [path.name for path in written] == ["sensitivity.png", "sensitivity.svg"]
    first = written[0].read_bytes()
    assert save_study_figures(found, tmp_path)[0].read_bytes() == first


@pytest.mark.slow
def test_where_nothing_moves_the_figure_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    Made(monkeypatch, lambda _q, _luck: {"bricks.laid": 7.0})
    shares, _ = figure("sensitivity", study("bricks.laid", trajectories=2, samples=2)).axes
    assert "nothing moves it" in [text.get_text() for text in shares.texts]
