"""Catalogues of one's own: what they give, alone and beside others, and what is said where they are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.cli import main
from sim.scenario import ScenarioError, load
from tests.scenario.workshop import Workshop

TENT = """\
[arrays.tent]
areal_mass = { value = 3, unit = "kg/m^2", basis = "sourced", source = "tent-paper" }
area = { value = 20, unit = "m^2", basis = "design" }
efficiency = { value = 0.28, basis = "sourced", source = "plain-paper" }

[references.tent-paper]
title = "A tent of cells"

[plain-paper]
title = "As the library writes them"

[unused-paper]
title = "Nobody names it"
"""
MINE = """\
library = "own/mine.toml"
[energy.arrays.main]
model = "tent"
"""


def test_its_models_and_references_are_there_and_the_resolved_scenario_stands_alone(workshop: Workshop) -> None:
    workshop.write("own/mine.toml", TENT)
    scenario = workshop.load(workshop.child(MINE))
    assert float(scenario.energy.arrays["main"].area) == 20
    assert {"tent-paper", "plain-paper"} <= set(scenario.references)
    assert "unused-paper" not in scenario.references
    workshop.write("resolved.toml", scenario.to_toml())
    (workshop.path / "own/mine.toml").unlink()
    assert workshop.load("resolved.toml").content_hash() == scenario.content_hash()


def test_it_is_found_beside_the_file_that_names_it(workshop: Workshop) -> None:
    workshop.write("deep/own/mine.toml", TENT)
    workshop.write("deep/middle.toml", 'title = "M"\nextends = "../base.toml"\n' + MINE)
    workshop.write("top.toml", 'title = "T"\nextends = "deep/middle.toml"\n')
    assert float(workshop.load("top.toml").energy.arrays["main"].area) == 20


def small(area: int) -> str:
    """The library's array by another catalogue."""
    units = {
        "areal_mass": "kg/m^2",
        "efficiency": "1",
        "path_efficiency": "1",
        "dust_loss": "1/yr",
        "wear_loss": "1/yr",
    }
    figures = {"area": (area, "m^2"), **{key: (0.5, unit) for key, unit in units.items()}, "mast": (10, "m")}
    lines = [
        f'{key} = {{ value = {value}, unit = "{unit}", basis = "design" }}' for key, (value, unit) in figures.items()
    ]
    return "\n".join(["[arrays.small]", *lines, ""])


def test_the_last_wins_over_others_and_over_the_library(workshop: Workshop) -> None:
    assert float(workshop.load().energy.arrays["main"].area) == 35
    workshop.write("one.toml", small(1))
    workshop.write("two.toml", small(2))
    for names, area in (('["one.toml", "two.toml"]', 2), ('["two.toml", "one.toml"]', 1), ('"one.toml"', 1)):
        child = workshop.child(f"library = {names}\n")
        assert float(workshop.load(child).energy.arrays["main"].area) == area


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "words"),
    [
        ("areal_mass", "arreal_mass", 2, "arrays.tent.arreal_mass", "areal_mass"),
        ("0.28", "2.8", 4, "arrays.tent.efficiency.value", "at most 1"),
        ("[arrays.tent]", "[array.tent]", 1, "array", "arrays"),
        ('title = "A tent of cells"', 'titel = "x"', 7, "references.tent-paper.titel", "title"),
        ('"plain-paper"', '"plane-paper"', 4, "arrays.tent.efficiency.source", "plain-paper"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line_alone_and_in_a_scenario(
    workshop: Workshop, capsys: pytest.CaptureFixture[str], old: str, new: str, line: int, key: str, words: str
) -> None:
    workshop.write("own/mine.toml", TENT.replace(old, new, 1))
    assert main(["check", "own/mine.toml"]) == 2
    said = capsys.readouterr().err
    assert f"own/mine.toml:{line}: {key}: " in said
    assert words in said
    if key.endswith("source"):
        # The scenario may have it.
        return
    found = workshop.problems(workshop.child(MINE))
    assert [(each.file, each.line) for each in found].count(("own/mine.toml", line)) == 1


def test_a_catalogue_is_checked_alone(workshop: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    workshop.write("mine.toml", TENT.replace("tent-paper", "paper", 1))
    assert main(["check", "mine.toml"]) == 0
    said = capsys.readouterr().out
    assert "arrays: tent" in said
    assert "tent-paper" in said


def test_a_catalogue_is_no_scenario(workshop: Workshop) -> None:
    workshop.write("mine.toml", TENT)
    assert 'library = ["mine.toml"]' in workshop.problem("mine.toml").message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('library = "gone.toml"\n', "no such file"),
        ("library = 3\n", "neither a file name nor a list"),
        ('library = "mine.toml"\nstandalone = true\n', "standalone"),
    ],
)
def test_a_library_that_cannot_be_had_is_blamed_on_the_line_that_names_it(
    workshop: Workshop, text: str, words: str
) -> None:
    workshop.write("mine.toml", TENT)
    workshop.write("child.toml", 'title = "C"\n' + text)
    found = [each for each in workshop.problems("child.toml") if each.key == "library"]
    assert [(each.line, words in each.message) for each in found] == [(2, True)]


def test_a_setting_may_name_its_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.toml").write_text(TENT)
    Path("mine-too.toml").write_text('title = "T"\nextends = "ilrs:baseline.toml"\nlibrary = "mine.toml"\n')
    changed = load("mine-too.toml", ["energy.arrays.modules.model=tent"])
    assert float(changed.energy.arrays["modules"].area) == 20
    with pytest.raises(ScenarioError, match="cannot be set here"):
        load("mine-too.toml", ["library=other.toml"])
