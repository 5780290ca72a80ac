"""Sunlight from noon to noon."""

from __future__ import annotations

import numpy as np
import pytest

from sim.moon import LunarDays, SiteSky, lunar_noons, utc_hours
from tests.moon.invented_site import YEAR_H, site_sky

HEIGHT = 10.0


@pytest.fixture(scope="module")
def days(rim: SiteSky) -> LunarDays:
    return rim.lunar_days(HEIGHT)


def test_days_run_from_noon_to_noon(rim: SiteSky, days: LunarDays) -> None:
    assert np.diff(days.edges) == pytest.approx(29.53 * 24, abs=10)
    assert days.edges[0] <= 0.0
    assert days.edges[-1] >= YEAR_H
    sun = rim.observer(HEIGHT).sun(utc_hours(rim.start, days.edges[1:-1]))
    # South of the equator the noon Sun stands in the north.
    assert np.abs((sun.azimuth + 180) % 360 - 180).max() < 1.0
    inside = ~np.isnan(days.light)
    assert days.light[inside].mean() == pytest.approx(days.sunlight.mean(), abs=0.01)


def test_positions_are_times_and_times_positions(days: LunarDays) -> None:
    assert days.position(days.edges[1:-1]) == pytest.approx(np.arange(1, len(days.light)), abs=1e-9)
    hours = np.linspace(0.0, YEAR_H, 50)
    # Even days against the Sun's swing: hours apart at most.
    assert days.hours_at(days.position(hours)) == pytest.approx(hours, abs=6.0)
    assert days.position(days.sunlight.middles) == pytest.approx(days.positions)
    assert days.position(0.0) == pytest.approx(float(days.positions[0]), abs=1e-3)


def test_noons_of_a_span_are_those_of_its_days(rim: SiteSky, days: LunarDays) -> None:
    noons = lunar_noons(0.0, YEAR_H, rim.longitude, rim.start)
    assert noons[1:-1] == pytest.approx(days.edges[1:-1], abs=0.1)
    # The outermost are estimates, since nothing beyond the span is computed.
    assert noons[[0, -1]] == pytest.approx(days.edges[[0, -1]], abs=0.5)
    later = lunar_noons(2000.0, 4000.0, rim.longitude, rim.start)
    assert later[0] <= 2000.0 < later[1]
    assert later[-2] <= 4000.0 < later[-1]
    assert later[1:-1] == pytest.approx(noons[(noons > 2000.0) & (noons < 4000.0)], abs=0.1)


def test_means_are_of_whole_days(days: LunarDays) -> None:
    edges, means = days.means()
    assert len(edges) == len(means) + 1
    assert edges[0] >= -days.sunlight.step
    assert edges[-1] <= YEAR_H + days.sunlight.step
    assert len(means) == len(days.light) - 2
    for begin, end, mean in zip(edges[:-1], edges[1:], means, strict=True):
        inside = (days.sunlight.middles >= begin) & (days.sunlight.middles < end)
        assert mean == pytest.approx(days.sunlight.samples[inside].mean(), abs=2e-3)


def test_a_run_without_a_whole_day_has_the_means_of_its_parts() -> None:
    short = site_sky(300.0).lunar_days(HEIGHT)
    edges, means = short.means()
    assert len(edges) == len(short.edges) == len(means) + 1
    assert (means >= 0.0).all()
    assert (means <= 1.0).all()
