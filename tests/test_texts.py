"""What comes from outside is shown as it is: no control character acts, no cell runs."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.texts import VisibleStream, as_given, cell, from_cell, visible, visible_all, visible_line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("\x1b]0;title\x07", r"\x1b]0;title\x07"),
        ("\x9b31m", r"\x9b31m"),
        ("a\rb", r"a\rb"),
        ("safe\u202egpj.exe", r"safe\u202egpj.exe"),
        ("\ud800", r"\ud800"),
        ("two\nlines\tof text", "two\nlines\tof text"),
        ("Ставрополь 站 é 👩‍🚀", "Ставрополь 站 é 👩‍🚀"),
    ],
)
def test_control_characters_are_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_a_line_has_no_breaks() -> None:
    assert visible_line("a\nb\tc\x1b") == r"a\nb\tc\x1b"


def test_keys_and_texts_of_tables_are_visible() -> None:
    assert visible_all({"a\x1b": ["b\x07", 1, {"c": None}]}) == {r"a\x1b": [r"b\x07", 1, {"c": None}]}
    with pytest.raises(ValueError, match="two keys look alike"):
        visible_all({"\x1b": 1, r"\x1b": 2})


@given(st.text())
def test_nothing_visible_acts(text: str) -> None:
    shown = visible(text)
    assert all(character in "\n\t" or ord(character) >= 32 for character in shown)
    assert visible(shown) == shown
    shown.encode()


@pytest.mark.parametrize("text", ["=1+1", "+cmd|x", "-2+3", "@SUM(A1)", "\t=1"])
def test_what_a_spreadsheet_would_run_is_quoted(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("value", [-1, -0.5, "-1.5", "+3", "-1e-9", "-", "", "main", "a = b", None])
def test_numbers_and_plain_texts_stay(value: object) -> None:
    assert cell(value) == value


@given(st.text(alphabet="'=+-@1a \t") | st.text())
def test_a_quoted_cell_is_read_as_it_was(text: str) -> None:
    assert from_cell(str(cell(text))) == text


def test_a_stream_shows_what_is_written_to_it() -> None:
    raw = io.StringIO()
    stream = VisibleStream(raw)
    stream.writelines(["a\x1b", "b\n"])
    assert raw.getvalue() == "a\\x1bb\n"
    assert not hasattr(stream, "buffer")
    stream.write("ä\x1b".encode())
    assert raw.getvalue() == "a\\x1bb\nä\\x1b"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("\x1b[31m", r"'\x1b[31m'"),
        (r"\x1b[31m", r"'\x1b[31m'"),
        ("a\nb", r"'a\nb'"),
        ("it's", '"it\'s"'),
        (["\x07", 1, {"a": r"C:\moon"}], r"['\x07', 1, {'a': 'C:\moon'}]"),
        (True, "True"),
        (0.5, "0.5"),
        ("", "''"),
    ],
)
def test_a_value_is_shown_as_given_and_no_backslash_is_doubled(value: object, shown: str) -> None:
    assert as_given(value) == shown
    # What has been made visible already looks the same.
    assert as_given(visible_all(value)) == shown


def test_a_long_value_is_cut() -> None:
    assert as_given("a" * 100, 20) == "'" + "a" * 16 + "..."
    assert as_given("a" * 18, 20) == "'" + "a" * 18 + "'"
