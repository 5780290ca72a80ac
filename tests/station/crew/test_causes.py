"""Chains of causes: from what people lack to what stands still at the root of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario import load
from sim.station.crew.system import Crew
from sim.station.station import Station
from tests.station.crew.stays import FIRST, NO_FAILURES, fault

PLANT = f"""{FIRST}
[resources.processes.electrolyser]
model = "water-electrolysis"
rate = {{ value = 0.2, unit = "kg/h", basis = "design" }}
restart = {{ value = 4, unit = "h", basis = "design" }}
power_class = "critical"
[resources.stores.hydrogen]
model = "gas-bottle"
[resources.stores.oxygen]
capacity = {{ value = 2, unit = "kg", basis = "design" }}
initial = {{ value = 2, unit = "kg", basis = "design" }}
[crew.limits]
thirst = {{ value = 90, unit = "d", basis = "design" }}
[crew.rules]
reserve = {{ value = 1, unit = "h", basis = "design" }}
"""
"""What people breathe is made of water."""


def crew_at(tmp_path: Path, hours: float, *faults: str, station: str = PLANT) -> Crew:
    """The crew of a station some hours after they landed."""
    path = tmp_path / "plant.toml"
    tables = [f"[crew.emergencies.fault-{number}]\n{one}\n" for number, one in enumerate(faults)]
    path.write_text(station + "\n".join(tables), encoding="utf-8")
    one = Station(load(path, [NO_FAILURES]), seed=1, replicate=0, hours=288.0 + hours)
    one.run()
    return one.bases[0][Crew]


def test_a_store_that_is_empty_leads_to_the_machine_that_is_out(tmp_path: Path) -> None:
    crew = crew_at(tmp_path, 600.0, fault("machine", machine="electrolyser", duration=900))
    chain = crew.causes.of_oxygen().split(" <- ")
    assert chain[0].startswith("oxygen store empty since 2033-06-")
    assert chain[1:] == ["electrolyser in repair since 2033-06-05 00:00"]


def test_a_machine_without_feedstock_leads_to_the_store_behind_it(tmp_path: Path) -> None:
    crew = crew_at(tmp_path, 600.0, fault("spill", hour=6.5, store="water"))
    chain = crew.causes.of_oxygen().split(" <- ")
    assert [link.split(" since ")[0] for link in chain] == [
        "oxygen store empty",
        "electrolyser without feedstock",
        "water store empty",
        "what was in it was lost",
        "nothing makes water",
    ]
    assert chain[2] == "water store empty since 2033-06-05 06:30"
    assert crew.causes.of_need("water") == " <- ".join(chain[2:])


def test_a_machine_without_room_leads_to_what_is_full(tmp_path: Path) -> None:
    full = PLANT.replace(
        'model = "gas-bottle"\n', 'model = "gas-bottle"\ncapacity = { value = 1, unit = "kg", basis = "design" }\n'
    )
    station = full + "[resources.processes.electrolyser.outputs]\nhydrogen = { vent = false }\n"
    crew = crew_at(tmp_path, 600.0, station=station)
    assert "hydrogen store full since 2033-" in crew.causes.of_oxygen()


def test_power_leads_to_sources_and_storage(tmp_path: Path) -> None:
    crew = crew_at(tmp_path, 120.0, fault("blackout", source="modules", duration=900))
    black = "blackout since 2033-06-05 "
    chain = crew.causes.of_carbon_dioxide().split(" <- ")
    assert chain[0].startswith("scrubber-1, scrubber-2 in a blackout since 2033-06-05 ")
    assert chain[1].startswith(black)
    assert chain[2].startswith("modules cut off by plan and storage empty since 2033-06-05 ")
    assert crew.causes.of_power() == " <- ".join(chain[1:])


def test_night_is_a_cause_of_its_own(tmp_path: Path) -> None:
    station = (
        FIRST.replace("Stay", "Night")
        + "start = 2033-01-20\nend = 2033-02-20\n[crew.rotations.first]\narrives = 2033-02-10\n"
    )
    crew = crew_at(tmp_path, 50.0, station=station)
    assert "modules in the dark since 2033-0" in crew.causes.of_power()


def test_what_froze_says_that_it_did_and_since_when_there_was_no_heat(tmp_path: Path) -> None:
    station = FIRST + "[tools.technicians.repair]\nuntil = 2033-05-21\n"
    crew = crew_at(tmp_path, 200.0, fault("blackout", duration=30), station=station)
    chain = crew.causes.of_carbon_dioxide()
    assert chain == (
        "scrubber-1, scrubber-2 that froze since 2033-06-06 00:00 <- 24 h without survival heat "
        "<- survival power short since 2033-06-05 00:00"
    )


def test_a_hole_comes_first_and_every_cause_is_named(tmp_path: Path) -> None:
    crew = crew_at(tmp_path, 300.0, fault("leak", module="module", rate=3))
    first, second = crew.causes.of_pressure().split(" and ", 1)
    assert first == "hole in module, 3 kg/h of air, since 2033-06-05 00:00"
    assert second.startswith("nitrogen store empty since 2033-06-05 ")
    assert second.endswith("<- nothing makes nitrogen")


def test_a_ring_is_followed_once_round(tmp_path: Path) -> None:
    """Electrolysis waits for water of the Sabatier reactor, which waits for hydrogen of the electrolysis."""
    ring = PLANT + (
        '[resources.processes.sabatier]\nmodel = "sabatier"\n'
        'restart = { value = 4, unit = "h", basis = "design" }\n'
        '[resources.stores.carbon-dioxide]\nmodel = "gas-bottle"\n'
    )
    crew = crew_at(tmp_path, 700.0, fault("spill", store="water"), fault("spill", store="hydrogen"), station=ring)
    chain = crew.causes.of_oxygen()
    assert chain.count("electrolyser") == 1
    assert chain.count("sabatier") == 1
    assert "water store empty since" in chain


@pytest.mark.parametrize("commodity", ["water", "food"])
def test_what_is_there_has_no_moment_at_which_it_ran_out(tmp_path: Path, commodity: str) -> None:
    assert " since " not in crew_at(tmp_path, 1.0).causes.of_need(commodity).split(" <- ")[0]
