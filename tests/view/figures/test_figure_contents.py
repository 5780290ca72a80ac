"""What each figure must contain."""

from __future__ import annotations

import itertools
import warnings
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import matplotlib
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.patches import Polygon

from sim.engine import Channel
from sim.view import bottlenecks_figure, comparison_figure, machines_figure, overview, structures_figure, winter
from sim.view import figure as draw
from sim.view.figures.winter import darkest_month, hardest_month, lowest_charge
from sim.view.kit import style
from tests.view.fake_runs import VARIANTS, FakeRun, fake_comparison, fake_run
from tests.view.reading_figures import assert_units, box_of, panels, words


def test_overview_of_five_years(five_years: FakeRun) -> None:
    figure = overview(five_years)  # type: ignore[arg-type]
    assert list(panels(figure)) == [
        "light", "shares", "power", "charge", "bricks", "structures", "machines", "data", "buffer",
    ]  # fmt: skip
    assert_units(figure)
    text = words(figure)
    assert "47 of 90 parameters are assumptions; one random draw (seed 1, replicate 0)" in text
    assert "de Gerlache rim 2 (88.70° S, 291.67° E), 1 Jan 2031 to 1 Jan 2036" in text
    assert "held the station back most" in text
    assert "mean of each lunar day" in text
    assert "empty at 30 %" in text
    assert "deferrable: off < 85, on > 95" in text
    assert "date (UTC" in panels(figure)["buffer"].get_xlabel()


def test_overview_of_a_month_shows_what_was_recorded(month: FakeRun) -> None:
    figure = overview(month)  # type: ignore[arg-type]
    assert "sky" in panels(figure)
    assert "lunar day" not in words(figure)
    assert "state as recorded" in words(figure)


def test_machines_come_in_the_order_of_the_regolith(five_years: FakeRun) -> None:
    rows = [t.get_text() for t in panels(overview(five_years))["machines"].get_yticklabels()]  # type: ignore[arg-type]
    assert rows[::-1] == ["digger-1", "digger-2", "sieve", "printer-1", "printer-2", "layer-1", "layer-2"]


def test_state_shares_fill_their_rows(five_years: FakeRun) -> None:
    ax = panels(overview(five_years))["machines"]  # type: ignore[arg-type]
    shapes = [p for p in ax.patches if isinstance(p, Polygon)]
    colours = {to_hex(p.get_facecolor()) for p in shapes}
    assert colours <= {g.colour for g in style.STATE_GROUPS}
    # The uppermost shape of each row is painted first and reaches the top of its row all along.
    top = max(float(p.get_xy()[:, 1].max()) for p in shapes)
    assert top == pytest.approx(6 + 0.42)


def test_completed_structures_are_marked(five_years: FakeRun) -> None:
    figure = overview(five_years)  # type: ignore[arg-type]
    events = [e for e in five_years.events if e.event == "structure_complete"]
    marks = [line for line in panels(figure)["bricks"].lines if line.get_marker() == "D"]
    assert len(marks) == len(events) > 0
    for event in events:
        assert f"{five_years.utc(event.time_h):%Y}" in words(figure)


def test_figures_of_the_start_of_a_run_say_what_is_not_begun(month: FakeRun) -> None:
    assert "not begun" in words(structures_figure(month))  # type: ignore[arg-type]


def test_winter_is_around_the_longest_dark(five_years: FakeRun) -> None:
    first, last = darkest_month(five_years)  # type: ignore[arg-type]
    assert last - first == 720.0
    lit = five_years.channels["sunlight.lit_fraction"]
    dark = five_years.kpis["energy.longest_dark"].value
    inside = lit.at(np.arange(first, last)) < 0.5
    assert inside.sum() >= min(dark, 700)
    figure = winter(five_years, around="dark")  # type: ignore[arg-type]
    assert "around the longest dark" in words(figure)
    assert list(panels(figure)) == ["sky", "balance", "charge", "machines", "buffer"]
    assert_units(figure)
    assert "not served" in words(figure)
    assert "47 of 90" in words(figure)


def test_winter_can_be_around_the_lowest_charge(five_years: FakeRun) -> None:
    first, last = hardest_month(five_years)  # type: ignore[arg-type]
    charge = five_years.channels["energy.state_of_charge"]
    assert charge.at(np.arange(first, last)).min() == pytest.approx(charge.values.min())
    assert "around the empty batteries of" in words(winter(five_years))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="auto, dark, charge"):
        winter(five_years, around="noon")  # type: ignore[arg-type]


def test_winter_is_around_the_dark_where_the_store_was_not_drawn_upon() -> None:
    run = fake_run(days=200, reactor=20.0)
    assert run.channels["energy.state_of_charge"].values.min() > 0.9
    assert "around the longest dark" in words(winter(run))  # type: ignore[arg-type]


def test_an_empty_battery_at_the_start_is_no_winter(five_years: FakeRun) -> None:
    charge = Channel(
        "energy.state_of_charge",
        "1",
        "linear",
        np.array([0.0, 50.0, 100.0, 110.0, 120.0, 130.0, 160.0, 200.0]),
        np.array([0.1, 1.0, 0.4, 0.4, 0.9, 0.4, 0.4, 1.0]),
    )
    run = replace(five_years, channels={**five_years.channels, "energy.state_of_charge": charge})
    assert lowest_charge(run) == (145.0, 0.4)  # type: ignore[arg-type]


def test_a_dead_station_has_its_winter_where_it_died(five_years: FakeRun) -> None:
    charge = Channel(
        "energy.state_of_charge",
        "1",
        "linear",
        np.array([0.0, 100.0, 4000.0, 20000.0, 43824.0]),
        np.array([1.0, 0.3, 0.1, 0.0, 0.0]),
    )
    run = replace(five_years, channels={**five_years.channels, "energy.state_of_charge": charge})
    assert lowest_charge(run) == (100.0, pytest.approx(0.3))  # type: ignore[arg-type]


def test_a_run_without_batteries_shows_no_charge(month: FakeRun) -> None:
    empty = SimpleNamespace(value=None, unit="1", label="", definition="")
    run = replace(month, kpis={**month.kpis, "energy.lowest_state_of_charge": empty})
    for drawn in (overview(run), winter(run), draw("duration", run)):  # type: ignore[arg-type]
        assert "charge" not in panels(drawn)
    assert "charge" not in panels(comparison_figure(fake_comparison([run, replace(run, name="other")])))
    with pytest.raises(ValueError, match="no batteries"):
        winter(run, around="charge")  # type: ignore[arg-type]


def test_layers_of_nothing_have_no_name(month: FakeRun) -> None:
    nothing = Channel("energy.curtailed", "kW", "step", np.array([0.0, 720.0]), np.array([0.0, 0.0]))
    run = replace(month, channels={**month.channels, "energy.curtailed": nothing})
    assert "curtailed" not in words(winter(run))  # type: ignore[arg-type]
    assert "curtailed" not in words(overview(run))  # type: ignore[arg-type]
    assert "curtailed" in words(overview(month))  # type: ignore[arg-type]


def test_what_was_offered_goes_somewhere(five_years: FakeRun) -> None:
    ax = panels(overview(five_years))["power"]  # type: ignore[arg-type]
    top = max((p for p in ax.patches if isinstance(p, Polygon)), key=lambda p: p.get_xy()[:, 1].max()).get_xy()[:-1]
    x, y = ax.lines[0].get_data()
    at = (x[:-1] + x[1:])[np.diff(x) > 0] / 2
    # Storage keeps a little of what goes through it.
    assert np.all(np.interp(at, top[:, 0], top[:, 1]) > np.interp(at, x, y) - 0.05)


def test_the_link_is_black_in_every_figure(five_years: FakeRun, month: FakeRun) -> None:
    for run, key in ((five_years, "shares"), (month, "sky")):
        texts = panels(overview(run))[key].texts  # type: ignore[arg-type]
        colours = {to_hex(t.get_color()) for t in texts if t.get_text().startswith("link up")}
        assert colours == {style.INK}


def test_the_balance_of_power_balances(five_years: FakeRun) -> None:
    ax = panels(winter(five_years))["balance"]  # type: ignore[arg-type]
    shapes = [p for p in ax.patches if isinstance(p, Polygon)]
    up = [p for p in shapes if to_hex(p.get_facecolor()) == style.SOURCE_KINDS["batteries"]]
    down = [p for p in shapes if to_hex(p.get_facecolor()) == style.CURTAILED]

    def area(shape: Polygon) -> float:
        x, y = shape.get_xy().T
        return abs(float(np.sum(np.diff(x) * (y[1:] + y[:-1]) / 2)))

    assert area(up[0]) == pytest.approx(area(down[0]), rel=1e-3)


def test_single_states_and_bottlenecks(five_years: FakeRun) -> None:
    assert "waiting technician" in words(machines_figure(five_years))  # type: ignore[arg-type]
    figure = bottlenecks_figure(five_years)  # type: ignore[arg-type]
    ax = panels(figure)["bottlenecks"]
    assert len(ax.get_yticks()) == 8
    assert "[%]" in ax.get_xlabel()
    widths = sum(p.get_width() for p in ax.patches)
    assert widths == pytest.approx(800)
    assert "held the station back" in words(figure)


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
    assert "47 of 90 parameters are assumptions in each; each is one random draw (seed 1, replicate 0)" in text
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


@pytest.mark.parametrize(
    "drop",
    [("tools.state",), ("communication",), ("bricks", "shelter"), ("energy",), ("sunlight",), ("energy.used.",)],
    ids=lambda drop: drop[0],
)
def test_what_a_run_does_not_have_is_left_out(drop: tuple[str, ...]) -> None:
    bare = fake_run(days=100, drop=drop)
    keys = panels(overview(bare))  # type: ignore[arg-type]
    assert keys
    for name in ("machines", "data", "bricks", "power"):
        gone = {"machines": "tools.state", "data": "communication", "bricks": "bricks", "power": "energy"}[name]
        assert (name in keys) == (gone not in drop)
    other = fake_run("other", days=100)
    assert comparison_figure(fake_comparison([bare, other])).axes
    assert comparison_figure(fake_comparison([other, bare])).axes


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
