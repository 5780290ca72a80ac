"""A station that would make more events than a run can take is refused before it runs, with the keys that cause it."""

from __future__ import annotations

import pytest

from sim.scenario import ScenarioError, load
from sim.scenario.files import shipped_names
from sim.scenario.floods import MOST_PER_HOUR, estimate
from sim.scenario.schema.system import Span
from sim.station import run_station

FAILURES = [
    "tools.printers.solar.mtbf=1 h",
    "tools.printers.solar.mttr=0 h",
    "tools.printers.solar.dust_factor=1000",
]
BRICKS = [
    "bricks.length=1 mm",
    "bricks.width=1 mm",
    "bricks.height=1 mm",
    "bricks.batch=1",
    "tools.printers.solar.head_rate=1e6 kg/h",
    "tools.printers.solar.mirror_area=1e5 m^2",
]
LAYING = ["tools.layers.mason.rate=1e6 1/h", "tools.layers.mason.pallet=1"]
FLOODS = {
    "failures": (FAILURES, "tools.printers.solar.mtbf", ("mtbf", "mttr", "dust_factor", "count")),
    "bricks": (BRICKS, "tools.printers.solar.head_rate", ("head_rate", "mirror_area", "batch")),
    "laying": (LAYING, "tools.layers.mason.rate", ("rate", "pallet", "count")),
}


@pytest.mark.parametrize("case", FLOODS)
def test_a_flood_is_refused_with_the_keys_that_cause_it(case: str) -> None:
    settings, key, words = FLOODS[case]
    with pytest.raises(ScenarioError) as refusal:
        load("ilrs:baseline", settings)
    (problem,) = refusal.value.problems
    assert (problem.file, problem.key) == ("--set", key)
    assert f"at most {MOST_PER_HOUR:,.0f} are simulated" in problem.message
    assert all(word in problem.message for word in words)


def test_a_head_of_any_rate_under_a_small_mirror_is_no_flood() -> None:
    load("ilrs:baseline", ["tools.printers.solar.head_rate=1e6 kg/h"])


@pytest.mark.parametrize("name", shipped_names())
def test_shipped_stations_are_far_below(name: str) -> None:
    scenario = load(f"ilrs:{name}")
    assert all(estimate(tables, Span(scenario)) < MOST_PER_HOUR / 10 for _, tables in scenario.all_bases())


@pytest.mark.slow
@pytest.mark.parametrize(
    "settings",
    [[], ["tools.printers.solar.mtbf=10 h", "tools.printers.solar.mttr=1 h"], ["bricks.batch=1"], LAYING[1:]],
)
def test_the_estimate_is_more_than_comes(settings: list[str]) -> None:
    scenario = load("ilrs:baseline", settings)
    hours = 24.0 * 120
    outcome = run_station(scenario, seed=1, replicate=0, hours=hours)
    assert outcome.simpy_events / hours < 1.1 * estimate(scenario, Span(scenario))
