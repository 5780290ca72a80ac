"""What all systems of a station share while it runs."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date

from sim.engine import Alarm, Environment, Streams, Trace
from sim.scenario import Scenario
from sim.scenario.schema.base import Asset, Dated
from sim.station.outcome import Event
from sim.station.relief import Relief


class Context:
    """The environment of a run, with its log, histories and random streams.

    Args:
        scenario: What is run.
        hours: Length of the run [h].
        streams: Its random numbers.
        relief: The limit that is lifted, if any.
    """

    def __init__(self, scenario: Scenario, hours: float, streams: Streams, relief: Relief | None = None) -> None:
        self.scenario = scenario
        self.hours = hours
        self.streams = streams
        self.relief = relief
        self.env = Environment()
        self.trace = Trace()
        self.events: list[Event] = []

    def log(self, system: str, subject: str, event: str, detail: str = "") -> None:
        """Write an event of this moment into the log."""
        self.events.append(Event(self.env.now, system, subject, event, detail))

    def at(self, time: float, callback: Callable[[], None]) -> None:
        """Call ``callback`` at ``time`` [h], not before now; never if that is after the end of the run."""
        if time < self.hours:
            Alarm(self.env, callback).set(max(time, self.env.now))

    def hours_of(self, day: date) -> float:
        """Hours from the start of the run to 00:00 UTC of ``day`` [h], negative before it."""
        return (day - self.scenario.start).days * 24.0

    def service_span(self, asset: Dated) -> tuple[float, float]:
        """When an asset arrives and when it is lost or retired [h]; from 0 on, infinity for never."""
        first = 0.0 if asset.from_ is None else max(0.0, self.hours_of(asset.from_))
        last = math.inf if asset.until is None else self.hours_of(asset.until)
        return first, last

    def schedule_service(
        self,
        asset: Dated,
        system: str,
        subject: str,
        arrive: Callable[[], None],
        retire: Callable[[], None],
    ) -> None:
        """Call ``arrive`` and ``retire`` at the asset's dates and log them.

        What is there from the start arrives at once, without an entry in the log. An asset of no units never comes.
        """
        if isinstance(asset, Asset) and int(asset.count) == 0:
            return
        first, last = self.service_span(asset)

        def arrived() -> None:
            self.log(system, subject, "arrived")
            arrive()

        def retired() -> None:
            self.log(system, subject, "retired")
            retire()

        if last <= 0.0:
            return
        if first <= 0.0:
            arrive()
        else:
            self.at(first, arrived)
        self.at(last, retired)


def unit_names(key: str, count: int) -> list[str]:
    """Names of the single units of an asset: its key, numbered if there are several."""
    return [key] if count == 1 else [f"{key}-{number}" for number in range(1, count + 1)]
