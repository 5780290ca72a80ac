"""People on the spot who watch over machines: as many more while there is a link, and alone where there is none."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from sim.scenario import Scenario
from sim.station.communication.system import Communication
from sim.station.states import STATES
from sim.station.station import Station
from sim.station.tools.system import Tools
from tests.station.small_stations import BRIGHT, DARK, day, direct, excavator, make, reactor, technician


def watched_station(scenario: Scenario, *turns: tuple[float, int], **options: Any) -> Station:
    """A station at which from each moment on so many people watch over machines."""
    station = Station(scenario, seed=1, replicate=0, hours=scenario.hours, **options)
    for time, people in turns:
        station.context.at(time, lambda people=people: station.bases[0][Communication].watch.on_the_spot(people))
    return station


def diggers(tmp_path: Path, number: int, horizon: Any = DARK, dish: dict[str, Any] | None = None) -> Scenario:
    """Supervised machines with room for all that they dig, and two people on Earth."""
    tools = {"excavators": {"digger": excavator(0.001, supervised=True, count=(number, "1"))}}
    links = {"direct": {"dish": direct(**(dish or {}))}}
    return make(tmp_path, 10, horizon, tools=tools, communication=links)


def spent(station: Station, state: str) -> float:
    """Hours that all machines have spent in a state."""
    return sum(unit.machine.time_in(STATES.order[STATES.names.index(state)]) for unit in station.bases[0][Tools].units)


def test_with_no_link_as_many_machines_work_as_people_watch_on_the_spot(tmp_path: Path) -> None:
    station = watched_station(diggers(tmp_path, 3), (24.0, 2), (72.0, 1), (120.0, 0))
    station.run()
    assert spent(station, "working") == 48 * 2 + 48 * 1
    # While anybody watches, the others wait for one; before and after nobody could.
    assert spent(station, "no_operator") == 48 * 1 + 48 * 2
    assert spent(station, "no_link") == 3 * (24 + 120)


def test_people_on_the_spot_add_to_those_on_earth_and_stay_when_the_link_goes(tmp_path: Path) -> None:
    """Two on Earth from the second to the sixth day, one on the spot from the third to the eighth."""
    scenario = diggers(tmp_path, 4, BRIGHT, {"from": day(1), "until": day(5)})
    station = watched_station(scenario, (48.0, 1), (168.0, 0))
    station.run()
    assert spent(station, "working") == 24 * 2 + 72 * 3 + 48 * 1
    assert spent(station, "no_link") == 4 * (24 + 72)


def test_without_a_limit_on_earth_people_on_the_spot_count_alone_in_the_dark(tmp_path: Path) -> None:
    scenario = diggers(tmp_path, 4, BRIGHT, {"until": day(5)})
    station = watched_station(scenario, (48.0, 1), relief="communication:no_operator")
    assert station.bases[0][Communication].watch.remote == math.inf
    station.run()
    assert spent(station, "working") == 120 * 4 + 120 * 1


@pytest.mark.parametrize("people", [0, 1])
def test_a_robot_repairs_while_somebody_watches_on_the_spot(tmp_path: Path, people: int) -> None:
    tools = {
        "excavators": {"digger": excavator(0.001, mtbf=(1, "h"), mttr=(5, "h"))},
        "technicians": {"robot": technician(supervised=True)},
    }
    station = watched_station(make(tmp_path, 60, DARK, tools=tools), (24.0, people))
    station.run()
    workshop = station.bases[0][Tools].workshop
    assert (workshop.repairs > 100) is (people == 1)
    if not people:
        assert workshop.halted == 1


@pytest.mark.parametrize("power", [1, 1e4])
def test_at_another_place_people_watch_over_a_radio_that_has_its_power(tmp_path: Path, power: float) -> None:
    tools = {"excavators": {"digger": excavator(0.001, supervised=True, at="pit")}}
    scenario = make(
        tmp_path,
        10,
        DARK,
        tools=tools,
        energy={"places": {"pit": {"distance": (1, "km")}}, "reactors": {"main": reactor(10)}},
        communication={"radios": {"pit": {"mass": (5, "kg"), "range": (5, "km"), "power": (power, "kW")}}},
    )
    station = watched_station(scenario, (24.0, 1))
    station.run()
    assert spent(station, "working") == (9 * 24 if power == 1 else 0)
