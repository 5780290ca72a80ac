"""Which missions and assumptions decide when milestones are reached, as far as some draws of a scenario tell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.result.milestones import Planned, length_words
from sim.scenario.draws import quantiles_of, uncertain
from sim.scenario.schema.stages import gates_of_missions
from sim.study.findings import Header, TextTable
from sim.study.replicates.measures import FloatArray, Measure
from sim.study.replicates.sample import Sample
from sim.study.statistics import RankCorrelations, rank_correlations
from sim.study.statistics.ranks import FEWEST
from sim.study.wording import joined

Dated = tuple[Planned, Measure]
"""A milestone, and the measure that has its dates."""

NAMED = 3
"""Most of what decides a milestone that is named of it."""
MISSION, ASSUMPTION = "mission", "assumption"
_LATE = re.compile(r"campaign\.mission\.(.+)\.late")
_LATE_D = 1.0
"""From how many days on a mission counts as late [d]."""


@dataclass(frozen=True, eq=False)
class Factor:
    """Something that differs from draw to draw and may decide a date.

    Attributes:
        kind: A mission, or an assumption.
        name: Name of the mission, or dotted key of the parameter.
        label: What it is called.
        values: How late the mission was [d], or the quantile of the parameter [1], in each draw.
        since: Before when it cannot have done anything [h].
    """

    kind: str
    name: str
    label: str
    values: FloatArray
    since: float = 0.0

    @property
    def words(self) -> str:
        """What it is in a sentence: ``mission supply late``, ``a higher campaign.launchers.heavy.success``."""
        return f"mission {self.name} late" if self.kind == MISSION else f"a higher {self.name}"


@dataclass(frozen=True)
class Deciding:
    """What goes with the date of a milestone.

    Attributes:
        milestone: The milestone.
        factor: What goes with it.
        correlation: Rank correlation with the date, which counts as the end where it is not reached by then.
        later: How much later it is on average where the factor is above its middle than elsewhere [d].
        surely: Whether that is more than chance makes of any factor and milestone.
    """

    milestone: Planned
    factor: Factor
    correlation: float
    later: float
    surely: bool

    @property
    def words(self) -> str:
        """In a sentence: ``mission supply late (8 months later, rank correlation +0.71)``."""
        size = length_words(abs(self.later))
        return f"{self.factor.words} ({size} {'later' if self.later >= 0 else 'earlier'}, {self.correlation:+.2f})"


@dataclass(frozen=True, eq=False)
class Decided:
    """What decides the milestones of an ensemble.

    Attributes:
        milestones: Those that some draw was late or early for.
        found: For each, what goes with it most, strongest first.
        missions: How many missions were looked at.
        assumptions: How many assumptions were.
        ranked: Their rank correlations; None of too few draws, or where nothing differs.
    """

    milestones: Sequence[Dated]
    found: Mapping[str, tuple[Deciding, ...]]
    missions: int
    assumptions: int
    ranked: RankCorrelations | None

    def sentence(self, milestone: Planned) -> str:
        """What decides when a milestone is reached; that nothing is told from noise where so."""
        if self.ranked is None:
            return ""
        sure = [one for one in self.found.get(milestone.key, ()) if one.surely]
        asked = self.asked
        if milestone.key not in self.found:
            return f"When {milestone.title} comes is the same in all draws: nothing decides it."
        if not sure:
            return (
                f"Of {asked}, none is told from noise in when {milestone.title} comes: in {self.ranked.n} draws a rank "
                f"correlation of up to {self.ranked.threshold:.2f} may be chance; more draws tell more."
            )
        return (
            f"Of {asked}, these decide when {milestone.title} comes, beyond noise (a rank correlation of up to "
            f"{self.ranked.threshold:.2f} may be chance): {joined([one.words for one in sure])}."
        )

    @property
    def asked(self) -> str:
        """How many missions and assumptions were looked at, in words."""
        parts = ((self.missions, "mission"), (self.assumptions, "assumption"))
        return joined([f"{count:,} {what}{'' if count == 1 else 's'}" for count, what in parts if count])

    def table(self) -> TextTable:
        """What goes with each milestone most, and what of it is chance."""
        every = [one for planned, _ in self.milestones for one in self.found.get(planned.key, ())]
        note = "" if self.ranked is None else (
            f"Of {self.asked}, what goes most with the date, and how much later that is where it is above its middle; "
            f"up to {self.ranked.threshold:.2f} may be chance, over all of them together."
        )  # fmt: skip
        return TextTable(
            name="deciding",
            title="What decides when milestones come",
            heads=("milestone", "", "what", "rank correlation", "later by", ""),
            rows=tuple(
                (
                    one.milestone.title,
                    one.factor.kind,
                    f"{one.factor.name} late" if one.factor.kind == MISSION else one.factor.name,
                    f"{one.correlation:+.2f}",
                    f"{one.later:+,.0f} d",
                    "" if one.surely else "noise",
                )
                for one in every
            ),
            records=tuple(
                {
                    "milestone": one.milestone.key,
                    "kind": one.factor.kind,
                    "name": one.factor.name,
                    "label": one.factor.label,
                    "rank_correlation": one.correlation,
                    "threshold": None if self.ranked is None else self.ranked.threshold,
                    "later_d": one.later,
                    "within_noise": not one.surely,
                }
                for one in every
            ),
            right=(3, 4),
            faint=frozenset(place for place, one in enumerate(every) if not one.surely),
            note=note,
        )


def decided(header: Header, sample: Sample, milestones: Sequence[Dated]) -> Decided:
    """Find what decides the milestones of an ensemble.

    Args:
        header: What was asked.
        sample: Its replicates.
        milestones: The milestones with their measures.
    """
    until = header.drawing.until_h
    dates = {planned.key: np.minimum(sample[measure.name], until) for planned, measure in milestones}
    told = [one for one in milestones if np.isfinite(dates[one[0].key]).all() and np.ptp(dates[one[0].key]) > 0.0]
    factors = [*_missions(header, sample), *_assumptions(header, sample)]
    missions = sum(one.kind == MISSION for one in factors)
    count = missions, len(factors) - missions
    if len(sample) < FEWEST or not told or not factors:
        return Decided(milestones, {}, *count, None)
    outcomes = np.array([dates[planned.key] for planned, _ in told])
    # What is not due before a milestone has come in every draw cannot decide it.
    left_out = np.array([[one.since >= float(row.max()) for row in outcomes] for one in factors])
    values = np.array([one.values for one in factors])
    ranked = rank_correlations(values, outcomes, header.drawing.seed, left_out=left_out)
    found = {}
    for place, (planned, _) in enumerate(told):
        order = np.argsort(-np.abs(ranked.values[:, place]), kind="stable")[:NAMED]
        found[planned.key] = tuple(
            _deciding(planned, factors[i], float(ranked.values[i, place]), outcomes[place], ranked.threshold)
            for i in order
            if ranked.values[i, place]
        )
    return Decided(milestones, found, *count, ranked)


def _deciding(planned: Planned, factor: Factor, correlation: float, dates: FloatArray, threshold: float) -> Deciding:
    above = factor.values > np.median(factor.values)
    if not above.any():
        above = factor.values >= np.median(factor.values)
    rest = dates[~above] if not above.all() else dates
    return Deciding(
        planned, factor, correlation, float(dates[above].mean() - rest.mean()) / 24.0, abs(correlation) > threshold
    )


def _missions(header: Header, sample: Sample) -> list[Factor]:
    """The missions that are late in some draw and not in the same way in all.

    One behind a gate is late because its gate is: that follows from milestones, and decides none.
    """
    scenario = header.variants[0].scenario
    planned, behind = scenario.planned_landings(), gates_of_missions(scenario)
    found = []
    for measure in sample.measures:
        match = _LATE.fullmatch(measure)
        values = sample[measure]
        if match is None or match[1] in behind or not np.isfinite(values).all():
            continue
        values = np.where(values < _LATE_D, 0.0, values)
        if np.ptp(values) > 0.0:
            found.append(Factor(MISSION, match[1], match[1], values, planned.get(match[1], 0.0)))
    return found


def _assumptions(header: Header, sample: Sample) -> list[Factor]:
    """The parameters that are drawn, by their quantiles in the draws."""
    drawing, scenario = header.drawing, header.variants[0].scenario
    if drawing.vary == "random":
        return []
    there = uncertain(scenario)
    drawn = [quantiles_of(there, drawing.seed, int(number)) for number in sample.numbers]
    return [
        Factor(ASSUMPTION, one.keys[0], one.label, np.array([each[name] for each in drawn]))
        for name, one in there.items()
    ]
