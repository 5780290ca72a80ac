"""Operators: people who watch over one machine each, shared by machines that wait in line for them.

There may be more or fewer of them as time passes: people on Earth while there is a link, people on the spot on duty.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable


class Claim:
    """A machine's place with the operators: none, in the line, or watched over. Made by :meth:`Operators.claim`."""

    __slots__ = ("has", "on_change", "waits")

    def __init__(self, on_change: Callable[[], None]) -> None:
        self.on_change = on_change
        """Called where an operator comes after a wait, and where one is taken away."""
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

    __slots__ = ("busy", "count", "line", "on_wait", "watched")

    def __init__(self, count: float) -> None:
        self.count = _checked(count)
        """How many there are now."""
        # A number of its own beside the dictionary: whoever asks and leaves does so many times an hour.
        self.busy = 0
        """How many watch over a machine."""
        self.watched: dict[Claim, None] = {}
        """Who is watched over, in the order in which operators came."""
        self.line: deque[Claim] = deque()
        """Who waits."""
        self.on_wait: Callable[[], None] | None = None
        """Called where somebody asks and must wait."""

    @property
    def asked(self) -> int:
        """How many are watched over or wait for it."""
        return self.busy + len(self.line)

    def claim(self, on_change: Callable[[], None]) -> Claim:
        """A place with the operators; ``on_change`` is called where one comes after a wait, and where one goes."""
        return Claim(on_change)

    def ask(self, claim: Claim) -> None:
        """Have an operator at once if one is free, else wait in line."""
        if self.busy < self.count and not self.line:
            self.busy += 1
            self.watched[claim] = None
            claim.has = True
        else:
            claim.waits = True
            self.line.append(claim)
            on_wait = self.on_wait
            if on_wait is not None:
                on_wait()

    def leave(self, claim: Claim) -> None:
        """Give the operator back, to whoever is first in line, or leave the line."""
        if claim.waits:
            claim.waits = False
            self.line.remove(claim)
        elif claim.has:
            claim.has = False
            del self.watched[claim]
            self.busy -= 1
            if self.line and self.busy < self.count:
                self._serve_first()

    def resize(self, count: float) -> None:
        """Have ``count`` operators from now on.

        Where they are fewer than the machines they watch over, those who got theirs last lose them and stand at the
        head of the line, in the order in which they had come.

        Raises:
            ValueError: Less than none.
        """
        self.count = _checked(count)
        watched, line = self.watched, self.line
        lost = []
        while self.busy > count:
            self.busy -= 1
            last, _ = watched.popitem()
            last.has, last.waits = False, True
            line.appendleft(last)
            lost.append(last)
        for claim in reversed(lost):
            # Whoever was told before may have left the line in its turn.
            if claim.waits:
                claim.on_change()
        while line and self.busy < self.count:
            self._serve_first()

    def _serve_first(self) -> None:
        """Let an operator who is free come to whoever is first in line."""
        self.busy += 1
        first = self.line.popleft()
        first.waits, first.has = False, True
        self.watched[first] = None
        on_change = first.on_change
        on_change()


def _checked(count: float) -> float:
    """The number of operators, which is not negative."""
    if not count >= 0:
        raise ValueError(f"number of operators must not be negative, not {count}")
    return count


UNLIMITED = math.inf
"""A number of operators that never runs out."""
