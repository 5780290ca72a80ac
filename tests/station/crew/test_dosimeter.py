"""A dosimeter: exact doses, and the very moment at which a limit is reached."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine import Environment
from sim.station.crew.dosimeter import MONTH_H, Dosimeter, Limits, Mark

LIMITS = Limits(warning=480.0, career=600.0, event=250.0, month=250.0)

SPELLS = st.lists(
    st.tuples(
        st.floats(0.5, 600.0), st.sampled_from([0.0, 0.03, 0.1, 0.3, 2.0]), st.sampled_from([0.0, 0.0, 1.0, 5.0])
    ),
    min_size=1,
    max_size=12,
)


def _carried(
    spells: list[tuple[float, float, float]], limits: Limits = LIMITS
) -> tuple[Dosimeter, list[tuple[float, Mark]]]:
    """A dosimeter through spells of (length, background, storm), and when it reached which mark."""
    env = Environment()
    meter = Dosimeter(env, limits)
    found: list[tuple[float, Mark]] = []
    for length, background, storm in spells:
        meter.expose(background, storm)
        end = env.now + length
        while True:
            found += [(env.now, mark) for mark in meter.reached()]
            due = meter.due()
            if due >= end:
                break
            assert due >= env.now
            if due > env.now:
                env.run(due)
        env.run(end)
    found += [(env.now, mark) for mark in meter.reached()]
    return meter, found


@given(SPELLS)
def test_the_dose_is_the_sum_over_the_spells(spells: list[tuple[float, float, float]]) -> None:
    meter, _ = _carried(spells)
    assert meter.sync() == pytest.approx(sum(length * (one + two) for length, one, two in spells))
    assert meter.from_event == pytest.approx(sum(length * two for length, _, two in spells))


@given(SPELLS)
def test_marks_are_reached_at_the_moment_that_a_fine_grid_shows(spells: list[tuple[float, float, float]]) -> None:
    _, found = _carried(spells)
    edges = np.concatenate([[0.0], np.cumsum([length for length, _, _ in spells])])
    dose = np.concatenate([[0.0], np.cumsum([length * (one + two) for length, one, two in spells])])
    event = np.concatenate([[0.0], np.cumsum([length * two for length, _, two in spells])])
    moments = np.union1d(np.linspace(0.0, edges[-1], 20_001), np.concatenate([edges, edges + MONTH_H]))
    moments = moments[moments <= edges[-1]]
    total = np.interp(moments, edges, dose)
    month = total - np.interp(moments - MONTH_H, edges, dose)
    curves = {
        Mark.WARNING: (total, 480.0),
        Mark.CAREER: (total, 600.0),
        Mark.EVENT: (np.interp(moments, edges, event), 250.0),
        Mark.MONTH: (month, 250.0),
    }
    step = float(np.diff(moments).max()) + 1e-6
    for mark, (curve, limit) in curves.items():
        times = [time for time, one in found if one is mark]
        above = np.flatnonzero(curve >= limit * (1 - 1e-9))
        assert bool(times) == bool(len(above))
        if times:
            assert float(moments[above[0]]) == pytest.approx(times[0], abs=step)


def test_a_career_of_600_msv_takes_438_days_at_what_change_4_measured() -> None:
    _, found = _carried([(500 * 24.0, 1.369 / 24.0, 0.0)])
    assert {mark: time / 24.0 for time, mark in found} == {
        Mark.WARNING: pytest.approx(480.0 / 1.369),
        Mark.CAREER: pytest.approx(600.0 / 1.369),
    }


def test_what_fell_more_than_30_days_ago_counts_no_more() -> None:
    # 200 mSv in a day, and again a month later but a day: no month has more than 200.
    once = [(24.0, 200.0 / 24.0, 0.0)]
    _, found = _carried([*once, (MONTH_H, 0.0, 0.0), *once], Limits(1e9, 1e9, 1e9, 250.0))
    assert found == []
    _, found = _carried([*once, (MONTH_H - 48.0, 0.0, 0.0), *once], Limits(1e9, 1e9, 1e9, 250.0))
    assert found == [(pytest.approx(24.0 + MONTH_H - 48.0 + 6.0), Mark.MONTH)]


def test_the_limit_of_a_month_may_be_reached_again() -> None:
    storm = [(10.0, 30.0, 0.0), (2 * MONTH_H, 0.0, 0.0)]
    _, found = _carried(storm * 3, Limits(1e9, 1e9, 1e9, 250.0))
    assert [mark for _, mark in found] == [Mark.MONTH] * 3


def test_each_event_counts_from_zero() -> None:
    env = Environment()
    meter = Dosimeter(env, LIMITS)
    reached = []
    for _ in range(2):
        meter.begin_event()
        meter.expose(0.0, 26.0)
        env.run(env.now + 10.0)
        reached += [mark for mark in meter.reached() if mark is Mark.EVENT]
        meter.expose(0.0, 0.0)
        env.run(env.now + 1000.0)
    assert reached == [Mark.EVENT, Mark.EVENT]
    assert meter.from_event == pytest.approx(260.0)


def test_who_brings_his_career_along_has_reached_it_at_once() -> None:
    meter = Dosimeter(Environment(), LIMITS, prior=600.0)
    assert set(meter.reached()) == {Mark.WARNING, Mark.CAREER}
    assert list(meter.reached()) == []
    assert meter.due() == math.inf
