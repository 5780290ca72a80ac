"""`[partners]`: the library gives every key, and what cannot be is refused by its key, with what would mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario import ScenarioError, load
from sim.scenario.assets import landed_mass
from sim.scenario.quantity import Quantity
from sim.scenario.schema.fields import leaves
from sim.scenario.schema.partners import Rack, Robot

SHORT = """\
extends = "ilrs:baseline"
[partners.landings.cargo]
room = { value = 400, unit = "kg", basis = "design" }
every = { value = 1, unit = "yr", basis = "design" }
"""
"""The least that a scenario must say of partners."""


def written(folder: Path, text: str) -> Path:
    path = folder / "partnered.toml"
    path.write_text(text, encoding="utf-8")
    return path


def design(table: str, key: str, value: float, unit: str = "1") -> str:
    return f'[partners.{table}]\n{key} = {{ value = {value}, unit = "{unit}", basis = "design" }}\n'


WRONG = {
    "since": (
        "[partners.institutions]\nsince = 2032-01-01\n",
        "institutions.since",
        "2032-01-01 is after the start, 2031-01-01; give the number of institutions on an earlier day",
    ),
    "institutions": (design("institutions", "joined", 2000), "institutions.joined", "more than the potential of 1200"),
    "countries": (design("countries", "joined", 30), "countries.joined", "30 is more than the 29 institutions"),
    "nowhere": (design("countries", "joined", 0), "countries.joined", "both are 0, or none is"),
    "founders": (design("researchers", "founders", 90), "researchers.founders", "more than the potential of 15"),
    "researchers": (
        design("researchers", "potential", 900),
        "researchers.potential",
        "900 for each of 1200 institutions are more than the 200,000 simulated at most; lower it",
    ),
    "proposals": (
        design("calls", "proposals", 90, "1/yr"),
        "calls.proposals",
        "90 1/yr of 1200 institutions come to 539,",
    ),
    "mass": (
        design("experiments.facility", "mass", 500, "kg"),
        "experiments.facility.mass",
        "500 kg fits on no landing, for which there is room for 400 kg at most; give partners.landings more room",
    ),
    "data": (
        design("experiments.facility", "data_rate", 50, "Mbit/s"),
        "experiments.facility.data_rate",
        "50 Mbit/s is more than partners.downlink, 20 Mbit/s; raise that",
    ),
    "places": (
        '[partners.racks.yard]\nmodel = "experiment-rack"\n' + design("racks.yard", "count", 200).partition("\n")[2],
        "racks",
        "have 2,000 places together, and 1,000 are simulated; take fewer",
    ),
    "model": (
        '[partners.racks.yard]\nmodel = "experiment-rak"\n',
        "racks.yard.model",
        'did you mean "experiment-rack"?',
    ),
    "key": (design("calls", "slotz", 3), "calls.slotz", 'did you mean "slots"?'),
    "unit": (design("calls", "every", 3, "kg"), "calls.every.unit", "wrong dimension"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_is_refused_with_file_line_key_and_remedy(name: str, tmp_path: Path) -> None:
    text, key, message = WRONG[name]
    with pytest.raises(ScenarioError) as caught:
        load(written(tmp_path, SHORT + text))
    found = [problem for problem in caught.value.problems if problem.key == f"partners.{key}"]
    assert found, [problem.key for problem in caught.value.problems]
    assert message in found[0].message
    assert found[0].file.endswith("partnered.toml")
    assert found[0].line is not None


def test_the_library_gives_all_that_is_not_a_decision(tmp_path: Path) -> None:
    scenario = load(written(tmp_path, SHORT))
    assert scenario.partners is not None
    for path, spec, quantity in leaves(scenario.partners):
        if spec.kind == "quantity":
            assert isinstance(quantity, Quantity)
            known = quantity.given_known == "published"
            assert quantity.basis == "design" or (quantity.note and (quantity.range or known)), path


def test_means_of_the_kinds_are_those_of_the_200_kg_for_ten_projects() -> None:
    partners = load("ilrs:partners").partners
    assert partners is not None
    kinds = partners.experiments.values()
    shares = sum(float(kind.share) for kind in kinds)
    mean = sum(float(kind.share) * float(kind.mass) for kind in kinds) / shares
    assert mean == pytest.approx(200.0 / 10.0, abs=0.5)
    assert max(float(kind.mass) for kind in kinds) <= 100.0


def test_check_says_what_there_is_and_what_keeps_experiments(tmp_path: Path) -> None:
    bare = load(written(tmp_path, SHORT))
    assert "partners.racks: there is none, so no experiment runs; add [partners.racks.NAME]" in bare.notes()
    assert "partners.robots: there is none, and nobody comes, so no experiment is set up" in bare.notes()
    assert any(line.startswith("partners ") and "29 institutions of 11 countries" in line for line in bare.overview())
    shipped = load("ilrs:partners")
    assert not [note for note in shipped.notes() if note.startswith("partners")]
    lines = "\n".join(shipped.overview())
    for text in ("cargo = 400 kg every 1 yr from 2032-01-15", "yard = 3 x rack (experiment-rack)", "25 selected every"):
        assert text in lines
    silent = load(written(tmp_path, SHORT), [f"partners.experiments.{name}.share=0" for name in KINDS])
    assert "partners.experiments: there is no kind of any share, so nothing is proposed" in silent.notes()


KINDS = ("sensor", "instrument", "facility")


def test_racks_and_robots_count_as_landed_and_experiments_do_not() -> None:
    whole = load("ilrs:partners")
    assert whole.partners is not None
    racks, robots = whole.partners.assets(Rack), whole.partners.assets(Robot)
    mass = sum(int(one.count) * float(one.mass) for one in (*racks.values(), *robots.values()))
    assert landed_mass(whole) - landed_mass(load("ilrs:baseline")) == pytest.approx(mass)
