"""``ilrs sweep``: grids from the command line, study files, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario import files
from tests.cli.running import Captured, errors, printed

STUDY = """\
title = "Batteries"
scenario = "ilrs:baseline"
n = 2
until = 2031-02-01

[axes]
"energy.batteries.main.capacity" = ["900 kWh", "1400 kWh"]
"""


def study(folder: Path, text: str = STUDY) -> str:
    path = folder / "batteries.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.slow
def test_a_study_file_is_run_and_all_of_it_is_written(capsys: Captured, tmp_path: Path) -> None:
    out = printed(
        capsys, "sweep", study(tmp_path), "--out", str(tmp_path / "out"), "--workers", "1", "--set", "seed=5", "--quiet"
    )
    assert out.startswith("Over 2 draws of ")
    assert "capacity 900 kWh" in out
    (folder,) = (tmp_path / "out" / "studies").iterdir()
    assert folder.name.startswith("sweep-batteries-")
    assert {path.name for path in folder.iterdir()} >= {"study.json", "variants.csv", "outcomes.csv", "plots"}
    assert {path.name for path in (folder / "plots").iterdir()} == {"sweep.png", "sweep.svg"}


@pytest.mark.slow
def test_a_grid_needs_no_file(capsys: Captured, tmp_path: Path) -> None:
    arguments = ("--until", "2031-01-15", "-n", "1", "--workers", "1", "--no-plots", "--quiet", "--out", str(tmp_path))
    out = printed(capsys, "sweep", "ilrs:baseline", "--set", "energy.arrays.modules.count=1,2", *arguments)
    assert "count 1" in out
    assert "One draw each says nothing of luck" in out


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["ilrs:baseline"], "nothing varies: give a key several values"),
        (["ilrs:baseline", "--set", "energy.arrays.modules.cunt=1,2"], 'did you mean "count"?'),
        (
            ["ilrs:baseline", "--set", "energy.arrays.modules.count=1,2", "--by", "bricks.lade"],
            'did you mean "bricks.laid"?',
        ),
        (
            ["ilrs:baseline", "--set", "energy.arrays.modules.count=1,2", "--by", "energy.generated"],
            "neither better nor worse",
        ),
        (
            ["ilrs:baseline", "--set", "energy.arrays.modules.count=1,2", "--require", "bricks.laid 3"],
            "is no requirement",
        ),
        (["missing.toml"], "missing.toml: no such file"),
        (["ilrs:energy-architecture"], "no such file comes with the program"),
    ],
)
def test_mistakes_are_answered_with_what_is_near(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], part: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (line, *_) = errors(capsys, "sweep", *arguments, "--quiet")
    assert part in line
    assert not list(tmp_path.iterdir())


def test_a_requirement_of_a_file_is_blamed_on_its_line(capsys: Captured, tmp_path: Path) -> None:
    path = study(tmp_path, f'require = ["bricks.lade >= 3 in 90 %"]\n{STUDY}')
    (line,) = errors(capsys, "sweep", path, "--quiet")
    assert line.startswith(f"error: {path}:1: require[0]: ")
    assert 'did you mean "bricks.laid"?' in line


def test_a_study_that_is_given_as_a_scenario_is_sent_to_its_verb(capsys: Captured, tmp_path: Path) -> None:
    (line, *_) = errors(capsys, "check", study(tmp_path))
    assert "is a study, not a scenario; run it by: ilrs sweep" in line


def test_studies_are_listed(capsys: Captured) -> None:
    names = printed(capsys, "list", "studies", "--quiet").splitlines()
    shipped = [f"ilrs:{path.stem}" for path in sorted((files.shipped_folder() / "studies").glob("*.toml"))]
    assert names[-len(shipped) :] == shipped
    assert {"ensemble", "sweep"} <= set(names)
    assert "ilrs sweep ilrs:energy-architectures" in printed(capsys, "list", "studies")
