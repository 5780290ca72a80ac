"""What is right by itself and does not go together: dates, marks, stores and machines, structures in a circle."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.moon import coverage
from sim.scenario import ScenarioError, load, shipped_names
from sim.scenario.assets import systems
from sim.scenario.checks import SURELY_COVERED
from sim.scenario.schema.fields import fields_of
from sim.scenario.schema.scenario import ScenarioTable
from sim.scenario.writing import as_table
from tests.fuzz.written import toml
from tests.scenario.mistakes import CAPACITY, Blamed, Mistake, assert_one_clear_message
from tests.scenario.workshop import Workshop

WRONG: dict[str, Mistake] = {
    "end before start": ("end = 2032-01-01", "end = 2030-06-01", "end", ["not after the start"]),
    "end at start": ("end = 2032-01-01", "end = 2031-01-01", "end", ["not after the start"]),
    "before the ephemeris": ("start = 2031-01-01", "start = 1999-01-01", "start", ["outside the ephemeris", "20"]),
    "after the ephemeris": ("end = 2032-01-01", "end = 2132-01-01", "end", ["outside the ephemeris"]),
    "until before from": (
        "from = 2031-03-01",
        "from = 2031-03-01\nuntil = 2031-02-01",
        "tools.excavators.digger.until",
        ["not after its from"],
    ),
    "resume at the floor": (
        "resume_charge = { value = 0.5",
        "resume_charge = { value = 0.3",
        "energy.batteries.main.resume_charge",
        ["must exceed 1 - depth_of_discharge, 0.3"],
    ),
    "arrives below the floor": (
        "initial_charge = { value = 1",
        "initial_charge = { value = 0.1",
        "energy.batteries.main.initial_charge",
        ["at least"],
    ),
    "shed pair reversed": (
        "restore_above = { value = 0.95",
        "restore_above = { value = 0.8",
        "energy.classes.deferrable.restore_above",
        ["0.8 must exceed shed_below, 0.85"],
    ),
    "shed pair a rounding apart": (
        "restore_above = { value = 0.95",
        "restore_above = { value = 0.8500000001",
        "energy.classes.deferrable.restore_above",
        ["0.8500000001 must exceed shed_below, 0.85"],
    ),
    "shed pair seconds apart": (
        "restore_above = { value = 0.95",
        "restore_above = { value = 0.85001",
        "energy.classes.deferrable.restore_above",
        ["0.85001 is too near shed_below, 0.85", "charged with 20 kW", "in 2.3 s", "leave more between them"],
    ),
    "battery for milliseconds": (
        CAPACITY,
        'capacity = { value = 1, unit = "Wh", basis = "design" }',
        "energy.batteries.main.capacity",
        ["1 Wh is too little to be charged with 20 kW", "full in 0.18 s", "count = 0"],
    ),
    "resume seconds above the floor": (
        "resume_charge = { value = 0.5",
        "resume_charge = { value = 0.30001",
        "energy.batteries.main.resume_charge",
        ["0.30001 is too near 1 - depth_of_discharge", "charged with 20 kW", "in 2.2 s"],
    ),
    "resume a rounding above the floor": (
        "resume_charge = { value = 0.5",
        "resume_charge = { value = 0.3000000001",
        "energy.batteries.main.resume_charge",
        ["must exceed 1 - depth_of_discharge, 0.3"],
    ),
    "power beyond all reason": (
        "power_lit = { value = 1.9",
        "power_lit = { value = 1e300",
        "energy.loads.core.power_lit.value",
        ["1e+300 kW is impossible: must be at least 0 and at most 10000 kW"],
    ),
    "half a shed pair": (
        'restore_above = { value = 0.95, basis = "design" }\n',
        "",
        "energy.classes.deferrable",
        ["no restore_above"],
    ),
    "endless outage": (
        "outage_duration = { value = 72",
        "outage_duration = { value = 7200000",
        "energy.reactors.pile.outage_duration",
        ["shorter than outage_interval"],
    ),
    "apolune below perilune": (
        "apolune_altitude = { value = 16000",
        "apolune_altitude = { value = 160",
        "communication.relays.bridge.apolune_altitude",
        ["160 km is below perilune_altitude, 200 km"],
    ),
    "unknown structure": ('after = ["pad"]', 'after = ["pda"]', "shelter.structures.vault.after", ['"pda"', '"pad"']),
    "after itself": ('after = ["pad"]', 'after = ["vault"]', "shelter.structures.vault.after", ["vault -> vault"]),
    "text for a list": ('after = ["pad"]', 'after = "pad"', "shelter.structures.vault.after", ["not a list"]),
    "same name twice": (
        "[tools.sieves.shaker]",
        "[tools.sieves.digger]",
        "tools.sieves.digger",
        ["same name as tools.excavators.digger"],
    ),
    "no printer": (
        '[tools.printers.sun]\nmodel = "sun"\nsupervised = true\n',
        "",
        "tools.printers",
        ["none in service before the end, 2032-01-01", "shelter.structures.pad needs bricks", "no machine prints"],
    ),
    "no layer": ('[tools.layers.mason]\nmodel = "mason"\n', "", "tools.layers", ["no machine lays"]),
    "printer too late": ("supervised = true", "from = 2040-01-01", "tools.printers", ["no machine prints"]),
}
BLAMED: Blamed = {
    "half a shed pair": "[energy.classes.deferrable]",
    "same name twice": "[tools.sieves.digger]",
    "no printer": "[tools.",
    "no layer": "[tools.",
    "printer too late": "[tools.printers.sun]",
}


@pytest.mark.parametrize("case", WRONG)
def test_one_clear_message_with_its_line(workshop: Workshop, case: str) -> None:
    assert_one_clear_message(workshop, WRONG, BLAMED, case)


@pytest.mark.parametrize(
    ("setting", "key", "pieces"),
    [
        ("raw.capacity=1e-6 kg", "capacity", ["too little for machines of 28 kg/h", "0.00013 s", "give it more"]),
        ("raw.low_restart=1e-5", "low_restart", ["1e-05 is too near 0", "in 0.51 s"]),
        ("raw.high_restart=0.99999", "high_restart", ["0.99999 is too near 1", "in 0.51 s"]),
        ("raw.capacity=1e12 kg", "capacity.value", ["at most 1e+09 kg"]),
        ("feedstock.capacity=23.9 kg", None, ["a print job takes 24 kg of feedstock, more than its store holds"]),
    ],
)
def test_stores_that_do_not_suit_their_machines(
    workshop: Workshop, setting: str, key: str | None, pieces: list[str]
) -> None:
    problem = workshop.problem("base.toml", f"tools.stores.{setting}")
    assert problem.key == ("bricks.batch" if key is None else f"tools.stores.raw.{key}")
    for piece in pieces:
        assert piece in problem.message


def test_what_nobody_uses_may_be_small(workshop: Workshop) -> None:
    """Batteries of which there are none, a store of exactly one batch, marks a rounding from decimals."""
    workshop.load("base.toml", "energy.batteries.main.capacity=1 mWh", "energy.batteries.main.count=0")
    workshop.load("base.toml", "tools.stores.feedstock.capacity=24 kg")
    workshop.load("base.toml", "energy.classes.deferrable.shed_below=0.3")


def test_circles_of_structures_show_the_chain(workshop: Workshop) -> None:
    name = workshop.changed('kind = "pad"', 'kind = "pad"\nafter = ["vault"]')
    problem = workshop.problem(name)
    assert problem.message == "the structures wait for each other: pad -> vault -> pad"
    assert 'after = ["vault"]' in Path(name).read_text(encoding="utf-8").splitlines()[(problem.line or 0) - 1]


def test_the_ephemeris_covers_the_days_on_which_it_is_not_asked() -> None:
    first, last = coverage()
    assert first <= np.datetime64(SURELY_COVERED[0]) < np.datetime64(SURELY_COVERED[1]) <= last


@pytest.mark.parametrize("count", [1, 2, 5])
@pytest.mark.parametrize("other", [1, 2])
def test_machines_of_two_kinds_do_not_share_a_name(tmp_path: Path, count: int, other: int) -> None:
    """Each unit has a name of its own, but the machine as a whole goes by the one that it is given."""
    file = tmp_path / "a.toml"
    file.write_text(
        'title = "A"\nextends = "ilrs:baseline"\n[tools.layers.digger]\nmodel = "brick-layer"\n'
        f'count = {{ value = {count}, unit = "1", basis = "design" }}\n[tools.excavators.digger]\n'
        f'count = {{ value = {other}, unit = "1", basis = "design" }}\n'
    )
    with pytest.raises(ScenarioError) as refusal:
        load(str(file))
    (problem,) = refusal.value.problems
    assert (problem.line, problem.key) == (3, "tools.layers.digger")
    assert "the same name as tools.excavators.digger" in problem.message


def _needed() -> list[tuple[str, str]]:
    """Each system with each that it needs and that a scenario need not have."""
    required = {key for key, spec in fields_of(ScenarioTable).items() if spec.required}
    return [(key, need) for key, system in systems().items() for need in system.needs if need not in required]


@pytest.mark.parametrize(("key", "need"), _needed())
def test_what_a_system_needs_is_asked_for_at_the_main_base_too(tmp_path: Path, key: str, need: str) -> None:
    """Once a run ended without a word on it."""
    table = next(
        table for name in shipped_names() if {key, need} <= set(table := as_table(load(f"ilrs:{name}"))) - {"bases"}
    )
    path = tmp_path / "lacking.toml"
    path.write_text(toml({each: value for each, value in table.items() if each != need}), encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        load(path)
    assert [(one.key, one.message) for one in refused.value.problems if one.key == key] == [
        (key, f"needs a table [{need}] beside it")
    ]
