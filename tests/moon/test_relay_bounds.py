"""What is certain of a relay between two of its places, beside its state at every sample."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.moon import Horizon, KeplerOrbit, Observer, coverage, relay_passes, sub_points
from sim.moon.ephemeris import to_utc
from sim.moon.orbit import _earth, _unhidden, to_moon_fixed
from sim.moon.relay_bounds import EARTH_NEAREST_KM, EARTH_SIDEWAYS, above_and_below, unhidden
from sim.moon.visibility import above_skyline
from tests.moon.strategies import horizons, observers, orbits, starts

CELL = 0.25
SIZE = 20


def test_the_earth_stays_within_its_bounds_in_all_years():
    first, last = coverage()
    points = sub_points(np.arange(to_utc(first), to_utc(last), np.timedelta64(1, "h")))
    ahead = np.cos(np.radians(points.earth_latitude)) * np.cos(np.radians(points.earth_longitude))
    assert np.sqrt(1.0 - ahead.min() ** 2) < 0.96 * EARTH_SIDEWAYS
    assert points.earth_distance.min() > 1.01 * EARTH_NEAREST_KM


def arcs(orbit: KeplerOrbit) -> tuple[np.ndarray, np.ndarray]:
    """Anomalies of two orbits, and the places there in axes that turn with the Moon."""
    anomaly = np.arange(0.0, 4.0 * np.pi, CELL / SIZE)
    anomaly = anomaly[: (anomaly.size - 1) // SIZE * SIZE + 1]
    return anomaly, to_moon_fixed(orbit.position_at(anomaly), orbit.hours_at(anomaly))


@settings(deadline=None)
@given(orbits())
def test_arcs_bend_no_more_than_their_bound(orbit: KeplerOrbit):
    _, places = arcs(orbit)
    edges = places[::SIZE]
    weight = (np.arange(SIZE) / SIZE)[None, :, None]
    chords = (1.0 - weight) * edges[:-1, None] + weight * edges[1:, None]
    off = np.linalg.norm(places[:-1].reshape(chords.shape) - chords, axis=2)
    assert off.max() < orbit.bend(CELL)


@settings(deadline=None)
@given(orbits(), observers(), horizons(), st.floats(-90, 90), starts)
def test_what_is_certain_holds_throughout(orbit: KeplerOrbit, site: Observer, horizon: Horizon, minimum: float, start):
    anomaly, places = arcs(orbit)
    edges, bend = places[::SIZE], orbit.bend(CELL)
    above, below = above_and_below(edges, bend, site, horizon, minimum)
    seen = site.at(places)
    up = (seen.elevation > minimum) & above_skyline(seen, horizon)
    inside = up[:-1].reshape(above.size, SIZE)
    assert inside[above].all()
    assert not inside[below].any()
    earth = _earth(start.astype("datetime64[us]"), np.linspace(0.0, 300.0, anomaly.size))
    assert _unhidden(places, earth)[:-1].reshape(above.size, SIZE)[unhidden(edges, bend)].all()


@settings(deadline=None, max_examples=60)
@given(
    orbits(), observers(), horizons(), starts, st.floats(0.1, 300.0), st.sampled_from([-5.0, 0.0, 7.0]), st.booleans()
)
def test_passes_are_as_looked_at_in_every_sample(orbit, site, horizon, start, hours, minimum, needs_earth):
    def nothing(edges: np.ndarray, *_: object) -> tuple[np.ndarray, np.ndarray]:
        return np.zeros(len(edges) - 1, dtype=bool), np.zeros(len(edges) - 1, dtype=bool)

    asked = orbit, site, horizon, start, hours, minimum
    found = relay_passes(*asked, needs_earth=needs_earth)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.moon.orbit.above_and_below", nothing)
        direct = relay_passes(*asked, needs_earth=needs_earth)
    assert len(found) == len(direct)
    np.testing.assert_allclose(found, direct, rtol=0.0, atol=1e-9)


def test_most_of_a_frozen_orbit_over_the_pole_is_certain():
    orbit, site = KeplerOrbit(200.0, 16_000.0, 62.4, mean_anomaly=180.0), Observer(-88.7, 291.7, 1777.0, 10.0)
    _, places = arcs(orbit)
    edges, bend = places[::SIZE], orbit.bend(CELL)
    above, below = above_and_below(edges, bend, site, Horizon.flat(), 5.0)
    assert ((above & unhidden(edges, bend)) | below).mean() > 0.8
