"""Which replicates a sensitivity study runs, and by which numbers they are found again.

Three sets share one store. The rows of the two plans change parameters and nothing else: their lives, repairs and
rejects are those of replicate 0. Luck is seen in pairs that have the same parameters, drawn over their ranges: one has
the lives, repairs and rejects of its own number, the other those of replicate 0. With parameters as they are written it
might not be seen at all: where all is built in time in every draw, nothing differs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.scenario.draws import quantiles
from sim.study.replicates.study import Wanted
from sim.study.replicates.variants import Variant, digest
from sim.study.statistics import MorrisPlan, SobolPlan, morris_plan, sobol_plan

LUCK = 30
"""Pairs that show luck: with so many, a standard deviation is known to about a quarter."""
WIDTH = 10**7
"""Numbers that are set aside for a plan."""
OTHERS = "*"
"""In a plan of shares: all parameters that have no share of their own, drawn together as if they were one. No
parameter is called so."""

_AGAIN = 10_000
"""From the number of the first of a pair to that of the second."""
_SCREENED = WIDTH
"""Number of the first row of the screening."""
_DIGITS = 7
"""Digits of the digest of what has a share of its own, from which its first number follows."""


@dataclass(frozen=True)
class Design:
    """What a sensitivity study runs.

    Attributes:
        names: The uncertain parameters.
        trajectories: Trajectories of the screening; none where zero.
        base: Blocks of the plan of shares.
        seed: What both plans are drawn from.
        own: Parameters that have a share of their own; None where that is not known yet.
    """

    names: tuple[str, ...]
    trajectories: int
    base: int
    seed: int
    own: tuple[str, ...] | None = None

    @cached_property
    def screening(self) -> MorrisPlan | None:
        """The plan of the screening; None where there is none."""
        return morris_plan(self.names, self.trajectories, self.seed) if self.trajectories else None

    @cached_property
    def sharing(self) -> SobolPlan | None:
        """The plan of shares; None where nothing has a share."""
        if not self.own:
            return None
        return sobol_plan((*self.own, OTHERS) if self.others else self.own, self.base, self.seed)

    @property
    def others(self) -> tuple[str, ...]:
        """Parameters that have no share of their own."""
        own = set(self.own or ())
        return tuple(name for name in self.names if name not in own)

    @property
    def nominal_number(self) -> int:
        """Number of the replicate with all parameters as they are written."""
        return 0

    @property
    def luck_numbers(self) -> tuple[range, range]:
        """Numbers of the pairs that show luck."""
        return range(1, 1 + LUCK), range(1 + _AGAIN, 1 + _AGAIN + LUCK)

    @property
    def screening_numbers(self) -> range:
        """Numbers of the rows of the screening: of a larger plan, those of a smaller one come first."""
        rows = 0 if self.screening is None else len(self.screening.quantiles)
        return range(_SCREENED, _SCREENED + rows)

    @property
    def sharing_numbers(self) -> range:
        """Numbers of the rows of the plan of shares, others for other parameters that have one."""
        rows = 0 if self.sharing is None else len(self.sharing.quantiles)
        first = WIDTH * (2 + int(digest([*self.names, "", *(self.own or ())])[:_DIGITS], 16))
        return range(first, first + rows)

    def wanted_luck(self, variant: Variant) -> list[Wanted]:
        """The replicate as it is written, then the pairs that show luck; the study must draw both sorts of things."""
        pairs = (
            (Wanted(variant, own), Wanted(variant, other, quantiles(variant.scenario, self.seed, own)))
            for own, other in zip(*self.luck_numbers, strict=True)
        )
        return [Wanted(variant, self.nominal_number, {}), *(one for pair in pairs for one in pair)]

    def wanted_screening(self, variant: Variant) -> list[Wanted]:
        """The rows of the screening."""
        if self.screening is None:
            return []
        rows = (dict(zip(self.names, row.tolist(), strict=True)) for row in self.screening.quantiles)
        return [Wanted(variant, n, row) for n, row in zip(self.screening_numbers, rows, strict=True)]

    def wanted_sharing(self, variant: Variant) -> list[Wanted]:
        """The rows of the plan of shares."""
        return [Wanted(variant, n, row) for n, row in zip(self.sharing_numbers, self._sharing_rows(), strict=True)]

    def _sharing_rows(self) -> Iterator[dict[str, float]]:
        if self.sharing is None:
            return
        others = self.others
        for row in self.sharing.quantiles.tolist():
            found = dict(zip(self.own or (), row, strict=False))
            yield {**found, **together(others, row[-1])} if others else found


def together(names: Sequence[str], one: float) -> dict[str, float]:
    """Quantiles of many parameters from one: drawn from it as from a seed, so that they move as one in a plan.

    They are independent and uniform over plans in which ``one`` is, so that what is estimated for it holds for the
    group (Saltelli and others, 2008, Global Sensitivity Analysis: The Primer, sec. 4.7, on groups).

    Args:
        names: The parameters.
        one: Quantile of the group, from 0 to 1.
    """
    drawn = np.random.Generator(np.random.PCG64(int(one * 2.0**53))).random(len(names))
    return dict(zip(names, drawn.tolist(), strict=True))
