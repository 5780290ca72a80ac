"""The page of a study: what it found, what was varied, what it rests on, how to repeat it. Every kind has the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.result.folder import clean_name
from sim.scenario import Scenario, assumed, diff
from sim.scenario.draws import Uncertain, uncertain
from sim.station.relief import how_of
from sim.study.findings import Findings, TextTable
from sim.study.kinds import KINDS
from sim.study.replicates.variants import Variant
from sim.study.wording import counted, few
from sim.view import run_facts
from sim.view.kit.text import day, plain, short
from sim.view.report import embed, figures, register
from sim.view.report.colours import rules
from sim.view.report.subject import LABEL_LETTERS

MOST_SCENARIOS = 6
"""Most scenarios whose parameters and files the page holds; of more, those of the first, and what others differ in."""
MOST_CHANGES = 3
"""Most changed keys that are named of a variant."""
DRAWN = {
    "random": "Each replicate draws lives, repairs and rejects anew; parameters stay as they are.",
    "parameters": "Each replicate draws the parameters below anew, over their ranges; lives, repairs and rejects stay "
    "those of one draw.",
    "both": "Each replicate draws lives, repairs and rejects anew, and the parameters below over their ranges.",
}
"""What is drawn anew, by what the study was asked to vary."""


@dataclass(frozen=True)
class Shown:
    """A table of the page: its rows in sight, and those behind a fold, by place."""

    table: TextTable
    first: tuple[int, ...]
    folded: tuple[int, ...]


@dataclass(frozen=True)
class Varied:
    """A parameter that is drawn: what it means, its keys, value, range and distribution, and what it rests on."""

    label: str
    keys: tuple[str, ...]
    value: str
    limits: str
    law: str
    basis: str
    known: str


@dataclass(frozen=True)
class Tried:
    """A variant of the study: its label, and what it differs in from the first."""

    label: str
    differs: str


@dataclass(frozen=True)
class File:
    """A scenario as a file: its name and its text."""

    name: str
    text: str


def context(found: Findings) -> dict[str, Any]:
    """What the template of a study's page is given."""
    scenarios = _scenarios(found)
    held = scenarios if len(scenarios) <= MOST_SCENARIOS else scenarios[:1]
    style, script = embed.styles(rules(len(held))), embed.script(embed.WITHOUT_CHARTS)
    question, _, about = KINDS[found.kind].question.partition(":")
    drawing = found.header.drawing
    # A label that one row has may be that of another, too: the page tells them apart by their number.
    runs = [{"number": i, "label": short(plain(one.label), LABEL_LETTERS)} for i, one in enumerate(held)]
    return {
        "style": style,
        "script": script,
        "policy": embed.policy(style, script),
        "data": embed.data(_data(runs)),
        "title": plain(found.title),
        "kind": found.kind,
        "about": about.strip() or found.kind,
        "question": f"{question[:1].upper()}{question[1:].strip()}?",
        "where": _where(found, scenarios),
        "sentences": [plain(one) for one in found.sentences],
        "remarks": [plain(one) for one in found.remarks],
        "caveat": f"The model is illustrative: {assumed(*(one.scenario.parameters() for one in scenarios))}.",
        "pictures": figures.of_study(found),
        "tables": [_shown(table) for table in found.tables],
        "drawn": DRAWN[drawing.vary],
        "varied": [] if drawing.vary == "random" else _varied(scenarios),
        "tried": _tried(found.variants),
        "runs": runs,
        "several": len(runs) > 1,
        "others": len(scenarios) - len(held),
        "register": register.lines(held),
        "bases": register.BASES,
        "basis_counts": register.basis_counts(held),
        "known_as": register.KNOWN_AS,
        "known_counts": register.known_counts(held),
        "references": register.references(held),
        "command": plain(found.header.command),
        "seed": drawing.seed,
        "span": _span(found),
        "settings": [(name.replace("_", " "), plain(str(value))) for name, value in _settings(found)],
        "files": _files(held),
    }


def _scenarios(found: Findings) -> list[Variant]:
    """The first variant of each scenario: some lift a limit of the same one."""
    by_content: dict[str, Variant] = {}
    for variant in found.variants:
        by_content.setdefault(variant.scenario.content_hash(), variant)
    return list(by_content.values())


def _data(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """What the program of the page works on: it has no charts."""
    return {"runs": [{"label": run["label"]} for run in runs], "first": 0, "last": 0, "binHours": 1}


def _where(found: Findings, scenarios: list[Variant]) -> str:
    sites = list(dict.fromkeys(run_facts.place_text(one.scenario) for one in scenarios))
    place = sites[0] if len(sites) == 1 else counted(len(sites), "site")
    return f"{place}, {day(found.header.start)} to {day(found.header.end)}"


def _span(found: Findings) -> str:
    first, last = (f"{moment:%Y-%m-%d %H:%M}" for moment in (found.header.start, found.header.end))
    return f"{first} to {last} UTC ({found.header.drawing.until_h:,.0f} h)"


def _shown(table: TextTable) -> Shown:
    every = tuple(range(len(table.rows)))
    if table.chief is None or not table.chief:
        return Shown(table, every, ())
    return Shown(
        table,
        tuple(place for place in every if place in table.chief),
        tuple(place for place in every if place not in table.chief),
    )


def _varied(scenarios: list[Variant]) -> list[Varied]:
    """The parameters that are drawn, as the first scenario that has each says."""
    every: dict[str, Uncertain] = {}
    for one in scenarios:
        for name, parameter in uncertain(one.scenario).items():
            every.setdefault(name, parameter)
    return [
        Varied(
            plain(one.label),
            tuple(plain(key) for key in one.keys),
            plain(one.quantity.text()),
            one.quantity.range_text().partition(",")[0],
            one.quantity.distribution or "",
            one.quantity.basis,
            one.quantity.known or "",
        )
        for one in every.values()
    ]


def _tried(variants: tuple[Variant, ...]) -> list[Tried]:
    """What was run, where it is more than one variant."""
    if len(variants) < 2:
        return []
    first = variants[0]
    return [Tried(plain(one.label), _differs(first, one) if number else "") for number, one in enumerate(variants)]


def _differs(first: Variant, other: Variant) -> str:
    changes = [plain(f"{one.key} = {one.b_text}") for one in diff(first.scenario, other.scenario)]
    lifted = [] if other.relief is None or other.relief == first.relief else [how_of(other.relief)]
    return "; ".join([*few(changes, MOST_CHANGES), *lifted]) or "nothing but its label"


def _settings(found: Findings) -> list[tuple[str, object]]:
    """What else was asked and can be said in a word."""
    return [
        (name, f"{value:,}" if isinstance(value, int) else value)
        for name, value in found.header.settings.items()
        if isinstance(value, str | int | float) and not isinstance(value, bool)
    ]


def _files(held: list[Variant]) -> list[File]:
    taken: dict[str, int] = {}
    files = []
    for one in held:
        stem = _stem(one.scenario)
        taken[stem] = taken.get(stem, 0) + 1
        name = f"{stem}.toml" if taken[stem] == 1 else f"{stem}-{taken[stem]}.toml"
        files.append(File(name, one.scenario.to_toml()))
    return files


def _stem(scenario: Scenario) -> str:
    return clean_name(plain(scenario.name))
