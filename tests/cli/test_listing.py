"""``ilrs list``, ``ilrs plot``, what a shell completes, and the way to a shipped scenario."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sim.cli import main
from sim.result import load
from sim.result.kpis import specs
from sim.scenario import shipped_names
from sim.view import KINDS
from tests.cli.running import Captured, Folders, errors, ilrs, printed


def named(capsys: Captured, *arguments: str) -> list[str]:
    return printed(capsys, "list", *arguments, "--quiet").splitlines()


def test_every_list_names_what_there_is(capsys: Captured) -> None:
    assert named(capsys, "scenarios") == [f"ilrs:{name.removesuffix('.toml')}" for name in shipped_names()]
    assert "ilrs:sites/shackleton-rim" in named(capsys, "sites")
    assert {"li-ion-pack", "fission-10kwe"} <= set(named(capsys, "machines"))
    assert {"ice-oven", "sabatier"} <= set(named(capsys, "processes"))
    assert named(capsys, "kpis") == [spec.name for spec in specs()]
    assert named(capsys, "figures") == list(KINDS)
    lists = [line.split()[0] for line in printed(capsys, "list").splitlines()[1:]]
    assert lists == ["scenarios", "sites", "machines", "processes", "kpis", "channels", "figures", "studies"]
    for name in lists:
        rows = printed(capsys, "list", name).splitlines()
        assert len(rows) == len(named(capsys, name)) + 1


@pytest.mark.slow
def test_names_that_are_listed_can_be_used(capsys: Captured) -> None:
    for name in named(capsys, "scenarios"):
        assert main(["check", name, "--quiet"]) == 0
    short = ("--from", "2031-01-01", "--to", "2031-01-02")
    assert main(["sky", *named(capsys, "sites"), *short]) == 0


@pytest.mark.slow
def test_channels_are_those_of_a_scenario_or_of_a_run(capsys: Captured, folders: Folders) -> None:
    assert named(capsys, "channels", folders[0]) == list(load(folders[0]).channels)
    both = named(capsys, "channels", folders[2])
    assert set(named(capsys, "channels", folders[0])) <= set(both)
    lines = printed(capsys, "list", "channels", folders[0]).splitlines()
    assert re.split(r"  +", lines[0]) == ["channel", "unit", "kind", "states"]


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["list", "kpi"], ["'kpi'", 'did you mean "kpis"?']),
        (["list", "weather"], ["'weather'", "there are"]),
        (["list", "kpis", "ilrs:nuclear"], ["the same for all"]),
        (["list", "channels", "missing.toml"], ["missing.toml: no such file"]),
        (["plot", "missing", "overview"], ["missing: there is no such folder"]),
        (["run", "baseline"], ["baseline: no such file", 'did you mean "ilrs:baseline"?']),
        (["check", "relay-lots.toml"], ['did you mean "ilrs:relay-lost"?']),
        (["compare", "elsewhere/nuclear.toml", "ilrs:baseline"], ['did you mean "ilrs:nuclear"?']),
    ],
)
def test_mistakes_are_answered_with_what_is_near(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], parts: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (line,) = errors(capsys, *arguments)
    assert all(part in line for part in parts)


@pytest.mark.slow
def test_a_figure_is_drawn_of_a_run_and_of_a_comparison(capsys: Captured, folders: Folders, tmp_path: Path) -> None:
    run, _, comparison = folders
    assert printed(capsys, "plot", run, "duration") == f"{run}/plots/duration.png\n"
    assert (Path(run) / "plots" / "duration.png").read_bytes().startswith(b"\x89PNG")
    target = tmp_path / "both.svg"
    assert printed(capsys, "plot", comparison, "comparison", "-o", str(target), "--quiet") == ""
    assert "<svg" in target.read_text()
    for arguments, part in (
        ((run, "durations"), 'did you mean "duration"?'),
        ((run, "comparison"), "no figure 'comparison' of a run"),
        ((run, "light-year"), "it is shorter than"),
        ((run, "sky", "-o", str(tmp_path / "sky.gif")), "ends in .png, .svg, .pdf"),
    ):
        (line,) = errors(capsys, "plot", *arguments)
        assert part in line
    assert not (tmp_path / "sky.gif").exists()


@pytest.mark.slow
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_switched_on_by_what_is_printed(shell: str) -> None:
    done = ilrs(_ILRS_COMPLETE=f"{shell}_source")
    assert done.returncode == 0
    assert "Usage" not in done.stdout
    assert f"_ILRS_COMPLETE={shell}_complete" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["ilrs", "comp"], ["plain,compare"]),
        (["ilrs", "run", "--rel"], ["plain,--relieve"]),
        (["ilrs", "run", "ilrs:nu"], ["plain,ilrs:nuclear"]),
        # So bash cuts it.
        (["ilrs", "run", "ilrs", ":", "nu"], ["plain,nuclear"]),
        (["ilrs", "check", "mi"], ["file,mi"]),
        (["ilrs", "plot", "somewhere", "win"], ["plain,winter"]),
    ],
)
def test_what_bash_completes(tmp_path: Path, words: list[str], expected: list[str]) -> None:
    asked = {"_ILRS_COMPLETE": "bash_complete", "COMP_WORDS": "\n".join(words), "COMP_CWORD": str(len(words) - 1)}
    done = subprocess.run(
        [sys.executable, "-m", "sim"], capture_output=True, text=True, check=False, cwd=tmp_path, env=os.environ | asked
    )
    assert (done.returncode, done.stdout.split()) == (0, expected)


@pytest.mark.slow
def test_files_are_offered_beside_shipped_scenarios(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("")
    (tmp_path / "notes.txt").write_text("")
    asked = {"_ILRS_COMPLETE": "bash_complete", "COMP_WORDS": "ilrs\ncheck\n", "COMP_CWORD": "2"}
    done = subprocess.run(
        [sys.executable, "-m", "sim"], capture_output=True, text=True, check=False, cwd=tmp_path, env=os.environ | asked
    )
    assert {"plain,mine.toml", "plain,ilrs:baseline"} <= set(done.stdout.split())
    assert "notes" not in done.stdout
