"""Figures of one panel: structures, machines, bottlenecks."""

from __future__ import annotations

import pytest

from sim.view import bottlenecks_figure, machines_figure, structures_figure
from tests.view.fake_runs import FakeRun
from tests.view.reading_figures import panels, words


def test_figures_of_the_start_of_a_run_say_what_is_not_begun(month: FakeRun) -> None:
    assert "not begun" in words(structures_figure(month))  # type: ignore[arg-type]


def test_single_states_and_bottlenecks(five_years: FakeRun) -> None:
    assert "waiting technician" in words(machines_figure(five_years))  # type: ignore[arg-type]
    figure = bottlenecks_figure(five_years)  # type: ignore[arg-type]
    ax = panels(figure)["bottlenecks"]
    assert len(ax.get_yticks()) == 8
    assert "[%]" in ax.get_xlabel()
    widths = sum(p.get_width() for p in ax.patches)
    assert widths == pytest.approx(800)
    assert "held the station back" in words(figure)
