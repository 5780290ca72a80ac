"""Digging and sieving: rates, energy, and the restart levels of the stores."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.station.small_stations import (
    at,
    day,
    end,
    excavator,
    hours_in,
    line,
    load_of,
    make,
    printer,
    reactor,
    run,
    sieve,
    state_at,
    states,
    stores,
)


def test_a_published_excavator_digs_ten_tonnes_in_half_a_lunar_day(tmp_path: Path) -> None:
    """IPEx class: 10 t in 354 h are 28.2 kg/h, and 85 W at 3 Wh/kg."""
    digger = excavator(28.2, specific_energy=(3, "Wh/kg"))
    tools = {"excavators": {"digger": digger}, "stores": stores(raw=20000)}
    scenario = make(tmp_path, 15, energy={"reactors": {"r": reactor(1)}}, tools=tools)
    outcome = run(scenario, hours=354)
    assert outcome.balances["regolith"].accounts["in.dug"] == pytest.approx(10_000, rel=0.01)
    assert end(outcome, "regolith.raw") == pytest.approx(28.2 * 354)
    assert outcome.channels["energy.used.operations"].mean() == pytest.approx(0.085, rel=0.01)
    assert outcome.balances["energy"].accounts["out.used.operations"] == pytest.approx(28.2 * 354 * 0.003)


def test_a_full_store_stops_the_excavator_until_it_is_down_to_its_restart_level(tmp_path: Path) -> None:
    tools = {
        "excavators": {"digger": excavator(100)},
        "sieves": {"sieve": sieve(40, 0.7)},
        "stores": stores(raw=400, feedstock=600),
    }
    outcome = run(make(tmp_path, 1, tools=tools))
    # The sieve starts at 40 kg; +60 kg/h to 400 kg; -40 kg/h to 320 kg; and so on.
    expected = [0.4 + 6, 0.4 + 6 + 2, 0.4 + 8 + 80 / 60, 0.4 + 10 + 80 / 60]
    changes = [t for t, _ in states(outcome, "digger")[1:5]]
    assert changes == pytest.approx(expected)
    names = [name for _, name in states(outcome, "digger")[:5]]
    assert names == ["working", "no_room", "working", "no_room", "working"]
    assert outcome.channels["regolith.raw"].values.max() == 400
    # The feedstock store is full after 600 / 28 h of sieving, and nobody takes any of it.
    assert states(outcome, "sieve")[-1][1] == "no_room"
    assert hours_in(outcome, "sieve", "working") == pytest.approx(600 / 28)
    assert outcome.balances["regolith"].accounts["out.spoil"] == pytest.approx(600 / 28 * 12)


def test_an_empty_store_stops_the_sieve_until_it_is_up_to_its_restart_level(tmp_path: Path) -> None:
    tools = {
        "excavators": {"digger": excavator(20)},
        "sieves": {"sieve": sieve(40, 0.7)},
        "stores": stores(raw=400, feedstock=600),
    }
    outcome = run(make(tmp_path, 1, tools=tools))
    # 2 h to fill 40 kg, 2 h to empty them at -20 kg/h.
    turns = states(outcome, "sieve")
    assert [t for t, _ in turns[:6]] == pytest.approx([0, 2, 4, 6, 8, 10])
    assert [name for _, name in turns[:6]] == ["no_feedstock", "working"] * 3
    assert at(outcome, "regolith.feedstock", 4) == pytest.approx(2 * 28)


def test_every_excavator_of_several_stops_and_starts_with_the_store(tmp_path: Path) -> None:
    tools = {"excavators": {"digger": excavator(50, count=(3, "1"))}, "stores": stores(raw=300)}
    outcome = run(make(tmp_path, 1, tools=tools))
    for name in ("digger-1", "digger-2", "digger-3"):
        assert [state for _, state in states(outcome, name)] == ["working", "no_room"]
        assert states(outcome, name)[1][0] == pytest.approx(2)


def test_no_power_stops_the_line_and_nothing_is_dug(tmp_path: Path) -> None:
    hungry = excavator(100, specific_energy=(10, "Wh/kg"))
    energy = {"reactors": {"r": reactor(0.9)}, "loads": {"core": load_of(0.1)}}
    tools = {"excavators": {"digger": hungry}, "stores": stores(raw=1000)}
    starved = run(make(tmp_path, 2, energy=energy, tools=tools))
    assert state_at(starved, "digger", 24) == "no_power"
    assert starved.balances["regolith"].accounts["in.dug"] == 0
    energy["reactors"]["r"] = reactor(1.2)
    assert run(make(tmp_path, 2, energy=energy, tools=tools)).balances["regolith"].accounts["in.dug"] == pytest.approx(
        1000
    )


def test_dug_equals_all_that_became_of_it(tmp_path: Path) -> None:
    tools = line(printers={"printer": printer(6)}, sieves={"sieve": sieve(40, 0.7)})
    bricks = {"reject_fraction": (0.2, "1"), "recycled_fraction": (0.5, "1")}
    scenario = make(tmp_path, 30, tools=tools, bricks=bricks)
    balance = run(scenario).balances["regolith"]
    accounts = balance.accounts
    left = sum(accounts[f"stock.{name}"] for name in ("raw", "feedstock", "printing"))
    gone = sum(accounts[f"out.{name}"] for name in ("spoil", "waste", "bricks"))
    assert accounts["in.dug"] == pytest.approx(gone + left, rel=1e-9)
    assert accounts["out.spoil"] > 0
    assert accounts["out.waste"] > 0


def test_sieves_do_not_wait_for_less_than_printers_leave(tmp_path: Path) -> None:
    """90 kg less three batches of 24 kg leave 18 kg: above the sieve's restart level, below a batch."""
    tools = line(
        printers={"printer": printer(24) | {"from": day(2)}},
        excavators={"digger": excavator(100)},
        sieves={"sieve": sieve(5)},
        stores=stores(feedstock=90, high_restart=0.1, bricks=10_000),
    )
    outcome = run(make(tmp_path, 60, tools=tools))
    assert hours_in(outcome, "sieve", "working") > 0.9 * (1440 - 48)
    assert end(outcome, "bricks.printed") == pytest.approx((90 + 5 * (1440 - 48)) / 1.2, rel=0.02)
