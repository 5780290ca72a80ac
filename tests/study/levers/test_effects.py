"""What a lever brings is a paired difference, and of many that are tried only the clear ones are called so."""

import math
from collections.abc import Sequence

import numpy as np
import pytest

from sim.scenario import load
from sim.study.levers.effects import Yardstick, effect, standing_out, together, yardstick
from sim.study.levers.lever import Lever
from sim.study.replicates.measures import CHIEF, DATE, Measure
from sim.study.replicates.sample import Sample
from sim.study.replicates.task import Record
from sim.study.replicates.variants import Variant

END = 40_000.0
DATES = Measure(CHIEF, DATE, "Last structure stands", "")
LAID = Measure("bricks.laid", "1", "Bricks laid", "", count=True)
BASE = Variant("Baseline", load("ilrs:baseline"))
RULE = Yardstick(DATES, -1, END)
LEVER = Lever("one more printer", "unit", "tools", "x", mass=400.0)


def made(dates: Sequence[float], laid: float = 100.0, missing: Sequence[int] = ()) -> Sample:
    records = tuple(
        Record(BASE.key, number, {CHIEF: date, "bricks.laid": laid + number})
        for number, date in enumerate(dates)
        if number not in missing
    )
    return Sample(BASE, records, (), {CHIEF: DATES, "bricks.laid": LAID})


def test_a_gain_is_in_days_earlier_and_per_tonne() -> None:
    found = effect(RULE, LEVER, made([2400.0, 4800.0, 7200.0]), made([2160.0, 4536.0, 6912.0]))
    assert found.gain.value == pytest.approx(11.0)
    assert found.gain.low is not None
    # Differences of 10, 11 and 12 days: Student's factor of two degrees of freedom is 4.303.
    assert found.gain.low == pytest.approx(11.0 - 4.30265 / math.sqrt(3), rel=1e-4)
    assert found.per_tonne == pytest.approx(27.5)
    assert found.reached == 1.0
    assert effect(RULE, Lever("x", "mast", "tools", "x"), made([1.0, 2.0]), made([1.0, 2.0])).per_tonne is None


def test_dates_after_the_end_count_as_on_it_and_are_said() -> None:
    found = effect(RULE, LEVER, made([math.inf, math.inf, 39_000.0]), made([39_760.0, math.inf, 39_000.0]))
    assert found.gain.value == pytest.approx((10.0 + 0.0 + 0.0) / 3)
    assert found.paired is not None
    assert found.paired.cut == 2
    assert found.reached == pytest.approx(2 / 3)


def test_only_replicates_that_ended_well_in_both_are_compared() -> None:
    found = effect(RULE, LEVER, made([240.0, 480.0, 720.0], missing=[0]), made([24.0, 456.0, 0.0], missing=[2]))
    assert found.gain.n == 1
    assert found.gain.value == pytest.approx(1.0)
    none = effect(RULE, LEVER, made([240.0]), made([240.0], missing=[0]))
    assert none.paired is None
    assert math.isnan(none.gain.value)
    assert standing_out([none]) == [False]


def test_where_most_do_not_reach_the_goal_the_amount_counts() -> None:
    base = made([math.inf, math.inf, 100.0])
    rule = yardstick(BASE.scenario, base, END)
    assert (rule.measure.name, rule.better, rule.end) == ("bricks.laid", 1, None)
    assert effect(rule, LEVER, base, made([math.inf] * 3, laid=150.0)).gain.value == pytest.approx(50.0)
    assert yardstick(BASE.scenario, made([math.inf, 50.0, 100.0]), END) == RULE


@pytest.mark.slow
def test_of_many_that_are_tried_those_that_differ_by_chance_are_not_called_so() -> None:
    """Holm's procedure keeps the chance of a false call below 5 %; single intervals call one in most studies."""
    random = np.random.default_rng(1)
    tried, draws, studies = 40, 20, 60
    false, single = 0, 0
    base = made([0.0] * draws)
    for _ in range(studies):
        effects = [effect(RULE, LEVER, base, made(random.normal(0.0, 500.0, draws))) for _ in range(tried)]
        false += any(standing_out(effects))
        single += any(one.gain.holds(0.0) is False for one in effects)
    assert false / studies < 0.05 + 3 * math.sqrt(0.05 * 0.95 / studies)
    assert single / studies > 0.7


def test_clear_gains_and_losses_stand_out_among_many() -> None:
    random = np.random.default_rng(2)
    base = made([20_000.0] * 20)
    noise = [effect(RULE, LEVER, base, made(random.normal(20_000.0, 500.0, 20))) for _ in range(30)]
    good = effect(RULE, LEVER, base, made(random.normal(15_000.0, 500.0, 20)))
    bad = effect(RULE, LEVER, base, made(random.normal(25_000.0, 500.0, 20)))
    always = effect(RULE, LEVER, base, made([19_000.0] * 20))
    same = effect(RULE, LEVER, base, base)
    found = standing_out([*noise, good, bad, always, same])
    assert found[-4:] == [True, True, True, False]
    assert same.same
    assert not any(found[:-4])
    assert standing_out([effect(RULE, LEVER, made([20_000.0]), made([10_000.0]))]) == [False]


def test_two_together_are_compared_with_the_sum_of_both() -> None:
    base, one, other, both = (made([10_000.0 + 24 * n, 20_000.0 + 24 * n]) for n in (0, -10, -20, -50))
    found = together(RULE, LEVER, (LEVER, LEVER), (base, one, other, both))
    assert found.effect.gain.value == pytest.approx(50.0)
    assert found.more.value == pytest.approx(20.0)
