"""Reports that the tests share: short runs, drawn once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from sim.result import Case, Result, produce
from sim.scenario import load
from sim.study import compare
from sim.study import save as save_comparison
from sim.view.report import write
from tests.report import hostile
from tests.report.page_reader import Page

DAYS = 75


@dataclass(frozen=True)
class Made:
    """A report of two short runs, the second with a hostile scenario, and what it was made from."""

    root: Path
    folders: tuple[Path, ...]
    comparison: Path
    path: Path
    text: str
    page: Page


def run(scenario: str | Path, out: Path) -> tuple[Result, Path]:
    produced = produce(Case(load(scenario), until=24.0 * DAYS), out)
    return produced.result, produced.folder


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    root = tmp_path_factory.mktemp("report")
    (root / "scenarios").mkdir()
    results, folders = zip(
        *(run(scenario, root) for scenario in ("ilrs:baseline", hostile.write(root / "scenarios"))), strict=True
    )
    comparison = compare(results)
    folder = save_comparison(comparison, root)
    path = write(comparison, folder / "report.html")
    text = path.read_text(encoding="utf-8")
    return Made(root, folders, folder, path, text, Page(text))
