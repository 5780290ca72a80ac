"""Why the outcomes of two runs differ, in figures and in words."""

from __future__ import annotations

from sim.study.explanation import words
from sim.study.explanation.changes import Changes


class Explanation(Changes):
    """Why the outcome of one run differs from that of the first; ``str()`` says it in words."""

    def __str__(self) -> str:
        """The explanation in words, a line an item."""
        return words.text(self)
