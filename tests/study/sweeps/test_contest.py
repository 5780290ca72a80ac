"""What is said of made-up variants: which is best, how sure that is, and which do not qualify."""

import pytest

from sim.study.replicates.measures import CHIEF
from tests.study.sweeps.made_up import LATE, made_up

MASS, POWER = "station.landed_mass", "energy.survival_availability"
EARLY = [2400.0 + 24 * k for k in range(20)]
"""From 2031-04-11 on."""


def all_of(text: tuple[str, ...] | list[str]) -> str:
    return "\n".join(text)


def test_the_best_is_named_with_its_date_its_chance_and_how_sure_it_is() -> None:
    later = [hours + 240 for hours in EARLY]
    found = made_up({"late": {CHIEF: later}, "early": {CHIEF: EARLY}})
    first, second = (found.sentences[0], found.sentences[-1])
    assert first == (
        "Over 20 draws of lives, repairs and rejects: 'early' is best on average of both variants: last structure "
        "stands by 2032-01-01 in 100 % (95 % interval 84 to 100), in half by 2031-04-20; it is the first to get there "
        "in 100 % (95 % interval 84 to 100) of the draws."
    )
    assert second == "It is ahead of the next, 'late', by 10 d in every draw."
    assert found.tables[0].rows[0][1] == "early"


def test_what_the_draws_do_not_tell_apart_is_said_and_grey() -> None:
    mixed = [hours + (480 if k % 2 else -470) for k, hours in enumerate(EARLY)]
    found = made_up({"a": {CHIEF: EARLY}, "b": {CHIEF: mixed}})
    text = all_of(found.sentences)
    assert "'a' is best on average" in text
    assert "20 draws do not tell it from 'b'." in text
    assert "The next, 'b', differs by 0.2 d on average (95 % interval -9 to +10 d)." in text
    differences = found.table("differences")
    assert differences.faint == {0}
    assert differences.rows[0][-1] == "within noise"


def test_draws_in_which_nobody_gets_there_are_counted() -> None:
    half = [hours if k % 2 else LATE for k, hours in enumerate(EARLY)]
    quarter = [hours + 1 if k % 4 == 1 else LATE for k, hours in enumerate(EARLY)]
    found = made_up({"a": {CHIEF: quarter}, "b": {CHIEF: half}})
    assert found.labels[found.race.leader] == "b"
    assert "in 50 % (95 % interval 30 to 70) of the draws, none gets there in 50 %" in found.sentences[0]


def test_where_nobody_ever_gets_there_a_figure_that_tells_them_apart_ranks() -> None:
    never = [LATE] * 10
    laid = {"a": {CHIEF: never, "bricks.laid": range(10)}, "b": {CHIEF: never, "bricks.laid": range(5, 15)}}
    found = made_up(laid)
    assert found.lead.name == "bricks.laid"
    assert found.labels[found.race.leader] == "b"


def test_what_does_not_meet_a_requirement_is_never_chosen_and_ranks_last() -> None:
    good, bad = [1.0] * 20, [1.0] * 17 + [0.5] * 3
    rows = {"best": {CHIEF: EARLY, POWER: bad}, "fit": {CHIEF: [h + 240 for h in EARLY], POWER: good}}
    text = "energy.survival_availability >= 0.999 in 95 %"
    found = made_up(rows, require=[text])
    assert found.fit == (1,)
    said = all_of(found.sentences)
    assert f"'fit' is best on average of the 1 of 2 variants that meets {text}" in said
    assert f"{text} is not met by 'best' (85 %)." in said
    # 20 of 20 draws are compatible with 84 %, 17 with 64 to 95 %.
    assert f"Whether {text} is met, the draws leave open of 'fit'." in said
    table = found.tables[0]
    assert [row[1] for row in table.rows] == ["fit", "best"]
    assert table.faint == {1}
    assert table.records[1]["qualifies"] is False


def test_where_none_meets_what_is_required_that_is_said() -> None:
    rows = {label: {CHIEF: EARLY, POWER: [0.5] * 20} for label in ("a", "b")}
    found = made_up(rows, require=["energy.survival_availability >= 0.999 in 95 %"])
    assert "none of which meets" in found.sentences[0]


def test_of_those_that_are_as_good_the_lightest_is_named() -> None:
    near = [hours + 24 for hours in EARLY]
    rows = {
        "heavy": {CHIEF: EARLY, MASS: [18_000.0] * 20},
        "light": {CHIEF: near, MASS: [11_000.0] * 19 + [19_000.0]},
        "far": {CHIEF: [hours + 2400 for hours in EARLY], MASS: [1_000.0] * 20},
    }
    text = all_of(made_up(rows).sentences)
    assert "Within 30 d of it on average, or not told from it, is one other" in text
    assert "'light' takes least to land, 11,400 kg on average and 6,600 kg less than the best" in text
    assert "and least of them in 95 % (95 % interval 76 to 99) of the draws. Land that first." in text


def test_the_best_at_each_point_of_the_last_axis_is_named() -> None:
    axes = [("power", "", ["sun", "reactor"], None), ("site", "", ["rim", "ridge"], None)]
    at = {"sun, rim": 0, "sun, ridge": 240, "reactor, rim": 48, "reactor, ridge": 96}
    found = made_up({label: {CHIEF: [h + more for h in EARLY]} for label, more in at.items()}, axes)
    assert "Best by site: rim: sun (100 % of the draws); ridge: reactor (100 % of the draws)." in found.sentences
    assert found.frame(CHIEF).shape == (2, 2)
    assert found.tables[0].records[0]["power"] == "sun"


def test_only_draws_that_ended_well_in_all_are_compared_and_failures_are_told() -> None:
    found = made_up({"a": {CHIEF: EARLY}, "b": {CHIEF: [h + 1 for h in EARLY]}}, missing={"b": [3, 4]})
    assert found.n == 18
    assert "of b, 2 replicates failed and count for nothing, such as 3: broken" in found.remarks[0]
    assert "--replicate 3" in found.remarks[0]
    assert found.remarks[1] == "compared are the 18 draws that ended well in all variants"


def test_a_variant_that_always_fails_takes_nothing_from_the_others() -> None:
    rows = {"a": {CHIEF: EARLY}, "b": {CHIEF: [h + 1 for h in EARLY]}, "dead": {CHIEF: EARLY}}
    found = made_up(rows, missing={"dead": range(20)})
    assert found.n == 20
    assert found.ranking == (0, 1, 2)
    assert found.tables[0].rows[2][2:4] == ("-", "-")


def test_where_half_of_them_get_there_nowhere_it_is_shown_how_far_they_come() -> None:
    few = [LATE] * 15 + EARLY[:5]
    rows = {label: {CHIEF: few, "bricks.laid": [of] * 20} for label, of in (("a", 10.0), ("b", 20.0))}
    table = made_up(rows).tables[0]
    assert table.heads[2:4] == ("by 2032-01-01", "Bricks laid")
    assert [row[3] for row in table.rows] == ["10", "20"]


def test_one_draw_each_is_said_to_be_luck() -> None:
    found = made_up({"a": {CHIEF: EARLY[:1]}, "b": {CHIEF: [5000.0]}})
    assert "One draw each says nothing of luck: every difference may be that; give more with -n." in found.sentences


def test_it_is_not_said_what_to_land_first_where_the_draws_are_too_few() -> None:
    wild = [hours + (1500 if k % 2 else -1500) for k, hours in enumerate(EARLY)]
    rows = {"heavy": {CHIEF: EARLY, MASS: [18_000.0] * 20}, "light": {CHIEF: wild, MASS: [11_000.0] * 20}}
    text = all_of(made_up(rows).sentences)
    assert "So few draws leave open whether it is as good and meets all: run more." in text
    assert "Land that first" not in text


@pytest.mark.parametrize("by", ["bricks.laid", MASS])
def test_it_is_ranked_by_what_is_asked_for(by: str) -> None:
    rows = {
        "a": {CHIEF: EARLY, "bricks.laid": [10.0] * 20, MASS: [1.0] * 20},
        "b": {CHIEF: EARLY, "bricks.laid": [20.0] * 20, MASS: [2.0] * 20},
    }
    found = made_up(rows, by=by)
    assert found.labels[found.race.leader] == ("b" if by == "bricks.laid" else "a")
