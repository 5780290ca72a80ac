"""What a sensitivity study finds of one figure: effects, shares of the variance, and how much of it is luck."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.result.goals import LAID, PROGRESS, goals_of
from sim.result.kpis import is_completion
from sim.scenario import Scenario
from sim.study.replicates.measures import FloatArray, Measure, goal_measure
from sim.study.replicates.store import Store
from sim.study.replicates.task import Record
from sim.study.sensitivity.design import OTHERS, Design
from sim.study.statistics import (
    LEVEL,
    Estimate,
    Indices,
    Screening,
    StatisticsError,
    morris_analyse,
    sobol_analyse,
)
from sim.study.statistics.morris import STEP

MATTERS = 0.1
"""A parameter has a share of its own from this part of the largest effect on: in a sum of effects it then has a
hundredth of the other's variance."""
MOST_LATE = 0.5
"""Where a larger share of dates is after the end, what they wait for is looked at instead."""

_RESAMPLES = 2000


@dataclass(frozen=True, eq=False)
class Outcome:
    """What was found of one figure.

    Attributes:
        asked: The figure that was asked for.
        measure: The one that was looked at: what a date waits for, where most draws do not reach it.
        late: Share of the draws in which the date that was asked for is after the end.
        nominal: The figure with all parameters as they are written.
        mean: Its mean over their ranges, what is after the end put there.
        spread: Its standard deviation likewise.
        luck: Standard deviation over lives, repairs and rejects alone, on average over the ranges, with its interval.
        luck_effect: Mean absolute effect of a parameter that does nothing but mix these anew.
        screening: Effects of all parameters; None where there was no screening.
        indices: Shares of the variance; None where nothing matters, or as long as they are not known.
    """

    asked: Measure
    measure: Measure
    late: float
    nominal: float
    mean: float
    spread: float
    luck: Estimate
    luck_effect: float
    screening: Screening | None
    indices: Indices | None

    @property
    def varies(self) -> bool:
        """Whether there is a variance to have a share of."""
        return self.indices is not None and not self.indices.constant and self.spread > 0.0

    @property
    def luck_share(self) -> Estimate:
        """Variance of luck as a share of that over the ranges: what of a total share may be luck.

        Two runs whose parameters differ a little differ by luck too, for a machine that works an hour less fails on
        another date. In total shares all of that is counted as done together with others.
        """
        if not self.spread > 0.0:
            return Estimate(math.nan, None, None, self.luck.level, self.luck.n)
        low, high = (None if end is None else (end / self.spread) ** 2 for end in (self.luck.low, self.luck.high))
        return Estimate((self.luck.value / self.spread) ** 2, low, high, self.luck.level, self.luck.n)

    @property
    def others(self) -> Estimate | None:
        """Total share of all parameters together that have none of their own; None where there are none."""
        return self.total(OTHERS)

    def first(self, name: str) -> Estimate | None:
        """Share of a parameter by itself."""
        return self._index(name, first=True)

    def total(self, name: str) -> Estimate | None:
        """Share of a parameter together with others."""
        return self._index(name, first=False)

    def _index(self, name: str, *, first: bool) -> Estimate | None:
        if self.indices is None or name not in self.indices.names:
            return None
        return (self.indices.first if first else self.indices.total)[self.indices.names.index(name)]

    def effect(self, name: str) -> tuple[Estimate, float, float] | None:
        """Mean absolute effect of a parameter, mean effect and their standard deviation; None without a screening."""
        if self.screening is None:
            return None
        place = self.screening.names.index(name)
        return self.screening.mu_star[place], self.screening.mu[place], self.screening.sigma[place]

    @property
    def ranked(self) -> tuple[str, ...]:
        """Parameters with a share of their own, the largest total share first."""
        return () if self.indices is None else tuple(name for name in self.indices.ranked if name != OTHERS)


@dataclass(frozen=True, eq=False)
class Rows:
    """Values of some measures in all replicates of a design, not a number where one failed or is not there.

    Attributes:
        measures: The measures by name.
        nominal: Value with all parameters as they are written, by measure.
        luck: Values of pairs by measure, shape (2, pairs).
        screening: Values by measure, shape (rows,).
        sharing: Values by measure, shape (rows,).
        failures: Replicates that failed.
    """

    measures: Mapping[str, Measure]
    nominal: Mapping[str, float]
    luck: Mapping[str, FloatArray]
    screening: Mapping[str, FloatArray]
    sharing: Mapping[str, FloatArray]
    failures: tuple[Record, ...]


def read_rows(store: Store, variant: str, design: Design, measures: Iterable[str]) -> Rows:
    """Read what a design has of a store.

    Args:
        store: The store.
        variant: Key of the variant.
        design: What was to be run.
        measures: Names of the measures that are read; those that the store does not have are left out.
    """
    there = store.measures()
    names = [name for name in dict.fromkeys(measures) if name in there]
    alone = range(design.nominal_number, design.nominal_number + 1)
    ranges = (alone, *design.luck_numbers, design.screening_numbers, design.sharing_numbers)
    nominal, own, other, screening, sharing = tables = [
        {name: np.full(len(one), math.nan) for name in names} for one in ranges
    ]
    failures = []
    for record in store.records(variant):
        for numbers, table in zip(ranges, tables, strict=True):
            if record.number not in numbers:
                continue
            if record.error is not None:
                failures.append(record)
            for name in names:
                table[name][record.number - numbers.start] = record.values.get(name, math.nan)
    return Rows(
        {name: there[name] for name in names},
        {name: float(nominal[name][0]) for name in names},
        {name: np.stack([own[name], other[name]]) for name in names},
        screening,
        sharing,
        tuple(failures),
    )


def behind(measure: str, scenario: Scenario) -> tuple[str, ...]:
    """What a date waits for, what says most of it first."""
    goals = {goal_measure(goal): goal for goal in goals_of(scenario)}
    if measure in goals:
        return (goals[measure].channel, *((PROGRESS, LAID) if goals[measure].builds else ()))
    return (PROGRESS, LAID) if is_completion(measure) else ()


def outcome_of(asked: str, scenario: Scenario, rows: Rows, design: Design, until_h: float) -> Outcome:
    """What was found of a figure.

    Args:
        asked: Name of its measure.
        scenario: What was run.
        rows: Values of the measure, and of those that it may wait for.
        design: What was run of it.
        until_h: The end [h].

    Raises:
        StatisticsError: Too few replicates ended well.
        MissingExtraError: The libraries of the extra ``study`` are not installed.
    """
    name = _looked_at(asked, scenario, rows)
    measure = rows.measures[name]
    end = until_h if measure.is_date else None
    luck, luck_effect = luck_of(rows.luck[name] if end is None else np.minimum(rows.luck[name], end), design.seed)
    screening = None
    if design.screening is not None:
        screening = morris_analyse(design.screening, rows.screening[name], end=end)
    indices, drawn = None, np.empty(0)
    if design.sharing is not None and len(rows.sharing[name]):
        indices = sobol_analyse(design.sharing, rows.sharing[name], end=end)
        drawn = _cut(_draws(rows.sharing[name], design), end)
    return Outcome(
        asked=rows.measures[asked],
        measure=measure,
        late=_late(_draws(rows.sharing[asked], design) if len(rows.sharing[asked]) else rows.screening[asked]),
        nominal=rows.nominal[name] if end is None else min(rows.nominal[name], end),
        mean=float(np.mean(drawn)) if drawn.size else math.nan,
        spread=float(np.std(drawn)) if drawn.size else 0.0,
        luck=luck,
        luck_effect=luck_effect,
        screening=screening,
        indices=indices,
    )


def _looked_at(asked: str, scenario: Scenario, rows: Rows) -> str:
    """The measure that is looked at for one that was asked for."""
    seen = rows.screening[asked] if len(rows.screening[asked]) else rows.sharing[asked]
    if not rows.measures[asked].is_date or _late(seen) <= MOST_LATE:
        return asked
    other = (name for name in behind(asked, scenario) if name in rows.measures and not rows.measures[name].is_date)
    return next(other, asked)


def _draws(values: FloatArray, design: Design) -> FloatArray:
    """Those rows of a plan of shares that are draws over the ranges, each once."""
    assert design.sharing is not None
    table = values.reshape(design.sharing.blocks, design.sharing.block)
    return table[:, [0, -1]].ravel()


def _late(values: FloatArray) -> float:
    known = values[~np.isnan(values)]
    return float(np.mean(np.isinf(known))) if known.size else 0.0


def _cut(values: FloatArray, end: float | None) -> FloatArray:
    known = values[~np.isnan(values)]
    return known if end is None else np.minimum(known, end)


def luck_of(pairs: FloatArray, seed: int, level: float = LEVEL) -> tuple[Estimate, float]:
    """The standard deviation of luck on average over the ranges, and the effect that luck alone looks like.

    Half the mean square of differences of pairs estimates the mean variance, whatever the parameters do to it. The
    interval is that of the percentiles of a bootstrap over pairs (Efron, 1979, Annals of Statistics 7(1), 1-26): luck
    is not the same everywhere, so the differences are far from normal. An effect is a difference over its step.

    Args:
        pairs: Values of runs that differ in luck alone, shape (2, pairs); a pair with what is not a number is left out.
        seed: What the bootstrap is drawn from.
        level: Level of the interval.
    """
    differences = pairs[0] - pairs[1]
    differences = differences[~np.isnan(differences)]
    n = int(differences.size)
    if n < 2:
        return Estimate(math.nan, None, None, level, n), math.nan
    squares = differences**2 / 2.0
    drawn = np.random.Generator(np.random.PCG64(seed)).integers(n, size=(_RESAMPLES, n))
    low, high = np.sqrt(np.quantile(squares[drawn].mean(axis=1), [(1.0 - level) / 2.0, (1.0 + level) / 2.0]))
    effect = float(np.mean(np.abs(differences))) / STEP
    return Estimate(math.sqrt(float(squares.mean())), float(low), float(high), level, n), effect


def chosen(screenings: Sequence[Screening], most: int) -> tuple[str, ...]:
    """Parameters that get a share of their own: by their effect as a part of the largest, on any of some figures.

    Args:
        screenings: Effects on each of the figures.
        most: How many at most.

    Raises:
        StatisticsError: There is no screening.
    """
    if not screenings:
        raise StatisticsError("nothing was screened")
    parts: dict[str, float] = dict.fromkeys(screenings[0].names, 0.0)
    for one in screenings:
        largest = max(estimate.value for estimate in one.mu_star)
        for name, estimate in zip(one.names, one.mu_star, strict=True):
            if largest > 0.0:
                parts[name] = max(parts[name], estimate.value / largest)
    ranked = sorted(parts, key=lambda name: -parts[name])
    return tuple(name for name in ranked[:most] if parts[name] >= MATTERS)
