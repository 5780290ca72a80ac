"""The law by which partners join: diffusion by innovation and imitation (Bass 1969, Management Science 15, 215)."""

from __future__ import annotations

import math

from sim.engine import Ahead, Environment, Work


def joining_rate(joined: float, potential: float, innovation: float, imitation: float) -> float:
    """Rate at which others join [1/h]: (p + q N / M) (M - N), Bass 1969, eq. 1; 0 once all have.

    Args:
        joined: How many have joined [1].
        potential: How many will in the end [1].
        innovation: Rate p at which one joins by itself [1/h].
        imitation: Rate q at which one joins because others have, if all had [1/h].
    """
    left = potential - joined
    return (innovation + imitation * joined / potential) * left if left > 0.0 else 0.0


def joined_after(hours: float, joined: float, potential: float, innovation: float, imitation: float) -> float:
    """How many have joined on the mean after a time in which nothing is delivered [1].

    With y = (M - N) / (p M + q N), which falls as exp(-(p + q) t), N = M (1 - p y) / (1 + q y): the curve of Bass from
    any number on.

    Args:
        hours: Time since ``joined`` had [h].
        joined: How many had joined then [1].
        potential: How many will in the end [1].
        innovation: As of :func:`joining_rate` [1/h].
        imitation: As of :func:`joining_rate` [1/h].
    """
    towards = innovation * potential + imitation * joined
    if towards <= 0.0 or joined >= potential:
        return joined
    y = (potential - joined) / towards * math.exp(-(innovation + imitation) * hours)
    return potential * (1.0 - innovation * y) / (1.0 + imitation * y)


def countries_of(institutions: float, since: float, joined: float, potential: float, novelty: float) -> float:
    """How many countries so many institutions come from on the mean [1].

    Of those that join a share a (1 - C / K) comes from a new country, so that C = K - (K - C0) exp(-a (N - N0) / K).

    Args:
        institutions: How many have joined, N [1].
        since: How many had when the countries were counted, N0 [1].
        joined: Countries then, C0 [1].
        potential: Countries in the end, K [1].
        novelty: The share if there were none yet, a [1].
    """
    return potential - (potential - joined) * math.exp(-novelty * (institutions - since) / potential)


def saturating(amount: float, gain: float, half: float) -> float:
    """What something delivered adds to a factor [1]: ``gain`` times x / (x + half)."""
    return gain * amount / (amount + half)


class Arrivals:
    """Things that come one by one at a rate that may change: a Poisson process in the time that the rate makes.

    The next comes when the integral of the rate since the last has reached a number of the exponential law with mean 1
    (random time change; Gibson and Bruck 2000, J. Phys. Chem. A 104, 1876). That is exact for rates that change in
    steps, and with the same numbers a process of higher rate has each arrival earlier.

    Args:
        env: The environment, time in h.
        marks: Numbers of that law.
    """

    __slots__ = ("_marks", "_rate", "_work", "on_arrival")

    def __init__(self, env: Environment, marks: Ahead) -> None:
        self._marks = marks
        self._rate = 0.0
        self._work = Work(env, 1.0, self._arrive)
        self._work.begin(marks.next())
        self.on_arrival = _nothing
        """Called at each arrival; it may change the rate."""

    def set_rate(self, rate: float) -> None:
        """Come at ``rate`` [1/h] from now on."""
        self._rate = rate
        self._work.set_rate(rate)

    def _arrive(self) -> None:
        self._work.begin(self._marks.next(), self._rate)
        self.on_arrival()


def _nothing() -> None:
    """Do nothing."""
