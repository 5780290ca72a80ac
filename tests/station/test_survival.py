"""Survival: heat by day and night, what happens when there is not enough of it, and how it is told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.station import Outcome
from tests.station.small_stations import (
    BRIGHT,
    DARK,
    HALF,
    array,
    at,
    battery,
    day,
    direct,
    end,
    events,
    excavator,
    grid,
    hours_in,
    instrument,
    load_of,
    make,
    reactor,
    run,
    state_at,
    technician,
    times_of,
)

COLD = {"survival_lit": (0.05, "kW"), "survival_dark": (0.1, "kW"), "cold_limit": (24, "h")}


def test_a_load_follows_day_and_night(tmp_path: Path) -> None:
    energy = {"reactors": {"r": reactor(100)}, "loads": {"heat": load_of(1, "survival", dark=3)}}
    outcome = run(make(tmp_path, 60, HALF, energy=energy))
    times = grid(outcome, "sunlight.lit_fraction", "energy.demand.survival")
    dark = outcome.channels["sunlight.lit_fraction.2 m"].at(times) < 0.5
    assert dark.any()
    assert not dark.all()
    assert (outcome.channels["energy.demand.survival"].at(times) == np.where(dark, 3, 1)).all()
    assert outcome.channels["energy.unserved"].values.max() == 0


def test_day_and_night_are_those_of_the_ground(tmp_path: Path) -> None:
    """Arrays on a high mast in the light do not keep a load on dark ground warm."""
    masts = {"2 m": DARK, "10 m": BRIGHT}
    energy = {"arrays": {"a": array(100, mast=(10, "m"))}, "loads": {"heat": load_of(1, "survival", dark=3)}}
    outcome = run(make(tmp_path, 2, masts, energy=energy))
    assert at(outcome, "sunlight.lit_fraction", 24) == 1
    assert at(outcome, "sunlight.lit_fraction.2 m", 24) == 0
    assert end(outcome, "energy.demand.survival") == 3
    assert end(outcome, "energy.unserved.survival") == 0


def test_a_battery_far_too_small_is_told_to_the_minute(tmp_path: Path) -> None:
    energy = {"batteries": {"b": battery(12)}, "loads": {"heat": load_of(0.5, "survival")}}
    tools = {"excavators": {"digger": excavator(**COLD)}, "technicians": {"hand": technician()}}
    outcome = run(make(tmp_path, 4, DARK, energy=energy, tools=tools))
    assert times_of(outcome, "storage_empty") == pytest.approx([20])
    (shortfall,) = events(outcome, "survival_shortfall")
    assert shortfall.time_h == pytest.approx(20)
    assert "0.600 kW" in shortfall.detail
    assert "heat" in shortfall.detail
    assert "digger heat" in shortfall.detail
    assert outcome.channels["energy.unserved.survival"].integral(0, 96) == pytest.approx(0.6 * 76)
    assert state_at(outcome, "digger", 30) == "dormant"
    # It freezes after 24 h without heat, once and for all: nobody repairs what would only freeze again.
    assert times_of(outcome, "cold_failure", "digger") == pytest.approx([44])
    assert events(outcome, "repair_started") == []
    assert hours_in(outcome, "digger", "frozen") == pytest.approx(52)


def test_what_froze_is_repaired_once_it_has_heat_and_counts_for_energy(tmp_path: Path) -> None:
    energy = {"batteries": {"b": battery(1)}, "reactors": {"late": reactor(10) | {"from": day(2)}}}
    tools = {
        "excavators": {"digger": excavator(**COLD, spare="kit")},
        "technicians": {"hand": technician()},
        "spares": {"kit": {"mass": (1, "kg"), "initial": (2, "1")}},
    }
    outcome = run(make(tmp_path, 10, DARK, energy=energy, tools=tools))
    (frozen,) = times_of(outcome, "cold_failure", "digger")
    (started,) = times_of(outcome, "repair_started", "digger")
    (repaired,) = times_of(outcome, "repaired", "digger")
    assert (frozen, started) == (pytest.approx(34), 48)
    assert hours_in(outcome, "digger", "frozen") == pytest.approx(repaired - frozen)
    assert hours_in(outcome, "digger", "in_repair") == 0
    assert end(outcome, "tools.spares.kit") == 1
    assert state_at(outcome, "digger", repaired) in ("working", "no_room")


def test_heat_that_comes_back_in_time_saves_the_machine(tmp_path: Path) -> None:
    energy = {"batteries": {"b": battery(1)}, "reactors": {"late": reactor(10) | {"from": day(1)}}}
    tools = {"excavators": {"digger": excavator(**COLD)}}
    outcome = run(make(tmp_path, 4, DARK, energy=energy, tools=tools))
    assert times_of(outcome, "survival_shortfall") == pytest.approx([10])
    assert times_of(outcome, "survival_restored") == [24]
    assert hours_in(outcome, "digger", "dormant") == pytest.approx(14)
    assert events(outcome, "cold_failure") == []
    assert state_at(outcome, "digger", 25) in ("working", "no_room")


def test_a_machine_that_arrives_in_the_cold_is_dormant_at_once(tmp_path: Path) -> None:
    """Its heat is granted nothing before and after, which must not pass for unchanged."""
    tools = {"excavators": {"digger": excavator(**COLD) | {"from": day(1)}}}
    outcome = run(make(tmp_path, 3, DARK, tools=tools))
    assert state_at(outcome, "digger", 24) == "dormant"
    assert times_of(outcome, "survival_shortfall") == [24]
    assert times_of(outcome, "cold_failure", "digger") == [48]


def test_heat_needed_by_night_only_is_missed_by_night_only(tmp_path: Path) -> None:
    only_dark = COLD | {"survival_lit": (0, "kW"), "cold_limit": (1000, "h")}
    tools = {"excavators": {"digger": excavator(0.001, **only_dark)}}
    outcome = run(make(tmp_path, 60, HALF, tools=tools))
    times = grid(outcome, "sunlight.lit_fraction", "tools.state.digger")
    dark = outcome.channels["sunlight.lit_fraction"].at(times) < 0.5
    assert {state_at(outcome, "digger", t) for t in times[dark]} == {"dormant"}
    assert {state_at(outcome, "digger", t) for t in times[~dark]} == {"working"}
    assert len(times_of(outcome, "survival_shortfall")) >= 2


def test_survival_comes_before_all_else(tmp_path: Path) -> None:
    loads = {"a-toy": load_of(6, "deferrable", divisible=True), "core": load_of(4), "heat": load_of(5, "survival")}
    outcome = run(make(tmp_path, 2, energy={"reactors": {"r": reactor(7)}, "loads": loads}))
    assert [end(outcome, f"energy.used.{name}") for name in ("survival", "critical", "deferrable")] == [5, 0, 2]


def test_the_baseline_never_lacks_survival_power(five_years: Outcome) -> None:
    assert five_years.channels["energy.unserved.survival"].values.max() == 0
    assert events(five_years, "survival_shortfall") == []
    assert events(five_years, "cold_failure") == []


def test_a_blackout_stops_machines_and_links_until_the_station_has_started_again(tmp_path: Path) -> None:
    """The core is too much for the reactor while the pump runs; the machine's few watts would fit."""
    loads = {
        "core": load_of(5),
        "pump": load_of(6, "survival") | {"from": day(1), "until": day(2)},
    }
    energy = {"reactors": {"r": reactor(10)}, "loads": loads, "restart_time": (3, "h")}
    tools = {"excavators": {"digger": excavator(0.001, specific_energy=(1, "kWh/kg"))}}
    communication = {"direct": {"dish": direct(1)}, "instruments": {"camera": instrument(0.5)}}
    outcome = run(make(tmp_path, 4, BRIGHT, energy=energy, tools=tools, communication=communication))
    assert times_of(outcome, "blackout_started") == [24]
    assert times_of(outcome, "blackout_ended") == [51]
    assert hours_in(outcome, "digger", "blackout") == 27
    assert hours_in(outcome, "digger", "working") == 96 - 27
    assert outcome.channels["communication.link_up"].integral(0, 96) == 96 - 27
    assert outcome.facts["communication.longest_gap"] == 27
    assert end(outcome, "communication.delivered") == pytest.approx(end(outcome, "communication.generated"))
    assert outcome.channels["communication.buffer"].values.max() == pytest.approx(27 * 1.8)


def test_a_machine_of_the_critical_class_cannot_switch_the_station_on_and_off_for_ever(tmp_path: Path) -> None:
    """It takes what the core needs; with the core it stops, and the core comes back: once an hour."""
    tools = {"excavators": {"a-digger": excavator(1, specific_energy=(6, "kWh/kg"), power_class="critical")}}
    energy = {"reactors": {"r": reactor(10)}, "loads": {"core": load_of(5)}, "restart_time": (1, "h")}
    outcome = run(make(tmp_path, 2, BRIGHT, energy=energy, tools=tools))
    assert 40 <= len(events(outcome, "blackout_started")) <= 48
