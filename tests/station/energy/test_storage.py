"""Batteries: what they hold, lose, bring and take away, and when loads are shed for them."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from sim.scenario import Scenario
from sim.station import Outcome
from tests.station.small_stations import DARK, at, battery, day, end, grid, load_of, make, reactor, run, times_of


@pytest.mark.parametrize(("night", "published"), [(72, 947.4), (120, 1578.9), (354, 4657.9)])
def test_a_battery_for_a_night(tmp_path: Path, night: float, published: float) -> None:
    """Power x night / (depth of discharge x efficiency): the published sizes last for just that night."""
    cell = battery(published, depth_of_discharge=(0.8, "1"), discharge_efficiency=(0.95, "1"), resume_charge=(0.5, "1"))
    outcome = run(make(tmp_path, 16, DARK, energy={"batteries": {"b": cell}, "loads": {"all": load_of(10)}}))
    (empty,) = times_of(outcome, "storage_empty", "b")
    assert empty == pytest.approx(night, rel=1e-3)
    assert empty == pytest.approx(published * 0.8 * 0.95 / 10, rel=1e-9)
    assert outcome.channels["energy.used"].integral(0, 384) == pytest.approx(10 * empty)
    assert end(outcome, "energy.stored.b") == pytest.approx(0.2 * published)
    assert outcome.balances["energy"].accounts["out.loss.b"] == pytest.approx(0.8 * published * 0.05)


def test_a_battery_that_comes_and_goes_closes_the_ledger(tmp_path: Path) -> None:
    cell = battery(
        500, count=(2, "1"), initial_charge=(0.5, "1"), charge_power=(5, "kW"), charge_efficiency=(0.9, "1")
    ) | {"from": day(1), "until": day(3)}
    outcome = run(make(tmp_path, 5, energy={"batteries": {"b": cell}, "reactors": {"r": reactor(20)}}))
    accounts = outcome.balances["energy"].accounts
    assert accounts["in.arrived.b"] == 500
    assert accounts["out.retired.b"] == pytest.approx(500 + 10 * 0.9 * 48)
    assert accounts["out.loss.b"] == pytest.approx(10 * 0.1 * 48)
    assert accounts["out.curtailed"] == pytest.approx(20 * 120 - 10 * 48)
    assert accounts["stock.b"] == 0
    for name in ("energy.stored.b", "energy.stored"):
        values = [at(outcome, name, t) for t in (0, 23.999, 24, 48, 71.999999, 72, 120)]
        assert values == pytest.approx([0, 0, 500, 500 + 9 * 24, 500 + 9 * 48, 0, 0], abs=1e-4)
    assert [at(outcome, "energy.capacity", t) for t in (0, 24, 71, 72)] == [0, 1000, 1000, 0]
    assert outcome.facts["energy.lowest_state_of_charge"] == pytest.approx(0.5)


def test_self_discharge_is_a_share_of_what_is_stored(tmp_path: Path) -> None:
    """Whatever the capacity; in steps of a week where the light does not change."""
    for capacity in (1000, 1_000_000):
        cell = battery(
            capacity,
            self_discharge=(0.12, "1/month"),
            initial_charge=(600 / capacity, "1"),
            depth_of_discharge=(1, "1"),
            resume_charge=(1e-4, "1"),
        )
        outcome = run(make(tmp_path, 30, DARK, energy={"batteries": {"b": cell}}))
        left, share = 600.0, 0.12 / (30.4375 * 24)
        for hours in (168, 168, 168, 168, 48):
            left -= left * share * hours
        assert end(outcome, "energy.stored.b") == pytest.approx(left, rel=1e-6)
        assert left == pytest.approx(600 * math.exp(-share * 720), rel=3e-3)
        assert outcome.balances["energy"].accounts["out.loss.b"] == pytest.approx(600 - left, rel=1e-6)


def test_age_and_depth_take_from_the_capacity(tmp_path: Path) -> None:
    """By hand: 1 %/yr by age, and of 100 cycles of life at depth 0.5 the share that a discharge to 0.8 costs."""
    cell = battery(
        100, calendar_fade=(0.365, "1/yr"), cycle_life=(100, "1"), cycle_depth=(0.5, "1"), discharge_power=(4, "kW"),
    )  # fmt: skip
    energy = {
        "batteries": {"b": cell},
        "reactors": {"late": reactor(10) | {"from": day(3)}},
        "loads": {"toys": load_of(4, "deferrable") | {"until": day(1)}},
    }
    outcome = run(make(tmp_path, 14, DARK, energy=energy))
    stored = outcome.channels["energy.stored.b"]
    depth = 1 - float(stored.at(24)) / 100
    assert depth == pytest.approx(0.96, rel=1e-3)
    wear = 0.2231435513 / 100 * (depth / 0.5) ** 1.5
    age = 168 / 8766  # the last step within 14 days: what holds at their end was settled after a week
    expected = math.exp(-0.365 * age - wear)
    assert outcome.facts["energy.capacity_left"] == pytest.approx(expected, rel=1e-4)
    assert outcome.balances["energy"].accounts["out.loss.b"] == pytest.approx(100 * (1 - expected), rel=1e-3)


def test_linear_channels_end_where_the_ledger_does(five_years: Outcome) -> None:
    """The last point of a channel is the end of the run, not the last change of rate before it."""
    energy = five_years.balances["energy"]
    assert end(five_years, "energy.stored.main") == pytest.approx(energy.stock_end, rel=1e-12)
    assert end(five_years, "energy.stored") == pytest.approx(energy.stock_end, rel=1e-12)
    regolith = five_years.balances["regolith"].accounts
    assert end(five_years, "regolith.raw") == pytest.approx(regolith["stock.raw"], rel=1e-12)
    assert end(five_years, "regolith.feedstock") == pytest.approx(regolith["stock.feedstock"], rel=1e-12)


def test_a_growing_stock_ends_where_the_ledger_does(tmp_path: Path) -> None:
    cell = battery(1000, initial_charge=(0.1, "1"))
    outcome = run(make(tmp_path, 2, energy={"batteries": {"b": cell}, "reactors": {"r": reactor(3)}}))
    assert end(outcome, "energy.stored.b") == pytest.approx(100 + 3 * 48)


def test_a_class_is_shed_and_restored_at_its_marks(tmp_path: Path) -> None:
    energy = {
        "batteries": {"b": battery(100)},
        "reactors": {"late": reactor(10) | {"from": day(1)}},
        "loads": {"toys": load_of(5, "deferrable"), "core": load_of(0.5)},
        "classes": {"deferrable": {"shed_below": (0.45, "1"), "restore_above": (0.8, "1")}},
    }
    outcome = run(make(tmp_path, 3, DARK, energy=energy))
    assert times_of(outcome, "shed", "deferrable") == pytest.approx([10])
    left = 45 - 0.5 * 14
    back = 24 + (80 - left) / 9.5
    assert times_of(outcome, "restored", "deferrable") == pytest.approx([back])
    assert outcome.channels["energy.unserved.deferrable"].integral(0, 72) == pytest.approx(5 * (back - 10))
    assert outcome.channels["energy.unserved.critical"].integral(0, 72) == 0
    full = back + 20 / 4.5
    assert at(outcome, "energy.state_of_charge", full + 0.01) == 1
    assert outcome.channels["energy.curtailed"].integral(0, 72) == pytest.approx(4.5 * (72 - full))


def test_the_batteries_of_the_baseline_stay_above_their_last_reserve(baseline: Scenario, five_years: Outcome) -> None:
    stored = five_years.channels["energy.stored.main"].values
    capacity = float(baseline.energy.batteries["main"].capacity)
    assert stored.max() <= capacity
    assert stored.min() >= 0.05 * capacity - 1e-6, "survival heat may draw on the last reserve"
    lowest = float(five_years.channels["energy.state_of_charge"].values.min())
    assert five_years.facts["energy.lowest_state_of_charge"] == pytest.approx(lowest)


def test_power_balances_at_every_moment(five_years: Outcome) -> None:
    names = ["offered", "used", "curtailed", "charging", "discharging", "demand", "unserved"]
    times = grid(five_years, *(f"energy.{name}" for name in names))
    at_once = {name: five_years.channels[f"energy.{name}"].at(times) for name in names}
    given, taken = (
        at_once["offered"] + at_once["discharging"],
        sum(at_once[n] for n in ("used", "charging", "curtailed")),
    )
    assert np.abs(given - taken).max() < 1e-9
    assert np.abs(at_once["demand"] - at_once["used"] - at_once["unserved"]).max() < 1e-9
    # Never charges from a battery, never throws power away while somebody goes without or a battery could take it.
    assert not ((at_once["charging"] > 0) & (at_once["discharging"] > 0)).any()
    for quantity in ("used", "unserved", "demand"):
        classes = ("survival", "critical", "operations", "deferrable")
        total = sum(five_years.channels[f"energy.{quantity}.{name}"].at(times) for name in classes)
        assert np.abs(total - at_once[quantity]).max() < 1e-9


def test_the_baseline_closes_its_energy_ledger(baseline: Scenario, five_years: Outcome) -> None:
    """Generated = used + lost + curtailed + what the stock gained, from the channels and from the books."""
    balance = five_years.balances["energy"]
    assert abs(balance.residual) <= 1e-9 * max(balance.throughput, balance.stock_start, balance.stock_end)
    sums = {n: five_years.channels[f"energy.{n}"].integral(0, baseline.hours) for n in ("offered", "used", "curtailed")}
    gain = end(five_years, "energy.stored") - at(five_years, "energy.stored", 0)
    loss = balance.accounts["out.loss.main"]
    assert sums["offered"] == pytest.approx(sums["used"] + sums["curtailed"] + loss + gain, rel=1e-9)
    assert loss > 0
