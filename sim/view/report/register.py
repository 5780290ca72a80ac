"""The assumption register of one or several scenarios, what each number rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sim.result.milestones import planned
from sim.scenario import Parameter, Quantity, Scenario, counts, known
from sim.view.kit.text import plain

BASES: Mapping[str, str] = {
    "assumption": "illustrative, ours; the note says why this number",
    "sourced": "the named reference says so",
    "derived": "from a formula or an ephemeris, named in the note",
    "design": "a decision of the analyst, not a fact about the world",
}
"""What each basis means."""
KNOWN_AS: Mapping[str, str] = {
    "measured": "somebody measured it",
    "published": "somebody says so; nobody need have measured it",
    "estimated": "from a formula, a class of machines, or literature quoted without the document",
    "guessed": "nothing but a note stands behind it",
}
"""What it means to be known how well."""


class Holder(Protocol):
    """What has a scenario: a run, or a variant of a study."""

    @property
    def scenario(self) -> Scenario:
        """The scenario."""


@dataclass(frozen=True)
class Line:
    """One parameter as some of the runs have it.

    Attributes:
        key: Its dotted key.
        system: First part of the key.
        label: What it means.
        value: Value with unit.
        limits: Range, or "".
        basis: Basis.
        known: How well it is known; "-" for a decision.
        origin: Source, note and remark.
        runs: Numbers of the runs that have it so; empty where all have.
    """

    key: str
    system: str
    label: str
    value: str
    limits: str
    basis: str
    known: str
    origin: str
    runs: tuple[int, ...]


@dataclass(frozen=True)
class Reference:
    """A document that sourced quantities name."""

    key: str
    text: str


def lines(runs: Sequence[Holder]) -> tuple[Line, ...]:
    """Every parameter, in the order of the first scenario that has it; one line for all runs that agree on it."""
    found: dict[str, dict[tuple[str, ...], list[int]]] = {}
    for number, run in enumerate(runs):
        for parameter in run.scenario.parameters():
            found.setdefault(parameter.key, {}).setdefault(_essence(parameter), []).append(number)
    result = []
    for key, versions in found.items():
        for (label, value, limits, basis, how, origin), having in versions.items():
            everywhere = len(having) == len(runs)
            system = key.partition(".")[0]
            numbers = () if everywhere else tuple(having)
            result.append(Line(key, system, label, value, limits, basis, how, origin, numbers))
    return tuple(result)


def _essence(parameter: Parameter) -> tuple[str, ...]:
    quantity = parameter.quantity
    limits = quantity.range_text() if isinstance(quantity, Quantity) else ""
    parts = (quantity.source, quantity.note, parameter.remark)
    origin = "; ".join(plain(part) for part in parts if part)
    label, value = plain(parameter.label), plain(quantity.text())
    return label, value, limits, quantity.basis, quantity.known or "-", origin


def basis_counts(runs: Sequence[Holder]) -> tuple[dict[str, int], ...]:
    """How many parameters of each basis each run has."""
    return tuple(dict(counts(run.scenario)) for run in runs)


def known_counts(runs: Sequence[Holder]) -> tuple[dict[str, int], ...]:
    """How many parameters of each run are known how well."""
    return tuple(dict(known(run.scenario.parameters()).items()) for run in runs)


def references(runs: Sequence[Holder]) -> tuple[Reference, ...]:
    """The documents that the runs' parameters name, and that have published dates of their milestones, by key."""
    found: dict[str, str] = {}
    for run in runs:
        known = run.scenario.references
        named = [parameter.quantity.source for parameter in run.scenario.parameters()]
        for source in (*named, *(one.source for one in planned(run.scenario))):
            if source is not None and source in known:
                entry = known[source]
                authors = ", ".join(entry.authors) if isinstance(entry.authors, list) else entry.authors
                parts = (authors, str(entry.year) if entry.year else None, entry.title, entry.journal, entry.publisher)
                more = (entry.report, f"doi {entry.doi}" if entry.doi else None, entry.url, entry.note)
                found[source] = ". ".join(plain(part).rstrip(".") for part in (*parts, *more) if part) + "."
    return tuple(Reference(key, text) for key, text in sorted(found.items()))
