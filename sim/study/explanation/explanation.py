"""Why one run came out other than another, in figures and in words."""

from __future__ import annotations

from sim.study.explanation import words
from sim.study.explanation.changes import Account


class Explanation(Account):
    """Why one run came out other than the first; ``str()`` says it in words."""

    def __str__(self) -> str:
        """The explanation in words, a line an item."""
        return words.text(self)
