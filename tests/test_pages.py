"""The pages beside the code name keys, units, tests and other pages that exist, and figures that are so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.moon.regolith import sinter_heat
from sim.scenario import Scenario
from sim.scenario.schema.base import Table
from sim.scenario.schema.fields import FieldSpec, fields_of
from sim.scenario.schema.scenario import ScenarioTable
from sim.station.systems import SYSTEMS

ROOT = Path(__file__).parent.parent
PAGES = sorted((ROOT / "sim").rglob("README.md"))

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.relative_to(ROOT).as_posix())


def quantities(path: tuple[str, ...]) -> list[FieldSpec]:
    """Quantities of the schema at a dotted key; ``*`` stands for a name, or for any key of a table."""
    found = []
    pending: list[tuple[tuple[str, ...], FieldSpec | None, tuple[type, ...]]] = [(path, None, (ScenarioTable,))]
    while pending:
        rest, spec, tables = pending.pop()
        if not rest:
            found += [spec] if spec is not None and spec.kind == "quantity" else []
            continue
        for key, inner in fields_of(*tables).items():
            if rest[0] not in (key, "*"):
                continue
            below = rest[2:] if inner.kind == "keyed" and rest[1:2] == ("*",) else rest[1:]
            pending.append((below, inner, inner.tables))
    return found


def has_quantities(table: type[Table]) -> bool:
    """Whether there is any quantity in a table, or in those in it."""
    specs = fields_of(table).values()
    return any(spec.kind == "quantity" or any(has_quantities(inner) for inner in spec.tables) for spec in specs)


def rows(page: Path) -> Iterator[tuple[str, str]]:
    """Key and unit of each row of a table of parameters."""
    for line in page.read_text(encoding="utf-8").splitlines():
        match = re.match(r"\| `([a-z_*.]+)` \| [^|]*\| ([^|]+) \|", line)
        if match is not None and "." in match[1]:
            yield match[1], match[2].strip()


@each_page
def test_keys_are_those_of_the_schema_and_units_its_base_units(page: Path) -> None:
    for key, unit in rows(page):
        specs = quantities(tuple(key.split(".")))
        assert specs, key
        assert {spec.dim.base for spec in specs if spec.dim is not None} == {unit}, key


@pytest.mark.parametrize("system", [system.name for system in SYSTEMS])
def test_every_system_has_a_page_with_its_parameters(system: str) -> None:
    page = ROOT / "sim" / "station" / system / "README.md"
    spec = fields_of(ScenarioTable)[system]
    assert len(list(rows(page))) > 5 or not any(has_quantities(table) for table in spec.tables)
    headings = re.findall(r"^## (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert headings[-3:] == ["Parameters", "Left out, and which way it errs", "Validated"]


@each_page
def test_tests_and_pages_that_are_named_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for name in re.findall(r"`(tests/[^`]+)`", text):
        assert (ROOT / name).is_file(), name
    for target in re.findall(r"\]\(([^)]+)\)", text):
        assert (page.parent / target).is_file(), target


@each_page
def test_tables_have_as_many_cells_in_each_row_as_in_their_head(page: Path) -> None:
    for table in re.findall(r"(?:^\|.*\n)+", page.read_text(encoding="utf-8"), flags=re.MULTILINE):
        assert len({line.count("|") for line in table.splitlines()}) == 1, table.splitlines()[0]


def test_the_worked_example_of_a_printer(baseline: Scenario) -> None:
    recipe = baseline.bricks
    heat = sinter_heat(
        float(recipe.start_temperature),
        float(recipe.sinter_temperature),
        recipe.heat_capacity_model.value,
        float(recipe.melt_fraction),
        float(recipe.latent_heat) * 3600,
    )
    optics = float(recipe.mirror_reflectance) * float(recipe.fibre_transmission) * float(recipe.absorptance)
    rate = 4 * float(baseline.site.solar_irradiance) * optics / heat
    page = (ROOT / "sim" / "station" / "bricks" / "README.md").read_text(encoding="utf-8")
    said = f"q is {heat:.3f} kWh/kg and η {optics:.2f}, so that a mirror of 4 m² at 1 AU would feed {rate:.2f} kg/h"
    assert said in " ".join(page.split())
