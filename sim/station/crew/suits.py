"""What suits lose outside, beside what the people in them take."""

from __future__ import annotations

from sim.engine import Stream, Turnover
from sim.scenario.schema.crew_habitats import CABIN, OXYGEN
from sim.scenario.schema.crew_time import Eva
from sim.station.base import Base
from sim.station.resources.system import Resources

SUITS = "crew-suits"
"""The name of what they lose in the books of the stores."""


class Suits:
    """Water that cools and oxygen that leaks, from the stores, while people are outside; let go, and booked as such.

    Args:
        base: The base.
        spec: What the scenario says.
        resources: The stores.
    """

    def __init__(self, base: Base, spec: Eva, resources: Resources) -> None:
        # As what it is where people are, so that nobody takes it for oxygen or water that somebody made.
        lost = [(CABIN[OXYGEN], OXYGEN, float(spec.suit_oxygen)), ("water", "condensate", float(spec.suit_water))]
        self._turnover = Turnover(
            base.env,
            SUITS,
            [resources.stream(name, rate) for name, _, rate in lost],
            [Stream(name, rate, None, vents=True) for _, name, rate in lost],
            most=max(1, int(spec.suits)),
        )
        resources.users[self._turnover.name] = self._turnover

    def wear(self, more: int) -> None:
        """Have so many more people outside from now on, or fewer."""
        self._turnover.run(self._turnover.units + more)
