"""What processes and haulers do by an estimate: by hand, and near what runs bring."""

from __future__ import annotations

import pytest

from sim.result import simulate
from sim.scenario import load
from sim.scenario.plant_estimate import PlantEstimate
from sim.scenario.review import review


def test_shares_are_those_that_a_hand_works_out() -> None:
    """An oven of 1 kg/h at work 2000 / (2000 + 1.5 x 48) of the time, of what two electrolysers of 0.9 kg/h take."""
    scenario = load("ilrs:ice-mine", ["tools.failures=false"])
    found = PlantEstimate(scenario, scenario)
    electrolysers = 2 * 0.4 * scenario.resources.amounts(scenario.resources.processes["electrolyser"])[0]["water"]
    assert found.shares["oven"] == pytest.approx(electrolysers, rel=1e-9)
    # A hauler of 200 kg in 41 h, 1 h of unloading and 6.02 h of charging beyond that.
    charging = (40 * 0.32 + 0.15 * 41) / (0.9 * 3)
    assert found.shares["hauler"] == pytest.approx(electrolysers * (41 + charging) / 200, rel=1e-9)
    assert not found.failures()
    assert found.repair_hours() == 0.0


@pytest.mark.slow
@pytest.mark.parametrize("name", ["ilrs:ice-mine", "ilrs:oxygen-from-regolith"])
def test_failures_and_repairs_are_near_those_of_runs(name: str) -> None:
    scenario = load(name)
    found = PlantEstimate(scenario, scenario)
    runs = [simulate(scenario, seed=seed) for seed in range(2)]
    happened = sum(float(run.kpis["tools.failures"].value or 0) for run in runs) / len(runs)
    expected = sum(float(value[-1]) for value in found.failures().values())
    # The estimate leaves out links, power and who is busy: it may only be above, but for chance.
    assert happened == pytest.approx(expected, rel=0.15)
    repair = sum(hours.get("in_repair", 0.0) for run in runs for hours in run.bottlenecks.states.values())
    assert repair / len(runs) == pytest.approx(found.repair_hours(), rel=0.25)


def test_too_few_spares_for_processes_and_haulers_are_said() -> None:
    no_parts = ["tools.spares.drive-kit.initial=2"]
    worst = {one.text.split(":")[0]: one.verdict for one in review(load("ilrs:ice-mine", no_parts)) if one.warns}
    assert worst == {"drive-kit": "too little"}
    one_man = ["tools.technicians.repair.count=0"]
    assert {one.matter for one in review(load("ilrs:ice-mine", one_man)) if one.warns} == {"technicians"}
