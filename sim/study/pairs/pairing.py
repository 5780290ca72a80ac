"""The replicates of several scenarios under the same draws, and how each differs from the first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from sim.result.kpis import shown
from sim.scenario.register import Difference as Changed
from sim.station.kpi import Detail
from sim.study.ensembles.ensemble import Ensemble, ordered_measures
from sim.study.ensembles.telling import Telling
from sim.study.findings import Findings, Header
from sim.study.pairs.difference import Difference, differences
from sim.study.replicates.measures import CHIEF, Measure
from sim.study.replicates.sample import Sample
from sim.study.wording import counted, listed


@dataclass(frozen=True, eq=False, repr=False)
class Pairing(Findings):
    """Several scenarios under the same draws; :class:`~sim.study.pairs.pairs.Pairs` says what they differ in.

    Attributes:
        header: What was asked.
        samples: What came of each scenario, in their order: the replicates that ended well in all of them.
    """

    header: Header
    samples: tuple[Sample, ...]

    def __len__(self) -> int:
        """How many replicates ended well in all scenarios."""
        return len(self.samples[0])

    def __repr__(self) -> str:
        """One line: what is compared."""
        return f"<Pairs of {listed(self.labels, 6)}: {counted(len(self), 'pair')}>"

    @property
    def labels(self) -> tuple[str, ...]:
        """What each scenario is called."""
        return tuple(variant.label for variant in self.header.variants)

    @property
    def measures(self) -> dict[str, Measure]:
        """What was read from the replicates of any of them, by name: goals first, then KPIs in their one order."""
        return ordered_measures(*self.samples)

    @cached_property
    def differences(self) -> Mapping[str, Mapping[str, Difference]]:
        """How each other scenario differs from the first: by its label, then by the name of a measure."""
        first, *others = self.samples
        until = self.header.drawing.until_h
        return {one.variant.label: differences(first, one, until, self.measures) for one in others}

    @cached_property
    def each(self) -> tuple[Ensemble, ...]:
        """Each scenario by itself, as the ensemble that it is."""
        variants = self.header.variants
        return tuple(
            Ensemble(replace(self.header, variants=(variant,)), one)
            for variant, one in zip(variants, self.samples, strict=True)
        )

    @cached_property
    def telling(self) -> Telling:
        """Writes its values."""
        return Telling(self.header.start, self.header.end)

    @cached_property
    def chief(self) -> tuple[str, ...]:
        """Names of the measures that stand for a run: those of the goals, then the chief KPIs."""
        goals = [measure.name for one in self.each for _, measure in one.goals]
        return tuple(dict.fromkeys([*goals, *shown(self.measures, Detail.CHIEF, short=True)]))

    @cached_property
    def listed(self) -> tuple[str, ...]:
        """Names of the measures that tables show where there is no room for all, and that differ in some pair."""
        there = set(self.chief) | set(shown(self.measures, Detail.WIDE, short=True))
        return tuple(name for name in self.measures if name in there and self.differs(name))

    def differs(self, name: str) -> bool:
        """Whether a measure differs from the first scenario's in any pair of any other."""
        return any(name in found and not found[name].same for found in self.differences.values())

    @property
    def changes(self) -> Mapping[str, tuple[Changed, ...]]:
        """What each other scenario's inputs differ in from the first one's, by label."""
        from sim.scenario import diff

        first, *others = self.header.variants
        return {one.label: tuple(diff(first.scenario, one.scenario)) for one in others}

    @property
    def goal(self) -> str:
        """Name of the measure of the first scenario's chief goal."""
        goals = self.each[0].goals
        return goals[0][1].name if goals else CHIEF
