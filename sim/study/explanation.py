"""Why one run came out other than another, in figures and in words."""

from __future__ import annotations

from sim.study import reasons
from sim.study.account import Account


class Explanation(Account):
    """Why one run came out other than the first; ``str()`` says it in words."""

    def __str__(self) -> str:
        """The explanation in words, a line an item."""
        return reasons.text(self)
