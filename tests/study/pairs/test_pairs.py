"""What paired scenarios say: beyond the noise first, what is within it by name only, dates after the end in shares."""

import math

import numpy as np

from sim.study.noise import WITHIN
from tests.study.pairs.making import CHIEF, days, pairs_of

RNG = np.random.default_rng(7)
LUCK = RNG.normal(0.0, 42.0, 60)
JITTER = RNG.normal(0.0, 12.0, 60)
FIRST = {
    CHIEF: days(*(1000.0 + LUCK)),
    "shelter.wall.complete": days(*(1000.0 + LUCK)),
    "tools.availability": list(0.88 + 0.0001 * LUCK),
    "station.landed_mass": [17873.0] * 60,
    "bricks.laid": [193109.0] * 60,
}


def test_what_matters_leads_and_what_is_within_noise_is_explained_by_nobody() -> None:
    found = pairs_of(
        FIRST,
        {
            **FIRST,
            CHIEF: days(*(1000.0 + LUCK + JITTER)),
            "shelter.wall.complete": days(*(1000.0 + LUCK + JITTER)),
            "tools.availability": list(0.88 + 0.0001 * (LUCK + JITTER)),
            "station.landed_mass": [11099.0] * 60,
        },
    )
    lead, goal, noise, saved = found.sentences
    assert (
        lead == "nuclear against baseline, over 60 pairs of draws: better in Mass landed (6,774 kg less in every pair)."
    )
    assert goal.startswith("The last structure stands by 2036-01-01 in all draws of both; when is within noise: ")
    assert noise == "Within noise, so that nothing is said of it: wall stands, Machine availability."
    assert saved.startswith("Pairing saved ")


def test_a_date_beyond_the_noise_comes_with_its_interval_and_how_likely_it_is_sooner() -> None:
    found = pairs_of(FIRST, {**FIRST, CHIEF: days(*(960.0 + LUCK + JITTER))})
    lead, goal, *_ = found.sentences
    assert "better in Last structure stands (4" in lead
    assert "d earlier, 95 % interval " in lead
    assert "; for nuclear it is 4" in goal
    assert "; it is sooner there in " in goal


def test_a_goal_that_not_all_come_to_is_told_in_shares_with_what_is_cut() -> None:
    late = [value if i % 3 else math.inf for i, value in enumerate(FIRST[CHIEF])]
    found = pairs_of(FIRST, {**FIRST, CHIEF: late})
    lead, goal, *_ = found.sentences
    assert "worse in Last structure stands (by the end in 33 % fewer of the draws)" in lead
    assert "in 67 % (95 % interval 54 to 77) of the draws of nuclear and 100 % (95 % interval 94 to 100)" in goal
    assert "(or more: in 20 pairs one is not there by the end)" in goal
    table = found.table("differences")
    assert "cut" in table.heads
    row = next(row for row in table.rows if row[0] == "Last structure stands")
    assert "20" in row
    goals = found.table("goals")
    assert [row[1] for row in goals.rows] == ["baseline", "nuclear"]
    assert "not by 2036-01-01" in goals.rows[1]


def test_rows_within_noise_are_grey_and_say_so() -> None:
    found = pairs_of(FIRST, {**FIRST, CHIEF: days(*(1000.0 + LUCK + JITTER)), "station.landed_mass": [11099.0] * 60})
    table = found.table("differences")
    by_name = {str(record["measure"]): place for place, record in enumerate(table.records)}
    goal, mass, laid = by_name[CHIEF], by_name["station.landed_mass"], by_name["bricks.laid"]
    assert table.rows[goal][-1] == WITHIN
    assert goal in table.faint
    assert table.rows[mass][-1] == ""
    assert mass not in table.faint
    assert table.rows[laid][-1] == "the same in every pair"
    # What never differs is named once, and needs no row where there is no room for all.
    assert laid not in (table.chief or ())
    assert "The same in every pair: wall stands, Bricks laid, Machine availability." in table.note
    assert table.records[goal]["within_noise"] is True


def test_of_three_each_is_compared_with_the_first() -> None:
    found = pairs_of(FIRST, {**FIRST, "station.landed_mass": [11099.0] * 60}, {**FIRST, "bricks.laid": [150000.0] * 60})
    leads = [text for text in found.sentences if " against " in text]
    assert [text.partition(" against")[0] for text in leads] == ["nuclear", "one-technician"]
    assert "worse in Bricks laid (43,109 less in every pair)" in leads[1]
    table = found.table("differences")
    assert table.heads[1] == "scenario"
    assert {record["scenario"] for record in table.records} == {"nuclear", "one-technician"}


def test_one_pair_says_nothing_beyond_the_noise() -> None:
    found = pairs_of({"station.landed_mass": [17873.0]}, {"station.landed_mass": [11099.0]})
    assert "nothing that stands for a run differs beyond the noise" in found.sentences[0]
    assert repr(found) == "<Pairs of baseline, nuclear: 1 pair>"
