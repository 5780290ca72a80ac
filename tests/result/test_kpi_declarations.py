"""The declarations of KPIs: one order, one sense, one scale, and every KPI of a run has its own."""

from __future__ import annotations

from sim.result import kpis, simulate
from sim.scenario import Scenario
from sim.station.kpi import Detail, Group

ORDER = (
    "crew.lost",
    "crew.evacuated",
    "crew.rescued",
    "crew.aborts",
    "crew.warnings",
    "crew.beyond_warning",
    "goal.*.reached",
    "goal.*.late",
    "stages.*.opened",
    "stages.*.late",
    "stages.open",
    "campaign.landed_mass",
    "shelter.*.complete",
    "shelter.first_complete",
    "shelter.progress",
    "bricks.laid",
    "crew.nights",
    "crew.science",
    "crew.assembled",
    "crew.first_landing",
    "crew.landed",
    "crew.returned",
    "crew.came_home",
    "crew.flights_aborted",
    "exploration.detections",
    "exploration.false_alarms",
    "exploration.misses",
    "exploration.craters_visited",
    "decisions.*.regret",
    "decisions.*.gain",
    "decisions.*.worth",
    "decisions.right",
    "partners.institutions",
    "partners.researchers",
    "partners.countries",
    "partners.results",
    "partners.flown",
    "partners.run_hours",
    "energy.survival_availability",
    "energy.unserved.survival",
    "energy.unserved.critical",
    "crew.habitable",
    "crew.margin.oxygen",
    "crew.margin.water",
    "crew.margin.food",
    "crew.highest_dose",
    "crew.over_dose_limit",
    "communication.delivered",
    "communication.lost",
    "exploration.data_home",
    "exploration.results",
    "exploration.partner_results",
    "partners.data",
    "ground.projects_done",
    "ground.project.*.done",
    "ground.archived",
    "ground.waiting",
    "ground.mean_delay",
    "ground.longest_delay",
    "ground.samples_studied",
    "ground.samples_waiting",
    "tools.availability",
    "bricks.printed",
    "resources.*.made",
    "resources.*.at_work",
    "resources.*.carried",
    "transfers.*.trips",
    "transfers.*.brought",
    "exploration.hoppers_lost",
    "exploration.driven",
    "exploration.lunar_day_driven",
    "energy.unserved",
    "energy.unserved.operations",
    "energy.unserved.deferrable",
    "energy.delivered",
    "energy.lowest_state_of_charge",
    "energy.lowest_usable_charge",
    "energy.capacity_left",
    "communication.link_availability",
    "communication.longest_gap",
    "communication.earth_visibility",
    "ground.coverage",
    "ground.station.*.coverage",
    "ground.longest_gap",
    "sunlight.lit_fraction",
    "energy.longest_dark",
    "campaign.lost",
    "campaign.late",
    "campaign.cost",
    "partners.lost",
    "station.landed_mass",
    "campaign.cost_per_tonne",
    "campaign.cost_per_brick",
    "energy.storage_loss",
    "energy.cable.*.lost",
    "bricks.energy_per_brick",
    "resources.*.specific_energy",
    "resources.*.closure",
    "resources.*.hauling_energy",
    "crew.own.oxygen",
    "crew.own.water",
    "crew.closure.*",
    "crew.mean_dose",
    "crew.eva_overhead",
    "exploration.estimate_error",
    "exploration.interval_width",
    "demonstration.*.left",
    "partners.wait_mean",
    "partners.wait_p90",
    "partners.results_per_tonne",
    "partners.results_per_energy",
    "partners.largest_share",
    "partners.gini",
    "goal.*.transport_cost",
    "campaign.flown",
    "campaign.landed.*",
    "campaign.mission.*.landed_mass",
    "campaign.mission.*.late",
    "energy.cable.*.through",
    "energy.generated",
    "energy.curtailed",
    "communication.generated",
    "tools.failures",
    "tools.repairs",
    "bricks.rejected",
    "bricks.sunlight_per_brick",
    "resources.*.stranded",
    "resources.*.trips",
    "resources.*.used",
    "resources.*.let_go",
    "resources.*.starts",
    "transfers.*.burnt",
    "transfers.*.waited",
    "crew.condition.*",
    "crew.rotations",
    "crew.rotations_missed",
    "crew.postponed",
    "crew.storms_met",
    "crew.hours_outside",
    "crew.repairs",
    "crew.hours_unlinked",
    "crew.evas",
    "crew.dust",
    "crew.flight_failures",
    "exploration.hops",
    "exploration.interval_share",
    "exploration.*.estimate",
    "demonstration.*.error",
    "demonstration.interval_share",
    "decisions.taken",
    "decisions.changed",
    "decisions.*.choice",
    "partners.mass",
    "partners.energy",
    "partners.hands",
    "crew.hours.*",
    "partners.run_hours.*",
    "partners.stay.*",
    "bottleneck.energy",
    "bottleneck.tools",
    "bottleneck.communication",
    "bottleneck.shelter",
    "bottleneck.transport",
    "bottleneck.policy",
    "bottleneck.idle",
    "bottleneck.working",
)


def test_the_one_order() -> None:
    """Outcomes, means, costs, details: what terminal, comparison, figures and report list, they list in this order."""
    assert tuple(spec.name for spec in kpis.specs()) == ORDER


def test_every_kpi_of_a_run_is_declared_once(baseline: Scenario) -> None:
    found = simulate(baseline, until=100.0).kpis
    for name, kpi in found.items():
        fitting = [spec for spec in kpis.specs() if spec.matches(name)]
        assert len(fitting) == 1, name
        assert kpi.unit == fitting[0].unit
    names = [spec.name for spec in kpis.specs()]
    assert len(names) == len(set(names))


def test_kpis_are_sorted_by_name_in_the_file_and_by_the_order_for_people(baseline: Scenario) -> None:
    found = list(simulate(baseline, until=100.0).kpis)
    assert found == sorted(found)
    listed = kpis.ordered(found)
    assert listed[:4] == [f"shelter.{name}.complete" for name in ("pad", "road", "vault", "wall")]
    assert listed[-1] == "bottleneck.working"
    assert kpis.ordered(["node/bricks.laid", "bricks.laid", "unknown.thing"]) == [
        "bricks.laid",
        "node/bricks.laid",
        "unknown.thing",
    ]


def test_what_has_a_sense_has_a_place_before_the_details() -> None:
    for spec in kpis.specs():
        if spec.group >= Group.DETAIL and spec.group != Group.HOURS:
            assert spec.better == 0, spec.name
        elif spec.group < Group.DETAIL:
            assert spec.better != 0, spec.name
    assert kpis.rank("shelter.wall.complete") < kpis.rank("bricks.laid") < kpis.rank("energy.unserved")
    assert kpis.rank("energy.generated") == kpis.rank("bottleneck.tools") == kpis.rank("no.such")


def test_senses() -> None:
    assert [kpis.better(name) for name in ("bricks.laid", "energy.unserved.critical", "tools.failures")] == [1, -1, 0]
    assert kpis.better("bottleneck.tools") == -1
    assert kpis.better("bottleneck.idle") == 0
    assert kpis.better("shelter.wall.complete") == -1
    assert kpis.better("node/bricks.laid") == 1
    assert kpis.better("no.such") == 0


def test_amounts_grow_and_averages_do_not(baseline: Scenario) -> None:
    for name, kpi in simulate(baseline, until=100.0).kpis.items():
        amount = isinstance(kpi.value, int) or (kpi.unit in {"kWh", "Gbit", "kg", "h"} and "_per_" not in name)
        extreme = name in {"shelter.progress", "energy.lowest_state_of_charge", "energy.lowest_usable_charge"}
        assert kpis.grows(name) is (amount or extreme), name


def test_parts_are_parts_of_what_there_is() -> None:
    names = {spec.name for spec in kpis.specs()}
    assert {spec.part_of for spec in kpis.specs() if spec.part_of} <= names
    assert kpis.whole("node/communication.lost") == "node/communication.generated"
    # How long it was dark does not hang on how much more the arrays could have given by day.
    assert kpis.whole("node/energy.unserved.critical") == "node/energy.delivered"
    assert kpis.whole("energy.unserved.deferrable") == "energy.generated"


def test_vital_power_has_the_finest_scale_and_stands_for_a_run() -> None:
    survival, critical = kpis.scale("energy.survival_availability"), kpis.scale("energy.unserved.critical")
    assert (survival.amount, survival.relative) == (0.0001, False)
    assert (critical.amount, critical.relative) == (0.0002, True)
    assert kpis.is_chief("energy.survival_availability")
    assert kpis.is_chief("node/energy.unserved.critical")
    # What its share of power served says is not said twice.
    assert not kpis.is_chief("energy.unserved.survival")


def test_where_there_is_little_room_dates_of_structures_stand_for_the_first() -> None:
    there = ["station.landed_mass", "shelter.wall.complete", "shelter.first_complete", "energy.storage_loss"]
    assert kpis.shown(there, Detail.CHIEF, short=True) == ["shelter.wall.complete", "station.landed_mass"]
    assert "shelter.first_complete" in kpis.shown(there, Detail.CHIEF)
    assert kpis.shown(there, Detail.ALL)[-1] == "energy.storage_loss"


def test_every_kpi_with_a_sense_says_how_large_a_change_matters() -> None:
    for spec in kpis.specs():
        assert spec.scale.amount > 0, spec.name
        assert spec.scale.why, spec.name
        if spec.better and spec.unit == "UTC date":
            assert (spec.scale.amount, spec.scale.relative) == (30.0, False), spec.name
        elif spec.better and spec.unit == "1" and not spec.name.startswith("bricks."):
            # Of a share, points count.
            assert not spec.scale.relative, spec.name
    assert kpis.scale("node/shelter.wall.complete") == kpis.scale("shelter.wall.complete")
    assert kpis.is_chief("node/station.landed_mass")
    assert not kpis.is_chief("energy.storage_loss")
    assert not kpis.is_chief("no.such")
