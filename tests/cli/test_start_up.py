"""What a command imports: no more than what it does asks for, for imports take most of the time of a short one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sim.cli.verb import VERBS, Verb

IMPORTED = """
import sys
import sim.cli
status = sim.cli.main(sys.argv[1:])
sys.stderr.write("imported: " + " ".join(sys.modules))
sys.exit(status)
"""
# The libraries behind the schema: what pydantic itself imports to make and to use a model.
MODEL = """
import sys
from pydantic import BaseModel
class Model(BaseModel):
    number: int
Model.model_validate({"number": 1})
"""


def modules(code: str, *arguments: str) -> set[str]:
    """Names of the modules that a process of its own has imported at its end."""
    code += "" if "imported: " in code else '\nsys.stderr.write("imported: " + " ".join(sys.modules))'
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.rpartition("imported: ")[2].split())


def libraries(names: set[str]) -> set[str]:
    """The packages among them that come neither with Python nor from here."""
    return {name.partition(".")[0] for name in names} - sys.stdlib_module_names - {"sim", "__main__", "__mp_main__"}


def ours(names: set[str]) -> set[str]:
    """The packages of the program among them."""
    return {name.split(".")[1] for name in names if name.startswith("sim.")}


def test_the_help_imports_what_click_does() -> None:
    found = modules(IMPORTED, "--help")
    assert libraries(found) <= libraries(modules("import sys, click"))
    assert ours(found) == {"cli", "facade", "interrupts", "presenting", "texts"}
    assert not any(name.removeprefix("sim.cli.") in {"verbs", "export", "gallery", "new", "report"} for name in found)
    assert not {"shutil", "pathlib", "tempfile"} & (found - modules("import sys, click"))


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [("check", "--quiet", "ilrs:baseline.toml"), ("show", "ilrs:nuclear")])
def test_checking_a_scenario_imports_what_models_of_pydantic_do(arguments: tuple[str, ...]) -> None:
    found = modules(IMPORTED, *arguments)
    assert libraries(found) <= libraries(modules("import click" + MODEL))
    assert ours(found) == {"cli", "facade", "interrupts", "presenting", "scenario", "texts"}
    # pint, behind it, is for units that are not in the table.
    assert "sim.scenario.registry" not in found


@pytest.mark.slow
def test_the_review_of_a_check_imports_what_the_sky_takes() -> None:
    found = modules(IMPORTED, "check", "ilrs:baseline.toml")
    assert libraries(found) <= libraries(modules("import click, numpy" + MODEL))
    assert ours(found) == {"cli", "facade", "interrupts", "presenting", "scenario", "moon", "texts"}


@pytest.mark.slow
def test_a_run_without_figures_imports_nothing_that_draws_or_compares(tmp_path: Path) -> None:
    run = ("run", "ilrs:baseline", "--until", "2031-01-05", "--no-plots", "--quiet", "--out", str(tmp_path))
    found = modules(IMPORTED, *run)
    # rich measures the width of characters for the summary; its tables and bars are not needed.
    assert libraries(found) <= libraries(modules("import click, numpy, numpy.random, simpy" + MODEL)) | {"rich"}
    assert not {"rich.console", "rich.table", "rich.progress", "multiprocessing", "concurrent.futures"} & found
    assert not {"sim.study.explanation.finding", "sim.cli.compare", "sim.view.kit.figure"} & found
    # Nobody comes to it, nothing flies, explores, measures or is decided.
    without = ("crew", "campaign", "exploration", "demonstration", "decisions")
    assert not {f"sim.station.{name}.system" for name in without} & found
    assert not {"sim.station.crew.people", "sim.station.exploration.belief"} & found


@pytest.mark.slow
def test_a_worker_imports_what_runs_a_case() -> None:
    found = modules("import sys, sim.result.worker")
    assert libraries(found) <= libraries(modules("import sys, numpy, numpy.random, simpy" + MODEL))
    shared = {"facade", "interrupts", "presenting", "texts", "workers"}
    assert ours(found) <= {"engine", "moon", "result", "scenario", "station"} | shared


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: str(verb.name))
def test_the_help_says_of_each_verb_what_that_says_of_itself(verb: Verb) -> None:
    itself = verb.called()
    assert itself.name == verb.name
    assert itself.get_short_help_str(200) == verb.get_short_help_str(200)
