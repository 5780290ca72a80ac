"""`--set key=value` is the highest layer."""

from __future__ import annotations

import datetime

import pytest

from tests.scenario.workshop import Workshop

CAPACITY = "energy.batteries.main.capacity"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1500 kWh", 1500.0),
        ("1.5MWh", 1500.0),
        ("1.5e3 kWh", 1500.0),
        (" +1500  kWh ", 1500.0),
        ('{ value = 1.5, unit = "MWh", basis = "design" }', 1500.0),
    ],
)
def test_a_quantity_is_set_with_its_unit(workshop: Workshop, text: str, value: float) -> None:
    capacity = workshop.load("base.toml", f"{CAPACITY}={text}").energy.batteries["main"].capacity
    assert capacity.value == pytest.approx(value)
    assert capacity.basis == "design"


def test_an_override_drops_range_and_source_and_owns_up(workshop: Workshop) -> None:
    scenario = workshop.load(
        "base.toml", "energy.arrays.main.area=50 m^2", "energy.batteries.main.depth_of_discharge=0.9"
    )
    area = scenario.energy.arrays["main"].area
    assert (area.value, area.basis, area.source, area.range) == (50, "assumption", None, None)
    assert area.note == "set by --set; the files say 35 m^2 (sourced)"
    depth = scenario.energy.batteries["main"].depth_of_discharge
    assert (depth.value, depth.basis, depth.range) == (0.9, "assumption", None)
    assert sorted(scenario.references) == ["sun"]


@pytest.mark.parametrize("unit", ["", 'unit = "1", '])
def test_a_share_is_quoted_without_a_unit(workshop: Workshop, unit: str) -> None:
    depth = "energy.batteries.main.depth_of_discharge"
    share = f'{{ value = 0.6, {unit}basis = "derived", note = "n" }}'
    name = workshop.child(f"[energy.batteries.main]\ndepth_of_discharge = {share}\n")
    changed = workshop.load(name, f"{depth}=0.7").energy.batteries["main"].depth_of_discharge
    assert changed.note == "set by --set; the files say 0.6 (derived)"


@pytest.mark.parametrize("text", ["0.65", "65 %", "65%", "65 percent"])
def test_a_share_needs_no_unit(workshop: Workshop, text: str) -> None:
    settings = f"energy.batteries.main.depth_of_discharge={text}"
    assert workshop.load("base.toml", settings).energy.batteries["main"].depth_of_discharge.value == 0.65


def test_a_count_that_no_file_gives_is_a_decision(workshop: Workshop) -> None:
    count = workshop.load("base.toml", "tools.printers.sun.count=3").tools.printers["sun"].count
    assert (int(count), count.basis) == (3, "design")


def test_everything_else_is_set_as_a_file_would_say_it(workshop: Workshop) -> None:
    scenario = workshop.load(
        "base.toml",
        "title=A title with = in it",
        "seed=8",
        "end=2031-06-01",
        'site.name="Another ridge"',
        "tools.printers.sun.until=2031-05-01",
        "tools.printers.sun.supervised=false",
        "tools.sieves.shaker.spare=kit",
        "shelter.structures.pad.after=[]",
        "shelter.structures.vault.ends=false",
        "energy.classes.critical.shed_below=0.35",
        "energy.classes.critical.restore_above=0.5",
        "energy.reactors.pile.remove=true",
        "tools.spares.kit.deliveries.second.quantity=7",
        "site.horizons={ '2 m' = 'ridge.csv' }",
    )
    assert (scenario.title, scenario.seed, scenario.end) == ("A title with = in it", 8, datetime.date(2031, 6, 1))
    assert scenario.site.name == "Another ridge"
    assert scenario.tools.printers["sun"].until == datetime.date(2031, 5, 1)
    assert scenario.tools.printers["sun"].supervised is False
    assert scenario.tools.sieves["shaker"].spare == "kit"
    assert scenario.energy.classes["critical"].shed_below is not None
    assert scenario.energy.reactors == {}
    assert int(scenario.tools.spares["kit"].deliveries["second"].quantity) == 7
    assert list(scenario.site.horizons) == ["2 m"]


def test_an_override_into_horizons_replaces_them_all(workshop: Workshop) -> None:
    one = workshop.load("base.toml", 'site.horizons."2 m"=ridge.csv')
    assert list(one.site.horizons) == ["2 m"]
    two = workshop.load("base.toml", 'site.horizons."2 m"=ridge.csv', 'site.horizons."5 m"=ridge.csv')
    assert list(two.site.horizons) == ["2 m", "5 m"]


def test_the_last_one_wins(workshop: Workshop) -> None:
    assert workshop.load("base.toml", "seed=8", "seed=9").seed == 9


WRONG = {
    "seed": ("", "is not an override"),
    "=5": ("", "is not an override"),
    "seed=": ("seed", "has no value"),
    "a..b=5": ("a..b", "is not a key"),
    "seed=two": ("seed", '"two" is not a whole number'),
    "end=2031-02-30": ("end", "not a date"),
    "sed=3": ("sed", 'did you mean "seed"?'),
    "extends=x.toml": ("extends", "cannot be set here"),
    "energy.batteries.main.capacty=3 kWh": ("energy.batteries.main.capacty", 'did you mean "capacity"?'),
    "energy.batteries.mian.capacity=3 kWh": ("energy.batteries.mian.capacity", 'did you mean "main"?'),
    "energy.batteries.main=3": ("energy.batteries.main", "is a table"),
    "energy=3": ("energy", "is a table"),
    f"{CAPACITY}=1500": (CAPACITY, 'has no unit; write for instance "1500 kWh"'),
    f"{CAPACITY}=lots": (CAPACITY, '"lots" is not a number with a unit'),
    f"{CAPACITY}=1500 kW": (f"{CAPACITY}.unit", "wrong dimension"),
    f"{CAPACITY}=1500 kwh": (f"{CAPACITY}.unit", 'did you mean "kWh"?'),
    f"{CAPACITY}=-5 kWh": (f"{CAPACITY}.value", "impossible"),
    f"{CAPACITY}=nan kWh": (f"{CAPACITY}.value", "not a finite number"),
    f"{CAPACITY}={{ value = }}": (CAPACITY, "cannot be read"),
    f"{CAPACITY}={{ {'.'.join(['a'] * 2000)} = 1 }}": (CAPACITY, "nested too deeply"),
    "title=\udcff": ("title", "is not text in UTF-8"),
    "bricks.heat_capacity_model=colozza": ("bricks.heat_capacity_model.value", 'did you mean "colozza-1991"?'),
    "bricks.heat_capacity_model.value=colozza-1991": ("bricks.heat_capacity_model.value", "set as a whole"),
    "bricks.heat_capacity_model={ value = 3, basis = 'design' }": (
        "bricks.heat_capacity_model.value",
        "3 is not one of",
    ),
    f"{CAPACITY}.value=5": (f"{CAPACITY}.value", "set as a whole"),
    "tools.printers.sun.supervised=maybe": ("tools.printers.sun.supervised", "neither true nor false"),
    "tools.printers.sun.power_class=vital": ("tools.printers.sun.power_class", "is not one of"),
    "tools.printers.sun.remove=false": ("tools.printers.sun.remove", "may only be true"),
    "shelter.structures.vault.width=3 m": ("shelter.structures.vault.width", "unknown key"),
    "shelter.structures.vault.after=[": ("shelter.structures.vault.after", "cannot be read"),
    "energy.arrays.main.model=huge": ("energy.arrays.main.model", "models: large, small"),
    'site.horizons."2 m"=none.csv': ('site.horizons."2 m"', "no such file"),
    "energy.classes.vital.shed_below=0.3": ("energy.classes.vital.shed_below", 'there is no "vital"'),
}


@pytest.mark.parametrize("setting", WRONG)
def test_one_clear_message_a_mistake(workshop: Workshop, setting: str) -> None:
    key, piece = WRONG[setting]
    problem = workshop.problem("base.toml", setting)
    assert piece in problem.message
    assert (problem.file, problem.line) == ("--set", None)
    if key:
        assert problem.key == key


def test_mistakes_of_files_and_overrides_come_together(workshop: Workshop) -> None:
    name = workshop.changed("seed = 3", "sed = 3")
    assert [problem.file for problem in workshop.problems(name, "foo", f"{CAPACITY}=3")] == [name, "--set", "--set"]
