"""Solar particle events: when they come, how much dose each brings, how long it lasts.

A random process of stated law:

- they come as a Poisson process whose rate swings with the solar cycle, from ``least`` at its minimum to ``most`` at
  its maximum, as :func:`sim.moon.radiation.activity` does. Times are found by inverting the expected number of events,
  so that one random number makes one event: another rate moves the events, and exchanges none of them;
- their doses follow a power law that is cut off at the smallest and the largest: the law that Xapsos et al. 1999 (IEEE
  Trans. Nucl. Sci. 46, 1481) give for fluences, to which the dose is taken as proportional;
- they last between a shortest and a longest time, each doubling as likely as the next, whatever their dose.

Events come by themselves here; those of the Sun cluster in weeks in which an active region faces the Earth.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray

from sim.moon.radiation import activity

Array = NDArray[np.float64]

_BLOCK = 32
"""Events drawn at a time."""
_HALVINGS = 60
"""Halvings of a cycle that find a moment in it as well as the clock tells it."""


@dataclass(frozen=True)
class Cycle:
    """How often events come over the solar cycle.

    Attributes:
        least: Rate at solar minimum [1/h].
        most: Rate at solar maximum [1/h], not less.
        minimum: Time of a solar minimum [h], on the clock of the run.
        period: Length of the cycle [h].
    """

    least: float
    most: float
    minimum: float
    period: float

    def rate(self, hours: ArrayLike) -> Array:
        """Rate at which events come [1/h] at times [h], any shape."""
        return np.asarray(self.least + (self.most - self.least) * activity(hours, self.minimum, self.period))

    def expected(self, hours: ArrayLike) -> Array:
        """Mean number of events from 0 to times [h], any shape: the integral of :meth:`rate`."""
        t, omega = np.asarray(hours, dtype=float), 2.0 * pi / self.period
        swing = (np.sin(omega * (t - self.minimum)) + np.sin(omega * self.minimum)) / omega
        return np.asarray(self.least * t + (self.most - self.least) * (t - swing) / 2.0)

    def reached(self, expected: ArrayLike) -> Array:
        """Times [h] at which as many events are expected, not negative, any shape: the inverse of :meth:`expected`.

        Raises:
            ValueError: No events come at all.
        """
        wanted, a_cycle = np.asarray(expected, dtype=float), (self.least + self.most) / 2.0 * self.period
        if a_cycle <= 0.0:
            raise ValueError("no events come at a rate of 0")
        # A cycle holds as many wherever it begins.
        low = np.floor(wanted / a_cycle) * self.period
        high = low + self.period
        for _ in range(_HALVINGS):
            middle = (low + high) / 2.0
            before = self.expected(middle) < wanted
            low, high = np.where(before, middle, low), np.where(before, high, middle)
        return np.asarray((low + high) / 2.0)


@dataclass(frozen=True)
class DoseLaw:
    """How doses of events are distributed: a power law between two ends.

    Of N events, N (D^-b - largest^-b) / (smallest^-b - largest^-b) bring more than D.

    Attributes:
        smallest: Smallest dose [mSv], positive.
        largest: Largest dose [mSv], not less.
        exponent: The exponent b [1], positive.
    """

    smallest: float
    largest: float
    exponent: float

    def share_above(self, dose: ArrayLike) -> Array:
        """Share of the events that bring more than a dose [mSv], any shape [1]."""
        b, d = self.exponent, np.clip(np.asarray(dose, dtype=float), self.smallest, self.largest)
        if self.smallest == self.largest:
            return np.where(np.asarray(dose, dtype=float) < self.smallest, 1.0, 0.0)
        end = (self.smallest / self.largest) ** b
        return np.asarray(((self.smallest / d) ** b - end) / (1.0 - end))

    def dose(self, share: ArrayLike) -> Array:
        """Dose that a share of the events exceed, from 0 to 1, any shape [mSv]: the inverse of :meth:`share_above`."""
        end = (self.smallest / self.largest) ** self.exponent
        above = end + (1.0 - end) * np.asarray(share, dtype=float)
        return np.asarray(np.clip(self.smallest * above ** (-1.0 / self.exponent), self.smallest, self.largest))

    def mean(self) -> float:
        """Mean dose of an event [mSv]."""
        b, ratio = self.exponent, self.largest / self.smallest
        if ratio == 1.0:
            return self.smallest
        grown = np.log(ratio) if b == 1.0 else (ratio ** (1.0 - b) - 1.0) / (1.0 - b)
        return float(self.smallest * b * grown / (1.0 - ratio**-b))


@dataclass(frozen=True)
class Storm:
    """One solar particle event.

    Attributes:
        begin: When the dose rate rises [h].
        end: When it is over [h], later.
        dose: Dose on the surface without any shielding [mSv].
    """

    begin: float
    end: float
    dose: float

    @property
    def rate(self) -> float:
        """Dose rate on the surface without any shielding while it lasts, taken as even [mSv/h]."""
        return self.dose / (self.end - self.begin)


def draw_storms(
    stream: Generator, hours: float, cycle: Cycle, law: DoseLaw, shortest: float, longest: float
) -> list[Storm]:
    """Draw the events that begin within a span, in order of their time.

    Each takes three numbers of the stream, in turn. A longer span has the same events and more.

    Args:
        stream: Random numbers that serve nothing else.
        hours: Length of the span [h]; it begins at 0.
        cycle: How often they come.
        law: What doses they bring.
        shortest: Shortest duration [h], positive.
        longest: Longest duration [h], not less.
    """
    storms: list[Storm] = []
    last, expected = float(cycle.expected(hours)), 0.0
    if cycle.least + cycle.most <= 0.0:
        return storms
    while expected < last:
        chances = stream.random((_BLOCK, 3))
        counts = expected + np.cumsum(-np.log1p(-chances[:, 0]))
        expected = float(counts[-1])
        within = counts < last
        doses = law.dose(chances[:, 1])
        lengths = shortest * (longest / shortest) ** chances[:, 2]
        for begin, length, dose in zip(
            cycle.reached(counts[within]).tolist(), lengths.tolist(), doses.tolist(), strict=False
        ):
            storms.append(Storm(begin, begin + length, dose))
    return storms
