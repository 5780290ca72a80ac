"""Which of several variants is best: in how many draws, on average, and whether the draws suffice to say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.study.replicates.measures import FloatArray
from sim.study.statistics import LEVEL, Estimate, paired, proportion


@dataclass(frozen=True)
class Race:
    """How variants rank by one measure over the same draws.

    Attributes:
        order: Places of the variants, best on average first.
        best: In which share of the draws each is best, by place; those that tie share a draw.
        nobody: In which share of the draws none has a value, such as a date before the end.
        rivals: Variants whose mean the draws do not tell from that of the first.
        n: How many draws.
    """

    order: tuple[int, ...]
    best: tuple[Estimate, ...]
    nobody: Estimate
    rivals: tuple[int, ...]
    n: int

    @property
    def leader(self) -> int:
        """Place of the variant that is best on average."""
        return self.order[0]

    @property
    def sure(self) -> bool:
        """Whether the draws suffice to say that the leader is best on average."""
        return not self.rivals


def race(values: FloatArray, better: int, end: float | None = None) -> Race:
    """Rank variants that were run with common random numbers.

    How likely one is best is its share of draws (the multinomial selection problem; Bechhofer, Elmaghraby and Morse,
    1959, The Annals of Mathematical Statistics 30, 102-119), with Wilson's interval. Whether the best mean is best
    beyond noise is looked at against each other one by a paired-t interval of level ``1 - (1 - LEVEL) / (k - 1)``, so
    that all of them hold together with ``LEVEL`` or more (Bonferroni; Law, 2015, Simulation Modeling and Analysis, 5th
    ed., sec. 10.3.1).

    Args:
        values: A row a variant, a column a draw, shape (k, n); infinite what was not reached by the end, not a number
            where a variant lacks the measure.
        better: 1 if more is better, -1 if less is.
        end: Where values after the end are put for means, in the unit of the values.
    """
    count, n = values.shape
    cost = np.where(np.isnan(values), np.inf, -better * values)
    lowest = cost.min(axis=0)
    someone = np.isfinite(lowest)
    winners = (cost == lowest) & someone
    wins = (winners / np.maximum(winners.sum(axis=0), 1)).sum(axis=1)
    best = tuple(proportion(min(float(won), n), n) for won in np.round(wins, 9))
    cut = cost if end is None else np.minimum(cost, -better * end)
    means = cut.mean(axis=1)
    order = sorted(range(count), key=lambda place: (means[place], -best[place].value, place))
    level = 1.0 - (1.0 - LEVEL) / max(count - 1, 1)
    rivals = [place for place in order[1:] if not _ahead(cut[order[0]], cut[place], level)]
    return Race(tuple(order), best, proportion(int(np.sum(~someone)), n), tuple(rivals), n)


def _ahead(first: FloatArray, other: FloatArray, level: float) -> bool:
    """Whether the mean cost of the first is lower beyond noise."""
    if not np.isfinite(other).all():
        return bool(np.isfinite(first).all())
    if not np.isfinite(first).all() or first.size < 2:
        return False
    return paired(first, other, better=-1, level=level).mean.holds(0.0) is False


def subset(values: FloatArray, places: Sequence[int], better: int, end: float | None = None) -> Race:
    """The race of some of the variants, under their own places."""
    found = race(values[list(places)], better, end)
    best = {place: found.best[at] for at, place in enumerate(places)}
    none = proportion(0, found.n)
    return Race(
        tuple(places[at] for at in found.order),
        tuple(best.get(place, none) for place in range(len(values))),
        found.nobody,
        tuple(places[at] for at in found.rivals),
        found.n,
    )
