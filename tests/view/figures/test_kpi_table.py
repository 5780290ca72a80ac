"""Differences of key figures in words, and which are for the better."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from sim.view.figures import kpi_table


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
