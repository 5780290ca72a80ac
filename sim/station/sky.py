"""The sky over a scenario's site: sunlight, Earth and relays over the run, and the light that the station sees pass."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.engine import Alarm, Recorder
from sim.moon import Horizon, KeplerOrbit, Observer, Sunlight, earth_intervals, relay_passes, segments
from sim.scenario import Scenario
from sim.scenario.schema.communication import Relay
from sim.scenario.schema.site import Site
from sim.station.context import Context

Spans = list[tuple[float, float]]


class Sky:
    """What the sky over a site does during a run. Each part is computed when first asked for.

    It is computed for the whole scenario and cut where a run ends earlier, so that such a run is the beginning of the
    whole one and not a little different from it.

    Args:
        scenario: Whose site and dates.
        hours: Length of the run [h].
        site: Where, if not at the scenario's own site.
    """

    def __init__(self, scenario: Scenario, hours: float, site: Site | None = None) -> None:
        self._scenario = scenario
        self._site = scenario.site if site is None else site
        self._hours = hours
        self._computed = max(hours, scenario.hours)
        self._sunlight: dict[float, Sunlight] = {}
        self._earth: dict[float, Spans] = {}

    @property
    def lowest_mast(self) -> float:
        """Lowest mast height for which the site has a measured horizon [m]."""
        return min(horizon.mast for horizon in self._site.horizons.values())

    def nearest_mast(self, mast: float) -> float:
        """The measured mast height nearest to ``mast`` [m], the lower one of two."""
        return self._site.horizon(mast).mast

    def observer(self, mast: float) -> Observer:
        """An observer at the site on a measured mast [m]."""
        site = self._site
        return Observer(float(site.latitude), float(site.longitude), float(site.elevation), mast)

    def horizon(self, mast: float) -> Horizon:
        """The horizon of a measured mast [m]."""
        measured = self._site.horizon(mast)
        return Horizon(np.asarray(measured.azimuth_deg, dtype=float), np.asarray(measured.elevation_deg, dtype=float))

    def sunlight(self, mast: float) -> Sunlight:
        """Sunlight over the run at the measured mast nearest to ``mast`` [m]."""
        mast = self.nearest_mast(mast)
        if mast not in self._sunlight:
            whole = segments(
                self.observer(mast),
                self.horizon(mast),
                self._scenario.start,
                self._computed,
                tolerance=float(self._site.sunlight_tolerance),
            )
            self._sunlight[mast] = _beginning(whole, self._hours)
        return self._sunlight[mast]

    def earth(self, mast: float) -> Spans:
        """When the Earth's centre is in view from the measured mast nearest to ``mast`` [m]: spans [h]."""
        mast = self.nearest_mast(mast)
        if mast not in self._earth:
            whole = earth_intervals(self.observer(mast), self.horizon(mast), self._scenario.start, self._computed)
            self._earth[mast] = _cut(whole, self._hours)
        return self._earth[mast]

    def passes(self, relay: Relay) -> Spans:
        """When a relay connects the site with the Earth: spans [h]."""
        mast = self.nearest_mast(float(relay.mast))
        orbit = KeplerOrbit(
            perilune_altitude=float(relay.perilune_altitude) / 1000.0,
            apolune_altitude=float(relay.apolune_altitude) / 1000.0,
            inclination=float(relay.inclination),
            ascending_node=float(relay.ascending_node),
            argument_of_perilune=float(relay.argument_of_perilune),
            mean_anomaly=float(relay.mean_anomaly),
        )
        whole = relay_passes(
            orbit,
            self.observer(mast),
            self.horizon(mast),
            self._scenario.start,
            self._computed,
            float(relay.minimum_elevation),
        )
        return _cut(whole, self._hours)


def _beginning(sunlight: Sunlight, hours: float) -> Sunlight:
    """Sunlight up to ``hours`` [h]; the segment that is cut keeps its mean."""
    if hours >= sunlight.hours:
        return sunlight
    begun = int(np.searchsorted(sunlight.times, hours, side="left"))
    return Sunlight(
        times=np.append(sunlight.times[:begun], hours),
        fraction=sunlight.fraction[:begun],
        irradiance_factor=sunlight.irradiance_factor[:begun],
        samples=sunlight.samples[: max(1, round(hours / sunlight.step))],
        step=sunlight.step,
    )


def _cut(spans: Spans, hours: float) -> Spans:
    """The part of ``spans`` before ``hours`` [h]."""
    return [(begin, min(end, hours)) for begin, end in spans if begin < hours]


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


def longest_span_below(samples: NDArray[np.float64], step: float, level: float) -> tuple[float, float]:
    """Start and length of the longest unbroken run of samples below ``level`` [h].

    Args:
        samples: Values in the middle of equal cells, shape (n,).
        step: Length of a cell [h].
        level: The level.
    """
    below = np.concatenate(([False], samples < level, [False]))
    edges = np.flatnonzero(below[1:] != below[:-1])
    if len(edges) == 0:
        return 0.0, 0.0
    starts, ends = edges[::2], edges[1::2]
    longest = int(np.argmax(ends - starts))
    return float(starts[longest] * step), float((ends[longest] - starts[longest]) * step)
