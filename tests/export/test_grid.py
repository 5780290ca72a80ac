"""Widths of cells: how they are written, and calendar months and years."""

from __future__ import annotations

import csv
import datetime as dt
import io

import numpy as np
import pytest

from sim.export import ExportError, channel_table
from sim.export.grid import Months, count_cells, grid_of
from sim.export.sampling import edges
from sim.result import Result

JANUARY = dt.datetime(2031, 1, 1)


@pytest.mark.parametrize(
    ("text", "grid"),
    [
        ("1h", dt.timedelta(hours=1)),
        ("1.5 d", dt.timedelta(hours=36)),
        ("1month", Months(1)),
        ("3 months", Months(3)),
        ("1 year", Months(12)),
        ("2years", Months(24)),
        (24, dt.timedelta(days=1)),
        (Months(6), Months(6)),
    ],
)
def test_a_width_is_a_length_or_months_of_the_calendar(text: str, grid: object) -> None:
    assert grid_of(text) == grid
    if isinstance(grid, Months):
        assert grid_of(str(grid)) == grid


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("1 fortnight", "not a width such as 1h"),
        ("1.5 months", "whole number of calendar months"),
        ("5 months", "does not divide a year"),
        ("0month", "does not divide a year"),
        ("99999999999 years", "whole number"),
        ("0h", "longer than nothing"),
        ("1e9 d", "not a width"),
        ("9999999999 d", "too long"),
    ],
)
def test_a_width_that_is_none_is_refused(text: str, what: str) -> None:
    with pytest.raises(ExportError, match=what):
        grid_of(text)


def test_months_and_years_are_those_of_the_calendar() -> None:
    """February of a leap year has 29 days; a span that begins and ends within months has short cells there."""
    start, end = dt.datetime(2032, 1, 15, 6), dt.datetime(2032, 4, 2)
    found = edges(start, end, Months(1)).tolist()
    assert found == [start, dt.datetime(2032, 2, 1), dt.datetime(2032, 3, 1), dt.datetime(2032, 4, 1), end]
    assert count_cells(start, end, Months(1)) == 4
    # A border at the end of the span makes no empty cell.
    assert edges(JANUARY, dt.datetime(2033, 1, 1), Months(12)).tolist() == [
        JANUARY,
        *(dt.datetime(y, 1, 1) for y in (2032, 2033)),
    ]
    assert edges(dt.datetime(2031, 2, 1), dt.datetime(2031, 8, 1), Months(3)).tolist()[1:-1] == [
        dt.datetime(2031, 4, 1),
        dt.datetime(2031, 7, 1),
    ]
    assert count_cells(dt.datetime(9999, 11, 30), dt.datetime(9999, 12, 31), Months(1)) == 2
    with pytest.raises(ExportError, match="nothing to export"):
        edges(end, end, Months(1))


def test_histories_by_month_add_up_to_the_run(first: Result) -> None:
    table = channel_table(first, "1month", ["energy.unserved", "bricks.heat"])
    stream = io.StringIO(newline="")
    table.write_csv(stream)
    rows = list(csv.reader(io.StringIO(stream.getvalue(), newline="")))
    assert rows[0][2:] == ["energy.unserved [kW mean]", "bricks.heat [kWh start]"]
    assert [row[:2] for row in rows[1:]] == [["2031-01-01T00:00:00", "0"], ["2031-02-01T00:00:00", "744"]]
    means = np.array([float(row[2]) for row in rows[1:]])
    assert np.average(means, weights=[744, 256]) == pytest.approx(first.channels["energy.unserved"].mean(), rel=1e-9)
    assert table.about["grid_months"] == 1
    ends = channel_table(first, Months(1), ["bricks.heat"], sampling="end").columns[0].values
    assert ends == pytest.approx([0.9 * 744, 900.0])
