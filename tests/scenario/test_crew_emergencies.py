"""Emergencies: what is misspelt or out of time is refused by its key, with what was meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario import ScenarioError, load
from tests.station.crew.stays import FIRST, fault

TWO_MODULES = FIRST + '[crew.habitats.module]\ncount = { value = 2, unit = "1", basis = "design" }\n'
WRONG = {
    "module": (fault("leak", module="modul", rate=1), "module", ['there is no habitat "modul"', "module"]),
    "lander": (fault("lander", lander="landr"), "lander", ['there is no lander "landr"', '"lander"']),
    "machine": (fault("machine", machine="scruber-1", duration=1), "machine", ['"scruber-1"', '"scrubber-1"']),
    "unit": (fault("machine", machine="scrubber-3", duration=1), "machine", ["there is no machine"]),
    "source": (fault("blackout", source="module", duration=1), "source", ["no array or reactor", '"modules"']),
    "store": (fault("spill", store="watr"), "store", ['there is no store "watr"', '"water"']),
    "date": (fault("storm", day="2034-01-01", dose=100, duration=5), "date", ["2034-01-01", "between start and end"]),
    "hour": (fault("spill", hour=24, store="water"), "hour", ["24"]),
    "rate": (fault("leak", module="module", rate=0), "rate", ["0"]),
    "kind": (fault("fire"), "kind", ["fire", "leak"]),
    "missing": (fault("machine", machine="scrubber"), "duration", ["is missing", "Time until it is in order again"]),
    "more": (fault("spill", store="water", rate=3), "rate", ["rate"]),
}


def refused(tmp_path: Path, station: str, one: str) -> str:
    path = tmp_path / "wrong.toml"
    path.write_text(f"{station}[crew.emergencies.trouble]\n{one}\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load(path)
    assert len(caught.value.problems) == 1
    return str(caught.value)


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_key_is_named_with_file_and_line(tmp_path: Path, name: str) -> None:
    one, key, words = WRONG[name]
    message = refused(tmp_path, FIRST, one)
    assert "wrong.toml:" in message
    assert "crew.emergencies.trouble" in message
    assert key in message
    for word in words:
        assert word in message


def test_of_several_modules_one_is_meant(tmp_path: Path) -> None:
    message = refused(tmp_path, TWO_MODULES, fault("leak", module="module", rate=1))
    assert 'there is no habitat "module"' in message
    assert "module-1" in message


@pytest.mark.parametrize("key", ["limits.oxygen.lethal", "limits.pressure.lethal", "cabin.dead_band"])
def test_a_mark_at_nothing_could_never_be_crossed(tmp_path: Path, key: str) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(f'{FIRST}[crew]\n{key} = {{ value = 0, unit = "kPa", basis = "design" }}\n')
    with pytest.raises(ScenarioError, match=rf"crew\.{key}\.value: 0 kPa is impossible"):
        load(path)


def test_gases_of_a_cabin_are_no_more_than_its_pressure() -> None:
    """Nitrogen would be less than nothing."""
    with pytest.raises(ScenarioError) as refused:
        load("ilrs:first-crew", ["crew.cabin.oxygen=120 kPa"])
    (problem,) = refused.value.problems
    assert problem.key == "crew.cabin.oxygen"
    assert "120 kPa with" in problem.message
    assert "keep less oxygen up, or more pressure" in problem.message


def test_times_without_power_rise(tmp_path: Path) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(FIRST + '[crew.limits.blackout]\nabort = { value = 200, unit = "h", basis = "design" }\n')
    with pytest.raises(ScenarioError, match="must rise from one to the next"):
        load(path)


def test_a_scrubber_that_begins_beyond_the_warning_is_remarked(tmp_path: Path) -> None:
    path = tmp_path / "late.toml"
    path.write_text(FIRST + '[resources.processes.scrubber]\nrestart = { value = 8, unit = "h", basis = "design" }\n')
    # 2 x 0.1 kg/h x 8 h in 90 m3, where a kilopascal is 1.61 kg.
    assert any("scrubber: begins at 0.99 kPa" in note for note in load(path).notes())
    path.write_text(FIRST)
    assert not any("begins at" in note for note in load(path).notes())
