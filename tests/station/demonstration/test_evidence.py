"""What is believed of machines: posteriors against closed forms, and intervals that hold as often as they say."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from sim.scenario import load
from sim.station import run_station
from sim.station.demonstration import system
from sim.station.demonstration.evidence import FloatArray, of_failures, of_readings, of_rejects
from sim.station.exploration.belief import prior


def test_readings_narrow_a_flat_prior_to_their_mean() -> None:
    before = prior(1.0, 9.0, "uniform", 0.0)
    after = before.weighted(of_readings([5.1, 4.9, 5.0, 5.0], 0.01, before.contents))
    low, high = after.interval()
    # The mean of four, each good to 0.05: 1.645 standard errors to either side.
    assert after.mean == pytest.approx(5.0, abs=0.01)
    assert (high - low) / 2 == pytest.approx(1.645 * 0.05 / 2, rel=0.05)


def test_failures_tell_a_mean_time_as_the_gamma_law_says() -> None:
    """With k failures in H hours and 1 / c flat in its logarithm, H / c is gamma with the mean k."""
    before = prior(10.0, 1e5, "log-uniform", 0.0, cells=20000)
    after = before.weighted(of_failures(8, 4000.0, before.contents))
    assert float(after.weights @ (4000.0 / after.contents)) == pytest.approx(8.0, rel=0.01)
    assert after.mean == pytest.approx(4000.0 / 7.0, rel=0.01)


def test_no_failure_says_something_too() -> None:
    before = prior(100.0, 1000.0, "uniform", 0.0)
    assert before.weighted(of_failures(0, 500.0, before.contents)).mean > before.mean


def test_rejects_tell_a_share_as_the_beta_law_says() -> None:
    before = prior(0.0, 1.0, "uniform", 0.0, cells=2000)
    after = before.weighted(of_rejects(3, 40, before.contents))
    assert after.mean == pytest.approx(4.0 / 42.0, rel=1e-3)


@pytest.mark.slow
def test_intervals_hold_as_often_as_they_say() -> None:
    random, held, cases = np.random.default_rng(3), 0, 2000
    before = prior(100.0, 1500.0, "log-uniform", 0.0)
    for _ in range(cases):
        truth = 100.0 * 15.0 ** random.random()
        failures = int(random.poisson(3000.0 / truth))
        low, high = before.weighted(of_failures(failures, 3000.0, before.contents)).interval()
        held += low <= truth <= high
    assert held / cases == pytest.approx(0.90, abs=0.02)


def test_all_units_together_take_the_readings_that_are_planned(monkeypatch: pytest.MonkeyPatch) -> None:
    at = "bases.change-8"
    rate = f"{at}.demonstration.measurements.print-rate"
    scenario = load(
        "ilrs:change-8",
        ["end=2030-01-01", f"{at}.tools.printers.head.count=2", f"{rate}.readings=3", f"{rate}.every=2 h"],
    )
    heard: list[int] = []

    def counted(readings: Sequence[float], noise: float, values: FloatArray) -> FloatArray:
        heard.append(len(readings))
        return of_readings(readings, noise, values)

    monkeypatch.setattr(system, "of_readings", counted)
    channels = run_station(scenario, seed=1).channels
    # What was believed beforehand, and once more after each.
    assert len(set(channels["change-8/demonstration.believed.print-rate"].values)) == 1 + 3
    # A link that comes back with nothing new changes no belief.
    assert len(channels["change-8/communication.link_up"].times) > 20
    table = scenario.bases["change-8"].demonstration
    assert table is not None
    planned = [int(one.readings) for one in table.measurements.values() if one.readings is not None]
    assert sorted(heard) == sorted(number for most in planned for number in range(1, most + 1))
