"""Technicians who need a link and an operator, and those who need neither, at a station."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.scenario import Scenario
from sim.station import Outcome, run_station
from tests.station.small_stations import (
    BRIGHT,
    DARK,
    day,
    direct,
    end,
    excavator,
    grid,
    hours_in,
    load_of,
    make,
    reactor,
    run,
    skyline,
    state_at,
    states,
    technician,
    times_of,
)

FRAIL = {"mtbf": (1, "h"), "mttr": (60, "h")}
"""It fails after an hour or so, and its repair takes days."""
LEVEL = skyline(range(360), 0)
"""Earth rises and sets once a month."""


def frail_digger(
    tmp_path: Path, hands: dict[str, Any], days: int = 60, horizon: Any = BRIGHT, **tables: Any
) -> Scenario:
    """One machine that is mostly in repair; ``hands`` are the technicians."""
    tools = {"excavators": {"digger": excavator(0.001, **FRAIL)}, "technicians": hands}
    return make(tmp_path, days, horizon, tools=tools, **({"communication": {"direct": {"dish": direct()}}} | tables))


def repairs(outcome: Outcome) -> list[tuple[float, float]]:
    """When each repair that was finished was taken on, and when it was done [h]."""
    started, done = times_of(outcome, "repair_started", "digger"), times_of(outcome, "repaired", "digger")
    return list(zip(started, done, strict=False))


def test_a_repair_takes_as_long_as_a_link_is_up_for_it(tmp_path: Path) -> None:
    """Hours of links from its beginning to its end are the time that one takes who needs no link."""
    alone = run(frail_digger(tmp_path, {"hand": technician()}, horizon=LEVEL))
    watched = run(frail_digger(tmp_path, {"hand": technician(supervised=True)}, horizon=LEVEL))
    link = watched.channels["communication.link_up"]
    found = repairs(watched)
    assert len(found) >= 5
    assert any(link.integral(*one) < one[1] - one[0] for one in found)
    expected = [done - started for started, done in repairs(alone)[: len(found)]]
    assert [link.integral(*one) for one in found] == pytest.approx(expected, rel=1e-9)
    times = grid(watched, "communication.link_up", "tools.state.digger")
    under_repair = {"in_repair", "repair_halted"}
    for time, up in zip(times, link.at(times), strict=True):
        state = state_at(watched, "digger", time)
        assert state not in under_repair or state == ("in_repair" if up else "repair_halted")


def test_without_any_link_nothing_is_repaired(tmp_path: Path) -> None:
    outcome = run(frail_digger(tmp_path, {"hand": technician(supervised=True)}, 10, DARK))
    assert states(outcome, "digger")[-1][1] == "repair_halted"
    assert times_of(outcome, "repaired") == []


def test_machines_and_technicians_share_the_operators(tmp_path: Path) -> None:
    """One operator: never is a machine dug with while another is repaired."""
    tools = {
        "excavators": {
            "digger": excavator(0.001, supervised=True, mtbf=(50, "h"), mttr=(20, "h")),
            "other": excavator(0.001, supervised=True, mtbf=(50, "h"), mttr=(20, "h")),
        },
        "technicians": {"hand": technician(supervised=True, count=(2, "1"))},
    }
    communication = {"operators": (1, "1"), "direct": {"dish": direct()}}
    outcome = run(make(tmp_path, 60, tools=tools, communication=communication))
    times = grid(outcome, "tools.state.digger", "tools.state.other")
    seen = {frozenset(state_at(outcome, unit, time) for unit in ("digger", "other")) for time in times}
    assert not [pair for pair in seen if pair <= {"working", "in_repair"}]
    assert {frozenset(("repair_halted", "working")), frozenset(("repair_halted", "in_repair"))} <= seen


def test_in_a_blackout_there_is_no_link_to_repair_by(tmp_path: Path) -> None:
    """The pump blacks the station out from 24 h to 51 h; who needs no link goes on."""
    loads = {"core": load_of(5), "pump": load_of(6, "survival") | {"from": day(1), "until": day(2)}}
    energy = {"reactors": {"r": reactor(10)}, "loads": loads, "restart_time": (3, "h")}

    def first_repair(supervised: bool) -> tuple[Outcome, float]:
        hand = technician(supervised=supervised)
        outcome = run(frail_digger(tmp_path, {"hand": hand}, 40, energy=energy))
        started, done = next(one for one in repairs(outcome) if one[1] > 24)
        assert started < 24
        return outcome, done

    alone, done_alone = first_repair(False)
    watched, done_watched = first_repair(True)
    assert hours_in(alone, "digger", "repair_halted") == 0
    assert done_watched == pytest.approx(done_alone + 27)
    assert state_at(watched, "digger", 30) == "repair_halted"
    assert state_at(alone, "digger", 30) == "in_repair"


def test_relief_of_communication_lifts_it(tmp_path: Path) -> None:
    scenario = frail_digger(tmp_path, {"hand": technician(supervised=True)}, horizon=DARK)
    outcome = run_station(scenario, seed=1, replicate=0, hours=scenario.hours, relief="communication")
    alone = run(frail_digger(tmp_path, {"hand": technician()}, horizon=DARK))
    assert hours_in(outcome, "digger", "repair_halted") == 0
    assert repairs(outcome) == repairs(alone)


def test_all_entries_are_one_pool_and_who_needs_no_link_is_taken_first(tmp_path: Path) -> None:
    hands = {"a": technician(supervised=True), "b": technician()}
    outcome = run(frail_digger(tmp_path, hands, horizon=DARK))
    # The one machine never finds him busy.
    assert hours_in(outcome, "digger", "repair_halted") == 0
    assert len(repairs(outcome)) > 5


def test_one_who_leaves_without_a_link_finishes_nothing_once_it_is_back(tmp_path: Path) -> None:
    hands = {"hand": technician(supervised=True) | {"until": day(10)}}
    dish = {"direct": {"early": direct() | {"until": day(9)}, "late": direct() | {"from": day(20)}}}
    outcome = run(frail_digger(tmp_path, hands, communication=dish))
    assert times_of(outcome, "retired", "hand") == [240]
    assert state_at(outcome, "digger", 216.5) == "repair_halted"
    assert times_of(outcome, "repair_left", "digger") == [240]
    assert times_of(outcome, "repaired", "digger")[-1] < 216
    assert states(outcome, "digger")[-1] == (240, "waiting_technician")


def test_another_does_what_is_left_of_a_repair(tmp_path: Path) -> None:
    """One who leaves and one who comes at that instant work as long on each repair as one who stays."""
    staying = run(frail_digger(tmp_path, {"hand": technician()}))
    hands = {"early": technician() | {"until": day(10)}, "late": technician() | {"from": day(10)}}
    changing = run(frail_digger(tmp_path, hands))
    assert len(times_of(changing, "repair_left", "digger")) == 1
    assert times_of(changing, "repaired", "digger") == pytest.approx(times_of(staying, "repaired", "digger"))


def test_a_machine_lost_while_its_repair_waits_frees_the_technician(tmp_path: Path) -> None:
    tools = {
        "excavators": {
            "lost": excavator(0.001, **FRAIL) | {"until": day(8)},
            "other": excavator(0.001, mtbf=(100, "h"), mttr=(1, "h")) | {"from": day(1)},
        },
        "technicians": {"hand": technician(supervised=True)},
    }
    dish = {"direct": {"dish": direct() | {"from": day(10)}}}
    outcome = run(make(tmp_path, 40, tools=tools, communication=dish))
    assert state_at(outcome, "lost", 191) == "repair_halted"
    assert times_of(outcome, "repaired", "lost") == []
    assert len(times_of(outcome, "repaired", "other")) >= 2
    assert end(outcome, "communication.link_up") == 1
