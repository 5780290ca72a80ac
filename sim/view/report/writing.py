"""The report as a file."""

from __future__ import annotations

from pathlib import Path

from sim.result import Result
from sim.study import Comparison
from sim.study.findings import Findings
from sim.study.writing import write_text
from sim.view.report.page import render


def write(what: Result | Comparison | Findings, path: Path) -> Path:
    """Write the report to ``path``, whole or not at all; what stood there is replaced.

    Returns:
        The file, with the whole of its path.

    Raises:
        OSError: The file cannot be written; it names ``path``.
    """
    # The file is opened before the work begins: what cannot be written is known at once.
    write_text(path, lambda stream: stream.write(render(what)))
    return path.resolve()
