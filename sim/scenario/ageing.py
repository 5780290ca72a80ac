"""How a battery loses capacity: with time, and with every discharge the more the deeper it goes."""

from __future__ import annotations

import math

from sim.scenario.schema.energy import Storage

END_OF_LIFE = 0.8
"""Capacity that is left when a cycle life is over, as a share of the new one: what cycle lives are counted to."""

LEAST = 0.1
"""Share of the new capacity below which none falls: of cells so far gone the law knows nothing."""


class Ageing:
    """What is left of the capacity of a storage.

    Rates take from what is left. With N the cycles to 80 % at depth d0 and e how the cycle life falls with depth, a
    cycle from full to depth d and back costs (d / d0)^e / N of a life. A discharge from depth d1 to d2 costs the
    difference of the two, so that parts of a discharge add up to the whole; a small cycle deep down costs what that
    part of a deep one does (marginal cost of a cycle by depth: Xu, Zhao, Zheng, Litvinov and Kirschen 2018, IEEE Trans.
    Power Syst. 33, 2248).

    Args:
        spec: What storage it is.
    """

    __slots__ = ("_calendar", "_depth", "_exponent", "_per_cycle", "cycles")

    def __init__(self, spec: Storage) -> None:
        self._calendar = float(spec.calendar_fade)
        self._per_cycle = -math.log(END_OF_LIFE) / float(spec.cycle_life)
        self._depth = float(spec.cycle_depth)
        self._exponent = float(spec.cycle_exponent)
        self.cycles = 0.0
        """Wear by all discharges so far, in cycles to the depth for which the cycle life is stated."""

    def discharged(self, before: float, after: float) -> None:
        """Take account of a discharge between two states of charge [1]."""
        self.cycles += self._wear(1.0 - after) - self._wear(1.0 - before)

    def left(self, age: float) -> float:
        """Capacity left after ``age`` [h] as a share of the new one [1]."""
        return max(LEAST, math.exp(-self._calendar * age - self._per_cycle * self.cycles))

    def _wear(self, depth: float) -> float:
        return float((max(0.0, depth) / self._depth) ** self._exponent)
