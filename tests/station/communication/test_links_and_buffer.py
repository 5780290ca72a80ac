"""Communication: links, the buffer and what overflows it, and machines that need somebody to watch them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.station import Outcome
from tests.station.small_stations import (
    DARK,
    HALF,
    at,
    day,
    direct,
    end,
    events,
    excavator,
    grid,
    hours_in,
    instrument,
    layer,
    line,
    load_of,
    make,
    reactor,
    run,
    shipped,
    state_at,
    states,
    stores,
    times_of,
    wall,
)


def test_the_link_is_the_union_of_direct_and_relay(five_years: Outcome) -> None:
    names = ("earth_visible", "relay_visible", "link_up", "link_rate")
    times = grid(five_years, *(f"communication.{name}" for name in names))
    earth, relay, up, rate = (five_years.channels[f"communication.{name}"].at(times) for name in names)
    assert (up == np.maximum(earth, relay)).all()
    # 10 Mbit/s direct and 100 Mbit/s through the relay, all at once: Gbit/h.
    assert np.abs(rate - (36 * earth + 360 * relay)).max() < 1e-9
    assert 0.5 < earth.mean() < 1


def test_longest_gap_is_that_of_the_channel(five_years: Outcome) -> None:
    for fact, name in (("longest_gap", "link_up"), ("earth_longest_gap", "earth_visible")):
        channel = five_years.channels[f"communication.{name}"]
        lengths, down = np.diff(channel.times), channel.values[:-1] == 0
        assert five_years.facts[f"communication.{fact}"] == pytest.approx(float(lengths[down].max()), rel=1e-9)


def test_a_relay_is_lost_on_its_day() -> None:
    outcome = run(shipped("end=2031-04-01", "communication.relays.queqiao.until=2031-02-10"))
    relay = outcome.channels["communication.relay_visible"]
    assert relay.at(np.linspace(0, 960, 500)).max() == 1
    assert relay.at(np.linspace(960, 2160, 500)).max() == 0
    assert times_of(outcome, "retired", "queqiao") == [960]
    after = np.linspace(960.5, 2160, 500)
    earth, up = (outcome.channels[f"communication.{name}"].at(after) for name in ("earth_visible", "link_up"))
    assert (earth == up).all()
    assert outcome.facts["communication.longest_gap"] > 240


def test_overflow_by_hand(tmp_path: Path) -> None:
    """3.6 Gbit/h into 36 Gbit from the start; 7.2 Gbit/h to Earth from the second day on."""
    communication = {
        "buffer": (36, "Gbit"),
        "instruments": {"camera": instrument(1)},
        "direct": {"dish": direct(2) | {"from": day(1)}},
    }
    outcome = run(make(tmp_path, 2, communication=communication))
    assert times_of(outcome, "buffer_full") == pytest.approx([10])
    assert times_of(outcome, "buffer_freed") == pytest.approx([24.5])
    buffer = {5: 18, 10: 36, 20: 36, 24: 36, 29: 18, 34: 0, 48: 0}
    assert [at(outcome, "communication.buffer", t) for t in buffer] == pytest.approx(list(buffer.values()), abs=1e-6)
    lost = {10: 0, 17: 25.2, 24: 50.4, 48: 50.4}
    assert [at(outcome, "communication.lost", t) for t in lost] == pytest.approx(list(lost.values()), abs=1e-6)
    delivered = {24: 0, 29: 36, 34: 72, 48: 72 + 14 * 3.6}
    assert [at(outcome, "communication.delivered", t) for t in delivered] == pytest.approx(
        list(delivered.values()), abs=1e-6
    )
    accounts = outcome.balances["data"].accounts
    assert accounts["in.camera"] == pytest.approx(48 * 3.6)
    assert accounts["out.lost"] == pytest.approx(50.4)
    assert accounts["stock.buffer"] == 0


def test_a_buffer_still_filling_at_the_end(tmp_path: Path) -> None:
    outcome = run(make(tmp_path, 2, communication={"buffer": (1000, "Gbit"), "instruments": {"camera": instrument(1)}}))
    assert end(outcome, "communication.buffer") == pytest.approx(48 * 3.6)
    assert outcome.balances["data"].accounts["stock.buffer"] == pytest.approx(48 * 3.6)
    assert end(outcome, "communication.delivered") == 0


def test_data_add_up(five_years: Outcome) -> None:
    generated, delivered, lost, buffer = (
        end(five_years, f"communication.{name}") for name in ("generated", "delivered", "lost", "buffer")
    )
    assert generated == pytest.approx(delivered + lost + buffer, rel=1e-9)
    received = sum(v for k, v in five_years.balances["data"].accounts.items() if k.startswith("in."))
    assert received == pytest.approx(generated, rel=1e-9)


def test_machines_make_data_while_they_work(tmp_path: Path) -> None:
    digger = excavator(100, count=(2, "1"), data_rate=(1, "Mbit/s"))
    tools = {"excavators": {"digger": digger}, "stores": stores(raw=1000)}
    outcome = run(make(tmp_path, 1, tools=tools))
    assert outcome.balances["data"].accounts["in.digger"] == pytest.approx(2 * 5 * 3.6)


def test_an_instrument_makes_data_only_with_power(tmp_path: Path) -> None:
    communication = {"instruments": {"camera": instrument(1, 0.5) | {"until": day(3)}}}
    energy = {"reactors": {"r": reactor(1) | {"from": day(1), "until": day(2)}}}
    outcome = run(make(tmp_path, 4, communication=communication, energy=energy))
    assert outcome.balances["data"].accounts["in.camera"] == pytest.approx(24 * 3.6)
    assert outcome.channels["energy.unserved.operations"].integral(0, 96) == pytest.approx(24)


def test_equal_names_in_different_systems_do_no_harm(tmp_path: Path) -> None:
    outcome = run(
        make(
            tmp_path,
            1,
            energy={"reactors": {"one": reactor(10)}, "loads": {"one": load_of(1, "operations")}},
            tools={"excavators": {"one": excavator(10, specific_energy=(0.1, "kWh/kg"))}},
            communication={"instruments": {"one": instrument(1, 2)}},
        )
    )
    assert end(outcome, "energy.used.operations") == 4


def test_supervised_machines_stop_without_a_link_at_that_very_moment(tmp_path: Path) -> None:
    tools = {"excavators": {"digger": excavator(1, supervised=True)}}
    dish = direct() | {"from": day(1), "until": day(3)}
    outcome = run(make(tmp_path, 5, tools=tools, communication={"direct": {"dish": dish}}))
    assert states(outcome, "digger")[:4] == [(0, "no_link"), (24, "working"), (72, "no_link"), (120, "no_link")][:3]
    assert end(outcome, "regolith.raw") == pytest.approx(48)


def test_supervised_machines_stop_when_earth_sets(tmp_path: Path) -> None:
    tools = {"excavators": {"digger": excavator(0.1, supervised=True)}}
    outcome = run(make(tmp_path, 60, HALF | {}, tools=tools, communication={"direct": {"dish": direct()}}))
    times = grid(outcome, "communication.link_up", "tools.state.digger")
    for time, up in zip(times, outcome.channels["communication.link_up"].at(times), strict=True):
        assert state_at(outcome, "digger", time) == ("working" if up else "no_link")


def test_one_operator_watches_one_machine(tmp_path: Path) -> None:
    tools = line(
        excavators={"digger": excavator(0.1, supervised=True)},
        layers={"mason": layer(1, supervised=True)},
    )
    scenario = make(
        tmp_path,
        30,
        tools=tools,
        shelter={"structures": {"wall": wall(1000)}},
        communication={"operators": (1, "1"), "direct": {"dish": direct()}},
    )
    outcome = run(scenario)
    times = grid(outcome, "tools.state.digger", "tools.state.mason")
    busy = [state_at(outcome, "digger", t) == "working" and state_at(outcome, "mason", t) == "working" for t in times]
    assert not any(busy)
    assert hours_in(outcome, "digger", "working") > 0


def test_nobody_on_the_ground(tmp_path: Path) -> None:
    tools = {"excavators": {"digger": excavator(supervised=True)}, "sieves": {}}
    communication = {"operators": (0, "1"), "direct": {"dish": direct()}}
    outcome = run(make(tmp_path, 5, tools=tools, communication=communication))
    assert hours_in(outcome, "digger", "no_operator") == 120
    assert outcome.balances["regolith"].accounts["in.dug"] == 0


def test_no_link_of_any_kind(tmp_path: Path) -> None:
    scenario = make(tmp_path, 5, DARK, communication={"instruments": {"camera": instrument(1)}})
    outcome = run(scenario)
    assert outcome.facts["communication.longest_gap"] == 120
    assert outcome.facts["communication.earth_visibility"] == 0
    assert end(outcome, "communication.link_up") == 0
    assert events(outcome, "arrived") == []
