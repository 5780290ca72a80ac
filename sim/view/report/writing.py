"""The report as a file: written beside its place, then renamed, so that it is there whole or not at all."""

from __future__ import annotations

import secrets
from pathlib import Path

from sim.result import Result
from sim.study import Comparison
from sim.view.report.page import render


def write(what: Result | Comparison, path: Path) -> Path:
    """Write the report on a run or a comparison to ``path``; what stood there is replaced.

    Raises:
        OSError: The file cannot be written.
    """
    # First the place, then the work: what cannot be written is known at once.
    path = path.resolve()
    part = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}.part")
    try:
        with part.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(render(what))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path
