"""What came of a search of sizes: the designs that were tried, and which of them is the best."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sim.study.ensembles.telling import Telling
from sim.study.findings import Header
from sim.study.replicates.measures import Measure
from sim.study.replicates.sample import Sample
from sim.study.sizing.asked import Asked, Objective
from sim.study.sizing.front import front_of
from sim.study.sizing.trials import Point, Score
from sim.study.sizing.tried import Tried
from sim.study.sizing.variables import Variable
from sim.study.statistics import Estimate


@dataclass(frozen=True, eq=False)
class Found:
    """What came of a search of sizes.

    Attributes:
        header: What was asked.
        variables: What was sized.
        asked: What a design must meet, and what makes one better than another.
        tried: The designs that were tried, in that order.
        written: The scenario as it was written.
        fresh: The designs that were tried with fresh draws too, and what came of these alone.
        measures: What was read from every replicate, by name.
        samples: All replicates of the search of the designs whose scenarios are kept, by key of the variant.
    """

    header: Header
    variables: tuple[Variable, ...]
    asked: Asked
    tried: tuple[Tried, ...]
    written: Tried
    fresh: Mapping[Point, Tried]
    measures: Mapping[str, Measure]
    samples: Mapping[str, Sample]

    @cached_property
    def telling(self) -> Telling:
        """Writes its values."""
        return Telling(self.header.start, self.header.end)

    @cached_property
    def scores(self) -> Mapping[Point, Score]:
        """How far each design is from what is asked, and what it costs."""
        return {one.point: one.score(self.asked, self.measures) for one in self.tried if one.point is not None}

    @cached_property
    def by_point(self) -> Mapping[Point, Tried]:
        """The designs by their places."""
        return {one.point: one for one in self.tried if one.point is not None}

    @property
    def fronted(self) -> bool:
        """Whether there are two objectives, and so no one best design."""
        return len(self.asked.objectives) > 1

    @cached_property
    def front(self) -> tuple[Tried, ...]:
        """Of two objectives, the designs that no other is better than, by the first; else the one that is chosen."""
        if self.fronted:
            return tuple(self.by_point[point] for point in front_of(self.scores))
        return () if self.chosen is None else (self.chosen,)

    @cached_property
    def sure_front(self) -> tuple[Tried, ...]:
        """Of the front, the first and whatever is better in the second objective than the last kept, beyond noise."""
        kept = list(self.front[:1])
        if not self.fronted:
            return tuple(kept)
        measure = self.measures[self.asked.objectives[1].measure]
        for one in self.front[1:]:
            change = one.less(kept[-1], measure, self.header.drawing.until_h)
            if change is not None and not change.same and change.within_noise is False:
                kept.append(one)
        return tuple(kept)

    @property
    def best(self) -> Tried | None:
        """The best by the draws of the search; None where none meets all."""
        feasible = [point for point, score in self.scores.items() if score.feasible]
        found = min(feasible, key=lambda point: (self.scores[point].order, point), default=None)
        return None if found is None else self.by_point[found]

    @cached_property
    def chosen(self) -> Tried | None:
        """The best that meets all with fresh draws too; the best of the search where none does, or none was tried so.

        None where no design meets all.
        """
        held = [point for point, fresh in self.fresh.items() if fresh.score(self.asked, self.measures).feasible]
        found = min(held, key=lambda point: (self.scores[point].order, point), default=None)
        return self.best if found is None else self.by_point[found]

    @property
    def holds(self) -> bool | None:
        """Whether the chosen design meets all with fresh draws; None where that was not tried."""
        chosen = self.chosen
        fresh = None if chosen is None or chosen.point is None else self.fresh.get(chosen.point)
        return None if fresh is None else fresh.score(self.asked, self.measures).feasible

    @property
    def failed_freshly(self) -> tuple[Point, ...]:
        """The designs that meet all with the draws of the search and not with fresh ones."""
        return tuple(point for point, one in self.fresh.items() if not one.score(self.asked, self.measures).feasible)

    @cached_property
    def nearest(self) -> Tried | None:
        """The design that misses least; None where none was run."""
        found = min(self.scores, key=lambda point: (self.scores[point].order, point), default=None)
        return None if found is None else self.by_point[found]

    def beside(self, design: Tried) -> tuple[tuple[Variable, int, Tried], ...]:
        """The next smaller and the next larger of each variable that were tried: variable, -1 or 1, design."""
        assert design.point is not None
        found = []
        for place, variable in enumerate(self.variables):
            line = {
                point[place]: one
                for point, one in self.by_point.items()
                if (*point[:place], *point[place + 1 :]) == (*design.point[:place], *design.point[place + 1 :])
            }
            for way in (-1, 1):
                one = line.get(design.point[place] + way)
                if one is not None:
                    found.append((variable, way, one))
        return tuple(found)

    def estimate(self, objective: Objective, design: Tried) -> Estimate | None:
        """What a design comes to in an objective, with its interval."""
        if not len(design):
            return None
        return objective.estimate(self.measures[objective.measure], design.values[objective.measure])

    def sizes(self, design: Tried) -> tuple[float, ...]:
        """Its sizes, in the units that were given; of the scenario as it was written, those that it says."""
        if design.point is None:
            return tuple(variable.written for variable in self.variables)
        return tuple(variable.sizes[place] for variable, place in zip(self.variables, design.point, strict=True))

    @property
    def larger_fails(self) -> tuple[Tried, Tried] | None:
        """A design that meets all, and one that is nowhere smaller and does not; None where there are none such."""
        good = [point for point, score in self.scores.items() if score.feasible]
        bad = [point for point, score in self.scores.items() if not score.feasible and len(self.by_point[point])]
        for small in good:
            for large in bad:
                if all(a <= b for a, b in zip(small, large, strict=True)):
                    return self.by_point[small], self.by_point[large]
        return None
