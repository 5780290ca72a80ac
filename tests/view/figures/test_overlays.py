"""A few runs over each other: a line each, in its style, and what differs."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex

from sim.view import comparison_figure
from sim.view.kit import style
from tests.view.fake_comparisons import fake_comparison
from tests.view.fake_runs import fake_run
from tests.view.reading_figures import assert_units, box_of, panels, words

pytestmark = pytest.mark.slow


def overlay_lines(ax: Axes) -> dict[str, Any]:
    return {str(line.get_label()): line for line in ax.lines}


@pytest.mark.parametrize("key", ["sunlight", "power", "charge", "machines", "bricks", "data"])
def test_comparison_has_one_line_a_scenario_in_its_style(three: Any, key: str) -> None:
    lines = overlay_lines(panels(comparison_figure(three))[key])
    assert list(lines) == ["baseline", "nuclear", "relay-lost"]
    for i, line in enumerate(lines.values()):
        look = style.scenario_style(i)
        assert to_hex(line.get_color()) == look.colour
        assert line.get_linewidth() == look.width


def test_comparison_says_what_differs(three: Any) -> None:
    figure = comparison_figure(three)
    assert_units(figure, without=("runs", "structures", "kpis", "bottlenecks"))
    text = words(figure)
    assert "Comparison: baseline, nuclear and relay-lost" in text
    known = "known: 0 % measured, 24 % published, 12 % estimated, 64 % guessed"
    foot = f"47 of 90 parameters are assumptions ({known}) in each; each is one random draw (seed 1, replicate 0)"
    # From the top down, whatever lines it takes.
    lines = sorted(figure.texts, key=lambda one: -one.get_position()[1])
    assert foot in " ".join(one.get_text() for one in lines)
    assert "all the same, " in text
    assert "2 inputs differ" in text
    table = panels(figure)["kpis"]
    shown = [t.get_text() for t in table.texts]
    assert "Bricks laid" in shown
    assert any(t.endswith(" %") and t[0] in "+−" for t in shown)
    bars = panels(figure)["bottlenecks"]
    assert len(bars.get_yticks()) == 3
    assert sum(p.get_width() for p in bars.patches) == pytest.approx(300)


def test_better_and_worse_have_their_colours(three: Any) -> None:
    table = panels(comparison_figure(three))["kpis"]
    colours = {to_hex(t.get_color()) for t in table.texts if t.get_label() == "communication.delivered"}
    lost = three.kpis["communication.delivered"].differences[2]
    assert lost < 0
    assert "#b3261e" in colours


def test_six_scenarios_keep_their_labels_apart(six: Any) -> None:
    figure = comparison_figure(six)
    figure.canvas.draw()
    for key, ax in panels(figure).items():
        if key in {"kpis", "bottlenecks", "structures"}:
            continue
        boxes = [box_of(t) for t in ax.texts if t.get_position()[0] == 13]
        boxes.sort(key=lambda b: b.y0)
        for a, b in itertools.pairwise(boxes):
            assert b.y0 >= a.y1 - 1.5, key


def test_runs_of_unlike_spans_share_an_axis() -> None:
    runs = [fake_run("a", days=100), fake_run("b", days=40)]
    ax = panels(comparison_figure(fake_comparison(runs)))["power"]
    lines = overlay_lines(ax)
    assert lines["b"].get_xdata()[-1] < lines["a"].get_xdata()[-1]
    assert ax.get_xlim()[1] - ax.get_xlim()[0] == pytest.approx(100)
