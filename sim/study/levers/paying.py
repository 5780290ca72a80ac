"""What pays most, where levers have been tried of the very scenario that was run: a sentence beside that of the run."""

from __future__ import annotations

import glob
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sim.study.noise import STUDIES

if TYPE_CHECKING:
    from sim.result import Result


def with_paying(result: Result, out: Path) -> Result:
    """A result that says what pays most, where levers of its scenario lie under a root of results; else as it is.

    Args:
        result: The run.
        out: Root under which studies lie.
    """
    # Most have none, and what knows the folders of studies takes a while to import.
    if not any((out / STUDIES).glob(f"levers-{glob.escape(result.name)}-*")):
        return result
    found = _paying(result, out)
    return result if found is None else replace(result, pays=found)


def _paying(result: Result, out: Path) -> str | None:
    """What the levers found that were tried with this program, of this scenario, seed and span; None without any."""
    from sim.study.folder import STUDY
    from sim.study.replicates.study import study_folder
    from sim.study.replicates.variants import VARY, Drawing, Variant

    key = Variant("", result.scenario).key
    for vary in VARY:
        folder = study_folder(out, "levers", result.name, Drawing(result.seed, vary, result.until_h), key)
        try:
            found = json.loads((folder / STUDY).read_text(encoding="utf-8"))
            first, draws = str(found["sentences"][0]), int(found["settings"]["n"])
        except (OSError, ValueError, KeyError, IndexError, TypeError):
            continue
        return f"{first.removesuffix('.')} (levers, {draws} draws of each)."
    return None
