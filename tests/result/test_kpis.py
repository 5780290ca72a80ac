"""Every KPI of the design is there, says what it is, and is what the ledgers and histories say."""

from __future__ import annotations

import dataclasses

import pytest

from sim.result import CATEGORIES, Kpi, Result, attribute, simulate
from sim.result.kpis import compute
from sim.scenario import Scenario
from sim.station import Outcome, topology
from tests.result import made_up_outcomes

DESIGN = {
    "energy.generated": "kWh",
    "energy.delivered": "kWh",
    "energy.curtailed": "kWh",
    "energy.unserved": "kWh",
    "energy.storage_loss": "kWh",
    "energy.survival_availability": "1",
    "energy.longest_dark": "h",
    "sunlight.lit_fraction": "1",
    "bricks.printed": "1",
    "bricks.rejected": "1",
    "bricks.laid": "1",
    "bricks.energy_per_brick": "kWh",
    "tools.availability": "1",
    "tools.failures": "1",
    "tools.repairs": "1",
    "communication.generated": "Gbit",
    "communication.delivered": "Gbit",
    "communication.lost": "Gbit",
    "communication.link_availability": "1",
    "communication.earth_visibility": "1",
    "shelter.progress": "1",
    "shelter.first_complete": "UTC date",
    "station.landed_mass": "kg",
}

HOURS = 1000.0


def kpis(outcome: Outcome, scenario: Scenario) -> dict[str, Kpi]:
    return compute(scenario, HOURS, outcome, attribute(outcome.channels, topology(scenario)))


@pytest.fixture
def outcome(baseline: Scenario) -> Outcome:
    return made_up_outcomes.outcome(3, HOURS, tuple(topology(baseline).kinds))


def test_every_kpi_of_the_design_is_there(outcome: Outcome, baseline: Scenario) -> None:
    found = kpis(outcome, baseline)
    assert {name: found[name].unit for name in DESIGN} == DESIGN
    assert list(found) == sorted(found)
    for name, kpi in found.items():
        assert kpi.definition, name
        assert "\n" not in kpi.definition
        assert kpi.label
        assert "." in name
    assert len({kpi.label for kpi in found.values()}) == len(found)


def test_values_follow_from_ledgers_channels_and_facts(outcome: Outcome, baseline: Scenario) -> None:
    found = {name: kpi.value for name, kpi in kpis(outcome, baseline).items()}
    accounts = outcome.balances["energy"].accounts
    assert found["energy.generated"] == accounts["in.generated.main"]
    assert found["energy.delivered"] == accounts["out.used.critical"]
    assert found["energy.curtailed"] == accounts["out.curtailed"]
    assert found["energy.storage_loss"] == accounts["out.loss.main"]
    assert (found["bricks.printed"], found["bricks.rejected"], found["bricks.laid"]) == (110, 10, 90)
    assert all(isinstance(found[f"bricks.{name}"], int) for name in ("printed", "rejected", "laid"))
    assert found["bricks.energy_per_brick"] == 10
    assert found["bricks.sunlight_per_brick"] == 40
    assert found["communication.generated"] == 40
    assert found["communication.lost"] == 8
    unserved = outcome.channels["energy.unserved.survival"].integral(0, HOURS)
    assert found["energy.survival_availability"] == pytest.approx(1 - unserved / (2 * HOURS))
    assert found["energy.unserved"] == pytest.approx(outcome.channels["energy.unserved"].integral(0, HOURS))
    assert found["energy.lowest_state_of_charge"] == 0.3125
    assert found["communication.link_availability"] == outcome.channels["communication.link_up"].mean()
    assert (found["tools.failures"], found["tools.repairs"]) == (1, 1)
    # pi / 4 of 1000 h are 32.7 days.
    assert found["shelter.first_complete"] == found["shelter.pad.complete"] == "2031-02-02"
    assert found["shelter.vault.complete"] is None
    assert found["shelter.progress"] == 0.75
    assert found["station.landed_mass"] == 12345


def test_availability_counts_time_not_failed_in_service(baseline: Scenario) -> None:
    stretches = (
        ("working", 500),
        ("in_repair", 100),
        ("waiting_spare", 50),
        ("no_power", 150),
        ("out_of_service", 200),
    )
    machine = made_up_outcomes.history("digger", *stretches)
    outcome = dataclasses.replace(made_up_outcomes.outcome(3, HOURS, ()), channels={machine.name: machine})
    assert kpis(outcome, baseline)["tools.availability"].value == pytest.approx(1 - 150 / 800)


def test_a_cold_failure_is_a_failure(baseline: Scenario) -> None:
    outcome = made_up_outcomes.outcome(3, HOURS, ())
    cold = dataclasses.replace(outcome.events[0], event="cold_failure")
    outcome = dataclasses.replace(outcome, events=(*outcome.events, cold))
    assert kpis(outcome, baseline)["tools.failures"].value == 2


def test_what_a_run_does_not_have_is_none(baseline: Scenario) -> None:
    empty = Outcome(channels={}, events=(), balances={}, facts={}, simpy_events=0, wall_s={})
    found = kpis(empty, baseline)
    assert set(DESIGN) <= set(found)
    assert {kpi.value for name, kpi in found.items() if not name.startswith("tools.")} == {None}
    assert found["tools.availability"].value is None
    assert found["tools.failures"].value == 0


def test_machine_hours_are_shared_out_completely(made_up_station: object, baseline: Scenario) -> None:
    result: Result = simulate(baseline, until=HOURS)
    shares = [kpi.value for name, kpi in result.kpis.items() if name.startswith("bottleneck.")]
    assert len(shares) == len(CATEGORIES)
    assert sum(float(share) for share in shares if share is not None) == pytest.approx(1)
