"""Every channel and fact that other packages build on is there, with its unit and its kind."""

from __future__ import annotations

import numpy as np
import pytest

from sim.scenario import Scenario, load
from sim.station import Outcome
from sim.station.states import STATES
from tests.station.small_stations import hours_in, run

UNITS = ("digger", "sieve", "solar-1", "solar-2", "mason-1", "mason-2")
CLASSES = ("survival", "critical", "operations", "deferrable")
POWERS = ("offered", "used", "curtailed", "unserved", "demand", "charging", "discharging", "offered.modules")

CHANNELS: dict[str, tuple[str, str]] = {
    "sunlight.lit_fraction": ("1", "step"),
    "sunlight.lit_fraction.10 m": ("1", "step"),
    **{f"communication.{name}": ("1", "step") for name in ("earth_visible", "link_up", "relay_visible")},
    "communication.link_rate": ("Gbit/h", "step"),
    **{f"communication.{name}": ("Gbit", "linear") for name in ("buffer", "generated", "delivered", "lost")},
    **{f"energy.{name}": ("kW", "step") for name in POWERS},
    **{f"energy.{name}.{c}": ("kW", "step") for name in ("used", "unserved", "demand") for c in CLASSES},
    "energy.stored": ("kWh", "linear"),
    "energy.stored.main": ("kWh", "linear"),
    "energy.capacity": ("kWh", "step"),
    "energy.state_of_charge": ("1", "linear"),
    "energy.usable_charge": ("1", "linear"),
    "regolith.raw": ("kg", "linear"),
    "regolith.feedstock": ("kg", "linear"),
    **{f"bricks.{name}": ("1", "step") for name in ("printed", "rejected", "laid", "in_store")},
    **{f"bricks.{name}": ("kWh", "linear") for name in ("heat", "sunlight", "electricity")},
    "shelter.progress": ("1", "step"),
    **{f"shelter.progress.{name}": ("1", "step") for name in ("pad", "road", "vault", "wall")},
    "tools.spares.drive-kit": ("1", "step"),
    "tools.spares.printer-kit": ("1", "step"),
    **{f"tools.state.{unit}": ("state", "step") for unit in UNITS},
}

FACTS = {
    "communication.earth_longest_gap",
    "communication.longest_gap",
    "energy.longest_dark",
    "energy.longest_dark_start",
    "energy.lowest_state_of_charge",
    "shelter.first_complete",
    "station.landed_mass",
}

EVENTS = {
    "arrived", "retired", "failed", "repaired", "repair_started", "survival_shortfall", "survival_restored", "shed",
    "restored", "storage_empty", "storage_resumed", "structure_started", "structure_complete", "delivery",
    "buffer_full", "buffer_freed", "outage_started", "outage_ended", "cold_failure",
}  # fmt: skip


def test_the_channels_are_those_and_no_others(five_years: Outcome) -> None:
    assert {name: (one.unit, one.kind) for name, one in five_years.channels.items()} == CHANNELS
    assert list(five_years.channels) == sorted(five_years.channels)
    assert {five_years.channels[name].name == name for name in CHANNELS} == {True}


@pytest.mark.parametrize("name", CHANNELS)
def test_times_fill_the_run(name: str, baseline: Scenario, five_years: Outcome) -> None:
    channel = five_years.channels[name]
    assert channel.times[0] == 0
    assert channel.times[-1] == baseline.hours
    assert len(channel.times) == len(channel.values)
    steps = np.diff(channel.times)
    assert (steps >= 0).all()
    if channel.kind == "step":
        assert (steps > 0).all()
    assert np.isfinite(channel.values).all()
    assert channel.values.min() >= 0


def test_what_adds_up_never_falls(five_years: Outcome) -> None:
    for name in ("bricks.printed", "bricks.rejected", "bricks.laid", "bricks.heat", "bricks.sunlight",
                 "bricks.electricity", "communication.generated", "communication.delivered", "communication.lost",
                 "shelter.progress"):  # fmt: skip
        values = five_years.channels[name].values
        assert (np.diff(values) >= 0).all(), name


def test_states_have_labels_and_fill_the_time_in_service(baseline: Scenario, five_years: Outcome) -> None:
    for unit in UNITS:
        channel = five_years.channels[f"tools.state.{unit}"]
        assert channel.labels == STATES.names
        assert channel.labels[-1] == "out_of_service"
        assert hours_in(five_years, unit, "out_of_service") == 59 * 24
        in_service = sum(hours_in(five_years, unit, state) for state in STATES.names[:-1])
        assert in_service == pytest.approx(baseline.hours - 59 * 24, abs=1e-6)


def test_facts_and_events(baseline: Scenario, five_years: Outcome) -> None:
    assert set(five_years.facts) >= FACTS
    assert {one.event for one in five_years.events} <= EVENTS
    times = [one.time_h for one in five_years.events]
    assert times == sorted(times)
    assert times[0] >= 0
    assert times[-1] < baseline.hours
    systems = {"energy", "tools", "bricks", "communication", "shelter", "station"}
    assert {one.system for one in five_years.events} <= systems


def test_the_ledgers_and_their_accounts(five_years: Outcome) -> None:
    assert {name: (one.unit, one.counted) for name, one in five_years.balances.items()} == {
        "bricks": ("1", True),
        "data": ("Gbit", False),
        "energy": ("kWh", False),
        "regolith": ("kg", False),
    }
    assert set(five_years.balances["energy"].accounts) == {
        "in.generated.modules", "out.curtailed", "out.loss.main", "stock.main", *(f"out.used.{c}" for c in CLASSES)
    }  # fmt: skip
    assert set(five_years.balances["regolith"].accounts) == {
        "in.dug", "out.spoil", "out.waste", "out.bricks", "stock.raw", "stock.feedstock", "stock.printing"
    }  # fmt: skip
    assert set(five_years.balances["bricks"].accounts) == {
        "in.printed", "out.rejected", "out.laid", "stock.store", "stock.carried"
    }  # fmt: skip
    assert all(one.closes for one in five_years.balances.values())


def test_landed_mass_by_hand(five_years: Outcome) -> None:
    energy = 2 * 35 * 11.4 + 1400 / 0.160 + 300 + 50 + 1500 + 400
    tools = 60 + 90 + 100 + 30 + 100 + 2 * 400 + 2 * 150 + 2 * 200
    spares, communication = (50 + 4 * 60) * 8 + (45 + 4 * 55) * 6, 60 + 10 + 15 + 200
    assert five_years.facts["station.landed_mass"] == pytest.approx(energy + tools + spares + communication)


@pytest.mark.slow
def test_masses_follow_the_sizes_that_are_chosen() -> None:
    def landed(*changes: str) -> float:
        return run(load("ilrs:baseline", changes), hours=24.0).facts["station.landed_mass"]

    as_shipped = landed()
    assert landed("energy.batteries.main.capacity=2800 kWh") - as_shipped == pytest.approx(1400 / 0.160)
    assert landed("energy.arrays.modules.area=70 m^2") - as_shipped == pytest.approx(2 * 35 * 11.4)
