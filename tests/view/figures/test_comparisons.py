"""Two runs in detail, and many."""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from sim.result.kpis import spec_of
from sim.view import comparison_figure
from sim.view.figures.heat_map import columns_of, heat_colour
from sim.view.figures.kpi_table import BETTER, WORSE
from sim.view.figures.pair import MOST_ROWS, event_rows
from sim.view.figures.ranking import ranking
from sim.view.kit.style import MUTED, PAPER, SYSTEMS, luminance, scenario_style, text_colour
from tests.view.fake_comparisons import fake_comparison
from tests.view.fake_runs import VARIANTS, fake_run
from tests.view.reading_figures import box_of, panels, words

pytestmark = pytest.mark.slow


def event(time_h: float, system: str, subject: str, name: str) -> Any:
    return SimpleNamespace(time_h=time_h, system=system, subject=subject, event=name, detail="")


@pytest.fixture(scope="module")
def pair() -> Any:
    return fake_comparison([fake_run(days=200, **VARIANTS[i]) for i in (0, 2)])


@pytest.fixture(scope="module")
def thirty() -> Any:
    runs = [fake_run(f"case-{i}", "x", seed=i, days=40, arrays=10.0 + i, mtbf=60.0 + 20 * i) for i in range(30)]
    return fake_comparison(runs, ("seeds differ: " + "x" * 400,))


def test_two_show_what_was_changed(pair: Any) -> None:
    drawn = comparison_figure(pair)
    text = "\n".join(t.get_text() for t in panels(drawn)["differences"].texts)
    assert "energy.batteries.main.capacity-0" in text
    assert "1000 kWh (design)" in text


def test_three_do_not(three: Any) -> None:
    assert "differences" not in panels(comparison_figure(three))


def test_each_run_says_what_held_it_back_and_what_was_changed(three: Any) -> None:
    told = {text.get_text(): to_hex(text.get_color()) for text in panels(comparison_figure(three))["runs"].texts}
    for i, label in enumerate(three.labels):
        assert told[label] == text_colour(scenario_style(i).colour)
    assert told["energy:"] == text_colour(SYSTEMS["energy"])
    assert "the reference" in told
    assert any(text.endswith("chiefly printers short of energy") for text in told)
    assert "energy.batteries.main.capacity-0 gone: 1000 kWh, " in "\n".join(told)
    assert len(panels(comparison_figure(three))["runs"].lines) == 3


@pytest.mark.slow
def test_nothing_that_differs_is_said_in_words() -> None:
    comparison = fake_comparison([fake_run("seed 1", days=30), fake_run("seed 2", seed=2, days=30)])
    comparison.changes["seed 2"] = ()
    text = words(comparison_figure(comparison))
    assert "no input differs; other seed" in text
    assert "no input differs, other seed" in text


def test_another_span_is_said_and_not_judged() -> None:
    drawn = comparison_figure(fake_comparison([fake_run("long", days=90), fake_run("short", days=30)]))
    text = words(drawn)
    assert "2 inputs differ, other span" in text
    assert "over another span, not comparable" in text
    cells = {t.get_label(): to_hex(t.get_color()) for t in panels(drawn)["kpis"].texts if spec_of(t.get_label())}
    assert cells["energy.delivered"] == cells["bricks.laid"] == MUTED
    assert cells["sunlight.lit_fraction"] in {BETTER, WORSE}


def test_names_beside_the_bars_are_all_different_and_in_their_colours() -> None:
    names = ["a-very-long-name-of-a-site-and-more-than-that-1", "a-very-long-name-of-a-site-and-more-than-that-2"]
    ax = panels(comparison_figure(fake_comparison([fake_run(name, days=30) for name in names])))["bottlenecks"]
    ticks = ax.get_yticklabels()[::-1]
    assert len({tick.get_text() for tick in ticks}) == 2
    assert [to_hex(tick.get_color()) for tick in ticks] == [text_colour(scenario_style(i).colour) for i in (0, 1)]


@pytest.mark.slow
def test_a_scenario_has_its_colour_among_many_too(thirty: Any) -> None:
    lines = {str(line.get_label()): line for line in panels(comparison_figure(thirty))["bricks"].lines}
    named = [label for label, line in lines.items() if to_hex(line.get_color()) != "#c3c9d0"]
    assert len(named) == 5
    for label in named:
        look = scenario_style(thirty.labels.index(label))
        assert to_hex(lines[label].get_color()) == look.colour


def test_what_never_came_has_the_fullest_colour(thirty: Any) -> None:
    name = "shelter.first_complete"
    dates = SimpleNamespace(
        unit="UTC date", values=("2031-02-01", None, "2031-02-09"), differences=(0, None, 8), difference_unit="d"
    )
    never, later = (luminance(heat_colour(name, dates, i)) for i in (1, 2))  # type: ignore[arg-type]
    assert never < later < 1
    assert heat_colour(name, dates, 0) == PAPER  # type: ignore[arg-type]


def test_events_that_one_alone_had_come_first() -> None:
    a = SimpleNamespace(events=[event(1, "tools", "digger", "failed"), event(2, "tools", "digger", "failed")])
    b = SimpleNamespace(
        events=[
            event(1, "tools", "digger", "failed"),
            event(1.5, "tools", "digger", "repaired"),
            event(9, "communication", "queqiao", "retired"),
            event(3, "communication", "buffer", "buffer_full"),
        ]
    )
    rows = event_rows(a, b)  # type: ignore[arg-type]
    assert [(row.text, row.counts, row.first) for row in rows] == [
        ("buffer: buffer full", (0, 1), 3),
        ("queqiao: retired", (0, 1), 9),
        ("failed", (2, 1), None),
    ]
    assert event_rows(a, a) == []  # type: ignore[arg-type]


def test_long_tables_say_how_much_more_there_is() -> None:
    runs = [fake_run(days=30), fake_run("other", days=30)]
    comparison = fake_comparison(runs)
    comparison.changes["other"] = comparison.changes["other"] * 10
    text = words(comparison_figure(comparison))
    assert f"and {20 - MOST_ROWS} more" in text
    assert "the same sorts of events" in text


@pytest.mark.slow
def test_thirty_have_a_row_each(thirty: Any) -> None:
    drawn = comparison_figure(thirty)
    assert list(panels(drawn)) == ["bricks", "kpis", "bottlenecks"]
    text = words(drawn)
    for label in thirty.labels:
        assert label in text
    assert "Comparison: case-0 and 29 others" in text
    assert "Not like for like: seeds differ" in text
    assert "Left out with so many" in text
    assert "30 random draws" in text
    assert len({bar.get_y() for bar in panels(drawn)["bottlenecks"].patches}) == 30


def test_the_reference_is_first_and_the_others_ranked(thirty: Any) -> None:
    order = ranking(thirty)
    assert order[0] == 0
    laid = [thirty.kpis["bricks.laid"].values[i] for i in order[1:]]
    assert laid == sorted(laid, reverse=True)
    assert sorted(order) == list(range(30))


def test_cells_are_coloured_by_their_difference(thirty: Any) -> None:
    table = panels(comparison_figure(thirty))["kpis"]
    columns, _ = columns_of(thirty)
    cells = [p for p in table.patches if isinstance(p, Rectangle)]
    changed = sum(bool(row.differences[i]) for _, row in columns for i in range(30))
    assert len(cells) == changed > 100
    assert len({to_hex(p.get_facecolor()) for p in cells}) > 10


@pytest.mark.slow
def test_rows_do_not_overlap_and_stay_on_the_sheet(thirty: Any) -> None:
    drawn = comparison_figure(thirty)
    drawn.canvas.draw()
    width, height = drawn.get_size_inches() * drawn.dpi
    table = panels(drawn)["kpis"]
    for text in [*drawn.texts, *(t for ax in drawn.axes for t in ax.texts)]:
        box = box_of(text)
        assert box.x0 >= -1, text
        assert box.x1 <= width + 1, text
        assert box.y0 >= -1, text
        assert box.y1 <= height + 1, text
    rows = sorted({round(box_of(t).y0) for t in table.texts if t.get_text().startswith("case-")})
    assert all(b - a >= 8 for a, b in pairwise(rows))


def test_more_than_sixty_are_cut_and_counted() -> None:
    runs = [fake_run(f"case-{i}", "x", seed=1, days=3) for i in range(64)]
    text = words(comparison_figure(fake_comparison(runs)))
    assert "Left out: the 4 runs" in text


def test_what_is_known_to_be_within_noise_is_grey() -> None:
    pair = fake_comparison([fake_run("a", days=40), fake_run("b", seed=2, days=40, arrays=14.0)])
    plain = {t.get_label(): to_hex(t.get_color()) for t in panels(comparison_figure(pair))["kpis"].texts}
    name = next(name for name, colour in plain.items() if spec_of(name) and colour in {BETTER, WORSE})
    known = SimpleNamespace(**{**vars(pair), "noise": "known", "within_noise": lambda _label, kpi: kpi == name})
    drawn = comparison_figure(known)
    grey = {t.get_label(): to_hex(t.get_color()) for t in panels(drawn)["kpis"].texts}
    assert grey[name] == MUTED
    assert {key: colour for key, colour in grey.items() if key != name} == {
        key: colour for key, colour in plain.items() if key != name
    }
    assert "grey is neither or within noise" in words(drawn)
    assert "what tells them apart may be luck" in words(drawn)
