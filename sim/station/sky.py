"""The sky over a station: that of its site over the run, and the light that the station sees pass."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import deque
from collections.abc import Callable

import numpy as np

from sim.engine import Alarm, Recorder
from sim.moon import KeplerOrbit, SiteSky, Sky, Spans, Sunlight
from sim.moon.sunlight import DARK_BELOW
from sim.scenario.schema.communication import Relay
from sim.station.context import Context


def relay_passes(sky: Sky, relay: Relay) -> Spans:
    """When a relay connects the site with the Earth: spans [h]."""
    assert isinstance(sky, SiteSky)  # a base in orbit has no relays, as it was checked
    orbit = KeplerOrbit(
        perilune_altitude=float(relay.perilune_altitude) / 1000.0,
        apolune_altitude=float(relay.apolune_altitude) / 1000.0,
        inclination=float(relay.inclination),
        ascending_node=float(relay.ascending_node),
        argument_of_perilune=float(relay.argument_of_perilune),
        mean_anomaly=float(relay.mean_anomaly),
    )
    return sky.passes(orbit, float(relay.mast), float(relay.minimum_elevation))


class Light:
    """Sunlight at one mast as the run goes by: constant between the edges of its segments.

    Where nobody listens to every change, it only wakes at nightfall and daybreak.

    Args:
        context: The run.
        sunlight: Its segments.
        irradiance: Of the full disc at 1 AU [kW/m^2].
        recorder: Where to record the visible fraction of the disc.
    """

    __slots__ = (
        "_alarm",
        "_env",
        "_fractions",
        "_irradiances",
        "_listeners",
        "_listens",
        "_next",
        "_times",
        "_turns",
        "begins",
        "fractions",
        "irradiance",
        "irradiances",
        "is_dark",
        "segment",
        "upright_irradiances",
    )

    def __init__(self, context: Context, sunlight: Sunlight, irradiance: float, recorder: Recorder) -> None:
        self._env = context.env
        self._times = sunlight.times.tolist()
        self.begins = sunlight.times[:-1]
        """When each segment begins [h], shape (n,)."""
        self._fractions = sunlight.fraction.tolist()
        self.fractions = sunlight.fraction
        """Visible fraction of the disc in each segment, shape (n,)."""
        self.irradiances = sunlight.irradiance_factor * irradiance
        """Sunlight on a surface that faces the Sun in each segment [kW/m^2], shape (n,)."""
        self.upright_irradiances = sunlight.upright_factor * irradiance
        """Sunlight on an upright surface that turns after the Sun in each segment [kW/m^2], shape (n,)."""
        self._irradiances = self.irradiances.tolist()
        recorder.record_all(sunlight.times[:-1], sunlight.fraction)  # known for the whole run
        dark = sunlight.fraction < DARK_BELOW
        self._turns = deque(np.flatnonzero(dark[1:] != dark[:-1]).tolist())  # segments that end in a turn
        self._listeners: list[Callable[[], None]] = []
        self._listens = False
        self._alarm = Alarm(context.env, self._step)
        self._enter(0)

    def listen(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` whenever the light changes, in the order of listening."""
        self._listeners.append(callback)
        if not self._listens:
            self._listens = True
            self._enter(bisect_right(self._times, self._env.now, hi=len(self._fractions)) - 1)

    def when_dark_changes(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` at nightfall and daybreak, perhaps at other changes too, in the order of listening."""
        self._listeners.append(callback)

    def _enter(self, index: int) -> None:
        self.segment = index
        """The segment of the moment; up to date, as the irradiance is, for those who listen to every change."""
        self.irradiance = self._irradiances[index]
        """Sunlight on a surface that faces the Sun [kW/m^2]."""
        self.is_dark = self._fractions[index] < DARK_BELOW
        """Whether less than half of the disc is in view."""
        turns = self._turns
        while turns and turns[0] < index:
            turns.popleft()
        self._next = index + 1 if self._listens else turns[0] + 1 if turns else len(self._fractions)
        self._alarm.set(self._times[self._next] if self._next < len(self._fractions) else math.inf)

    def _step(self) -> None:
        self._enter(self._next)
        for callback in self._listeners:
            callback()


def full_light(hours: float) -> Sunlight:
    """Sunlight of the full disc, level from 1 AU, all through a run of ``hours`` [h]."""
    one = np.ones(1)
    return Sunlight(
        times=np.array([0.0, hours]),
        fraction=one,
        irradiance_factor=one,
        upright_factor=one,
        samples=one,
        step=hours,
    )
