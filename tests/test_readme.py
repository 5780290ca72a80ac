"""The README's commands and snippets do what it says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sim.scenario import load

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """Fenced blocks of one language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the scenarios in it, as a clone has them."""
    folder = tmp_path_factory.mktemp("clone")
    shutil.copytree(ROOT / "scenarios", folder / "scenarios")
    return folder


def shell(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env={**os.environ, "PATH": path},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_first_two_blocks_are_one_command_line_each_that_sets_up_and_runs() -> None:
    main, test = (block.strip() for block in blocks("sh")[:2])
    assert "\n" not in main
    assert "\n" not in test
    assert main.startswith("python3 -m venv ")
    assert "ilrs compare" in main
    assert test.endswith("-m pytest")


@pytest.mark.slow
def test_the_main_job_runs_and_says_where_the_figures_are(workplace: Path) -> None:
    job = blocks("sh")[0].strip().split(" && ")[-1].replace(".venv/bin/", "")
    done = shell(job, workplace)
    assert done.returncode == 0, done.stderr
    figures = [Path(line.split(": ", 1)[1]) for line in done.stdout.splitlines() if line.startswith("figure: ")]
    assert figures
    for figure in figures:
        assert (workplace / figure).stat().st_size > 10_000


@pytest.mark.slow
def test_every_other_command_runs(workplace: Path) -> None:
    for block in blocks("sh")[2:]:
        done = shell(block, workplace)
        assert done.returncode == 0, block + done.stdout + done.stderr
    assert {path.name for path in workplace.iterdir()} == {"scenarios", "results", "work"}


def test_what_its_commands_leave_is_ignored_by_git() -> None:
    ignored = (ROOT / ".gitignore").read_text().split()
    assert {"work/", "results/*"} <= set(ignored)


def test_the_tables_that_it_shows_are_ones_of_a_scenario(tmp_path: Path) -> None:
    shown, planned = blocks("toml")
    path = tmp_path / "shown.toml"
    path.write_text('title = "T"\nextends = "ilrs:baseline.toml"\n' + shown)
    scenario = load(path)
    assert (list(scenario.goals), list(scenario.bases)) == (["shelter-by-2034"], ["outpost"])
    path.write_text('title = "T"\n' + planned)
    crew = load(path).crew
    assert crew is not None
    assert list(crew.emergencies) == ["hole"]


@pytest.mark.slow
def test_the_python_snippets_run(workplace: Path) -> None:
    (workplace / "work").mkdir(exist_ok=True)
    said = []
    for number, snippet in enumerate(blocks("python")):
        # A file, as studies start processes that import it.
        path = workplace / "work" / f"snippet_{number}.py"
        path.write_text(snippet, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-W", "error", path], cwd=workplace, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        said.append(done.stdout)
    assert (workplace / "work" / "overview.png").exists()
    assert any("Over 20 draws of lives, repairs and rejects" in text for text in said)


def test_every_shipped_scenario_is_in_the_table() -> None:
    shipped = {path.stem for path in (ROOT / "scenarios").glob("*.toml")}
    assert shipped == set(re.findall(r"^\| `([a-z0-9-]+)` \|", README, flags=re.MULTILINE))


def test_every_picture_and_folder_it_names_is_there() -> None:
    for target in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README):
        assert (ROOT / target).exists(), target
