"""The review of `ilrs check`: worked out by hand, and near what runs bring."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from sim.scenario import Scenario, load
from sim.scenario.autonomy import worst_dark
from sim.scenario.line_estimate import LineEstimate
from sim.scenario.review import Finding, review
from sim.station import Outcome, topology
from tests.station.small_stations import BRIGHT, DARK, HALF, array, battery, line, load_of, make, printer, reactor, wall


def found(scenario: Scenario) -> dict[str, Finding]:
    """The findings by matter, of several of one the worst."""
    order = ("enough", "tight", "too little")
    by_matter: dict[str, Finding] = {}
    for finding in sorted(review(scenario), key=lambda one: order.index(one.verdict)):
        by_matter[finding.matter] = finding
    return by_matter


def child(folder: Path, text: str, *extends: str) -> Scenario:
    path = folder / "child.toml"
    path.write_text(f'title = "Child"\nextends = {["ilrs:baseline", *extends]}\n{text}', encoding="utf-8")
    return load(path)


PACK = battery(
    1000,
    depth_of_discharge=(0.7, "1"),
    last_reserve=(0.1, "1"),
    reserve_resume=(0.2, "1"),
    discharge_efficiency=(0.9, "1"),
    path_efficiency=(0.8, "1"),
    calendar_fade=(0, "1/yr"),
)


def test_autonomy_is_what_is_stored_over_what_is_not_shed(tmp_path: Path) -> None:
    """0.72 x 1000 kWh: 200 kWh for 5 kW, 500 kWh for 3 kW that no rule sheds, then 200 kWh for 1 kW of heat."""
    energy = {
        "arrays": {"array": array(100)},
        "batteries": {"pack": PACK},
        "loads": {
            "heat": load_of(0.5, "survival", dark=1),
            "core": load_of(2, "critical"),
            "play": load_of(2, "deferrable"),
        },
        "classes": {"deferrable": {"shed_below": (0.8, "1"), "restore_above": (0.9, "1")}},
    }
    scenario = make(tmp_path, 60, HALF, energy=energy)
    dark = worst_dark(scenario, scenario)
    assert dark is not None
    assert dark.load == 3
    assert dark.usable == pytest.approx(0.72 * (200 / 5 + 500 / 3))
    assert dark.reserve == pytest.approx(0.72 * 200 / 1)
    assert 300 < dark.hours < 400
    assert found(scenario)["dark"].verdict == "too little"


def test_age_takes_from_what_is_stored(tmp_path: Path) -> None:
    pack = PACK | {"calendar_fade": (0.5, "1/yr")}
    tables = {"arrays": {"a": array(100)}, "batteries": {"pack": pack}, "loads": {"core": load_of(2)}}
    scenario = make(tmp_path, 366, HALF, energy=tables)
    dark = worst_dark(scenario, scenario)
    assert dark is not None
    assert dark.begin > 8000
    assert dark.usable == pytest.approx(0.72 * 700 / 2 * math.exp(-0.5 * dark.begin / 8766))


@pytest.mark.parametrize(("power", "verdict"), [(3, "enough"), (1, "too little")])
def test_a_reactor_takes_its_part_of_the_dark(tmp_path: Path, power: float, verdict: str) -> None:
    energy = {"reactors": {"r": reactor(power)}, "arrays": {"a": array(1)}, "loads": {"core": load_of(2)}}
    assert found(make(tmp_path, 60, HALF, energy=energy))["dark"].verdict == verdict


def test_without_a_dark_there_is_nothing_to_say_of_it(tmp_path: Path) -> None:
    energy = {"arrays": {"a": array(1)}, "loads": {"core": load_of(2)}}
    assert "dark" not in found(make(tmp_path, 60, BRIGHT, energy=energy))


def test_what_stands_where_the_sun_never_rises_is_named(tmp_path: Path) -> None:
    shelter = {"structures": {"wall": wall(10)}}
    scenario = make(tmp_path, 60, DARK, energy={"arrays": {"a": array(1)}}, tools=line(), shelter=shelter)
    finding = found(scenario)
    assert finding["sunlight"].warns
    assert finding["bricks"].warns


def test_a_line_makes_what_its_slowest_kind_does(tmp_path: Path) -> None:
    """A head of 1.2 kg/h prints a brick of 1.2 kg an hour, ten days long; half of its time it is repaired."""
    shaky = printer(1.2, mtbf=(10, "h"), mttr=(10, "h"))
    tools = line() | {"printers": {"printer": shaky}}
    scenario = make(tmp_path, 10, tools=tools, shelter={"structures": {"wall": wall(100)}})
    estimate = LineEstimate(scenario, scenario)
    assert estimate.capacities()["printers"][-1] == pytest.approx(120, rel=0.01)
    assert estimate.made[-1] == 100
    assert estimate.failures()[None][-1] == pytest.approx(10, rel=0.01)
    assert estimate.repair_hours() == pytest.approx(100, rel=0.01)
    assert found(scenario)["bricks"].verdict == "tight"


def test_the_estimate_is_near_the_run(baseline: Scenario, five_years: Outcome) -> None:
    """The baseline lays all its bricks; failures are within three standard deviations of those expected."""
    estimate = LineEstimate(baseline, baseline)
    assert estimate.made[-1] == estimate.wanted == five_years.channels["bricks.laid"].at(baseline.hours)
    part_of = topology(baseline).spares
    failed = [part_of[event.subject] for event in five_years.events if event.event == "failed"]
    for part, expected in estimate.failures().items():
        assert abs(failed.count(part) - expected[-1]) < 3 * math.sqrt(expected[-1])


def test_the_baseline_is_tight_and_draws_no_warning(baseline: Scenario) -> None:
    findings = review(baseline)
    assert {finding.matter for finding in findings} == {"dark", "bricks", "spares", "technicians", "operators"}
    assert not any(finding.warns for finding in findings)
    assert found(baseline)["dark"].verdict == "tight"
    assert not any(line.startswith("warning") for line in baseline.overview())


def test_twenty_printers_on_the_old_battery_and_spares_draw_warnings(tmp_path: Path) -> None:
    text = '[tools.printers.solar]\ncount = { value = 20, unit = "1", basis = "design" }'
    scenario = child(tmp_path, text)
    assert {finding.matter for finding in review(scenario) if finding.warns} == {"dark", "spares"}
    assert sum(line.startswith("warning") for line in scenario.overview()) == 3


def test_solar_power_in_permanent_shadow_draws_a_warning(tmp_path: Path) -> None:
    scenario = child(tmp_path, "", "ilrs:sites/shackleton-floor.toml")
    assert {"sunlight", "dark", "bricks"} <= {finding.matter for finding in review(scenario) if finding.warns}


def test_without_failures_no_part_and_no_technician_is_asked_for(tmp_path: Path) -> None:
    assert not {"spares", "technicians"} & set(found(child(tmp_path, "[tools]\nfailures = false")))


def test_more_operators_and_parts_are_enough(tmp_path: Path) -> None:
    text = """
[communication]
operators = { value = 5, unit = "1", basis = "design" }
[tools.spares.drive-kit]
initial = { value = 300, unit = "1", basis = "design" }
[tools.spares.printer-kit]
initial = { value = 300, unit = "1", basis = "design" }
"""
    findings = found(child(tmp_path, text))
    assert (findings["operators"].verdict, findings["spares"].verdict) == ("enough", "enough")
