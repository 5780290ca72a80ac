"""Every mistake in a file is one clear message with file, line and key, and never a traceback."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import pytest

from sim.scenario import ScenarioError, load
from tests.scenario.workshop import Workshop

AREA = 'count = { value = 2, unit = "1", basis = "design" }'
CAPACITY = 'capacity = { value = 1250, unit = "kWh", basis = "design" }'
DEPTH = 'depth_of_discharge = { value = 0.7, basis = "assumption", range = [0.5, 0.8], note = "class value" }'

#: (what is replaced, by what, the key of the message, pieces of the message)
WRONG = {
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
    "half a machine": (AREA, AREA.replace("2", "2.5"), "energy.arrays.main.count.value", ["whole number"]),
    "unknown key of a quantity": (
        CAPACITY,
        'capacity = { value = 1, unit = "kWh", basis = "design", notes = "x" }',
        "energy.batteries.main.capacity.notes",
        ["unknown key of a quantity", '"note"'],
    ),
    "misspelt key": (
        CAPACITY,
        CAPACITY.replace("capacity", "capacty"),
        "energy.batteries.main.capacty",
        ["unknown key", 'did you mean "capacity"?'],
    ),
    "misspelt table": (
        "[energy.reactors.pile]",
        "[energy.reactor.pile]",
        "energy.reactor",
        ["unknown table", 'did you mean "reactors"?'],
    ),
    "misspelt system": (
        "[communication.direct.dish]",
        "[comunication.direct.dish]",
        "comunication",
        ["unknown table", 'did you mean "communication"?'],
    ),
    "a number for a table": (
        "seed = 3",
        "seed = 3\nenergy.arrays.second = 4",
        "energy.arrays.second",
        ["4 is not a table"],
    ),
    "missing key": (CAPACITY + "\n", "", "energy.batteries.main.capacity", ["is missing", "Energy between", "kWh"]),
    "missing title": ('title = "A small station"\n', "", "title", ["is missing"]),
    "empty title": ('title = "A small station"', 'title = ""', "title", ["not a text with something"]),
    "number as name": ('name = "A ridge"', "name = 5", "site.name", ["5 is not a text"]),
    "text as flag": ("supervised = true", 'supervised = "yes"', "tools.printers.sun.supervised", ["true or false"]),
    "text as seed": ("seed = 3", 'seed = "3"', "seed", ["not a whole number"]),
    "fraction as seed": ("seed = 3", "seed = 3.5", "seed", ["not a whole number"]),
    "negative seed": ("seed = 3", "seed = -3", "seed", ["0 or more"]),
    "text as date": ("from = 2031-03-01", 'from = "2031-03-01"', "tools.excavators.digger.from", ["without quotes"]),
    "time of day": ("end = 2032-01-01", "end = 2032-01-01T12:00:00", "end", ["time of day"]),
    "unknown class": (
        '[energy.loads.core]\nclass = "critical"',
        '[energy.loads.core]\nclass = "critcal"',
        "energy.loads.core.class",
        ['"critcal" is not one of', 'did you mean "critical"?'],
    ),
    "unknown class table": (
        "[energy.classes.deferrable]",
        "[energy.classes.deferable]",
        "energy.classes.deferable",
        ['"deferable" is not one of', 'did you mean "deferrable"?'],
    ),
    "unknown power class": (
        'power_class = "critical"',
        'power_class = "vital"',
        "communication.instruments.seismometer.power_class",
        ["is not one of survival, critical, operations, deferrable"],
    ),
    "unknown kind": ('kind = "vault"', 'kind = "vualt"', "shelter.structures.vault.kind", ["unknown kind", '"vault"']),
    "no kind": ('kind = "pad"\n', "", "shelter.structures.pad.kind", ["is missing", "wall, vault, road, pad"]),
    "unknown model": ('model = "sun"', 'model = "son"', "tools.printers.sun.model", ["printers", '"sun"']),
    "unknown spare": ('spare = "kit"', 'spare = "kid"', "tools.excavators.digger.spare", ['"kid"', '"kit"']),
    "name with a dot": (
        "[energy.loads.core]",
        '[energy.loads."co.re"]',
        'energy.loads."co.re"',
        ["a name may have letters"],
    ),
    "end before start": ("end = 2032-01-01", "end = 2030-06-01", "end", ["not after the start"]),
    "end at start": ("end = 2032-01-01", "end = 2031-01-01", "end", ["not after the start"]),
    "before the ephemeris": ("start = 2031-01-01", "start = 1999-01-01", "start", ["outside the ephemeris", "20"]),
    "after the ephemeris": ("end = 2032-01-01", "end = 2132-01-01", "end", ["outside the ephemeris"]),
    "until before from": (
        "from = 2031-03-01",
        "from = 2031-03-01\nuntil = 2031-02-01",
        "tools.excavators.digger.until",
        ["not after its from"],
    ),
    "resume at the floor": (
        "resume_charge = { value = 0.5",
        "resume_charge = { value = 0.3",
        "energy.batteries.main.resume_charge",
        ["must exceed 1 - depth_of_discharge, 0.3"],
    ),
    "arrives below the floor": (
        "initial_charge = { value = 1",
        "initial_charge = { value = 0.1",
        "energy.batteries.main.initial_charge",
        ["at least"],
    ),
    "shed pair reversed": (
        "restore_above = { value = 0.95",
        "restore_above = { value = 0.8",
        "energy.classes.deferrable.restore_above",
        ["0.8 must exceed shed_below, 0.85"],
    ),
    "shed pair a rounding apart": (
        "restore_above = { value = 0.95",
        "restore_above = { value = 0.8500000001",
        "energy.classes.deferrable.restore_above",
        ["0.8500000001 must exceed shed_below, 0.85"],
    ),
    "shed pair seconds apart": (
        "restore_above = { value = 0.95",
        "restore_above = { value = 0.85001",
        "energy.classes.deferrable.restore_above",
        ["0.85001 is too near shed_below, 0.85", "charged with 20 kW", "in 2.3 s", "leave more between them"],
    ),
    "battery for milliseconds": (
        CAPACITY,
        'capacity = { value = 1, unit = "Wh", basis = "design" }',
        "energy.batteries.main.capacity",
        ["1 Wh is too little to be charged with 20 kW", "full in 0.18 s", "count = 0"],
    ),
    "resume seconds above the floor": (
        "resume_charge = { value = 0.5",
        "resume_charge = { value = 0.30001",
        "energy.batteries.main.resume_charge",
        ["0.30001 is too near 1 - depth_of_discharge", "charged with 20 kW", "in 2.2 s"],
    ),
    "resume a rounding above the floor": (
        "resume_charge = { value = 0.5",
        "resume_charge = { value = 0.3000000001",
        "energy.batteries.main.resume_charge",
        ["must exceed 1 - depth_of_discharge, 0.3"],
    ),
    "power beyond all reason": (
        "power_lit = { value = 1.9",
        "power_lit = { value = 1e300",
        "energy.loads.core.power_lit.value",
        ["1e+300 kW is impossible: must be at least 0 and at most 10000 kW"],
    ),
    "half a shed pair": (
        'restore_above = { value = 0.95, basis = "design" }\n',
        "",
        "energy.classes.deferrable",
        ["no restore_above"],
    ),
    "endless outage": (
        "outage_duration = { value = 72",
        "outage_duration = { value = 7200000",
        "energy.reactors.pile.outage_duration",
        ["shorter than outage_interval"],
    ),
    "apolune below perilune": (
        "apolune_altitude = { value = 16000",
        "apolune_altitude = { value = 160",
        "communication.relays.bridge.apolune_altitude",
        ["160 km is below perilune_altitude, 200 km"],
    ),
    "unknown structure": ('after = ["pad"]', 'after = ["pda"]', "shelter.structures.vault.after", ['"pda"', '"pad"']),
    "after itself": ('after = ["pad"]', 'after = ["vault"]', "shelter.structures.vault.after", ["vault -> vault"]),
    "text for a list": ('after = ["pad"]', 'after = "pad"', "shelter.structures.vault.after", ["not a list"]),
    "same name twice": (
        "[tools.sieves.shaker]",
        "[tools.sieves.digger]",
        "tools.sieves.digger",
        ["same name as tools.excavators.digger"],
    ),
    "no printer": (
        '[tools.printers.sun]\nmodel = "sun"\nsupervised = true\n',
        "",
        "tools.printers",
        ["none in service before the end, 2032-01-01", "shelter.structures.pad needs bricks", "no machine prints"],
    ),
    "no layer": ('[tools.layers.mason]\nmodel = "mason"\n', "", "tools.layers", ["no machine lays"]),
    "printer too late": ("supervised = true", "from = 2040-01-01", "tools.printers", ["no machine prints"]),
    "mast height": ('"10 m" =', '"high" =', "site.horizons", ['"high" is not a mast height']),
    "no horizon": (
        'horizons = { "10 m" = "ridge.csv" }',
        "horizons = {}",
        "site.horizons",
        ['a table from mast height to file, such as { "10 m" = "horizon.csv" }'],
    ),
    "missing horizon": ("ridge.csv", "rigde.csv", 'site.horizons."10 m"', ["no such file", '"ridge.csv"']),
    "number for a horizon": ('"ridge.csv"', "5", 'site.horizons."10 m"', ["neither a file name nor a table"]),
    "inline horizon with a gap": (
        '"ridge.csv"',
        "{ azimuth_deg = [0, 30, 61, 90, 120, 150, 180, 210, 240, 270, 300, 330], "
        "elevation_deg = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] }",
        'site.horizons."10 m".azimuth_deg[2]',
        ["gap from azimuth 30 to 61"],
    ),
    "extends nothing": ("seed = 3", 'seed = 3\nextends = "none.toml"', "extends", ['"none.toml": no such file']),
    "extends a number": ("seed = 3", "seed = 3\nextends = 5", "extends", ["neither a file name nor a list"]),
    "extends a folder": ("seed = 3", 'seed = 3\nextends = "."', "extends", ["is a folder"]),
    "unknown shipped file": ("seed = 3", 'seed = 3\nextends = "ilrs:no"', "extends", ["no such file comes with"]),
    "remove nothing": (
        "[site]",
        "[energy.loads.pump]\nremove = true\n[site]",
        "energy.loads.pump.remove",
        ['no "pump"'],
    ),
    "broken toml": ("seed = 3", "seed = = 3", "", ["not valid TOML"]),
    "impossible date": ("end = 2032-01-01", "end = 2032-02-31", "", ["not valid TOML"]),
}


#: A piece of the line that is to blame, where it is not the last line of what was put in; None for the file as a whole.
BLAMED = {
    "missing key": "[energy.batteries.main]",
    "missing title": None,
    "number for a horizon": "horizons =",
    "name with a dot": "[energy.loads",
    "half a shed pair": "[energy.classes.deferrable]",
    "unknown class table": "[energy.classes.deferable]",
    "same name twice": "[tools.sieves.digger]",
    "no kind": "[shelter.structures.pad]",
    "no printer": "[tools.",
    "no layer": "[tools.",
    "printer too late": "[tools.printers.sun]",
    "remove nothing": "remove = true",
}


@pytest.mark.parametrize("case", WRONG)
def test_one_clear_message_with_its_line(workshop: Workshop, case: str) -> None:
    old, new, key, pieces = WRONG[case]
    name = workshop.changed(old, new)
    problem = workshop.problem(name)
    for piece in pieces:
        assert piece in problem.message
    assert (problem.file, problem.key) == (name, key)
    blamed = BLAMED.get(case, new.splitlines()[-1] if new else None)
    if blamed is None:
        assert problem.line is None
    else:
        lines = Path(name).read_text(encoding="utf-8").splitlines()
        assert problem.line == 1 + next(at for at, line in enumerate(lines) if blamed in line)


def test_all_problems_of_a_file_at_once_in_the_order_of_lines(workshop: Workshop) -> None:
    name = workshop.child("""
end = 2031-01-01
sed = 4
[energy.batteries.main]
capacity = 3
resume_charge = { value = 0.1, basis = "design" }
[shelter.structures.pad]
after = ["vault"]
diameter = { value = 20, unit = "kg", basis = "guess" }
[site]
horizons = { "10 m" = "nothing.csv" }
""")
    problems = workshop.problems(name)
    found = [(problem.line, problem.key) for problem in problems]
    assert found == [
        (4, "end"),
        (5, "sed"),
        (7, "energy.batteries.main.capacity"),
        (8, "energy.batteries.main.resume_charge"),
        (10, "shelter.structures.pad.after"),
        (11, "shelter.structures.pad.diameter.unit"),
        (11, "shelter.structures.pad.diameter.basis"),
        (13, 'site.horizons."10 m"'),
    ]


def test_beneath_an_unknown_kind_nothing_is_taken_for_right(workshop: Workshop) -> None:
    workshop.changed('kind = "vault"', 'kind = "dome"', name="dome.toml")
    name = workshop.write("odd.toml", 'extends = "dome.toml"\n[shelter.structures.vault]\nafter = 2031-01-01\n')
    problem = workshop.problem(name)
    assert (problem.file, problem.key) == ("dome.toml", "shelter.structures.vault.kind")


def test_a_mistake_in_an_extended_file_is_blamed_on_that_file(workshop: Workshop) -> None:
    workshop.write("parts/broken.toml", '# a comment\n[site]\nname = "X"\nlatitude = 5\n')
    name = workshop.write("top.toml", 'extends = ["base.toml", "parts/broken.toml"]\n')
    problem = workshop.problem(name)
    assert (problem.file, problem.line, problem.key) == ("parts/broken.toml", 4, "site.latitude")
    workshop.write("parts/broken.toml", "[site\n")
    problem = workshop.problem(name)
    assert (problem.file, problem.line) == ("parts/broken.toml", 1)


def test_what_users_do_to_shipped_files_is_blamed_on_them(workshop: Workshop) -> None:
    workshop.write("../shipped/base.toml", (workshop.path / "base.toml").read_text(encoding="utf-8"))
    workshop.write("../shipped/ridge.csv", (workshop.path / "ridge.csv").read_text(encoding="utf-8"))
    head = 'title = "Mine"\nextends = "ilrs:base.toml"\n'
    printers, resume = "tools.printers", "energy.batteries.main.resume_charge"
    cases = {
        "[tools.printers.sun]\nremove = true\n": (3, printers),
        '[tools.printers.sun]\ncount = { value = 0, basis = "design" }\n': (3, printers),
        "[tools.printers.sun]\nfrom = 2032-01-01\n": (3, printers),
        "start = 2030-12-01\nend = 2031-01-10\n": (None, "tools.excavators"),
        "start = 2033-01-01\n": (None, "end"),
        '[energy.loads.core]\n[energy.loads."a b"]\nclass = "critical"\n': (4, 'energy.loads."a b"'),
        '\n[energy.batteries.main]\ndepth_of_discharge = { value = 0.3, basis = "design" }\n': (4, resume),
        "[tools.spares.kit.deliveries.first]\ndate = 2031-05-01\n": (3, "tools.spares.kit.deliveries.first.quantity"),
    }
    for text, (line, key) in cases.items():
        problem = workshop.problems(workshop.write("mine.toml", head + text))[0]
        assert (problem.file, problem.line, problem.key) == ("mine.toml", line, key)
    settings = {
        "tools.printers.sun.count=0": printers,
        "energy.batteries.main.depth_of_discharge=0.3": resume,
        "start=2033-01-01": "end",
    }
    for name in ("ilrs:base.toml", workshop.write("mine.toml", head)):
        for setting, key in settings.items():
            problem = workshop.problems(name, setting)[0]
            assert problem.key == key
            assert problem.file == ("mine.toml" if name == "mine.toml" and key == "end" else "--set")


def test_what_is_wrong_in_a_shipped_file_alone_has_its_line(workshop: Workshop) -> None:
    text = (workshop.path / "base.toml").read_text(encoding="utf-8")
    workshop.write("../shipped/ridge.csv", (workshop.path / "ridge.csv").read_text(encoding="utf-8"))
    workshop.write("../shipped/base.toml", text.replace("end = 2032-01-01", "end = 2030-01-01"))
    problem = workshop.problem("ilrs:base.toml")
    assert (problem.file, problem.line, problem.key) == ("ilrs:base.toml", 3, "end")


def test_what_nobody_gives_is_missing_in_the_file_that_was_asked_for(workshop: Workshop) -> None:
    workshop.write("tiny.toml", 'title = "Tiny"\n')
    problems = workshop.problems("tiny.toml")
    assert {"site.latitude", "start", "end", "seed"} < {problem.key for problem in problems}
    assert {(problem.file, problem.line) for problem in problems} == {("tiny.toml", None)}


def test_every_wrong_name_is_named(workshop: Workshop) -> None:
    name = workshop.child('[energy.loads."a b"]\nclass = "survivor"\n[energy.loads."c.d"]\nclass = "critical"\n')
    found = {(problem.line, problem.key) for problem in workshop.problems(name)}
    assert {(3, 'energy.loads."a b"'), (4, 'energy.loads."a b".class'), (5, 'energy.loads."c.d"')} <= found


def test_a_mistake_in_the_catalogue_is_blamed_on_the_catalogue(workshop: Workshop) -> None:
    machines = workshop.path.parent / "shipped/library/machines.toml"
    text = machines.read_text(encoding="utf-8")
    machines.write_text(text.replace('value = 35, unit = "m^2"', 'value = 35, unit = "m"'), encoding="utf-8")
    problem = workshop.problem()
    assert (problem.file, problem.line) == ("ilrs:library/machines.toml", 2)
    assert problem.key == "energy.arrays.main.area.unit"


def test_circles_in_extends_show_the_chain(workshop: Workshop) -> None:
    workshop.write("a.toml", 'title = "A"\nextends = "b.toml"\n')
    workshop.write("b.toml", 'extends = "sub/c.toml"\n')
    workshop.write("sub/c.toml", 'extends = "../a.toml"\n')
    problem = workshop.problem("a.toml")
    assert (problem.file, problem.line, problem.key) == ("sub/c.toml", 1, "extends")
    assert problem.message == "extends in a circle: a.toml -> b.toml -> sub/c.toml -> a.toml"
    workshop.write("self.toml", 'extends = ["base.toml", "self.toml"]\n')
    assert "self.toml -> self.toml" in workshop.problem("self.toml").message


def test_what_a_missing_file_would_have_said_is_not_missed(workshop: Workshop) -> None:
    name = workshop.write(
        "top.toml",
        """\
title = "Top"
extends = ["gone.toml", "broken.toml"]
[energy.batteries.main]
initial_charge = { value = 0, basis = "sourced", source = "gone" }
[energy.loads.pump]
remove = true
[shelter.structures.tower]
after = ["gone"]
[tools.printers.sun]
model = "sun"
spare = "gone"
""",
    )
    workshop.write("broken.toml", "[site\n")
    problems = workshop.problems(name, "energy.reactors.gone.power=1 kW")
    assert [(problem.file, problem.line) for problem in problems] == [("top.toml", 2), ("broken.toml", 1)]
    assert "no such file" in problems[0].message


def test_what_is_wrong_whatever_a_missing_file_says_is_said_too(workshop: Workshop) -> None:
    text = 'title = "Top"\nextends = "gone.toml"\nsed = 3\n[energy.batteries.main]\ncapacity = 600\n'
    problems = workshop.problems(workshop.write("top.toml", text), "foo=1", "seed=one")
    assert [(problem.file, problem.line, problem.key) for problem in problems] == [
        ("top.toml", 2, "extends"),
        ("top.toml", 3, "sed"),
        ("top.toml", 5, "energy.batteries.main.capacity"),
        ("--set", None, "foo"),
        ("--set", None, "seed"),
    ]


def test_shipped_files_have_one_name_in_messages(workshop: Workshop) -> None:
    site = "../shipped/sites/ridge.toml"
    workshop.write(site, "[site]\nlatitude = 5\n")
    workshop.write("../shipped/whole.toml", 'title = "Whole"\nextends = "sites/ridge.toml"\n')
    workshop.write("top.toml", 'extends = ["base.toml", "ilrs:sites/ridge"]\n')
    for name in ("ilrs:whole.toml", "ilrs:sites/ridge", "top.toml"):
        assert ("ilrs:sites/ridge.toml", 2) in {(each.file, each.line) for each in workshop.problems(name)}
    # Whoever names a file by its path finds it under that path.
    assert {problem.file for problem in workshop.problems(site)} >= {site}


@pytest.mark.parametrize(
    ("setting", "key", "pieces"),
    [
        ("raw.capacity=1e-6 kg", "capacity", ["too little for machines of 28 kg/h", "0.00013 s", "give it more"]),
        ("raw.low_restart=1e-5", "low_restart", ["1e-05 is too near 0", "in 0.51 s"]),
        ("raw.high_restart=0.99999", "high_restart", ["0.99999 is too near 1", "in 0.51 s"]),
        ("raw.capacity=1e12 kg", "capacity.value", ["at most 1e+09 kg"]),
        ("feedstock.capacity=23.9 kg", None, ["a print job takes 24 kg of feedstock, more than its store holds"]),
    ],
)
def test_stores_that_do_not_suit_their_machines(
    workshop: Workshop, setting: str, key: str | None, pieces: list[str]
) -> None:
    problem = workshop.problem("base.toml", f"tools.stores.{setting}")
    assert problem.key == ("bricks.batch" if key is None else f"tools.stores.raw.{key}")
    for piece in pieces:
        assert piece in problem.message


def test_what_nobody_uses_may_be_small(workshop: Workshop) -> None:
    """Batteries of which there are none, a store of exactly one batch, marks a rounding from decimals."""
    workshop.load("base.toml", "energy.batteries.main.capacity=1 mWh", "energy.batteries.main.count=0")
    workshop.load("base.toml", "tools.stores.feedstock.capacity=24 kg")
    workshop.load("base.toml", "energy.classes.deferrable.shed_below=0.3")


def test_circles_of_structures_show_the_chain(workshop: Workshop) -> None:
    name = workshop.changed('kind = "pad"', 'kind = "pad"\nafter = ["vault"]')
    problem = workshop.problem(name)
    assert problem.message == "the structures wait for each other: pad -> vault -> pad"
    assert 'after = ["vault"]' in Path(name).read_text(encoding="utf-8").splitlines()[(problem.line or 0) - 1]


def test_files_that_are_none(workshop: Workshop) -> None:
    workshop.write("empty.toml", "")
    workshop.write("comment.toml", "# nothing\n\n")
    (workshop.path / "binary.toml").write_bytes(b"title = 1\n\xff\xfe\x00\x01")
    (workshop.path / "zeros.toml").write_bytes(b"\0" * 100)
    (workshop.path / "deep.toml").write_text("a = " + "[" * 100_000, encoding="utf-8")
    deep = ".".join(["a"] * 2000)
    workshop.write("header.toml", f'title = "Deep"\n[{deep}]\n')
    workshop.write("dotted.toml", f'title = "Deep"\n[energy.loads.core]\n{deep} = 1\n')
    os.mkfifo(workshop.path / "pipe.toml")
    cases = {
        "missing.toml": "no such file",
        "bas.toml": 'did you mean "base.toml"?',
        ".": "is a folder",
        "empty.toml": "is empty",
        "comment.toml": "is empty",
        "binary.toml": "not a text file",
        "zeros.toml": "binary",
        "pipe.toml": "is not a file",
        "deep.toml": "nested too deeply",
        "header.toml": "nested too deeply",
        "dotted.toml": "nested too deeply",
        "base.toml/inside": "cannot be read",
        "x" * 5000: "cannot be read",
        "nul\0byte": "cannot be read",
        "": "empty",
        "ilrs:nothing": "no such file comes with the program",
        "ilrs:../../etc/passwd": "no such file comes with the program",
        "~nobody-of-that-name/x": "",
    }
    for name, piece in cases.items():
        problem = workshop.problem(name)
        assert piece in problem.message, name
        assert str(problem).count(problem.file or "the name") == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_unreadable_file(workshop: Workshop) -> None:
    (workshop.path / "base.toml").chmod(0)
    assert "permission denied" in workshop.problem().message


def test_a_byte_order_mark_and_carriage_returns_are_no_mistake(workshop: Workshop) -> None:
    text = (workshop.path / "base.toml").read_text(encoding="utf-8")
    (workshop.path / "windows.toml").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert workshop.load("windows.toml").content_hash() == workshop.load().content_hash()


HORIZONS = {
    "no rows": ("# nothing\n", None, "has no rows"),
    "no header": ("0,1\n30,1\n", 1, "must name the columns"),
    "other columns": ("azimuth,elevation\n0,1\n", 1, "must name the columns azimuth_deg,elevation_deg"),
    "gap": ("azimuth_deg,elevation_deg\n0,1\n30,1\n61,1\n", 4, "gap from azimuth 30 to 61"),
    "gap over north": (
        "azimuth_deg,elevation_deg\n" + "".join(f"{a},0\n" for a in range(0, 330, 30)),
        12,
        "over north",
    ),
    "text": ("# c\nazimuth_deg,elevation_deg\n0,1\n30,high\n", 4, '"30,high" is not two numbers'),
    "missing": ("azimuth_deg,elevation_deg\n0,1\n30\n", 3, "1 values where 2 are due"),
    "empty cell": ("azimuth_deg,elevation_deg\n0,1\n30,\n", 3, "not two numbers"),
    "nan": ("azimuth_deg,elevation_deg\n0,1\n30,nan\n", 3, "not a finite number"),
    "unsorted": ("azimuth_deg,elevation_deg\n0,1\n30,1\n20,1\n", 4, "azimuths must rise"),
    "twice": ("azimuth_deg,elevation_deg\n0,1\n\n0,1\n", 4, "is there twice"),
    "azimuth": ("azimuth_deg,elevation_deg\n0,1\n360,1\n", 3, "outside [0, 360)"),
    "elevation": ("azimuth_deg,elevation_deg\n0,91\n30,1\n", 2, "outside [-90, 90]"),
    "single": ("azimuth_deg,elevation_deg\n0,1\n", 2, "two azimuths"),
    "binary": ("azimuth_deg\0", 1, "binary"),
}


def test_all_that_is_wrong_with_a_horizon_at_once(workshop: Workshop) -> None:
    rows = ["0,1", "10,abc", "20,nan", "15,2", "400,3", "40", "50,91", "50,1", "90,1", "100,1"]
    workshop.write("ridge.csv", "\n".join(["azimuth_deg,elevation_deg", *rows]))
    found = [(problem.line, problem.message) for problem in workshop.problems()]
    assert [line for line, _ in found] == [3, 4, 5, 6, 7, 8, 9, 10]
    words = ["two numbers", "finite", "after 20", "[0, 360)", "2 are due", "[-90, 90]", "there twice", "gap from"]
    for piece, (_, message) in zip(words, found, strict=True):
        assert piece in message
    columns = "azimuth_deg = [0, 1e999, 5, 360], elevation_deg = [-91, 0, 0, 99]"
    name = workshop.changed('"ridge.csv"', f"{{ {columns} }}")
    assert [problem.key[-3:] for problem in workshop.problems(name)] == ["[0]", "[1]", "[3]", "[3]"]


@pytest.mark.parametrize("case", HORIZONS)
def test_wrong_horizon_files(workshop: Workshop, case: str) -> None:
    text, line, piece = HORIZONS[case]
    workshop.write("ridge.csv", text)
    problem = workshop.problems()[0]
    assert piece in problem.message
    assert problem.key == 'site.horizons."10 m"'
    if line is None:
        assert (problem.file, problem.line) == ("base.toml", 11)
    else:
        assert (problem.file, problem.line) == ("ridge.csv", line)


def test_only_scenario_errors_reach_the_user_whatever_a_key_holds(workshop: Workshop) -> None:
    base = (workshop.path / "base.toml").read_text(encoding="utf-8").splitlines()
    values = ["5", '"x"', "true", "[]", "{}", "[[1]]", "{ value = [] }", "2031-01-01", "{ a = { b = 1 } }"]
    keyed = [at for at, line in enumerate(base) if " = " in line]
    for number, at in enumerate(keyed):
        value = values[number % len(values)]
        changed = [*base[:at], f"{base[at].split(' = ')[0]} = {value}", *base[at + 1 :]]
        name = workshop.write("odd.toml", "\n".join(changed))
        with suppress(ScenarioError):
            load(name)
