"""What a worker process calls to run a case."""

from __future__ import annotations

import warnings
from pathlib import Path

from sim.result.cases import Case, RunFolderWarning, produce
from sim.workers import heed


def run(case: Case, out: Path, force: bool) -> Path:
    """Run a case into its folder under ``out``; the folder.

    Whoever asked for it reads the folder, and says what there is to say of it.
    """
    heed()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RunFolderWarning)
        return produce(case, out, force=force, progress=heed).folder
