"""Evidence is evidence: false alarms as often as the instrument gives them, intervals that hold as they say."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.scenario import Scenario
from sim.scenario.draws import drawn, quantiles
from sim.station import Outcome, run_station
from sim.station.exploration.belief import Response, prior
from sim.station.exploration.places import response_of
from tests.station.exploration.forerunners import BASE, forerunner

CRATERS = ("near", "shackleton", "west")
THREE = {".plan": '["near", "home", "west", "home", "shackleton", "home"]'}
REPLICATES = 400
SEED = 1


def replicate(scenario: Scenario, number: int) -> Outcome:
    """A replicate with an ice content of its own in each crater; all else is as in the others."""
    ice = {name: share for name, share in quantiles(scenario, SEED, number).items() if name.endswith(".ice")}
    assert len(ice) == len(CRATERS)
    return run_station(drawn(scenario, ice), seed=SEED, replicate=number, hours=240.0)


def last(run: Outcome, channel: str, crater: str) -> float:
    return run.channels[f"lander/exploration.{channel}.{crater}"].last


def test_a_crater_has_one_truth_which_no_belief_knows() -> None:
    scenario = forerunner(THREE)
    truths, beliefs = set(), set()
    for number in range(12):
        run = replicate(scenario, number)
        truths.add(round(last(run, "true", "shackleton"), 6))
        beliefs.add(round(float(run.channels["lander/exploration.believed.shackleton"].values[0]), 9))
        low, high = 0.005, 0.1
        assert last(run, "true", "shackleton") == 0.0 or low <= last(run, "true", "shackleton") <= high
    assert len(truths) > 4
    assert 0.0 in truths
    assert len(beliefs) == 1


def test_what_is_so_may_be_set_and_leaves_the_belief_as_it_is() -> None:
    found = {}
    for truth in ("dry", "ice"):
        run = replicate(forerunner({**THREE, "craters.near.truth": truth}), 3)
        found[truth] = run.channels["lander/exploration.true.near"].last
        assert run.channels["lander/exploration.ice_chance.near"].values[0] == pytest.approx(0.5)
        # What is true of one crater changes nothing in another.
        assert last(run, "true", "west") == last(replicate(forerunner(THREE), 3), "true", "west")
    assert found["dry"] == 0.0 < found["ice"]


@pytest.mark.slow
def test_without_water_detections_are_the_false_alarms() -> None:
    """Five visits in a hundred give a signal where there is no ice, and none that could be ice is doubted."""
    believed = {"limit": "0.5 %", "full_scale": "4 %"}
    gullible = {"detection_threshold": "0.6"} | {f"probes.water-analyser.{key}": each for key, each in believed.items()}
    scenario = forerunner(THREE | gullible | {f"craters.{name}.truth": "dry" for name in CRATERS})
    runs = [replicate(scenario, number) for number in range(REPLICATES)]
    visits = sum(run.facts["lander/exploration.craters_visited"] for run in runs)
    detections = sum(run.facts["lander/exploration.detections"] for run in runs)
    assert visits == REPLICATES * len(CRATERS)
    assert detections == sum(run.facts["lander/exploration.false_alarms"] for run in runs)
    rate = 0.05
    assert detections == pytest.approx(rate * visits, abs=1.96 * math.sqrt(rate * (1 - rate) * visits))


@pytest.mark.slow
def test_without_water_doubt_leaves_of_the_false_alarms_what_bayes_says() -> None:
    """As shipped: an alarm beyond what a crater may hold is none. How many are left follows without any station."""
    scenario = forerunner(THREE | {f"craters.{name}.truth": "dry" for name in CRATERS})
    table = scenario.bases["lander"].exploration
    assert table is not None
    response = response_of(table.probes["water-analyser"])
    random = np.random.default_rng(3)
    rates = []
    for name in CRATERS:
        crater = table.craters[name]
        assert crater.ice.range is not None
        before = prior(*crater.ice.range, "log-uniform", float(crater.dry_chance))
        tried = [before.after([(response, alarmed(response, random))]).ice >= 0.9 for _ in range(1000)]
        rates.append(0.05 * float(np.mean(tried)))
    runs = [replicate(scenario, number) for number in range(REPLICATES)]
    expected = REPLICATES * sum(rates)
    spread = math.sqrt(REPLICATES * sum(rate * (1 - rate) for rate in rates))
    detections = sum(run.facts["lander/exploration.detections"] for run in runs)
    assert detections == pytest.approx(expected, abs=1.96 * spread)
    assert expected < 0.05 * REPLICATES * len(CRATERS)


def alarmed(response: Response, random: np.random.Generator) -> list[float | None]:
    """Six readings of a false alarm."""
    within = response.limit + (response.full_scale - response.limit) * random.random()
    values = [within + response.noise * random.normal() for _ in range(6)]
    return [value if value >= response.limit else None for value in values]


@pytest.fixture(scope="module")
def shipped_runs() -> list[Outcome]:
    """The shipped forerunner, each replicate with truths of its own."""
    return [replicate(forerunner(THREE), number) for number in range(REPLICATES)]


def hold_as_often_as_they_say(runs: list[Outcome]) -> float:
    """What intervals say of themselves on average; what they do must be as much but for chance."""
    held, said = [], []
    for run in runs:
        for name in CRATERS:
            low, high = last(run, "believed_low", name), last(run, "believed_high", name)
            held.append(low <= last(run, "true", name) <= high)
            # One that begins at 0 holds all that is below its upper end, dry ground too.
            said.append(0.90 if low > 0.0 else 0.95 if high > 0.0 else 1.0 - last(run, "ice_chance", name))
    mean = float(np.mean(said))
    assert np.mean(held) == pytest.approx(mean, abs=1.96 * math.sqrt(mean * (1 - mean) / len(said)))
    return mean


@pytest.mark.slow
def test_with_water_in_all_craters_intervals_hold_nine_times_of_ten() -> None:
    scenario = forerunner(THREE | {f"craters.{name}.dry_chance": "0" for name in CRATERS})
    said = hold_as_often_as_they_say([replicate(scenario, number) for number in range(REPLICATES)])
    assert said == pytest.approx(0.9)


@pytest.mark.slow
def test_with_water_in_some_intervals_hold_as_often_as_they_say(shipped_runs: list[Outcome]) -> None:
    assert hold_as_often_as_they_say(shipped_runs) > 0.9


@pytest.mark.slow
def test_what_is_believed_with_a_probability_is_so_as_often(shipped_runs: list[Outcome]) -> None:
    """Detections at 90 % are right nine times of ten at least; and ice is where it is believed to be."""
    chances = np.array([last(run, "ice_chance", name) for run in shipped_runs for name in CRATERS])
    wet = np.array([last(run, "true", name) > 0.0 for run in shipped_runs for name in CRATERS])
    assert np.mean(wet[chances >= 0.9]) > 0.9
    for low, high in ((0.0, 0.5), (0.5, 1.01)):
        some = (chances >= low) & (chances < high)
        said = chances[some]
        error = math.sqrt(float((said * (1 - said)).sum())) / len(said)
        assert np.mean(wet[some]) == pytest.approx(said.mean(), abs=2.6 * error)


def test_the_keys_that_are_drawn_are_the_ice_of_craters() -> None:
    names = [name for name in quantiles(forerunner(THREE), SEED, 0) if name.endswith(".ice")]
    assert names == [f"{BASE}.craters.{name}.ice" for name in ("shackleton", "near", "west")]
