"""Labels that do not overlap, dates that read well, words that say what is true."""

from __future__ import annotations

import itertools
from datetime import datetime
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.view.figures import kpi_table
from sim.view.kit import style, text_width
from sim.view.kit.axis import TimeAxis
from sim.view.kit.labels import CHIP_ROOM, chip_columns, chips_height, spread
from sim.view.kit.text import distinct_short, plain, short


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(1, 8)), min_size=1, max_size=12))
def test_spread_labels_do_not_overlap(wanted: list[tuple[float, float]]) -> None:
    positions, sizes = [p for p, _ in wanted], [s for _, s in wanted]
    placed = spread(positions, sizes, 0.0, 100.0)
    spans = sorted((c - s / 2, c + s / 2) for c, s in zip(placed, sizes, strict=True))
    for (_, end), (begin, _) in itertools.pairwise(spans):
        assert begin >= end - 1e-6
    assert spans[0][0] >= -1e-6
    assert spans[-1][1] <= 100 + 1e-6


def test_labels_with_room_stay_where_they_are() -> None:
    assert spread([50.0, 10.0], [5.0, 5.0], 0.0, 100.0) == [50.0, 10.0]


def test_of_labels_at_one_place_the_first_comes_out_on_top() -> None:
    placed = spread([50.0, 50.0, 50.0], [4.0, 4.0, 4.0], 0.0, 100.0)
    assert placed == [54.0, 50.0, 46.0]


@pytest.mark.parametrize(
    ("days", "first", "name"),
    [
        (1826, "2031", "date (UTC, 1 January at each year)"),
        (365, "Jan\n2031", "date (UTC)"),
        (30, "1 Jan", "date in 2031 (UTC)"),
        (1, "00:00\n1 Jan 2031", "time (UTC)"),
        (0.25, "00:00\n1 Jan 2031", "time (UTC)"),
    ],
)
def test_dates(days: float, first: str, name: str) -> None:
    major, texts, _, title = TimeAxis(datetime(2031, 1, 1), 0.0, days * 24.0).ticks()
    assert texts[0] == first
    assert title == name
    assert 4 <= len(major) <= 14


def test_lines_fit_and_are_of_about_one_length() -> None:
    with style.applied():
        lines = text_width.balanced("word " * 50, 11.3, 9)
        assert len(lines) == 2
        assert abs(len(lines[0]) - len(lines[1])) <= 10
        assert text_width.balanced("", 11.3, 9) == []
        assert text_width.balanced("short", 11.3, 9) == ["short"]


@given(st.text(max_size=60), st.floats(0.5, 5))
def test_what_is_cut_or_wrapped_fits(text: str, room: float) -> None:
    one_line = plain(text)
    for line in (text_width.cut(one_line, room, 9), *text_width.wrapped(one_line, room, 9, most=2)):
        assert text_width.width(line, 9) <= room
    assert text_width.cut(one_line, 100, 9) == one_line


def test_a_text_can_be_cut_before_its_end() -> None:
    assert text_width.cut("energy.batteries.main.capacity", 1.2, 8, kept=8) == "energy.ba…capacity"


def test_colour_chips_go_on_in_further_rows() -> None:
    names = [f"a rather long name {i}" for i in range(12)]
    assert chip_columns(names[:2]) == 2
    assert chip_columns(names) == 4
    assert chips_height(names) == pytest.approx(0.56)
    assert chips_height([]) == 0
    assert chip_columns(["x" * 200] * 3, room=CHIP_ROOM) == 1


def test_text_of_a_users_file_becomes_plain() -> None:
    assert plain("a\nb\t\u202ec\x07") == "a b c"
    assert plain("国际月球科研站") == "国际月球科研站"
    assert short("abcdef", 4) == "abc…"


@pytest.mark.parametrize(
    ("labels", "limit", "cut"),
    [
        (["baseline seed 1", "baseline seed 2"], 14, ["baseline se… 1", "baseline se… 2"]),
        (["site-connecting-ridge", "site-connecting-ridge-crest"], 14, ["site-co…-ridge", "s…-ridge-crest"]),
        (["north", "south"], 14, ["north", "south"]),
        (["battery-600-mirror-3", "battery-660-mirror-3"], 12, ["battery-600…", "battery-660…"]),
        (["x", "x"], 14, ["x", "x…2"]),
    ],
)
def test_what_tells_labels_apart_is_kept(labels: list[str], limit: int, cut: list[str]) -> None:
    assert distinct_short(labels, limit) == cut


words_of_labels = st.lists(st.sampled_from(["base", "line", "seed", "ridge", "a", "1", "22", "2036-01-01"]), max_size=6)


@given(st.lists(words_of_labels.map(" ".join), min_size=1, max_size=12, unique=True), st.integers(6, 40))
def test_short_labels_stay_different_and_short(labels: list[str], limit: int) -> None:
    found = distinct_short(labels, limit)
    assert len(set(found)) == len(labels)
    assert max(map(len, found)) <= limit
    assert all(text == label for text, label in zip(found, labels, strict=True) if len(label) <= 6)


def row(values: tuple[object, ...], differences: tuple[object, ...], unit: str, difference_unit: str = "") -> object:
    return SimpleNamespace(
        values=values, differences=differences, unit=unit, difference_unit=difference_unit or unit, label="x"
    )


@pytest.mark.parametrize(
    ("given_row", "text"),
    [
        (row((100, 110), (0, 10), "1"), "+10.0 %"),
        (row((0.5, 0.25), (0.0, -0.25), "1"), "−25.0 pt"),
        (row((0.5, 0.50001), (0.0, 0.00001), "1"), "<+0.1 pt"),
        (row((1000, 999.9), (0.0, -0.1), "kWh"), "<−0.1 %"),
        (row((0, 7), (0, 7), "1"), "+7.00"),
        (row((200.0, 200.0), (0.0, 0.0), "kWh"), "="),
        (row(("2031-01-01", "2031-01-11"), (0, 10), "UTC date", "d"), "+10 d"),
        (row((None, 3.0), (None, None), "kWh"), ""),
        (row(("2031-01-01", None), (0, None), "UTC date", "d"), "not by the end"),
        (row((None, "2031-01-01"), (None, None), "UTC date", "d"), "by the end"),
        (row((None, None), (None, None), "UTC date", "d"), ""),
    ],
)
def test_differences(given_row: kpi_table.KpiRow, text: str) -> None:
    assert kpi_table.difference_text(given_row, 1) == text


@pytest.mark.parametrize(
    ("values", "differences", "better"),
    [
        (("2031-01-01", "2031-01-11"), (0, 10), -1),
        (("2031-01-01", None), (0, None), -1),
        ((None, "2031-01-01"), (None, None), 1),
        ((None, None), (None, None), 0),
        (("2031-01-01", "2031-01-01"), (0, 0), 0),
    ],
)
def test_what_never_came_is_worse_than_any_date(
    values: tuple[object, ...], differences: tuple[object, ...], better: int
) -> None:
    dates = row(values, differences, "UTC date", "d")
    assert kpi_table.better("shelter.wall.complete", dates, 1) == better  # type: ignore[arg-type]
    assert kpi_table.better("shelter.wall.complete", dates, 1, alike=False) == 0  # type: ignore[arg-type]


def test_over_unlike_spans_only_rates_are_judged() -> None:
    energy, share = row((10.0, 5.0), (0.0, -5.0), "kWh"), row((0.5, 0.4), (0.0, -0.1), "1")
    assert kpi_table.better("energy.delivered", energy, 1) == -1  # type: ignore[arg-type]
    assert kpi_table.better("energy.delivered", energy, 1, alike=False) == 0  # type: ignore[arg-type]
    assert kpi_table.better("tools.availability", share, 1, alike=False) == -1  # type: ignore[arg-type]


def test_a_share_is_told_from_a_count() -> None:
    assert kpi_table.unit_text(row((1.0, 0.5), (0.0, -0.5), "1")) == "%"  # type: ignore[arg-type]
    assert kpi_table.unit_text(row((1, 5), (0, 4), "1")) == ""  # type: ignore[arg-type]
