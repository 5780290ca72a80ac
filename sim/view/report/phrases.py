"""Pieces of sentences."""

from __future__ import annotations

from collections.abc import Sequence

from sim.result import Result

Pairs = Sequence[tuple[str, Result]]
"""Runs with the names they go by."""


def times(number: int) -> str:
    """How often: ``once``, ``twice``, ``3 times``."""
    return {1: "once", 2: "twice"}.get(number, f"{number:,} times")


def sentence(text: str) -> str:
    """A text as a sentence."""
    return text[:1].upper() + text[1:] + "."
