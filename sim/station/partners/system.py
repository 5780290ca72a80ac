"""Partners: who joins, what they send, what comes of it, on one base."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from sim.engine import Ledger
from sim.station.base import Base
from sim.station.communication.system import Communication
from sim.station.partners.community import Attraction, Community
from sim.station.partners.experiment import Books, Stage
from sim.station.partners.flights import Flights
from sim.station.partners.hands import Hands
from sim.station.partners.laboratory import Laboratory
from sim.station.partners.programme import Calls, Proposals
from sim.station.partners.sharing import gini, largest_share, quantile


class Partners:
    """Partners of a base and their experiments.

    Args:
        base: The base, with its power, its links and its people, if there are any.
    """

    def __init__(self, base: Base) -> None:
        table = base.tables.partners
        assert table is not None  # who has no table has no such system
        data = base[Communication].data

        def delivered() -> float:
            data.work_out()
            return data.sent

        self.books = Books(base, rides=any(one.arrives_with is not None for one in table.landings.values()))
        """Where experiments are."""
        self.attraction = Attraction(base, table, delivered)
        """What the station does for joining."""
        self.community = Community(base, table, self.attraction)
        """Who has joined."""
        self.laboratory = Laboratory(base, table, self.books, float(table.calls.success))
        """What runs."""
        self.hands = Hands(base, table, self.books, self.laboratory.put)
        """Who sets up."""
        self.flights = Flights(base, table, self.books, self.hands.land)
        """What flies. Any landing with room to spare may take experiments along: :meth:`Flights.land`."""
        self.flights.when_landed(self.attraction.fly)
        self.calls = Calls(base, table, self.books, self.flights.put)
        """What is selected."""
        self.proposals = Proposals(base, table, self.community, self.books, self.calls.propose)
        """What is proposed."""

    def ledgers(self) -> Iterator[Ledger]:
        """The ledger of experiments."""
        # Histories end here.
        self.laboratory.close()
        yield self.books.ledger()

    def facts(self) -> Mapping[str, float | None]:
        """What flew, ran and came back, how long it waited, whose it was, and what it took."""
        books, flown = self.books, self.flights.flown
        results = float(books.came(Stage.RESULT))
        energy = self.laboratory.energy + self.hands.energy
        waits, ran = books.waits, self.laboratory.run_hours()
        return {
            "partners.flown": float(sum(flown.values())),
            "partners.results": results,
            "partners.wait_mean": sum(waits) / len(waits) if waits else None,
            "partners.wait_p90": quantile(waits, 0.9),
            **{f"partners.stay.{stage.value}": books.mean_stay(stage) for stage in books.stages if not stage.over},
            **({"partners.lost": float(books.count(Stage.LOST))} if Stage.LOST in books.stages else {}),
            "partners.largest_share": largest_share(flown.values()),
            "partners.gini": gini([flown.get(number, 0) for number in range(self.community.institutions)]),
            "partners.run_hours": math.fsum(ran.values()),
            **{f"partners.run_hours.{kind}": hours for kind, hours in ran.items()},
            "partners.mass": self.flights.mass,
            "partners.energy": energy,
            "partners.hands": self.hands.hours,
            "partners.results_per_tonne": 1000.0 * results / self.flights.mass if self.flights.mass else None,
            "partners.results_per_energy": results / energy if energy else None,
        }
