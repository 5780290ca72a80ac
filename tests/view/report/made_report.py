"""A report that was made, with what it was made from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.view.report.page_reader import Page


@dataclass(frozen=True)
class Made:
    """A report of two short runs, the second with a hostile scenario, and what it was made from."""

    root: Path
    folders: tuple[Path, ...]
    comparison: Path
    path: Path
    text: str
    page: Page
