"""Operators: people who watch over one machine each, shared by machines that wait in line for them."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable


class Claim:
    """A machine's place with the operators: none, in the line, or watched over. Made by :meth:`Operators.claim`."""

    __slots__ = ("has", "on_granted", "waits")

    def __init__(self, on_granted: Callable[[], None]) -> None:
        self.on_granted = on_granted
        """Called where an operator comes after a wait."""
        self.has = False
        """Whether an operator watches over it."""
        self.waits = False
        """Whether it waits in line for one."""


class Operators:
    """A number of operators, given to machines in the order in which they ask.

    Args:
        count: How many there are; infinity for more than there can be machines.

    Raises:
        ValueError: Less than none.
    """

    __slots__ = ("busy", "count", "line")

    def __init__(self, count: float) -> None:
        if not count >= 0:
            raise ValueError(f"number of operators must not be negative, not {count}")
        self.count = count
        self.busy = 0
        """How many watch over a machine."""
        self.line: deque[Claim] = deque()
        """Who waits."""

    def claim(self, on_granted: Callable[[], None]) -> Claim:
        """A place with the operators; ``on_granted`` is called where one comes after a wait."""
        return Claim(on_granted)

    def ask(self, claim: Claim) -> None:
        """Have an operator at once if one is free, else wait in line."""
        if self.busy < self.count and not self.line:
            self.busy += 1
            claim.has = True
        else:
            claim.waits = True
            self.line.append(claim)

    def leave(self, claim: Claim) -> None:
        """Give the operator back, to whoever is first in line, or leave the line."""
        if claim.waits:
            claim.waits = False
            self.line.remove(claim)
        elif claim.has:
            claim.has = False
            self.busy -= 1
            if self.line:
                self.busy += 1
                first = self.line.popleft()
                first.waits, first.has = False, True
                on_granted = first.on_granted
                on_granted()


UNLIMITED = math.inf
"""A number of operators that never runs out."""
