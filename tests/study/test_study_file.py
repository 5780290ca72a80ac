"""Study files: what they say, and what is wrong with them by file, line, key and remedy."""

from __future__ import annotations

import datetime as dt
import textwrap
from pathlib import Path

import pytest

import sim.study
from sim.scenario import ScenarioError
from sim.study.study_file import read_study, study_at
from sim.study.sweeps.run import plan

WHOLE = """\
title = "Powers"
summary = \"\"\"
Two lines
of it.\"\"\"
scenario = "ilrs:baseline"
n = 30
vary = "random"
seed = 4
until = 2032-01-01
by = "bricks.laid"
require = ["energy.survival_availability >= 0.999 in 95 %"]
set.energy.arrays.modules.count = 3

[axes]
"energy.batteries.main.capacity" = ["900 kWh", "1400 kWh"]
energy.batteries.main.charge_power = ["10 kW", { value = 20, unit = "kW", basis = "design" }]

[axes.power.sun]
[axes.power."reactor alone"]
scenario = "ilrs:nuclear"
extends = ["ilrs:sites/shackleton-rim"]
set = { "energy.arrays.modules.remove" = true }

[[where]]
power = ["sun"]
set = { "seed" = 3 }
"""


def written(folder: Path, text: str) -> str:
    path = folder / "study.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def faults(folder: Path, text: str, kind: str = "sweep") -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        read_study(written(folder, text), kind)
    return [str(problem).removeprefix(f"{folder}/") for problem in caught.value.problems]


def test_all_that_it_says_is_read(tmp_path: Path) -> None:
    found = read_study(written(tmp_path, WHOLE))
    assert (found.kind, found.title, found.summary, found.name) == ("sweep", "Powers", "Two lines of it.", "study")
    assert (found.scenario, found.n, found.vary, found.seed) == ("ilrs:baseline", 30, "random", 4)
    assert (found.until, found.by) == (dt.date(2032, 1, 1), "bricks.laid")
    assert found.require == (("energy.survival_availability >= 0.999 in 95 %", ("require", 0)),)
    assert [(one.key, one.value) for one in found.settings] == [("energy.arrays.modules.count", 3)]
    capacity, charge, power = found.axes
    assert (capacity.name, capacity.key) == ("energy.batteries.main.capacity", True)
    assert [point.label for point in capacity.points] == ["900 kWh", "1400 kWh"]
    assert (charge.name, len(charge.points)) == ("energy.batteries.main.charge_power", 2)
    assert (power.name, power.key) == ("power", False)
    sun, reactor = power.points
    assert (sun.label, sun.scenario, sun.settings) == ("sun", None, ())
    assert (reactor.label, reactor.scenario) == ("reactor alone", "ilrs:nuclear")
    assert reactor.extends == ("ilrs:sites/shackleton-rim",)
    assert reactor.settings[0].place == ("axes", "power", "reactor alone", "set", "energy.arrays.modules.remove")
    (where,) = found.wheres
    assert where.labels == {"power": ("sun",)}


def test_the_example_of_the_page_is_one(tmp_path: Path) -> None:
    page = Path(sim.study.__file__).with_name("README.md").read_text(encoding="utf-8")
    block = page.partition("## Study files")[2].partition("    kind =")[2].partition("\n- ")[0]
    asked = plan(written(tmp_path, textwrap.dedent(f"    kind ={block}")))
    assert len(asked.variants) == 2
    assert (asked.n, asked.by) == (100, "bricks.laid")


def test_variants_may_be_listed(tmp_path: Path) -> None:
    text = (
        '[[variants]]\nlabel = "a"\nscenario = "ilrs:baseline"\n[[variants]]\nlabel = "b"\nscenario = "ilrs:nuclear"\n'
    )
    (axis,) = read_study(written(tmp_path, text)).axes
    assert (axis.name, axis.key) == ("variant", False)
    assert [(point.label, point.scenario) for point in axis.points] == [("a", "ilrs:baseline"), ("b", "ilrs:nuclear")]


def test_an_axis_may_be_called_as_a_table_of_scenarios_is(tmp_path: Path) -> None:
    (axis,) = read_study(written(tmp_path, "[axes.site.here]\n[axes.site.there]\nset = { seed = 2 }\n")).axes
    assert (axis.name, axis.key, len(axis.points)) == ("site", False, 2)


def test_a_scenario_is_no_study_and_a_study_is_found_by_its_short_name(tmp_path: Path) -> None:
    assert study_at("ilrs:baseline") is None
    found = study_at("ilrs:energy-architectures")
    assert found is not None
    assert found[0].shown == "ilrs:studies/energy-architectures.toml"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            'scenaro = "ilrs:baseline"\n[axes]\nseed = [1, 2]\n',
            'study.toml:1: scenaro: unknown key "scenaro" in a study; did you mean "scenario"?',
        ),
        ("[axes]\nseed = 3\n", "study.toml:2: axes.seed: has no points; write each as a table [axes.seed.LABEL]"),
        ("[axes]\nseed = []\n", "study.toml:2: axes.seed: is no list of values"),
        ("[axes]\nseed = [1, 1]\n", "study.toml:2: axes.seed[1]: is 1 as another value of the same axis"),
        (
            "[axes.power.sun]\nsett = {}\n",
            'study.toml:2: axes.power.sun.sett: unknown key "sett" in axes.power.sun; did you mean "set"?',
        ),
        ("[axes.power.sun]\nset = 3\n", "study.toml:2: axes.power.sun.set: is no table of settings"),
        ("[axes.power.sun]\nextends = 3\n", "study.toml:2: axes.power.sun.extends: 3 is neither a file name"),
        ('n = "ten"\n[axes]\nseed = [1, 2]\n', "study.toml:1: n: 'ten' is not a whole number from 1"),
        ('vary = "all"\n[axes]\nseed = [1, 2]\n', "study.toml:1: vary: 'all' is none of random, parameters, both"),
        (
            'until = "2034"\n[axes]\nseed = [1, 2]\n',
            "study.toml:1: until: '2034' is not a date; write it without quotes",
        ),
        (
            'kind = "sweeep"\n[axes]\nseed = [1, 2]\n',
            "study.toml:1: kind: there is no kind of study 'sweeep'; did you mean \"sweep\"?",
        ),
        ('kind = "sweep"\n', "study.toml: nothing varies: give [axes] or a list of [[variants]]"),
        ("[[variants]]\nset = {}\n", "study.toml:1: variants[0]: has no label"),
        (
            '[[variants]]\nlabel = "a"\n[[variants]]\nlabel = "a"\n',
            'study.toml:4: variants[1].label: is "a" as of another one',
        ),
        ('[axes]\nseed = [1, 2]\n[[variants]]\nlabel = "a"\n', "study.toml:3: variants: a study has either [axes] or"),
        (
            '[axes.power.sun]\n[[where]]\npower = "sum"\n',
            'study.toml:3: where[0].power: there is no "sum" in power; did you mean "sun"?',
        ),
        ("[axes.power.sun]\n[[where]]\nset = {}\n", "study.toml:2: where[0]: does not say where it holds"),
        ("require = 3\n[axes]\nseed = [1, 2]\n", "study.toml:1: require: is no list of requirements"),
    ],
)
def test_what_is_wrong_is_said_with_its_place_and_a_remedy(tmp_path: Path, text: str, fault: str) -> None:
    assert any(line.startswith(fault) for line in faults(tmp_path, text)), faults(tmp_path, text)


def test_a_study_of_another_kind_is_sent_to_its_verb(tmp_path: Path) -> None:
    (line,) = faults(tmp_path, 'kind = "ensemble"\nscenario = "ilrs:baseline"\n')
    assert "run it by: ilrs ensemble" in line


def test_other_kinds_share_what_is_common_and_have_keys_of_their_own(tmp_path: Path) -> None:
    text = 'kind = "ensemble"\nscenario = "ilrs:baseline"\nn = 5\nwidth = 3\n'
    found = read_study(written(tmp_path, text), "ensemble", more=("width",))
    assert (found.scenario, found.n, found.more) == ("ilrs:baseline", 5, {"width": 3})
    assert 'unknown key "axes"' in faults(tmp_path, f"{text}[axes]\n", "ensemble")[1]
