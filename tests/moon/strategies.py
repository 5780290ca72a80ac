"""Skylines, sites, starts of runs and orbits of relays of all kinds."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from sim.moon import Horizon, KeplerOrbit, Observer

LAST_DAY = 31 * 365 - 60


@st.composite
def horizons(draw: st.DrawFn) -> Horizon:
    """Skylines from flat to one with walls, of a few points or of many."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    count = draw(st.sampled_from([2, 3, 12, 180, 1440]))
    azimuth = np.unique(np.round(rng.uniform(0.0, 360.0, count), draw(st.sampled_from([0, 3])))) % 360.0
    azimuth = np.union1d(azimuth, [0.0, 180.0])
    rough = draw(st.sampled_from([0.0, 0.1, 1.0, 5.0, 30.0]))
    return Horizon(azimuth, np.clip(draw(st.floats(-3, 3)) + rough * rng.normal(size=azimuth.size), -90.0, 90.0))


@st.composite
def observers(draw: st.DrawFn) -> Observer:
    latitude = draw(st.one_of(st.floats(-90, -84), st.floats(-90, 90), st.sampled_from([-90.0, 0.0, 90.0])))
    return Observer(latitude, draw(st.floats(0, 360)), draw(st.floats(-4000, 6000)), draw(st.floats(0, 50)))


starts = st.integers(0, LAST_DAY * 1440).map(lambda minute: np.datetime64("2025-01-01") + np.timedelta64(minute, "m"))


@st.composite
def orbits(draw: st.DrawFn) -> KeplerOrbit:
    low, high = sorted(draw(st.tuples(st.floats(10, 30_000), st.floats(10, 30_000))))
    angles = [draw(st.floats(-360, 720)) for _ in range(3)]
    return KeplerOrbit(low, high, draw(st.floats(0, 180)), *angles)
