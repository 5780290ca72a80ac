"""How far apart draws of the same scenario lie: what a difference of two single runs is seen against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.station import KpiValue

STUDIES = "studies"
"""Under the root of results: where studies lie."""
DEVIATIONS = 2.0
"""Standard deviations within which a difference of single runs is within noise."""
WITHIN = "within noise"
"""What is said of a difference that draws do not tell from none."""
ONE_DRAW = "each is one draw: what chance decides may differ by luck"
"""What is said of a comparison of single runs."""


@dataclass(frozen=True)
class Spread:
    """How far apart draws of a KPI lie, or its differences in pairs of draws.

    Attributes:
        deviation: Standard deviation [d for dates, else the KPI's unit].
        draws: Number of draws, or of pairs.
        unlike: Whether some of the draws come to a date and some do not: those that do not are put at the end.
    """

    deviation: float
    draws: int
    unlike: bool = False

    def holds(self, difference: float | None) -> bool:
        """Whether a difference of single runs lies within it; None is one of a date that only one of them came to."""
        if difference is None:
            return self.unlike
        return self.deviation > 0.0 and abs(difference) <= DEVIATIONS * self.deviation


@dataclass(frozen=True)
class PairSpread(Spread):
    """How far apart the differences of a KPI lie in pairs of draws, and what they say on the whole.

    Attributes:
        said: The mean difference with its interval, in words.
        noisy: Whether that interval holds zero.
    """

    said: str = ""
    noisy: bool = False

    def holds(self, difference: float | None) -> bool:
        """As of a :class:`Spread`; or if all the pairs together do not tell it from none."""
        return self.noisy or super().holds(difference)


@dataclass(frozen=True)
class Noise:
    """What is known of the draws of scenarios that are compared by single runs.

    Attributes:
        source: Folder of the study that says so, under the root of results.
        alone: Spreads of the first scenario's KPIs, by name.
        pairs: Spreads of differences to the first, by label of the other, then by name of a KPI.
    """

    source: str
    alone: Mapping[str, Spread] = field(default_factory=dict)
    pairs: Mapping[str, Mapping[str, PairSpread]] = field(default_factory=dict)

    def spread(self, label: str, kpi: str) -> Spread | None:
        """What a difference of a KPI is seen against: that of pairs with this scenario, else that of the first."""
        return self.pairs.get(label, {}).get(kpi) or self.alone.get(kpi)

    def within(self, label: str, kpi: str, values: tuple[KpiValue, KpiValue], difference: float | None) -> bool:
        """Whether a difference lies within the noise.

        Args:
            label: The other scenario.
            kpi: Name of the KPI.
            values: Its values in the first and in the other.
            difference: Their difference [d for dates, else the KPI's unit].
        """
        spread = self.spread(label, kpi)
        return spread is not None and values[0] != values[1] and spread.holds(difference)
