"""The levers of a scenario follow from its schema and its design values."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pytest

from sim.scenario import Scenario, load
from sim.scenario.assets import items, landed_mass
from sim.scenario.schema.base import Asset, put_names
from sim.scenario.schema.fields import leaves
from sim.scenario.schema.scenario import OtherBase
from sim.station.relief import RELIEFS
from sim.station.states import TRANSPORT
from sim.study.levers.catalogue import LEFT_OUT, NO_SIZES, TAKERS, catalogue, pair_variant
from sim.study.levers.lever import Lever


def levers(scenario: Scenario) -> Mapping[str, Lever]:
    found = {lever.label: lever for lever, _ in catalogue(scenario, scenario.hours).levers}
    assert len(found) == len(catalogue(scenario, scenario.hours).levers)
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["baseline", "nuclear", "large", "ridge-crest", "one-technician", "relay-lost", "cargo-campaign"]
)
def test_every_lever_makes_another_scenario_that_a_file_can_hold(name: str) -> None:
    scenario = load(f"ilrs:{name}")
    found = catalogue(scenario, scenario.hours)
    keys = {variant.key for _, variant in found.levers}
    assert len(keys) == len(found.levers)
    for lever, variant in found.levers:
        assert (variant.relief is not None) == (lever.sort in {"must-have", "cause"})
        assert (variant.scenario is scenario) == (variant.relief is not None)
        added = landed_mass(variant.scenario) - landed_mass(scenario)
        assert lever.mass == pytest.approx(added, abs=1e-5)


def test_all_reliefs_are_tried_and_every_unit_but_of_what_takes_power(baseline: Scenario) -> None:
    found = levers(baseline)
    assert {lever.relief for lever in found.values()} - {None} == set(RELIEFS) - {TRANSPORT}
    counted = {
        ".".join((*item.path, "count"))
        for item in items(baseline)
        if isinstance(item.asset, Asset) and not isinstance(item.asset, TAKERS)
    }
    subjects = {lever.subject for lever in found.values()}
    # Relays of one entry fly as one: another one flies on its own.
    assert counted - subjects == {"communication.relays.queqiao.count"}
    assert "another relay, half an orbit behind" in found


def test_what_is_left_out_is_what_is_said_to_be(baseline: Scenario) -> None:
    subjects = {lever.subject for lever in levers(baseline).values()}
    designed = {
        path: spec
        for path, spec, value in leaves(baseline)
        if spec.kind == "quantity" and value.basis == "design" and spec.dim is not None
    }
    left = {path: spec for path, spec in designed.items() if ".".join(path) not in subjects}
    for path, spec in left.items():
        assert spec.dim is not None
        reasons = (
            path[0] in LEFT_OUT,
            spec.key in NO_SIZES,
            spec.owner is not None and issubclass(spec.owner, TAKERS),
            spec.dim.unit in {"1", "m", "h", "deg"},
        )
        assert any(reasons), path


def test_labels_say_what_is_changed_and_by_how_much(baseline: Scenario) -> None:
    found = levers(baseline)
    for label, mass in {
        "one more technician": 200.0,
        "battery capacity 1,400 to 2,100 kWh": 4375.0,
        "printer mirror area 4 to 6 m^2": 0.0,
        "raw store capacity 400 to 600 kg": 0.0,
        "one more operator, 3 to 4": 0.0,
        "twice the spare parts printer-kit": 265 * 6.0,
        "load experiments on half its power": 0.0,
        "what lands on 2031-03-01 59 days earlier": 0.0,
    }.items():
        assert found[label].mass == pytest.approx(mass), label
        assert found[label].buyable
    assert not found["repairs take half the time"].buyable


def test_masts_rise_to_the_next_horizon_that_was_measured(baseline: Scenario) -> None:
    why = dict(catalogue(baseline, baseline.hours).skipped)
    assert why["a higher mast of printer solar"] == "no horizon of de Gerlache rim 2 was measured above 10 m"
    horizon = baseline.site.horizons["10 m"]
    higher = {**baseline.site.horizons, "20 m": horizon.model_copy(), "50 m": horizon.model_copy()}
    for name in ("20 m", "50 m"):
        higher[name]._name = name
    scenario = baseline.model_copy(update={"site": baseline.site.model_copy(update={"horizons": higher})})
    assert "mast of printer solar 10 to 20 m" in levers(scenario)


def test_all_that_lands_on_a_day_comes_earlier_together(baseline: Scenario) -> None:
    found = levers(baseline)
    cargo = found["what lands on 2032-01-15 180 days earlier"]
    assert {path[2:] for path in cargo.changes} == {
        ("drive-kit", "deliveries", "cargo-2032", "date"),
        ("printer-kit", "deliveries", "cargo-2032", "date"),
    }
    assert set(cargo.changes.values()) == {dt.date(2031, 7, 19)}
    first = found["what lands on 2031-03-01 59 days earlier"]
    assert set(first.changes.values()) == {baseline.start}


def test_what_does_not_fit_is_not_tried_and_said(tmp_path: Path) -> None:
    scenario = load("ilrs:baseline", ["tools.technicians.repair.count=1000"])
    why = dict(catalogue(scenario, scenario.hours).skipped)
    assert "must be at least 0 and at most 1000" in why["one more technician"]


def test_a_goal_that_is_not_built_has_its_instruments_tried(tmp_path: Path) -> None:
    path = tmp_path / "data.toml"
    path.write_text(
        'extends = "ilrs:baseline"\ntitle = "Data"\n[goals.data]\nkind = "measure"\n'
        'measure = "communication.delivered"\nat_least = { value = 1000, unit = "Tbit", basis = "design" }\n'
    )
    found = levers(load(path))
    assert "one more instrument telescope" in found
    assert "load experiments on half its power" not in found


def test_assets_of_other_bases_are_levers_too(baseline: Scenario) -> None:
    other = OtherBase.model_construct(energy=baseline.energy, tools=None, communication=None, bricks=None, shelter=None)
    found = levers(baseline.model_copy(update={"bases": put_names({"north": other})}))
    assert (
        found["battery main of north capacity 1,400 to 2,100 kWh"].subject
        == "bases.north.energy.batteries.main.capacity"
    )
    assert "one more battery main of north" in found
    assert "one more battery main" in found


def test_pairs_go_together_unless_they_change_the_same(baseline: Scenario) -> None:
    found = levers(baseline)
    half, none, spares = (
        found[name] for name in ("repairs take half the time", "repairs take no time", "repairs need no spare parts")
    )
    assert pair_variant(baseline, half, none) is None
    both = pair_variant(baseline, half, spares)
    assert both is not None
    assert both[1].relief == "tools:waiting_spare"
    assert float(both[1].scenario.tools.printers["solar"].mttr) == 36.0
    lifted = pair_variant(baseline, none, spares)
    assert lifted is not None
    assert lifted[1].relief == "tools:in_repair + tools:waiting_spare"
