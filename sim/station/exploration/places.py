"""Places that explorers stand at: their sky and links, what is true of their ice, and what is believed of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import fields

import numpy as np

from sim.engine import RateNotes
from sim.moon import SiteSky, Sky
from sim.scenario.quantity import Law
from sim.scenario.schema.base import put_names, standing
from sim.scenario.schema.explorers import Crater, Probe
from sim.scenario.schema.places import PLACING
from sim.scenario.schema.site import HorizonTable
from sim.station.base import Base
from sim.station.exploration.belief import Belief, Readings, Response, prior
from sim.station.relief import Lift
from sim.station.sky import relay_passes
from sim.station.truth import true_ice

_AZIMUTHS = tuple(float(azimuth) for azimuth in range(0, 360, 30))


class Links:
    """The fastest link from a place to Earth along the run: known beforehand.

    Args:
        base: Whose relays serve it, as far as they are in service.
        sky: Over the place; antennas stand at its lowest measured mast.
        earth_rate: Straight to Earth while that is in view [Gbit/h].
        relay_rate: To a relay in view [Gbit/h].
    """

    def __init__(self, base: Base, sky: Sky, earth_rate: float, relay_rate: float) -> None:
        earth = [sky.earth(sky.lowest_mast)] if earth_rate > 0.0 else []
        relays = [
            base.context.served(relay, relay_passes(sky, relay))
            for _, relay in sorted(standing(base.tables.communication.relays).items())
        ]
        notes = RateNotes(2)
        notes.add((0.0, 0.0, 0.0))
        for column, spans in [(0, each) for each in earth] + [(1, each) for each in relays if relay_rate > 0.0]:
            edges = np.array(spans, dtype=float).reshape(-1)
            steps = np.zeros((len(edges), 3))
            steps[:, 0] = edges
            steps[:, 1 + column] = np.tile([1.0, -1.0], len(spans))
            notes.add_all(steps)
        times, up = notes.take(base.hours)
        rates = np.maximum(np.where(up[:, 0] > 0.0, earth_rate, 0.0), np.where(up[:, 1] > 0.0, relay_rate, 0.0))
        turns = np.append(True, rates[1:] != rates[:-1]) & (times < base.hours)
        if Lift.LINKS in base.lifts:
            turns, rates = np.arange(len(times)) == 0, np.full(len(times), max(earth_rate, relay_rate))
        self.times: list[float] = times[turns].tolist()
        """When it becomes another one [h], the first at 0."""
        self.rates: list[float] = rates[turns].tolist()
        """Its rate from each of these times on [Gbit/h]; 0 where there is none."""

    def at(self, time: float) -> tuple[float, float]:
        """Rate at a time [h] and when the next one begins [h], infinity for never."""
        index = bisect_right(self.times, time) - 1
        following = self.times[index + 1] if index + 1 < len(self.times) else float("inf")
        return self.rates[index], following


def sky_over(base: Base, crater: Crater) -> SiteSky:
    """The sky over a crater, under its measured horizon or a rim as high all around."""
    horizons = crater.horizons
    if horizons is None:
        assert crater.skyline is not None  # one of the two is there
        rim = HorizonTable(azimuth_deg=_AZIMUTHS, elevation_deg=(float(crater.skyline),) * len(_AZIMUTHS))
        horizons = put_names({"0 m": rim})
    placing = {key: getattr(crater, key) for key in PLACING} | {"horizons": horizons}
    return base.sky_over(base.tables.site.model_copy(update=placing))


class Visit:
    """Readings of one probe at one visit to a crater; what is wrong with them is the same for all of them.

    Args:
        base: The base.
        crater: Where.
        probe: What reads.
        stream: Name of its random numbers.
    """

    def __init__(self, base: Base, crater: CraterGround, probe: Probe, stream: str) -> None:
        self._random = base.stream(stream)
        self._probe = probe
        self.response = response_of(probe)
        """How the probe answers."""
        # As many numbers whatever comes of them, so that one crater's ice leaves the others' readings as they are.
        missed, alarmed, pretended = self._random.random(3)
        within = 0.0 if missed < self.response.miss else crater.truth
        if within == 0.0 and alarmed < self.response.false_alarm:
            within = self.response.limit + (self.response.full_scale - self.response.limit) * pretended
        self._within = within
        self.readings: list[float | None] = []
        """What was read and kept."""
        self.taken = 0
        """How many readings were taken, kept or not."""
        self.home = 0
        """How many of these have reached Earth."""

    def read(self, *, kept: bool) -> None:
        """Take a reading, which is lost if there is no room for its data."""
        value = self._within + self.response.noise * float(self._random.standard_normal())
        self.taken += 1
        if kept:
            self.readings.append(value if self._within > 0.0 and value >= self.response.limit else None)


def response_of(probe: Probe) -> Response:
    """How a probe answers to ice, as those who read it know it."""
    return Response(**{each.name: float(getattr(probe, each.name)) for each in fields(Response)})


class CraterGround:
    """A crater as it is and as it is believed to be.

    Args:
        base: The base.
        name: Its name.
        crater: What the scenario says of it.
        threshold: Probability of ice from which on it counts as detected [1].
    """

    def __init__(self, base: Base, name: str, crater: Crater, threshold: float) -> None:
        self.name = name
        self.crater = crater
        self._base = base
        self._threshold = threshold
        self.unit = crater.ice.unit
        """Base unit of its ice content."""
        self.truth = true_ice(base.context.streams, base.name, crater)
        """Its ice content, which instruments and machines obey [1]."""
        assert crater.ice.range is not None  # checked on loading
        law: Law = "uniform" if crater.ice.distribution == "uniform" else "log-uniform"
        self.prior: Belief = prior(*crater.ice.range, law, float(crater.dry_chance))
        """What is believed of it beforehand."""
        self.belief = self.prior
        """What is believed of it now."""
        self.visits: list[Visit] = []
        """Who has read what there."""
        self.visited = False
        """Whether a craft stood there."""
        self._detected = False
        self._on_change: list[Callable[[], None]] = []
        names = ("believed", "believed_low", "believed_high", "ice_chance", "true")
        self._row = base.rows([f"exploration.{each}.{name}" for each in names], self.unit)
        self._record()

    @property
    def detected(self) -> bool:
        """Whether ice counts as detected: it is believed with the probability that is asked for."""
        return self._detected

    def when_it_changes(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` when it is visited for the first time, and when it begins or ends to count as detected."""
        self._on_change.append(callback)

    def visit(self) -> None:
        """Note that a craft stands there."""
        if not self.visited:
            self.visited = True
            self._tell()

    def hear(self, *, whole: bool) -> None:
        """Believe what all readings that have reached Earth say.

        Args:
            whole: Whether no reading of this visit is still to come.
        """
        heard: list[tuple[Response, Readings]] = [
            (visit.response, visit.readings[: visit.home]) for visit in self.visits if visit.home
        ]
        self.belief = self.prior.after(heard)
        self._record()
        low, high = self.belief.interval()
        text = f"ice with {self.belief.ice:.0%}; {self.belief.mean:.2%}, {low:.2%} to {high:.2%}"
        if whole:
            self._base.log("exploration", self.name, "evidence_home", text)
        detected = self.belief.ice >= self._threshold
        if detected != self._detected:
            self._detected = detected
            self._base.log("exploration", self.name, "ice_detected" if detected else "ice_doubted", text)
            self._tell()

    def _tell(self) -> None:
        for callback in self._on_change:
            callback()

    def _record(self) -> None:
        low, high = self.belief.interval()
        self._row.add((self._base.env.now, self.belief.mean, low, high, self.belief.ice, self.truth))
