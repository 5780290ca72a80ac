"""Payloads and rovers: who runs when, whose data go where, and when a result is there."""

from __future__ import annotations

import pytest

from sim.scenario import load
from sim.station import Outcome, run_station
from tests.station.exploration.forerunners import BASE, events

DAYS = 60


@pytest.fixture(scope="module")
def run() -> Outcome:
    return run_station(load("ilrs:change-7"), seed=7, hours=DAYS * 24.0)


def observed(run: Outcome, name: str) -> float:
    return run.channels[f"lander/exploration.observed.{name}"].last


def test_the_orbiters_run_all_the_time_and_their_data_are_home(run: Outcome) -> None:
    assert observed(run, "radar-sar") == DAYS * 24.0
    rates = {"stereo-camera": 0.5, "radar-sar": 0.5, "infrared-spectrometer": 0.2, "neutron-spectrometer": 0.02}
    rates |= {"orbit-magnetometer": 0.01, "hyperspectral-imager": 0.2, "earth-radiometer": 0.01}
    orbit = (sum(rates.values()) + 0.01) * 3.6 * DAYS * 24.0
    hopper = run.balances["lander/exploration.data.hopper"].accounts["out.sent"]
    assert run.facts["lander/exploration.data_home"] == pytest.approx(orbit + hopper, rel=1e-6)


def test_the_landers_run_while_they_have_power(run: Outcome) -> None:
    used = run.balances["lander/data"].accounts["in.seismometer payload"]
    assert used == pytest.approx(observed(run, "seismometer") * 0.02 * 3.6, rel=1e-6)
    # In the dark they are shed; a mirror needs nothing.
    lit = run.channels["lander/sunlight.lit_fraction.2 m"]
    assert 0.7 * lit.integral() < observed(run, "seismometer") < DAYS * 24.0
    assert observed(run, "retroreflectors") == DAYS * 24.0


def test_a_rovers_run_while_it_is_awake(run: Outcome) -> None:
    lit = run.channels["lander/sunlight.lit_fraction.2 m"]
    awake = sum(end - begin for begin, end in lit.spells(above=0.5))
    assert observed(run, "panoramic-camera") == pytest.approx(awake, rel=0.02)
    assert run.balances["lander/data"].accounts["in.penetrating-radar payload"] == pytest.approx(
        observed(run, "penetrating-radar") * 0.05 * 3.6, rel=1e-6
    )


def test_a_hoppers_run_while_they_read(run: Outcome) -> None:
    assert observed(run, "water-analyser") == pytest.approx(3 * 18.0)


def test_a_result_is_there_when_a_payload_has_run_for_long_enough(run: Outcome) -> None:
    results = {event.subject: event for event in events(run, "payload_result")}
    assert results["retroreflectors"].time_h == 1000.0
    assert results["retroreflectors"].detail == "of Italy, after 1000 h"
    assert "seismometer" not in results
    assert run.facts["lander/exploration.results"] == len(results)
    partners = [event for event in results.values() if event.detail.startswith("of ")]
    assert run.facts["lander/exploration.partner_results"] == len(partners)


def test_a_payload_serves_between_its_dates() -> None:
    dates = [f"{BASE}.payloads.retroreflectors.from=2027-05-11", f"{BASE}.payloads.retroreflectors.until=2027-05-21"]
    dates += [f"{BASE}.payloads.radar-sar.until=2027-05-06", f"{BASE}.rovers.rover.until=2027-05-10"]
    run = run_station(load("ilrs:change-7", dates), seed=7, hours=40 * 24.0)
    assert observed(run, "retroreflectors") == 240.0
    assert observed(run, "radar-sar") == 120.0
    assert run.facts["lander/exploration.driven"] == run.channels["lander/exploration.driven.rover"].at(216.0)
