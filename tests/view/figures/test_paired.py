"""The figure of paired scenarios: rows of differences, noise in grey, and dates that not all draws come to."""

import math

import numpy as np
import pytest

from sim.view import figure
from sim.view.figures.difference_rows import NOISE
from tests.study.pairs.making import CHIEF, Values, days, pairs_of

pytestmark = pytest.mark.slow

RNG = np.random.default_rng(3)
LUCK, JITTER = RNG.normal(0.0, 42.0, 24), RNG.normal(0.0, 12.0, 24)
FIRST: Values = {
    CHIEF: days(*(1000.0 + LUCK)),
    "tools.availability": list(0.88 + 0.0001 * LUCK),
    "station.landed_mass": [17873.0] * 24,
}
OTHER: Values = {
    CHIEF: [value if i % 4 else math.inf for i, value in enumerate(days(*(1010.0 + LUCK)))],
    "tools.availability": list(0.88 + 0.0001 * (LUCK + JITTER)),
    "station.landed_mass": [11099.0] * 24,
}


def test_what_is_within_noise_is_grey_and_better_lies_to_the_right() -> None:
    found = pairs_of(FIRST, OTHER)
    drawn = figure("compare", found)
    ax = next(ax for ax in drawn.axes if ax.get_label() == "differences")
    assert [text.get_text() for text in ax.get_yticklabels()] == [
        "Last structure stands",
        "Machine availability",
        "Mass landed",
    ]
    dots = [line for line in ax.lines if line.get_marker() in ("o", "<", ">")]
    late, noise, mass = dots
    assert noise.get_color() == NOISE
    assert late.get_color() != NOISE
    assert late.get_xdata()[0] < 0.0 < mass.get_xdata()[0]
    # 6,774 kg are more than seven sizes of what matters: the mark is an arrow at the end.
    assert mass.get_marker() == ">"


def test_curves_end_where_the_share_of_draws_ends_that_come_to_the_goal() -> None:
    drawn = figure("compare", pairs_of(FIRST, OTHER, FIRST | {"station.landed_mass": [15000.0] * 24}))
    ax = next(ax for ax in drawn.axes if ax.get_label() == CHIEF)
    ends = {line.get_label(): line.get_ydata()[-1] for line in ax.lines}
    assert ends["baseline"] == 100.0
    assert ends["nuclear"] == pytest.approx(75.0)
    assert any("nuclear: 75 % by the end" in text.get_text() for text in ax.texts)


def test_there_are_no_curves_of_a_goal_that_no_draw_comes_to() -> None:
    never = {CHIEF: [math.inf] * 4, "station.landed_mass": [1.0, 2.0, 3.0, 4.0]}
    drawn = figure("compare", pairs_of(never, {**never, "station.landed_mass": [2.0, 2.0, 3.0, 5.0]}))
    assert [ax.get_label() for ax in drawn.axes] == ["differences"]
