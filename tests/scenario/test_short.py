"""Decisions in short: what a table of decisions may leave out, what it may not, and that nothing is written so."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario import Scenario, ScenarioError, diff, load

BATTERY = "[energy.batteries.main]\n"


def loaded(folder: Path, text: str) -> Scenario:
    path = folder / "mine.toml"
    path.write_text(f'extends = "ilrs:baseline.toml"\n{text}')
    return load(path)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ('capacity = "900 kWh"', 'capacity = { value = 900, unit = "kWh", basis = "design" }'),
        ('capacity = "0.9MWh"', 'capacity = { value = 0.9, unit = "MWh", basis = "design" }'),
        ("count = 2", 'count = { value = 2, unit = "1", basis = "design" }'),
        ('depth_of_discharge = "80 %"', 'depth_of_discharge = { value = 80, unit = "%", basis = "design" }'),
        ("depth_of_discharge = 0.8", 'depth_of_discharge = { value = 0.8, unit = "1", basis = "design" }'),
    ],
)
def test_what_is_given_in_short_is_what_is_given_in_full(tmp_path: Path, short: str, long: str) -> None:
    brief = loaded(tmp_path, f'{BATTERY}basis = "design"\n{short}\n')
    full = loaded(tmp_path, f"{BATTERY}{long}\n")
    assert brief.content_hash() == full.content_hash()
    assert brief.to_toml() == full.to_toml()
    assert long in brief.to_toml()


def test_it_holds_for_the_tables_inside_and_for_nothing_else(tmp_path: Path, baseline: Scenario) -> None:
    mine = loaded(tmp_path, '[tools]\nbasis = "design"\n[tools.printers.solar]\ncount = 3\nmirror_area = "5 m^2"\n')
    assert [change.key for change in diff(baseline, mine)] == [
        "tools.printers.solar.count",
        "tools.printers.solar.mirror_area",
    ]
    with pytest.raises(ScenarioError, match=r"mine\.toml:5: energy\.batteries\.main\.count: 2 is a bare number"):
        loaded(tmp_path, f'[tools]\nbasis = "design"\n{BATTERY}count = 2\n')


def test_an_assumption_keeps_its_long_form_there(tmp_path: Path) -> None:
    assumed = 'depth_of_discharge = { value = 0.6, unit = "1", basis = "assumption", note = "why" }'
    mine = loaded(tmp_path, f'{BATTERY}basis = "design"\ncapacity = "900 kWh"\n{assumed}\n')
    main = mine.energy.batteries["main"]
    assert (main.capacity.basis, main.depth_of_discharge.basis) == ("design", "assumption")
    # What an earlier file says of other keys is left alone too.
    assert main.charge_efficiency.basis == "assumption"


def test_choices_are_decided_too(tmp_path: Path) -> None:
    mine = loaded(tmp_path, '[bricks]\nbasis = "design"\nheat_capacity_model = "ledlow-1992"\n')
    assert mine.bricks.heat_capacity_model.basis == "design"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            'basis = "design"\ncapacity = "900"',
            r'mine\.toml:4: .*capacity: "900" has no unit; write for instance "900 kWh"',
        ),
        ('basis = "design"\ncapacity = 900', r'capacity: 900 has no unit; write for instance "900 kWh"'),
        ('basis = "design"\ncapacity = "much"', r'"much" is not a number with a unit; write for instance "1 kWh"'),
        ('basis = "design"\ncapacity = "900 kg"', r'mine\.toml:4: .*"kg" is of the wrong dimension'),
        ('basis = "design"\ncapacity = "-1 kWh"', r"-1 kWh is impossible"),
        ('basis = "sourced"\n', r'mine\.toml:3: energy\.batteries\.main\.basis: of a whole table may only be "design"'),
        ('capacity = "900 kWh"', r'is not a quantity; write .* or say basis = "design" in its table'),
    ],
)
def test_mistakes_name_the_line_and_what_to_write(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        loaded(tmp_path, f"{BATTERY}{text}\n")
