"""The report as a file: written beside its place, then renamed, so that it is there whole or not at all."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from pathlib import Path

from sim.result import Result
from sim.study import Comparison
from sim.view.report.page import render


def write(what: Result | Comparison, path: Path) -> Path:
    """Write the report on a run or a comparison to ``path``; what stood there is replaced.

    Raises:
        OSError: The file cannot be written; it names ``path``.
    """
    # First the place, then the work: what cannot be written is known at once.
    path = path.resolve()
    part = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}.part")
    try:
        with _named(path):
            part.touch(exist_ok=False)
        text = render(what)
        with _named(path):
            part.write_text(text, encoding="utf-8", newline="\n")
            part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path


@contextlib.contextmanager
def _named(path: Path) -> Iterator[None]:
    """Let a fault of the system name the file that was asked for, not the one beside it."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(path)) from error
