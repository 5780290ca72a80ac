"""The assumption register: every parameter of a scenario with its meaning and provenance, and what two differ in."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sim.scenario.problems import dotted
from sim.scenario.provenance import BASES, KNOWN, Known, Provenance
from sim.scenario.quantity import Quantity
from sim.scenario.schema.base import Table, asset_text
from sim.scenario.schema.fields import fields_of, leaves
from sim.scenario.schema.orbit import orbit_of
from sim.scenario.schema.scenario import ScenarioTable
from sim.scenario.schema.site import HorizonTable


@dataclass(frozen=True, slots=True)
class Parameter:
    """One line of the register.

    `key` is the dotted key, `label` what it means (its unit there is the base unit), `quantity` the number, or the
    choice of a word, with its provenance, `remark` what to mind about it here ("" mostly).
    """

    key: str
    label: str
    quantity: Provenance
    remark: str = ""

    @property
    def given_range(self) -> tuple[float, float] | None:
        """The lowest and the highest plausible value, in the unit given; None without a range, as of a choice."""
        return self.quantity.given_range if isinstance(self.quantity, Quantity) else None


@dataclass(frozen=True, slots=True)
class Difference:
    """A key in which two scenarios differ: parameter, text, date, flag or list, a whole asset, or None if absent."""

    key: str
    a: Any
    b: Any

    @property
    def a_text(self) -> str:
        """What the first scenario says, for people; "-" if it says nothing."""
        return value_text(self.a)

    @property
    def b_text(self) -> str:
        """What the second scenario says, for people; "-" if it says nothing."""
        return value_text(self.b)


def parameters(scenario: ScenarioTable) -> list[Parameter]:
    """Return every quantity and choice of a scenario, in the order of the schema, assets sorted by name."""
    remarks = mast_remarks(scenario)
    for key, note in _notes_of_horizons(scenario):
        remarks[key] = "; ".join(filter(None, (remarks.get(key), note)))
    return [
        Parameter(key := dotted(path), spec.label, value, remarks.get(key, ""))
        for path, spec, value in leaves(scenario, ordered=True)
        if isinstance(value, Provenance)
    ]


def counts(scenario: ScenarioTable) -> dict[str, int]:
    """Return how many parameters there are of each basis; every basis is there, in a fixed order."""
    bases = [value.basis for _, _, value in leaves(scenario) if isinstance(value, Provenance)]
    return {basis: bases.count(basis) for basis in BASES}


def assumptions(register: Sequence[Parameter]) -> tuple[int, int]:
    """Return how many of a scenario's parameters are assumptions, and how many parameters it has."""
    return sum(parameter.quantity.basis == "assumption" for parameter in register), len(register)


def known(register: Sequence[Parameter]) -> dict[Known, int]:
    """Return how many of a scenario's parameters are known how well, from the best; decisions are not among them."""
    found = [parameter.quantity.known for parameter in register]
    return {word: found.count(word) for word in KNOWN}


def assumed(*registers: Sequence[Parameter]) -> str:
    """Return how many parameters are assumptions, and how well they are known, in words.

    Args:
        registers: Those of one scenario or of several; where these differ, the least and the most are said.
    """
    found = [assumptions(register) for register in registers]
    few, every = _span(few for few, _ in found), _span(every for _, every in found)
    shares = known_text(*registers)
    return f"{few} of {every} parameters are assumptions" + (f" ({shares})" if shares else "")


def known_text(*registers: Sequence[Parameter]) -> str:
    """Return which shares of the parameters that are no decisions are known how well; "" where all are decisions.

    Args:
        registers: As of :func:`assumed`.
    """
    shares = [share for register in registers if (share := _percent(list(known(register).values())))]
    if not shares:
        return ""
    parts = [f"{_span(share[i] for share in shares)} % {word}" for i, word in enumerate(KNOWN)]
    return f"known: {', '.join(parts)}"


def _percent(numbers: Sequence[int]) -> list[int]:
    """Whole percentages that add up to 100: what rounding down leaves goes to the largest remainders."""
    every = sum(numbers)
    if every == 0:
        return []
    shares = [100 * number // every for number in numbers]
    for i in sorted(range(len(numbers)), key=lambda i: -(100 * numbers[i] % every))[: 100 - sum(shares)]:
        shares[i] += 1
    return shares


def _span(numbers: Iterable[int]) -> str:
    """The least and the most of some numbers; one where they are the same."""
    found = sorted(set(numbers))
    return str(found[0]) if len(found) == 1 else f"{found[0]} to {found[-1]}"


def mast_remarks(scenario: ScenarioTable) -> dict[str, str]:
    """Return what to say of each mast height for which its site has no horizon, by dotted key, in schema order."""
    return {
        key: f"no horizon was measured at {mast:g} m; uses the one at {horizon.name}"
        for key, mast, horizon in _masts(scenario)
        if horizon.mast != mast
    }


def _notes_of_horizons(scenario: ScenarioTable) -> Iterator[tuple[str, str]]:
    """Yield the dotted key of each mast height whose horizon has a note, and the note."""
    return ((key, horizon.note) for key, _, horizon in _masts(scenario) if horizon.note)


def _masts(scenario: ScenarioTable) -> Iterator[tuple[str, float, HorizonTable]]:
    """Yield dotted key, height [m] and horizon of every mast, in schema order."""
    bases = dict(scenario.all_bases())
    found = list(leaves(scenario, ordered=True))
    places = {path[:-1]: value for path, spec, value in found if spec.key == "at"}
    for path, spec, value in found:
        if spec.key == "mast":
            tables = bases[path[1] if path[0] == "bases" else ""]
            if orbit_of(tables) is not None:
                continue
            site = tables.site_at(places.get(path[:-1]))
            yield dotted(path), value.value, site.horizon(value.value)


def diff(a: ScenarioTable, b: ScenarioTable) -> list[Difference]:
    """Return what two scenarios differ in, in the order of the schema, assets sorted by name.

    An asset that only one has is one difference. Titles, summaries, notes and the texts of references are left out.
    """
    return list(_differences((), a, b))


_NOT_COMPARED = frozenset({"title", "summary", "standalone", "references"})


def _differences(path: tuple[str, ...], a: Table, b: Table) -> Iterator[Difference]:
    if type(a) is not type(b):
        yield Difference(dotted(path), a, b)
        return
    for spec in fields_of(type(a)).values():
        if not path and spec.key in _NOT_COMPARED:
            continue
        here = (*path, spec.key)
        left, right = getattr(a, spec.attribute), getattr(b, spec.attribute)
        if spec.kind == "table":
            if left is not None or right is not None:
                yield from _differences(here, left, right)
        elif isinstance(left, dict) and isinstance(right, dict):
            for name in sorted(left.keys() | right.keys()):
                one, other = left.get(name), right.get(name)
                if one is None or other is None or isinstance(one, HorizonTable):
                    if one != other:
                        yield Difference(dotted((*here, name)), one, other)
                else:
                    yield from _differences((*here, name), one, other)
        elif _essence(left) != _essence(right):
            yield Difference(dotted(here), left, right)


def _essence(value: Any) -> Any:
    if isinstance(value, Quantity):
        return value.value, value.basis, value.source, value.range, value.known, value.distribution
    if isinstance(value, Provenance):
        return value.text(), value.basis, value.source, value.known
    return value


def value_text(value: Any) -> str:
    """Return a value of a scenario for people, in one line."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, HorizonTable):
        origin = value.origin.splitlines()[0] if value.origin else "given in place"
        return f"{len(value.azimuth_deg)} azimuths, {origin}"
    if isinstance(value, Table):
        return asset_text(value)
    if isinstance(value, tuple | list):
        return ", ".join(value) or "none"
    return value.isoformat() if isinstance(value, datetime.date) else str(value)
