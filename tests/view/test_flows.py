"""Flows of water and oxygen: what comes into a process goes out of it, and the figure shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.result import Result, simulate
from sim.scenario import Scenario, load
from sim.view import figure
from sim.view.flows import KEPT, SOLIDS, network
from sim.view.save import NEEDS


@pytest.fixture(scope="module")
def plant() -> Result:
    return simulate(load("ilrs:oxygen-from-regolith"), until=2400.0)


def test_every_process_gives_what_it_takes(plant: Result) -> None:
    found = network(plant)
    assert found is not None
    assert found.layers == [["reducer"], ["electrolyser"], ["liquefier"]]
    for name in ("reducer", "electrolyser", "liquefier"):
        taken = sum(flow.per_day for flow in found.flows if flow.taker == name)
        given = sum(flow.per_day for flow in found.flows if flow.giver == name)
        # Less than the least flow that is shown may be missing.
        assert taken == pytest.approx(given, rel=0.02)


def test_oxygen_comes_out_of_solids_and_stays(plant: Result) -> None:
    found = network(plant)
    assert found is not None
    soil = sum(flow.per_day for flow in found.flows if flow.giver == SOLIDS)
    kept = sum(flow.per_day for flow in found.flows if flow.taker == KEPT)
    assert kept == pytest.approx(soil, rel=0.05)
    assert found.kept["liquid-oxygen"] == pytest.approx(1.0)


def test_a_hauler_stands_between_the_places_that_it_joins() -> None:
    found = network(simulate(load("ilrs:ice-mine"), seed=1, until=24.0 * 200))
    assert found is not None
    assert found.layers[:3] == [["oven"], ["hauler"], ["electrolyser"]]
    between = {(flow.giver, flow.taker): flow.per_day for flow in found.flows if flow.commodity == "water"}
    assert between["oven", "hauler"] >= between["hauler", "electrolyser"] > 0
    assert ("oven", "electrolyser") not in between
    taken = sum(flow.per_day for flow in found.flows if flow.taker == "hauler")
    given = sum(flow.per_day for flow in found.flows if flow.giver == "hauler")
    assert taken == pytest.approx(given, rel=0.1)  # what is under way at the end is not shown


def test_the_figure_has_a_bar_and_a_name_for_each_process(plant: Result) -> None:
    drawn = figure("flows", plant)
    (ax,) = drawn.axes
    texts = {text.get_text() for text in ax.texts}
    assert {"reducer", "electrolyser", "liquefier"} <= texts
    assert any(text.startswith("hydrogen ") for text in texts)


def test_a_store_that_only_boils_off_makes_no_figure(tmp_path: Path) -> None:
    path = tmp_path / "tank.toml"
    path.write_text(
        'title = "Tank"\nextends = "ilrs:baseline"\n[resources.stores.liquid-oxygen]\nmodel = "oxygen-dewar"\n'
        'initial = { value = 1, unit = "t", basis = "design" }\n'
    )
    run = simulate(load(path), until=240.0)
    assert network(run) is None
    assert run.ledgers["resources.liquid-oxygen"].closes


def test_a_run_without_processes_has_no_such_figure(baseline: Scenario) -> None:
    needed, why = NEEDS["flows"]
    assert not needed(simulate(baseline, until=24.0))
    assert why
