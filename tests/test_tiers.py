"""The tiers of the tests: a fast one that looks into every package, and campaigns that only run when they are named."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
TESTS = """
import pytest
def test_quick(): pass
@pytest.mark.slow
def test_slow(): pass
@pytest.mark.campaign
def test_long(): pass
def test_shipped(shipped_runs): pass
"""
"""The last is slow for what it needs."""


def collected(*arguments: str) -> list[str]:
    """Names of the tests that a command would run."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "--quiet", *arguments]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return [line for line in done.stdout.splitlines() if "::" in line]


def test_the_fast_tier_looks_into_every_package() -> None:
    names = collected("-m", "not slow")
    packages = [path.parent.relative_to(ROOT / "sim") for path in (ROOT / "sim").rglob("__init__.py")]
    assert len(packages) > 15
    for package in packages:
        # The tests of a schema lie beside those of the scenarios that it describes.
        place = next(p for p in (package, *package.parents) if (ROOT / "tests" / p).is_dir())
        prefix = "" if place == Path() else f"{place.as_posix()}/"
        assert any(name.startswith(f"tests/{prefix}") for name in names), package


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        ([], ["quick", "slow", "shipped"]),
        (["-m", "not slow"], ["quick"]),
        (["-m", "campaign"], ["long"]),
        (["-m", "slow or campaign"], ["slow", "long", "shipped"]),
    ],
)
def test_campaigns_run_when_they_are_named(tmp_path: Path, arguments: list[str], names: list[str]) -> None:
    path = tmp_path / "test_all.py"
    path.write_text(TESTS)
    settings = ["-p", "tests.conftest", "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT)]
    assert [name.rpartition("::test_")[2] for name in collected(*settings, *arguments, str(path))] == names
