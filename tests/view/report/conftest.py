"""Reports that the tests share: short runs, drawn once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.result import Case, Result, produce, simulate
from sim.scenario import load
from sim.study import compare
from sim.study import save as save_comparison
from sim.view.report import write
from tests.view.report import hostile_scenario, real_browser
from tests.view.report.made_report import Made
from tests.view.report.page_reader import Page

DAYS = 75
BARE = """
title = "Only power"
extends = "ilrs:sites/malapert-massif.toml"
start = 2031-01-01
end = 2031-03-01
seed = 1

[communication]
buffer = { value = 2000, unit = "Gbit", basis = "design" }
operators = { value = 0, unit = "1", basis = "design" }

[energy.arrays.modules]
model = "vertical-module"
count = { value = 1, unit = "1", basis = "design" }
mast = { value = 10, unit = "m", basis = "design" }

[energy.loads.core]
class = "critical"
power_lit = { value = 1, unit = "kW", basis = "design" }
power_dark = { value = 1, unit = "kW", basis = "design" }
"""
"""A station without machines, batteries, structures and survival loads."""


def run(scenario: str | Path, out: Path) -> tuple[Result, Path]:
    produced = produce(Case(load(scenario), until=24.0 * DAYS), out)
    return produced.result, produced.folder


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Result:
    path = tmp_path_factory.mktemp("bare") / "bare.toml"
    path.write_text(BARE, encoding="utf-8")
    return simulate(load(path))


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    root = tmp_path_factory.mktemp("report")
    (root / "scenarios").mkdir()
    results, folders = zip(
        *(run(scenario, root) for scenario in ("ilrs:baseline", hostile_scenario.write(root / "scenarios"))),
        strict=True,
    )
    comparison = compare(results)
    folder = save_comparison(comparison, root)
    path = write(comparison, folder / "report.html")
    text = path.read_text(encoding="utf-8")
    return Made(root, folders, folder, path, text, Page(text))


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    pytest.importorskip("selenium.webdriver")
    if not (real_browser.CHROMIUM and real_browser.DRIVER):
        pytest.skip("no browser: install chromium and chromium-driver (Debian) to run these")
    driver = real_browser.start(tmp_path_factory.mktemp("profile"))
    yield driver
    driver.quit()


@pytest.fixture
def page(browser: Any, made: Made) -> Any:
    """The report of the shared runs, in a window of a desk."""
    real_browser.size(browser, 1280, 900)
    # What the browser itself asks for when it starts is not the page's.
    browser.get("about:blank")
    browser.get_log("performance")
    browser.get_log("browser")
    browser.get(made.path.as_uri())
    return browser
