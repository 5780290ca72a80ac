"""What is believed of the ice in a place: Bayes on a grid, from a prior through readings to an estimate.

A place is dry with some chance; else its ice content lies in a range, by a uniform or log-uniform law. The grid divides
the range into cells that are equally likely beforehand. Pure functions: nothing here knows what is true.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.scenario.quantity import Law

FloatArray = NDArray[np.float64]

CELLS = 400
"""Cells of the grid: the ends of an interval are good to a thousandth of the range."""
_ALARMS = 200
"""Points at which the readings of a false alarm are averaged over its scale."""

LEVEL = 0.90
"""Share of the belief within the interval that stands for it: from its 5 % to its 95 % quantile."""


@dataclass(frozen=True)
class Response:
    """How an instrument answers to ice, as those who read it know it.

    What goes wrong at a visit goes wrong with all readings of that visit: the ground within reach may be bare although
    the place has ice (a miss), and bare ground may give a signal all the same (a false alarm), such as from exhaust.

    Attributes:
        limit: Content below which nothing is read [1].
        noise: Standard deviation of one reading [1].
        miss: Chance that a visit to a place with ice finds bare ground within reach [1].
        false_alarm: Chance that bare ground gives a signal at a visit [1].
        full_scale: Largest signal of a false alarm, which lies anywhere between the limit and this [1].
    """

    limit: float
    noise: float
    miss: float
    false_alarm: float
    full_scale: float


Readings = Sequence[float | None]
"""Contents read at one visit [1]; None where nothing was."""


@dataclass(frozen=True, eq=False)
class Belief:
    """A distribution of the ice content of a place, or of another figure that is never none, in a unit of its own.

    Attributes:
        edges: Edges of the cells, rising, shape (n + 1,) [1].
        weights: Probability of each cell, shape (n,) [1].
        dry: Probability that there is no ice [1]; with the weights it adds up to 1.
    """

    edges: FloatArray
    weights: FloatArray
    dry: float

    @property
    def contents(self) -> FloatArray:
        """Content in the middle of each cell, shape (n,) [1]."""
        return np.asarray((self.edges[:-1] + self.edges[1:]) / 2.0)

    @property
    def ice(self) -> float:
        """Probability that there is ice [1]."""
        return 1.0 - self.dry

    @cached_property
    def mean(self) -> float:
        """Expected content, a dry place counted as none [1]."""
        return float(self.weights @ self.contents)

    def quantile(self, share: float) -> float:
        """Content that is not exceeded with a probability of ``share`` [1]; 0 where the place is dry as likely."""
        if share <= self.dry:
            return 0.0
        risen = self.dry + np.concatenate([[0.0], np.cumsum(self.weights)])
        return float(np.interp(share, risen, self.edges))

    def interval(self, level: float = LEVEL) -> tuple[float, float]:
        """Contents between which a share ``level`` of the belief lies, as much below as above [1]."""
        tail = (1.0 - level) / 2.0
        return self.quantile(tail), self.quantile(1.0 - tail)

    @property
    def width(self) -> float:
        """How wide the interval is that stands for it [1]."""
        low, high = self.interval()
        return high - low

    def covers(self, content: float) -> bool:
        """Whether a content lies within the interval that stands for it [1]."""
        low, high = self.interval()
        return low <= content <= high

    def held(self, low: float, high: float) -> float:
        """Probability that the content is not outside ``low`` to ``high`` [1]: what an interval says of itself."""
        risen = np.concatenate([[0.0], np.cumsum(self.weights)])
        below, above = np.interp([low, high], self.edges, risen)
        return float(above - below) + (self.dry if low <= 0.0 else 0.0)

    def after(self, visits: Sequence[tuple[Response, Readings]]) -> Belief:
        """The belief after the readings of some visits; as before where it holds them for impossible."""
        with np.errstate(divide="ignore"):
            wet, dry = np.log(self.weights), _log(self.dry)
        contents = self.contents
        for response, readings in visits:
            of_wet, of_dry = log_likelihood(response, readings, contents)
            wet, dry = wet + of_wet, dry + of_dry
        return _posterior(self, wet, dry)

    def weighted(self, log_likelihoods: FloatArray) -> Belief:
        """The belief after evidence that is so likely at each content, shape (n,), of a place that is not dry."""
        with np.errstate(divide="ignore"):
            return _posterior(self, np.log(self.weights) + log_likelihoods, -math.inf)


def _posterior(belief: Belief, wet: FloatArray, dry: float) -> Belief:
    """The belief with these logarithms of its weights, normalised; as it was where all of them are impossible."""
    most = max(float(wet.max()), dry)
    if most == -math.inf:
        return belief
    weights, left = np.exp(wet - most), math.exp(dry - most)
    total = float(weights.sum()) + left
    return Belief(belief.edges, weights / total, left / total)


def prior(low: float, high: float, law: Law, dry: float, cells: int = CELLS) -> Belief:
    """What is believed before anything is read.

    Args:
        low: Least content where there is ice [1].
        high: Largest [1].
        law: How it lies between them.
        dry: Chance that there is none [1].
        cells: Cells of the grid.
    """
    shares = np.linspace(0.0, 1.0, cells + 1)
    edges = low + (high - low) * shares if law == "uniform" else low * (high / low) ** shares
    edges[-1] = high
    return Belief(edges, np.full(cells, (1.0 - dry) / cells), dry)


def log_likelihood(response: Response, readings: Readings, contents: FloatArray) -> tuple[FloatArray, float]:
    """Logarithm of the likelihood of the readings of one visit: at each content, shape (n,), and of a dry place.

    Ground that holds c is read as c with normal noise, and as nothing where that falls below the limit (a reading that
    is censored: Helsel 2012, Statistics for Censored Environmental Data, ch. 2). Bare ground gives nothing, or at a
    false alarm reads like ground with a content anywhere between the limit and the full scale.

    Args:
        response: Of the instrument.
        readings: What it read.
        contents: Contents to be judged [1], shape (n,).
    """
    if not readings:
        return np.zeros(len(contents)), 0.0
    seen = _log_seen(response, readings, contents)
    alarms = np.linspace(response.limit, response.full_scale, 2 * _ALARMS + 1)[1::2]
    alarm = _log_seen(response, readings, alarms)
    top = float(alarm.max())
    alarmed = _log(response.false_alarm) + top + math.log(float(np.exp(alarm - top).mean()))
    quiet = _log(1.0 - response.false_alarm) if all(each is None for each in readings) else -math.inf
    bare = float(np.logaddexp(alarmed, quiet))
    return np.logaddexp(_log(response.miss) + bare, _log(1.0 - response.miss) + seen), bare


def _log(chance: float) -> float:
    return math.log(chance) if chance > 0.0 else -math.inf


def _log_seen(response: Response, readings: Readings, contents: FloatArray) -> FloatArray:
    """Logarithm of the likelihood where the ground within reach holds what is judged, shape (n,)."""
    values = np.array([each for each in readings if each is not None], dtype=float)
    missing = len(readings) - len(values)
    departures = (values[:, np.newaxis] - contents) / response.noise
    found = -0.5 * (departures**2).sum(axis=0) - len(values) * math.log(response.noise * math.sqrt(2.0 * math.pi))
    if missing:
        found = found + missing * _log_nothing(response.limit, response.noise, contents.tobytes())
    return np.asarray(found)


@lru_cache(maxsize=64)
def _log_nothing(limit: float, noise: float, contents: bytes) -> FloatArray:
    """Logarithm of the likelihood that nothing is read, shape (n,): the same at every reading, and slow to work out."""
    deviations = (limit - np.frombuffer(contents)) / noise
    return np.array([_log_below(deviation) for deviation in deviations.tolist()])


def _log_below(deviation: float) -> float:
    """Logarithm of the normal distribution function; far below, of its asymptote (Mills 1926)."""
    if deviation < -30.0:
        return -0.5 * deviation**2 - math.log(-deviation * math.sqrt(2.0 * math.pi))
    return math.log(0.5 * math.erfc(-deviation / math.sqrt(2.0)))
