"""Stores of one commodity at several places: who takes from which, and how they are added up."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.result import Result, simulate
from sim.scenario import Scenario, ScenarioError, load
from sim.station.topology import topology

SPLIT = """title = "Split"
extends = "ilrs:oxygen-from-regolith.toml"
start = 2035-01-01
end = 2035-02-01

[energy.places.pit]
distance = { value = 2, unit = "km", basis = "design" }

[energy.cables.pit]
model = "aluminium-3kv"
capacity = { value = 100, unit = "kW", basis = "design" }

[resources.processes.electrolyser]
at = "pit"

[resources.stores.hydrogen]
initial = { value = 5, unit = "kg", basis = "design" }

[resources.stores.oxygen]
initial = { value = 10, unit = "kg", basis = "design" }

[resources.stores.pit-water]
model = "water-tank"
commodity = "water"
at = "pit"
initial = { value = 60, unit = "kg", basis = "design" }

[resources.stores.pit-oxygen]
model = "gas-bottle"
commodity = "oxygen"
at = "pit"

[resources.stores.pit-hydrogen]
model = "gas-bottle"
commodity = "hydrogen"
at = "pit"
"""


def _load(tmp_path: Path, more: str = "", text: str = SPLIT) -> Scenario:
    path = tmp_path / "split.toml"
    path.write_text(text + more)
    return load(path)


@pytest.fixture(scope="module")
def split(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return simulate(_load(tmp_path_factory.mktemp("split")), seed=1)


def test_a_process_takes_from_and_gives_to_the_stores_of_its_place_only(split: Result) -> None:
    stock = split.channels
    assert stock["resources.stock.pit-water"].last < 60.0
    assert stock["resources.stock.pit-oxygen"].last > 0.0
    assert (stock["resources.stock.water"].values[1:] >= stock["resources.stock.water"].values[:-1]).all()
    assert (stock["resources.stock.oxygen"].values[1:] <= stock["resources.stock.oxygen"].values[:-1]).all()


def test_the_ledger_of_a_commodity_adds_up_its_stores(split: Result) -> None:
    water = split.ledgers["resources.water"]
    levels = [split.channels[f"resources.stock.{name}"].last for name in ("water", "pit-water")]
    assert water.stock_end == pytest.approx(sum(levels), rel=1e-12)
    assert water.closes
    assert split.ledgers["elements.O"].closes


def test_only_those_who_share_a_store_feed_each_other(tmp_path: Path) -> None:
    found = topology(_load(tmp_path))
    assert not found.upstream["electrolyser-1"]
    assert not found.upstream["liquefier-1"]
    assert {found.kinds[unit] for unit in found.upstream["reducer-1"]} == {"digger"}


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (
            '[resources.stores.cellar]\nmodel = "water-tank"\ncommodity = "water"\nat = "pit"\n',
            "resources.stores.cellar.at: resources.stores.pit-water holds water at pit already",
        ),
        (
            '[resources.stores.cellar]\nmodel = "water-tank"\ncommodity = "wter"\n',
            'resources.stores.cellar.commodity: there is no commodity "wter"; did you mean "water"?',
        ),
        (
            "[resources.stores.pit-oxygen]\nremove = true\n",
            'no store of oxygen at pit; add [resources.stores.pit-oxygen] with commodity = "oxygen", at = "pit"',
        ),
        (
            '[resources.stores.pit-water]\ninitial = { value = 0, unit = "kg", basis = "design" }\n',
            "nobody makes water at pit, and its store is empty at the start",
        ),
    ],
)
def test_what_does_not_fit_is_named(tmp_path: Path, more: str, message: str) -> None:
    top = tmp_path / "top.toml"
    (tmp_path / "split.toml").write_text(SPLIT)
    top.write_text(f'extends = "split.toml"\n{more}')
    with pytest.raises(ScenarioError) as caught:
        load(top)
    assert message in str(caught.value)
