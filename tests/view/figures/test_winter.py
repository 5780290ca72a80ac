"""The hardest month: where it is, and what its figure must contain."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.engine import Channel
from sim.view import winter
from sim.view.figures.winter import darkest_month, hardest_month, lowest_charge
from tests.view.fake_runs import FakeRun, fake_run
from tests.view.reading_figures import assert_units, panels, words


@pytest.mark.slow
def test_winter_is_around_the_longest_dark(five_years: FakeRun) -> None:
    first, last = darkest_month(five_years)  # type: ignore[arg-type]
    assert last - first == 720.0
    lit = five_years.channels["sunlight.lit_fraction"]
    dark = five_years.kpis["energy.longest_dark"].value
    inside = lit.at(np.arange(first, last)) < 0.5
    assert inside.sum() >= min(dark, 700)
    figure = winter(five_years, around="dark")  # type: ignore[arg-type]
    assert "around the longest dark" in words(figure)
    assert list(panels(figure)) == ["sky", "balance", "charge", "machines", "buffer"]
    assert_units(figure)
    assert "not served" in words(figure)
    assert "47 of 90" in words(figure)


def test_winter_can_be_around_the_lowest_charge(five_years: FakeRun) -> None:
    first, last = hardest_month(five_years)  # type: ignore[arg-type]
    charge = five_years.channels["energy.state_of_charge"]
    assert charge.at(np.arange(first, last)).min() == pytest.approx(charge.values.min())
    assert "on the last reserve" in words(winter(five_years))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="auto, dark, charge"):
        winter(five_years, around="noon")  # type: ignore[arg-type]


def test_winter_is_around_the_dark_where_the_store_was_not_drawn_upon() -> None:
    run = fake_run(days=200, reactor=20.0)
    assert run.channels["energy.state_of_charge"].values.min() > 0.9
    assert "around the longest dark" in words(winter(run))  # type: ignore[arg-type]


def test_an_empty_battery_at_the_start_is_no_winter(five_years: FakeRun) -> None:
    charge = Channel(
        "energy.state_of_charge",
        "1",
        "linear",
        np.array([0.0, 50.0, 100.0, 110.0, 120.0, 130.0, 160.0, 200.0]),
        np.array([0.1, 1.0, 0.4, 0.4, 0.9, 0.4, 0.4, 1.0]),
    )
    run = replace(five_years, channels={**five_years.channels, "energy.state_of_charge": charge})
    assert lowest_charge(run) == (145.0, 0.4)  # type: ignore[arg-type]


def test_a_dead_station_has_its_winter_where_it_died(five_years: FakeRun) -> None:
    charge = Channel(
        "energy.state_of_charge",
        "1",
        "linear",
        np.array([0.0, 100.0, 4000.0, 20000.0, 43824.0]),
        np.array([1.0, 0.3, 0.05, 0.0, 0.0]),
    )
    run = replace(five_years, channels={**five_years.channels, "energy.state_of_charge": charge})
    assert lowest_charge(run) == (4000.0, pytest.approx(0.05))  # type: ignore[arg-type]
