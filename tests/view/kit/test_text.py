"""Texts of users made plain, and labels short and different."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.view.kit.text import distinct_short, plain, short


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
