"""The sky over a station: that of its site over the run, and the light that the station sees pass."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import numpy as np

from sim.engine import Alarm, Recorder
from sim.moon import Horizon, KeplerOrbit, SiteSky, Spans, Sunlight
from sim.scenario.schema.communication import Relay
from sim.scenario.schema.energy import Array
from sim.scenario.schema.site import Site
from sim.station.context import Context


def sky_of(site: Site, start: date, hours: float, computed: float = 0.0) -> SiteSky:
    """The sky over a scenario's site during a run.

    Args:
        site: Where.
        start: Day at whose midnight (UTC) the run begins.
        hours: Length of the run [h].
        computed: For how long the sky is computed before it is cut [h], such as that of the whole scenario.
    """
    horizons = {
        measured.mast: Horizon(np.asarray(measured.azimuth_deg), np.asarray(measured.elevation_deg))
        for measured in site.horizons.values()
    }
    return SiteSky(
        latitude=float(site.latitude),
        longitude=float(site.longitude),
        elevation=float(site.elevation),
        horizons=horizons,
        start=start,
        hours=hours,
        tolerance=float(site.sunlight_tolerance),
        computed=computed,
    )


def array_mast(sky: SiteSky, arrays: Mapping[str, Array]) -> float:
    """The measured mast height nearest to that of the first array by name [m]; without arrays the lowest measured."""
    return sky.nearest_mast(float(arrays[min(arrays)].mast)) if arrays else sky.lowest_mast


def relay_passes(sky: SiteSky, relay: Relay) -> Spans:
    """When a relay connects the site with the Earth: spans [h]."""
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

    Args:
        context: The run.
        sunlight: Its segments.
        irradiance: Of the full disc at 1 AU [kW/m^2].
        recorder: Where to record the visible fraction of the disc.
    """

    def __init__(self, context: Context, sunlight: Sunlight, irradiance: float, recorder: Recorder) -> None:
        self._env = context.env
        self._times = sunlight.times.tolist()
        self._fractions = sunlight.fraction.tolist()
        self._irradiances = (sunlight.irradiance_factor * irradiance).tolist()
        self._recorder = recorder
        self._listeners: list[Callable[[], None]] = []
        self._index = 0
        self._alarm = Alarm(context.env, self._step)
        self._enter(0)

    @property
    def fraction(self) -> float:
        """Visible fraction of the solar disc, 0 to 1."""
        return float(self._fractions[self._index])

    @property
    def irradiance(self) -> float:
        """Sunlight on a surface that faces the Sun [kW/m^2]."""
        return float(self._irradiances[self._index])

    @property
    def is_dark(self) -> bool:
        """Whether less than half of the disc is in view."""
        return self.fraction < 0.5

    def listen(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` whenever the light changes, in the order of listening."""
        self._listeners.append(callback)

    def _enter(self, index: int) -> None:
        self._index = index
        self._recorder.record(self._env.now, self._fractions[index])
        if index + 1 < len(self._fractions):
            self._alarm.set(self._times[index + 1])

    def _step(self) -> None:
        self._enter(self._index + 1)
        for callback in self._listeners:
            callback()


def full_light(hours: float) -> Sunlight:
    """Sunlight of the full disc from 1 AU all through a run of ``hours`` [h]."""
    one = np.ones(1)
    return Sunlight(times=np.array([0.0, hours]), fraction=one, irradiance_factor=one, samples=one, step=hours)
