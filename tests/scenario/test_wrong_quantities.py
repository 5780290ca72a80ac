"""Quantities with something wrong in them: value, unit, basis, source, range."""

from __future__ import annotations

import pytest

from tests.scenario.mistakes import CAPACITY, Mistake, assert_one_clear_message
from tests.scenario.workshop import Workshop

COUNT = 'count = { value = 2, unit = "1", basis = "design" }'
DEPTH = 'depth_of_discharge = { value = 0.7, basis = "assumption", range = [0.5, 0.8], note = "class value" }'

WRONG: dict[str, Mistake] = {
    "unknown distribution": (
        DEPTH,
        DEPTH.replace(", note", ', distribution = "unifrom", note'),
        "energy.batteries.main.depth_of_discharge.distribution",
        ["triangular, uniform, log-uniform", 'did you mean "uniform"?'],
    ),
    "distribution of a decision": (
        CAPACITY,
        CAPACITY.replace(" }", ', range = [1, 2000], distribution = "uniform" }'),
        "energy.batteries.main.capacity.distribution",
        ["a decision (design) is never drawn"],
    ),
    "distribution without a range": (
        DEPTH,
        DEPTH.replace("range = [0.5, 0.8]", 'distribution = "uniform"'),
        "energy.batteries.main.depth_of_discharge.distribution",
        ["needs a range"],
    ),
    "logarithm of nothing": (
        'self_discharge = { value = 2, unit = "%/month", basis = "design" }',
        'self_discharge = { value = 2, unit = "%/month", basis = "assumption", note = "n", range = [0, 3], '
        'distribution = "log-uniform" }',
        "energy.batteries.main.self_discharge.distribution",
        ["needs a range above 0"],
    ),
    "bare number": (CAPACITY, "capacity = 1250", "energy.batteries.main.capacity", ["bare number", 'unit = "kWh"']),
    "text": (CAPACITY, 'capacity = "1250 kWh"', "energy.batteries.main.capacity", ["is not a quantity"]),
    "wrong dimension": (
        CAPACITY,
        'capacity = { value = 1250, unit = "kW", basis = "design" }',
        "energy.batteries.main.capacity.unit",
        ['"kW" is of the wrong dimension', '"kWh"'],
    ),
    "percent for an angle": (
        'latitude = { value = -89.5, unit = "deg"',
        'latitude = { value = -89.5, unit = "%"',
        "site.latitude.unit",
        ["wrong dimension"],
    ),
    "unknown unit": (
        CAPACITY,
        'capacity = { value = 1250, unit = "kwh", basis = "design" }',
        "energy.batteries.main.capacity.unit",
        ['unknown unit "kwh"', 'did you mean "kWh"?'],
    ),
    "broken unit": (
        CAPACITY,
        'capacity = { value = 1250, unit = "40 k W/", basis = "design" }',
        "energy.batteries.main.capacity.unit",
        ['"40 k W/" is not a unit'],
    ),
    "no unit": (
        CAPACITY,
        'capacity = { value = 1250, basis = "design" }',
        "energy.batteries.main.capacity",
        ["has no unit", "kWh"],
    ),
    "no value": (
        CAPACITY,
        'capacity = { unit = "kWh", basis = "design" }',
        "energy.batteries.main.capacity",
        ["value"],
    ),
    "text as value": (
        CAPACITY,
        'capacity = { value = "many", unit = "kWh", basis = "design" }',
        "energy.batteries.main.capacity.value",
        ["'many' is not a number"],
    ),
    "nan": (
        CAPACITY,
        'capacity = { value = nan, unit = "kWh", basis = "design" }',
        "energy.batteries.main.capacity.value",
        ["nan is not a finite number"],
    ),
    "inf": (
        CAPACITY,
        'capacity = { value = inf, unit = "kWh", basis = "design" }',
        "energy.batteries.main.capacity.value",
        ["inf is not a finite number"],
    ),
    "no basis": (
        CAPACITY,
        'capacity = { value = 1, unit = "kWh" }',
        "energy.batteries.main.capacity",
        ["has no basis"],
    ),
    "unknown basis": (
        CAPACITY,
        'capacity = { value = 1, unit = "kWh", basis = "desing" }',
        "energy.batteries.main.capacity.basis",
        ["'desing' is not a basis", "assumption, sourced, derived, design", 'did you mean "design"?'],
    ),
    "unknown word for how well known": (
        DEPTH,
        DEPTH.replace('basis = "assumption"', 'basis = "assumption", known = "mesured"'),
        "energy.batteries.main.depth_of_discharge.known",
        ["'mesured' does not say", "measured, published, estimated, guessed", 'did you mean "measured"?'],
    ),
    "known as no word": (
        DEPTH,
        DEPTH.replace('basis = "assumption"', 'basis = "assumption", known = [1]'),
        "energy.batteries.main.depth_of_discharge.known",
        ["[1] does not say"],
    ),
    "a decision that is known": (
        CAPACITY,
        'capacity = { value = 1, unit = "kWh", basis = "design", known = "guessed" }',
        "energy.batteries.main.capacity.known",
        ["leave known out"],
    ),
    "sourced without source": (
        CAPACITY,
        'capacity = { value = 1, unit = "kWh", basis = "sourced" }',
        "energy.batteries.main.capacity",
        ["names no source"],
    ),
    "unknown source": (
        CAPACITY,
        'capacity = { value = 1, unit = "kWh", basis = "sourced", source = "papr" }',
        "energy.batteries.main.capacity.source",
        ['"papr" is not in the references', 'did you mean "paper"?'],
    ),
    "assumption without note": (
        CAPACITY,
        'capacity = { value = 1, unit = "kWh", basis = "assumption" }',
        "energy.batteries.main.capacity",
        ["without a note"],
    ),
    "derived without note": (
        CAPACITY,
        'capacity = { value = 1, unit = "kWh", basis = "derived" }',
        "energy.batteries.main.capacity",
        ["formula"],
    ),
    "outside its range": (
        DEPTH,
        DEPTH.replace("0.7", "0.9"),
        "energy.batteries.main.depth_of_discharge.value",
        ["0.9 is outside its own range [0.5, 0.8]"],
    ),
    "range reversed": (
        DEPTH,
        DEPTH.replace("[0.5, 0.8]", "[0.8, 0.5]"),
        "energy.batteries.main.depth_of_discharge.range",
        ["reversed"],
    ),
    "range of one": (
        DEPTH,
        DEPTH.replace("[0.5, 0.8]", "[0.8]"),
        "energy.batteries.main.depth_of_discharge.range",
        ["[lowest, highest]"],
    ),
    "range not finite": (
        DEPTH,
        DEPTH.replace("[0.5, 0.8]", "[0.5, inf]"),
        "energy.batteries.main.depth_of_discharge.range",
        ["not finite"],
    ),
    "range impossible": (
        DEPTH,
        DEPTH.replace("[0.5, 0.8]", "[0.5, 1.2]"),
        "energy.batteries.main.depth_of_discharge.range",
        ["1.2 is impossible"],
    ),
    "efficiency above 1": (
        "charge_efficiency = { value = 0.975,",
        "charge_efficiency = { value = 1.975,",
        "energy.batteries.main.charge_efficiency.value",
        ["1.975 is impossible: must be at least 0.01 and at most 1"],
    ),
    "negative": (
        CAPACITY,
        'capacity = { value = -1, unit = "kWh", basis = "design" }',
        "energy.batteries.main.capacity.value",
        ["-1 kWh is impossible: must be more than 0 and at most 1e+07 kWh"],
    ),
    "latitude beyond the pole": ("-89.5", "-90.5", "site.latitude.value", ["at least -90 and at most 90 deg"]),
    "half a machine": (COUNT, COUNT.replace("2", "2.5"), "energy.arrays.main.count.value", ["whole number"]),
    "unknown key of a quantity": (
        CAPACITY,
        'capacity = { value = 1, unit = "kWh", basis = "design", notes = "x" }',
        "energy.batteries.main.capacity.notes",
        ["unknown key of a quantity", '"note"'],
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_one_clear_message_with_its_line(workshop: Workshop, case: str) -> None:
    assert_one_clear_message(workshop, WRONG, {}, case)
