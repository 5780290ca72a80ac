"""Machines that get better by themselves: Duane's law."""

from __future__ import annotations

import numpy as np
import pytest

from sim.station.tools.growth import as_of_the_first, at_work


def test_hours_of_the_first_machine_by_hand() -> None:
    """With the square root, from 100 h on: 100 + 2 (sqrt(100 t) - 100)."""
    assert as_of_the_first(50.0, 0.5, 100.0) == 50.0
    assert as_of_the_first(400.0, 0.5, 100.0) == pytest.approx(300.0)
    assert as_of_the_first(7.0, 0.0, 1.0) == pytest.approx(7.0)
    for hours in (3.0, 100.0, 1234.5):
        assert at_work(as_of_the_first(hours, 0.4, 100.0), 0.4, 100.0) == pytest.approx(hours)


def test_cumulative_failures_follow_duane() -> None:
    """Failures until t grow as t to the power 1 - exponent, once that has long begun (Duane 1964)."""
    random, exponent, begins, mean = np.random.default_rng(4), 0.4, 10.0, 50.0
    horizon = np.array([2000.0, 20000.0])
    counts = np.zeros(2)
    machines = 2000
    for _ in range(machines):
        hours = 0.0
        while True:
            hours = at_work(as_of_the_first(hours, exponent, begins) + random.exponential(mean), exponent, begins)
            if hours > horizon[-1]:
                break
            counts += hours <= horizon
    due = [as_of_the_first(t, exponent, begins) / mean for t in horizon]
    assert counts / machines == pytest.approx(due, rel=0.02)
    slope = np.log(counts[1] / counts[0]) / np.log(horizon[1] / horizon[0])
    assert slope == pytest.approx(1.0 - exponent, abs=0.02)
