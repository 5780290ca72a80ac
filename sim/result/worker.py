"""What a worker process calls to run a case."""

from __future__ import annotations

from pathlib import Path

from sim.result.cases import Case, produce
from sim.workers import heed


def run(case: Case, out: Path, force: bool) -> Path:
    """Run a case into its folder under ``out``; the folder."""
    heed()
    return produce(case, out, force=force, progress=heed).folder
