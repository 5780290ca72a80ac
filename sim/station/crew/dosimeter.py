"""A dosimeter: the dose of one person, and when it reaches what he may take."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from sim.engine.clock import Environment

MONTH_H: Final = 30 * 24.0
"""The span of the limit of a month [h]."""
_ALMOST: Final = 1.0 - 1e-9
"""What misses a limit by less than rounding has reached it."""
_BELOW: Final = 0.8
"""Share of a month's limit below which reaching it again is news: of a pair of levels, the lower one."""


class Mark(Enum):
    """What a dose may reach; the value says it to people."""

    WARNING = "warning of the career limit"
    CAREER = "career limit"
    EVENT = "limit of one solar particle event"
    MONTH = "limit of 30 days"


@dataclass(frozen=True)
class Limits:
    """What a person may take [mSv].

    Attributes:
        warning: In a career, before there is a warning.
        career: In a career.
        event: In one solar particle event.
        month: In any 30 days.
    """

    warning: float
    career: float
    event: float
    month: float

    def of(self, mark: Mark) -> float:
        """The dose of a mark [mSv]."""
        if mark is Mark.WARNING:
            return self.warning
        return self.career if mark is Mark.CAREER else self.event if mark is Mark.EVENT else self.month


class Dosimeter:
    """The dose of one person, integrated exactly: between changes its rates are constant.

    Args:
        env: The environment, time in h.
        limits: What he may take.
        prior: What he has taken before [mSv].
    """

    __slots__ = (
        "_background",
        "_env",
        "_limits",
        "_open",
        "_past",
        "_since",
        "_storm",
        "from_event",
        "total",
    )

    def __init__(self, env: Environment, limits: Limits, prior: float = 0.0) -> None:
        self._env = env
        self._limits = limits
        self._since = env.now
        self._background = self._storm = 0.0
        self._past = deque([(env.now, prior)])  # where the rate changed, the last 30 days and one before
        self._open = set(Mark)  # what was not reached yet
        self.total = prior
        """Dose of the career up to the last change [mSv]."""
        self.from_event = 0.0
        """Dose of the present solar particle event, or of the last [mSv]."""

    @property
    def rate(self) -> float:
        """Dose rate now [mSv/h]."""
        return self._background + self._storm

    def sync(self) -> float:
        """Bring the dose up to now; the dose of the career [mSv]."""
        span = self._env.now - self._since
        if span > 0.0:
            self.total += (self._background + self._storm) * span
            self.from_event += self._storm * span
            self._since = self._env.now
        return self.total

    def expose(self, background: float, storm: float) -> bool:
        """Take these rates [mSv/h] from now on: of the galactic background, and of the Sun's particles.

        Returns:
            Whether that changes anything.
        """
        if background == self._background and storm == self._storm:
            return False
        now, total = self._env.now, self.sync()
        if self._past[-1][0] < now:
            self._past.append((now, total))
            while len(self._past) > 2 and self._past[1][0] <= now - MONTH_H:
                self._past.popleft()
        self._background, self._storm = background, storm
        return True

    def begin_event(self) -> None:
        """Count the dose of a solar particle event from zero."""
        self.sync()
        self.from_event = 0.0
        self._open.add(Mark.EVENT)

    def of_month(self) -> float:
        """Dose of the last 30 days [mSv]."""
        return self.sync() - self._at(self._env.now - MONTH_H)

    def reached(self) -> Iterator[Mark]:
        """What was reached by now and was not before; the limits of an event and of a month may be reached again."""
        doses = {Mark.WARNING: self.sync(), Mark.CAREER: self.total, Mark.EVENT: self.from_event}
        doses[Mark.MONTH] = self.of_month()
        if doses[Mark.MONTH] < _BELOW * self._limits.month:
            self._open.add(Mark.MONTH)
        for mark, dose in doses.items():
            if mark in self._open and dose >= self._limits.of(mark) * _ALMOST:
                self._open.discard(mark)
                yield mark

    def due(self) -> float:
        """When the next mark is reached if the rates stay as they are [h]; infinity if none is."""
        found, rate = math.inf, self.rate
        total = self.sync()
        for mark in self._open - {Mark.MONTH}:
            dose, speed = (self.from_event, self._storm) if mark is Mark.EVENT else (total, rate)
            if speed > 0.0:
                found = min(found, self._since + (self._limits.of(mark) - dose) / speed)
        return min(found, self._month_due()) if Mark.MONTH in self._open else found

    def _month_due(self) -> float:
        """When the dose of 30 days reaches its limit if the rate stays as it is [h]."""
        now, rate, limit = self._since, self.rate, self._limits.month
        month = self.of_month()
        if month + rate * MONTH_H < limit * _ALMOST:
            return math.inf  # whatever falls out of the 30 days
        # Straight between the moments at which a change of the past falls out of the 30 days.
        time = now
        for then, dose in [*self._past, (now, self.total)]:
            later = then + MONTH_H
            if later <= time:
                continue
            at_later = self.total + rate * (later - now) - dose
            if at_later >= limit:
                return time + (later - time) * (limit - month) / (at_later - month) if at_later > month else later
            time, month = later, at_later
        return math.inf

    def _at(self, time: float) -> float:
        """Dose of the career at a time of the last 30 days [mSv]."""
        before, dose = self._past[0]
        if time <= before:
            return dose
        for then, later in [*self._past, (self._since, self.total)]:
            if then > time:
                return dose + (later - dose) * (time - before) / (then - before)
            before, dose = then, later
        return self.total
