"""Hoppers: what hops cost, how long they last in the dark, when they leave, and what they are lost to."""

from __future__ import annotations

import math

import pytest

from sim.moon.hop import ground_distance, hop_delta_v
from sim.scenario import Scenario
from sim.station import Outcome, run_station
from sim.station.exploration.system import ExplorationSystem
from sim.station.station import Station
from tests.station.exploration.forerunners import events, flown, forerunner


def without_relay(changes: dict[str, str] | None = None) -> Scenario:
    """A forerunner whose hopper sees the Earth from the rim, and nobody from a crater; keys as of `forerunner`."""
    return forerunner(changes, relay=False)


def at(run: Outcome, name: str, time: float) -> float:
    return float(run.channels[f"lander/exploration.{name}.hopper"].at(time))


def test_an_outing_by_hand() -> None:
    """There and back: the propellant of two ballistic hops with their losses, the energy of both, all data home."""
    scenario = forerunner()
    run = flown(scenario)
    craft = scenario.bases["lander"].exploration.hoppers["hopper"]  # type: ignore[union-attr]
    kinds = [event.event for event in events(run) if event.subject == "hopper"]
    assert kinds == ["hop_started", "hop_landed", "hop_started", "hop_landed"]
    site, crater = scenario.site, scenario.bases["lander"].exploration.craters["near"]  # type: ignore[union-attr]
    points = [float(each) for place in (site, crater) for each in (place.latitude, place.longitude)]
    delta_v = 1.15 * hop_delta_v(ground_distance(*points), 1450 - 1647.5)
    start = 75 + 100 + 23
    left = start * math.exp(-2 * delta_v / (9.80665 * 300))
    assert run.channels["lander/exploration.propellant.hopper"].last == pytest.approx(100 - (start - left), rel=1e-9)
    books = run.balances["lander/exploration.energy.hopper"].accounts
    assert books["out.hops"] == pytest.approx(2 * float(craft.hop_energy))
    data = run.balances["lander/exploration.data.hopper"].accounts
    assert data["in.made"] == pytest.approx(6 * 3 * 0.02 * 3.6, rel=1e-6)
    assert (data["out.sent"], data["out.lost"]) == (pytest.approx(data["in.made"]), 0.0)


def test_it_charges_at_the_base_before_it_leaves_again() -> None:
    twice = {".plan": '["near", "home", "west", "home"]', ".autonomous": "true"}
    run = flown(forerunner(twice))
    second = events(run, "hop_started")[2].time_h
    assert at(run, "charge", second - 1e-6) == pytest.approx(0.98 * 3.0, rel=1e-4)
    # It leaves in the night of its base, which charges nobody then, and is back the last time by day.
    back = events(run, "hop_landed")[3].time_h
    charge = run.channels["lander/exploration.charge.hopper"]
    full = float(charge.times[(charge.times > back) & (charge.values >= 3.0)][0])
    assert (full - back) * 0.2 * 0.95 == pytest.approx(3.0 - at(run, "charge", back), rel=1e-6)
    rested = flown(forerunner({**twice, ".turnaround": "5 d"}), hours=600.0)
    starts = [event.time_h for event in events(rested, "hop_started")]
    lands = [event.time_h for event in events(rested, "hop_landed")]
    assert starts[0] == 120.0
    assert starts[2] - lands[1] == pytest.approx(120.0)


def test_it_leaves_for_the_cold_when_the_closed_form_says_so() -> None:
    """60 W through 0.8 W/K above 110 K: final 185 K; from 293 K to 241 K it takes tau ln(108 / 56)."""
    run = flown(forerunner({".heat_loss": "0.8 W/K", ".time_constant": "15 h", ".radio_power": "0 W"}))
    start = next(event for event in events(run, "hop_started") if "near to home" in event.detail)
    landed = events(run, "hop_landed")[0].time_h
    assert start.detail.startswith("it is cold: ")
    assert start.time_h - landed == pytest.approx(15 * math.log((293 - 185) / (241 - 185)), rel=1e-6)
    assert at(run, "temperature_margin", start.time_h) == pytest.approx(8.0, abs=1e-6)
    margin = run.channels["lander/exploration.temperature_margin.hopper"]
    for hours in (1.0, 4.0, 8.0):
        exact = 185 + (293 - 185) * math.exp(-hours / 15) - 233
        assert margin.at(landed + hours) == pytest.approx(exact, abs=0.3)


def test_it_leaves_when_its_charge_is_low() -> None:
    """3 kWh less a hop, at 60 W down to a quarter."""
    run = flown(forerunner({".battery": "1.5 kWh", ".radio_power": "0 W", "probes.water-analyser.readings": "50"}))
    start = next(event for event in events(run, "hop_started") if "near to home" in event.detail)
    landed = events(run, "hop_landed")[0].time_h
    assert start.detail.startswith("its charge is low: ")
    assert start.time_h - landed == pytest.approx((1.5 - 0.25 - 0.25 * 1.5) / 0.06, rel=1e-6)


def test_without_a_link_it_waits_until_it_is_lost() -> None:
    """Nobody lets it go: all is read after 18 h, then 30 W hold 185 K, and at 233 K it is gone."""
    run = flown(without_relay())
    held, lost = events(run, "hop_held"), events(run, "hopper_lost")
    assert [event.detail for event in held if "near" in event.detail] == ["no link at near"]
    assert [event.detail for event in lost] == ["too cold, at near"]
    landed = events(run, "hop_landed")[0].time_h
    after_reading = 110 + 150 + (293 - 260) * math.exp(-18 / 30)
    waited = 30 * math.log((after_reading - 185) / (233 - 185))
    assert lost[0].time_h - landed == pytest.approx(18 + waited, rel=1e-6)
    assert run.facts["lander/exploration.hoppers_lost"] == 1.0
    # What it read lies in its memory, and nobody believes otherwise than before.
    assert run.balances["lander/exploration.data.hopper"].stock_end > 0.0
    belief = run.channels["lander/exploration.ice_chance.near"]
    assert len(set(belief.values.tolist())) == 1


def test_one_that_goes_by_itself_comes_back_and_sends_from_home() -> None:
    run = flown(without_relay({".autonomous": "true"}))
    assert not events(run, "hopper_lost", "hop_held")
    assert [event.detail for event in events(run, "hop_landed")] == ["at near", "at home"]
    heard = events(run, "evidence_home")
    assert len(heard) == 1
    assert heard[0].time_h > events(run, "hop_landed")[1].time_h


def test_out_of_charge_when_warm_enough() -> None:
    run = flown(without_relay({".heat_loss": "0.15 W/K", ".battery": "1.2 kWh"}))
    lost = events(run, "hopper_lost")
    assert [event.detail for event in lost] == ["out of charge, at near"]
    assert at(run, "charge", lost[0].time_h) == 0.0
    assert run.balances["lander/exploration.energy.hopper"].stock_end == 0.0


def test_a_failed_hop_is_found_out_when_it_should_have_landed() -> None:
    run = flown(forerunner({".hop_failure": "0.999"}))
    (lost,) = events(run, "hopper_lost")
    assert lost.detail == "failed hop, on the way to near"
    assert lost.time_h > events(run, "hop_started")[0].time_h
    assert run.facts["lander/exploration.craters_visited"] == 0.0


def test_a_plan_ends_where_propellant_would_not_bring_it_back() -> None:
    plan = '["near", "home", "shackleton", "home"]'
    run = flown(forerunner({".propellant": "40 kg", ".plan": plan}))
    (ended,) = events(run, "hop_plan_ended")
    assert "propellant for shackleton and back" in ended.detail
    assert run.facts["lander/exploration.hops"] == 2.0
    assert not events(run, "hopper_lost")


def test_hops_that_take_more_than_they_should_may_empty_the_tanks() -> None:
    scenario = forerunner({".propellant": "15.5 kg", ".propellant_reserve": "0", ".burn_spread": "0.5"})
    found = [event.detail for replicate in range(12) for event in events(flown(scenario, replicate=replicate))]
    lost = [text for text in found if text.startswith("out of propellant")]
    assert 2 <= len(lost) <= 10
    assert all("on the way to" in text for text in lost)


def test_a_plan_that_ends_in_a_crater_ends_its_hopper() -> None:
    run = flown(forerunner({".plan": '["near"]'}))
    (ended,), (lost,) = events(run, "hop_plan_ended"), events(run, "hopper_lost")
    assert ended.detail == "all is read at near, its last place"
    assert lost.time_h > ended.time_h
    assert len(events(run, "evidence_home")) == 1


def test_a_full_memory_loses_what_comes() -> None:
    run = flown(without_relay({".memory": "0.5 Gbit"}))
    data = run.balances["lander/exploration.data.hopper"]
    assert data.accounts["out.lost"] == pytest.approx(18 * 0.072 - 0.5, rel=1e-6)
    assert data.stock_end == pytest.approx(0.5)


def readings(changes: dict[str, str], hours: float = 240.0) -> tuple[int, int, int]:
    """Readings taken in the first crater, kept, and home, of a hopper that sees nobody from there."""
    station = Station(without_relay(changes), seed=7, replicate=0, hours=hours)
    station.run()
    (visit,) = station.bases[1][ExplorationSystem].grounds["near"].visits
    return visit.taken, len(visit.readings), visit.home


def test_readings_without_room_are_lost_and_without_a_link_are_not_home() -> None:
    """72 Mbit an hour fill 0.5 Gbit in 6.9 h: the readings that end after 3 and 6 h are kept."""
    assert readings({".memory": "0.5 Gbit", ".autonomous": "true"}) == (6, 2, 2)
    assert readings({".autonomous": "true"}, hours=10.0) == (3, 3, 0)


def test_readings_that_weigh_nothing_need_a_link_all_the_same() -> None:
    run = flown(without_relay({"probes.water-analyser.data_rate": "0 Mbit/s"}), hours=60.0)
    assert not events(run, "evidence_home")


def test_links_are_those_of_where_it_stands() -> None:
    """The floor of Shackleton never sees the Earth: there it has a link only while it sees the relay."""
    run = flown(forerunner({".plan": '["shackleton", "home"]'}))
    landed = events(run, "hop_landed")[0].time_h
    assert at(run, "link", landed + 1.0) == 1.0
    alone = {".plan": '["shackleton", "home"]', ".autonomous": "true", ".turnaround": "100 h"}
    gone = flown(without_relay(alone))
    landed, back = (event.time_h for event in events(gone, "hop_landed"))
    link = gone.channels["lander/exploration.link.hopper"]
    earth = gone.channels["lander/communication.earth_visible"]
    assert link.integral(landed, back) == 0.0
    assert link.integral(0.0, 100.0) == pytest.approx(earth.integral(0.0, 100.0), abs=0.01) != 0.0


def test_retiring_ends_a_plan() -> None:
    run = flown(forerunner({".until": "2027-05-01", ".from": "2027-04-30"}))
    assert not events(run, "hop_started")
    place = run.channels["lander/exploration.place.hopper"]
    assert [place.labels[int(code)] for code in place.values] == ["not there", "not there"]


def test_where_links_are_lifted_nobody_waits_for_one() -> None:
    run = run_station(without_relay(), seed=7, hours=240.0, relief="communication")
    assert not events(run, "hop_held", "hopper_lost")
    (heard,) = events(run, "evidence_home")
    assert heard.time_h < events(run, "hop_landed")[1].time_h
