"""Functions with known sensitivities come out as they are, through the whole study, without any simulation."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from sim.scenario import load
from sim.scenario.draws import drawn
from sim.study.errors import StudyError
from sim.study.replicates.store import StoreError
from sim.study.replicates.study import Execution
from sim.study.replicates.variants import Drawing
from sim.study.sensitivity.design import LUCK, OTHERS, WIDTH, Design, together
from sim.study.sensitivity.names import assumptions_of
from sim.study.sensitivity.outcomes import luck_of
from sim.study.sensitivity.run import PLAN, effort_of, sensitivity
from sim.study.sensitivity.words import decisive
from sim.study.statistics.morris import STEP
from sim.study.study_folder import open_study
from tests.study.sensitivity.made_studies import HOURS, Made, parameters, scenario, study
from tests.study.statistics.known_functions import ishigami, ishigami_indices

X = parameters(3)
LINE = parameters(12)
RUNS_OF_LUCK = 1 + 2 * LUCK


def of_ishigami(quantiles: Mapping[str, float], luck: float) -> dict[str, float]:
    row = np.array([quantiles.get(name, 0.3) for name in X])
    return {"bricks.laid": 100.0 + 10.0 * float(ishigami(row)) + 1e-3 * luck}


def a_line(quantiles: Mapping[str, float], luck: float) -> dict[str, float]:
    """Three large effects, nine small ones, and luck; variances 1/12 times the squares of the factors."""
    large = sum(f * quantiles.get(name, 0.5) for f, name in zip((60, 40, 20), LINE, strict=False))
    small = sum(3 * quantiles.get(name, 0.5) for name in LINE[3:])
    return {"bricks.laid": 1000.0 + large + small + 2.0 * luck}


@pytest.mark.slow
def test_indices_of_ishigami_are_the_known_ones(monkeypatch) -> None:
    Made(monkeypatch, of_ishigami)
    whole = study("bricks.laid", samples=256)
    found = whole["bricks.laid"]
    first, total = ishigami_indices()
    # Morris leaves out none of the three, and none of the 96 that do nothing gets in.
    assert set(found.ranked) == set(X)
    for name, s, st in zip(X, first, total, strict=True):
        assert found.first(name).value == pytest.approx(s, abs=0.06)
        assert found.total(name).value == pytest.approx(st, abs=0.06)
    assert found.total(OTHERS).value == pytest.approx(0.0, abs=1e-6)
    # The third has a share together with the first alone: what knowing it would take away is not known.
    assert set(decisive(found)) == set(X)
    assert " % together with others, " in whole.sentences[0]
    assert "would be about" not in whole.sentences[1]
    assert found.spread == pytest.approx(10.0 * math.sqrt(13.8446), rel=0.03)


@pytest.mark.slow
def test_what_has_no_share_of_its_own_has_one_together(monkeypatch) -> None:
    Made(monkeypatch, a_line)
    found = study("bricks.laid", samples=256)
    outcome = found["bricks.laid"]
    variance = (60**2 + 40**2 + 20**2 + 9 * 3**2) / 12
    assert outcome.ranked == LINE[:3]
    for name, factor in zip(LINE, (60, 40, 20), strict=False):
        assert outcome.first(name).value == pytest.approx(factor**2 / 12 / variance, abs=0.04)
    assert len(found.design.others) == 96
    assert outcome.others.value == pytest.approx(9 * 3**2 / 12 / variance, abs=0.005)
    # Nothing of luck is in a function that luck only adds to.
    # Each pair has replicate 0 in it: half the square of 2 (n - a) with normal n is 2 (1 + a²) on average.
    nought = np.random.default_rng(0).normal()
    assert outcome.luck.holds(math.sqrt(2.0 * (1.0 + nought**2)))
    assert outcome.luck_share.value == pytest.approx(outcome.luck.value**2 / variance, rel=0.05)


def test_the_group_is_drawn_from_one_number_and_uniform() -> None:
    names = parameters(5)
    rows = np.array([list(together(names, (k + 0.5) / 4000).values()) for k in range(4000)])
    assert rows.min() > 0.0
    assert rows.max() < 1.0
    np.testing.assert_allclose(rows.mean(axis=0), 0.5, atol=0.02)
    np.testing.assert_allclose(rows.var(axis=0), 1 / 12, atol=0.004)
    assert np.abs(np.corrcoef(rows.T) - np.eye(5)).max() < 0.06
    assert together(names, 0.3) == together(names, 0.3)


@pytest.mark.slow
def test_sentences_name_what_decides_what_may_be_anything_and_luck(monkeypatch) -> None:
    Made(monkeypatch, a_line)
    found = study("bricks.laid", samples=256)
    lead, following, left, luck = found.sentences
    assert lead.startswith("Three assumptions decide bricks laid: ")
    places = [lead.index(found.assumptions[name].what) for name in LINE[:3]]
    assert places == sorted(places)
    assert "63 % of the variance, 95 % interval " in lead
    assert "96 of 99 could be anything in their ranges" in left
    assert "87 of them change nothing at all" in left
    assert "Luck alone, seen in 30 pairs of runs" in luck
    # What is known better than the other two is not what to find out next.
    assert [found.assumptions[name].known for name in LINE[:3]] == ["guessed", "guessed", "guessed"] or (
        following.startswith("Of these, ")
    )
    # Of a sum, what is left is what the others do.
    left = float(following.rpartition("would be about ")[2].rstrip("."))
    assert left == pytest.approx(math.sqrt(9 * 3**2 / 12), rel=0.5)
    assert "were all three known, " in following


@pytest.mark.slow
def test_noise_decides_nothing(monkeypatch) -> None:
    """What only mixes luck anew is no assumption that decides."""

    def noise(quantiles: Mapping[str, float], luck: float) -> dict[str, float]:
        mixed = np.random.default_rng([int(1e15 * q) for q in quantiles.values()] + [int(1e6 * abs(luck))])
        return {"bricks.laid": 1000.0 + 5.0 * float(mixed.normal())}

    Made(monkeypatch, noise)
    found = study("bricks.laid", samples=128)
    outcome = found["bricks.laid"]
    assert decisive(outcome) == ()
    assert found.sentences[0].startswith("No assumption surely decides bricks laid")
    shares = found.table("shares")
    assert shares.faint >= set(range(len(outcome.ranked)))
    # Effects of luck alone are on average what luck looks like.
    effects = np.array([one.value for one in outcome.screening.mu_star])
    assert outcome.luck_effect == pytest.approx(effects.mean(), rel=0.5)
    assert outcome.luck.value == pytest.approx(5.0, rel=0.3)


@pytest.mark.slow
def test_what_nothing_moves_is_said(monkeypatch) -> None:
    made = Made(monkeypatch, lambda _q, _luck: {"bricks.laid": 7.0})
    found = study("bricks.laid")
    assert found.sentences == ("None of 99 assumptions moves bricks laid within its range: it is 7 in every run.",)
    assert len(made.ran) == RUNS_OF_LUCK + 6 * 100
    assert [table.name for table in found.tables] == ["effects", "figures"]


@pytest.mark.slow
def test_dates_after_the_end_count_as_the_end(monkeypatch) -> None:
    def dated(quantiles: Mapping[str, float], luck: float) -> dict[str, float]:
        hours = 1000.0 + 1300.0 * quantiles.get(LINE[0], 0.5) + luck
        return {"goal.reached": hours if hours <= HOURS else math.inf, "shelter.progress": min(1.0, HOURS / hours)}

    Made(monkeypatch, dated)
    found = study()
    outcome = found["goal.reached"]
    assert outcome.measure.name == "goal.reached"
    assert outcome.late == pytest.approx(3 / 13, abs=0.03)
    assert "not by 2031-03-25 in 23 % of the draws; they count as if it were that day" in found.sentences[0]
    assert "decides when the last structure stands" in found.sentences[1]
    assert found.sentences[1].endswith(" d.")


@pytest.mark.slow
def test_where_most_dates_are_after_the_end_what_they_wait_for_is_looked_at(monkeypatch) -> None:
    def late(quantiles: Mapping[str, float], luck: float) -> dict[str, float]:
        hours = 1900.0 + 1300.0 * quantiles.get(LINE[0], 0.5) + luck
        return {"goal.reached": hours if hours <= HOURS else math.inf, "shelter.progress": min(1.0, HOURS / hours)}

    Made(monkeypatch, late)
    found = study()
    outcome = found["goal.reached"]
    assert (outcome.asked.name, outcome.measure.name) == ("goal.reached", "shelter.progress")
    assert "so it is building progress by 2031-03-25 that is looked at" in found.sentences[0]
    assert outcome.first(LINE[0]).value == pytest.approx(1.0, abs=0.05)


@pytest.mark.slow
def test_nothing_is_run_twice_and_what_is_read_again_is_the_same(monkeypatch, tmp_path: Path) -> None:
    made = Made(monkeypatch, a_line)
    first = study("bricks.laid", out=tmp_path, samples=32)
    rows = 6 * 100 + 32 * (len(first["bricks.laid"].ranked) + 3)
    assert sorted(made.ran) == sorted(set(made.ran))
    assert len(made.ran) == RUNS_OF_LUCK + rows
    made.ran.clear()
    assert study("bricks.laid", out=tmp_path, samples=32).sentences == first.sentences
    assert made.ran == []
    (folder,) = (tmp_path / "studies").iterdir()
    again = open_study(folder)
    assert again.sentences == first.sentences
    assert again.tables == first.tables
    # More samples begin with those that are there.
    study("bricks.laid", out=tmp_path, samples=64)
    assert len(made.ran) == rows - 6 * 100


@pytest.mark.slow
def test_another_figure_uses_the_same_screening(monkeypatch, tmp_path: Path) -> None:
    def two(quantiles: Mapping[str, float], luck: float) -> dict[str, float]:
        return {**a_line(quantiles, luck), "shelter.progress": quantiles.get(LINE[5], 0.5)}

    made = Made(monkeypatch, two)
    study("bricks.laid", out=tmp_path, samples=32)
    made.ran.clear()
    found = study("shelter.progress", out=tmp_path, samples=32)
    assert found["shelter.progress"].ranked == (LINE[5],)
    assert len(made.ran) == 32 * 4
    both = study("bricks.laid", "shelter.progress", samples=32)
    assert set(both.design.own) == {*LINE[:3], LINE[5]}
    assert [record["measure"] for record in both.table("figures").records] == ["bricks.laid", "shelter.progress"]


@pytest.mark.slow
def test_what_a_time_buys_is_measured_once(monkeypatch, tmp_path: Path) -> None:
    """On a slower day the same command has the same plan."""
    Made(monkeypatch, a_line)
    said: list[str] = []
    ask = {"execution": Execution(tmp_path, 1), "say": said.append, "command": "ilrs sensitivity x"}
    first, folder = sensitivity(
        scenario(), Drawing(3, "both", HOURS), ["bricks.laid"], effort_of("0.5s", None, None), **ask
    )
    settings = first.header.settings
    plan = json.loads((folder / PLAN).read_text())
    assert "buy" in said[0]
    assert "99 parameters" in said[0]
    assert first.header.command.endswith(f"--trajectories {settings['trajectories']} --samples {settings['samples']}")
    plan["measured"]["0.5"][0] *= 1.0 + 1e-12
    (folder / PLAN).write_text(json.dumps(plan))
    second, _ = sensitivity(
        scenario(), Drawing(3, "both", HOURS), ["bricks.laid"], effort_of("0.5s", None, None), **ask
    )
    assert second.header == first.header
    (folder / PLAN).write_text("{")
    with pytest.raises(StoreError, match=r"plan\.json: cannot be read: .*; remove it, and sizes are found anew"):
        sensitivity(scenario(), Drawing(3, "both", HOURS), ["bricks.laid"], effort_of("0.5s", None, None), **ask)


@pytest.mark.slow
def test_a_replicate_that_fails_leaves_out_its_trajectory_and_is_told(monkeypatch) -> None:
    def fails(quantiles: Mapping[str, float], luck: float) -> dict[str, float]:
        if quantiles.get(LINE[0], 0.5) > 0.94:
            raise ValueError("too much of it")
        return a_line(quantiles, luck)

    Made(monkeypatch, fails)
    found = study("bricks.laid", trajectories=8, samples=64)
    outcome = found["bricks.laid"]
    assert 0 < outcome.screening.dropped < 8
    assert 0 < outcome.indices.dropped < 64
    (remark,) = found.remarks
    assert f"{outcome.screening.dropped} of 8 trajectories and {outcome.indices.dropped} of 64 samples" in remark
    number = next(one for one, _ in found.failures if one >= WIDTH)
    assert "too much of it (number " in remark
    # Alone, it is run as the study ran it: here by the real simulation, which has nothing against it.
    alone = found.run_of(number)
    row = next(one for one in found.design.wanted_screening(found.variants[0]) if one.number == number)
    assert alone.scenario.content_hash() == drawn(scenario(), row.quantiles).content_hash()
    assert (alone.replicate, alone.until_h) == (0, HOURS)
    with pytest.raises(KeyError, match="no replicate 5000 in this study"):
        found.run_of(5000)


@pytest.mark.slow
def test_few_parameters_are_not_screened(monkeypatch) -> None:
    made = Made(monkeypatch, lambda q, _luck: {"bricks.laid": 5.0 * sum(q.values())})
    names = parameters(3)
    monkeypatch.setattr("sim.study.sensitivity.run.uncertain", lambda one: dict.fromkeys(names, one))
    monkeypatch.setattr("sim.study.sensitivity.sensitivity.uncertain", lambda one: dict.fromkeys(names, one))
    found = study("bricks.laid", trajectories=None, samples=64)
    assert found.design.trajectories == 0
    assert set(found["bricks.laid"].ranked) == set(names)
    assert found["bricks.laid"].others is None
    assert len(made.ran) == RUNS_OF_LUCK + 64 * 5


@pytest.mark.parametrize(
    ("lasting", "trajectories", "samples", "message"),
    [
        ("20 days", None, None, "'20 days' is no time that a study may take: write 90s, 20min or 1.5h"),
        ("0min", None, None, "'0min' is no time"),
        (None, None, 100, "samples come in powers of two, not 100: take 64 or 128"),
        (None, 1, None, "screening needs two trajectories at least, 1 given"),
    ],
)
def test_an_effort_that_makes_no_sense_is_refused(lasting, trajectories, samples, message) -> None:
    with pytest.raises(StudyError, match=message):
        effort_of(lasting, trajectories, samples)


def test_times_are_read() -> None:
    assert [effort_of(text, None, None).time_s for text in ("90s", "20 min", "1.5h", 30, None)] == [
        90.0,
        1200.0,
        5400.0,
        30.0,
        1200.0,
    ]


def test_a_figure_that_is_not_there_is_refused_before_anything_is_screened(monkeypatch) -> None:
    made = Made(monkeypatch, a_line)
    with pytest.raises(
        StudyError, match=r"no figure 'bricks\.lad' of this scenario \(ilrs list kpis\); did you mean \"bricks\.laid\""
    ):
        study("bricks.lad")
    assert len(made.ran) == RUNS_OF_LUCK


@pytest.mark.slow
def test_a_scenario_without_uncertain_parameters_is_refused(monkeypatch) -> None:
    monkeypatch.setattr("sim.study.sensitivity.run.uncertain", lambda _: {})
    with pytest.raises(StudyError, match="nothing is uncertain in baseline"):
        study("bricks.laid")


def test_a_missing_extra_is_said_before_anything_is_run(monkeypatch) -> None:
    made = Made(monkeypatch, a_line)
    monkeypatch.setitem(__import__("sys").modules, "SALib.sample.morris", None)
    with pytest.raises(StudyError, match=r"SALib is not installed; .* pip install 'ilrs-sim\[study\]'"):
        study("bricks.laid")
    assert made.ran == []


def test_a_part_cannot_go_on_alone() -> None:
    with pytest.raises(StudyError, match="a part cannot go on alone"):
        sensitivity(load("ilrs:baseline"), Drawing(1, "both", HOURS), execution=Execution(None, 1, shard=(1, 2)))


def test_numbers_of_plans_do_not_overlap() -> None:
    names = parameters(4)
    one = Design(names, 5, 16, 1, own=names[:2])
    other = Design(names, 5, 16, 1, own=names[1:3])
    sets = [
        {one.nominal_number},
        *map(set, one.luck_numbers),
        set(one.screening_numbers),
        set(one.sharing_numbers),
        set(other.sharing_numbers),
    ]
    assert len(set().union(*sets)) == sum(len(numbers) for numbers in sets)
    assert max(max(numbers) for numbers in sets) < 2**53
    assert Design(names, 9, 32, 1, own=names[:2]).sharing_numbers.start == one.sharing_numbers.start


@pytest.mark.slow
def test_luck_is_seen_where_it_is_not_the_same_everywhere() -> None:
    """Where most of what is drawn is built in time, luck is in the rest; its mean variance is what counts."""
    random = np.random.default_rng(1)
    held = 0
    for seed in range(300):
        sizes = random.choice([0.0, 10.0], size=LUCK)
        luck, effect = luck_of(sizes * random.normal(size=(2, LUCK)), seed)
        held += bool(luck.holds(math.sqrt(50.0)))
    # Bootstrap intervals of thirty pairs are somewhat too narrow.
    assert held / 300 > 0.85
    large, effect = luck_of(3.0 * random.normal(size=(2, 20_000)), 1)
    assert large.value == pytest.approx(3.0, rel=0.02)
    assert effect == pytest.approx(2.0 * 3.0 / math.sqrt(math.pi) / STEP, rel=0.02)
    same = np.array([[1.0, 2.0, math.nan], [1.0, 2.0, 5.0]])
    assert luck_of(same, 1)[0].value == 0.0
    assert luck_of(same, 1)[0].n == 2
    assert luck_of(same[:, :1], 1)[0].low is None


@pytest.mark.slow
def test_luck_is_not_overlooked_where_all_is_built_in_time(monkeypatch) -> None:
    """As written everything stands in every draw; elsewhere it does not, and luck says how much."""

    def full(quantiles: Mapping[str, float], luck: float) -> dict[str, float]:
        return {"bricks.laid": min(1000.0, 1300.0 - 600.0 * quantiles.get(LINE[0], 0.2) + 30.0 * luck)}

    Made(monkeypatch, full)
    outcome = study("bricks.laid", samples=64)["bricks.laid"]
    assert outcome.nominal == 1000.0
    assert outcome.luck.low > 5.0


def test_assumptions_are_called_by_what_they_mean_and_what_they_are_of() -> None:
    found = assumptions_of(scenario())
    texts = {name: one.text for name, one in found.items()}
    assert texts["printers.solar-concentrator.mtbf"] == (
        "mean operating time between failures in a clean place (printer solar)"
    )
    # The kind is not said twice, and what is no asset is of its table.
    assert texts["sieves.vibrating.rate"] == "raw regolith taken in while working (sieve)"
    assert texts["shelter.joint_fraction"].endswith("(shelter)")
    assert found["sieves.vibrating.rate"].spread == "40 kg/h, 30 to 80"
    assert len({*texts.values()}) > 0.9 * len(texts)


@pytest.mark.slow
def test_what_hardly_ever_changes_is_not_said_to_be_the_same_in_every_run(monkeypatch) -> None:
    """Corners of the screening move it, no draw over the ranges does."""
    Made(monkeypatch, lambda q, _luck: {"bricks.laid": 7.0 + (0.9499 < q.get(LINE[0], 0.5) < 0.9501)})
    found = study("bricks.laid", samples=8)
    assert found["bricks.laid"].ranked == (LINE[0],)
    assert found.sentences[0].startswith("What decides bricks laid cannot be said: it hardly ever changes")
