"""Dates that read well."""

from __future__ import annotations

from datetime import datetime

import pytest

from sim.view.kit.axis import TimeAxis


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
