"""Cost per SimPy event, stated as a multiple of a bare timeout loop in the same run and never asserted."""

from __future__ import annotations

from functools import partial

import pytest

from tests.benchmarks import workloads

ALL = pytest.mark.parametrize("name", sorted(workloads.ENGINE))


@ALL
def test_every_measured_function_runs(name: str) -> None:
    small, large = (workloads.ENGINE[name](size) for size in (10, 20))
    assert 10 <= small < large < 200, "a few events for each unit of size"


def test_the_bare_loop_runs() -> None:
    assert workloads.bare_timeouts(10) == 12


@pytest.mark.parametrize("name", sorted(workloads.RECORDED))
def test_a_day_takes_no_more_calls_and_events_than_it_did(name: str) -> None:
    """Times depend on the machine and on what else it does; counts do not."""
    calls, events = workloads.RECORDED[name]
    assert workloads.calls_a_day(name, workloads.COUNTED_DAYS) <= 1.02 * calls
    assert workloads.events_a_day(name, workloads.COUNTED_DAYS) <= 1.02 * events


def test_a_ratio_compares_costs_per_event() -> None:
    same, cost = workloads.ratio(lambda: partial(workloads.bare_timeouts, 2000), rounds=2, size=2000)
    assert 0.1 < same < 10.0
    assert cost > 0.0


@ALL
def test_engine_cost_per_event(benchmark, ratios: dict[str, float], name: str) -> None:
    workload = workloads.ENGINE[name]
    benchmark.pedantic(workload, args=(20_000,), rounds=5)
    ratios[name], _ = workloads.ratio(lambda: partial(workload, 20_000))
    benchmark.extra_info["multiple of a bare timeout loop"] = ratios[name]


@pytest.mark.parametrize("title", workloads.RUNS)
def test_whole_runs_cost_per_event(benchmark, ratios: dict[str, float], title: str) -> None:
    """The computation of the sky is not part of it."""
    prepare = workloads.RUNS[title]
    benchmark.pedantic(lambda run: run(), setup=lambda: ((prepare(),), {}), rounds=2)
    ratios[title], _ = workloads.ratio(prepare, rounds=2)
    benchmark.extra_info["multiple of a bare timeout loop"] = ratios[title]
