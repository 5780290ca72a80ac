"""Payloads at work: how long they have run, when their result is there, and probes that read."""

from __future__ import annotations

from collections.abc import Callable

from sim.engine import Alarm, Meter
from sim.scenario.schema.explorers import Payload, Probe
from sim.station.base import Base
from sim.station.exploration.places import Visit


class Observation:
    """How long a payload has run, and when that is enough for its result.

    Args:
        base: The base.
        name: Of the payload.
        payload: What the scenario says of it.
    """

    def __init__(self, base: Base, name: str, payload: Payload) -> None:
        self._base = base
        self._name = name
        self._payload = payload
        self.hours = Meter(base.env, base.recorder(f"exploration.observed.{name}", "h", "linear"))
        """How long it has run [h]."""
        self._alarm = Alarm(base.env, self._finish)
        self.result = False
        """Whether its result is there."""

    @property
    def partner(self) -> bool:
        """Whether it is a partner's."""
        return bool(self._payload.partner)

    def run(self, runs: bool) -> None:
        """Run from now on, or not."""
        if runs == (self.hours.rate > 0.0):
            return
        self.hours.set_rate(1.0 if runs else 0.0)
        if not self.result:
            left = float(self._payload.needed) - self.hours.total
            self._alarm.set(self._base.env.now + max(0.0, left) if runs else float("inf"))

    def _finish(self) -> None:
        self.result = True
        whose = f"of {self._payload.partner}, " if self._payload.partner else ""
        text = f"{whose}after {float(self._payload.needed):g} h"
        self._base.log("exploration", self._name, "payload_result", text)


class Reader:
    """A probe of a hopper: reads one time after the other while it stands in a crater.

    Args:
        base: The base.
        probe: What the scenario says of it.
        keeps: Whether there is room for the data of a reading that ends now.
        on_read: Called after each reading.
    """

    def __init__(self, base: Base, probe: Probe, keeps: Callable[[], bool], on_read: Callable[[], None]) -> None:
        self._base = base
        self._probe = probe
        self._keeps = keeps
        self._on_read = on_read
        self._alarm = Alarm(base.env, self._read)
        self._visit: Visit | None = None

    @property
    def reading(self) -> bool:
        """Whether it is at work."""
        return self._visit is not None

    def start(self, visit: Visit) -> None:
        """Take all readings of a visit, beginning now."""
        self._visit = visit
        self._alarm.set(self._base.env.now + float(self._probe.reading_time))

    def stop(self) -> None:
        """Read no more; a reading under way is given up."""
        self._visit = None
        self._alarm.cancel()

    def _read(self) -> None:
        visit = self._visit
        assert visit is not None
        visit.read(kept=self._keeps())
        if visit.taken < int(self._probe.readings):
            self._alarm.set(self._base.env.now + float(self._probe.reading_time))
        else:
            self.stop()
        self._on_read()
