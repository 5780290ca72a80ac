"""The reference page: up to date, complete, and its links lead somewhere."""

from __future__ import annotations

import re

from sim.scenario import files, reference
from sim.scenario.layers import CATALOGUE, REFERENCES, library
from sim.scenario.schema.fields import fields_of
from sim.scenario.schema.scenario import ScenarioTable
from tests.scenario.drift import drift


def test_the_committed_page_is_that_of_the_classes() -> None:
    found = drift(files.shipped_folder() / reference.FILE, reference.text(), reference.COMMAND)
    assert not found, found


def test_every_key_and_every_entry_is_on_it() -> None:
    text = reference.text()

    def check(*tables: type) -> None:
        for table in tables:
            for spec in fields_of(table).values():
                if spec.kind not in {"table", "keyed"} and spec.key != "kind":
                    assert f"| `{spec.key}` | {spec.meaning}" in text, f"{table.__name__}.{spec.key}"
                check(*spec.tables)

    check(ScenarioTable)
    for kind, entries in library(CATALOGUE).table.items():
        for name in entries:
            assert f'`model = "{name}"`' in text, f"{kind}.{name}"
    for key in library(REFERENCES).table:
        assert f'<a id="{key}"></a>' in text


def test_every_table_has_as_many_cells_in_each_row_as_in_its_head() -> None:
    width = 0
    for line in reference.text().splitlines():
        cells = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0
        assert not width or not cells or cells == width, line
        width = cells


def test_links_lead_somewhere() -> None:
    text = reference.text()
    anchors = {reference._anchor(title) for title in re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)}
    anchors |= set(re.findall(r'<a id="([^"]+)">', text))
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= anchors
