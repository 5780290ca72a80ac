"""Several variants under the same draws: their values side by side, what they must meet, and how they rank."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.result.kpis import is_completion, scale, shown
from sim.station.kpi import A_MONTH, Detail
from sim.study.ensembles.ensemble import drawn_words, ordered_measures
from sim.study.ensembles.telling import Telling
from sim.study.findings import Header
from sim.study.replicates.measures import FloatArray, Measure, chief_measure
from sim.study.replicates.sample import Sample, paired
from sim.study.requirement import Requirement, requirement_of
from sim.study.statistics import Estimate, mean, quantile, share_up_to
from sim.study.sweeps.race import Race, subset

LANDED = "station.landed_mass"
"""What it takes to bring a variant to the Moon."""


@dataclass(frozen=True)
class SweptAxis:
    """An axis of a sweep, as its findings keep it.

    Attributes:
        name: What it is called.
        key: The dotted key; empty for an axis of named points.
        labels: Labels of its points.
        values: Its points as numbers, where they are numbers of one unit.
        unit: That unit.
    """

    name: str
    key: str
    labels: tuple[str, ...]
    values: tuple[float, ...] | None = None
    unit: str = "1"


@dataclass(frozen=True, eq=False)
class Contest:
    """Several variants under the same draws.

    Attributes:
        header: What was asked.
        samples: What came of the replicates of each variant.
    """

    header: Header
    samples: tuple[Sample, ...]

    @cached_property
    def axes(self) -> tuple[SweptAxis, ...]:
        """What varies; the variants are all combinations, those of the last axis next to each other."""
        return tuple(
            SweptAxis(
                one["name"],
                one["key"],
                tuple(one["labels"]),
                None if one["values"] is None else tuple(one["values"]),
                one["unit"],
            )
            for one in self.header.settings["axes"]
        )

    @property
    def shape(self) -> tuple[int, ...]:
        """How many points each axis has."""
        return tuple(len(axis.labels) for axis in self.axes)

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """What the variants are called."""
        return tuple(variant.label for variant in self.header.variants)

    @cached_property
    def tellings(self) -> tuple[Telling, ...]:
        """Write the values of each variant."""
        span = dt.timedelta(hours=self.header.drawing.until_h)
        starts = [dt.datetime.combine(one.scenario.start, dt.time()) for one in self.header.variants]
        return tuple(Telling(start, start + span) for start in starts)

    @cached_property
    def alive(self) -> tuple[int, ...]:
        """Places of the variants of which some replicate ended well."""
        return tuple(place for place, one in enumerate(self.samples) if len(one))

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """What was read from the replicates, by name: goals first, then KPIs in their one order."""
        return ordered_measures(*self.samples)

    @cached_property
    def draws(self) -> tuple[Sample, ...]:
        """The samples with the replicates alone that ended well in all variants that have any."""
        common = dict(zip(self.alive, paired(*(self.samples[place] for place in self.alive)), strict=True))
        return tuple(common.get(place, one) for place, one in enumerate(self.samples))

    @property
    def n(self) -> int:
        """How many draws all variants have."""
        return len(self.draws[self.alive[0]]) if self.alive else 0

    def values(self, measure: str) -> FloatArray:
        """Values of a measure in the draws that all variants have, shape (variants, n).

        Dates are hours since the start, infinite where they are not reached; not a number what a variant has not.
        """
        return np.stack(
            [one[measure] if place in self.alive else np.full(self.n, np.nan) for place, one in enumerate(self.draws)]
        )

    def frame(self, measure: str) -> FloatArray:
        """Means of a measure, of a date medians, in the shape of the axes."""
        found = [self.middle(measure, place) for place in range(len(self.samples))]
        return np.array([np.nan if one is None else one.value for one in found]).reshape(self.shape)

    def middle(self, measure: str, place: int) -> Estimate | None:
        """The mean of a measure of a variant, or of a date its median; None where it has none."""
        values = self.samples[place][measure]
        values = values[~np.isnan(values)]
        if not values.size:
            return None
        return quantile(values, 0.5) if self.measures[measure].is_date else mean(values)

    def reached(self, measure: str, place: int) -> Estimate | None:
        """In which share of the draws of a variant a date was reached by the end; None where it is not known."""
        values = self.samples[place][measure]
        values = values[~np.isnan(values)]
        return share_up_to(values, self.header.drawing.until_h) if values.size else None

    @cached_property
    def lead(self) -> Measure:
        """The measure by which variants are ranked.

        The one that was asked for, else the chief goal; where no variant reaches that in any draw, the first chief KPI
        that tells them apart.
        """
        by = self.header.settings.get("by")
        if by in self.measures:
            return self.measures[by]
        goal = chief_measure(self.header.variants[0].scenario)
        if goal in self.measures and np.isfinite(self.values(goal)).any():
            return self.measures[goal]
        telling = [one for one in self.chief if one.better and not one.is_date]
        return telling[0] if telling else self.measures[goal]

    @cached_property
    def chief(self) -> tuple[Measure, ...]:
        """The measures that sum a variant up: goals and chief KPIs that are not the same everywhere."""
        kpis = shown(self.measures, Detail.CHIEF, short=True)
        names = [*(name for name in self.measures if name not in kpis and _is_goal(name)), *kpis]
        names = [name for name in names if not is_completion(name)]
        if (by := self.header.settings.get("by")) in self.measures:
            names = [by, *names]
        return tuple(self.measures[name] for name in dict.fromkeys(names) if self._varies(name))

    def _varies(self, name: str) -> bool:
        found = [one[name] for place, one in enumerate(self.samples) if place in self.alive]
        return bool(np.unique(np.concatenate(found)).size > 1) if found else False

    @cached_property
    def requirements(self) -> tuple[Requirement, ...]:
        """What a variant must meet to be chosen."""
        start, until_h = self.header.start, self.header.drawing.until_h
        asked = self.header.settings.get("require", ())
        return tuple(requirement_of(text, start, until_h, "requirement") for text in asked)

    def required(self, requirement: Requirement) -> str:
        """A requirement as a head: what is asked of which figure, without the share."""
        there = self.measures.get(requirement.measure)
        name = requirement.measure if there is None else there.label
        return f"{name} {'≥' if requirement.at_least else '≤'} {requirement.limit}"

    @cached_property
    def met(self) -> tuple[tuple[Estimate | None, ...], ...]:
        """In which share of its draws each variant meets each requirement; None where nothing is known of it."""
        # What no replicate has is met by none.
        return tuple(
            tuple(one.met(values) if (values := _known(each[one.measure])).size else None for one in self.requirements)
            for each in self.samples
        )

    @cached_property
    def fit(self) -> tuple[int, ...]:
        """Places of the variants that meet all requirements, as far as the draws tell."""
        return tuple(
            place
            for place in self.alive
            if all(
                share is not None and share.value >= one.share
                for one, share in zip(self.requirements, self.met[place], strict=True)
            )
        )

    @cached_property
    def race(self) -> Race:
        """How the variants rank that meet all requirements; all of them where none does."""
        return self.race_by(self.lead.name)

    def race_by(self, measure: str, places: Sequence[int] | None = None) -> Race:
        """How variants rank by a measure; by default those that meet all requirements."""
        among = places or self.fit or self.alive
        end = self.header.drawing.until_h if self.measures[measure].is_date else None
        return subset(self.values(measure), among, self.measures[measure].better, end)

    @property
    def asks_worst(self) -> bool:
        """Whether it is asked above all which variant is worst, against the first."""
        return bool(self.header.settings.get("worst"))

    def race_of_worst(self, places: Sequence[int]) -> Race:
        """How some variants rank by the measure of all, the worst first; dates after the end are put there."""
        values = self.values(self.lead.name)
        if self.lead.is_date:
            values = np.minimum(values, self.header.drawing.until_h)
        return subset(values, places, -self.lead.better)

    @cached_property
    def alike(self) -> tuple[int, ...]:
        """The best on average and those that are as good, best first: the draws do not tell them from it, or the mean
        difference is smaller than what matters."""
        race, lead = self.race, self.lead
        values = self.values(lead.name)
        cut = np.minimum(values, self.header.drawing.until_h) if lead.is_date else values
        means = cut.mean(axis=1)
        away = np.abs(means - means[race.leader])
        return tuple(
            place
            for place in race.order
            if place == race.leader or place in race.rivals or away[place] < self.matters(means[race.leader])
        )

    @cached_property
    def choice(self) -> int:
        """Place of the variant to land first: of those that are as good as the best, the one that lands least.

        Where the worst is asked for, it is the best.
        """
        places = self.alike
        if self.asks_worst or len(places) < 2 or LANDED not in self.measures or self.lead.name == LANDED:
            return self.race.leader
        means = np.round(self.values(LANDED)[list(places)].mean(axis=1), 6)
        return self.race.leader if np.isnan(means).any() else places[int(np.argmin(means))]

    def matters(self, value: float) -> float:
        """How large a difference of the measure by which variants are ranked matters, at a value [h, or its unit]."""
        if self.lead.is_date:
            return 24.0 * A_MONTH.amount
        size = scale(self.lead.name)
        return size.amount * (abs(value) if size.relative else 1.0)

    @cached_property
    def ranking(self) -> tuple[int, ...]:
        """Places of all variants: those that meet all requirements first, in the order of their race."""
        fit = list(self.race.order)
        rest = [place for place in self.alive if place not in fit]
        rest = list(self.race_by(self.lead.name, rest).order) if rest else []
        dead = [place for place in range(len(self.samples)) if place not in self.alive]
        return (*fit, *rest, *dead)

    @property
    def drawn(self) -> str:
        """What is drawn anew, in words."""
        return drawn_words(self.header.drawing.vary, *self.header.variants)


def _is_goal(name: str) -> bool:
    return name.startswith("goal.")


def _known(values: FloatArray) -> FloatArray:
    return values[~np.isnan(values)]
