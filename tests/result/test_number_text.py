"""How numbers, amounts and shares are written: what each way says at its ends, and that none says what is not so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.result import number_text
from sim.result.number_text import (
    amount,
    cell_percent,
    data_amount,
    number,
    percent,
    percent_change,
    points,
    said_percent,
    served_percent,
    typeset,
    unfinished_percent,
    whole_percent,
)


@pytest.mark.parametrize(
    ("value", "unit", "signed", "text"),
    [
        (None, "kWh", False, "-"),
        ("2031-01-01", "UTC date", False, "2031-01-01"),
        (12, "1", False, "12"),
        (1234567, "1", True, "+1,234,567"),
        (0.98765, "1", False, "98.77 %"),
        (-0.015, "1", True, "-1.50 pt"),
        (0.0, "kWh", False, "0 kWh"),
        (1234.56, "kWh", False, "1,235 kWh"),
        (-12.3456, "h", True, "-12.3 h"),
        (-12, "d", True, "-12 d"),
    ],
)
def test_numbers_as_people_read_them(value: float | str | None, unit: str, signed: bool, text: str) -> None:
    assert number(value, unit, signed=signed) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (0.1234, "0.123"), (0.54, "0.540"), (3.14159, "3.14"), (42.123, "42.1"), (123456.7, "123,457")],
)
def test_amounts(value: float, text: str) -> None:
    assert amount(value) == text


def test_amounts_of_data_change_to_the_larger_unit() -> None:
    assert data_amount(9999.0) == "9,999 Gbit"
    assert data_amount(12345.0) == "12.3 Tbit"


SHARES = (0, 0.0001, 0.0007, 0.004, 0.573, 0.9923, 0.9996, 0.99999, 1.0)


@pytest.mark.parametrize(
    ("way", "texts"),
    [
        ("percent", ["0 %", "0 %", "0 %", "0 %", "57 %", "99 %", "100 %", "100 %", "100 %"]),
        ("whole_percent", ["0 %", "<1 %", "<1 %", "<1 %", "57 %", "99 %", "99 %", "99 %", "100 %"]),
        (
            "said_percent",
            ["0 %", "less than 0.1 %", "0.1 %", "0.4 %", "57.3 %", "99.2 %", "99.9 %", "99.9 %", "100 %"],
        ),
        ("cell_percent", ["0", "<0.1", "0.1", "0.4", "57.3", "99.2", ">99.9", ">99.9", "100"]),
        (
            "served_percent",
            ["0.0 %", "0.0 %", "0.1 %", "0.4 %", "57.3 %", "99.23 %", "99.96 %", "99.99 %", "100 %"],
        ),
        (
            "unfinished_percent",
            ["0 %", "0.01 %", "0.07 %", "0.4 %", "57.3 %", "99.2 %", "99.9 %", "99.9 %", "99.9 %"],
        ),
    ],
)
def test_shares_as_each_way_writes_them(way: str, texts: list[str]) -> None:
    assert [getattr(number_text, way)(share) for share in SHARES] == texts


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0 %"), (0.001, "<1 %"), (0.007, "1 %"), (0.5, "50 %"), (0.9999, "99 %"), (1.0, "100 %")],
)
def test_whole_percent_is_nothing_or_all_only_where_it_is(share: float, text: str) -> None:
    assert whole_percent(share) == text


def test_a_share_in_a_sentence_is_whole_only_where_it_is() -> None:
    assert said_percent(0.99999) == "99.9 %"
    assert said_percent(0.00001) == "less than 0.1 %"
    assert said_percent(1.0) == "100 %"


@given(st.floats(0, 1, exclude_min=True, exclude_max=True))
def test_what_is_not_all_never_reads_as_all(share: float) -> None:
    for text in (whole_percent(share), said_percent(share), served_percent(share), unfinished_percent(share)):
        assert not text.startswith("100")
    assert cell_percent(share) not in {"0", "100"}
    assert said_percent(share) not in {"0 %", "0.0 %"}


def test_a_part_of_a_whole_and_changes() -> None:
    # 115 of 200 is 57.5 exactly, and 0.575 is a little less.
    assert (percent(115, of=200), percent(0.575), percent(0.57349, 2)) == ("58 %", "57 %", "57.35 %")
    assert (points(0.01234), points(-0.5, 2)) == ("+1.2 pt", "-50.00 pt")
    assert (percent_change(-0.0312), percent_change(30.0, of=40.0)) == ("-3.1 %", "+75.0 %")
    assert typeset("-3.1 %") == "−3.1 %"
