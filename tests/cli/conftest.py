"""Run folders for commands that read them, and no other processes for those that run scenarios."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.result import Result, simulate
from sim.result import save as save_run
from sim.scenario import load
from sim.study import compare, save
from tests.cli.running import Folders


@pytest.fixture
def one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Comparisons run in this process: another would know nothing of a made-up station."""
    for place in ("sim.study", "sim.workers"):
        monkeypatch.setattr(f"{place}.default_workers", lambda: 1)


@pytest.fixture
def folders(first: Result, tmp_path: Path) -> Folders:
    """Two run folders, of different seeds, and that of their comparison."""
    both = [first, simulate(load("ilrs:one-technician"), until=1000.0, seed=5)]
    runs = [str(save_run(result, tmp_path / "results")) for result in both]
    return runs[0], runs[1], str(save(compare(both), tmp_path / "results"))
