"""Havens: how long landers keep people alive who cannot leave in them."""

from __future__ import annotations

import math
from collections.abc import Callable

from sim.engine import Alarm
from sim.station.base import Base
from sim.station.crew.landers import Lander, Landers


class Haven:
    """What a lander has for those who are in it, counted in hours of one person; nobody fills it up.

    Args:
        base: The base.
        lander: The lander.
        on_over: Called when it has nothing left.
    """

    def __init__(self, base: Base, lander: Lander, on_over: Callable[[], None]) -> None:
        self._env = base.env
        self.lander = lander
        self._left = float(lander.spec.haven) * lander.seats
        self._since = base.env.now
        self._people = 0
        self._on_over = on_over
        self._alarm = Alarm(base.env, self._over)

    @property
    def left(self) -> float:
        """What is left of it [person h]."""
        return max(0.0, self._left - self._people * (self._env.now - self._since))

    def hold(self, people: int) -> None:
        """Keep so many people alive from now on."""
        self._left, self._since, self._people = self.left, self._env.now, people
        self._alarm.set(self._env.now + (self._left / people if people else math.inf))

    def _over(self) -> None:
        self._left, self._since, self._people = 0.0, self._env.now, 0
        self._on_over()


class Havens:
    """The landers of a base as havens, and who of which rotation is in which.

    Args:
        base: The base.
        landers: The landers.
        on_over: Called with the lander that has nothing left.
    """

    def __init__(self, base: Base, landers: Landers, on_over: Callable[[Lander], None]) -> None:
        self._base = base
        self._landers = landers
        self._on_over = on_over
        self._all: dict[str, Haven] = {}
        self._inside: dict[str, tuple[str, int]] = {}  # by rotation: the lander, and how many

    def of(self, rotation: str) -> Lander | None:
        """The lander that people of a rotation are in and that still stands there; None where they are in none."""
        if rotation not in self._inside:
            return None
        lander = self._all[self._inside[rotation][0]].lander
        return None if lander.gone else lander

    def inside(self, lander: Lander) -> list[str]:
        """The rotations in a lander."""
        return [rotation for rotation, (name, _) in self._inside.items() if name == lander.name]

    def hours(self, lander: Lander, people: int) -> float:
        """How long a lander would keep so many people alive, beside those who are in it [h]."""
        held = sum(number for name, number in self._inside.values() if name == lander.name)
        return self._haven(lander).left / max(1, people + held)

    def best(self, own: Lander | None, people: int) -> Lander | None:
        """The lander to go to: one's own while it has anything left, else the one that lasts longest."""
        if own is not None and not own.gone and self._haven(own).left > 0.0:
            return own
        there = [one for one in self._landers.standing if self._haven(one).left > 0.0]
        return max(there, key=lambda one: (self.hours(one, people), one.name), default=None)

    def enter(self, rotation: str, lander: Lander, people: int) -> None:
        """Let people of a rotation be in a lander."""
        self.leave(rotation)
        self._inside[rotation] = lander.name, people
        self._count(lander.name)

    def leave(self, rotation: str) -> None:
        """Let people of a rotation be in none."""
        if rotation in self._inside:
            name, _ = self._inside.pop(rotation)
            self._count(name)

    def _haven(self, lander: Lander) -> Haven:
        if lander.name not in self._all:
            self._all[lander.name] = Haven(self._base, lander, lambda: self._on_over(lander))
        return self._all[lander.name]

    def _count(self, lander: str) -> None:
        self._all[lander].hold(sum(number for name, number in self._inside.values() if name == lander))
