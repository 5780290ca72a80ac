"""What arrives with which mission: who may name one, what each carries, and whether its lander lands that much."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, TypeVar, cast

from sim.scenario.assets import items, lands, parts_of
from sim.scenario.problems import suggestion
from sim.scenario.schema.base import Arriving, Choices, Consignment, Named, Table, may_come
from sim.scenario.schema.fields import fields_of
from sim.scenario.schema.scenario import ScenarioTable
from sim.scenario.schema.system import MissingError, Report, Span

N = TypeVar("N", bound=Named)

Manifest = list[tuple[str, tuple[str, ...], float]]
"""Base, keys from the base down and mass [kg] of all that a mission carries, the heaviest first."""


def manifest(
    scenario: ScenarioTable, mission: str, choices: Choices | None = None, *, reserved: bool = True
) -> Manifest:
    """Return what a mission carries.

    Args:
        scenario: Whose mission.
        mission: Its name.
        choices: What was chosen; all that may be, if not given.
        reserved: Whether room counts as full that is kept for what is known only when it leaves.
    """

    def rides(part: Table) -> bool:
        if not isinstance(part, Arriving) or part.arrives_with != mission:
            return False
        return choices is None or may_come(part, choices)

    found = []
    for base, tables in scenario.all_bases():
        for path, part in parts_of(tables):
            mass = part.landed_mass(rides) if lands(part) else 0.0
            if reserved and isinstance(part, Arriving) and rides(part):
                mass += part.reserved
            if mass > 0 or (isinstance(part, Table) and rides(part)):
                found.append((base, path, mass))
    return sorted(found, key=lambda one: (-one[2], one[0], one[1]))


def total_mass(carried: Manifest) -> float:
    """Return the mass of a manifest [kg]."""
    return math.fsum(mass for _, _, mass in carried)


def by_system(carried: Manifest) -> dict[str, float]:
    """Return the mass of a manifest by system [kg], in the alphabet of their keys."""
    found: dict[str, list[float]] = {}
    for _, path, mass in carried:
        found.setdefault(path[0], []).append(mass)
    return {system: math.fsum(found[system]) for system in sorted(found)}


def all_of(tables: Any, kind: type[N]) -> Iterator[tuple[tuple[str, ...], type[N], Any]]:
    """Yield keys, class and table of all of a kind at a base, assets and what they hold, as far as it can be read."""
    for item in items(tables):
        if item.kind.has(kind):
            yield item.path, cast("type[N]", item.kind.tables[0]), item.asset
        for spec in fields_of(*item.kind.tables).values():
            if spec.kind == "keyed" and issubclass(spec.tables[0], kind):
                with suppress(MissingError):
                    for name, inner in getattr(item.asset, spec.attribute).items():
                        yield (*item.path, spec.key, name), spec.tables[0], inner


def check_arrivals(tables: Any, span: Span, report: Report) -> None:
    """What arrives does so on a day or with one of the missions, and with one that goes to its base."""
    scenario = span.scenario
    with suppress(MissingError):
        campaign = scenario.campaign
        missions = {} if campaign is None else campaign.missions
        here = next((name for name, base in scenario.bases.items() if _same(base, tables)), None)
        for path, cls, part in all_of(tables, Arriving):
            with suppress(MissingError):
                _arrives(path, cls, part, report)
            with suppress(MissingError):
                named = part.arrives_with
                if named is None:
                    continue
                if campaign is None:
                    report((*path, "arrives_with"), f"needs a table [campaign.missions.{named}]; there is no campaign")
                elif named not in missions:
                    tail = suggestion(named, missions, what="missions")
                    report((*path, "arrives_with"), f'there is no mission "{named}"{tail}')
                elif missions[named].base is not None and missions[named].base != here:
                    goes = f"{named} goes to the base {missions[named].base}"
                    report((*path, "arrives_with"), f"{goes}; take a mission that comes here, or leave out its base")


def _same(base: Any, tables: Any) -> bool:
    return base is tables or getattr(tables, "of", None) is base


def _arrives(path: tuple[str, ...], cls: type[Arriving], part: Any, report: Report) -> None:
    """It comes on a day or with a mission, and not on both."""
    key = cls.day_key
    day = part.date if issubclass(cls, Consignment) else part.from_
    if day is not None and part.arrives_with is not None:
        message = f"stands beside {key} = {day}; leave one of them out, for the mission says when it comes"
        report((*path, "arrives_with"), message)
    elif day is None and part.arrives_with is None and part.behind is None and issubclass(cls, Consignment):
        report((*path, key), f"is missing: give {key}, the day on which it arrives, or arrives_with, its mission")
