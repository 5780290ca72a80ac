"""The sky over one site through a run: sunlight and Earth at its masts, relays, and the sky at any other times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.moon.ephemeris import Moment, Times
from sim.moon.geometry import Observer
from sim.moon.horizon import Horizon
from sim.moon.lunar_days import LunarDays, lunar_days
from sim.moon.orbit import KeplerOrbit, relay_passes
from sim.moon.sky_table import SkyTable, hours_of_year, sky_table
from sim.moon.sunlight import Sunlight, segments
from sim.moon.visibility import Spans, earth_intervals


@dataclass(frozen=True, eq=False)
class SiteSky:
    """A site with its measured horizons, and what its sky does during a run; kept once it was asked for.

    What spans the run may be computed for longer and is cut where the run ends: then a run that ends earlier is the
    beginning of the longer one to the last bit, and not a little different from it.

    Attributes:
        latitude: Mean-Earth axes [deg].
        longitude: Mean-Earth axes, positive to the east [deg].
        elevation: Of the ground above the sphere of 1737.4 km [m].
        horizons: Skyline as seen from each mast height [m] for which one was measured.
        start: Of the run (UTC; a date means its midnight).
        hours: Length of the run [h].
        tolerance: Largest difference between the lit fraction and the mean that stands for it in a segment, 0 to 1.
        computed: For how long the sky is computed before it is cut [h]; for the run alone if that is longer.

    Raises:
        ValueError: There is no horizon.
    """

    latitude: float
    longitude: float
    elevation: float
    horizons: Mapping[float, Horizon]
    start: Moment
    hours: float
    tolerance: float
    computed: float = 0.0
    _sunlight: dict[float, Sunlight] = field(default_factory=dict, init=False, repr=False)
    _earth: dict[float, Spans] = field(default_factory=dict, init=False, repr=False)
    _passes: dict[tuple[KeplerOrbit, float, float, bool], Spans] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        if not self.horizons:
            raise ValueError("a site needs a measured horizon")

    @property
    def masts(self) -> tuple[float, ...]:
        """Mast heights for which a horizon was measured, from the lowest up [m]."""
        return tuple(sorted(self.horizons))

    @property
    def lowest_mast(self) -> float:
        """Lowest mast height for which a horizon was measured [m]."""
        return min(self.horizons)

    def nearest_mast(self, mast: float) -> float:
        """The measured mast height nearest to ``mast`` [m], the lower one of two."""
        return min(self.horizons, key=lambda measured: (abs(measured - mast), measured))

    def masts_from(self, mast: float) -> tuple[float, ...]:
        """The measured mast height nearest to ``mast`` [m], then the others from the highest down [m]."""
        first = self.nearest_mast(mast)
        return (first, *(other for other in reversed(self.masts) if other != first))

    def observer(self, mast: float) -> Observer:
        """An observer on a mast of any height [m]."""
        return Observer(self.latitude, self.longitude, self.elevation, mast)

    def horizon(self, mast: float) -> Horizon:
        """The skyline from the measured mast nearest to ``mast`` [m]."""
        return self.horizons[self.nearest_mast(mast)]

    def sunlight(self, mast: float) -> Sunlight:
        """Sunlight over the run at the measured mast nearest to ``mast`` [m].

        Raises:
            EphemerisRangeError: What is computed leaves the ephemeris.
            ValueError: The run has no length.
        """
        mast = self.nearest_mast(mast)
        if mast not in self._sunlight:
            whole = segments(self.observer(mast), self.horizon(mast), self.start, self._span, tolerance=self.tolerance)
            self._sunlight[mast] = whole.until(self.hours)
        return self._sunlight[mast]

    def earth(self, mast: float) -> Spans:
        """When the Earth's centre is in view from the measured mast nearest to ``mast`` [m]: spans [h].

        Raises:
            EphemerisRangeError: What is computed leaves the ephemeris.
            ValueError: The run has no length.
        """
        mast = self.nearest_mast(mast)
        if mast not in self._earth:
            whole = earth_intervals(self.observer(mast), self.horizon(mast), self.start, self._span)
            self._earth[mast] = _until(whole, self.hours)
        return self._earth[mast]

    def passes(self, orbit: KeplerOrbit, mast: float, minimum_elevation: float, *, needs_earth: bool = True) -> Spans:
        """When a relay connects the measured mast nearest to ``mast`` [m] with the Earth: spans [h].

        Args:
            orbit: Of the relay.
            mast: Height of the antenna towards it [m].
            minimum_elevation: Of the relay over the site [deg].
            needs_earth: If false, it is in view of the mast, whatever it sees itself.

        Raises:
            EphemerisRangeError: What is computed leaves the ephemeris.
            ValueError: The run has no length, or the elevation is outside -90 to 90.
        """
        mast = self.nearest_mast(mast)
        key = (orbit, mast, minimum_elevation, needs_earth)
        if key not in self._passes:
            seen_from = self.observer(mast), self.horizon(mast)
            whole = relay_passes(orbit, *seen_from, self.start, self._span, minimum_elevation, needs_earth=needs_earth)
            self._passes[key] = _until(whole, self.hours)
        return self._passes[key]

    def lunar_days(self, mast: float) -> LunarDays:
        """Sunlight over the run at the measured mast nearest to ``mast`` [m], from noon to noon.

        Raises:
            EphemerisRangeError: What is computed leaves the ephemeris.
            ValueError: The run has no length.
        """
        return lunar_days(self.sunlight(mast), self.longitude, self.start)

    def table(self, utc: Times, mast: float | None = None) -> SkyTable:
        """The sky at any times, within the run or not.

        Args:
            utc: Times (UTC), shape (n,).
            mast: Height of the eye [m], over the skyline from the nearest measured mast (default: the lowest measured).

        Raises:
            EphemerisRangeError: A time lies outside the ephemeris.
        """
        height = self.lowest_mast if mast is None else mast
        return sky_table(self.observer(height), self.horizon(height), utc)

    def year(self, mast: float) -> SkyTable:
        """The sky at every hour of the year that begins with the run, or of the last one that the ephemeris holds.

        Args:
            mast: Height of the eye [m]; see :meth:`table`.
        """
        return self.table(hours_of_year(self.start), mast)

    @property
    def _span(self) -> float:
        return max(self.hours, self.computed)


def _until(spans: Spans, hours: float) -> Spans:
    """The part of ``spans`` before ``hours`` [h]."""
    return [(begin, min(end, hours)) for begin, end in spans if begin < hours]
