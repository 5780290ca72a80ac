"""What the overview of a run must contain, whatever the run."""

from __future__ import annotations

import warnings

import matplotlib
import pytest

from sim.view import comparison_figure, overview, winter
from tests.view.fake_comparisons import fake_comparison
from tests.view.fake_runs import VARIANTS, FakeRun, fake_run
from tests.view.reading_figures import assert_units, panels, words

pytestmark = pytest.mark.slow


def test_overview_of_five_years(five_years: FakeRun) -> None:
    figure = overview(five_years)  # type: ignore[arg-type]
    assert list(panels(figure)) == [
        "light", "shares", "power", "charge", "bricks", "structures", "machines", "data", "buffer",
    ]  # fmt: skip
    assert_units(figure)
    text = words(figure)
    known = "known: 0 % measured, 24 % published, 12 % estimated, 64 % guessed"
    assert f"47 of 90 parameters are assumptions ({known}); one random draw (seed 1, replicate 0)" in text
    assert "de Gerlache rim 2 (88.70° S, 291.67° E), 1 Jan 2031 to 1 Jan 2036" in text
    assert "held the station back most" in text
    assert "mean of each lunar day" in text
    assert "last reserve below 30 %" in text
    assert "deferrable: off < 85, on > 95" in text
    assert "date (UTC" in panels(figure)["buffer"].get_xlabel()


def test_overview_of_a_month_shows_what_was_recorded(month: FakeRun) -> None:
    figure = overview(month)  # type: ignore[arg-type]
    assert "sky" in panels(figure)
    assert "lunar day" not in words(figure)
    assert "state as recorded" in words(figure)


@pytest.mark.parametrize("days", [1, 61, 401])
def test_any_span_is_drawn_without_a_warning(days: int) -> None:
    run = fake_run(days=days)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        overview(run).canvas.draw()  # type: ignore[arg-type]
        winter(run).canvas.draw()  # type: ignore[arg-type]


def test_hostile_names_show_as_text() -> None:
    title = "<script>alert(1)</script> & $x_1$ \u202e \n %s"
    figure = overview(fake_run("a" * 80, title, days=40))  # type: ignore[arg-type]
    figure.canvas.draw()
    assert "<script>alert(1)</script> & $x_1$ %s" in words(figure)


def test_drawing_changes_nothing_global(month: FakeRun) -> None:
    before = dict(matplotlib.rcParams)
    overview(month)  # type: ignore[arg-type]
    comparison_figure(fake_comparison([month, fake_run(days=30, **VARIANTS[1])]))
    assert dict(matplotlib.rcParams) == before
