"""From a scenario's tables to the sky over its site."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from sim.engine import Streams
from sim.moon import KeplerOrbit, Sunlight
from sim.scenario import Scenario, load
from sim.scenario.sky import array_place
from sim.station import array_mast, sky_of
from sim.station.context import Context
from sim.station.sky import Light, relay_passes

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
    one, none = (SimpleNamespace(value=count) for count in (1, 0))
    low, high = (SimpleNamespace(mast=mast, count=one, at=None) for mast in (3.0, 12.0))
    far = SimpleNamespace(mast=12.0, count=one, at="far")
    assert array_mast(sky, {}) == 2.0
    assert array_mast(sky, {"b": low, "a": high}) == 10.0
    assert array_mast(sky, {"b": high, "a": low}) == 2.0
    assert array_mast(sky, {"b": high, "a": SimpleNamespace(mast=3.0, count=none, at=None)}) == 10.0
    assert array_mast(sky, {"b": low, "a": far}) == 2.0
    assert array_place({"b": low, "a": far}) is None
    assert array_mast(sky, {"a": far}) == 10.0
    assert array_place({"a": far}) == "far"


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


def test_a_sky_is_computed_once_in_a_process_and_anew_for_another_place() -> None:
    scenario = load("ilrs:baseline", ["end=2031-04-01"])
    hours = scenario.hours
    first = sky_of(scenario.site, scenario.start, hours)
    assert sky_of(load("ilrs:baseline", ["end=2031-04-01"]).site, scenario.start, hours) is first
    for change in ("site.latitude=-88.9 deg", "site.sunlight_tolerance=0.1", "start=2031-01-02"):
        other = load("ilrs:baseline", ["end=2031-04-01", change])
        assert sky_of(other.site, other.start, hours) is not first
    assert sky_of(scenario.site, scenario.start, hours - 24.0) is not first


def test_who_asks_for_nightfall_only_is_woken_for_nothing_else() -> None:
    """A light that nobody else listens to steps at the turns alone; one that is listened to, at every segment."""
    sunlight = Sunlight(
        times=np.arange(8.0),
        fraction=np.array([1.0, 0.8, 0.2, 0.0, 0.3, 0.7, 0.9]),
        irradiance_factor=np.ones(7),
        upright_factor=np.ones(7),
        samples=np.ones(7),
        step=1.0,
    )
    context = Context(load("ilrs:baseline"), 8.0, Streams(1))
    turns: list[tuple[float, bool]] = []
    seen: list[tuple[float, int]] = []
    light = Light(context, sunlight, 1.0, context.trace.recorder("light", "1"))
    light.when_dark_changes(lambda: turns.append((context.env.now, light.is_dark)))
    context.env.run(until=4.5)
    assert turns == [(2.0, True)]
    light.listen(lambda: seen.append((context.env.now, light.segment)))
    context.env.run(until=8.0)
    assert seen == [(5.0, 5), (6.0, 6)]
    assert turns == [(2.0, True), (5.0, False), (6.0, False)]
    assert context.trace.channels(8.0)["light"].values.tolist() == [1.0, 0.8, 0.2, 0.0, 0.3, 0.7, 0.9, 0.9]
