"""Pieces of sentences: lists, numbers of times."""

from __future__ import annotations

from collections.abc import Sequence

from sim.result import Result

Pairs = Sequence[tuple[str, Result]]
"""Runs with the names they go by."""


def listed(words: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def few(words: Sequence[str], most: int = 6) -> list[str]:
    """At most six of the words, and how many more there are."""
    return [*words[:most], f"{len(words) - most} more"] if len(words) > most + 1 else list(words)


def times(number: int) -> str:
    """How often: ``once``, ``twice``, ``3 times``."""
    return {1: "once", 2: "twice"}.get(number, f"{number:,} times")


def sentence(text: str) -> str:
    """A text as a sentence."""
    return text[:1].upper() + text[1:] + "."
