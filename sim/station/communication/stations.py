"""Links through bases in orbit, and the people there who watch over machines on the ground."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable

import numpy as np

from sim.engine import Alarm, Load, on_grid
from sim.moon import SiteSky, Spans
from sim.scenario.schema.base import standing
from sim.scenario.schema.communication import StationLink
from sim.scenario.schema.orbit import orbit_of
from sim.scenario.sky import kepler
from sim.station.base import Base
from sim.station.communication.data_flow import DataFlow
from sim.station.communication.watch import Watch
from sim.station.energy.system import Energy

THROUGH, WATCHED = "communication.through.", "communication.watched_from_orbit."
"""What the names of histories begin with, before the link: whether it is up, machines watched over from there."""


class ThroughStation:
    """A link through a base in orbit: up while that is in view of both, with its power there.

    Args:
        base: The base on the ground.
        name: Name of the link.
        spec: What the scenario says of it.
        watch: Who watches over machines on the ground.
        data: What it sends.
        changed: Called when it comes up or goes down.
    """

    def __init__(
        self, base: Base, name: str, spec: StationLink, watch: Watch, data: DataFlow, changed: Callable[[], None]
    ) -> None:
        self._base = base
        self._spec = spec
        self._name = name
        self._watch = watch
        self._data = data
        self._changed = changed
        self._rate = on_grid(int(spec.count) * float(spec.rate))
        self.up = False
        """Whether data go through it now."""
        self._load: Load | None = None
        self._energy: Energy | None = None
        self._powered = self._serves = False
        self._people = 0
        self._up_recorder = base.recorder(THROUGH + name, "1")
        self._watched_recorder = base.recorder(WATCHED + name, "1")
        self._up_recorder.record(0.0, 0.0)
        self._watched_recorder.record(0.0, 0.0)
        sky = base.sky
        assert isinstance(sky, SiteSky)  # as it was checked
        orbit = orbit_of(base.context.scenario.bases[spec.station])
        assert orbit is not None  # likewise
        seen = (kepler(orbit), float(spec.mast), float(spec.minimum_elevation))
        self._to_earth = _Window(base, sky.passes(*seen), self._look)
        self._in_sight = _Window(base, sky.passes(*seen, needs_earth=False), self._look)
        base.schedule_service(spec, "communication", name, lambda: self._serve(True), lambda: self._serve(False))
        # All bases are built by then, whatever their order.
        base.context.at(0.0, self._attach)

    def _attach(self) -> None:
        """Take power at the base in orbit, and count who is there."""
        station: Base = self._base.context.bases[self._spec.station]
        energy = station[Energy]
        prefix = self._base.prefix.rstrip("/")
        name = f"{self._name} link" + (f" of {prefix}" if prefix else "")
        self._load = energy.bus.add_load(name, self._spec.power_class, on_grant=self._grant)
        self._energy = energy
        crew = station.tables.crew
        if crew is None or not crew.stands:
            self._people = int(self._spec.operators)
        else:
            # Not by its class: the systems of people know those of communication, and not the other way round.
            people = next(one.people for one in station.systems() if hasattr(one, "people"))
            people.when_population_changes(lambda: self._count(len(people.present)))
            self._people = len(people.present)
        energy.when_blackout_changes(lambda _: self._look())
        self._request()

    def _serve(self, serves: bool) -> None:
        self._serves = serves
        self._request()

    def _request(self) -> None:
        if self._load is None:
            return
        self._load.request(int(self._spec.count) * float(self._spec.power) if self._serves else 0.0)
        self._grant(self._load.granted)

    def _grant(self, granted: float) -> None:
        self._powered = self._serves and self._load is not None and granted >= self._load.demand
        self._look()

    def _count(self, people: int) -> None:
        self._people = people
        self._look()

    def _look(self) -> None:
        alive = self._powered and self._energy is not None and not self._energy.blackout
        now = self._base.env.now
        machines = self._spec.machines(self._people) if alive and self._in_sight.open else 0
        self._watched_recorder.record(now, float(machines))
        up = alive and self._to_earth.open and self._rate > 0.0
        if up != self.up:
            self.up = up
            self._up_recorder.record(now, 1.0 if up else 0.0)
            self._data.links_change(np.array([now]), np.array([self._rate if up else -self._rate]))
            self._changed()
        self._watch.from_orbit(self._name, machines)


class _Window:
    """Spans that open and close as the run goes by.

    Args:
        base: The base.
        spans: The spans [h].
        changed: Called as one opens or closes.
    """

    def __init__(self, base: Base, spans: Spans, changed: Callable[[], None]) -> None:
        edges = [(time, opens) for begin, end in spans for time, opens in ((begin, True), (end, False))]
        self._edges = deque(edges)
        self._changed = changed
        self._hours = base.hours
        self.open = False
        """Whether one is open."""
        self._alarm = Alarm(base.env, self._step)
        if self._edges and self._edges[0][0] <= 0.0:
            self.open = self._edges.popleft()[1]
        self._set()

    def _set(self) -> None:
        due = self._edges[0][0] if self._edges else math.inf
        self._alarm.set(due if due < self._hours else math.inf)

    def _step(self) -> None:
        self.open = self._edges.popleft()[1]
        self._set()
        self._changed()


def links_through_stations(
    base: Base, watch: Watch, data: DataFlow, changed: Callable[[], None]
) -> list[ThroughStation]:
    """The links of a base through others in orbit, by name."""
    specs = standing(base.tables.communication.orbital_stations)
    return [ThroughStation(base, name, specs[name], watch, data, changed) for name in sorted(specs)]
