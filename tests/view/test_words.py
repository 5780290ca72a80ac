"""Labels that do not overlap, dates that read well, words that say what is true."""

from __future__ import annotations

import itertools
from datetime import datetime
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.view import kpis, reading
from sim.view.axis import TimeAxis
from sim.view.labels import spread
from sim.view.sheet import wrap


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
    ],
)
def test_dates(days: int, first: str, name: str) -> None:
    major, texts, _, title = TimeAxis(datetime(2031, 1, 1), 0.0, days * 24.0).ticks()
    assert texts[0] == first
    assert title == name
    assert 4 <= len(major) <= 14


def test_lines_fit_and_are_of_about_one_length() -> None:
    lines = wrap("word " * 50, 0.07, 12.0)
    assert len(lines) == 2
    assert abs(len(lines[0]) - len(lines[1])) <= 10
    assert wrap("", 0.07, 12.0) == []


def test_text_of_a_users_file_becomes_plain() -> None:
    assert reading.plain("a\nb\t\u202ec\x07") == "a b c"
    assert reading.plain("国际月球科研站") == "国际月球科研站"
    assert reading.short("abcdef", 4) == "abc…"


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0"), (0.1234, "0.123"), (3.14159, "3.14"), (42.123, "42.1"), (123456.7, "123,457")]
)
def test_amounts(value: float, text: str) -> None:
    assert reading.amount(value) == text


def row(values: tuple[object, ...], differences: tuple[object, ...], unit: str, difference_unit: str = "") -> object:
    return SimpleNamespace(
        values=values, differences=differences, unit=unit, difference_unit=difference_unit or unit, label="x"
    )


@pytest.mark.parametrize(
    ("given_row", "text"),
    [
        (row((100, 110), (0, 10), "1"), "+10.0 %"),
        (row((0.5, 0.25), (0.0, -0.25), "1"), "−25.0 pt"),
        (row((0.5, 0.50001), (0.0, 0.00001), "1"), "+<0.1 pt"),
        (row((0, 7), (0, 7), "1"), "+7.00"),
        (row((200.0, 200.0), (0.0, 0.0), "kWh"), "="),
        (row(("2031-01-01", "2031-01-11"), (0, 10), "UTC date", "d"), "+10 d"),
        (row((None, 3.0), (None, None), "kWh"), ""),
    ],
)
def test_differences(given_row: kpis.KpiRow, text: str) -> None:
    assert kpis.difference_text(given_row, 1) == text


def test_a_share_is_told_from_a_count() -> None:
    assert kpis.unit_text(row((1.0, 0.5), (0.0, -0.5), "1")) == "%"  # type: ignore[arg-type]
    assert kpis.unit_text(row((1, 5), (0, 4), "1")) == ""  # type: ignore[arg-type]
