"""Committed files that are made from the classes: the difference, if one is out of date."""

from __future__ import annotations

import difflib
from pathlib import Path


def drift(path: Path, due: str, command: str) -> str:
    """What differs between a file and what it should say, and the command that mends it; "" if nothing does."""
    there = path.read_text(encoding="utf-8") if path.is_file() else ""
    lines = difflib.unified_diff(
        there.splitlines(), due.splitlines(), path.name, "made from the classes", lineterm="", n=1
    )
    found = list(lines)
    if not found:
        return "" if there == due else f"{path} differs in its line ends; run {command}"
    return "\n".join([f"{path} is out of date; run {command}", *found[:200]])
