"""Texts that fit: broken into lines, wrapped and cut by their width."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sim.view.kit import style, text_width
from sim.view.kit.text import plain


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
