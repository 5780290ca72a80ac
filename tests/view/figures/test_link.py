"""Links around the longest gap, and passes as they were recorded."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine import Channel
from sim.view import link
from sim.view.figures.link import link_span, longest_gap
from tests.view.fake_runs import FakeRun, fake_run
from tests.view.reading_figures import assert_units, panels, words


def test_links_are_shown_around_the_longest_gap(five_years: FakeRun) -> None:
    drawn = link(five_years)  # type: ignore[arg-type]
    assert list(panels(drawn)) == ["passes", "rate", "buffer", "shares"]
    assert_units(drawn, without=("passes",))
    gap = longest_gap(five_years)  # type: ignore[arg-type]
    first, last = link_span(five_years, 30.0)  # type: ignore[arg-type]
    assert gap is not None
    assert first <= gap[0] < gap[1] <= last
    text = words(drawn)
    assert "longest without a link" in text
    assert "% here" in text
    assert "% in all" in text


def test_a_run_no_longer_than_the_close_up_is_not_shown_twice(month: FakeRun) -> None:
    assert "shares" not in panels(link(month))  # type: ignore[arg-type]
    assert "date in 2031 (UTC)" in panels(link(month))["buffer"].get_xlabel()  # type: ignore[arg-type]


def test_passes_are_as_recorded(five_years: FakeRun) -> None:
    relay = five_years.channels["communication.relay_visible"]
    found = relay.spells(above=0.5, start=100.0, end=800.0)
    assert sum(b - a for a, b in found) == pytest.approx(700 * relay.mean(100.0, 800.0))
    assert all(100.0 <= a < b <= 800.0 for a, b in found)


def test_a_station_that_is_always_linked_has_no_gap() -> None:
    run = fake_run(days=20)
    run.channels["communication.link_up"] = Channel(
        "communication.link_up", "1", "step", np.array([0.0, 480.0]), np.array([1.0, 1.0])
    )
    assert longest_gap(run) is None  # type: ignore[arg-type]
    text = words(link(run))  # type: ignore[arg-type]
    assert "never without" in text
    assert "longest without" not in text
