"""Exploration: craters, hoppers, rovers and payloads of one base, built from their parts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from sim.engine import Ledger
from sim.moon.constants import SYNODIC_MONTH_D
from sim.scenario.schema.base import standing
from sim.station.base import Base
from sim.station.exploration.hopper import Hopper
from sim.station.exploration.payloads import Payloads
from sim.station.exploration.places import CraterGround
from sim.station.exploration.rover import Rover


class ExplorationSystem:
    """What a base explores, and with what.

    Args:
        base: The base, with its power and its links.
    """

    def __init__(self, base: Base) -> None:
        table = base.tables.exploration
        assert table is not None  # who has no table has no such system
        threshold = float(table.detection_threshold)
        self.grounds = {
            name: CraterGround(base, name, crater, threshold) for name, crater in sorted(table.craters.items())
        }
        """Craters by name: what is true of them, and what is believed."""
        self._env = base.env
        self._counts = base.rows(["exploration.craters_visited", "exploration.detections"], "1")
        for ground in self.grounds.values():
            ground.when_it_changes(self._count)
        self._count()
        self.rovers = {name: Rover(base, name, each) for name, each in sorted(standing(table.rovers).items())}
        """Rovers by name."""
        self.payloads = Payloads(base, table, self.rovers)
        """All payloads."""
        self.hoppers = {
            name: Hopper(base, name, table, self.grounds, self.payloads.observations)
            for name in sorted(standing(table.hoppers))
        }
        """Hoppers by name."""

    @property
    def believed(self) -> Mapping[str, CraterGround]:
        """Craters by name: what decisions may be about."""
        return self.grounds

    def _count(self) -> None:
        seen = self._visited
        self._counts.add((self._env.now, float(len(seen)), float(sum(ground.detected for ground in seen))))

    @property
    def _visited(self) -> list[CraterGround]:
        return [ground for ground in self.grounds.values() if ground.visited]

    def ledgers(self) -> Iterator[Ledger]:
        """Energy [kWh], propellant [kg] and data [Gbit] of each hopper."""
        for meter in (
            *(rover.driven for rover in self.rovers.values()),
            *(each.hours for each in self.payloads.observations.values()),
        ):
            meter.mark()
        for hopper in self.hoppers.values():
            yield from hopper.ledgers()

    def facts(self) -> Mapping[str, float | None]:
        """What was visited, found and lost, how wrong the estimates are, and what reached Earth."""
        seen = self._visited
        wrong = [ground.belief.mean - ground.truth for ground in seen]
        widths = [ground.belief.width for ground in self.grounds.values()]
        held = [ground.belief.covers(ground.truth) for ground in seen]
        sent = sum(hopper.memory.sent for hopper in self.hoppers.values())
        observations = self.payloads.observations.values()
        found: dict[str, float | None] = {
            "exploration.craters_visited": float(len(seen)),
            "exploration.detections": float(sum(ground.detected for ground in seen)),
            "exploration.false_alarms": float(sum(ground.detected and ground.truth == 0.0 for ground in seen)),
            "exploration.misses": float(sum(not ground.detected and ground.truth > 0.0 for ground in seen)),
            "exploration.estimate_error": math.sqrt(sum(each**2 for each in wrong) / len(wrong)) if wrong else None,
            "exploration.interval_share": sum(held) / len(held) if held else None,
            "exploration.interval_width": sum(widths) / len(widths) if widths else None,
            "exploration.hops": float(sum(hopper.hops for hopper in self.hoppers.values())),
            "exploration.hoppers_lost": float(sum(bool(hopper.cause) for hopper in self.hoppers.values())),
            "exploration.data_home": self.payloads.orbit.total + sent,
            "exploration.results": float(sum(each.result for each in observations)),
            "exploration.partner_results": float(sum(each.result and each.partner for each in observations)),
        }
        driven, service = (
            sum(getattr(rover, name).total for rover in self.rovers.values()) for name in ("driven", "service")
        )
        found["exploration.driven"] = driven if self.rovers else None
        found["exploration.lunar_day_driven"] = driven / service * 24.0 * SYNODIC_MONTH_D if service > 0.0 else None
        return found
