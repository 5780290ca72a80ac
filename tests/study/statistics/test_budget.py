"""Sizes of sensitivity studies in the time that there is."""

from __future__ import annotations

import subprocess
import sys

import pytest

from sim.study.statistics import StatisticsError, largest_base, largest_trajectories, runs_within, sensitivity_sizes
from sim.study.statistics.budget import BASE, TRAJECTORIES


def test_runs_are_counted_by_worker_and_whole() -> None:
    assert runs_within(1200.0, 0.25, 2) == 9600
    assert runs_within(1.0, 0.3, 4) == 12
    assert runs_within(0.3, 0.1, 1) == 3
    assert runs_within(0.2, 0.3, 4) == 0


def test_plans_are_the_largest_that_fit() -> None:
    assert largest_trajectories(9, 100) == 10
    assert largest_base(8, 640) == 64
    assert largest_base(8, 639) == 32
    assert largest_base(8, 9) == 0


@pytest.mark.parametrize("parameters", [1, 5, 8, 9, 40, 150])
@pytest.mark.parametrize("budget", [30.0, 300.0, 1200.0, 86400.0])
@pytest.mark.parametrize("workers", [1, 2, 16])
def test_studies_fit_and_nothing_larger_does(parameters: int, budget: float, workers: int) -> None:
    sizes = sensitivity_sizes(parameters, budget, 0.4, workers)
    screening, blocks = parameters + 1, sizes.influential + 2
    assert sizes.runs == sizes.trajectories * screening + sizes.base * blocks
    assert sizes.fits == (sizes.runs <= runs_within(budget, 0.4, workers))
    assert sizes.fits == (sizes.seconds <= budget)
    left = runs_within(budget, 0.4, workers) - sizes.runs
    assert sizes.influential == min(8, parameters)
    if parameters <= 8:
        assert sizes.trajectories == 0
    elif sizes.fits:
        assert TRAJECTORIES[0] <= sizes.trajectories <= TRAJECTORIES[1]
        assert sizes.trajectories == TRAJECTORIES[1] or left < screening
    if sizes.fits:
        third = runs_within(budget, 0.4, workers) / 3.0
        assert left < sizes.base * blocks + third
    else:
        assert (sizes.trajectories, sizes.base) == (0 if parameters <= 8 else TRAJECTORIES[0], BASE)


def test_twenty_minutes_on_two_workers_are_enough_for_the_usual_study() -> None:
    sizes = sensitivity_sizes(60, 1200.0, 0.3, 2)
    assert sizes.fits
    assert (sizes.trajectories, sizes.base) == (47, 512)
    assert sizes.seconds == pytest.approx(1198.2, abs=1.0)


@pytest.mark.parametrize("wrong", [(0.0, 1.0, 1), (1.0, 0.0, 1), (1.0, 1.0, 0), (float("inf"), 1.0, 1)])
def test_times_that_make_no_sense_are_refused(wrong: tuple[float, float, int]) -> None:
    with pytest.raises(StatisticsError, match="all must be above 0"):
        runs_within(*wrong)
    with pytest.raises(StatisticsError, match="a parameter to vary"):
        sensitivity_sizes(0, 1.0, 1.0)


@pytest.mark.slow
def test_none_of_it_loads_what_the_extra_brings() -> None:
    code = "import sys, sim.study.statistics; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"scipy", "SALib", "pymoo"}.isdisjoint(done.stdout.split())
