"""Keys that are not there or that miss, values of another type, names that are not known."""

from __future__ import annotations

from contextlib import suppress

import pytest

from sim.scenario import ScenarioError, load
from tests.scenario.mistakes import CAPACITY, Blamed, Mistake, assert_one_clear_message
from tests.scenario.workshop import Workshop

WRONG: dict[str, Mistake] = {
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
}
BLAMED: Blamed = {
    "missing key": "[energy.batteries.main]",
    "missing title": None,
    "name with a dot": "[energy.loads",
    "unknown class table": "[energy.classes.deferable]",
    "no kind": "[shelter.structures.pad]",
}


@pytest.mark.parametrize("case", WRONG)
def test_one_clear_message_with_its_line(workshop: Workshop, case: str) -> None:
    assert_one_clear_message(workshop, WRONG, BLAMED, case)


def test_every_wrong_name_is_named(workshop: Workshop) -> None:
    name = workshop.child('[energy.loads."a b"]\nclass = "survivor"\n[energy.loads."c.d"]\nclass = "critical"\n')
    found = {(problem.line, problem.key) for problem in workshop.problems(name)}
    assert {(3, 'energy.loads."a b"'), (4, 'energy.loads."a b".class'), (5, 'energy.loads."c.d"')} <= found


@pytest.mark.slow
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
