"""The schema walked once: what a scenario has by name, what of it is dated, landed, counted, and what must hold of it.

No other list of the kinds of assets exists: whatever must know them derives from their classes here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol, TypeGuard, cast, runtime_checkable

from sim.scenario.base_names import at_base
from sim.scenario.schema.base import Arrives, Asset, Choices, Dated, Named, Openings, Table
from sim.scenario.schema.fields import fields_of
from sim.scenario.schema.scenario import ScenarioTable, Tables
from sim.scenario.schema.system import MissingError, Report, Span, System


@runtime_checkable
class Lands(Protocol):
    """Something of which mass lands on the Moon."""

    def landed_mass(self, arrives: Arrives) -> float:
        """Mass that lands within a span, or is there from its start [kg]."""


_LANDS: dict[type, bool] = {}


def lands(part: Any) -> TypeGuard[Lands]:
    """Return whether mass of something lands; asked of thousands of parts, of few kinds."""
    kind = type(part)
    if kind not in _LANDS:
        _LANDS[kind] = issubclass(kind, Lands)
    return _LANDS[kind]


@dataclass(frozen=True)
class Kind:
    """A kind of assets.

    Attributes:
        system: Key of the system's table.
        key: Key of the tables by name in it.
        attribute: Their Python name.
        tables: Classes of the assets, more than one where a key `kind` tells them apart.
    """

    system: str
    key: str
    attribute: str
    tables: tuple[type[Named], ...]

    def has(self, cls: type) -> bool:
        """Whether all assets of this kind are of a class."""
        return all(issubclass(table, cls) for table in self.tables)

    def word(self, asset: object = None) -> str:
        """What one is called in a text; of several classes, what the asset says it is."""
        return self.tables[0].word or str(getattr(asset, "kind", ""))


@dataclass(frozen=True)
class Item:
    """An asset of a base: where it stands, and its table as far as it could be read."""

    kind: Kind
    name: str
    asset: Any

    @property
    def path(self) -> tuple[str, str, str]:
        """Its keys from the base down."""
        return self.kind.system, self.kind.key, self.name


@lru_cache(maxsize=8)
def systems(root: type[Table] = ScenarioTable) -> dict[str, type[System]]:
    """Return the tables of systems that a scenario has, by key, in the order of the schema."""
    return {
        spec.key: spec.tables[0]
        for spec in fields_of(root).values()
        if spec.kind == "table" and issubclass(spec.tables[0], System)
    }


@lru_cache(maxsize=8)
def kinds(root: type[Table] = ScenarioTable) -> tuple[Kind, ...]:
    """Return every kind of assets, in the order of the schema."""
    return tuple(
        Kind(key, spec.key, spec.attribute, cast("tuple[type[Named], ...]", spec.tables))
        for key, system in systems(root).items()
        for spec in fields_of(system).values()
        if spec.kind == "keyed" and all(issubclass(table, Named) for table in spec.tables) and not spec.choices
    )


def items(tables: Any, *, ordered: bool = False) -> Iterator[Item]:
    """Yield the assets of a base, as far as they can be read.

    Args:
        tables: Its tables.
        ordered: Whether by name within each kind; else as the file has them.
    """
    for kind in kinds(type(tables) if isinstance(tables, ScenarioTable) else ScenarioTable):
        with suppress(MissingError):
            system = getattr(tables, kind.system)
            named = {} if system is None else getattr(system, kind.attribute)
            for name in sorted(named) if ordered else named:
                yield Item(kind, name, named[name])


def _parts(path: tuple[str, ...], table: Table) -> Iterator[tuple[tuple[str, ...], Table]]:
    """Yield a table and the tables in it that bear no names, each with its keys from the base down."""
    yield path, table
    for spec in fields_of(type(table)).values():
        inner = getattr(table, spec.attribute)
        if spec.kind == "table" and inner is not None:
            yield from _parts((*path, spec.key), inner)


def parts_of(tables: Tables) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield all that may have mass at a base, each with its keys: tables of systems, those in them, assets by name."""
    for key in systems(type(tables) if isinstance(tables, ScenarioTable) else ScenarioTable):
        system = getattr(tables, key)
        if system is not None:
            yield from _parts((key,), system)
    for item in items(tables, ordered=True):
        yield item.path, item.asset


def landed(
    scenario: ScenarioTable,
    hours: float | None = None,
    landings: Mapping[str, float] | None = None,
    choices: Choices | None = None,
    openings: Openings | None = None,
) -> Iterator[tuple[str, tuple[str, ...], float]]:
    """Yield base, keys and mass of everything that lands before the end, or stands there from the start [kg].

    Assets land, and so may the table of a system and the tables in it: the keys are those from the base down.

    Args:
        scenario: What lands when.
        hours: Length of the run [h]; None for the scenario's own.
        landings: When each mission lands [h], by its name; as planned, if not given.
        choices: What was chosen; nothing, if not given.
        openings: When gates opened; as planned, if not given.
    """
    end = scenario.hours if hours is None else hours
    when = scenario.planned_landings() if landings is None else landings

    def arrives(part: Table) -> bool:
        first, last = scenario.service_span(part, when, choices or {}, openings)
        return first < max(end, math.ulp(0.0)) and last > 0

    for base, tables in scenario.all_bases():
        for path, part in parts_of(tables):
            if lands(part):
                yield base, path, part.landed_mass(arrives)


def landed_mass(
    scenario: ScenarioTable,
    hours: float | None = None,
    landings: Mapping[str, float] | None = None,
    choices: Choices | None = None,
    openings: Openings | None = None,
) -> float:
    """Return the mass of all that lands before the end, or stands there at the start [kg].

    Assets, spares, stores, cabling, and loads as far as they give a mass. Relays stay in orbit and are not counted, nor
    are crews, landers or regolith. Arguments as of :func:`landed`.
    """
    return math.fsum(mass for _, _, mass in landed(scenario, hours, landings, choices, openings))


def check_presence(tables: Any, span: Span, report: Report) -> None:
    """Nothing leaves before it arrives."""
    for item in items(tables):
        if not item.kind.has(Dated):
            continue
        with suppress(MissingError):
            asset = item.asset
            if asset.from_ is not None and asset.until is not None and asset.until <= asset.from_:
                report((*item.path, "until"), f"{asset.until} is not after its from, {asset.from_}")
        with suppress(AttributeError, KeyError):  # of a mission that there is not, another check speaks
            if asset.arrives_with is not None and asset.until is not None:
                mission = span.scenario.campaign.missions[asset.arrives_with]
                if asset.until <= mission.date:
                    message = f"{asset.until} is not after the launch of {asset.arrives_with}, {mission.date}"
                    report((*item.path, "until"), message)


def check_names(tables: Any, _span: Span, report: Report) -> None:
    """Names that become names of channels are unique within their name space."""
    taken: dict[str, dict[str, str]] = {}
    for item in items(tables):
        space = item.kind.tables[0].namespace
        if not space:
            continue
        units = {item.name}
        with suppress(MissingError):
            count = int(item.asset.count) if item.kind.has(Asset) else 1
            if space in NUMBERED and count > 1:
                # Its own too: the asset as a whole goes by it.
                units |= {f"{item.name}-{number}" for number in range(1, min(count, 1000) + 1)}
        known = taken.setdefault(space, {})
        clash = next((known[unit] for unit in sorted(units) if unit in known), None)
        if clash is not None:
            report(item.path, f"has the same name as {clash}; names of {_several(space)} are unique")
        for unit in units:
            known.setdefault(unit, f"{item.kind.system}.{item.kind.key}.{item.name}")


NUMBERED = frozenset({"machine"})
"""Name spaces in which each unit of an asset bears a name of its own: NAME-1, NAME-2 ..."""


def _several(space: str) -> str:
    """The kinds of a name space in words."""
    keys = [kind.key for kind in kinds() if kind.tables[0].namespace == space]
    return ", ".join(keys[:-1]) + " and " + keys[-1]


def words(scenario: ScenarioTable) -> dict[tuple[str, str], str]:
    """Return what each asset is in a word, by system and name, with the base's name before the system's if it has one.

    ``("tools", "solar")`` is a printer.
    """
    return {
        (at_base(base, item.kind.system), item.name): item.kind.word(item.asset)
        for base, tables in scenario.all_bases()
        for item in items(tables)
    }


__all__ = [
    "Item",
    "Kind",
    "Tables",
    "check_names",
    "check_presence",
    "items",
    "kinds",
    "landed",
    "landed_mass",
    "parts_of",
    "systems",
    "words",
]
