"""A sizing of a station: the least that is enough, found again without a run, the same for any number of workers."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import linprog

from sim.result import simulate
from sim.scenario import Scenario, load
from sim.study.replicates.study import Execution
from sim.study.replicates.task import Record
from sim.study.replicates.variants import Drawing
from sim.study.sizing.run import question_of, size
from sim.study.sizing.sizing import Sizing
from sim.study.sizing.watch import SizingWatch
from sim.study.study_folder import open_study

pytestmark = pytest.mark.slow

BATTERY = "energy.batteries.main.capacity"
HOURS = 2400.0
ENOUGH = "energy.survival_availability >= 0.999"


class Counting(SizingWatch):
    def __init__(self) -> None:
        self.ran = 0

    def done(self, record: Record) -> None:  # noqa: ARG002
        self.ran += 1


def sized(
    scenario: Scenario,
    out: Path | None = None,
    *,
    vary: str = f"{BATTERY}=50:650:10 kWh",
    meet: str = f"{ENOUGH} in 75 %",
    workers: int = 1,
    watch: SizingWatch | None = None,
    draw: str = "both",
    n: int = 4,
    fresh: int = 8,
    **more: object,
) -> Sizing:
    drawing = Drawing(1, draw, HOURS)  # type: ignore[arg-type]
    question = question_of(scenario, drawing, [vary], [meet], n=n, fresh=fresh, **more)  # type: ignore[arg-type]
    return size(scenario, drawing, question, execution=Execution(out, workers), watch=watch)[0]


def test_the_next_smaller_is_not_enough(baseline: Scenario) -> None:
    found = sized(baseline, draw="random", n=1, meet=ENOUGH, fresh=0)
    assert found.chosen is not None
    (capacity,) = found.sizes(found.chosen)
    served = [
        simulate(load("ilrs:baseline", [f"{BATTERY}={one} kWh"]), until=HOURS)
        .kpis["energy.survival_availability"]
        .value
        for one in (capacity, capacity - 10)
    ]
    assert served[0] >= 0.999 > served[1]
    assert found.best is not None
    assert f"{BATTERY} = {capacity:g} kWh is enough with the least mass landed" in found.sentences[0]
    (_, _, smaller), *_ = found.beside(found.chosen)
    assert found.sizes(smaller) == (capacity - 10,)
    assert not found.scores[smaller.point or ()].feasible


def least_storage(scenario: Scenario) -> float:
    """Least capacity with which a linear programme serves 99.9 % of the steady survival loads [kWh].

    Hour by hour, in its favour: full at first, any power while any of the Sun is seen, no loss but on the way out, no
    depth of discharge, and nothing else that takes power.
    """
    lit = simulate(scenario, until=HOURS).channels["sunlight.lit_fraction"]
    hours = np.arange(HOURS)
    dark = np.array([lit.at(np.linspace(hour, hour + 1.0, 13)).max() <= 0.0 for hour in hours])
    power = sum(one.power_dark.value for one in scenario.energy.loads.values() if one.power_class == "survival")
    (battery,) = scenario.energy.batteries.values()
    out = battery.discharge_efficiency.value * battery.path_efficiency.value
    # Unknown: capacity, what is taken out each hour, what is not served each hour, of the dark hours alone.
    (places,) = np.nonzero(dark)
    count = len(places)
    serve = np.hstack([np.zeros((count, 1)), -out * np.eye(count), -np.eye(count)])
    limits, most = [serve], [np.full(count, -power)]
    for spell in np.split(np.arange(count), np.nonzero(np.diff(places) > 1)[0] + 1):
        row = np.zeros((1, 1 + 2 * count))
        row[0, 0], row[0, 1 + spell] = -1.0, 1.0
        limits.append(row)
        most.append(np.zeros(1))
    unserved = np.hstack([np.zeros(1 + count), np.ones(count)])[None, :]
    limits.append(unserved)
    # Other loads count among the survival loads as well: what may go unserved is taken twice as large.
    most.append(np.array([2.0 * 0.001 * power * HOURS]))
    cost = np.zeros(1 + 2 * count)
    cost[0] = 1.0
    return float(linprog(cost, A_ub=np.vstack(limits), b_ub=np.concatenate(most)).fun)


def test_no_battery_is_enough_below_what_a_linear_programme_needs(baseline: Scenario) -> None:
    found = sized(baseline, draw="random", n=1, meet=ENOUGH, fresh=0)
    assert found.chosen is not None
    bound = least_storage(baseline)
    assert bound > 30.0
    assert bound <= found.sizes(found.chosen)[0]


def test_it_is_found_again_without_a_run_and_read_from_its_folder(baseline: Scenario, tmp_path: Path) -> None:
    first, again = Counting(), Counting()
    found = sized(baseline, tmp_path, watch=first, n=2, fresh=4)
    same = sized(baseline, tmp_path, watch=again, n=2, fresh=4)
    assert first.ran > 20
    assert again.ran == 0
    (folder,) = (tmp_path / "studies").iterdir()
    read = open_study(folder)
    assert isinstance(read, Sizing)
    assert [one.point for one in found.tried] == [one.point for one in same.tried] == [one.point for one in read.tried]
    assert found.sentences == same.sentences == read.sentences
    assert [table.rows for table in found.tables] == [table.rows for table in read.tables]
    with (folder / "designs.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == len(found.tried)
    assert len({row["enough"] for row in rows}) == 2


def test_two_workers_and_one_find_the_same(baseline: Scenario, tmp_path: Path) -> None:
    texts = []
    for workers in (1, 2):
        sized(baseline, tmp_path / str(workers), vary=f"{BATTERY}=100:700:150 kWh", workers=workers, n=3, fresh=3)
        (folder,) = (tmp_path / str(workers) / "studies").iterdir()
        texts.append([(folder / name).read_bytes() for name in ("designs.csv", "sizes.csv", "replicates.csv")])
    assert texts[0] == texts[1]


def test_it_says_that_nothing_is_enough_and_what_fails_at_the_largest(baseline: Scenario) -> None:
    found = sized(baseline, vary=f"{BATTERY}=50:150:5 kWh", n=2, budget=8)
    assert found.chosen is None
    assert found.sentences[0].startswith("No size within the ranges is enough")
    assert f"The largest, {BATTERY} = 150 kWh, fails at Survival power served at least 99.9 %" in found.sentences[1]
    assert found.tables[0].rows[0][0] == "nearest"


def test_fresh_draws_decide_where_those_of_the_search_flatter(baseline: Scenario) -> None:
    found = sized(baseline, n=2, fresh=12, meet=f"{ENOUGH} in 90 %")
    assert found.chosen is not None
    assert found.best is not None
    assert found.holds is not None
    shares = {point: one.shares(found.asked)[0] for point, one in found.fresh.items()}
    assert all(one.n == 12 for one in shares.values())
    if found.holds:
        assert found.chosen.point is not None
        assert shares[found.chosen.point].value >= 0.9
        assert found.sizes(found.chosen) >= found.sizes(found.best)
        assert all(shares[point].value < 0.9 for point in found.failed_freshly)
    assert any("fresh draws, which the search has not seen" in text for text in found.sentences)


def test_a_front_of_two_objectives(baseline: Scenario) -> None:
    found = sized(
        baseline,
        vary=f"{BATTERY}=100:900:100 kWh",
        minimise=["station.landed_mass", "energy.unserved"],
        n=2,
    )
    assert len(found.front) > 1
    for objective, way in zip(found.asked.objectives, (1.0, -1.0), strict=True):
        estimates = [found.estimate(objective, one) for one in found.front]
        numbers = [way * one.value for one in estimates if one is not None]
        assert numbers == sorted(numbers)
        assert len(numbers) == len(found.front)
    assert not found.fresh
    assert found.tables[0].name == "front"
    assert set(found.sure_front) <= set(found.front)
