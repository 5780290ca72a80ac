"""Belief: priors, readings below the limit, misses, false alarms, and intervals that hold as often as they say."""

from __future__ import annotations

import numpy as np
import pytest

from sim.station.exploration.belief import Belief, Response, log_likelihood, prior

SURE = Response(limit=0.002, noise=0.005, miss=0.0, false_alarm=0.0, full_scale=0.2)
DOUBTFUL = Response(limit=0.005, noise=0.01, miss=0.2, false_alarm=0.05, full_scale=0.15)


def test_a_prior_says_what_it_is_given() -> None:
    even = prior(0.01, 0.11, "uniform", 0.0)
    assert even.mean == pytest.approx(0.06)
    assert even.interval() == pytest.approx((0.015, 0.105))
    logged = prior(0.01, 0.1, "log-uniform", 0.0)
    assert logged.quantile(0.5) == pytest.approx(np.sqrt(0.001), rel=1e-3)
    half = prior(0.01, 0.11, "uniform", 0.5)
    assert (half.ice, half.mean, half.quantile(0.5)) == pytest.approx((0.5, 0.03, 0.0))
    assert half.quantile(0.75) == pytest.approx(0.06)
    assert half.held(*half.interval()) == pytest.approx(0.95)
    assert even.held(*even.interval()) == pytest.approx(0.9)


def test_readings_of_a_sure_instrument_narrow_to_their_mean() -> None:
    found = prior(0.0, 0.2, "uniform", 0.3).after([(SURE, [0.05, 0.06, 0.055, 0.055])])
    assert found.ice == pytest.approx(1.0)
    assert found.mean == pytest.approx(0.055, abs=1e-4)
    low, high = found.interval()
    assert high - low == pytest.approx(2 * 1.645 * 0.005 / 2, rel=0.01)


def test_nothing_read_speaks_for_dry_ground_and_little_ice() -> None:
    before = prior(0.001, 0.1, "log-uniform", 0.3)
    after = before.after([(DOUBTFUL, [None, None, None])])
    assert after.dry > before.dry
    assert after.quantile(0.95) < before.quantile(0.95) or after.mean < before.mean
    missed = before.after([(Response(0.005, 0.01, 1.0, 0.05, 0.15), [None])])
    assert missed.dry == pytest.approx(before.dry)


def test_a_signal_weighs_as_much_as_misses_and_false_alarms_allow() -> None:
    """One reading far from all limits, with a prior as wide as the alarms: the odds by hand."""
    response = Response(limit=0.0, noise=0.0005, miss=0.2, false_alarm=0.05, full_scale=0.2)
    found = prior(0.0, 0.2, "uniform", 0.5).after([(response, [0.1])])
    # With ice: 0.8 of it, and 0.2 x 0.05 that nothing was within reach and an alarm went off; without: 0.05.
    odds = (0.8 + 0.2 * 0.05) / 0.05
    assert found.ice == pytest.approx(odds / (1 + odds), rel=2e-3)


def test_two_visits_are_two_witnesses() -> None:
    before = prior(0.005, 0.1, "log-uniform", 0.5)
    one = before.after([(DOUBTFUL, [0.05, 0.045])])
    both = before.after([(DOUBTFUL, [0.05, 0.045]), (DOUBTFUL, [0.048, 0.052])])
    assert both.ice > one.ice > before.ice
    step = one.after([(DOUBTFUL, [0.048, 0.052])])
    assert (step.ice, step.mean) == pytest.approx((both.ice, both.mean))


def test_what_is_certain_stays_so() -> None:
    assert prior(0.01, 0.1, "uniform", 1.0).after([(DOUBTFUL, [0.05])]).ice == 0.0
    assert prior(0.01, 0.1, "uniform", 0.0).after([(DOUBTFUL, [None] * 5)]).dry == 0.0
    assert log_likelihood(DOUBTFUL, [], np.array([0.01]))[1] == 0.0


def test_many_far_readings_do_not_underflow() -> None:
    found = prior(0.01, 0.02, "uniform", 0.5).after([(SURE, [0.9] * 30)])
    assert found.contents[int(np.argmax(found.weights))] == pytest.approx(0.02, rel=0.01)
    nothing = prior(0.5, 0.6, "uniform", 0.0).after([(SURE, [None] * 30)])
    assert nothing.contents[int(np.argmax(nothing.weights))] == pytest.approx(0.5, rel=0.01)


@pytest.mark.parametrize("dry", [0.0, 0.4])
def test_intervals_hold_as_often_as_they_say(dry: float) -> None:
    """3000 places drawn from the prior and read: the share of intervals that hold is the mean of what they say."""
    random = np.random.default_rng(7)
    before, hits, said = prior(0.005, 0.1, "log-uniform", dry), [], []
    for _ in range(3000):
        content = 0.0 if random.random() < dry else 0.005 * 20 ** random.random()
        found = before.after([(DOUBTFUL, read(content, DOUBTFUL, random))])
        low, high = found.interval()
        hits.append(low <= content <= high)
        said.append(found.held(low, high))
    error = np.sqrt(np.mean(said) * (1 - np.mean(said)) / len(said))
    assert np.mean(hits) == pytest.approx(np.mean(said), abs=3 * error)
    assert dry or np.mean(said) == pytest.approx(0.9, abs=1e-6)


def read(content: float, response: Response, random: np.random.Generator) -> list[float | None]:
    """Three readings of a visit, as they come about."""
    within = content if content > 0 and random.random() >= response.miss else 0.0
    if within == 0.0 and random.random() < response.false_alarm:
        within = response.limit + (response.full_scale - response.limit) * random.random()
    values = [within + response.noise * random.normal() for _ in range(3)]
    return [value if within > 0 and value >= response.limit else None for value in values]


def test_a_belief_adds_up() -> None:
    found: Belief = prior(0.005, 0.1, "log-uniform", 0.4).after([(DOUBTFUL, [0.02, None])])
    assert found.weights.sum() + found.dry == pytest.approx(1.0)
