"""Choices, worths and regrets by hand; the value of information of a made-up choice against its closed form."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.station.decisions.rules import Option, Rule, chance, choose, decide, expected, worth
from sim.station.demonstration.evidence import of_readings
from sim.station.exploration.belief import Belief, prior

MOST = Rule("most")
EVEN = prior(0.0, 1.0, "uniform", 0.0)
LOW = prior(0.0, 0.5, "uniform", 0.0)


def _enough(need: float, probability: float = 0.8, hours: float = 10.0) -> Rule:
    return Rule("enough", hours, need, 0.5, probability)


def test_the_most_is_the_largest_expectation_less_its_cost() -> None:
    options = [Option("far", EVEN, EVEN, 0.2, cost=0.3), Option("near", LOW, LOW, 0.4), Option("none")]
    assert expected(MOST, options[0], EVEN) == pytest.approx(0.2)
    assert expected(MOST, options[1], LOW) == pytest.approx(0.25)
    assert choose(MOST, options, observed=True) == "near"
    taken = decide(MOST, options, time=5.0, heeds=True, unit="1")
    assert taken.true == pytest.approx({"far": -0.1, "near": 0.4, "none": 0.0})
    assert (taken.chosen, taken.best, taken.regret, taken.gain) == ("near", "near", 0.0, 0.0)


def test_nothing_is_done_where_nothing_is_worth_its_cost() -> None:
    """Go or no-go: the landing must be worth more than what it costs."""
    options = [Option("go", EVEN, LOW, 0.9, cost=0.3), Option("stay")]
    taken = decide(MOST, options, time=0.0, heeds=True, unit="1")
    assert (taken.chosen, taken.unobserved, taken.best) == ("stay", "go", "go")
    assert taken.regret == pytest.approx(0.6)
    assert taken.gain == pytest.approx(-0.6)
    blind = decide(MOST, options, time=0.0, heeds=False, unit="1")
    assert (blind.chosen, blind.regret, blind.gain) == ("go", 0.0, 0.0)
    assert blind.believed["go"] == pytest.approx(0.2)


def test_enough_is_the_fewest_that_are_sure_enough() -> None:
    """Of a rate between 0 and 1 an hour, n machines make n t q in t hours: at least the need with 1 - need / (n t)."""
    options = [Option(str(count), EVEN, EVEN, 0.9, count=count) for count in (1, 2, 3, 9)]
    rule = _enough(6.0, 0.75)
    assert [chance(rule, one, EVEN) for one in options] == pytest.approx([0.4, 0.7, 0.8, 1 - 6 / 90])
    assert choose(rule, options, observed=True) == "3"
    assert choose(_enough(6.0, 0.95), options, observed=True) == "9"  # nobody is as sure: the most there can be
    assert worth(rule, options[1], 0.2) == pytest.approx(2 * 10 * 0.2 - 2 * 0.5)
    assert worth(rule, options[2], 0.9) == pytest.approx(6.0 - 1.5)
    # With 0.9 an hour one makes 9 of the 6 that are needed: two of the three were too many.
    taken = decide(rule, options, time=0.0, heeds=True, unit="kg")
    assert (taken.chosen, taken.best) == ("3", "1")
    assert taken.regret == pytest.approx(2 * 0.5)
    assert taken.scale == 6.0


def test_the_expectation_of_enough_counts_no_more_than_is_needed() -> None:
    """The mean of min(need, n t q) for q between 0 and 1: need - need^2 / (2 n t)."""
    rule, one = _enough(6.0), Option("1", EVEN, EVEN, 0.0)
    assert expected(rule, one, EVEN) == pytest.approx(6.0 - 36.0 / 20.0 - 0.5, rel=1e-4)


def test_spares_are_enough_where_their_lives_add_up_to_the_hours() -> None:
    """A mean time between failures is no rate: n parts last n times as long."""
    lives = prior(100.0, 200.0, "uniform", 0.0)
    rule = Rule("enough", 1.0, 1500.0, 10.0, 0.9)
    options = [Option(f"{count:02}", lives, lives, 150.0, count=count) for count in (8, 10, 14)]
    assert [chance(rule, one, lives) for one in options] == pytest.approx([0.125, 0.5, 1 - (1500 / 14 - 100) / 100])
    assert choose(rule, options, observed=True) == "14"


def test_the_value_of_information_is_what_it_is_by_hand() -> None:
    """Take q at its cost or leave it, q uniform, read exactly: E[max(q - c, 0)] - max(E[q] - c, 0) = 1/8 at c = 1/2."""
    random = np.random.default_rng(1)
    gains = []
    for truth in random.random(2000):
        reading = float(truth * (1.0 + 0.001 * random.standard_normal()))
        belief: Belief = EVEN.weighted(of_readings([reading], 0.001, EVEN.contents))
        options = [Option("leave"), Option("take", EVEN, belief, float(truth), cost=0.5)]
        gains.append(decide(MOST, options, time=0.0, heeds=True, unit="1").gain)
    error = float(np.std(gains)) / math.sqrt(len(gains))
    assert float(np.mean(gains)) == pytest.approx(0.125, abs=3 * error)
    assert min(gains) > -0.01  # who knows loses nothing by it
