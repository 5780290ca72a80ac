"""What the panels of sheets show, and that they leave out what a run does not have."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Polygon

from sim.engine import Channel
from sim.view import comparison_figure, overview, winter
from sim.view import figure as draw
from sim.view.kit import style
from tests.view.fake_comparisons import fake_comparison
from tests.view.fake_runs import FakeRun, fake_run
from tests.view.reading_figures import panels, words


def test_machines_come_in_the_order_of_the_regolith(five_years: FakeRun) -> None:
    rows = [t.get_text() for t in panels(overview(five_years))["machines"].get_yticklabels()]  # type: ignore[arg-type]
    assert rows[::-1] == ["digger-1", "digger-2", "sieve", "printer-1", "printer-2", "layer-1", "layer-2"]


def test_state_shares_fill_their_rows(five_years: FakeRun) -> None:
    ax = panels(overview(five_years))["machines"]  # type: ignore[arg-type]
    shapes = ax.collections[0]
    colours = {to_hex(colour) for colour in shapes.get_facecolor()}
    assert colours <= {g.colour for g in style.STATE_GROUPS}
    # The uppermost shape of each row is painted first and reaches the top of its row all along.
    top = max(float(path.vertices[:, 1].max()) for path in shapes.get_paths())
    assert top == pytest.approx(6 + 0.42)


def test_rows_of_machines_are_few_artists(five_years: FakeRun) -> None:
    ax = panels(overview(five_years))["machines"]  # type: ignore[arg-type]
    areas, chips = ax.collections
    assert len(areas.get_paths()) > 20
    assert 1 < len(chips.get_paths()) < 10
    assert not ax.patches


@pytest.mark.slow
def test_completed_structures_are_marked(five_years: FakeRun) -> None:
    figure = overview(five_years)  # type: ignore[arg-type]
    events = [e for e in five_years.events if e.event == "structure_complete"]
    marks = [line for line in panels(figure)["bricks"].lines if line.get_marker() == "D"]
    assert len(marks) == len(events) > 0
    for event in events:
        assert f"{five_years.utc(event.time_h):%Y}" in words(figure)


def test_a_run_without_batteries_shows_no_charge(month: FakeRun) -> None:
    empty = SimpleNamespace(value=None, unit="1", label="", definition="")
    run = replace(month, kpis={**month.kpis, "energy.lowest_state_of_charge": empty})
    for drawn in (overview(run), winter(run), draw("duration", run)):  # type: ignore[arg-type]
        assert "charge" not in panels(drawn)
    assert "charge" not in panels(comparison_figure(fake_comparison([run, replace(run, name="other")])))
    with pytest.raises(ValueError, match="no batteries"):
        winter(run, around="charge")  # type: ignore[arg-type]


@pytest.mark.slow
def test_layers_of_nothing_have_no_name(month: FakeRun) -> None:
    nothing = Channel("energy.curtailed", "kW", "step", np.array([0.0, 720.0]), np.array([0.0, 0.0]))
    run = replace(month, channels={**month.channels, "energy.curtailed": nothing})
    assert "curtailed" not in words(winter(run))  # type: ignore[arg-type]
    assert "curtailed" not in words(overview(run))  # type: ignore[arg-type]
    assert "curtailed" in words(overview(month))  # type: ignore[arg-type]


@pytest.mark.slow
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


@pytest.mark.slow
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


def test_every_area_of_power_has_a_chip() -> None:
    """What hangs below zero too, in the overview as in the hardest month."""
    run = fake_run(days=400)
    for drawn, key in ((overview(run), "power"), (winter(run), "balance")):  # type: ignore[arg-type]
        drawn.canvas.draw()
        texts = {text.get_text() for text in panels(drawn)[key].texts}
        assert "not served" in texts
