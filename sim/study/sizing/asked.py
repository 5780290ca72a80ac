"""What is asked of a design: requirements that it must meet, and objectives by which one is better than another."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.study.replicates.measures import FloatArray, Measure
from sim.study.requirement import Requirement
from sim.study.statistics import Estimate, mean, proportion, quantile


@dataclass(frozen=True)
class Objective:
    """A measure of which less or more is better.

    Attributes:
        measure: Name of the measure; its mean over the runs counts, of a date the median.
        maximise: Whether more is better.
    """

    measure: str
    maximise: bool = False

    @property
    def text(self) -> str:
        """As the command line says it."""
        return f"--{'maximise' if self.maximise else 'minimise'} {self.measure}"

    def estimate(self, measure: Measure, values: FloatArray) -> Estimate | None:
        """What a design comes to, with its interval; None where no run has it."""
        known = values[~np.isnan(values)]
        if not known.size:
            return None
        return quantile(known, 0.5) if measure.is_date or not np.isfinite(known).all() else mean(known)

    def cost(self, estimate: Estimate | None) -> float:
        """The same so that less is better; infinite where there is none."""
        if estimate is None:
            return math.inf
        return -estimate.value if self.maximise else estimate.value


@dataclass(frozen=True)
class Asked:
    """All that is asked of a design.

    Attributes:
        requirements: What it must meet.
        objectives: By which it is better than another: one or two.
        surely: Whether the lower end of each interval must reach the share asked for.
    """

    requirements: tuple[Requirement, ...]
    objectives: tuple[Objective, ...]
    surely: bool = False

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """The names of all measures that it takes."""
        names = [one.measure for one in self.requirements] + [one.measure for one in self.objectives]
        return tuple(dict.fromkeys(names))

    @property
    def as_json(self) -> dict[str, object]:
        """The same as JSON can hold it."""
        return {
            "meet": [dict(one.__dict__) for one in self.requirements],
            "objectives": [dict(one.__dict__) for one in self.objectives],
            "surely": self.surely,
        }

    @classmethod
    def from_json(cls, found: Mapping[str, list[dict[str, object]]]) -> Asked:
        """The same from there."""
        return cls(
            tuple(Requirement(**one) for one in found["meet"]),  # type: ignore[arg-type]
            tuple(Objective(**one) for one in found["objectives"]),  # type: ignore[arg-type]
            bool(found["surely"]),
        )


def least_runs(share: float) -> int | None:
    """How many runs it takes until the interval of a share can reach so much, when all of them meet it; None for all.

    Wilson's interval of n of n begins at ``n / (n + z²)``.
    """
    if share >= 1.0:
        return None
    n = 1
    while (proportion(n, n).low or 0.0) < share:
        n = max(n + 1, math.ceil(1.05 * n))
    while n > 1 and (proportion(n - 1, n - 1).low or 0.0) >= share:
        n -= 1
    return n
