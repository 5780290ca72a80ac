"""What an ensemble says of its replicates: sentences, tables and a typical run, against values worked out by hand."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from sim.scenario import load
from sim.study.ensembles.run import at_equal_steps
from sim.study.replicates.measures import CHIEF, DATE, Measure
from tests.study.ensembles import invented
from tests.study.ensembles.invented import UNTIL, ensemble, forty

DAY = 24.0


def dates(*days: float) -> dict[str, list[float]]:
    return {CHIEF: [DAY * day for day in days]}


def test_a_goal_that_half_reach_has_its_chance_and_its_dates() -> None:
    # 30 of 40: Wilson's interval is 59.8 to 85.8 %. In order, the 5 % is at place 1.95, between days 1410 and 1420,
    # the half at 19.5, the 95 % among those after the end.
    assert forty().sentences == (
        "Over 40 draws of lives, repairs and rejects: the last structure stands by 2036-01-01 in 75 % (95 % interval "
        "60 to 86) of runs; in half of them by 2035-05-15, in 5 % by 2034-11-20, in 95 % not by 2036-01-01.",
    )


def test_a_goal_that_fewer_reach_says_that_most_do_not() -> None:
    few = ensemble(dates(1000, *[1200] * 3, *[math.inf] * 16))
    (sentence,) = few.sentences
    # 4 of 20 and Wilson: 8 to 42 %; the 5 % is at place 0.95.
    assert sentence.endswith(
        "in 20 % (95 % interval 8 to 42) of runs; in 5 % by 2034-04-05, in more than half of them not by the end."
    )
    none = ensemble(dates(*[math.inf] * 20))
    assert none.sentences[0].endswith("in 0 % (95 % interval 0 to 16) of runs: in none of them by the end.")


def test_a_due_date_is_judged_beside_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "due.toml"
    goal = '[goals.wall]\nkind = "structure"\nstructure = "wall"\nby = 2034-01-01\n'
    path.write_text(f'extends = "ilrs:baseline"\n{goal}', encoding="utf-8")
    name = "goal.wall.reached"
    monkeypatch.setitem(invented.MEASURES, name, Measure(name, DATE, "Goal wall reached", "When it was reached"))
    # Day 1096 is 2034-01-01: one that is reached just then is reached by then.
    found = ensemble({name: [DAY * day for day in (1000, 1096, 1097, 1500)]}, scenario=load(str(path)))
    assert (
        "the goal wall is reached by 2034-01-01 in 50 % (95 % interval 15 to 85) of runs, by the end, 2036-01-01, in "
        "100 % (95 % interval 51 to 100)"
    ) in found.sentences[0]
    (record,) = found.table("goals").records
    assert (record["by_due"], record["by_end"], record["due"]) == (0.5, 1.0, "2034-01-01T00:00")


def test_quantiles_of_every_measure_and_their_intervals() -> None:
    records = {record["measure"]: record for record in forty().table("quantiles").records}
    laid = records["bricks.laid"]
    # 151,000 to 190,000 in steps of a thousand: the quarter is at place 9.75.
    assert [laid[f"q{q}"] for q in (5, 25, 50, 75, 95)] == [152_950, 160_750, 170_500, 180_250, 188_050]
    # Of 40 the interval of the median goes from the 14th to the 27th (binomial: 1.9 % lie below, 1.9 % above).
    assert (laid["q50_low"], laid["q50_high"]) == (164_000, 177_000)
    assert laid["mean"] == 170_500
    goal = records[CHIEF]
    assert (goal["unit"], goal["q95"], goal["mean"]) == ("h", math.inf, None)
    assert goal["n"] == 40


def test_the_typical_run_is_nearest_the_middle_in_all_chief_measures() -> None:
    found = ensemble({CHIEF: [DAY * day for day in (900, 1000, 1100, 1200, 1300)], "bricks.laid": [5, 1, 3, 2, 4]})
    assert found.typical == 2
    # The middle of one alone need not be that of all.
    found = ensemble({CHIEF: [DAY * day for day in (900, 1000, 1100, 1200, 1300)], "bricks.laid": [3, 2, 9, 1, 8]})
    assert found.typical == 1
    assert ensemble({}, failed={0: "no"}).typical is None


def test_replicates_that_failed_are_said_with_the_command_that_repeats_one() -> None:
    (remark,) = forty("both").remarks
    assert remark.startswith("3 replicates failed and count for nothing: ")
    assert "the values drawn do not go together (replicate 3 and 11); no (replicate 40)" in remark
    assert remark.endswith("Alone: ilrs run ilrs:baseline.toml --seed 1 --replicate 3 --vary both")
    assert ensemble({}, failed={0: "no"}).sentences == ("None of 1 replicate ended well.",)


def test_where_nothing_is_to_be_built_no_structure_is_waited_for() -> None:
    scenario = load("ilrs:baseline")
    bare = scenario.model_copy(update={"shelter": scenario.shelter.model_copy(update={"structures": {}})})
    found = ensemble({CHIEF: [math.inf] * 4, "station.landed_mass": [1.0, 2.0, 3.0, 4.0]}, scenario=bare)
    assert found.goals == ()
    assert found.sentences == (
        "Over 4 draws of lives, repairs and rejects: no goal is named and nothing is to be built; the table says where "
        "its figures lie.",
    )
    assert [table.name for table in found.tables] == ["quantiles"]


def test_what_is_drawn_is_said() -> None:
    assert forty().drawn == "lives, repairs and rejects"
    assert forty("parameters").drawn.endswith("uncertain parameters")
    assert forty("both").sentences[0].startswith("Over 40 draws of lives, repairs and rejects and of ")


def test_replicates_at_equal_steps_go_from_the_best_to_the_worst() -> None:
    found = ensemble({
        CHIEF: [math.inf, DAY * 900, math.inf, DAY * 800, DAY * 1000],
        "bricks.laid": [100, 500, 200, 500, 500],
    })  # fmt: skip
    # By date, then by what was laid: 3, 1, 4, 2, 0.
    assert at_equal_steps(found, 5) == [3, 1, 4, 2, 0]
    assert at_equal_steps(found, 3) == [3, 4, 0]
    assert at_equal_steps(found, 9) == [3, 1, 4, 2, 0]
    assert at_equal_steps(found, 0) == []


def test_it_holds_its_replicates_for_frames() -> None:
    found = forty()
    (one,) = found.held
    assert one is found.sample
    np.testing.assert_array_equal(found["bricks.laid"], 190_000 - 1000 * np.arange(40))
    assert found.by(CHIEF, UNTIL).value == 0.75
