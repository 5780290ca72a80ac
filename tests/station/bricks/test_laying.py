"""Laying: completion times, pallets, small stores, and robots and printers that come and go."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.station.small_stations import (
    at,
    building,
    day,
    end,
    hours_in,
    layer,
    line,
    make,
    printer,
    run,
    state_at,
    stores,
    times_of,
    wall,
)


def test_completion_times_by_hand(tmp_path: Path) -> None:
    outcome = building(tmp_path, 3, {"one": wall(100), "two": wall(50, "one")})
    (begun,) = (
        t
        for t, v in zip(
            outcome.channels["bricks.printed"].times, outcome.channels["bricks.printed"].values, strict=True
        )
        if v == 20
    )
    assert begun < 0.2
    assert times_of(outcome, "structure_complete", "one") == pytest.approx([begun + 10])
    assert times_of(outcome, "structure_started", "two") == times_of(outcome, "structure_complete", "one")
    assert times_of(outcome, "structure_complete", "two") == pytest.approx([begun + 15])
    assert at(outcome, "shelter.progress", begun + 10) == pytest.approx(100 / 150)
    assert at(outcome, "shelter.progress.one", begun + 4.5) == pytest.approx(0.4)
    assert state_at(outcome, "mason", 40) == "idle"


def test_the_second_robot_waits_for_the_last_pallet(tmp_path: Path) -> None:
    """30 bricks: 20 for one robot, 10 for the other, which must wait an hour for the structure to stand."""
    structures = {"one": wall(30), "two": wall(40, "one")}
    outcome = building(tmp_path, 2, structures, layers={"mason": layer(count=(2, "1"))})
    (done,) = times_of(outcome, "structure_complete", "one")
    assert state_at(outcome, "mason-2", done - 0.5) == "no_structure"
    assert hours_in(outcome, "mason-2", "no_structure") == pytest.approx(1, abs=0.1)
    assert hours_in(outcome, "mason-1", "no_structure") == 0
    (last,) = times_of(outcome, "structure_complete", "two")
    assert last == pytest.approx(done + 2)
    assert end(outcome, "bricks.laid") == 70


def test_whoever_waits_learns_that_nothing_is_left_to_wait_for(tmp_path: Path) -> None:
    """While the first robot lays the only pallet of the last structure, the second is idle, not waiting."""
    structures = {"one": wall(20), "two": wall(20, "one")}
    outcome = building(tmp_path, 2, structures, layers={"mason": layer(count=(2, "1"))})
    (done,) = times_of(outcome, "structure_complete", "one")
    assert state_at(outcome, "mason-2", done - 0.5) == "no_structure"
    assert state_at(outcome, "mason-2", done + 0.5) == "idle"
    assert hours_in(outcome, "mason-2", "no_structure") <= done


def test_a_robot_lost_under_way_takes_its_bricks_along(tmp_path: Path) -> None:
    layers = {"a": layer(0.5) | {"until": day(3)}, "b": layer(0.5)}
    outcome = building(tmp_path, 20, {"wall": wall(100)}, layers=layers)
    accounts = outcome.balances["bricks"].accounts
    assert accounts["out.laid"] == 100
    assert accounts["stock.carried"] == 20
    assert accounts["in.printed"] == accounts["out.rejected"] + 120 + accounts["stock.store"]
    assert len(times_of(outcome, "structure_complete", "wall")) == 1
    assert times_of(outcome, "retired", "a") == [72]
    # Robot a lays one pallet of 40 h, b four.
    assert times_of(outcome, "structure_complete", "wall")[0] == pytest.approx(160, abs=0.2)


def test_a_robot_lost_on_the_last_pallet_wakes_the_other(tmp_path: Path) -> None:
    layers = {"a": layer(0.1) | {"until": day(3)}, "b": layer(10)}
    outcome = building(tmp_path, 5, {"wall": wall(20)}, layers=layers)
    assert state_at(outcome, "b", 71) == "idle"
    assert times_of(outcome, "structure_complete", "wall") == pytest.approx([74])
    assert outcome.balances["bricks"].accounts["stock.carried"] == 20


def test_all_lost_on_one_day_with_a_full_store(tmp_path: Path) -> None:
    """What the first robot gives back the second takes, which makes room for a printer that leaves at that instant."""
    leave = {"until": day(10)}
    tools = line(
        layers={"a": layer(0.05) | leave, "b": layer() | leave},
        printers={"printer": printer(10) | leave},
        stores=stores(bricks=40),
    )
    outcome = run(make(tmp_path, 20, tools=tools, shelter={"structures": {"wall": wall(20)}}))
    assert state_at(outcome, "printer", 239) == "no_room"
    assert outcome.balances["bricks"].residual == 0
    assert outcome.balances["regolith"].closes
    assert end(outcome, "bricks.laid") == 0


@pytest.mark.parametrize("last_day", range(1, 6))
def test_a_printer_lost_under_way_prints_no_more(tmp_path: Path, last_day: int) -> None:
    """24 h a batch, so that some of the days fall on the very end of one."""
    tools = line(printers={"printer": printer() | {"until": day(last_day)}})
    outcome = run(make(tmp_path, 10, tools=tools, shelter={"structures": {"wall": wall(1000)}}))
    assert end(outcome, "bricks.printed") == 20 * (last_day - 1)
    assert end(outcome, "bricks.heat") == at(outcome, "bricks.heat", 24 * last_day)
    accounts = outcome.balances["regolith"].accounts
    assert accounts["out.waste"] == pytest.approx(24)
    assert accounts["stock.printing"] == 0


def test_a_small_store_never_jams(tmp_path: Path) -> None:
    """A batch of 20 and a pallet of 25 through a store of 30: 20 in store are too few, and 20 more too many."""
    outcome = building(tmp_path, 4, {"wall": wall(500)}, layers={"mason": layer(100, 25)}, stores=stores(bricks=30))
    assert end(outcome, "bricks.laid") == 500


def test_a_robot_that_waits_for_bricks_is_starved(tmp_path: Path) -> None:
    outcome = run(make(tmp_path, 2, tools=line(), shelter={"structures": {"wall": wall(100)}}))
    assert state_at(outcome, "mason", 10) == "no_feedstock"
