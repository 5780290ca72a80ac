"""Failures, repairs, spare parts and technicians; and random numbers that stay where they belong."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from sim.scenario import Scenario
from sim.station import Outcome
from tests.station.small_stations import (
    at,
    day,
    end,
    events,
    excavator,
    hours_in,
    line,
    make,
    printer,
    reactor,
    run,
    shipped,
    sieve,
    state_at,
    states,
    technician,
    times_of,
    working_hours,
)

SHAKY = {"mtbf": (60, "h"), "mttr": (5, "h"), "dust_factor": (2, "1")}


def shaky_line(tmp_path: Path, days: int = 60, **tools: Any) -> Scenario:
    """A line in which something breaks every day or so."""
    own = {
        "excavators": {"digger": excavator(10, **SHAKY)},
        "sieves": {"sieve": sieve(12, **SHAKY)},
        "printers": {"printer": printer(5, **SHAKY)},
        "technicians": {"hand": technician(count=(4, "1"))},
    }
    return make(tmp_path, days, tools=line() | own | tools)


def test_one_key_switches_wear_off_and_check_says_so(tmp_path: Path) -> None:
    scenario = shaky_line(tmp_path, failures=False)
    outcome = run(scenario)
    assert events(outcome, "failed") == []
    assert sum(hours_in(outcome, "digger", state) for state in ("waiting_technician", "in_repair")) == 0
    assert any("failures = false" in note for note in scenario.notes())
    worn = shaky_line(tmp_path)
    assert len(events(run(worn), "failed")) > 10
    assert not any("failures" in note for note in worn.notes())


def test_without_wear_a_machine_without_heat_freezes_all_the_same(tmp_path: Path) -> None:
    cold = excavator(10, survival_lit=(1, "kW"), survival_dark=(1, "kW"), cold_limit=(24, "h"))
    tools = line() | {"failures": False, "excavators": {"digger": cold}}
    outcome = run(make(tmp_path, 10, tools=tools, energy={"reactors": {}, "arrays": {}, "batteries": {}}))
    assert times_of(outcome, "cold_failure", "digger") == [24]


def lives(outcome: Outcome, unit: str) -> list[float]:
    """Operating hours between failures."""
    worked = working_hours(outcome, unit)
    at_failure = [0.0] + [float(worked.at(time)) for time in times_of(outcome, "failed", unit)]
    return [later - earlier for earlier, later in pairwise(at_failure)]


def assert_same_lives(one: Outcome, other: Outcome, unit: str, renamed: str | None = None) -> None:
    first, second = lives(one, unit), lives(other, renamed or unit)
    common = min(len(first), len(second))
    assert common >= 3
    assert first[:common] == pytest.approx(second[:common], rel=1e-6)


def test_every_failure_is_repaired_or_still_open(baseline: Scenario, five_years: Outcome) -> None:
    for unit in ("digger", "sieve", "solar-1", "solar-2", "mason-1", "mason-2"):
        failed, repaired = times_of(five_years, "failed", unit), times_of(five_years, "repaired", unit)
        is_open = state_at(five_years, unit, baseline.hours - 1e-6) in (
            "waiting_spare",
            "waiting_technician",
            "in_repair",
        )
        assert len(failed) == len(repaired) + is_open
        assert len(failed) > 5
        turns = sorted([(t, "failed") for t in failed] + [(t, "repaired") for t in repaired])
        assert [name for _, name in turns] == (["failed", "repaired"] * len(failed))[: len(turns)]


def test_failures_come_at_the_rate_of_mtbf_and_dust(five_years: Outcome) -> None:
    """Of printers: 400 h in a clean place, twice as often in dust."""
    for unit in ("solar-1", "solar-2"):
        expected = float(working_hours(five_years, unit).values[-1]) / 200
        assert len(times_of(five_years, "failed", unit)) == pytest.approx(expected, abs=4 * expected**0.5)


def test_repairs_take_their_mean_time(five_years: Outcome) -> None:
    durations = [
        float(one.detail.split()[0])
        for unit in ("solar-1", "solar-2")
        for one in events(five_years, "repair_started", unit)
    ]
    assert sum(durations) / len(durations) == pytest.approx(72, abs=4 * 72 / len(durations) ** 0.5)


def test_a_machine_that_has_failed_does_not_work(tmp_path: Path) -> None:
    outcome = run(shaky_line(tmp_path))
    for unit in ("digger", "sieve", "printer"):
        for failed, repaired in zip(
            times_of(outcome, "failed", unit), times_of(outcome, "repaired", unit), strict=False
        ):
            middle = (failed + repaired) / 2
            assert state_at(outcome, unit, middle) in ("waiting_technician", "in_repair")


def test_adding_a_machine_leaves_the_lives_of_the_others(tmp_path: Path) -> None:
    alone = run(shaky_line(tmp_path))
    more = {"digger": excavator(10, **SHAKY), "another": excavator(10, **SHAKY)}
    together = run(shaky_line(tmp_path, excavators=more))
    for unit in ("digger", "sieve", "printer"):
        assert_same_lives(alone, together, unit)
    assert lives(together, "another")[:3] != pytest.approx(lives(together, "digger")[:3])


def test_a_second_unit_leaves_the_lives_of_the_first(tmp_path: Path) -> None:
    alone = run(shaky_line(tmp_path))
    pair = run(shaky_line(tmp_path, excavators={"digger": excavator(10, count=(2, "1"), **SHAKY)}))
    assert_same_lives(alone, pair, "digger", "digger-1")
    assert lives(pair, "digger-1")[:3] != pytest.approx(lives(pair, "digger-2")[:3])


def test_seed_and_replicate_change_the_draws_and_nothing_else_does(tmp_path: Path) -> None:
    scenario = shaky_line(tmp_path, 30)
    one, again, seed, replicate = run(scenario), run(scenario), run(scenario, seed=2), run(scenario, replicate=1)
    assert one.events == again.events
    assert one.balances == again.balances
    assert {n: (c.times.tobytes(), c.values.tobytes()) for n, c in one.channels.items()} == {
        n: (c.times.tobytes(), c.values.tobytes()) for n, c in again.channels.items()
    }
    for other in (seed, replicate):
        assert lives(other, "digger")[:3] != pytest.approx(lives(one, "digger")[:3])
    assert lives(seed, "digger")[:3] != pytest.approx(lives(replicate, "digger")[:3])


def test_a_machine_waits_for_its_spare_until_the_day_of_delivery(tmp_path: Path) -> None:
    kit = {
        "initial": (1, "1"),
        "mass": (5, "kg"),
        "deliveries": {"cargo": {"date": day(50), "quantity": (2, "1")}},
    }
    tools = {
        "excavators": {"digger": excavator(1, **SHAKY, spare="kit")},
        "technicians": {"hand": technician()},
        "spares": {"kit": kit},
    }
    outcome = run(make(tmp_path, 60, tools=tools))
    assert times_of(outcome, "delivery", "kit") == [1200]
    assert state_at(outcome, "digger", 1199) == "waiting_spare"
    assert 1200 in times_of(outcome, "repair_started", "digger")
    used = len(times_of(outcome, "repair_started", "digger"))
    assert end(outcome, "tools.spares.kit") == 3 - used
    assert at(outcome, "tools.spares.kit", 0) == 1
    assert outcome.facts["station.landed_mass"] == 100 + 200 + 3 * 5


def test_spares_in_the_baseline_add_up(baseline: Scenario, five_years: Outcome) -> None:
    users = {"drive-kit": ("digger", "sieve", "mason-1", "mason-2"), "printer-kit": ("solar-1", "solar-2")}
    for kit, units in users.items():
        spec = baseline.tools.spares[kit]
        brought = int(spec.initial) + sum(int(one.quantity) for one in spec.deliveries.values())
        failed = sum(len(times_of(five_years, "failed", unit)) for unit in units)
        waiting = sum(state_at(five_years, unit, baseline.hours - 1e-6) == "waiting_spare" for unit in units)
        assert end(five_years, f"tools.spares.{kit}") == brought - (failed - waiting)


def test_without_technicians_what_breaks_stays_broken(tmp_path: Path) -> None:
    outcome = run(shaky_line(tmp_path, technicians={}))
    assert events(outcome, "repair_started") == []
    for unit in ("digger", "sieve"):
        assert len(times_of(outcome, "failed", unit)) == 1
        assert states(outcome, unit)[-1][1] == "waiting_technician"


def test_a_count_of_no_technicians_is_none(tmp_path: Path) -> None:
    outcome = run(shaky_line(tmp_path, technicians={"hand": technician(count=(0, "1"))}))
    assert events(outcome, "repair_started") == []


def test_technicians_who_come_late_and_leave(tmp_path: Path) -> None:
    hands = {"hand": technician() | {"from": day(20), "until": day(30)}}
    outcome = run(shaky_line(tmp_path, technicians=hands))
    started = times_of(outcome, "repair_started")
    assert started[0] == 480
    assert max(started) < 720
    assert times_of(outcome, "arrived", "hand") == [480]
    assert times_of(outcome, "retired", "hand") == [720]


def test_one_technician_repairs_one_machine_at_a_time(tmp_path: Path) -> None:
    outcome = run(shaky_line(tmp_path, technicians={"hand": technician()}))
    turns = [one for one in outcome.events if one.event in ("repair_started", "repaired")]
    assert [one.event for one in turns] == (["repair_started", "repaired"] * len(turns))[: len(turns)]
    assert sum(hours_in(outcome, unit, "waiting_technician") for unit in ("digger", "sieve", "printer")) > 0


@pytest.mark.slow
def test_more_technicians_never_make_machines_wait_longer() -> None:
    settings = ("end=2032-01-01", "tools.excavators.digger.from=2031-01-02")
    one = run(shipped(*settings, "tools.technicians.repair.count=1"))
    many = run(shipped(*settings, "tools.technicians.repair.count=6"))
    units = ("digger", "sieve", "solar-1", "solar-2", "mason-1", "mason-2")
    assert sum(hours_in(many, unit, "waiting_technician") for unit in units) == 0
    assert sum(hours_in(one, unit, "waiting_technician") for unit in units) > 0


def test_a_machine_lost_waiting_for_a_spare_takes_none(tmp_path: Path) -> None:
    """The part that comes later is for the other one, and no technician works on what is gone."""
    kit = {"initial": (0, "1"), "mass": (5, "kg"), "deliveries": {"cargo": {"date": day(10), "quantity": (1, "1")}}}
    frail = excavator(1, mttr=(1, "h"), spare="kit")
    lost, other = {"mtbf": (1, "h"), "until": day(8)}, {"mtbf": (5000, "h")}
    tools = {
        "excavators": {"lost": frail | lost, "other": frail | other},
        "technicians": {"hand": technician()},
        "spares": {"kit": kit},
    }
    outcome = run(make(tmp_path, 20, tools=tools))
    assert state_at(outcome, "lost", 191) == "waiting_spare"
    assert state_at(outcome, "other", 191) == "waiting_spare"
    assert times_of(outcome, "repair_started") == [240]
    assert times_of(outcome, "repair_started", "other") == [240]


def test_a_machine_lost_waiting_for_a_technician_keeps_none(tmp_path: Path) -> None:
    lost = excavator(1, mtbf=(1, "h"), mttr=(1e6, "h")) | {"until": day(8)}
    tools = {
        "excavators": {"lost": lost, "other": excavator(1, mtbf=(5000, "h"))},
        "technicians": {"hand": technician() | {"from": day(10)}},
    }
    outcome = run(make(tmp_path, 20, tools=tools))
    assert state_at(outcome, "lost", 191) == "waiting_technician"
    assert times_of(outcome, "failed", "lost") < times_of(outcome, "failed", "other")
    assert times_of(outcome, "repair_started", "other")[0] == 240


def test_a_night_too_cold_leaves_all_later_failures_as_they_were(tmp_path: Path) -> None:
    """From the 20th to the 23rd day there is no heat: one machine freezes, its twin only stands still."""
    heat = {"survival_lit": (0.05, "kW"), "survival_dark": (0.05, "kW")}
    power = {"early": reactor(10) | {"until": day(20)}, "late": reactor(10) | {"from": day(23)}}

    def dug(cold_limit: float) -> Outcome:
        digger = excavator(0.001, **SHAKY, **heat, cold_limit=(cold_limit, "h"))
        tools = {"excavators": {"digger": digger}, "technicians": {"hand": technician(count=(2, "1"))}}
        return run(make(tmp_path, 90, energy={"reactors": power}, tools=tools))

    def worn_repairs(outcome: Outcome) -> list[str]:
        """Times of the repairs that follow wear, as they were logged."""
        turns = [one for one in outcome.events if one.event in ("failed", "cold_failure", "repair_started")]
        return [later.detail for one, later in pairwise(turns) if one.event == "failed"]

    frozen, warm = dug(24), dug(1000)
    assert times_of(frozen, "cold_failure") == [20 * 24 + 24]
    assert hours_in(frozen, "digger", "frozen") > 48
    assert times_of(warm, "cold_failure") == []
    assert len([time for time in times_of(frozen, "failed", "digger") if time > 23 * 24]) >= 5
    assert_same_lives(frozen, warm, "digger")
    common = min(len(worn_repairs(frozen)), len(worn_repairs(warm)))
    assert worn_repairs(frozen)[:common] == worn_repairs(warm)[:common]
