"""From a study to its variants: combinations, layers, settings, and whose fault it is where one cannot be loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario import Scenario, ScenarioError, load
from sim.study.errors import StudyError
from sim.study.replicates.variants import Variant
from sim.study.study_file import read_study
from sim.study.sweeps.grid import numbers_of, split_values, swept, variants_of

STUDY = """\
scenario = "ilrs:baseline"

[axes.power.sun]
[axes.power.reactor]
scenario = "ilrs:nuclear"
set = { "energy.batteries.main.capacity" = "150 kWh" }

[axes.site.rim]
[axes.site.ridge]
extends = "ilrs:sites/connecting-ridge"
set = { "energy.arrays.modules.mast" = "10 m" }

[[where]]
power = "sun"
site = "ridge"
set = { "energy.batteries.main.capacity" = "2750 kWh" }
"""


def variants(folder: Path, text: str, *overrides: str) -> tuple[Variant, ...]:
    path = folder / "study.toml"
    path.write_text(text, encoding="utf-8")
    return variants_of(read_study(str(path)), overrides)


def capacity(scenario: Scenario) -> float:
    assert scenario.energy is not None
    return float(scenario.energy.batteries["main"].capacity)


def test_every_point_meets_every_other_and_the_last_axis_goes_first(tmp_path: Path) -> None:
    found = variants(tmp_path, STUDY)
    assert [one.label for one in found] == ["sun, rim", "sun, ridge", "reactor, rim", "reactor, ridge"]
    assert [capacity(one.scenario) for one in found] == [1400.0, 2750.0, 150.0, 150.0]
    assert [one.scenario.site.name for one in found] == ["de Gerlache rim 2", "Connecting Ridge"] * 2
    assert [len(one.scenario.energy.reactors) for one in found] == [0, 0, 1, 1]
    assert found[0].scenario.name == "study"


def test_a_variant_is_the_scenario_that_extends_and_sets_the_same(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('extends = ["ilrs:nuclear", "ilrs:sites/connecting-ridge"]\n')
    own = load(path, ["energy.batteries.main.capacity=150 kWh", "energy.arrays.modules.mast=10 m"])
    assert variants(tmp_path, STUDY)[3].scenario.content_hash() == own.content_hash()


def test_settings_of_the_command_are_those_of_all_and_over_all(tmp_path: Path) -> None:
    found = variants(tmp_path, STUDY, "energy.batteries.main.capacity=800 kWh")
    assert {capacity(one.scenario) for one in found} == {800.0}


def test_files_are_beside_the_study(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('extends = "ilrs:baseline"\nseed = 7\n')
    text = 'scenario = "mine.toml"\n[axes]\n"energy.arrays.modules.count" = [1, 2]\n'
    assert {one.scenario.seed for one in variants(tmp_path, text)} == {7}


def test_what_one_point_removes_another_does_not_set(tmp_path: Path) -> None:
    text = STUDY.replace('"energy.batteries.main.capacity" = "150 kWh"', '"energy.arrays.modules.remove" = true')
    found = variants(tmp_path, text)
    assert [len(one.scenario.energy.arrays) for one in found] == [1, 1, 0, 0]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "150 kWh",
            "150 kWhh",
            'study.toml:6: axes.power.reactor.set."energy.batteries.main.capacity": unknown unit "kWhh"',
        ),
        (
            "modules.mast",
            "modules.mst",
            'study.toml:11: axes.site.ridge.set."energy.arrays.modules.mst": unknown key "mst"',
        ),
        ('"2750 kWh"', '"-1 kWh"', 'study.toml:16: where[0].set."energy.batteries.main.capacity": '),
        (
            "sites/connecting-ridge",
            "sites/conecting-ridge",
            'study.toml:10: axes.site.ridge.extends: "ilrs:sites/conecting-ridge"',
        ),
        ("ilrs:nuclear", "nucler.toml", 'study.toml:5: axes.power.reactor.scenario: "nucler.toml"'),
        ('scenario = "ilrs:baseline"\n', "", "study.toml:2: axes.power.sun: has no scenario"),
    ],
)
def test_whatever_cannot_be_loaded_is_blamed_on_its_line(tmp_path: Path, old: str, new: str, fault: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        variants(tmp_path, STUDY.replace(old, new, 1))
    lines = [str(problem).removeprefix(f"{tmp_path}/") for problem in caught.value.problems]
    assert lines[0].startswith(fault), lines


def test_a_wrong_value_of_an_axis_is_named(tmp_path: Path) -> None:
    text = 'scenario = "ilrs:baseline"\n[axes]\n"energy.batteries.main.capacity" = ["900 kWh", "many"]\n'
    with pytest.raises(ScenarioError) as caught:
        variants(tmp_path, text)
    (problem,) = caught.value.problems
    assert problem.line == 3
    assert problem.key.endswith("[1] = many")


def test_two_that_are_the_same_are_refused(tmp_path: Path) -> None:
    text = 'scenario = "ilrs:baseline"\n[axes]\n"energy.batteries.main.capacity" = ["900 kWh", "0.9 MWh"]\n'
    with pytest.raises(StudyError, match=r"'capacity 900 kWh' and 'capacity 0\.9 MWh' are the same"):
        variants(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1,2,3", ["1", "2", "3"]),
        ("900,1400 kWh", ["900 kWh", "1400 kWh"]),
        ("900 kWh, 1.4 MWh", ["900 kWh", "1.4 MWh"]),
        ("[pad,road],[pad]", ["[pad,road]", "[pad]"]),
        (
            '{ value = 1, unit = "kW" },{ value = 2, unit = "kW" }',
            ['{ value = 1, unit = "kW" }', '{ value = 2, unit = "kW" }'],
        ),
        ("'a,b',c", ["'a,b'", "c"]),
        ("2031-01-01,2032-01-01", ["2031-01-01", "2032-01-01"]),
        ("1400 kWh", ["1400 kWh"]),
    ],
)
def test_commas_part_values_and_not_what_is_within_one(text: str, values: list[str]) -> None:
    assert split_values(text) == values


def test_settings_with_several_values_are_axes_and_the_others_are_for_all() -> None:
    study, fixed = swept("ilrs:baseline", ["energy.batteries.main.capacity=600,1400 kWh", "seed=3"])
    assert fixed == ("seed=3",)
    assert numbers_of(study.axes[0]) == ([600.0, 1400.0], "kWh")
    found = variants_of(study, fixed)
    assert [one.label for one in found] == ["capacity 600 kWh", "capacity 1400 kWh"]
    assert (
        found[0].scenario.content_hash()
        == load("ilrs:baseline", ["energy.batteries.main.capacity=600 kWh", "seed=3"]).content_hash()
    )
    by_key, _ = swept("ilrs:baseline", {"energy.batteries.main.capacity": ["600 kWh", "1400 kWh"], "seed": 3})
    assert [one.key for one in variants_of(by_key, fixed)] == [one.key for one in found]


def test_keys_of_one_last_part_are_told_apart() -> None:
    study, _ = swept("ilrs:baseline", ["tools.layers.mason.count=1,2", "tools.printers.solar.count=2,3"])
    assert variants_of(study)[0].label == "mason.count 1, solar.count 2"


@pytest.mark.parametrize(
    ("settings", "part"),
    [
        (["seed=3"], "nothing varies"),
        (["tools.layers.mason.count=1,1"], "a value comes twice"),
        (["tools.layers.mason.count=1,2", "tools.layers.mason.count=3,4"], "is given twice"),
    ],
)
def test_what_makes_no_grid_is_refused(settings: list[str], part: str) -> None:
    with pytest.raises(StudyError, match=part):
        swept("ilrs:baseline", settings)
