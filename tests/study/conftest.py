"""Made-up runs whose difference can be explained."""

from __future__ import annotations

import dataclasses

import pytest

from sim.result import Result, simulate
from sim.scenario import Scenario, load
from sim.study import Explanation, compare
from tests.study.explained_runs import IDLE, bottlenecks, event, kpis, with_line


@pytest.fixture
def base(made_up_station: object, baseline: Scenario) -> Result:
    return dataclasses.replace(
        simulate(baseline, until=2400.0),
        scenario=baseline.model_copy(update={"title": "baseline"}),
        kpis=kpis(
            energy__unserved=0.0,
            energy__generated=1000.0,
            bricks__laid=100,
            tools__availability=0.9,
            shelter__pad__complete="2031-02-01",
            shelter__wall__complete="2031-03-01",
        ),
        events=(
            event(3, "solar-1", "failed"),
            event(4, "solar-1", "repaired"),
            event(5, "pad", "structure_complete", "shelter"),
        ),
        bottlenecks=bottlenecks(80.0, ("tools", "printer", "in_repair", 10.0), ("energy", "layer", "no_power", 10.0)),
    )


@pytest.fixture
def other(base: Result) -> Result:
    return dataclasses.replace(
        base,
        scenario=load("ilrs:one-technician").model_copy(update={"title": "other"}),
        name="other",
        info=dataclasses.replace(base.info, run_id="other"),
        kpis=kpis(
            energy__unserved=10.0,
            energy__generated=1000.0,
            bricks__laid=50,
            tools__availability=0.95,
            shelter__pad__complete="2031-02-11",
            shelter__wall__complete=None,
        ),
        events=(
            event(1, "queqiao", "retired", "communication"),
            event(2, "solar-1", "failed"),
            event(3, "solar-2", "failed"),
            event(4, "solar-2", "failed"),
            event(5, "digger", "repair_started"),
            event(6, "solar-2", "cold_failure"),
            event(7, "solar-1", "cold_failure"),
        ),
        bottlenecks=bottlenecks(60.0, ("tools", "printer", "in_repair", 8.0), ("energy", "layer", "no_power", 32.0)),
    )


@pytest.fixture
def why(base: Result, other: Result) -> Explanation:
    return compare([base, other]).explain()


@pytest.fixture
def slow(base: Result) -> Result:
    """The printers set the pace; the Sun alone holds them up."""
    printers = [("no_sunlight", 10.0), ("working", 90.0)]
    return with_line(base, 100.0, excavator=IDLE, sieve=IDLE, printer=printers, layer=IDLE)


@pytest.fixture
def slower(other: Result) -> Result:
    """Sieves in repair hold the printers up; excavators and laying robots lose more, at no cost to the station."""
    return with_line(
        other,
        100.0,
        excavator=[("in_repair", 28.0), ("idle", 12.0), ("working", 60.0)],
        sieve=[("idle", 40.0), ("in_repair", 8.0), ("working", 52.0)],
        printer=[
            ("no_sunlight", 10.0),
            ("working", 30.0),
            ("no_feedstock", 8.0),
            ("in_repair", 2.0),
            ("working", 50.0),
        ],
        layer=[("idle", 10.0), ("no_operator", 30.0), ("working", 60.0)],
    )
