"""What each lever brings, by paired replicates, and which of many differences may be called one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.result.goals import LAID, Goal, goals_of
from sim.scenario import Scenario
from sim.study.levers.lever import Lever
from sim.study.replicates.measures import FloatArray, Measure
from sim.study.replicates.sample import Sample
from sim.study.replicates.sample import paired as pairs_of
from sim.study.statistics import LEVEL, Estimate, Paired, cut_at, mean, paired
from sim.study.statistics.student import t_factor


@dataclass(frozen=True)
class Yardstick:
    """What levers are judged by.

    Attributes:
        measure: The chief goal's date where most runs reach it, else the amount that it asks for.
        better: 1 if more of it is better, -1 if less, or earlier.
        end: Where dates after the end are put [h]; None of an amount.
    """

    measure: Measure
    better: int
    end: float | None

    @property
    def scale(self) -> float:
        """What a gain is divided by: dates are in hours, gains in days."""
        return 24.0 if self.measure.is_date else 1.0

    def values(self, sample: Sample) -> FloatArray:
        """What is judged in each replicate, shape (n,); a date after the end is put there."""
        return cut_at(sample[self.measure.name], self.end)[0]

    def gains(self, base: Sample, other: Sample) -> FloatArray:
        """What another variant brings in each replicate, more than 0 where it is better, shape (n,)."""
        return self.better * (self.values(other) - self.values(base)) / self.scale


def yardstick(scenario: Scenario, base: Sample, until_h: float) -> Yardstick:
    """What the levers of a scenario are judged by."""
    goal, chief = goals_of(scenario)[0], base.chief
    behind = _behind(goal)
    if np.isfinite(base[chief.name]).mean() >= 0.5 or behind not in base.measures:
        return Yardstick(chief, -1, until_h)
    return Yardstick(base.measures[behind], 1 if goal.at_least else -1, None)


def _behind(goal: Goal) -> str:
    """The amount that a goal asks for: bricks, where it is built of them."""
    return LAID if goal.builds else goal.channel


@dataclass(frozen=True)
class Effect:
    """What a lever brings.

    Attributes:
        lever: The lever.
        gain: Mean of what it brings [d, or the unit of the measure]; not a number where it did not run.
        paired: The differences behind it, in the unit of the measure; None where it did not run.
        reached: Share of its runs that reach the chief goal.
        stands_out: Whether the gain lies beyond noise, however many levers were tried.
    """

    lever: Lever
    gain: Estimate
    paired: Paired | None
    reached: float
    stands_out: bool = False

    @property
    def per_tonne(self) -> float | None:
        """What it brings for each tonne that lands for it; None where the model lands nothing for it."""
        return None if self.lever.mass < 0.5 else 1000.0 * self.gain.value / self.lever.mass

    @property
    def same(self) -> bool:
        """Whether nothing comes out otherwise."""
        return self.paired is not None and self.paired.same


NOT_RUN = Estimate(math.nan, None, None, LEVEL, 0)


def effect(rule: Yardstick, lever: Lever, base: Sample, other: Sample) -> Effect:
    """What a lever brings, from its replicates and those of the scenario as it is."""
    before, after = pairs_of(base, other)
    if not len(after):
        return Effect(lever, NOT_RUN, None, math.nan)
    first, second = (after, before) if rule.better > 0 else (before, after)
    name = rule.measure.name
    found = paired(first[name], second[name], better=0, end=rule.end)
    gain = mean(rule.gains(before, after))
    return Effect(lever, gain, found, float(np.isfinite(after[after.chief.name]).mean()))


def standing_out(effects: Sequence[Effect], level: float = LEVEL) -> list[bool]:
    """Which of many gains or losses lie beyond noise, in the order given.

    Of many that are tried, some seem to differ by chance. Holm's procedure keeps the chance that any is wrongly called
    a difference below 1 - level (S. Holm, 1979, Scandinavian Journal of Statistics 6, 65-70): the clearest of m must
    differ at level 1 - (1 - level) / m, the next at 1 - (1 - level) / (m - 1), until one does not.

    Args:
        effects: All that were tried.
        level: How sure it is to be that none is wrongly called so.
    """
    found = [False] * len(effects)
    ratios = {place: _ratio(one) for place, one in enumerate(effects)}
    tried = sum(one.paired is not None for one in effects)
    for rank, place in enumerate(sorted(ratios, key=lambda place: (-ratios[place], place))):
        n = effects[place].gain.n
        if ratios[place] <= 0 or n < 2 or ratios[place] <= t_factor(1.0 - (1.0 - level) / (tried - rank), n - 1):
            break
        found[place] = True
    return found


def _ratio(one: Effect) -> float:
    """A gain over its standard error."""
    if one.paired is None or not one.paired.standard_error:
        return math.inf if one.paired is not None and one.gain.n > 1 and one.gain.value else 0.0
    return abs(one.paired.mean.value) / one.paired.standard_error


@dataclass(frozen=True)
class Together:
    """What two levers bring that are pulled together.

    Attributes:
        one: The first of them.
        other: The second.
        effect: What both bring.
        more: What that is more than each alone brings, added up.
    """

    one: Lever
    other: Lever
    effect: Effect
    more: Estimate


def together(
    rule: Yardstick, both: Lever, parts: tuple[Lever, Lever], samples: tuple[Sample, Sample, Sample, Sample]
) -> Together:
    """What two levers bring together, and how that compares with the sum of what each brings alone.

    Args:
        rule: What they are judged by.
        both: Both of them.
        parts: Each of them.
        samples: Replicates of the scenario as it is, with each of them, with both.
    """
    base, one, other, joint = pairs_of(*samples)
    more = NOT_RUN
    if len(base):
        more = mean(rule.gains(base, joint) - rule.gains(base, one) - rule.gains(base, other))
    return Together(*parts, effect(rule, both, samples[0], samples[3]), more)
