"""Flights of people: every step may fail, and what that means for people is said and booked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import pairwise, product
from math import prod

import pytest

from sim.result import Result, simulate
from sim.result.goals import goals_of
from sim.scenario import ScenarioError, load
from sim.scenario.overview import overview
from sim.scenario.schema.crew_flights import HOMEWARD, OUTWARD, UNCREWED
from tests.station.orbital_bases import ORBIT, POWER

SURE = {
    f"crew.flights.pair.{one.key}.{key}": "1"
    for one in (*UNCREWED, *OUTWARD, *HOMEWARD)
    for key in ("success", *(() if one in UNCREWED else ("escape",)))
} | {"crew.landers.lanyue.mtbf": "1e15 h"}


def run(changes: Mapping[str, str], **given: int) -> Result:
    """The first landing with nothing left to chance but what ``changes`` says."""
    return simulate(load("ilrs:first-landing", SURE | dict(changes)), **given)


def said(result: Result) -> list[tuple[str, str]]:
    """The events of the rotation."""
    return [(one.event, one.detail) for one in result.events if one.subject == "first"]


def landed_and_back(result: Result) -> tuple[object, object]:
    """People who landed, and who came home of these."""
    return result.kpis["crew.landed"].value, result.kpis["crew.returned"].value


def counts(result: Result) -> tuple[object, ...]:
    """People who came home and who were lost, landings aborted, steps that failed."""
    names = ("came_home", "lost", "flights_aborted", "flight_failures")
    return tuple(result.kpis[f"crew.{name}"].value for name in names)


def test_they_land_on_their_day_and_come_home() -> None:
    result = run({})
    steps = [detail for event, detail in said(result) if event == "flight_step"]
    assert steps == [one.verb for one in (*UNCREWED, *OUTWARD, *HOMEWARD[:2])]
    assert counts(result) == (3, 0, 0, 0)
    assert landed_and_back(result) == (2, 2)
    landing, home = (goal.reached(result.channels) for goal in goals_of(result.scenario))
    assert [result.start + timedelta(hours=time or 0) for time in (landing, home)] == [
        datetime(2029, 12, 15),
        datetime(2029, 12, 25, 9),
    ]
    assert result.kpis["crew.first_landing"].value == "2029-12-15"
    assert result.kpis["crew.nights"].value == 12
    assert result.kpis["crew.evas"].value == 2
    spec = result.scenario.crew.flights["pair"]  # type: ignore[union-attr]
    landed = next(one.time_h for one in result.events if one.event == "rotation_arrived")
    launched = next(one.time_h for one in result.events if one.event == "flight_step")
    assert landed - launched == pytest.approx(spec.outward_time - float(spec.lander_launch.time))
    home = next(one.time_h for one in result.events if one.event == "came_home")
    assert home - landed == pytest.approx(6 * 24 + sum(float(getattr(spec, one.key).time) for one in HOMEWARD))
    channel = result.channels["crew.under_way.first"]
    assert [float(value) for value in channel.values][:5] == [0.0, 3.0, 1.0, 3.0, 0.0]


@pytest.mark.parametrize(
    ("step", "lives", "expected"),
    [
        # Came home, lost, aborted, failed.
        ("crew_launch", 1, (3, 0, 1, 1)),
        ("crew_launch", 0, (0, 3, 1, 1)),
        ("crew_arrival", 1, (3, 0, 1, 1)),
        ("crew_arrival", 0, (0, 3, 1, 1)),
        ("docking", 1, (3, 0, 1, 1)),
        ("docking", 0, (0, 3, 1, 1)),
        ("descent", 1, (3, 0, 1, 1)),
        ("descent", 0, (0, 3, 1, 1)),
        ("ascent", 0, (1, 2, 0, 1)),
        ("return_docking", 1, (3, 0, 0, 1)),
        ("return_docking", 0, (1, 2, 0, 1)),
        ("home", 1, (3, 0, 0, 1)),
        ("home", 0, (0, 3, 0, 1)),
    ],
)
def test_what_a_failure_of_each_step_means(step: str, lives: int, expected: tuple[int, ...]) -> None:
    result = run({f"crew.flights.pair.{step}.success": "0", f"crew.flights.pair.{step}.escape": str(lives)})
    assert counts(result) == expected
    spec = next(one for one in (*OUTWARD, *HOMEWARD) if one.key == step)
    failed = [detail for event, detail in said(result) if event == "flight_failed"]
    assert len(failed) == 1
    assert failed[0].startswith(spec.verb)
    assert (spec.saved in failed[0]) == bool(lives)
    # Nobody dies silently.
    lost = [detail for event, detail in said(result) if event == "crew_lost"]
    assert lost == ([] if lives else [f"{expected[1]} people; {spec.verb} failed"])
    landed = expected[2] == 0
    # Who came home without a landing has not returned from one.
    assert landed_and_back(result) == (2 * landed, min(2, expected[0] // 3 * 2) * landed)
    assert (result.kpis["crew.first_landing"].value is not None) == landed


def test_an_engine_that_does_not_light_keeps_them_on_the_ground() -> None:
    """With no try that succeeds they never leave; in the end they die of what they lack, and the ship goes home."""
    little = {"resources.stores.water.initial": "160 kg", "crew.landers.lanyue.mttr": "0 h"}
    result = run({"crew.flights.pair.ascent.success": "0"} | little)
    events = [event for event, _ in said(result)]
    assert "departure_held" in events
    assert "rotation_left" not in events
    tries = [one.time_h for one in result.events if one.event == "flight_failed"]
    assert len(tries) > 5
    assert min(after - before for before, after in pairwise(tries)) >= 24.0
    lost = next(one for one in result.events if one.event == "crew_lost")
    assert lost.detail.startswith("2 people; no water for 3.0 d: water store empty")
    assert result.kpis["crew.lost"].value == 2
    assert result.kpis["crew.came_home"].value == 1
    assert next(one.time_h for one in result.events if one.event == "came_home") == pytest.approx(lost.time_h + 96.0)


def test_who_is_fetched_has_come_home_too() -> None:
    """A rescue takes them from the ground while the own ship waits above; each is counted once."""
    changes = {"crew.rules.rescue": "true", "crew.rules.rescue_wait": "48 h", "crew.landers.lanyue.mttr": "1e4 h"}
    result = run({"crew.flights.pair.ascent.success": "0", "crew.flights.pair.ascent.escape": "1"} | changes)
    assert "rescued" in [one.event for one in result.events]
    assert landed_and_back(result) == (2, 2)
    assert counts(result)[:2] == (3, 0)
    for name in ("landed", "returned", "came_home"):
        history = result.channels[f"crew.{name}"]
        assert history.values[0] == 0
        assert history.last == result.kpis[f"crew.{name}"].value


def test_a_failure_before_people_fly_costs_time_alone() -> None:
    soon = {"crew.flights.pair.rebuild": "10 d", "crew.rules.postpone": "11 d"}
    result = run({"crew.flights.pair.lander_arrival.success": "0"} | soon)
    failed = [detail for event, detail in said(result) if event == "flight_failed"]
    assert counts(result)[:3] == (0, 0, 0)
    assert all("nobody was aboard; ready again in 10 d" in one for one in failed)
    assert result.kpis["crew.rotations_missed"].value == 1


BLACKOUT = """
[crew.emergencies.dark]
kind = "blackout"
date = {date}
duration = {{ value = {hours}, unit = "h", basis = "design" }}
"""


def dark(tmp_path, date: str, hours: int, more: str = "") -> Result:  # type: ignore[no-untyped-def]
    """The same with no power on the ground for a while."""
    path = tmp_path / "dark.toml"
    text = BLACKOUT.format(date=date, hours=hours)
    path.write_text(f'title = "Dark"\nextends = "ilrs:first-landing.toml"\n{text}{more}')
    return simulate(load(path, SURE))


def test_people_wait_on_earth_and_in_orbit_for_conditions(tmp_path) -> None:  # type: ignore[no-untyped-def]
    on_earth = dark(tmp_path, "2029-12-09", 60)
    waits = [detail for event, detail in said(on_earth) if event == "flight_waits"]
    assert waits[0] == "the crew waits on Earth; power: blackout"
    assert counts(on_earth) == (3, 0, 0, 0)
    # Power is back after two days and a half, and is looked for each day.
    assert on_earth.kpis["crew.first_landing"].value == "2029-12-17"
    in_orbit = dark(tmp_path, "2029-12-14", 40)
    assert [detail[:18] for event, detail in said(in_orbit) if event == "flight_waits"] == ["they wait in orbit"]
    assert counts(in_orbit) == (3, 0, 0, 0)


def test_who_can_wait_no_longer_goes_home_without_a_landing(tmp_path) -> None:  # type: ignore[no-untyped-def]
    result = dark(tmp_path, "2029-12-14", 400)
    aborted = [detail for event, detail in said(result) if event == "flight_aborted"]
    assert len(aborted) == 1
    assert aborted[0].startswith("3 people go home from lunar orbit; power: ")
    assert counts(result) == (3, 0, 1, 0)


FLIGHT = """
[crew.flights.pair]
via = "gateway"
station_wait = { value = 20, unit = "d", basis = "design" }
"""
STATION = f"{FLIGHT}{ORBIT}{POWER}"


def test_a_station_in_orbit_is_a_haven_while_it_has_power(tmp_path) -> None:  # type: ignore[no-untyped-def]
    """Eight days without power on the ground: too long for the ship alone, not for a station."""
    alone = dark(tmp_path, "2029-12-14", 192)
    assert counts(alone) == (3, 0, 1, 0)
    with_station = dark(tmp_path, "2029-12-14", 192, STATION)
    assert counts(with_station) == (3, 0, 0, 0)
    assert with_station.kpis["crew.first_landing"].value == "2029-12-23"
    unlit = STATION.replace(
        'model = "vertical-module"', 'model = "vertical-module"\ncount = { value = 0, unit = "1", basis = "design" }'
    )
    assert counts(dark(tmp_path, "2029-12-14", 192, unlit)) == (3, 0, 1, 0)


def test_what_one_step_draws_does_not_depend_on_the_others() -> None:
    """With one seed the descent fails or not whatever the meeting before it is worth."""
    half = {"crew.flights.pair.descent.success": "0.5"}
    for replicate in (0, 1, 2, 3):
        plain = counts(run(half, replicate=replicate))
        likely = counts(run(half | {"crew.flights.pair.docking.success": "0.999999"}, replicate=replicate))
        assert plain == likely


def test_the_chances_that_check_gives_are_those_of_all_ways_it_may_go() -> None:
    flight = load("ilrs:first-landing").crew.flights["pair"]  # type: ignore[union-attr]
    success = {one.key: float(getattr(flight, one.key).success) for one in (*UNCREWED, *OUTWARD, *HOMEWARD)}
    crewed = [one.key for one in (*OUTWARD, *HOMEWARD)]
    lands = loss = 0.0
    for outcome in product((True, False), repeat=len(crewed)):
        ways = dict(zip(crewed, outcome, strict=True))
        weight = prod(success[one.key] for one in UNCREWED)
        weight *= prod(success[key] if good else 1.0 - success[key] for key, good in ways.items())
        lands += weight * all(ways[one.key] for one in OUTWARD)
        loss += weight * _lost(flight, ways)
    home = prod(success[one.key] for one in HOMEWARD)
    assert flight.chances() == pytest.approx((lands, home, loss), rel=1e-12)


def _lost(flight, ways: Mapping[str, bool]) -> float:  # type: ignore[no-untyped-def]
    """Chance that people are lost where steps go as ``ways`` say, each asked for if it comes to it."""

    def dies(key: str) -> float:
        return 1.0 - float(getattr(flight, key).escape)

    on_way_home = 0.0 if ways["home"] else dies("home")
    for key in ("crew_launch", "crew_arrival", "docking", "descent", "ascent", "return_docking"):
        if not ways[key]:
            later = 0.0 if key == "crew_launch" else on_way_home
            return dies(key) + (1.0 - dies(key)) * later
    return on_way_home


def test_check_says_when_it_starts_and_what_its_chances_are() -> None:
    line = next(line for line in overview(load("ilrs:first-landing")) if line.startswith("flight"))
    assert "first: lander starts 2029-12-05, 1 stay in the ship; lands at the first try with a chance of 0.85" in line


def test_check_says_what_must_hold_and_what_each_failure_means() -> None:
    lines = overview(load("ilrs:first-landing"))
    (go,) = (line for line in lines if line.startswith("go "))
    assert "at both launches and before the descent, looked at each 24 h; the lander waits 30 d" in go
    failures = [line for line in lines if line.startswith("failure ")]
    steps = (*UNCREWED, *OUTWARD, *HOMEWARD)
    assert len(failures) == len(steps)
    for one, line in zip(steps, failures, strict=True):
        assert one.verb in line
        assert (one.saved or "nobody is aboard; built again in 365 d") in line
    assert "descent 4 %: the lander goes back up to the ship, and they go home; 10 % of such failures" in failures[5]


WAIT = 'crew.flights.pair.station_wait = { value = 1, unit = "d", basis = "design" }'


@pytest.mark.parametrize(
    ("changes", "key", "message"),
    [
        ('crew.rotations.first.flight = "par"', "crew.rotations.first.flight", 'no flight "par"; did you mean "pair"'),
        ("crew.rotations.first.arrives = 2029-11-05", "crew.rotations.first.arrives", "land from 2029-11-12 on"),
        ('crew.flights.pair.via = "gateway"\n' + WAIT, "crew.flights.pair.via", 'there is no base "gateway"'),
        (
            WAIT,
            "crew.flights.pair.via",
            "is missing beside station_wait",
        ),
    ],
)
def test_wrong_flights_are_refused_with_key_and_remedy(tmp_path, changes: str, key: str, message: str) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "wrong.toml"
    path.write_text(f'title = "Wrong"\nextends = "ilrs:first-landing.toml"\n{changes}\n')
    with pytest.raises(ScenarioError) as error:
        load(path)
    assert [(one.key, message in one.message, one.line) for one in error.value.problems] == [(key, True, 3)], str(
        error.value
    )
