"""Duration curves: exact hours."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine import Channel
from sim.view import duration
from sim.view.figures.duration import hours_above, sorted_steps, thinned
from tests.view.fake_runs import FakeRun
from tests.view.reading_figures import assert_units, panels, words

points = st.lists(st.tuples(st.floats(0.1, 30), st.floats(0, 50)), min_size=2, max_size=30)


def channel(gaps: list[tuple[float, float]], kind: str) -> Channel:
    times = np.concatenate(([0.0], np.cumsum([g for g, _ in gaps])))
    values = np.array([1.0, *(v for _, v in gaps)])
    return Channel("x", "kW", kind, times, values)  # type: ignore[arg-type]


@given(points)
def test_a_duration_curve_falls_and_keeps_the_energy(gaps: list[tuple[float, float]]) -> None:
    history = channel(gaps, "step")
    end = float(history.times[-1])
    hours, values = sorted_steps(history, 0.0, end)
    assert hours[0] == 0.0
    assert hours[-1] == pytest.approx(end)
    assert np.all(np.diff(values) < 0)
    assert np.dot(np.diff(hours), values) == pytest.approx(history.integral(0.0, end), rel=1e-9, abs=1e-9)


@pytest.mark.slow
@given(points)
def test_hours_above_a_level_of_a_linear_channel(gaps: list[tuple[float, float]]) -> None:
    history = channel(gaps, "linear")
    end = float(history.times[-1])
    levels = np.linspace(0, 50, 11)
    fine = np.linspace(0, end, 20_001)
    sampled = [(history.at(fine) >= level).mean() * end for level in levels]
    assert hours_above(history, levels, 0.0, end) == pytest.approx(sampled, abs=3e-3 * end)


def test_thinning_keeps_the_ends() -> None:
    hours, values = np.arange(50_001.0), np.linspace(20, 0, 50_000)
    x, y = thinned(hours, values)
    assert len(x) < 8000
    assert (x[0], x[-1], y[0], y[-1]) == (0.0, 50_000.0, 20.0, 0.0)


def test_durations_are_hours_of_a_year(five_years: FakeRun) -> None:
    drawn = duration(five_years)  # type: ignore[arg-type]
    assert list(panels(drawn)) == ["power", "shortage", "charge"]
    assert_units(drawn, without=("shortage",))
    power = panels(drawn)["power"]
    assert power.get_xlim() == pytest.approx((0, 8766))
    assert [line.get_label() for line in power.lines] == ["offered", "demand", "used"]
    assert "[h/yr]" in panels(drawn)["charge"].get_xlabel()
    deferrable = next(p for p in panels(drawn)["shortage"].patches if p.get_label() == "" or p.get_width() > 0)
    assert deferrable.get_width() <= 8766
    assert "h a year" in words(drawn)
    assert "47 of 90" in words(drawn)


@pytest.mark.slow
def test_durations_of_a_month_are_its_own_hours(month: FakeRun) -> None:
    drawn = duration(month)  # type: ignore[arg-type]
    assert panels(drawn)["power"].get_xlim() == (0, 720)
    assert "[h]" in panels(drawn)["charge"].get_xlabel()
