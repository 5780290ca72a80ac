"""From a scenario's tables to the sky over its site."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from sim.moon import KeplerOrbit
from sim.scenario import Scenario, load
from sim.station import array_mast, sky_of
from sim.station.sky import relay_passes

HOURS = 30 * 24.0


def test_the_site_is_the_scenarios(baseline: Scenario) -> None:
    sky = sky_of(baseline.site, baseline.start, HOURS, baseline.hours)
    site = baseline.site
    assert sky.latitude == site.latitude.value
    assert sky.longitude == site.longitude.value
    assert sky.elevation == site.elevation.value
    assert (sky.start, sky.hours, sky.computed) == (baseline.start, HOURS, baseline.hours)
    assert sky.tolerance == float(site.sunlight_tolerance)
    assert sky.masts == (10.0,)
    assert np.array_equal(sky.horizon(10.0).elevation, site.horizon(10.0).elevation_deg)
    assert np.array_equal(sky.horizon(10.0).azimuth, site.horizon(10.0).azimuth_deg)


@pytest.fixture(scope="module")
def two_masts(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    path = tmp_path_factory.mktemp("malapert") / "malapert.toml"
    path.write_text('extends = ["ilrs:baseline.toml", "ilrs:sites/malapert-massif.toml"]\n')
    return load(path)


def test_the_nearest_mast_is_the_one_that_the_register_names(two_masts: Scenario) -> None:
    sky = sky_of(two_masts.site, two_masts.start, HOURS)
    assert sky.masts == (2.0, 10.0)
    for mast in (0.0, 2.0, 5.9, 6.0, 6.1, 10.0, 40.0):
        assert sky.nearest_mast(mast) == two_masts.site.horizon(mast).mast


def test_light_is_read_at_the_first_array_by_name(two_masts: Scenario) -> None:
    sky = sky_of(two_masts.site, two_masts.start, HOURS)
    low, high = SimpleNamespace(mast=3.0), SimpleNamespace(mast=12.0)
    assert array_mast(sky, {}) == 2.0
    assert array_mast(sky, {"b": low, "a": high}) == 10.0
    assert array_mast(sky, {"b": high, "a": low}) == 2.0


def test_a_relay_flies_the_orbit_of_its_table(baseline: Scenario) -> None:
    (relay,) = baseline.communication.relays.values()
    sky = sky_of(baseline.site, baseline.start, HOURS)
    orbit = KeplerOrbit(
        perilune_altitude=relay.perilune_altitude.value / 1e3,
        apolune_altitude=relay.apolune_altitude.value / 1e3,
        inclination=relay.inclination.value,
        ascending_node=relay.ascending_node.value,
        argument_of_perilune=relay.argument_of_perilune.value,
        mean_anomaly=relay.mean_anomaly.value,
    )
    found = relay_passes(sky, relay)
    assert found == sky.passes(orbit, relay.mast.value, relay.minimum_elevation.value)
    assert len(found) > 10
