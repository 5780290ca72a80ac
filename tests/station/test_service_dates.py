"""Assets that come late, leave early, or are never there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.scenario import ScenarioError
from sim.station import Outcome
from tests.station.small_stations import (
    START,
    array,
    at,
    battery,
    day,
    direct,
    end,
    events,
    excavator,
    hours_in,
    instrument,
    layer,
    line,
    load_of,
    make,
    printer,
    reactor,
    run,
    sieve,
    state_at,
    states,
    technician,
    times_of,
    wall,
)

SPANS = {
    "after the end": {"from": day(30)},
    "on the last day's end": {"from": day(10)},
    "gone before the start": {"until": day(-5)},
    "gone at the start": {"until": START},
    "both before the start": {"from": day(-20), "until": day(-10)},
}


def everything(dates: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """One asset of every kind, all with the same dates."""
    own = changes | dates
    return {
        "energy": {
            "arrays": {"array": array(10) | own},
            "batteries": {"battery": battery(10) | own},
            "reactors": {"reactor": reactor(10, outage_duration=(5, "h"), first_outage=(5, "h")) | own},
            "loads": {"load": load_of(1) | dates},
        },
        "tools": {
            "excavators": {"digger": excavator() | own},
            "sieves": {"sieve": sieve() | own},
            "printers": {"printer": printer() | own},
            "layers": {"mason": layer() | own},
            "technicians": {"hand": technician() | own},
        },
        "communication": {"direct": {"dish": direct() | own}, "instruments": {"camera": instrument(1, 1) | own}},
    }


def assert_nothing_happened(outcome: Outcome) -> None:
    assert outcome.events == ()
    assert outcome.facts["station.landed_mass"] == 0
    assert all(balance.throughput == 0 for balance in outcome.balances.values())
    for name, channel in outcome.channels.items():
        if name.startswith("tools.state."):
            assert {channel.labels[int(code)] for code in channel.values} == {"out_of_service"}
        elif not name.startswith(("sunlight.", "communication.earth_visible")):
            assert not channel.values.any(), name


@pytest.mark.parametrize("span", SPANS)
def test_what_is_never_there_does_nothing(tmp_path: Path, span: str) -> None:
    assert_nothing_happened(run(make(tmp_path, 10, **everything(SPANS[span]))))


def test_a_count_of_none_does_nothing(tmp_path: Path) -> None:
    tables = everything({}, count=(0, "1"))
    tables["energy"]["loads"] = {}
    outcome = run(make(tmp_path, 10, **tables))
    assert_nothing_happened(outcome)
    assert not [name for name in outcome.channels if name.startswith("tools.state.")]


def test_what_has_come_before_the_start_is_there_from_the_start(tmp_path: Path) -> None:
    since = run(make(tmp_path, 10, **everything({"from": day(-100)})))
    always = run(make(tmp_path, 10, **everything({})))
    assert since.events == always.events
    assert since.balances == always.balances
    assert events(since, "arrived") == []


def test_what_comes_and_goes_says_so_once(tmp_path: Path) -> None:
    outcome = run(make(tmp_path, 10, **everything({"from": day(2), "until": day(6)})))
    names = {"array", "battery", "reactor", "load", "digger", "sieve", "printer", "mason", "hand", "dish", "camera"}
    for event, time in (("arrived", 48), ("retired", 144)):
        told = events(outcome, event)
        assert {one.subject for one in told} == names
        assert len(told) == len(names)
        assert {one.time_h for one in told} == {time}
    for unit in ("digger", "sieve", "printer", "mason"):
        assert hours_in(outcome, unit, "out_of_service") == 240 - 96
        assert states(outcome, unit)[0] == (0, "out_of_service")
        assert state_at(outcome, unit, 144) == "out_of_service"
    assert outcome.channels["energy.used"].integral(0, 48) == 0
    assert outcome.channels["energy.used"].integral(144, 240) == 0
    assert end(outcome, "communication.generated") == at(outcome, "communication.generated", 144)


def test_an_excavator_lost_at_work_stops_digging(tmp_path: Path) -> None:
    tools = {"excavators": {"digger": excavator(1) | {"until": day(3)}}}
    outcome = run(make(tmp_path, 10, tools=tools))
    assert outcome.balances["regolith"].accounts["in.dug"] == pytest.approx(72)
    assert end(outcome, "regolith.raw") == pytest.approx(72)


def test_a_machine_lost_in_repair_is_out_of_service(tmp_path: Path) -> None:
    frail = excavator(1, mtbf=(1, "h"), mttr=(10_000, "h")) | {"until": day(5)}
    outcome = run(make(tmp_path, 10, tools={"excavators": {"digger": frail}, "technicians": {"hand": technician()}}))
    assert state_at(outcome, "digger", 119) == "in_repair"
    assert [name for _, name in states(outcome, "digger")][-1] == "out_of_service"
    assert hours_in(outcome, "digger", "out_of_service") == 120
    assert times_of(outcome, "repaired", "digger") == []


def test_a_machine_lost_without_heat_does_not_freeze_any_more(tmp_path: Path) -> None:
    cold = excavator(survival_lit=(1, "kW"), survival_dark=(1, "kW"), cold_limit=(50, "h")) | {"until": day(2)}
    outcome = run(make(tmp_path, 10, tools={"excavators": {"digger": cold}}))
    assert state_at(outcome, "digger", 47) == "dormant"
    assert times_of(outcome, "survival_shortfall") == [0]
    assert times_of(outcome, "survival_restored") == [48]
    assert events(outcome, "cold_failure") == []


def test_a_later_robot_joins_the_line(tmp_path: Path) -> None:
    tools = line(printers={"printer": printer(100)}, layers={"a": layer(1), "b": layer(1) | {"from": day(5)}})
    outcome = run(make(tmp_path, 20, tools=tools, shelter={"structures": {"wall": wall(300)}}))
    slope = outcome.channels["bricks.laid"]
    assert float(slope.at(120) - slope.at(40)) == pytest.approx(80, abs=20)
    assert times_of(outcome, "structure_complete", "wall")[0] == pytest.approx(120 + (300 - 120) / 2, abs=21)


def test_deliveries_before_the_start_are_refused(tmp_path: Path) -> None:
    kit = {"initial": (0, "1"), "mass": (5, "kg"), "deliveries": {"early": {"date": day(-3), "quantity": (2, "1")}}}
    with pytest.raises(ScenarioError, match=r"is before the start.*add its pieces to initial"):
        make(tmp_path, 2, tools={"spares": {"kit": kit}})


def test_a_printer_lost_at_the_end_of_a_batch_takes_it_along(tmp_path: Path) -> None:
    """24 h a batch from the second day on: the second batch is done at the very instant of leaving, too late."""
    tools = line(printers={"printer": printer(1) | {"from": day(1), "until": day(3)}})
    outcome = run(make(tmp_path, 6, tools=tools, shelter={"structures": {"wall": wall(100)}}))
    assert end(outcome, "bricks.printed") == 20
    assert outcome.balances["regolith"].accounts["out.waste"] == pytest.approx(24)


def test_a_robot_lost_at_the_end_of_a_pallet_takes_it_along(tmp_path: Path) -> None:
    """2 h a pallet, twelve in a day: the last is done at the very instant of leaving, too late."""
    tools = line(
        printers={"printer": printer(1000, 10_000)}, layers={"mason": layer() | {"from": day(5), "until": day(6)}}
    )
    outcome = run(make(tmp_path, 8, tools=tools, shelter={"structures": {"wall": wall(900)}}))
    assert end(outcome, "bricks.laid") == 220
    assert outcome.balances["bricks"].accounts["stock.carried"] == 20
