"""Single values of a loaded scenario are changed, checked, and come back from a file as they are."""

import datetime as dt
from pathlib import Path

import pytest

from sim.scenario import Scenario, ScenarioError, load
from sim.scenario.changing import decided, scaled, with_values
from sim.scenario.draws import drawn, uncertain


def test_a_value_changes_and_the_scenario_it_came_from_does_not(baseline: Scenario, tmp_path: Path) -> None:
    printer = baseline.tools.printers["solar"]
    before = baseline.content_hash()
    changed = with_values(
        baseline,
        {
            ("tools", "printers", "solar", "count"): decided(printer.count, 3),
            ("tools", "printers", "solar", "from"): dt.date(2031, 1, 1),
            ("tools", "printers", "twin"): printer,
        },
    )
    found = changed.tools.printers
    assert (int(found["solar"].count), found["solar"].from_, found["solar"].name) == (3, dt.date(2031, 1, 1), "solar")
    assert (int(found["twin"].count), found["twin"].name) == (2, "twin")
    assert (changed.name, changed.shown) == (baseline.name, baseline.shown)
    assert (baseline.content_hash(), printer.name) == (before, "solar")
    path = tmp_path / "baseline.toml"
    path.write_text(changed.to_toml())
    assert load(path).content_hash() == changed.content_hash() != before


def test_an_uncertain_value_that_is_scaled_scales_every_draw_of_it(baseline: Scenario) -> None:
    mttr = baseline.tools.printers["solar"].mttr
    half = with_values(baseline, {("tools", "printers", "solar", "mttr"): scaled(mttr, 0.5)})
    name = next(name for name, one in uncertain(baseline).items() if "tools.printers.solar.mttr" in one.keys)
    for quantile in (0.0, 0.3, 0.9, 1.0):
        first, second = (drawn(one, {name: quantile}).tools.printers["solar"].mttr for one in (baseline, half))
        assert float(second) == pytest.approx(0.5 * float(first))


def test_what_does_not_go_together_is_refused(baseline: Scenario) -> None:
    capacity = baseline.energy.batteries["main"].capacity
    with pytest.raises(ScenarioError, match=r"energy.batteries.main.capacity: .* is impossible: must be more than 0"):
        with_values(baseline, {("energy", "batteries", "main", "capacity"): decided(capacity, -1.0)})
    with pytest.raises(ScenarioError, match="has the same name as"):
        with_values(baseline, {("tools", "printers", "digger"): baseline.tools.printers["solar"]})
