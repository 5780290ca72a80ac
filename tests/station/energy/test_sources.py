"""What arrays and reactors offer, against sums by hand."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.moon import Observer, ephemeris
from sim.moon.sunlight import lit_fraction
from sim.scenario import Scenario
from sim.station import Outcome, sky_of
from tests.station.small_stations import (
    HALF,
    START,
    array,
    at,
    day,
    end,
    events,
    load_of,
    make,
    reactor,
    run,
    shipped,
    times_of,
)

AU_KM = 149_597_870.7
IRRADIANCE = 1.361  # kW/m^2 at 1 AU, as in the library
HOURS_A_YEAR = 8766.0


def on_upright(observer: Observer, utc: ephemeris.Times) -> NDArray[np.float64]:
    """(1 AU / distance of the Sun)^2 times the cosine of its elevation."""
    sun = observer.sun(utc)
    return np.asarray((AU_KM / sun.distance) ** 2 * np.cos(np.radians(sun.elevation)))


def mean_on_upright(scenario: Scenario, start_h: float, end_h: float) -> float:
    """Mean of that, from the ephemeris at every five minutes."""
    middles = np.arange(start_h, end_h, 1 / 12) + 1 / 24
    observer = sky_of(scenario.site, scenario.start, scenario.hours).observer(10.0)
    return float(np.mean(on_upright(observer, ephemeris.utc_hours(START, middles))))


def test_power_is_irradiance_times_area_times_efficiency_times_ageing(tmp_path: Path) -> None:
    old = array(50, efficiency=(0.3, "1"), dust_loss=(0.2, "1/yr"), wear_loss=(0.3, "1/yr"), count=(2, "1"))
    scenario = make(tmp_path, 60, energy={"arrays": {"old": old}})
    outcome = run(scenario)
    for week in range(8):
        begin = 168.0 * week
        ageing = math.exp(-0.5 * begin / HOURS_A_YEAR)
        expected = 2 * 50 * 0.3 * IRRADIANCE * mean_on_upright(scenario, begin, begin + 168) * ageing
        assert at(outcome, "energy.offered.old", begin + 1) == pytest.approx(expected, rel=1e-6)
        assert at(outcome, "energy.offered.old", begin + 167) == pytest.approx(expected, rel=1e-6)


def test_an_array_ages_from_the_day_on_which_it_arrives(tmp_path: Path) -> None:
    new = array(10, dust_loss=(0.5, "1/yr")) | {"from": day(30), "until": day(50)}
    scenario = make(tmp_path, 60, energy={"arrays": {"new": new}})
    outcome = run(scenario)
    assert at(outcome, "energy.offered.new", 719.9) == 0
    fresh = 10 * 0.2 * IRRADIANCE * mean_on_upright(scenario, 672, 840)
    assert at(outcome, "energy.offered.new", 720) == pytest.approx(fresh, rel=1e-6)
    ageing = math.exp(-0.5 * (1008 - 720) / HOURS_A_YEAR)
    later = 10 * 0.2 * IRRADIANCE * mean_on_upright(scenario, 1008, 1176) * ageing
    assert at(outcome, "energy.offered.new", 1100) == pytest.approx(later, rel=1e-6)
    assert at(outcome, "energy.offered.new", 1200) == 0
    assert times_of(outcome, "arrived", "new") == [720]
    assert times_of(outcome, "retired", "new") == [1200]


def test_energy_is_the_integral_of_sunlight_on_a_real_skyline() -> None:
    """Against the visible disc at every five minutes, which the segments have to reproduce in the mean."""
    scenario = shipped(
        "end=2031-04-01", "energy.arrays.modules.dust_loss=0 1/yr", "energy.arrays.modules.wear_loss=0 1/yr"
    )
    outcome = run(scenario)
    sky = sky_of(scenario.site, scenario.start, scenario.hours)
    middles = np.arange(0, scenario.hours, 1 / 12) + 1 / 24
    utc = ephemeris.utc_hours(scenario.start, middles)
    light = lit_fraction(sky.observer(10.0), sky.horizon(10.0), utc)
    expected = 0.92 * 2 * 35 * 0.21 * IRRADIANCE * float(np.sum(light * on_upright(sky.observer(10.0), utc))) / 12
    assert outcome.balances["energy"].accounts["in.generated.modules"] == pytest.approx(expected, rel=1e-6)


def test_ageing_takes_the_share_of_the_energy_that_it_should(baseline: Scenario, five_years: Outcome) -> None:
    """Steps at the segments of sunlight stay within a thousandth of a loss that goes on steadily."""
    light = five_years.channels["sunlight.lit_fraction"]
    middles = np.arange(0, baseline.hours, 1.0) + 0.5
    utc = ephemeris.utc_hours(baseline.start, middles)
    upright = on_upright(sky_of(baseline.site, baseline.start, baseline.hours).observer(10.0), utc)
    ageing = np.exp(-(0.013 + 0.005) * middles / HOURS_A_YEAR)
    expected = 0.92 * 2 * 35 * 0.21 * IRRADIANCE * float(np.sum(light.at(middles) * upright * ageing))
    assert five_years.balances["energy"].accounts["in.generated.modules"] == pytest.approx(expected, rel=1e-3)


def test_the_ledger_has_what_the_channel_says(baseline: Scenario, five_years: Outcome) -> None:
    generated = five_years.balances["energy"].accounts["in.generated.modules"]
    assert five_years.channels["energy.offered.modules"].integral(0, baseline.hours) == pytest.approx(
        generated, rel=1e-9
    )
    assert five_years.channels["energy.offered"].integral(0, baseline.hours) == pytest.approx(generated, rel=1e-9)


def test_no_sunlight_no_power(tmp_path: Path) -> None:
    outcome = run(make(tmp_path, 60, HALF, energy={"arrays": {"one": array(10)}}))
    offered, light = outcome.channels["energy.offered.one"], outcome.channels["sunlight.lit_fraction"]
    middles = (light.times[1:] + light.times[:-1]) / 2
    dark = light.at(middles) == 0
    assert dark.any()
    assert (light.at(middles) == 1).any()
    assert (offered.at(middles)[dark] == 0).all()
    assert (offered.at(middles)[~dark] > 0).all()


def test_a_reactor_stands_still_at_its_planned_hours_only(tmp_path: Path) -> None:
    outages = {"outage_interval": (500, "h"), "outage_duration": (50, "h"), "first_outage": (100, "h")}
    unit = reactor(10, count=(2, "1"), **outages) | {"from": day(10), "until": day(50)}
    outcome = run(make(tmp_path, 60, energy={"reactors": {"core": unit}, "loads": {"all": load_of(5)}}))
    assert times_of(outcome, "outage_started", "core") == [340, 840]
    assert times_of(outcome, "outage_ended", "core") == [390, 890]
    channel = outcome.channels["energy.offered.core"]
    assert channel.times.tolist() == [0, 240, 340, 390, 840, 890, 1200, 1440]
    assert channel.values.tolist() == [0, 20, 0, 20, 0, 20, 0, 0]
    generated = outcome.balances["energy"].accounts["in.generated.core"]
    assert generated == pytest.approx(20 * (960 - 100), rel=1e-12)
    assert outcome.channels["energy.unserved.critical"].integral(0, 1440) == pytest.approx(5 * (480 + 100))


def test_a_reactor_that_leaves_during_an_outage_stays_off(tmp_path: Path) -> None:
    outages = {"outage_interval": (500, "h"), "outage_duration": (50, "h"), "first_outage": (215, "h")}
    outcome = run(make(tmp_path, 20, energy={"reactors": {"core": reactor(10, **outages) | {"until": day(10)}}}))
    assert times_of(outcome, "outage_started") == [215]
    assert times_of(outcome, "outage_ended") == []
    assert end(outcome, "energy.offered.core") == 0
    assert outcome.balances["energy"].accounts["in.generated.core"] == pytest.approx(2150)


def test_an_outage_that_outlasts_the_run_has_no_end(tmp_path: Path) -> None:
    outages = {"outage_interval": (500, "h"), "outage_duration": (50, "h"), "first_outage": (215, "h")}
    outcome = run(make(tmp_path, 10, energy={"reactors": {"core": reactor(10, **outages)}}))
    assert times_of(outcome, "outage_started") == [215]
    assert events(outcome, "outage_ended") == []
    assert outcome.balances["energy"].accounts["in.generated.core"] == pytest.approx(2150)
