"""Labels that do not overlap, and chips of colours in rows."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.view.kit.labels import CHIP_ROOM, chip_columns, chips_height, spread


@pytest.mark.slow
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


def test_colour_chips_go_on_in_further_rows() -> None:
    names = [f"a rather long name {i}" for i in range(12)]
    assert chip_columns(names[:2]) == 2
    assert chip_columns(names) == 4
    assert chips_height(names) == pytest.approx(0.56)
    assert chips_height([]) == 0
    assert chip_columns(["x" * 200] * 3, room=CHIP_ROOM) == 1
