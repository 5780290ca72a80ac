"""Experiments that ride missions of the campaign: beside cargo, late with it, lost with it, flown again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.result import simulate
from sim.scenario import Scenario, ScenarioError, load
from sim.scenario.assets import landed_mass
from sim.station import Outcome
from sim.station.partners.experiment import CHANNEL, Stage
from tests.station.decisions.test_decisions import DECIDED_H, MISSION, SITES, deciding
from tests.station.partners.test_experiments import flight, kind, numbers, rack, station
from tests.station.small_stations import at, day, end, events, run, times_of
from tests.station.stages.gated import HOURS, gated

D = 24.0
LAUNCH, TRANSIT = 100 * D, 5 * D


def mission(number: int = 100, **changes: Any) -> dict[str, Any]:
    return {"date": day(number), "launcher": "rocket", "lander": "tug"} | changes


def campaign(payload: float = 1000, **missions: Any) -> dict[str, Any]:
    """Launches that never slip, and a lander that takes five days and 200 days to be built again."""
    launcher = {
        "payload": (20000, "kg"),
        "success": (1, "1"),
        "slip_chance": (0, "1"),
        "slip_mean": (0, "h"),
    }
    lander = {
        "payload": (payload, "kg"),
        "launch_mass": (10000, "kg"),
        "transit": (5, "d"),
        "success": (1, "1"),
        "rebuild": (200, "d"),
        "cost": (100, "kUSD/kg"),
    }
    missions = missions or {"first": mission()}
    return {"launchers": {"rocket": launcher}, "cargo_landers": {"tug": lander}, "missions": missions}


def riding(room: float | None = 1000, name: str = "first", **changes: Any) -> dict[str, Any]:
    return {"arrives_with": name} | ({} if room is None else {"room": (room, "kg")}) | changes


def riders(folder: Path, flown: dict[str, Any], missions: dict[str, Any], days: int = 400, **changes: Any) -> Scenario:
    """A station whose partners fly with missions."""
    return station(folder, days, landings=flown, campaign=missions, **changes)


def cargo(outcome: Outcome, account: str) -> float:
    return outcome.balances["cargo"].accounts.get(account, 0.0)


def test_what_is_ready_at_the_launch_lands_with_the_mission(tmp_path: Path) -> None:
    outcome = run(riders(tmp_path, {"ride": riding()}, campaign()))
    ready = f"{CHANNEL}ready"
    aboard = at(outcome, ready, LAUNCH - 1)
    assert aboard > 3
    assert at(outcome, ready, LAUNCH) == 0.0
    assert at(outcome, f"{CHANNEL}flying", LAUNCH + 1) == aboard
    assert at(outcome, "partners.flown", LAUNCH + TRANSIT - 1) == 0.0
    assert at(outcome, "partners.flown", LAUNCH + TRANSIT) == aboard
    # What was built meanwhile stayed behind: one flight comes with the mission.
    assert end(outcome, "partners.flown") == aboard
    assert end(outcome, ready) > 0.0
    assert outcome.facts["partners.stay.flying"] == pytest.approx(TRANSIT)
    assert times_of(outcome, "experiments_launched") == [LAUNCH]
    assert times_of(outcome, "experiments_landed") == [LAUNCH + TRANSIT]
    assert outcome.facts["partners.lost"] == 0.0


def test_cargo_counts_what_is_aboard_once_and_not_the_room(tmp_path: Path) -> None:
    """The rack of 100 kg comes along; of 500 kg of room as much is landed as experiments have."""
    scenario = riders(tmp_path, {"ride": riding(500)}, campaign(), racks={"yard": rack(arrives_with="first")})
    outcome = run(scenario)
    mass = 10.0 * end(outcome, "partners.flown")
    assert 0.0 < mass < 500.0
    assert outcome.facts["partners.mass"] == mass
    assert cargo(outcome, "in.sent") == cargo(outcome, "out.landed") == 100.0 + mass
    assert outcome.facts["campaign.mission.first.landed_mass"] == 100.0 + mass
    assert end(outcome, "campaign.landed.partners") == 100.0 + mass
    # As with flights at fixed times, what partners send is no mass that the station lands.
    assert outcome.facts["station.landed_mass"] == landed_mass(scenario)
    assert landed_mass(scenario) == landed_mass(riders(tmp_path, {"ride": riding(100)}, campaign()))
    result = simulate(scenario)
    assert result.kpis["campaign.landed_mass"].value == 100.0 + mass


def test_experiments_compete_with_cargo_for_the_payload(tmp_path: Path) -> None:
    racks = {"yard": rack(mass=(960, "kg"), arrives_with="first")}
    with pytest.raises(ScenarioError) as caught:
        riders(tmp_path, {"ride": riding(50)}, campaign(), racks=racks)
    (problem,) = caught.value.problems
    assert problem.key == "campaign.missions.first"
    assert "carries 1,010 kg, 10 kg more than the 1,000 kg that tug lands" in problem.message
    fits = run(riders(tmp_path, {"ride": riding(40)}, campaign(), racks=racks))
    assert end(fits, "partners.flown") == 4.0
    # Without room, they take what the rack leaves.
    rest = riders(tmp_path, {"ride": riding(None)}, campaign(), racks=racks)
    assert end(run(rest), "partners.flown") == 4.0
    assert any("ride = what is left with first" in line for line in rest.overview())


def test_flights_without_room_share_what_is_left(tmp_path: Path) -> None:
    """Of 75 kg of payload 30 kg are kept: experiments of 10 kg fill three places there, and four of the rest."""
    outcome = run(riders(tmp_path, {"a": riding(None), "b": riding(None), "kept": riding(30)}, campaign(75)))
    took = {one.subject: one.detail.split(" experiments")[0] for one in events(outcome, "experiments_launched")}
    assert took == {"a": "4", "b": "0", "kept": "3"}
    assert cargo(outcome, "out.landed") == 70.0


def test_a_mission_that_leaves_nothing_is_remarked(tmp_path: Path) -> None:
    racks = {"yard": rack(mass=(995, "kg"), arrives_with="first")}
    full = riders(tmp_path, {"ride": riding(None)}, campaign(), racks=racks)
    assert (
        "partners.landings.ride: first leaves 5 kg, and the lightest experiment has 10 kg, so none flies with it; "
        "give it room, or another mission" in full.notes()
    )
    assert end(run(full), "partners.flown") == 0.0


def test_what_is_lost_is_lost_for_good_and_the_rebuilt_flight_takes_what_is_ready_then(tmp_path: Path) -> None:
    again = LAUNCH + TRANSIT + 200 * D
    calls = {"proposals": (0.8, "1/yr")}
    scenario = riders(tmp_path, {"ride": riding()}, campaign(first=mission(lost=True)), calls=calls)
    outcome = run(scenario)
    lost, second = at(outcome, f"{CHANNEL}ready", LAUNCH - 1), at(outcome, f"{CHANNEL}ready", again - 1)
    assert 0.0 < lost != second > 0.0
    assert at(outcome, f"{CHANNEL}lost", LAUNCH + TRANSIT - 1) == 0.0
    found = numbers(outcome)
    assert found[Stage.LOST] == lost == outcome.facts["partners.lost"]
    assert end(outcome, "partners.flown") == second
    (event,) = events(outcome, "experiments_lost")
    assert (event.time_h, event.subject) == (LAUNCH + TRANSIT, "ride")
    assert event.detail == f"{lost:g} experiments, {10 * lost:g} kg with first"
    assert times_of(outcome, "experiments_launched") == [LAUNCH, again]
    assert cargo(outcome, "out.lost") == 10.0 * lost
    assert cargo(outcome, "out.landed") == 10.0 * second
    ledger = outcome.balances["experiments"]
    assert ledger.residual == 0
    assert ledger.received == sum(found.values())
    assert ledger.accounts["out.lost"] == lost
    # Who lost one goes on proposing: nothing before the calls knows of it.
    assert simulate(scenario).kpis["partners.lost"].value == lost
    safe = run(riders(tmp_path, {"ride": riding()}, campaign(), calls=calls))
    assert safe.balances["experiments"].received == ledger.received


def test_what_is_under_way_at_the_end_is_in_both_books(tmp_path: Path) -> None:
    outcome = run(riders(tmp_path, {"ride": riding()}, campaign(), days=103))
    flying = numbers(outcome)[Stage.FLYING]
    assert flying > 0.0
    assert outcome.balances["experiments"].accounts["stock.flying"] == flying
    assert cargo(outcome, "stock.under_way") == cargo(outcome, "in.sent") == 10.0 * flying
    assert outcome.balances["experiments"].residual == 0


def test_of_several_launches_the_last_one_takes_them(tmp_path: Path) -> None:
    """Two launches from one pad, 30 days apart: the lander leaves with the second."""
    table = campaign(first=mission(launches=(2, "1")))
    table["launchers"]["rocket"]["pad"] = "sea"
    table["pads"] = {"sea": {"turnaround": (30, "d")}}
    outcome = run(riders(tmp_path, {"ride": riding()}, table))
    assert times_of(outcome, "experiments_launched") == [LAUNCH + 30 * D]
    assert times_of(outcome, "experiments_landed") == [LAUNCH + 30 * D + TRANSIT]


def test_a_mission_that_slips_takes_what_is_ready_when_it_flies(tmp_path: Path) -> None:
    table = campaign()
    table["launchers"]["rocket"] |= {"slip_chance": (1, "1"), "slip_mean": (1000, "h")}
    outcome = run(riders(tmp_path, {"ride": riding()}, table))
    (launched,) = times_of(outcome, "launched")
    assert launched > LAUNCH
    assert times_of(outcome, "experiments_launched") == [launched]
    assert end(outcome, "partners.flown") == at(outcome, f"{CHANNEL}ready", launched - 1e-6)


def test_flights_at_fixed_times_know_no_missions(tmp_path: Path) -> None:
    """They have neither stage nor figure of them, so what is written of them stays what it was."""
    outcome = run(station(tmp_path, 400))
    assert f"{CHANNEL}lost" not in outcome.channels
    assert f"{CHANNEL}flying" not in outcome.channels
    assert "out.lost" not in outcome.balances["experiments"].accounts
    assert "partners.lost" not in simulate(station(tmp_path, 60)).kpis


def test_after_its_last_day_a_flight_takes_nobody(tmp_path: Path) -> None:
    table = campaign(first=mission(lost=True))
    outcome = run(riders(tmp_path, {"ride": riding(until=day(200))}, table))
    assert numbers(outcome)[Stage.LOST] > 0.0
    assert end(outcome, "partners.flown") == 0.0


WRONG = {
    "every": (
        {"room": (100, "kg"), "arrives_with": "first", "every": (1, "yr")},
        "every",
        "stands beside arrives_with = first; leave one of them out, for it flies with that once",
    ),
    "neither": (
        {"room": (100, "kg")},
        "every",
        "is missing: give every, the time from one landing to the next, or arrives_with, its mission",
    ),
    "no room": (
        {"every": (1, "yr")},
        "room",
        "is missing: give room, the mass of experiments that one landing takes; only with a mission is it",
    ),
    "from": (riding(**{"from": day(3)}), "arrives_with", f"stands beside from = {day(3)}; leave one of them out"),
    "unknown": (riding(name="frist"), "arrives_with", 'there is no mission "frist"; did you mean "first"?'),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_fly_is_refused_by_its_key(name: str, tmp_path: Path) -> None:
    table, key, message = WRONG[name]
    with pytest.raises(ScenarioError) as caught:
        riders(tmp_path, {"ride": table}, campaign())
    found = [one for one in caught.value.problems if one.key == f"partners.landings.ride.{key}"]
    assert found, caught.value.problems
    assert message in found[0].message
    assert found[0].file.endswith("hand-made.toml")
    assert found[0].line is not None


def test_a_kind_too_heavy_for_the_lander_is_refused(tmp_path: Path) -> None:
    heavy = {"box": kind(mass=(2000, "kg"))}
    with pytest.raises(ScenarioError, match="2000 kg fits on no landing, for which there is room for 1000 kg at most"):
        riders(tmp_path, {"ride": riding(None)}, campaign(), experiments=heavy)


OVER = """
extends = "hand-made.toml"
[partners.landings.ride]
"""


def test_a_file_on_top_puts_a_mission_in_the_place_of_times_and_back(tmp_path: Path) -> None:
    station(tmp_path, 400, landings={"ride": flight(500, 700)}, campaign=campaign())
    path = tmp_path / "over.toml"
    path.write_text(f'{OVER}arrives_with = "first"\n')
    partners = load(path).partners
    assert partners is not None
    ride = partners.landings["ride"]
    assert (ride.every, ride.arrives_with, ride.reserved) == (None, "first", 500.0)
    riders(tmp_path, {"ride": riding()}, campaign())
    path.write_text(f'{OVER}every = {{ value = 1, unit = "yr", basis = "design" }}\n')
    partners = load(path).partners
    assert partners is not None
    assert partners.landings["ride"].arrives_with is None


CHOOSING = """
[partners.institutions]
since = 2027-05-01
[partners.experiments.sensor]
mass = { value = 5, unit = "kg", basis = "design" }
build = { value = 1, unit = "h", basis = "design" }
hands = { value = 1, unit = "h", basis = "design" }
run = { value = 1, unit = "d", basis = "design" }
power = { value = 0, unit = "W", basis = "design" }
[partners.experiments.instrument]
share = { value = 0, unit = "1", basis = "design" }
[partners.experiments.facility]
share = { value = 0, unit = "1", basis = "design" }
[partners.calls]
every = { value = 24, unit = "h", basis = "design" }
proposals = { value = 25, unit = "1/yr", basis = "design" }
"""
ROOM = 'room = { value = 100, unit = "kg", basis = "design" }'
TEN_DAYS = 'every = { value = 10, unit = "d", basis = "design" }'


POWER_AND_LINK = """
[energy.reactors.plant]
model = "fission-10kwe"
[communication.relays.queqiao]
model = "queqiao-2-class"
mast = { value = 2, unit = "m", basis = "design" }
"""


def table(name: str, *lines: str) -> str:
    return "\n".join((f"[partners.{name}]", *lines, ""))


def only(alternative: str) -> str:
    return f'if_chosen = ["mine:{alternative}"]'


def test_a_flight_that_waits_for_a_decision_keeps_its_times_and_lands_nothing_before_it(tmp_path: Path) -> None:
    flights = [table(f"landings.{name}", ROOM, TEN_DAYS, only(name)) for name in SITES]
    outcome = chosen(tmp_path, *flights)
    (verdict,) = events(outcome, "decided")
    landed = events(outcome, "experiments_landed")
    (flight_name,) = {one.subject for one in landed}
    assert flight_name in verdict.detail
    # Every ten days from the start: the first after the decision on the 214th is the 220th.
    assert [one.time_h for one in landed] == [10 * D * n for n in range(22, 28)]


def test_a_ride_that_waits_for_a_decision_makes_its_mission_wait(tmp_path: Path) -> None:
    flights = [table(f"landings.{name}", ROOM, only(name), 'arrives_with = "cargo"') for name in SITES]
    outcome = chosen(tmp_path, MISSION, *flights)
    assert times_of(outcome, "launched") == [DECIDED_H]
    (landed,) = events(outcome, "experiments_landed")
    (launched,) = events(outcome, "experiments_launched")
    assert launched.subject == landed.subject
    assert launched.time_h == DECIDED_H
    # Room for one alternative is kept, not for all of them.
    assert 0.0 < cargo(outcome, "out.landed") <= 100.0


def test_racks_and_robots_may_wait_for_a_decision(tmp_path: Path) -> None:
    flights = table("landings.cargo", ROOM, TEN_DAYS)
    racks = [table(f"racks.rack-{name}", 'model = "experiment-rack"', only(name)) for name in SITES]
    robots = [table(f"robots.arm-{name}", 'model = "setting-up-robot"', only(name)) for name in SITES]
    outcome = chosen(tmp_path, POWER_AND_LINK, flights, *racks, *robots)
    for stage in ("setting-up", "running"):
        channel = outcome.channels[CHANNEL + stage]
        assert channel.values.max() > 0.0
        assert channel.times[channel.values > 0.0].min() >= DECIDED_H, stage
    assert outcome.channels[f"{CHANNEL}landed"].at(DECIDED_H - 1) > 0.0


FIRST = '[stages.first]\ngoals = ["bricks"]\n'
BEHIND = 'behind = "first"'


def behind(folder: Path, *more: str) -> tuple[Outcome, float]:
    """What comes behind the gate of the first bricks, and when that opened."""
    quick = CHOOSING.replace("since = 2027-05-01", "")
    outcome = run(gated(folder, FIRST + quick + "".join(more)), HOURS)
    (gate,) = times_of(outcome, "gate_opened", "first")
    assert 20 * D < gate < HOURS - 20 * D
    return outcome, gate


def test_landings_behind_a_gate_keep_their_times_and_land_nothing_before_it(tmp_path: Path) -> None:
    outcome, gate = behind(tmp_path, table("landings.cargo", ROOM, TEN_DAYS, BEHIND))
    due = [10 * D * n for n in range(1, 12)]
    assert times_of(outcome, "experiments_landed") == [time for time in due if time >= gate]


def test_a_ride_behind_a_gate_makes_its_mission_wait(tmp_path: Path) -> None:
    mission = MISSION.replace("2027-06-01", "2031-01-02")
    outcome, gate = behind(tmp_path, mission, table("landings.ride", ROOM, BEHIND, 'arrives_with = "cargo"'))
    assert times_of(outcome, "launched") == times_of(outcome, "experiments_launched") == [gate]
    assert end(outcome, "partners.flown") > 0.0


def test_racks_and_robots_come_from_behind_a_gate(tmp_path: Path) -> None:
    rack_text = table("racks.yard", 'model = "experiment-rack"', BEHIND)
    robot_text = table("robots.setter", 'model = "setting-up-robot"', BEHIND)
    outcome, gate = behind(tmp_path, table("landings.cargo", ROOM, TEN_DAYS), rack_text, robot_text)
    for stage in ("setting-up", "running"):
        channel = outcome.channels[CHANNEL + stage]
        assert channel.times[channel.values > 0.0].min() >= gate, stage
    assert outcome.channels[f"{CHANNEL}landed"].at(gate - 1) > 0.0


def chosen(folder: Path, *more: str) -> Outcome:
    scenario = deciding(folder, CHOOSING + "".join(more))
    return run(scenario)
