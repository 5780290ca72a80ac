"""The resolved scenario stands alone; the hash, the register and the differences say what it holds."""

from __future__ import annotations

import datetime
import os
import pickle
import subprocess
import sys
import tomllib

import pytest

from sim.scenario import BASES, Quantity, counts, diff, load, parameters
from sim.scenario.assets import landed, landed_mass
from tests.scenario.workshop import BASE, Workshop


def test_the_resolved_scenario_stands_alone(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = workshop.load("base.toml", "energy.batteries.main.capacity=1.5 MWh", 'summary=line\ttab "q" \\ é\x7f')
    text = scenario.to_toml()
    for file in workshop.path.parent.rglob("*.*"):
        file.unlink()
    monkeypatch.chdir("/")
    elsewhere = workshop.path.parent / "base.toml"
    elsewhere.write_text(text, encoding="utf-8")
    again = load(elsewhere)
    assert again.content_hash() == scenario.content_hash()
    assert again.to_toml() == text
    assert diff(scenario, again) == []
    assert again.references == scenario.references
    assert again.summary == scenario.summary
    assert again.energy.batteries["main"].capacity.text() == "1.5 MWh"
    table = tomllib.loads(text)
    assert table["standalone"] is True
    assert table["end"] == datetime.date(2032, 1, 1)
    assert table["energy"]["arrays"]["main"]["model"] == "small"
    assert table["energy"]["arrays"]["main"]["area"] == {
        "value": 35,
        "unit": "m^2",
        "basis": "sourced",
        "source": "paper",
        "range": [30, 40],
    }


def test_a_resolved_scenario_can_be_extended_and_overridden(workshop: Workshop) -> None:
    workshop.write("resolved.toml", workshop.load().to_toml())
    assert workshop.load("resolved.toml", "seed=4").seed == 4
    name = workshop.write("child.toml", 'extends = "resolved.toml"\n[energy.arrays.main]\nmodel = "large"\n')
    assert workshop.load(name).energy.arrays["main"].area.value == 180
    assert not workshop.load(name).standalone
    broken = workshop.write("both.toml", 'standalone = true\nextends = "base.toml"\n')
    assert any("extends nothing" in problem.message for problem in workshop.problems(broken))


def test_the_hash_sees_content_and_nothing_else(workshop: Workshop) -> None:
    scenario = workshop.load()
    sections = BASE.split("\n\n")
    workshop.write("other/shuffled.toml", "\n\n".join([sections[0], *reversed(sections[1:])]))
    workshop.write("other/ridge.csv", (workshop.path / "ridge.csv").read_text(encoding="utf-8"))
    assert workshop.load("other/shuffled.toml").content_hash() == scenario.content_hash()
    same = workshop.changed('value = 1250, unit = "kWh"', 'value = 1.25, unit = "MWh"')
    assert workshop.load(same).content_hash() == scenario.content_hash()
    settings = [
        "seed=4",
        "energy.batteries.main.capacity=1251 kWh",
        "title=Other",
        "tools.printers.sun.until=2031-12-31",
    ]
    hashes = {workshop.load("base.toml", setting).content_hash() for setting in settings}
    assert len(hashes | {scenario.content_hash()}) == 5


@pytest.mark.slow
def test_nothing_depends_on_the_hash_seed(workshop: Workshop) -> None:
    workshop.write("resolved.toml", workshop.load().to_toml())
    code = (
        "from sim.scenario import load, ScenarioError\n"
        "s = load('resolved.toml')\n"
        "print(s.content_hash(), s.to_toml(), s.parameters(), s.overview())\n"
        "try: load('broken.toml')\n"
        "except ScenarioError as error: print(error)\n"
    )
    workshop.write("broken.toml", 'standalone = true\nseed = "a"\n[tools.printers.a]\nrate = 3\n[toolz]\nx = 1\n')
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(outputs) == 1
    assert "toolz" in outputs.pop()


def test_the_register_names_every_quantity_once_with_its_meaning(workshop: Workshop) -> None:
    scenario = workshop.load()
    register = parameters(scenario)
    keys = [parameter.key for parameter in register]
    assert len(keys) == len(set(keys))
    assert keys == [parameter.key for parameter in workshop.load().parameters()]
    found = {parameter.key: parameter for parameter in register}
    assert found["energy.arrays.main.area"].label == "Area that faces the Sun, one unit [m^2]."
    assert found["energy.arrays.main.area"].quantity.source == "paper"
    assert all(parameter.label for parameter in register)
    text = scenario.to_toml()
    assert len(register) == text.count('basis = "')
    numbers = counts(scenario)
    assert tuple(numbers) == BASES
    assert sum(numbers.values()) == len(register)
    assert (numbers["sourced"], numbers["derived"]) == (2, 1)


def test_differences_are_told_by_key(workshop: Workshop) -> None:
    name = workshop.child("""
end = 2031-12-01
[energy.batteries.main]
capacity = { value = 2, unit = "MWh", basis = "design" }
[energy.reactors.pile]
remove = true
[energy.arrays.extra]
model = "small"
from = 2031-05-01
[shelter.structures.vault]
after = []
[site]
horizons = { "2 m" = "ridge.csv" }
""")
    found = [(each.key, each.a_text, each.b_text) for each in diff(workshop.load(), workshop.load(name))]
    assert found == [
        ("end", "2032-01-01", "2031-12-01"),
        ('site.horizons."10 m"', "36 azimuths, A ridge", "-"),
        ('site.horizons."2 m"', "-", "36 azimuths, A ridge"),
        ("energy.arrays.extra", "-", "array (small) from 2031-05-01"),
        ("energy.batteries.main.capacity", "1250 kWh", "2 MWh"),
        ("energy.reactors.pile", "reactor until 2031-09-01", "-"),
        ("shelter.structures.vault.after", "pad", "none"),
    ]
    assert diff(workshop.load(), workshop.load()) == []


def test_the_overview_adds_up(workshop: Workshop) -> None:
    scenario = workshop.load()
    text = "\n".join(scenario.overview())
    for piece in (
        "A small station",
        "89.5 deg S",
        "2031-01-01 to 2032-01-01",
        "main = 2 x array (small): 18.41 kW at the bus",
        "1250 kWh, of which 875 kWh usable and 312.5 kWh more for survival",
        "5 kit + 3 delivered later",
        "10 Mbit/s",
        "pad (pad), vault (vault)",
        "uses the one at 10 m",
    ):
        assert piece in text
    # Arrays, battery, reactor, a load, cabling; four machines and a robot; three stores; dish, seismometer; eight spare
    # parts. Relays do not land.
    energy, tools = 2 * 35 * 12 + 10_000 + 1500 + 19 + 17, 4 * 100 + 200 + 7 + 11 + 13
    assert landed_mass(scenario) == energy + tools + 50 + 10 + 8 * 20


def test_what_lands_is_named_with_its_keys(workshop: Workshop) -> None:
    masses = {path: mass for base, path, mass in landed(workshop.load()) if not base}
    assert masses["energy",] == 17
    assert masses["energy", "loads", "core"] == 19
    assert [masses["tools", "stores", name] for name in ("raw", "feedstock", "bricks")] == [7, 11, 13]
    assert not any(path[:2] == ("communication", "relays") for path in masses)


def test_a_load_that_does_not_land_has_no_mass_there(workshop: Workshop) -> None:
    late = workshop.child("[energy.loads.core]\nfrom = 2032-01-01\n")
    assert landed_mass(workshop.load()) - landed_mass(workshop.load(late)) == 19


def test_loads_without_a_mass_are_named_by_check(workshop: Workshop) -> None:
    load = 'class = "deferrable"\npower_lit = {0}\npower_dark = {0}\n'.format(
        '{ value = 1, unit = "kW", basis = "design" }'
    )
    scenario = workshop.load(workshop.child(f"[energy.loads.lamp]\n{load}[energy.loads.drill]\n{load}"))
    assert landed_mass(scenario) == landed_mass(workshop.load())
    told = "energy: landed mass leaves out what gives no mass among the loads: lamp, drill"
    assert told in scenario.notes()
    assert any(line.startswith("note") and line.endswith(told) for line in scenario.overview())
    assert not any("landed mass" in note for note in workshop.load().notes())


def test_notes_tell_what_will_not_happen(workshop: Workshop) -> None:
    name = workshop.child("""
[energy.loads.late]
class = "deferrable"
from = 2033-01-01
power_lit = { value = 1, unit = "kW", basis = "design" }
power_dark = { value = 1, unit = "kW", basis = "design" }
[tools.spares.kit.deliveries.never]
date = 2040-01-01
quantity = { value = 3, basis = "design" }
[tools.technicians.robot]
remove = true
[communication]
operators = { value = 0, basis = "design" }
""")
    text = "\n".join(workshop.load(name).notes())
    for piece in ("after the scenario ends", "outside the span", "nothing is ever repaired", "sun cannot work"):
        assert piece in text


def test_a_note_tells_of_machines_and_technicians_whom_nobody_watches(workshop: Workshop) -> None:
    name = workshop.child('[communication]\noperators = { value = 0, basis = "design" }\n')
    assert "communication: sun, robot cannot work: no link or no operator to supervise" in workshop.load(name).notes()
    alone = workshop.child(
        '[communication]\noperators = { value = 0, basis = "design" }\n[tools.technicians.robot]\nsupervised = false\n'
    )
    assert "communication: sun cannot work: no link or no operator to supervise" in workshop.load(alone).notes()


def test_scenarios_travel_between_processes(workshop: Workshop) -> None:
    scenario = workshop.load()
    there = pickle.loads(pickle.dumps(scenario))
    assert there.content_hash() == scenario.content_hash()
    assert there.name == "base"
    assert there.energy.arrays["main"].name == "main"


def test_quantities_are_numbers(workshop: Workshop) -> None:
    depth = workshop.load().energy.batteries["main"].depth_of_discharge
    assert isinstance(depth, Quantity)
    assert (float(depth), str(depth)) == (0.7, "0.7")
    assert int(workshop.load().energy.arrays["main"].count) == 2
