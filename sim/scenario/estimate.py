"""What all estimates of what machines do and what breaks share: the span, its days, and who serves when."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.scenario.schema.base import Asset
from sim.scenario.schema.scenario import ScenarioTable

Floats = NDArray[np.float64]


class Estimate:
    """An estimate over the span of a scenario.

    Args:
        scenario: The scenario.
    """

    def __init__(self, scenario: ScenarioTable) -> None:
        self._scenario = scenario
        self.hours = scenario.hours
        """The span [h]."""

    @cached_property
    def times(self) -> Floats:
        """Moments at which things are asked for: every day, and the end [h]."""
        return np.append(np.arange(0.0, self.hours, 24.0), self.hours)

    def at(self, values: Floats, moment: float) -> float:
        """What was reached by a moment [h], of figures at :attr:`times`, shape (n,)."""
        return float(np.interp(moment, self.times, values))

    def service_hours(self, assets: Iterable[Asset]) -> float:
        """Hours of service of all units of some assets by the end [h]."""
        return math.fsum(one.count.value * float(self._served(one)[-1]) for one in assets)

    def _served(self, asset: Asset) -> Floats:
        """Hours of service by each moment, shape (n,)."""
        first, last = self._presence(asset)
        return np.clip(self.times, first, max(first, last)) - first

    def _presence(self, asset: Asset) -> tuple[float, float]:
        """When something comes and goes, within the span [h]."""
        first, last = self._scenario.service_span(asset)
        return min(self.hours, first), min(self.hours, max(0.0, last))
